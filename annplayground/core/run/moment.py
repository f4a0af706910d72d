"""A Moment: a network at one time, and everything that can be asked of it, each computed once.

To look changes nothing: a Moment has a copy of the state and an engine that trains nothing.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from annplayground.core.arrays import raw_coordinates, raw_sample, sample_targets, targets
from annplayground.core.chain import ChainRule, chain_rule
from annplayground.core.choices.activations import Array
from annplayground.core.choices.features import compute_features
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.metrics import SCORES
from annplayground.core.diagnosis.finding import Finding
from annplayground.core.diagnosis.findings import diagnose
from annplayground.core.diagnosis.training_pass import TrainingPass
from annplayground.core.diagnosis.treatments import treated
from annplayground.core.diagnosis.trial_runs import Patient
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import State
from annplayground.core.experiment import Experiment
from annplayground.core.explain import LayerExplanation, explain
from annplayground.core.gradient_check import (
    GradientCheck,
    check_derivative,
    spread_indices,
    worst_check,
)
from annplayground.core.history import Curves
from annplayground.core.landscape import Landscape, landscape
from annplayground.core.network import (
    Layer,
    LayerPass,
    Parameters,
    backward,
    forward,
    penalty_gradient,
    split,
    weight_index,
)
from annplayground.core.run.course import Course
from annplayground.core.run.keyframes import Keyframes
from annplayground.core.run.log import Change
from annplayground.core.run.preview import preview_update
from annplayground.core.run.replay import Replay
from annplayground.core.run.snapshot import Divergence, Preview, Scores
from annplayground.core.run.trace import trace_parameter
from annplayground.core.run.weight_steps import WeightSteps
from annplayground.core.samples import Samples, predicted_classes

WAY_POINTS = 64  # the most of the path in a landscape


@dataclass(frozen=True)
class Moment:
    """A network at one time. Layers are counted from 1, the first after the inputs; i and j from 0.

    `engine` is this Moment's own, or one that only looks; `curves_now` gives the curves up to this
    time, `before` the run some steps earlier, for `weight_steps`, `earlier` the way to an epoch.
    """

    experiment: Experiment
    engine: Engine
    state: State
    train_set: Samples
    test_set: Samples
    curves_now: Callable[[], Curves]
    last_batch: NDArray[np.int64]  # rows of the training set in the newest mini-batch
    divergence: Divergence | None
    before: Callable[[], Course]
    earlier: Callable[[int], "Replay[Moment]"]  # in the thread of the run only
    wanted_engine: type[Engine]  # which trains wherever it can
    keyframes: Keyframes  # of the run up to here
    changes: Callable[[], Sequence[Change]]  # made up to here; in the thread of the run only
    row: Array | None = None  # of the history, where it is of just these weights and settings

    # -- where the run stands ---------------------------------------------------------------

    @property
    def epoch(self) -> int:
        """Complete epochs."""
        return self.state.epoch

    @property
    def batch(self) -> int:
        """Mini-batches of the current epoch already used."""
        return self.state.batches

    @property
    def can_go_back(self) -> bool:
        """Whether anything has been trained."""
        return self.epoch > 0 or self.batch > 0

    @property
    def batches_per_epoch(self) -> int:
        """Mini-batches in a whole epoch."""
        return -(-len(self.train_set) // self.experiment.training.batch_size)

    @property
    def learning_rate(self) -> float:
        """The learning rate of the current epoch, schedule included."""
        return self.engine.learning_rate(self.epoch)

    @cached_property
    def curves(self) -> Curves:
        """The curves of the run up to here."""
        return self.curves_now()

    @cached_property
    def layers(self) -> list[Layer]:
        """The layers of the network."""
        return Parameters(self.experiment, self.state.parameters).layers

    @property
    def parameters(self) -> list[tuple[Array, Array]]:
        """Copies of the weights and biases, [(W (n_in, n_out), b (n_out,)), …]."""
        return list(split(self.state.parameters.copy(), self.experiment.sizes))

    # -- how good it is ---------------------------------------------------------------------

    def losses(self) -> Scores:
        """Data loss J, mean over samples, on both sets at these weights; NaN on an empty one."""
        return self._scores[0]

    def accuracies(self) -> Scores | None:
        """Share of samples classified right, on both sets; None for regression."""
        return self._scores[1]

    @cached_property
    def _scores(self) -> tuple[Scores, Scores | None]:
        engine, state = self.engine, self.state
        if self.row is not None:
            train_loss, test_loss, train_accuracy, test_accuracy = self.row[: len(SCORES)].tolist()
        else:
            train_loss, train_accuracy = engine.evaluate(state, engine.x_train, self.train_set)
            test_loss, test_accuracy = engine.evaluate(state, engine.x_test, self.test_set)
        losses = Scores(train_loss, test_loss)
        if self.experiment.data.n_classes == 0:
            return losses, None
        return losses, Scores(train_accuracy, test_accuracy)

    @cached_property
    def classes(self) -> tuple[Array, Array]:
        """The class that is predicted for each sample of the training and the test set, (n,)."""
        with np.errstate(all="ignore"):
            test = forward(self.layers, self.engine.x_test)
            outputs = self._train_passes[-1].a, test[-1].a
            classes = [predicted_classes(self.experiment, a) for a in outputs]
        for array in classes:
            array.flags.writeable = False
        return classes[0], classes[1]

    def confusion(self) -> tuple[Array, Array] | None:
        """Counts (actual, predicted) on the training and test set; None for regression."""
        n = self.experiment.data.n_classes
        if n == 0:
            return None
        tables = np.zeros((2, n, n))
        for table, samples, predicted in zip(
            tables, (self.train_set, self.test_set), self.classes, strict=True
        ):
            np.add.at(table, (samples.labels.astype(int), predicted.astype(int)), 1)
        tables.flags.writeable = False
        return tables[0], tables[1]

    @cached_property
    def _train_passes(self) -> list[LayerPass]:
        with np.errstate(all="ignore"):
            return forward(self.layers, self.engine.x_train)

    @cached_property
    def training_pass(self) -> TrainingPass:
        """One full pass over the training set, for diagnoses and marks."""
        loss = LOSSES[self.experiment.training.loss]
        with np.errstate(all="ignore"):
            gradients = backward(self.layers, self._train_passes, self.train_set.y, loss)
        return TrainingPass(
            experiment=self.experiment,
            layers=self.layers,
            passes=self._train_passes,
            gradients=gradients,
            train_set=self.train_set,
            test_set=self.test_set,
            curves=self.curves,
            epoch=self.epoch,
            learning_rate=self.learning_rate,
            diverged=self.divergence is not None,
        )

    def findings(self, before: Collection[str] = ()) -> list[Finding]:
        """What is wrong with this run, causes first, judged on the whole training set; no remedies.

        `before` names the kinds that were found the last time, which clear at a lower threshold.
        """
        return diagnose(self.training_pass, before)

    def diagnose(self, before: Collection[str] = ()) -> list[Finding]:
        """The findings, each with a remedy that was tried: up to some seconds of training."""
        return treated(self.findings(before), self.training_pass, self.patient)

    @property
    def patient(self) -> Patient:
        """The run as trials of remedies begin with it."""
        sets = self.train_set, self.test_set
        diverged = self.divergence is not None
        return Patient(self.experiment, self.state.copy(), sets, self.wanted_engine, diverged)

    # -- for any samples --------------------------------------------------------------------

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
        """The activations for inputs x (n, n_inputs), (units, n) for each layer from `first` on.

        0 are the inputs, −1 is the output alone.
        """
        return self.engine.maps(self.state.parameters, x, first)

    def gradients(self, X: Array, y: Array) -> list[tuple[Array, Array]]:
        """[(dW, db), …] of J for raw coordinates X (n, 2) and targets y (n, n_outputs).

        The mean over the samples, penalty included. For one output, y may also be (n,).
        """
        training = self.experiment.training
        X = raw_coordinates(X)
        y = targets(y, len(X), self.experiment.n_outputs)
        with np.errstate(all="ignore"):
            gradients = backward(self.layers, self.forward(X), y, LOSSES[training.loss])
            return [
                (g.dW + penalty_gradient(layer.W, training.regularization), g.db)
                for layer, g in zip(self.layers, gradients, strict=True)
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

    def chain_rule(
        self, layer: int, i: int, j: int, x: Array, y: Array, most: int = 8
    ) -> ChainRule:
        """∂J/∂W[i, j] of one sample's data loss as a sum over paths; the `most` strongest are told.

        x (2,) raw coordinates, y (n_outputs,) targets. Raises `IndexError` if there is no such
        weight, `ValueError` if x, y or `most` cannot be, or where a factor is not finite.
        """
        self.index(layer, i, j)
        if not isinstance(most, int | np.integer) or most < 0:
            raise ValueError(f"most must be a whole number of 0 or more, not {most!r}")
        return chain_rule(self.explain(x, y), self.experiment, layer, i, j, most)

    def landscape(self, size: int = 51, directions: str = "random", seed: int = 0) -> Landscape:
        """J on the training set, over a plane of size × size points through these weights.

        `directions` are "random", drawn from `seed`, or the principal ones of this run's own
        "path". May be asked in any thread. Raises `ValueError` for what cannot be.
        """
        engine = self.another_engine()
        way = self.keyframes.way_to(self.state, WAY_POINTS)
        return landscape(engine, self.losses().train, way, size, directions, seed)

    def another_engine(self) -> Engine:
        """An engine like the one that looks, for another thread."""
        return type(self.engine)(self.experiment, self.train_set, self.test_set)

    def apart(self) -> "Moment":
        """The same for another thread: with an engine of its own."""
        return replace(self, engine=self.another_engine())

    def preview(self) -> Preview:
        """The next mini-batch's update, before it happens."""
        return preview_update(self.engine, self.state)

    def weight_steps(self, layer: int, i: int, j: int) -> WeightSteps:
        """What its last steps did to W[i, j].

        At most 120, and none from before the run was last changed from outside.
        """
        return trace_parameter(self.before(), self.state, self.index(layer, i, j))

    def trace(self, layer: int, i: int, j: int) -> Array:
        """(gradient, step) of W[i, j] in these steps, (n, 2)."""
        return self.weight_steps(layer, i, j).trace

    def check_gradient(self, layer: int, i: int, j: int) -> GradientCheck:
        """∂J/∂W[i, j] by back propagation and by central differences.

        On the training set, penalty included. At a `corner` the slopes on both sides differ.
        """
        index = self.index(layer, i, j)
        with np.errstate(all="ignore"):
            vector, gradient = self.state.parameters, self._full_gradient
            return check_derivative(self.engine.objective, vector, gradient, index)

    def check_gradients(self, most: int = 200) -> GradientCheck:
        """The same for all weights and biases, or for `most` of them evenly spread.

        The pair that differs most, of those at no corner.
        """
        with np.errstate(all="ignore"):
            vector, gradient = self.state.parameters, self._full_gradient
            indices = spread_indices(len(vector), most)
            return worst_check(self.engine.objective, vector, gradient, indices)

    @cached_property
    def _full_gradient(self) -> Array:
        """The gradient on the whole training set, (n_parameters,)."""
        with np.errstate(all="ignore"):
            return self.engine.gradient(self.layers, np.arange(len(self.train_set)))[2]

    def index(self, layer: int, i: int, j: int) -> int:
        """See `weight_index`."""
        return weight_index(self.experiment.sizes, layer, i, j)
