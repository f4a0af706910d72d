"""The loss landscape: J over two directions through the weights of a network, and down one.

A point (α, β) of the plane is the network with θ + α d₁ + β d₂ as its weights and biases, θ being
those it has. The directions are random ones, or the principal ones of the way it has come.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.engines.protocol import Engine
from annplayground.core.network import split
from annplayground.core.numerals import number
from annplayground.core.words import translate

DIRECTIONS = ("random", "path")
LEAST_SIZE, MOST_SIZE = 3, 501
REACH = 0.9  # of the plane's half width: how far out the path's farthest point stands
TOO_LARGE = 1e100  # a weight, to measure lengths with
_ONE_LINE = 1e-6  # a path this much thinner than long has one direction only


@dataclass(frozen=True)
class Way:
    """The way a run has come: the epochs (k,) of some of its states, and their weights and biases
    (k, n_parameters), the newest last; it may be the only one."""

    epochs: NDArray[np.int64]
    states: Array


@dataclass(frozen=True)
class Landscape:
    """J on a plane through the present weights, which are its middle; the arrays are read-only.

    `path` is the way here in coordinates of the plane. Its points need not lie in it: each has its
    own J there, and `path_plane_J` is that of the nearest point of the plane, `path_distance` away.
    """

    alpha: Array  # (size,) from −1 to 1, along the first direction
    beta: Array  # (size,) likewise, along the second
    J: Array  # (size, size) with J[b, a]: the data loss on the training set
    directions: Array  # (2, n_parameters): one step of α, one of β
    path: Array  # (k, 3): α, β, and the true J there
    path_epochs: NDArray[np.int64]  # (k,)
    path_plane_J: Array  # (k,)
    path_distance: Array  # (k,) in the space of all weights and biases
    variance_explained: float | None  # of the path's, the share within the plane; None: no path

    def place(self, offset: Array) -> tuple[float, float, float]:
        """α, β of the point of the plane that is nearest to the present weights + offset
        (n_parameters,), and how far that is from them."""
        alpha, beta = offset @ np.linalg.pinv(self.directions)
        within = alpha * self.directions[0] + beta * self.directions[1]
        return float(alpha), float(beta), float(np.linalg.norm(offset - within))


class NoPathError(ValueError):
    """Nothing has been trained: there are no directions of a path."""


class BeyondMeasureError(ValueError):
    """The weights are too large to measure lengths with."""


class StoppedError(Exception):
    """Nobody waits for the landscape any more."""


def never() -> bool:
    """Go on to the end."""
    return False


def landscape(
    engine: Engine,
    J: float,
    way: Way,
    size: int,
    directions: str,
    seed: int,
    should_stop: Callable[[], bool] = never,
) -> Landscape:
    """The landscape around the end of the way, where the loss is J.

    Raises `ValueError` for a size, directions or a seed that cannot be, for directions of a path
    where there is none, and for weights beyond measure; `StoppedError` if it was to stop, which is
    asked before each row.
    """
    _check(size, directions, seed)
    largest = float(np.abs(way.states).max())
    if largest > TOO_LARGE:
        raise BeyondMeasureError(
            translate(
                "Landscape",
                "the weights are as large as {largest}, and their squares no numbers: look at an "
                "earlier epoch, before the run diverged",
            ).format(largest=number(largest))
        )
    with np.errstate(all="ignore"):  # far out, J need not be finite
        chosen = random_directions(way.states[-1], engine.experiment.sizes, seed)
        if directions == "path":
            chosen = path_directions(way.states, chosen)
        found = _on_plane(engine, J, way, size, chosen, should_stop)
    for array in vars(found).values():
        if isinstance(array, np.ndarray):
            array.flags.writeable = False
    return found


def _on_plane(
    engine: Engine,
    J: float,
    way: Way,
    size: int,
    directions: Array,
    should_stop: Callable[[], bool],
) -> Landscape:
    center, half = way.states[-1], size // 2
    steps = np.arange(-half, half + 1) / half
    along = np.outer(steps, directions[0])
    grid = np.empty((size, size))
    for row, beta in zip(grid, steps, strict=True):
        if should_stop():
            raise StoppedError
        row[:] = engine.losses(center + along + beta * directions[1])
    true_J = engine.losses(way.states)
    # That of now is known, to the last bit.
    grid[half, half] = true_J[-1] = J
    offsets = way.states - center
    coordinates = offsets @ np.linalg.pinv(directions)
    within = coordinates @ directions
    return Landscape(
        alpha=steps,
        beta=steps.copy(),
        J=grid,
        directions=directions,
        path=np.column_stack([coordinates, true_J]),
        path_epochs=way.epochs,
        path_plane_J=engine.losses(center + within),
        path_distance=np.linalg.norm(offsets - within, axis=1),
        variance_explained=_share_within(offsets, directions),
    )


def random_directions(parameters: Array, sizes: Sequence[int], seed: int) -> Array:
    """Two random directions (2, n_parameters), filter-normalised: what leads to a unit, its weights
    and its bias, is as long as that of the network, so that a step is as large for every unit."""
    found = np.random.default_rng(seed).standard_normal((2, len(parameters)))
    for direction in found:
        for (W, b), (own_W, own_b) in zip(
            split(direction, sizes), split(parameters, sizes), strict=True
        ):
            length = np.sqrt((W**2).sum(axis=0) + b**2)
            scale = np.sqrt((own_W**2).sum(axis=0) + own_b**2) / length
            W *= scale
            b *= scale
    return found


def path_directions(states: Array, random: Array) -> Array:
    """The two principal directions (2, n_parameters) of states (k, n_parameters), each so long that
    all the path lies between −1 and 1, and signed so that it comes from the positive side.

    The second of a path along one line is a random one, at a right angle to it and as long.
    """
    spread = states - states.mean(axis=0)
    if not spread.any():
        raise NoPathError(
            translate(
                "Landscape",
                "there is no path yet: train first, until there are states to compare, or take the "
                "directions 'random'",
            )
        )
    _, lengths, axes = np.linalg.svd(spread, full_matrices=False)
    first, second = axes[0], axes[1]
    along = (states - states[-1]) @ axes[:2].T
    reach = np.abs(along).max(axis=0)
    if lengths[1] <= _ONE_LINE * lengths[0]:
        second = random[0] - (random[0] @ first) * first
        length = np.linalg.norm(second)
        second = second / length if length > 0 else second
        reach[1], along[:, 1] = reach[0], 1.0
    signs = np.where(along[0] < 0, -1.0, 1.0)
    return np.asarray(np.stack([first, second]) * (signs * reach / REACH)[:, None])


def _share_within(offsets: Array, directions: Array) -> float | None:
    spread = offsets - offsets.mean(axis=0)
    total = float((spread**2).sum())
    if total == 0 or not np.isfinite(total):
        return None
    within = spread @ np.linalg.pinv(directions) @ directions
    return min(float((within**2).sum()) / total, 1.0)


def _check(size: int, directions: str, seed: int) -> None:
    whole = isinstance(size, int | np.integer) and not isinstance(size, bool)
    if not (whole and LEAST_SIZE <= size <= MOST_SIZE and size % 2):
        raise ValueError(
            f"size must be an odd number from {LEAST_SIZE} to {MOST_SIZE}, which has a middle, not "
            f"{size!r}"
        )
    if directions not in DIRECTIONS:
        raise ValueError(f"directions must be 'random' or 'path', not {directions!r}")
    if not isinstance(seed, int | np.integer) or isinstance(seed, bool) or seed < 0:
        raise ValueError(f"seed must be a whole number of 0 or more, not {seed!r}")


# -- down one direction ----------------------------------------------------------------------------

RATES = np.logspace(-4, 2, 91)  # learning rates that are tried
_GOOD = 0.5  # of the largest fall of J: what a learning rate is right for
_DUST = 1e-9  # of J: rounding may lift it so much


@dataclass(frozen=True)
class Slice:
    """J after one step of gradient descent, −lr · ∂J/∂θ on the whole training set, for many
    learning rates: what each would do now. `rate` is the one in use."""

    J: float  # now
    rates: Array  # (k,), ascending
    J_after: Array  # (k,)
    rate: float
    J_at_rate: float

    @property
    def best(self) -> float:
        """The rate tried that takes J lowest, before J first rises above where it is: what lies
        beyond is another valley, which one step reaches by luck."""
        return float(self.rates[np.argmin(self._near)])

    @property
    def fall(self) -> float:
        """By how much the best of them lowers J; 0 where none does."""
        return max(self.J - float(self._near.min()), 0.0)

    @property
    def verdict(self) -> str:
        """Of the rate in use: "too_large" where J does not fall, "none" if no rate lowers it,
        "right" where it falls by at least half of what the best one does; else "too_small" or
        "large", on either side of that."""
        if not self.fall:
            return "none"
        if not self.J_at_rate < self.J:
            return "too_large"
        if self.rate > self.rates[np.isfinite(self._near)][-1]:
            return "large"
        if self.J - self.J_at_rate >= _GOOD * self.fall:
            return "right"
        return "too_small" if self.rate < self.best else "large"

    @property
    def right(self) -> tuple[float, float]:
        """The lowest and the highest rate tried around the best one that are right."""
        good = self.J - self._near >= _GOOD * self.fall
        low = high = int(np.argmin(self._near))
        while low > 0 and good[low - 1]:
            low -= 1
        while high < len(good) - 1 and good[high + 1]:
            high += 1
        return float(self.rates[low]), float(self.rates[high])

    @property
    def _near(self) -> Array:
        """J after each rate, ∞ from the first on that lifts it; all of them if the least does."""
        finite = np.where(np.isfinite(self.J_after), self.J_after, np.inf)
        lifted = np.flatnonzero(finite > self.J * (1 + _DUST))
        if lifted.size and lifted[0] > 0:
            finite[lifted[0] :] = np.inf
        return finite


def slice_down(engine: Engine, J: float, parameters: Array, gradient: Array, rate: float) -> Slice:
    """The slice along −gradient (n_parameters,) through parameters where the loss is J."""
    rates = np.append(RATES, rate)
    with np.errstate(all="ignore"):
        after = engine.losses(parameters - rates[:, None] * gradient)
    after.flags.writeable = False
    return Slice(J, RATES, after[:-1], rate, float(after[-1]))
