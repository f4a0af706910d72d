"""The losses: value of J, mean over samples, and ∂J/∂z at the output for each sample.

A new loss is one entry in `LOSSES`. Each works on the output's z as well as its a, because
cross-entropy is only stable when computed from z.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from annplayground.core.choices.activations import (
    ACTIVATIONS,
    Activation,
    Array,
    softmax_backward,
)
from annplayground.core.choices.notations import Symbolic
from annplayground.core.words import translate


@dataclass(frozen=True)
class Loss:
    """One loss; z, a and y are (n, n_outputs).

    `per_sample` returns (n,), the loss of each sample. `delta` returns (n, n_outputs), ∂/∂z of
    each sample's own loss; divide by n for the gradient of the mean. `upstream` is ∂/∂a of it, in
    the same shape: cross-entropy's is infinite where an output is sure and wrong, which is why
    training uses `delta`.
    """

    name: str
    label: str
    equation: str
    outputs: Collection[str]  # the output activations it goes with
    per_sample: Callable[[Activation, Array, Array, Array], Array]
    delta: Callable[[Activation, float, Array, Array, Array], Array]
    upstream: Callable[[Activation, Array, Array], Array]


def binary_cross_entropy(z: Array, y: Array) -> Array:
    """−y log p − (1 − y) log(1 − p) with p = σ(z), as max(z, 0) − zy + log(1 + e^−|z|)."""
    return np.maximum(z, 0.0) - z * y + np.log1p(np.exp(-np.abs(z)))


def categorical_cross_entropy(z: Array, y: Array) -> Array:
    """−Σₖ yₖ log pₖ with p = softmax(z), as log Σⱼ e^zⱼ − Σₖ yₖzₖ for one-hot y (log-sum-exp)."""
    top = z.max(axis=1, keepdims=True)
    log_sum = top[:, 0] + np.log(np.exp(z - top).sum(axis=1))
    return np.asarray(log_sum - (y * z).sum(axis=1))


def _cross_entropy(output: Activation, z: Array, a: Array, y: Array) -> Array:
    if output.name == "softmax":
        return categorical_cross_entropy(z, y)
    return np.asarray(binary_cross_entropy(z, y).sum(axis=1))


def _cross_entropy_delta(output: Activation, alpha: float, z: Array, a: Array, y: Array) -> Array:
    """∂J/∂z = p − y for sigmoid and softmax alike: the slope cancels, so it cannot vanish."""
    return a - y


def _cross_entropy_upstream(output: Activation, a: Array, y: Array) -> Array:
    """∂J/∂a: −y/p for softmax, and with (1 − y)/(1 − p) added for sigmoid."""
    with np.errstate(divide="ignore", invalid="ignore"):
        wanted = np.where(y > 0, -y / a, 0.0)
        if output.name == "softmax":
            return wanted
        return wanted + np.where(y < 1, (1.0 - y) / (1.0 - a), 0.0)


def _mse(output: Activation, z: Array, a: Array, y: Array) -> Array:
    difference = a - y
    return np.asarray(0.5 * (difference * difference).sum(axis=1))


def _mse_delta(output: Activation, alpha: float, z: Array, a: Array, y: Array) -> Array:
    """∂J/∂z = (a − y) · f′(z), or through the whole Jacobian for softmax."""
    if output.name == "softmax":
        return softmax_backward(a, a - y)
    return (a - y) * output.slope(z, a, alpha)


BUILT_IN = (
    Loss(
        name="cross_entropy",
        label=translate("Losses", "Cross-entropy"),
        equation=Symbolic(
            translate(
                "Losses",
                "Softmax: {J} = −Σₖ yₖ log pₖ\n"
                "Sigmoid: {J} = −y log p − (1 − y) log(1 − p)\n"
                "The mean over the samples.",
            )
        ),
        outputs=("sigmoid", "softmax"),
        per_sample=_cross_entropy,
        delta=_cross_entropy_delta,
        upstream=_cross_entropy_upstream,
    ),
    Loss(
        name="mse",
        label=translate("Losses", "Squared error"),
        equation=Symbolic(translate("Losses", "{J} = ½ Σₖ (aₖ − yₖ)²\nThe mean over the samples.")),
        outputs=ACTIVATIONS.keys(),  # all, those that come later too
        per_sample=_mse,
        delta=_mse_delta,
        upstream=lambda output, a, y: a - y,
    ),
)

LOSSES: dict[str, Loss] = {entry.name: entry for entry in BUILT_IN}
