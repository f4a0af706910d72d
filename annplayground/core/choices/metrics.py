"""What is measured per layer in every epoch, so that one sees whether it learns.

Each is the mean over the epoch's mini-batches, measured on the real training gradients. A new
metric is one entry in `METRICS`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from annplayground.core.choices.activations import Array
from annplayground.core.choices.norms import norm, rms
from annplayground.core.choices.notations import Symbolic
from annplayground.core.words import translate


class MeasuredLayer(Protocol):
    """A `network.Layer` as it is before the step."""

    @property
    def W(self) -> Array:  # noqa: N802
        """The weights (n_in, units)."""


class MeasuredPass(Protocol):
    """A `network.LayerPass` of a mini-batch of n samples."""

    @property
    def a(self) -> Array:
        """The outputs (n, units)."""


class MeasuredGradient(Protocol):
    """A `network.LayerGradient` of the same mini-batch."""

    @property
    def delta(self) -> Array:
        """∂J/∂z of each sample's own loss (n, units)."""


# (layer, its pass, its gradient, ∂J/∂W with the penalty, the step of W) -> the value; the last two
# are of the shape of W.
Measure = Callable[[MeasuredLayer, MeasuredPass, MeasuredGradient, Array, Array], float]


@dataclass(frozen=True)
class Metric:
    """One measure of a layer.

    Its symbol, what it says, and the function that takes it in one training
    step.
    """

    name: str
    symbol: str
    label: str
    about: str
    measure: Measure


def _update_ratio(
    layer: MeasuredLayer, seen: MeasuredPass, gradient: MeasuredGradient, dW: Array, step_W: Array
) -> float:
    length = norm(layer.W)
    return norm(step_W) / length if length > 0 else math.nan


BUILT_IN = (
    Metric(
        "gradient_norm",
        Symbolic("‖{d}{J}/{d}W‖"),
        translate("Metrics", "gradient norm"),
        translate(
            "Metrics",
            "Length of the gradient of the weights, before clipping, penalty included. It "
            "grows with the size of the matrix.",
        ),
        lambda layer, seen, gradient, dW, step_W: norm(dW),
    ),
    Metric(
        "gradient_rms",
        Symbolic("RMS {d}{J}/{d}W"),
        translate("Metrics", "gradient per weight"),
        translate(
            "Metrics",
            "The gradient norm divided by √(number of weights): layers of different widths "
            "can be compared.",
        ),
        lambda layer, seen, gradient, dW, step_W: rms(dW),
    ),
    Metric(
        "delta_rms",
        Symbolic("RMS {d}{J}/{d}z"),
        translate("Metrics", "signal δ"),
        translate(
            "Metrics",
            "The signal that back propagation brings to the layer, per sample and unit. "
            "Where it shrinks from the output backwards, the gradient vanishes.",
        ),
        lambda layer, seen, gradient, dW, step_W: rms(gradient.delta),
    ),
    Metric(
        "activation_std",
        Symbolic("std {A}"),
        translate("Metrics", "spread of activations"),
        translate(
            "Metrics",
            "Standard deviation of the layer's outputs. Near 0 the layer says the same "
            "whatever comes in.",
        ),
        lambda layer, seen, gradient, dW, step_W: float(seen.a.std()),
    ),
    Metric(
        "update_ratio",
        "‖ΔW‖ / ‖W‖",
        translate("Metrics", "update to weight"),
        translate(
            "Metrics",
            "How far one update moves the weights, relative to their length. Healthy near "
            "10⁻³; above 10⁻² the learning rate may be too large, below 10⁻⁴ too small.",
        ),
        _update_ratio,
    ),
)

METRICS: dict[str, Metric] = {entry.name: entry for entry in BUILT_IN}


# What a history row begins with: figures of the network as it is, not of how it got there.
SCORES = ("train_loss", "test_loss", "train_accuracy", "test_accuracy")


def channel_names(n_layers: int) -> tuple[str, ...]:
    """Names of a history row: the losses and accuracies, then each layer's metrics."""
    layers = (f"layer{k}.{name}" for k in range(1, n_layers + 1) for name in METRICS)
    return (*SCORES, *layers)
