"""Where the curve of an activation is flat, so that hardly any gradient comes through."""

import numpy as np

from annplayground.core.choices.activations import Activation

# Where the slope is under a tenth of its largest value the curve counts as flat.
FLAT = 0.1
GRID = np.linspace(-8.0, 8.0, 641)


def flat_zones(activation: Activation, alpha: float) -> tuple[tuple[float, float], ...]:
    """Intervals of z where |f′| is under a tenth of its largest value; the outer ones are open."""
    slope = np.abs(activation.slope(GRID, activation.f(GRID, alpha), alpha))
    flat = slope < FLAT * slope.max()
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flat.astype(int), [0]])))
    zones = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        low = -np.inf if start == 0 else float(GRID[start])
        high = np.inf if end == len(GRID) else float(GRID[end - 1])
        if end - start > 4:  # a single point, such as ReLU's corner, is no zone
            zones.append((low, high))
    return tuple(zones)
