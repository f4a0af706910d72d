"""The samples on the decision map: the marker of every class, for training and for test.

A training point is filled and has a pale edge; a test point is its inverse, pale with an edge.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF

from annplayground.core.samples import Samples
from annplayground.gui.painting import painting
from annplayground.gui.plots.boundary.frame import Frame
from annplayground.gui.plots.boundary.regions.colours import map_table, table_index
from annplayground.gui.theme import CLASS_STYLES, Look

# From this many points on they are drawn smaller, so that they do not hide the map.
CROWD = 800


@dataclass(frozen=True)
class PointStyle:
    """How to draw one marker: pyqtgraph's name of its shape, and its colours."""

    symbol: str
    fill: QColor
    edge: QColor
    edge_width: float
    scale: float = 1.0


@dataclass(frozen=True, eq=False)
class Points:
    """Samples to draw: X (n, 2), labels (n,) classes or values, and which set they are of."""

    X: NDArray
    labels: NDArray
    test: bool = False
    regression: bool = False

    @classmethod
    def of(cls, samples: Samples, test: bool, regression: bool) -> "Points":
        """The points of a training or test set."""
        return cls(samples.X, samples.labels, test, regression)


def pale(look: Look) -> QColor:
    """The light colour that sets points off from the map, in both themes."""
    return look.colour("ink" if look.dark else "card")


def class_point(label: int, test: bool, look: Look) -> PointStyle:
    """The marker of a sample of a class."""
    style = CLASS_STYLES[label]
    colour, thin = QColor(style.colour), look.size.point / 8.0
    if test:
        # Its coloured edge makes it look larger than it is.
        return PointStyle(style.symbol, pale(look), colour, 1.7 * thin, 0.86)
    return PointStyle(style.symbol, colour, pale(look), thin)


def value_points(look: Look, test: bool) -> list[PointStyle]:
    """256 markers for values −1 … 1 of a regression: a dark edge in training, a pale in test."""
    dark_edge = look.colour("card" if look.dark else "ink")
    edge = pale(look) if test else dark_edge
    width = look.size.point / 6.4
    return [
        PointStyle("o", QColor.fromRgb(int(rgb)), edge, width) for rgb in map_table(look, False)
    ]


def diameter(frame: Frame, look: Look, n: int) -> float:
    """Size of a point in pixels: grows a little with the map, shrinks in a crowd."""
    growth = min(max((frame.square.width() / 400) ** 0.5, 0.9), 1.5)
    return look.size.point * growth * (0.75 if n > CROWD else 1.0)


def draw_marker(painter: QPainter, style: PointStyle, at: QPointF, size: float) -> None:
    """One marker of a diameter, centred."""
    painter.setPen(QPen(style.edge, style.edge_width, j=Qt.PenJoinStyle.MiterJoin))
    painter.setBrush(style.fill)
    _draw_shape(painter, style.symbol, at, style.scale * size / 2)


def _draw_shape(painter: QPainter, symbol: str, at: QPointF, r: float) -> None:
    if symbol == "o":
        painter.drawEllipse(at, r, r)
    elif symbol == "s":
        r *= 0.9  # the same weight to the eye as the circle
        painter.drawRect(QRectF(at.x() - r, at.y() - r, 2 * r, 2 * r))
    else:
        r *= 1.2
        x, y = at.x(), at.y() + 0.1 * r
        corners = [QPointF(x, y - r), QPointF(x + 0.9 * r, y + 0.65 * r)]
        painter.drawPolygon(QPolygonF([*corners, QPointF(x - 0.9 * r, y + 0.65 * r)]))


def draw_points(painter: QPainter, points: Points, frame: Frame, look: Look, size: float) -> None:
    """All points in their order, so that no class always lies on top.

    Each kind of marker is drawn once and then stamped, on whole pixels of the screen: 5,000
    points in a fraction of the time that their outlines take.
    """
    if points.regression:
        styles, rows = value_points(look, points.test), table_index(points.labels)
    else:
        styles = [class_point(k, points.test, look) for k in range(len(CLASS_STYLES))]
        rows = points.labels.astype(int)
    ratio = painter.device().devicePixelRatio()
    stamps = {row: _stamp(styles[row], size, ratio) for row in np.unique(rows).tolist()}
    x, y = frame.to_pixels(points.X)
    for left, top, row in zip(x.tolist(), y.tolist(), rows.tolist(), strict=True):
        stamp, half = stamps[row]
        painter.drawPixmap(
            QPointF(round((left - half) * ratio) / ratio, round((top - half) * ratio) / ratio),
            stamp,
        )


def _stamp(style: PointStyle, size: float, ratio: float) -> tuple[QPixmap, float]:
    """A marker as a picture, and how far its centre lies from its left and upper edge."""
    side = 2 * math.ceil((0.6 * size + style.edge_width + 1) * ratio)  # pixels of the screen
    stamp = QPixmap(side, side)
    stamp.setDevicePixelRatio(ratio)
    stamp.fill(Qt.GlobalColor.transparent)
    half = side / ratio / 2
    with painting(stamp) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_marker(painter, style, QPointF(half, half), size)
    return stamp, half


def marker_icon(style: PointStyle, size: int) -> QIcon:
    """A marker as an icon, for check boxes and buttons."""
    pixmap = QPixmap(2 * size, 2 * size)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    with painting(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QSizeF(size, size)
        draw_marker(painter, style, QPointF(room.width() / 2, room.height() / 2), size - 4)
    return QIcon(pixmap)


def set_marker(test: bool, look: Look) -> PointStyle:
    """The legend of the check boxes: filled for training, hollow for test."""
    muted = look.colour("muted")
    return PointStyle("o", look.colour("card") if test else muted, muted, 1.6)
