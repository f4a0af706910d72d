"""The training loop in NumPy, to be read from top to bottom: the definition of what is right.

for each epoch:
    for each mini-batch (x, y) of the shuffled training set:
        a = f(x @ W + b), layer by layer    forward      network.forward
        δ = ∂J/∂z at the output             loss         losses.Loss.delta
        dW = xᵀ @ δ / n, db = Σ δ / n       backward     network.backward
        dW = dW + λ ∂R/∂W                   penalty      network.penalty_gradient
        g = g · min(1, bound / ‖g‖)         clip         clip, with g = all dW and db
        d = d(g, v, s)                      optimizer    optimizers.Optimizer.direction
        W = W − lr · d, b = b − lr · d      step
"""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.choices.features import compute_features
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.norms import norm
from annplayground.core.choices.optimizers import OPTIMIZERS
from annplayground.core.choices.schedules import SCHEDULES
from annplayground.core.engines.measuring import Record, finish_epoch, first_row, measure
from annplayground.core.engines.protocol import MAX_EPOCHS
from annplayground.core.engines.shuffle import epoch_order
from annplayground.core.engines.state import DivergedError, Progress, State
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
    mean_losses,
    penalty,
    penalty_gradient,
)
from annplayground.core.samples import Samples, predicted_classes

CACHED = 8192  # numbers


class NumpyEngine:
    """An `Engine` that trains one mini-batch at a time; any entry of any registry will do."""

    name: ClassVar[str] = "numpy"
    holds_gil: ClassVar[bool] = True

    def __init__(self, experiment: Experiment, train: Samples, test: Samples) -> None:
        self.experiment = experiment
        self.train, self.test = train, test
        features = experiment.data.features
        self.x_train = compute_features(train.X, features)
        self.x_test = compute_features(test.X, features)
        self.loss = LOSSES[experiment.training.loss]
        self._order_of = (-1, np.zeros(0, dtype=np.int64))

    @staticmethod
    def lacks(experiment: Experiment) -> str | None:
        """Nothing: it calls the functions of the entries themselves."""
        return None

    # -- training -----------------------------------------------------------------------------

    def run(
        self,
        state: State,
        batches: int,
        rules: StopRules = NEVER,
        max_epochs: int = MAX_EPOCHS,
        stride: int = 0,
    ) -> Progress:
        """Train, one mini-batch after another, as `Engine.run` says."""
        record = Record(self.experiment, stride)
        for _ in range(batches):
            batch = self.next_batch(state)
            try:
                epoch_done = self.step(state)
            except DivergedError:
                record.diverged = True
                break
            record.add_batch(batch)
            if epoch_done:
                row = finish_epoch(self, state)
                if record.add_epoch(state, row, rules, max_epochs):
                    break
        return record.progress()

    def step(self, state: State) -> bool:
        """Train one mini-batch, W ← W − step; True when it was the last of its epoch.

        Raises `DivergedError`, leaving the parameters as they were, if they would not be finite.
        """
        rows = self.next_batch(state)
        layers = Parameters(self.experiment, state.parameters).layers
        with np.errstate(all="ignore"):
            passes, gradients, g = self.gradient(layers, rows)  # forward … penalty
            step = self.update(state, g)  # clip, optimizer
            parameters = state.parameters - step  # W ← W − step
            # An infinite s would make every step 0: the network would stand still unnoticed.
            if not (np.isfinite(parameters).all() and np.isfinite(state.s).all()):
                state.forget_gradients()
                raise DivergedError
            measures = measure(layers, passes, gradients, g, step, self.experiment.sizes)
            state.count_batch(len(rows), measures)
        state.parameters[:] = parameters
        return state.position >= len(self.train)

    def gradient(
        self, layers: Sequence[Layer], rows: NDArray[np.int64]
    ) -> tuple[list[LayerPass], list[LayerGradient], Array]:
        """Forward, loss, backward and penalty of a mini-batch x (n, n_inputs), y (n, n_outputs).

        z = x @ W + b, a = f(z)         each layer's pass; its a is the x of the next
        dW = xᵀ @ δ / n, db = Σ δ / n   each layer's gradient, of the shape of W and of b
        g = (dW + λ ∂R/∂W, db, …)       of all layers as one vector (n_parameters,)
        """
        x, y = self.x_train[rows], self.train.y[rows]
        passes = forward(layers, x)
        gradients = backward(layers, passes, y, self.loss)
        parts = []
        for layer, own in zip(layers, gradients, strict=True):
            dW = own.dW + penalty_gradient(layer.W, self.experiment.training.regularization)
            parts += [dW.ravel(), own.db]
        return passes, gradients, np.concatenate(parts)

    def update(self, state: State, g: Array) -> Array:
        """The step to subtract from the parameters, (n_parameters,) as the gradient g is.

        g = g · min(1, bound / ‖g‖)   the clip
        d = d(g, v, s, t)             the optimizer's direction; its memory v, s moves on
        step = lr · d                 with the learning rate of this epoch
        """
        training = self.experiment.training
        optimizer = OPTIMIZERS[training.optimizer.name]
        g = clip(g, training.gradient_clip)
        state.updates += 1
        d = optimizer.direction(g, state.v, state.s, state.updates, training.optimizer)
        return self.learning_rate(state.epoch) * d

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

    # -- what the network is like -------------------------------------------------------------

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

    def losses(self, vectors: Array) -> Array:
        """The data loss J (k,) on the training set for vectors of all parameters (k,
        n_parameters)."""
        x, y = self.x_train, self.train.y
        # As many at a time as have their activations in the processor's cache.
        many = max(1, CACHED // (len(x) * max(self.experiment.sizes)))
        with np.errstate(all="ignore"):
            parts = [
                mean_losses(self.experiment, vectors[start : start + many], x, y, self.loss)
                for start in range(0, len(vectors), many)
            ]
        return np.concatenate([np.zeros(0), *parts])

    def row(self, state: State) -> Array:
        """The row of the history for these parameters before any training."""
        return first_row(self, state)

    def objective(self, parameters: Array) -> float:
        """What training makes smaller: J on the training set, penalty included."""
        layers = Parameters(self.experiment, parameters).layers
        data_loss = mean_loss(layers, forward(layers, self.x_train), self.train.y, self.loss)
        return data_loss + penalty(layers, self.experiment.training.regularization)

    def maps(self, parameters: Array, x: Array, first: int = 0) -> list[NDArray[np.float32]]:
        """The activations for inputs x (n, n_inputs), (units, n) for each layer from `first` on;
        0 are the inputs, −1 is the output alone."""
        layers = Parameters(self.experiment, parameters).layers
        with np.errstate(all="ignore"):
            outputs = [x, *(seen.a for seen in forward(layers, x))]
            return [np.ascontiguousarray(a.T, dtype=np.float32) for a in outputs[first:]]


def clip(g: Array, bound: float | None) -> Array:
    """Shorten g so that its global norm is at most `bound` (None: no bound)."""
    if bound is None:
        return g
    size = norm(g)
    return g * (bound / size) if size > bound else g
