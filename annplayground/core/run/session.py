"""A Session: one seeded, deterministic run of an Experiment, from its first weights onwards."""

import math
import sys
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from annplayground.core.arrays import raw_coordinates, raw_sample, sample_targets, targets
from annplayground.core.choices.activations import Array
from annplayground.core.choices.features import compute_features
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.metrics import SCORES, channel_names
from annplayground.core.diagnosis.findings import Finding, diagnose
from annplayground.core.diagnosis.training_pass import TrainingPass
from annplayground.core.edits import keeps_weights
from annplayground.core.engines.available import engine_class, engine_for
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import Progress, State
from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.explain import LayerExplanation, explain
from annplayground.core.gradient_check import (
    GradientCheck,
    check_derivative,
    spread_indices,
    worst_check,
)
from annplayground.core.history import History
from annplayground.core.network import (
    Layer,
    LayerPass,
    Parameters,
    backward,
    forward,
    initial_vector,
    penalty_gradient,
    split,
)
from annplayground.core.run.preview import Preview, preview_update
from annplayground.core.run.trace import TRACE_STEPS, Trail, trace_parameter
from annplayground.core.samples import encoded_for, make_sets, predicted_classes

# States to go back to: recent ones, and never more than this many bytes of them.
_MAX_KEYFRAMES = 200
# Of each call of the engine, the newest epochs that one can go back to, and the most it may train.
KEPT_EPOCHS = 64
MOST_EPOCHS = 4096
_MAX_KEYFRAME_BYTES = 32_000_000


@dataclass(frozen=True)
class Scores:
    """A figure on the training set and on the test set."""

    train: float
    test: float


@dataclass(frozen=True)
class Divergence:
    """Training stopped because the next weights would not be finite."""

    epoch: int
    cause: str


@dataclass(frozen=True)
class _Keyframe:
    """A state to go back to, and its row of the history."""

    state: State
    row: Array


