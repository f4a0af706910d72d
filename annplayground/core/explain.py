"""One example taken apart: every number of its forward and backward pass, layer by layer.

The numbers are those of `network.forward` and `network.backward`; the chain rule of a whole layer
is followed factor by factor, so that one sees which of them makes the gradient small.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.choices.losses import Loss
from annplayground.core.network import Layer, backward, forward
from annplayground.core.norms import rms


@dataclass(frozen=True)
class LayerExplanation:
    """One layer for one sample: arrays (units,), but x (n_in,) and W, dW (n_in, units).

    z = Σᵢ xᵢWᵢⱼ + bⱼ,  a = f(z),  slope = f′(z),  upstream = ∂J/∂a,  delta = ∂J/∂z,
    dW = ∂J/∂W = xᵢδⱼ,  db = ∂J/∂b = δⱼ, of the data loss of this one sample. `slope` of a softmax
    is the Jacobian's diagonal pᵢ(1 − pᵢ), so there delta is not upstream · slope.
    """

    x: Array
    W: Array
    b: Array
    z: Array
    a: Array
    slope: Array
    upstream: Array
    delta: Array
    dW: Array
    db: Array

    def terms(self, unit: int) -> Array:
        """The summands xᵢWᵢⱼ of one unit's z, (n_in,); together with b they give z."""
        return self.x * self.W[:, unit]


def explain(layers: Sequence[Layer], x: Array, y: Array, loss: Loss) -> list[LayerExplanation]:
    """Take one sample apart: its inputs x (n_inputs,) and targets y (n_outputs,)."""
    passes = forward(layers, x[None, :])
    gradients = backward(layers, passes, y[None, :], loss)
    last = passes[-1]
    upstreams = [g.delta[0] @ layer.W.T for g, layer in zip(gradients, layers, strict=True)][1:]
    upstreams.append(loss.upstream(layers[-1].activation, last.a, y[None, :])[0])
    return [
        LayerExplanation(
            x=seen.x[0],
            W=layer.W.copy(),
            b=layer.b.copy(),
            z=seen.z[0],
            a=seen.a[0],
            slope=layer.activation.slope(seen.z, seen.a, layer.alpha)[0],
            upstream=upstream,
            delta=gradient.delta[0],
            dW=gradient.dW,
            db=gradient.db,
        )
        for layer, seen, gradient, upstream in zip(
            layers, passes, gradients, upstreams, strict=True
        )
    ]


@dataclass(frozen=True)
class Factor:
    """One factor of the chain rule on its way back from J.

    `value` is how much it multiplies the signal's RMS by; `product` is the RMS after it. `kind` is
    loss (where the way starts), slope (∂A/∂Z; of a softmax all its Jacobian), weights (∂Z/∂A) or
    input (∂Z/∂W).
    """

    symbol: str
    kind: str
    layer: int  # 1 is the first hidden layer
    value: float
    product: float


def chain(explained: Sequence[LayerExplanation], layer: int) -> list[Factor]:
    """The chain rule from J to ∂J/∂W of a layer (1 is the first), in RMS norms.

    The product of the values is exactly the RMS of ∂J/∂W: every value is the ratio of the real
    signal's RMS after and before the factor, not a bound. Where the output is so sure and wrong
    that ∂J/∂A is infinite, the way starts at ∂J/∂Z, which is not.
    """
    with np.errstate(all="ignore"):
        return _chain(explained, layer)


def _chain(explained: Sequence[LayerExplanation], layer: int) -> list[Factor]:
    last = len(explained)
    factors: list[Factor] = []

    def follow(symbol: str, kind: str, at: int, signal: float) -> None:
        before = factors[-1].product if factors else 1.0
        factors.append(Factor(symbol, kind, at, signal / before if before else 0.0, signal))

    starts_at_a = math.isfinite(rms(explained[-1].upstream))
    if starts_at_a:
        follow(f"∂J/∂A{_sub(last)}", "loss", last, rms(explained[-1].upstream))
    else:
        follow(f"∂J/∂Z{_sub(last)}", "loss", last, rms(explained[-1].delta))
    for k in range(last, layer - 1, -1):
        if k < last or starts_at_a:
            follow(f"∂A{_sub(k)}/∂Z{_sub(k)}", "slope", k, rms(explained[k - 1].delta))
        if k > layer:
            follow(f"∂Z{_sub(k)}/∂A{_sub(k - 1)}", "weights", k, rms(explained[k - 2].upstream))
    follow(f"∂Z{_sub(layer)}/∂W{_sub(layer)}", "input", layer, rms(explained[layer - 1].dW))
    return factors


def _sub(number: int) -> str:
    return "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(number))
