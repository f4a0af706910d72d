"""The penalties on large weights that can be added to J; biases are left out.

A new penalty is one entry in `PENALTIES`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.words import translate


@dataclass(frozen=True)
class Regularization:
    """The choice of a penalty, and its weight λ, `rate`."""

    kind: str = "none"
    rate: float = 0.0


@dataclass(frozen=True)
class Penalty:
    """One penalty.

    λ · `value(W)` is added to J for each layer's W (n_in, n_out), and λ · `gradient(W)`, of the
    same shape as W (or 0), to ∂J/∂W.
    """

    name: str
    label: str
    about: str
    value: Callable[[Array], float]
    gradient: Callable[[Array], Array | float]


BUILT_IN = (
    Penalty(
        "none",
        translate("Penalties", "None"),
        translate("Penalties", "No penalty on the weights."),
        lambda W: 0.0,
        lambda W: 0.0,
    ),
    Penalty(
        "l1",
        "L1",
        translate(
            "Penalties",
            "λ Σ|w|: drives weights towards 0, about which they swing. Biases are left out.",
        ),
        lambda W: float(np.abs(W).sum()),
        np.sign,
    ),
    Penalty(
        "l2",
        "L2",
        translate("Penalties", "λ/2 Σ w²: keeps weights small. Biases are left out."),
        lambda W: 0.5 * float((W**2).sum()),
        lambda W: W,
    ),
)

PENALTIES: dict[str, Penalty] = {entry.name: entry for entry in BUILT_IN}