class Session:
    """One run. Same Experiment, same numbers, bit for bit, however the run is cut into steps."""

    def __init__(self, experiment: Experiment | None = None, engine: str = "auto") -> None:
        """`engine` is "auto", "numba" or "numpy": the numbers agree to 12 digits."""
        self.experiment = experiment or Experiment()
        self.train_set, self.test_set = make_sets(self.experiment)
        self._engine_class = engine_class(engine)
        self._make_engine()
        self.history = History(channel_names(len(self.experiment.activations)))
        limit = _MAX_KEYFRAME_BYTES // (24 * self.experiment.n_parameters)
        self._keyframes: deque[_Keyframe] = deque(maxlen=min(max(limit, 8), _MAX_KEYFRAMES))
        self._start()

    def _make_engine(self) -> None:
        trains = engine_for(self.experiment, self._engine_class)
        self._engine: Engine = trains(self.experiment, self.train_set, self.test_set)

    @property
    def engine(self) -> type[Engine]:
        """The class of the engine that trains."""
        return type(self._engine)

    @property
    def wanted_engine(self) -> type[Engine]:
        """The class of the engine that trains wherever it can."""
        return self._engine_class

    def use_engine(self, engine: type[Engine]) -> None:
        """Go on training with another engine."""
        if engine is not self._engine_class:
            self._engine_class = engine
            self._make_engine()

    def _start(self) -> None:
        """Draw the first weights, with nothing behind them."""
        self._state = State.start(initial_vector(self.experiment))
        self.divergence: Divergence | None = None
        self._trail = Trail(self._state)
        self._found: frozenset[str] = frozenset()  # kinds that the last diagnosis found
        self.last_batch = np.zeros(0, dtype=np.int64)  # rows of the training set, newest step
        self.history.clear()
        self.history.append(0, self._engine.row(self._state))
        self._keyframes.clear()
        self._keep_keyframe()

    # -- where the run stands ---------------------------------------------------------------

    @property
    def epoch(self) -> int:
        """Complete epochs."""
        return self._state.epoch

    @property
    def batch(self) -> int:
        """Mini-batches of the current epoch already used."""
        return self._state.batches

    @property
    def batches_per_epoch(self) -> int:
        """Mini-batches in a whole epoch."""
        return -(-len(self.train_set) // self.experiment.training.batch_size)

    @property
    def learning_rate(self) -> float:
        """The learning rate of the current epoch, schedule included."""
        return self._engine.learning_rate(self.epoch)

    @property
    def layers(self) -> list[Layer]:
        """The layers of the network; their arrays are views that training changes."""
        return Parameters(self.experiment, self._state.parameters).layers

    @property
    def parameters(self) -> list[tuple[Array, Array]]:
        """Copies of the weights and biases, [(W (n_in, n_out), b (n_out,)), …]."""
        return list(split(self._state.parameters.copy(), self.experiment.sizes))

    def losses(self) -> Scores:
        """Data loss J, mean over samples, on both sets at the present weights."""
        return self.scores()[0]

    def accuracies(self) -> Scores | None:
        """Share of samples classified right, on both sets; None for regression."""
        return self.scores()[1]

    def scores(self) -> tuple[Scores, Scores | None]:
        """`losses()` and `accuracies()` from one forward propagation of each set."""
        engine, state = self._engine, self._state
        train_loss, train_accuracy = engine.evaluate(state, engine.x_train, self.train_set)
        test_loss, test_accuracy = engine.evaluate(state, engine.x_test, self.test_set)
        losses = Scores(train_loss, test_loss)
        if self.experiment.data.n_classes == 0:
            return losses, None
        return losses, Scores(train_accuracy, test_accuracy)

    def confusion(self) -> tuple[Array, Array] | None:
        """Counts (actual, predicted) on the training and test set; None for regression."""
        n = self.experiment.data.n_classes
        if n == 0:
            return None
        tables = []
        for samples in (self.train_set, self.test_set):
            table = np.zeros((n, n))
            predicted = predicted_classes(self.experiment, self.predict(samples.X))
            np.add.at(table, (samples.labels.astype(int), predicted.astype(int)), 1)
            table.flags.writeable = False
            tables.append(table)
        return tables[0], tables[1]

    def forward(self, X: Array) -> list[LayerPass]:
        """Forward propagation of raw coordinates X (n, 2): every layer's x, z and a.

        Raises `ValueError` if X has another shape; so do `predict`, `gradients` and `explain`.
        """
        x = compute_features(raw_coordinates(X), self.experiment.data.features)
        with np.errstate(all="ignore"):
            return forward(self.layers, x)

    def predict(self, X: Array) -> Array:
        """The output a (n, n_outputs) for raw coordinates X (n, 2)."""
        return self.forward(X)[-1].a

    def maps(self, x: Array, first: int = 0) -> list[NDArray[np.float32]]:
        """The activations for inputs x (n, n_inputs), (units, n) for each layer from `first` on;
        0 are the inputs, −1 is the output alone."""
        return self._engine.maps(self._state.parameters, x, first)

    def gradients(self, X: Array, y: Array) -> list[tuple[Array, Array]]:
        """[(dW, db), …] of J for raw coordinates X (n, 2) and targets y (n, n_outputs): mean
        over the samples, penalty included. For one output, y may also be (n,)."""
        training = self.experiment.training
        layers = self.layers
        X = raw_coordinates(X)
        y = targets(y, len(X), self.experiment.n_outputs)
        with np.errstate(all="ignore"):
            gradients = backward(layers, self.forward(X), y, LOSSES[training.loss])
            return [
                (g.dW + penalty_gradient(layer.W, training.regularization), g.db)
                for layer, g in zip(layers, gradients, strict=True)
            ]

    # -- taken apart ------------------------------------------------------------------------

    def explain(self, x: Array, y: Array) -> list[LayerExplanation]:
        """One sample, raw coordinates x (2,) and targets y (n_outputs,), layer by layer."""
        features = self.experiment.data.features
        inputs = compute_features(raw_sample(x)[None, :], features)[0]
        y = sample_targets(y, self.experiment.n_outputs)
        loss = LOSSES[self.experiment.training.loss]
        with np.errstate(all="ignore"):
            return explain(self.layers, inputs, y, loss)

    def training_pass(self) -> TrainingPass:
        """One full pass over the training set, for diagnoses and marks."""
        training = self.experiment.training
        layers = Parameters(self.experiment, self._state.parameters.copy()).layers
        with np.errstate(all="ignore"):
            passes = forward(layers, self._engine.x_train)
            gradients = backward(layers, passes, self.train_set.y, LOSSES[training.loss])
        return TrainingPass(
            experiment=self.experiment,
            layers=layers,
            passes=passes,
            gradients=gradients,
            train_set=self.train_set,
            curves=self.history.curves(),
            epoch=self.epoch,
            learning_rate=self.learning_rate,
            diverged=self.divergence is not None,
        )

    def diagnose(self, training_pass: TrainingPass | None = None) -> list[Finding]:
        """What is wrong with this run, worst first, judged on the whole training set (on
        `training_pass`, if that is known already)."""
        findings = diagnose(training_pass or self.training_pass(), self._found)
        self._found = frozenset(finding.kind for finding in findings)
        return findings

    def preview(self) -> Preview:
        """The next mini-batch's update, before it happens."""
        return preview_update(self._engine, self._state)

    def trace(self, layer: int, i: int, j: int) -> Array:
        """(gradient, step) of W[i, j] (layer 0 is the first) over its last steps, (n, 2): at most
        120, and none from before the run was last changed from outside."""
        index = self._index(layer, i, j)
        return trace_parameter(self._engine, self._trail.start, self._state, index)

    def check_gradient(self, layer: int, i: int, j: int) -> GradientCheck:
        """∂J/∂W[i, j] (layer 0 is the first) by back propagation and by central differences, on
        the training set, penalty included."""
        with np.errstate(all="ignore"):
            vector, gradient = self._state.parameters, self._full_gradient()
            index = self._index(layer, i, j)
            return check_derivative(self._engine.objective, vector, gradient, index)

    def check_gradients(self, most: int = 200) -> GradientCheck:
        """The same for all weights and biases, or for `most` of them evenly spread: the pair that
        differs most."""
        with np.errstate(all="ignore"):
            vector, gradient = self._state.parameters, self._full_gradient()
            indices = spread_indices(len(vector), most)
            return worst_check(self._engine.objective, vector, gradient, indices)

    def _full_gradient(self) -> Array:
        """The gradient on the whole training set, (n_parameters,)."""
        return self._engine.gradient(self.layers, np.arange(len(self.train_set)))[2]

    def _index(self, layer: int, i: int, j: int) -> int:
        """Where W[i, j] stands in the vector of all parameters."""
        sizes = self.experiment.sizes
        before = sum((n_in + 1) * n_out for n_in, n_out in pairwise(sizes[: layer + 1]))
        return before + i * sizes[layer + 1] + j

    # -- training ---------------------------------------------------------------------------

    def step(self) -> None:
        """Train one mini-batch."""
        self.advance(1)

    def train(self, epochs: int = 1, should_stop: Callable[[], bool] | None = None) -> None:
        """Train until `epochs` more epochs are complete, or the run diverges, or `should_stop`
        says so after an epoch. An epoch already begun counts as the first."""
        if should_stop is None:
            self.advance(epochs * self.batches_per_epoch, epochs=epochs)
            return
        for _ in range(epochs):
            if self.divergence is not None or should_stop():
                return
            self.advance(self.batches_per_epoch, epochs=1)

    def advance(
        self, batches: int, rules: StopRules = NEVER, epochs: int = sys.maxsize
    ) -> str | None:
        """Train at most this many mini-batches, and not past the end of this many epochs; a stop
        rule, judged after each epoch, ends it early and its reason is returned."""
        while min(batches, epochs) > 0 and self.divergence is None:
            first = self.epoch + 1
            most = min(epochs, MOST_EPOCHS)
            # The last steps come in a call of their own, so that they can be walked once more.
            now = batches - TRACE_STEPS if batches > TRACE_STEPS else batches
            progress = self._engine.run(self._state, now, rules, most, KEPT_EPOCHS)
            batches -= progress.batches
            self._trail.follow(self._state, progress.batches)
            epochs -= len(progress.rows)
            self._take(progress, first)
            if len(progress.rows):
                reason = rules.reason(self.epoch, progress.rows[-1])
                if reason is not None:
                    return reason
        return None

    def _take(self, progress: Progress, first: int) -> None:
        """Take over what the engine did, from the end of epoch `first` onwards."""
        if progress.batches:
            self.last_batch = progress.last_batch
        self.history.extend(first, progress.rows)
        newest = progress.rows[len(progress.rows) - len(progress.states) :]
        for state, row in zip(progress.states, newest, strict=True):
            self._keyframes.append(_Keyframe(state, row))
        lost = len(progress.rows) > 0 and not math.isfinite(progress.rows[-1][0])
        if progress.diverged or lost:
            self._diverge()

    def _diverge(self) -> None:
        training = self.experiment.training
        if training.gradient_clip is None and self.experiment.network.init_scale > 3:
            cause = f"initial weights {self.experiment.network.init_scale:g} times too large"
        else:
            cause = f"learning rate {self.learning_rate:g} too large"
        self.divergence = Divergence(self.epoch, f"{cause} (J or a weight is no longer finite)")

    # -- changes between two steps ----------------------------------------------------------

    def adopt(self, experiment: Experiment) -> bool:
        """Go on with a changed Experiment and the same weights, if it has the same data, layer
        sizes and first weights; False, and nothing changes, if it needs a new Session.

        A run that has diverged goes on from the last epoch at which it had not yet lost its way.
        """
        if not keeps_weights(self.experiment, experiment):
            return False
        old = self.experiment
        if experiment.network.output != old.network.output:
            self.train_set = encoded_for(self.train_set, experiment)
            self.test_set = encoded_for(self.test_set, experiment)
        self.experiment = experiment
        self._make_engine()
        if experiment.training.optimizer.name != old.training.optimizer.name:
            for state in (self._state, *(keyframe.state for keyframe in self._keyframes)):
                state.forget_gradients()
        if self.divergence is not None:
            self._recover()
        self._trail.restart(self._state)
        return True

    def _recover(self) -> None:
        """Go back until J is no larger than at the first weights: those of a diverged run are
        finite, but so large that nothing can be learned from there."""
        self.divergence = None
        bound = self._train_loss(State.start(initial_vector(self.experiment)))
        while not self._train_loss(self._state) <= bound:  # NaN is no way either
            if not self._return_to_earlier():
                self._start()
                return

    def _train_loss(self, state: State) -> float:
        return self._engine.evaluate(state, self._engine.x_train, self.train_set)[0]

    def set_weight(self, layer: int, i: int, j: int, value: float) -> float:
        """Set W[i, j] of a layer (0 is the first after the inputs); it must be finite. Gives the
        value that it had."""
        return self._set_by_hand(self.layers[layer].W, (i, j), value)

    def set_bias(self, layer: int, j: int, value: float) -> float:
        """Set b[j] of a layer (0 is the first after the inputs); it must be finite. Gives the
        value that it had."""
        return self._set_by_hand(self.layers[layer].b, (j,), value)

    def _set_by_hand(self, values: Array, at: tuple[int, ...], value: float) -> float:
        before, values[at] = float(values[at]), _finite(value)
        self._changed_by_hand()
        return before

    def _changed_by_hand(self) -> None:
        """Start afresh from here: what is known of the weights before is not true any more.

        The newest row of the curves takes the new J and accuracies, also within an epoch; what the
        layers measured while they trained stays as it was.
        """
        self.divergence = None
        self._found = frozenset()
        self._trail.restart(self._state)
        row = self.history.last.copy()
        row[: len(SCORES)] = self._engine.row(self._state)[: len(SCORES)]
        self.history.replace_last(row)
        if self._keyframes[-1].state.epoch == self.epoch and self._state.position == 0:
            self._keyframes.pop()
            self._keep_keyframe()

    # -- going back -------------------------------------------------------------------------

    def _keep_keyframe(self) -> None:
        self._keyframes.append(_Keyframe(self._state.copy(), self.history.last))

    @property
    def can_go_back(self) -> bool:
        """Whether the end of the epoch before is still known."""
        index = self._earlier()
        if index is None:
            return False
        return self._keyframes[index].state.epoch >= self.epoch - 1

    def back(self) -> bool:
        """Return to the end of the epoch before (or of this one, if it is already begun)."""
        if not self.can_go_back:
            return False
        self._return_to_earlier()
        return True

    def _return_to_earlier(self) -> bool:
        """Return to the newest state before this one, however long before; False: there is none."""
        index = self._earlier()
        if index is None:
            return False
        while len(self._keyframes) > index + 1:
            self._keyframes.pop()
        keyframe = self._keyframes[index]
        self._state = keyframe.state.copy()
        earlier = [keyframe.state for keyframe in self._keyframes]
        self._trail.go_back(self._state, earlier, self.batches_per_epoch)
        self.divergence = None
        self.last_batch = np.zeros(0, dtype=np.int64)
        self.history.truncate(self.epoch, keyframe.row)
        return True

    def _earlier(self) -> int | None:
        here = (self._state.epoch, self._state.position)
        for index in range(len(self._keyframes) - 1, -1, -1):
            state = self._keyframes[index].state
            if (state.epoch, state.position) < here:
                return index
        return None


def _finite(value: float) -> float:
    """The value, if a network can go on with it; else ValueError."""
    if not math.isfinite(value):
        raise ValueError(f"a weight or bias must be a finite number, not {value!r}")
    return value
