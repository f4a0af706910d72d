"""How the first weights are drawn; biases begin at a setting of their own.

A new scheme is one entry in `INITIALIZERS`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.words import translate

Draw = Callable[[np.random.Generator, int, int], Array]


@dataclass(frozen=True)
class Initializer:
    """`draw(rng, n_in, n_out)` returns the first weights W (n_in, n_out)."""

    name: str
    label: str
    about: str
    draw: Draw


def _normal(std: Callable[[int, int], float]) -> Draw:
    return lambda rng, n_in, n_out: rng.normal(0.0, std(n_in, n_out), (n_in, n_out))


_ROUND_NUMBERS = (0.5, -0.5, 1.0, -1.0, 0.25, -0.25)


def _round(rng: np.random.Generator, n_in: int, n_out: int) -> Array:
    """Give no two units the same weights.

    Each unit begins one number later than the unit before, and where the numbers are used up, 0.01
    higher.
    """
    i, j = np.indices((n_in, n_out))
    numbers = np.take(_ROUND_NUMBERS, i + j, mode="wrap")
    return np.asarray(numbers + 0.01 * (j // len(_ROUND_NUMBERS)))


INITIALIZERS: dict[str, Initializer] = {
    entry.name: entry
    for entry in (
        Initializer(
            "xavier",
            translate("Initial weights", "Xavier"),
            translate(
                "Initial weights",
                "Normal, Var W = 2 / (n_in + n_out) (Glorot and Bengio 2010): for tanh and "
                "sigmoid.",
            ),
            _normal(lambda n_in, n_out: math.sqrt(2.0 / (n_in + n_out))),
        ),
        Initializer(
            "he",
            translate("Initial weights", "He"),
            translate(
                "Initial weights", "Normal, Var W = 2 / n_in (He et al. 2015): for the ReLU family."
            ),
            _normal(lambda n_in, n_out: math.sqrt(2.0 / n_in)),
        ),
        Initializer(
            "lecun",
            "LeCun",
            translate("Initial weights", "Normal, Var W = 1 / n_in (LeCun et al. 1998)."),
            _normal(lambda n_in, n_out: math.sqrt(1.0 / n_in)),
        ),
        Initializer(
            "normal",
            translate("Initial weights", "Normal"),
            translate(
                "Initial weights",
                "Normal, Var W = 1, whatever the width: too large for wide layers.",
            ),
            _normal(lambda n_in, n_out: 1.0),
        ),
        Initializer(
            "uniform",
            translate("Initial weights", "Uniform"),
            translate("Initial weights", "Uniform in [−0.5, 0.5], whatever the width."),
            lambda rng, n_in, n_out: rng.uniform(-0.5, 0.5, (n_in, n_out)),
        ),
        Initializer(
            "round",
            translate("Initial weights", "Round"),
            translate(
                "Initial weights",
                "Round numbers, to follow by hand: 0.5, −0.5, 1, −1, 0.25, −0.25 in turn, "
                "whatever the width and the seed.",
            ),
            _round,
        ),
        Initializer(
            "zeros",
            translate("Initial weights", "Zeros"),
            translate(
                "Initial weights",
                "All weights 0: the units of a layer stay alike. With sigmoid they learn as one "
                "unit; with tanh or ReLU only the bias of the output moves. Without hidden layers "
                "it does no harm.",
            ),
            lambda rng, n_in, n_out: np.zeros((n_in, n_out)),
        ),
    )
}
