"""Hatching of the classes' regions: parallel lines where a map is positive, which tell the regions
apart without colour."""

from functools import lru_cache, reduce

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPen

from annplayground.core.experiment import Experiment
from annplayground.gui.contour import Segments
from annplayground.gui.theme import Look

LINES = 16  # on either side of the map's diagonal
# How strong they are, of 255: 3:1 and more against every colour of a region, also where edges are
# smoothed. Bright lines need more of it, on grounds that are never quite dark.
_LIGHT, _DARK = 172, 250
_WIDTH = 1.4  # pixels at least: a slanted line of one is smoothed away
_PITCH = 4.0  # diameters of a point from one line to the next on an axis

Places = NDArray[np.int64]


def hatch_pen(look: Look) -> QPen:
    """What the lines are drawn with."""
    pen = QPen(look.colour("ink", _DARK if look.dark else _LIGHT), max(look.size.thin, _WIDTH))
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def lines_across(width: float, look: Look) -> int:
    """How many lines stand on either side of the diagonal of a map so many pixels wide."""
    return max(round(width / (_PITCH * look.size.point)), 1)


def hatches(fields: list[NDArray], experiment: Experiment, lines: int = LINES) -> list[Segments]:
    """Rising lines over the region of the first class, and falling ones over that of the third;
    the second is plain. `fields` are those of `border_fields`, none for a regression; so many
    `lines` stand on either side of the diagonal."""
    if not fields:
        return []
    if experiment.n_outputs <= 2:
        return [hatch(-fields[0], True, lines, at_zero=True)]
    with np.errstate(invalid="ignore"):
        third = -reduce(np.maximum, fields)
    return [hatch(fields[0], True, lines, at_zero=True), hatch(third, False, lines)]


def hatch(field: NDArray, rising: bool, lines: int = LINES, at_zero: bool = False) -> Segments:
    """Parallel lines where a map (r, r), row 0 at the bottom, is positive, as segments (n, 2, 2)
    of points (x, y) in 0 … 1 across the map; `at_zero` also where it is 0, for the first class is
    what is predicted where two are level."""
    r = len(field)
    rows, columns = _diagonals(r, lines)
    seen = field if rising else field[:, ::-1]
    values = np.where(rows < 0, np.nan, seen[rows, columns])
    with np.errstate(invalid="ignore"):
        change = np.diff((values >= 0 if at_zero else values > 0).astype(np.int8))
    first, last = np.flatnonzero(change == 1) + 1, np.flatnonzero(change == -1)
    ends = np.stack([_end(values, first, -1), _end(values, last, 1)], axis=1)
    x = (columns[np.stack([first, last], axis=1)] + 0.5 + ends) / r
    y = (rows[np.stack([first, last], axis=1)] + 0.5 + ends) / r
    return np.stack([x if rising else 1.0 - x, y], axis=-1)


def _end(values: NDArray, inside: Places, step: int) -> NDArray:
    """How far beyond the last positive pixel a line goes, in pixels: to the zero before the next
    one, or to the edge of the pixel where there is no next one."""
    here, there = values[inside], values[inside + step]
    with np.errstate(invalid="ignore"):
        share = here / (here - there)
    return step * np.where(np.isnan(share), 0.5, share)


@lru_cache(maxsize=8)
def _diagonals(r: int, lines: int) -> tuple[Places, Places]:
    """Rows and columns of the pixels along evenly spaced diagonals, one after the other, each
    between places of −1 that belong to none."""
    rows: list[Places] = [np.array([-1])]
    columns = list(rows)
    for k in range(1 - lines, lines):
        offset = round(k * r / lines)
        along = np.arange(max(0, -offset), min(r, r - offset))
        rows += [along, np.array([-1])]
        columns += [along + offset, np.array([-1])]
    return np.concatenate(rows), np.concatenate(columns)
