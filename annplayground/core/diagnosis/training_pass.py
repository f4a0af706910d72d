"""The state of a network on its whole training set: what the diagnoses and marks are read from."""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.norms import norm, rms
from annplayground.core.diagnosis.neighbours import neighbour_score
from annplayground.core.experiment import Experiment
from annplayground.core.history import Curves
from annplayground.core.learned import LEARNED, Goal, constant_loss
from annplayground.core.network import (
    Layer,
    LayerGradient,
    LayerPass,
    Parameters,
    backward,
    forward,
    initial_vector,
)
from annplayground.core.samples import Samples, predicted_classes

# An activation counts as saturated beyond these: its slope is then below 6 % (tanh) or 3 %.
SATURATED_TANH = 0.97
SATURATED_SIGMOID = 0.03
# A class of at least so few samples is given up when less than half of them are right.
FEW, HALF = 3, 0.5


@dataclass(frozen=True)
class TrainingPass:
    """One full forward and backward pass over the training set, and the curves so far.

    `layers`, `passes` and `gradients` hold one entry per layer, in the order of the network; the
    gradients are those of the data loss.
    """

    experiment: Experiment
    layers: list[Layer]
    passes: list[LayerPass]
    gradients: list[LayerGradient]
    train_set: Samples
    test_set: Samples
    curves: Curves
    epoch: int
    learning_rate: float
    diverged: bool

    # -- layer by layer ---------------------------------------------------------------------

    @cached_property
    def gradient_rms(self) -> list[float]:
        """RMS of ∂J/∂W per layer."""
        return [rms(gradient.dW) for gradient in self.gradients]

    @cached_property
    def delta_rms(self) -> list[float]:
        """RMS of ∂J/∂z per layer."""
        return [rms(gradient.delta) for gradient in self.gradients]

    @cached_property
    def gradient_norms(self) -> list[float]:
        """‖∂J/∂W‖ per layer: now, or in the last complete epoch where that was larger."""
        now = [norm(gradient.dW) for gradient in self.gradients]
        last = self.newest("gradient_norm")
        return [float(np.fmax(*pair)) for pair in zip(now, last, strict=True)]

    @cached_property
    def saturated(self) -> list[Array]:
        """Share of samples on which each unit is saturated, (units,) per hidden layer."""
        return [_saturated(layer, seen) for layer, seen in self._hidden]

    @cached_property
    def dead(self) -> list[Array]:
        """Which units are zero on every training sample, (units,) of bool per hidden layer; only
        ReLU units, and Leaky ReLU with α = 0, can be: their slope is zero as well."""
        return [
            (seen.a == 0.0).all(axis=0)
            if _can_die(layer)
            else np.zeros(seen.a.shape[1], dtype=bool)
            for layer, seen in self._hidden
        ]

    @property
    def _hidden(self) -> list[tuple[Layer, LayerPass]]:
        return list(zip(self.layers, self.passes, strict=True))[:-1]

    def newest(self, metric: str) -> list[float]:
        """A metric of every layer in the last complete epoch; NaN before the first."""
        layers = range(1, len(self.layers) + 1)
        return [self.curves.newest(f"layer{k}.{metric}") for k in layers]

    @cached_property
    def update_ratio(self) -> float:
        """The largest ‖ΔW‖ / ‖W‖ of a layer in the last complete epoch; 0 before the first."""
        return max((r for r in self.newest("update_ratio") if np.isfinite(r)), default=0.0)

    # -- the loss ---------------------------------------------------------------------------

    @property
    def train_loss(self) -> float:
        """J on the training set at the last complete epoch."""
        return self.curves.newest("train_loss")

    @property
    def test_loss(self) -> float:
        """J on the test set, likewise; NaN if that is empty."""
        return self.curves.newest("test_loss")

    @cached_property
    def train_losses(self) -> Array:
        """J on the training set, epoch by epoch, or one mean value for each bucket of epochs in a
        long run: evenly spaced in time either way."""
        low, high = self._envelope("train_loss")
        return (low + high) / 2.0

    @cached_property
    def jumps(self) -> Array:
        """How far J on the training set jumps up: from each epoch to the next, or, in a long run,
        half of its range within each bucket of epochs."""
        low, high = self._envelope("train_loss")
        if self.curves.stride == 1:
            return np.maximum(np.diff(low), 0.0)
        return (high - low) / 2.0

    @cached_property
    def best_test_loss(self) -> float:
        """The smallest J on the test set so far; NaN if there is no test set."""
        return float(np.fmin.reduce(self._envelope("test_loss")[0]))

    def _envelope(self, name: str) -> tuple[Array, Array]:
        column = self.curves.names.index(name)
        return self.curves.low[:, column], self.curves.high[:, column]

    @cached_property
    def fall(self) -> float:
        """By what share J on the training set has fallen since half of the run ago."""
        losses = self.train_losses
        width = max(len(losses) // 10, 1)
        middle = (len(losses) - 1) // 2 - width // 2
        earlier, now = losses[middle : middle + width], losses[-width:]
        return 1.0 - float(now.mean() / earlier.mean())

    @cached_property
    def constant_loss(self) -> float:
        """The J of the best guess that does not look at the inputs."""
        return constant_loss(self.experiment.training.loss, self.train_set.y)

    @cached_property
    def score(self) -> float:
        """Share of the training set that is right, or of its variance that is explained (R²)."""
        goal = Goal.of(self.experiment, self.train_set.labels)
        score = float(goal.scores(self.curves.last[None, :])[0])
        return score if goal.variance != 0.0 else 0.0

    @property
    def accuracy_gap(self) -> float:
        """How much more of the training set is right than of the test set; infinite where nothing
        is right or wrong."""
        gap = self.curves.newest("train_accuracy") - self.curves.newest("test_accuracy")
        return gap if math.isfinite(gap) else math.inf

    @cached_property
    def predicted(self) -> Array:
        """Share of the training samples of each class that are right, (n_classes,); NaN for a
        class without any; empty for regression."""
        n, labels = self.experiment.data.n_classes, self.train_set.labels.astype(int)
        if not n:
            return np.zeros(0)
        right = predicted_classes(self.experiment, self.passes[-1].a) == labels
        counts = np.bincount(labels, minlength=n).astype(float)
        with np.errstate(all="ignore"):
            return np.asarray(np.bincount(labels, weights=right, minlength=n) / counts)

    @cached_property
    def learned(self) -> bool:
        """Whether the training set is as good as solved, and no class of it is given up."""
        if self.score < LEARNED or not len(self.predicted):
            return self.score >= LEARNED
        counts = np.bincount(self.train_set.labels.astype(int), minlength=len(self.predicted))
        return not bool(((self.predicted < HALF) & (counts >= FEW)).any())

    @cached_property
    def at_constant(self) -> float:
        """How far J is from that of the best constant guess, as a share of it."""
        return abs(self.train_loss / self.constant_loss - 1.0) if self.constant_loss else math.inf

    @cached_property
    def peak_update_ratio(self) -> float:
        """The largest ‖ΔW‖ / ‖W‖ of a layer in any epoch so far; 0 before the first."""
        names = [f"layer{k}.update_ratio" for k in range(1, len(self.layers) + 1)]
        columns = [self.curves.names.index(name) for name in names]
        ratios = self.curves.high[:, columns]
        return float(np.max(ratios, where=np.isfinite(ratios), initial=0.0))

    @cached_property
    def at_start(self) -> "TrainingPass":
        """The same pass with the first weights of the experiment."""
        layers = Parameters(self.experiment, initial_vector(self.experiment)).layers
        passes = forward(layers, self.passes[0].x)
        gradients = backward(
            layers, passes, self.train_set.y, LOSSES[self.experiment.training.loss]
        )
        return replace(self, layers=layers, passes=passes, gradients=gradients)

    @cached_property
    def possible_score(self) -> float:
        """The score of asking each sample's nearest neighbours: what can be learned at all."""
        regression = self.experiment.data.n_classes == 0
        return neighbour_score(self.passes[0].x, self.train_set.labels, regression)


def _can_die(layer: Layer) -> bool:
    name = layer.activation.name
    return name == "relu" or (name == "leaky_relu" and layer.alpha == 0.0)


def _saturated(layer: Layer, seen: LayerPass) -> Array:
    if layer.activation.name == "tanh":
        flat = np.abs(seen.a) > SATURATED_TANH
    elif layer.activation.name == "sigmoid":
        flat = np.abs(seen.a - 0.5) > 0.5 - SATURATED_SIGMOID
    else:
        return np.zeros(seen.a.shape[1])
    return np.asarray(flat.mean(axis=0))
