"""Where everything of the diagram stands: columns of nodes, contact sheets, ends of weights."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from annplayground.core.choices.features import FEATURES
from annplayground.core.experiment import Experiment
from annplayground.gui.theme import Look

Points = NDArray[np.float64]

# With less height than this for a unit, in diameters of a sample, a column becomes a contact sheet
# of small maps.
_LEAST_PITCH = 1.75
# From this size on there is room for a mark of the bias at a node's corner.
_LEAST_MARKED = 18.0
# A node is at most this share of the distance between columns; the rest is for the weights.
_NODE_SHARE, _SHEET_SHARE = 0.42, 0.6


@dataclass(frozen=True)
class Node:
    """A unit of the diagram; layer 0 is the inputs."""

    layer: int
    unit: int


@dataclass(frozen=True)
class Weight:
    """W[i, j] of a layer, that which it leads into: 1 is the first hidden one."""

    layer: int
    i: int
    j: int


@dataclass(frozen=True)
class Bias:
    """b[j] of a layer; 1 is the first hidden one."""

    layer: int
    j: int


Target = Node | Weight | Bias


@dataclass(frozen=True)
class Column:
    """The nodes of one layer: their rectangles, and where weights arrive and leave, (n, 2).

    `sheet` is the number of columns of a contact sheet, 0 for nodes below each other.
    """

    rects: tuple[QRectF, ...]
    arrive: Points
    leave: Points
    pitch: float  # from one node to the next below it
    sheet: int = 0

    @property
    def size(self) -> float:
        """Side of a node."""
        return self.rects[0].width()

    @property
    def frame(self) -> QRectF:
        """All nodes together."""
        frame = QRectF(self.rects[0])
        for rect in self.rects:
            frame = frame.united(rect)
        return frame

    def unit_at(self, point: QPointF) -> int | None:
        """The node under a point."""
        for unit, rect in enumerate(self.rects):
            if rect.contains(point):
                return unit
        return None

    def bias_mark(self, unit: int, look: Look) -> QRectF | None:
        """The mark of a node's bias at its lower left corner; None where it would not fit."""
        if self.sheet or self.size < _LEAST_MARKED:
            return None
        side = round(min(max(0.2 * self.size, 6.0), 1.1 * look.size.point))
        rect = self.rects[unit]
        return QRectF(rect.left() - 2.0, rect.bottom() - side + 2.0, side, side)


@dataclass(frozen=True)
class Layout:
    """The columns from the inputs to the outputs."""

    columns: tuple[Column, ...]

    @property
    def typical_size(self) -> float:
        """The side of a node that half of all nodes reach."""
        sizes = sorted(column.size for column in self.columns for _ in column.rects)
        # Not np.median: its first call loads numpy.ma, which takes longer than a frame.
        middle = len(sizes) // 2
        return (sizes[middle] + sizes[~middle]) / 2.0


def column_centres(experiment: Experiment, width: float, look: Look) -> list[float]:
    """The middle of each column: evenly spaced, with room for the inputs' names at the left."""
    n = len(experiment.sizes)
    even = width / (2 * n)
    first = max(even, _names_room(experiment, look) + _NODE_SHARE * even)
    return [first + (width - even - first) * k / (n - 1) for k in range(n)]


def least_width(experiment: Experiment, between: float, look: Look) -> float:
    """The width in which the middles of the columns are so far from each other."""
    n = len(experiment.sizes)
    named = _names_room(experiment, look) + (n - 1) * between
    return max(n * between, named / (1.0 - (1.0 + _NODE_SHARE) / (2 * n)))


def _names_room(experiment: Experiment, look: Look) -> float:
    """What the inputs' names and their distance from the nodes take."""
    metrics = QFontMetricsF(look.font())
    labels = (FEATURES[name].label for name in experiment.data.features)
    return max(metrics.horizontalAdvance(text) for text in labels) + 12.0


def lay_out(
    experiment: Experiment,
    centres: list[float],
    top: float,
    height: float,
    look: Look,
    text: float = 0.0,
) -> Layout:
    """Place the nodes of all layers between `top` and `top + height`, with room for a `text` of
    that height below each."""
    spacing = centres[1] - centres[0]
    height = max(height, 10.0)  # while the window is being laid out it can be anything
    largest = min(max(0.18 * height, 0.2 * look.size.node), look.size.node)
    largest = min(largest, _NODE_SHARE * spacing)
    middle = top + height / 2.0
    columns = []
    for x, units in zip(centres, experiment.sizes, strict=True):
        if units * _LEAST_PITCH * look.size.point > height:
            columns.append(_sheet(units, x, middle, height, spacing, largest))
        else:
            columns.append(_row_of_nodes(units, x, middle, height, largest, text))
    return Layout(tuple(columns))


def _row_of_nodes(
    units: int, x: float, middle: float, height: float, largest: float, text: float
) -> Column:
    size = float(max(4, math.floor(min(largest, 0.78 * (height / units - text)))))
    pitch = min(height / units, 1.7 * size + text)
    left, above = round(x - size / 2.0), (size + text) / 2.0
    tops = [round(middle + (k - (units - 1) / 2.0) * pitch - above) for k in range(units)]
    rects = tuple(QRectF(left, top, size, size) for top in tops)
    y = np.array([rect.center().y() for rect in rects])
    return Column(rects, _ports(left, y), _ports(left + size, y), pitch)


def _sheet(
    units: int, x: float, middle: float, height: float, spacing: float, largest: float
) -> Column:
    """A grid of nodes; every unit still has an own end for its weights at the grid's sides."""
    width = _SHEET_SHARE * spacing

    def cell(columns: int) -> int:
        side = min(height / math.ceil(units / columns), width / columns, largest)
        return max(3, math.floor(side))

    def worth(columns: int) -> float:
        return cell(columns) * (1.0 if units % columns == 0 else 0.9)  # a full grid is calmer

    columns = max(range(1, units + 1), key=worth)
    pitch = cell(columns)
    rows = math.ceil(units / columns)
    gap = 2 if pitch >= 9 else 1
    left, top = round(x - columns * pitch / 2.0), round(middle - rows * pitch / 2.0)
    row, column = np.divmod(np.arange(units), columns)
    rects = tuple(
        QRectF(left + c * pitch, top + r * pitch, pitch - gap, pitch - gap)
        for r, c in zip(row.tolist(), column.tolist(), strict=True)
    )
    y = top + (row + (column + 0.5) / columns) * pitch
    right = left + columns * pitch - gap
    return Column(rects, _ports(left - 2, y), _ports(right + 2, y), pitch, columns)


def _ports(x: float, y: Points) -> Points:
    return np.stack([np.full(len(y), float(x)), y], axis=1)
