"""The chain rule of a whole layer, followed factor by factor, so that one sees which of them makes
the gradient small."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annplayground.core.choices.norms import rms
from annplayground.core.explain import LayerExplanation


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
