"""Gradient descent in one dimension, x_new = x − α f′(x), and the notes' EWA of a noisy series."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annplayground.core.choices.activations import Array


@dataclass(frozen=True)
class Landscape:
    """A curve to descend; `window` is x_low, x_high, y_low, y_high."""

    name: str
    label: str
    equation: str
    f: Callable[[Array], Array]
    slope: Callable[[float], float]
    window: tuple[float, float, float, float]
    start: float


LANDSCAPES: dict[str, Landscape] = {
    entry.name: entry
    for entry in (
        Landscape(
            "bowl",
            "Bowl",
            "f(x) = x² / 2",
            lambda x: x * x / 2,
            lambda x: x,
            (-4.0, 4.0, -0.8, 8.5),
            -3.2,
        ),
        Landscape(
            "ravine",
            "Ravine",
            "f(x) = 6 x²",
            lambda x: 6 * x * x,
            lambda x: 12 * x,
            (-1.2, 1.2, -0.8, 8.5),
            -1.0,
        ),
        Landscape(
            "two_valleys",
            "Two valleys",
            "f(x) = x⁴ / 4 − 3x² / 2 + x / 2",
            lambda x: x**4 / 4 - 1.5 * x * x + 0.5 * x,
            lambda x: x**3 - 3 * x + 0.5,
            (-2.7, 2.7, -4.0, 3.5),
            2.4,
        ),
        Landscape(
            "plateau",
            "Plateau",
            "f(x) = x² / (1 + x²)",
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


def ewa(series: Array, beta: float) -> Array:
    """v(t) = β v(t − 1) + (1 − β) δ(t) with v(−1) = 0, for a series δ (n,)."""
    averaged = np.empty(len(series))
    value = 0.0
    for t, new in enumerate(series):
        value = beta * value + (1.0 - beta) * new
        averaged[t] = value
    return averaged
