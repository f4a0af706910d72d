"""Gradient descent in one dimension, x_new = x − α f′(x), and the notes' EWA of a noisy series."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.words import translate


@dataclass(frozen=True)
class Landscape:
    """A curve to descend; `window` is x_low, x_high, y_low, y_high."""

    name: str
    label: str
    equation: str
    slope_equation: str
    f: Callable[[Array], Array]
    slope: Callable[[float], float]
    window: tuple[float, float, float, float]
    start: float


LANDSCAPES: dict[str, Landscape] = {
    entry.name: entry
    for entry in (
        Landscape(
            "bowl",
            translate("Descent", "Bowl"),
            "f(x) = x² / 2",
            "f′(x) = x",
            lambda x: x * x / 2,
            lambda x: x,
            (-4.0, 4.0, -0.8, 8.5),
            -3.2,
        ),
        Landscape(
            "steep_bowl",
            translate("Descent", "Steep bowl"),
            "f(x) = 6 x²",
            "f′(x) = 12 x",
            lambda x: 6 * x * x,
            lambda x: 12 * x,
            (-1.2, 1.2, -0.8, 8.5),
            -1.0,
        ),
        Landscape(
            "two_valleys",
            translate("Descent", "Two valleys"),
            "f(x) = x⁴ / 4 − 3x² / 2 + x / 2",
            "f′(x) = x³ − 3x + 1 / 2",
            lambda x: x**4 / 4 - 1.5 * x * x + 0.5 * x,
            lambda x: x**3 - 3 * x + 0.5,
            (-2.7, 2.7, -4.0, 3.5),
            2.4,
        ),
        Landscape(
            "plateau",
            translate("Descent", "Plateau"),
            "f(x) = x² / (1 + x²)",
            "f′(x) = 2x / (1 + x²)²",
            lambda x: x * x / (1 + x * x),
            lambda x: 2 * x / (1 + x * x) ** 2,
            (-6.0, 6.0, -0.15, 1.15),
            -5.0,
        ),
    )
}


def descend(
    landscape: Landscape, start: float, learning_rate: float, beta: float, steps: int
) -> Array:
    """The points x₀ … x_n of gradient descent, (steps + 1,), cut short where |x| passes 1e6.

    v ← βv + (1 − β) f′(x), x ← x − α v: the notes' rule for β = 0, EWA momentum otherwise.
    """
    path, velocity = [start], 0.0
    for _ in range(steps):
        velocity = beta * velocity + (1.0 - beta) * landscape.slope(path[-1])
        path.append(path[-1] - learning_rate * velocity)
        if abs(path[-1]) > 1e6:
            break
    return np.array(path)


def velocities(landscape: Landscape, path: Array, beta: float) -> Array:
    """The v of each step of a path of `descend`, (n,) for (n + 1,) points: x_new = x − α v."""
    return ewa(np.array([landscape.slope(float(x)) for x in path[:-1]]), beta)


@dataclass(frozen=True)
class Fate:
    """What becomes of a descent: it "arrives" at the step from which on it stays where f′ = 0,
    "diverges", "never settles", or is "still moving" at the end of what was looked at; `turns` are
    its changes of direction until then."""

    kind: str
    step: int
    turns: int


# Steps that are looked at; the last ones of them, in parts: an orbit that reaches less far in each
# part than in the one before is a slow approach, any other goes on for ever.
_LOOKED_AT, _TAIL, _PARTS, _SHRINKS = 4000, 1600, 8, 0.9999
_FLAT = 1e-3  # a slope that counts as 0


@lru_cache(maxsize=32)
def fate(landscape: Landscape, start: float, learning_rate: float, beta: float) -> Fate:
    """Where the orbit goes, found by following it much longer than anybody watches."""
    path = descend(landscape, start, learning_rate, beta, _LOOKED_AT)
    turns = n_turns(path)
    if len(path) <= _LOOKED_AT:
        return Fate("diverges", len(path) - 1, turns)
    slopes = np.abs([landscape.slope(float(x)) for x in path])
    moving = np.flatnonzero((slopes >= _FLAT) | (np.abs(np.diff(path, append=path[-1])) >= _FLAT))
    step = int(moving[-1]) + 1 if len(moving) else 0
    if step <= _LOOKED_AT - _TAIL:
        return Fate("arrives", step, turns)
    tail = path[-_TAIL:].reshape(_PARTS, -1)
    reach = np.ptp(tail, axis=1)
    shrinks = bool(np.all(reach[1:] < _SHRINKS * reach[:-1]))
    # In every part: one that comes late may still swing a little at its end.
    endless = all(n_turns(part) > 2 for part in tail) and not shrinks
    return Fate("never settles" if endless else "still moving", _LOOKED_AT, turns)


def n_turns(path: Array) -> int:
    """How often a path (n,) changes its direction."""
    return int(np.count_nonzero(np.diff(np.sign(np.diff(path)))))


def ewa(series: Array, beta: float) -> Array:
    """v(t) = β v(t − 1) + (1 − β) δ(t) with v(−1) = 0, for a series δ (n,)."""
    averaged = np.empty(len(series))
    value = 0.0
    for t, new in enumerate(series):
        value = beta * value + (1.0 - beta) * new
        averaged[t] = value
    return averaged
