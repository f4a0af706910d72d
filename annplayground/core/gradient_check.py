"""The gradient check: back propagation's derivative beside one by central differences."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array

# Small enough for the cubic error, large enough for rounding: about the cube root of 2⁻⁵².
STEP = 6e-6
# Two derivatives that differ by less, as a share of their size, are the same one.
AGREEMENT = 1e-4


@dataclass(frozen=True)
class GradientCheck:
    """Two derivatives of J by one parameter; `rounding` is how far they may differ only because
    J has 16 digits."""

    analytic: float
    numeric: float
    rounding: float = 1e-9

    @property
    def relative_error(self) -> float:
        """|analytic − numeric| / (|analytic| + |numeric|); 0 where rounding explains it."""
        difference = abs(self.analytic - self.numeric)
        if difference <= self.rounding:
            return 0.0
        return difference / (abs(self.analytic) + abs(self.numeric))

    @property
    def agrees(self) -> bool:
        """Whether back propagation is right here; False as well where J is not a number."""
        return self.relative_error < AGREEMENT


def check_derivative(
    loss_at: Callable[[Array], float], vector: Array, gradient: Array, index: int
) -> GradientCheck:
    """Compare gradient[index] with (J(w + h) − J(w − h)) / 2h, where `loss_at` gives J for a
    parameter vector (n_parameters,), and h suits the size of w."""
    h = STEP * max(1.0, abs(float(vector[index])))
    moved = vector.copy()
    moved[index] = vector[index] + h
    above = loss_at(moved)
    moved[index] = vector[index] - h
    below = loss_at(moved)
    rounding = 16.0 * float(np.finfo(float).eps) * max(1.0, abs(above)) / h
    return GradientCheck(float(gradient[index]), (above - below) / (2.0 * h), rounding)


def worst_check(
    loss_at: Callable[[Array], float], vector: Array, gradient: Array, indices: NDArray[np.int64]
) -> GradientCheck:
    """Check the parameters at `indices`, and return the pair with the largest relative error."""
    checks = [check_derivative(loss_at, vector, gradient, int(index)) for index in indices]
    return checks[int(np.argmax([check.relative_error for check in checks]))]


def spread_indices(n: int, most: int) -> NDArray[np.int64]:
    """At most `most` of the numbers 0 … n − 1, evenly spread, the first and last among them."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(np.int64))
