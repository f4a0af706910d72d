"""The training loop in NumPy: mini-batch, forward, backward, step, and the epoch's measures."""

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.choices.features import compute_features
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.metrics import METRICS, channel_names
from annplayground.core.choices.optimizers import OPTIMIZERS
from annplayground.core.choices.schedules import SCHEDULES
from annplayground.core.engines.shuffle import epoch_order
from annplayground.core.engines.state import DivergedError, Kept, Progress, State
from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.network import (
    Layer,
    LayerGradient,
    LayerPass,
    Parameters,
    backward,
    forward,
    mean_loss,
    penalty,
    penalty_gradient,
    split,
)
from annplayground.core.norms import norm
from annplayground.core.samples import Samples, predicted_classes

_NO_ROWS = np.zeros(0, dtype=np.int64)


class NumpyEngine:
    """Trains one Experiment on its samples, one mini-batch at a time."""

    name = "numpy"
    holds_gil = True  # while it trains, nothing else in Python runs

    def __init__(self, experiment: Experiment, train: Samples, test: Samples) -> None:
        self.experiment = experiment
        self.train, self.test = train, test
        features = experiment.data.features
        self.x_train = compute_features(train.X, features)
        self.x_test = compute_features(test.X, features)
        self.loss = LOSSES[experiment.training.loss]
        self._order_of = (-1, np.zeros(0, dtype=np.int64))

    def learning_rate(self, epoch: int) -> float:
        """The learning rate of an epoch, schedule included."""
        schedule = self.experiment.training.schedule
        factor = SCHEDULES[schedule.kind].factor(epoch, schedule)
        return self.experiment.training.learning_rate * factor

    def next_batch(self, state: State) -> NDArray[np.int64]:
        """Rows of the training set that the next step will use; the last batch may be short."""
        start = state.position
        return self._order(state.epoch)[start : start + self.experiment.training.batch_size]

    def _order(self, epoch: int) -> NDArray[np.int64]:
        if self._order_of[0] != epoch:
            seed = self.experiment.network.seed
            order = epoch_order(seed, epoch, len(self.train))
            order.flags.writeable = False  # the rows of a batch are shown to whoever asks
            self._order_of = (epoch, order)
        return self._order_of[1]

    def run(
        self,
        state: State,
        batches: int,
        rules: StopRules = NEVER,
        max_epochs: int = 4096,
        stride: int = 0,
    ) -> Progress:
        """Train at most this many mini-batches and epochs; end earlier after an epoch that meets a
        rule or whose J is not finite, or before a step that would not be finite. The states at
        the end of epochs that are multiples of `stride` are kept (0: none)."""
        rows: list[Array] = []
        states, last_batch = list[State](), _NO_ROWS

        def progress(batches: int, diverged: bool = False) -> Progress:
            kept = Kept.of(states, len(state.parameters))
            return Progress(batches, self._table(rows), kept, last_batch, diverged)

        for done in range(batches):
            batch = self.next_batch(state)
            try:
                epoch_done = self.step(state)
            except DivergedError:
                return progress(done, diverged=True)
            last_batch = batch
            if epoch_done:
                rows.append(self.finish_epoch(state))
                if stride and state.epoch % stride == 0:
                    states.append(state.copy())
                finite = np.isfinite(rows[-1][0])
                met = rules.reason(state.epoch, rows[-1]) is not None
                if met or not finite or len(rows) == max_epochs:
                    return progress(done + 1)
        return progress(batches)

    def _table(self, rows: list[Array]) -> Array:
        width = len(channel_names(len(self.experiment.activations)))
        return np.array(rows).reshape(-1, width)

    def step(self, state: State) -> bool:
        """Train one mini-batch; True when it was the last of its epoch.

        Raises `DivergedError`, leaving the parameters as they were, if the update is not finite.
        """
        rows = self.next_batch(state)
        layers = Parameters(self.experiment, state.parameters).layers
        with np.errstate(all="ignore"):
            passes, gradients, g = self.gradient(layers, rows)
            update = self.update(state, g)
            parameters = state.parameters - update
            # An infinite s would make every step 0: the network would stand still unnoticed.
            if not (np.isfinite(parameters).all() and np.isfinite(state.s).all()):
                state.forget_gradients()
                raise DivergedError
            measures = self._measure(layers, passes, gradients, g, update)
            state.totals = measures if state.totals is None else state.totals + measures
        state.parameters[:] = parameters
        state.position += len(rows)
        state.batches += 1
        return state.position >= len(self.train)

    def finish_epoch(self, state: State) -> Array:
        """Close the epoch: its row for the history, and the counters set for the next."""
        totals = state.totals
        assert totals is not None, "an epoch has at least one mini-batch"
        measures = totals / state.batches
        state.epoch += 1
        state.position = state.batches = 0
        state.totals = None
        return self.row(state, measures)

    def row(self, state: State, measures: Array | None = None) -> Array:
        """Losses and accuracies at the present parameters, and the layers' measures."""
        if measures is None:
            measures = np.full((len(self.experiment.activations), len(METRICS)), np.nan)
        train_loss, train_accuracy = self.evaluate(state, self.x_train, self.train)
        test_loss, test_accuracy = self.evaluate(state, self.x_test, self.test)
        scores = [train_loss, test_loss, train_accuracy, test_accuracy]
        return np.concatenate([scores, measures.ravel()])

    def evaluate(self, state: State, x: Array, samples: Samples) -> tuple[float, float]:
        """Data loss J and accuracy (NaN for regression) on a set of samples; NaN both if it is
        empty."""
        if not len(samples):
            return float("nan"), float("nan")
        layers = Parameters(self.experiment, state.parameters).layers
        with np.errstate(all="ignore"):
            passes = forward(layers, x)
            loss = mean_loss(layers, passes, samples.y, self.loss)
        if self.experiment.data.n_classes == 0:
            return loss, float("nan")
        right = predicted_classes(self.experiment, passes[-1].a) == samples.labels
        return loss, float(right.mean())

    def objective(self, parameters: Array) -> float:
        """What training makes smaller: J on the training set, penalty included."""
        layers = Parameters(self.experiment, parameters).layers
        data_loss = mean_loss(layers, forward(layers, self.x_train), self.train.y, self.loss)
        return data_loss + penalty(layers, self.experiment.training.regularization)

    def gradient(
        self, layers: list[Layer], rows: NDArray[np.int64]
    ) -> tuple[list[LayerPass], list[LayerGradient], Array]:
        """Forward and backward pass of a mini-batch, and its gradient g (n_parameters,)."""
        passes = forward(layers, self.x_train[rows])
        gradients = backward(layers, passes, self.train.y[rows], self.loss)
        return passes, gradients, self._full_gradient(layers, gradients)

    def maps(self, parameters: Array, x: Array, first: int = 0) -> list[NDArray[np.float32]]:
        """The activations for inputs x (n, n_inputs), (units, n) for each layer from `first` on;
        0 are the inputs, −1 is the output alone."""
        layers = Parameters(self.experiment, parameters).layers
        with np.errstate(all="ignore"):
            outputs = [x, *(seen.a for seen in forward(layers, x))]
            return [np.ascontiguousarray(a.T, dtype=np.float32) for a in outputs[first:]]

    def _full_gradient(self, layers: list[Layer], gradients: list[LayerGradient]) -> Array:
        """∂J/∂(all parameters), penalty included, as one vector (n_parameters,)."""
        regularization = self.experiment.training.regularization
        parts = []
        for layer, gradient in zip(layers, gradients, strict=True):
            parts.append((gradient.dW + penalty_gradient(layer.W, regularization)).ravel())
            parts.append(gradient.db)
        return np.concatenate(parts)

    def update(self, state: State, g: Array) -> Array:
        """The step to subtract from the parameters; the optimizer's memory moves on."""
        training = self.experiment.training
        clipped = clip(g, training.gradient_clip)
        state.updates += 1
        rule = OPTIMIZERS[training.optimizer.name]
        direction = rule.direction(clipped, state.v, state.s, state.updates, training.optimizer)
        return self.learning_rate(state.epoch) * direction

    def _measure(
        self,
        layers: list[Layer],
        passes: list[LayerPass],
        gradients: list[LayerGradient],
        g: Array,
        update: Array,
    ) -> Array:
        """Each layer's `METRICS` in this step, (n_layers, n_metrics)."""
        sizes = self.experiment.sizes
        measures = np.empty((len(layers), len(METRICS)))
        columns = zip(layers, passes, gradients, split(g, sizes), split(update, sizes), strict=True)
        for row, (layer, seen, gradient, (dW, _), (step_W, _)) in zip(
            measures, columns, strict=True
        ):
            size, length = norm(dW), norm(layer.W)
            row[0] = size
            row[1] = size / np.sqrt(dW.size)
            row[2] = norm(gradient.delta) / np.sqrt(gradient.delta.size)
            row[3] = seen.a.std()
            row[4] = norm(step_W) / length if length > 0 else np.nan
        return measures


def clip(g: Array, bound: float | None) -> Array:
    """Shorten g so that its global norm is at most `bound` (None: no bound)."""
    if bound is None:
        return g
    size = norm(g)
    return g * (bound / size) if size > bound else g
