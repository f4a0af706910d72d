"""The line where a map is zero, by marching squares over the whole array at once."""

import numpy as np
from numpy.typing import NDArray

Segments = NDArray[np.float64]

# The corners of a cell that are positive, as bits 1 2 4 8 for (i, j), (i, j+1), (i+1, j+1),
# (i+1, j), choose the edges that the line joins; edge k runs from corner k to corner k + 1.
_NONE = (-1, -1)
_JOINS = np.array(
    [
        (_NONE, _NONE),
        ((3, 0), _NONE),
        ((0, 1), _NONE),
        ((3, 1), _NONE),
        ((1, 2), _NONE),
        ((3, 0), (1, 2)),
        ((0, 2), _NONE),
        ((3, 2), _NONE),
        ((2, 3), _NONE),
        ((0, 2), _NONE),
        ((0, 1), (2, 3)),
        ((1, 2), _NONE),
        ((1, 3), _NONE),
        ((0, 1), _NONE),
        ((3, 0), _NONE),
        (_NONE, _NONE),
    ]
)
_CORNERS = ((0, 0), (0, 1), (1, 1), (1, 0))  # (row, column) offsets


def zero_line(field: NDArray) -> Segments:
    """The line where a map (r, r) changes its sign, as segments (n, 2, 2) of points (x, y) in
    0 … 1 across the map; none where the map is not finite."""
    r = len(field)
    # The map's own border once more, so that the line reaches it.
    around = np.clip(np.arange(-1, r + 1), 0, r - 1)
    field = field[around][:, around]
    centres = np.concatenate([[0.0], (np.arange(r) + 0.5) / r, [1.0]])
    positive = (field > 0).view(np.uint8)
    case = np.zeros((r + 1, r + 1), dtype=np.uint8)
    for k, (di, dj) in enumerate(_CORNERS):
        case |= positive[di : di + r + 1, dj : dj + r + 1] << k
    i, j = np.nonzero((case > 0) & (case < 15))
    values = np.stack([field[i + di, j + dj] for di, dj in _CORNERS], axis=1).astype(float)
    finite = np.isfinite(values).all(axis=1)
    i, j, values = i[finite], j[finite], values[finite]
    crossings = _crossings(i, j, values, centres)
    joins = _JOINS[case[i, j]]
    cell, part = np.nonzero(joins[..., 0] >= 0)
    return crossings[cell[:, None], joins[cell, part]]


def _crossings(i: NDArray, j: NDArray, values: NDArray, centres: NDArray) -> NDArray:
    """The zero on each edge of the cells (i, j), (n, 4, 2); meaningless on edges without one."""
    corners = np.stack(
        [np.stack([centres[j + dj], centres[i + di]], axis=1) for di, dj in _CORNERS], axis=1
    )
    after = np.roll(values, -1, axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.nan_to_num(values / (values - after), posinf=0.0, neginf=0.0)[..., None]
    return corners + share * (np.roll(corners, -1, axis=1) - corners)
