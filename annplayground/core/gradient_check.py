"""The gradient check: back propagation's derivative beside one by central differences."""

from collections.abc import Callable
from dataclasses import dataclass, replace

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
    J has 16 digits. At a `corner` J has no one slope between w − h and w + h, as where a ReLU
    begins to rise for some sample: the numeric derivative is a mixture of several there, and the
    analytic one is one of them."""

    analytic: float
    numeric: float
    rounding: float = 1e-9
    corner: bool = False

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
        return self.corner or self.relative_error < AGREEMENT


Loss = Callable[[Array], float]  # J for a parameter vector (n_parameters,)


def check_derivative(loss_at: Loss, vector: Array, gradient: Array, index: int) -> GradientCheck:
    """Compare gradient[index] with (J(w + h) − J(w − h)) / 2h, where h suits the size of w."""
    h = STEP * max(1.0, abs(float(vector[index])))
    check = _central(loss_at, vector, gradient, index, h)
    if check.agrees or not _is_at_corner(loss_at, vector, check, index, h):
        return check
    return replace(check, corner=True)


def _central(loss_at: Loss, vector: Array, gradient: Array, index: int, h: float) -> GradientCheck:
    above, below = _moved(loss_at, vector, index, h), _moved(loss_at, vector, index, -h)
    rounding = 16.0 * float(np.finfo(float).eps) * max(1.0, abs(above)) / h
    return GradientCheck(float(gradient[index]), (above - below) / (2.0 * h), rounding)


def _moved(loss_at: Loss, vector: Array, index: int, by: float) -> float:
    moved = vector.copy()
    moved[index] += by
    return loss_at(moved)


def _is_at_corner(loss_at: Loss, vector: Array, check: GradientCheck, index: int, h: float) -> bool:
    """Whether the slopes on both sides of w differ, and the analytic one is right all the same: it
    lies between them, or agrees nearer to w, on this side of the corner."""
    here = loss_at(vector)
    right = (_moved(loss_at, vector, index, h) - here) / h
    left = (here - _moved(loss_at, vector, index, -h)) / h
    off = 2.0 * check.rounding + AGREEMENT * (abs(left) + abs(right))
    if not abs(right - left) > off:  # NaN is not
        return False
    if min(left, right) - off <= check.analytic <= max(left, right) + off:
        return True
    gradient = np.full(len(vector), check.analytic)
    return any(_central(loss_at, vector, gradient, index, h / k).agrees for k in (10.0, 100.0))


def worst_check(
    loss_at: Loss, vector: Array, gradient: Array, indices: NDArray[np.int64]
) -> GradientCheck:
    """Check the parameters at `indices`, and return the pair with the largest relative error; of
    those at no corner, if there are any."""
    checks = [check_derivative(loss_at, vector, gradient, int(index)) for index in indices]
    smooth = [check for check in checks if not check.corner] or checks
    return smooth[int(np.argmax([check.relative_error for check in smooth]))]


def spread_indices(n: int, most: int) -> NDArray[np.int64]:
    """At most `most` of the numbers 0 … n − 1, evenly spread, the first and last among them."""
    return np.unique(np.linspace(0, n - 1, min(n, most)).round().astype(np.int64))
