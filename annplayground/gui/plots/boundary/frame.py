"""Where things lie in the decision map's widget, its axes, its frame and its colour bar."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from annplayground.core.choices.datasets import LIMIT
from annplayground.gui.colormaps import to_image
from annplayground.gui.painting import kept
from annplayground.gui.plots.boundary.colours import map_table
from annplayground.gui.theme import Look

TICKS = (-6, -3, 0, 3, 6)
BAR_WIDTH = 10.0
TICK_LENGTH = 4.0


@dataclass(frozen=True)
class Frame:
    """The map's square in its widget, and the colour bar's rectangle beside or below it."""

    square: QRectF
    bar: QRectF | None

    def to_pixel(self, x1: float, x2: float) -> QPointF:
        """Where a point of the data lies in the widget."""
        square = self.square
        return QPointF(
            square.left() + (x1 + LIMIT) / (2 * LIMIT) * square.width(),
            square.bottom() - (x2 + LIMIT) / (2 * LIMIT) * square.height(),
        )

    def to_data(self, position: QPointF) -> tuple[float, float]:
        """(x₁, x₂) at a place of the widget, kept inside the map."""
        square = self.square
        x1 = (position.x() - square.left()) / square.width() * 2 * LIMIT - LIMIT
        x2 = (square.bottom() - position.y()) / square.height() * 2 * LIMIT - LIMIT
        return (min(max(x1, -LIMIT), LIMIT), min(max(x2, -LIMIT), LIMIT))


def place(size: QSizeF, look: Look, with_bar: bool) -> Frame:
    """The largest square that leaves room for the axes and, with it, the colour bar: at the
    right or below, whichever leaves the larger square."""
    metrics = QFontMetricsF(look.font())
    left = metrics.horizontalAdvance("−6") + TICK_LENGTH + 3
    below = metrics.height() + TICK_LENGTH
    above = metrics.ascent() / 2
    right = metrics.horizontalAdvance("6") / 2 + 1
    width, height = size.width() - left - right, size.height() - above - below
    side = min(width, height)
    bar_right = BAR_WIDTH + 14 + metrics.horizontalAdvance("−1")
    bar_below = BAR_WIDTH + 6 + metrics.height()
    beside, under = min(width - bar_right, height), min(width, height - bar_below)
    if with_bar:
        side = max(beside, under)
    side = max(float(int(side)), 16.0)
    spare = width - side - (bar_right if with_bar and beside >= under else 0.0)
    square = QRectF(int(left + max(spare, 0.0) / 2), int(above), side, side)
    if not with_bar:
        bar = None
    elif beside >= under:
        bar = QRectF(square.right() + 12, square.top(), BAR_WIDTH, side)
    else:
        bar = QRectF(square.left(), square.bottom() + below + 4, side, BAR_WIDTH)
    return Frame(square, bar)


def draw_frame(painter: QPainter, frame: Frame, look: Look) -> None:
    """Round the map's corners off with the card's colour, and draw border, axes and bar."""
    square, radius = frame.square, 8.0
    rounded, corners = QPainterPath(), QPainterPath()
    rounded.addRoundedRect(square, radius, radius)
    corners.addRect(square.adjusted(-1, -1, 1, 1))
    painter.fillPath(corners - rounded, look.colour("card"))
    painter.setPen(QPen(look.colour("muted", 150), max(1.0, look.size.line / 2)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(square, radius, radius)
    _draw_axes(painter, frame, look)
    if frame.bar is not None:
        _draw_bar(painter, frame.bar, look)


def _draw_axes(painter: QPainter, frame: Frame, look: Look) -> None:
    square = frame.square
    metrics = QFontMetricsF(look.font())
    # Too narrow for all numbers and the name: the name takes the place of 3.
    tight = square.width() / 8 < metrics.horizontalAdvance("−3x₁") / 2 + 2
    painter.setFont(look.font())
    painter.setPen(QPen(look.colour("muted"), 1.0))
    for tick in TICKS:
        x, y = frame.to_pixel(tick, -LIMIT).x(), frame.to_pixel(-LIMIT, tick).y()
        painter.drawLine(QPointF(x, square.bottom() + 1), QPointF(x, square.bottom() + 3))
        painter.drawLine(QPointF(square.left() - 1, y), QPointF(square.left() - 3, y))
        if not (tight and abs(tick) == 3):
            number = f"{tick}".replace("-", "−")
            _draw_label(painter, frame, tick, number, number)
    _draw_label(painter, frame, 3.0 if tight else 4.5, "x₁", "x₂")


def _draw_label(painter: QPainter, frame: Frame, at: float, below: str, beside: str) -> None:
    """A label at the same place of both axes."""
    square, height = frame.square, painter.fontMetrics().height()
    place = frame.to_pixel(at, at)
    area = QRectF(place.x() - 60, square.bottom() + TICK_LENGTH, 120, height)
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, below)
    area = QRectF(square.left() - 126, place.y() - height / 2, 120, height)
    flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(area, flags, beside)


def _draw_bar(painter: QPainter, bar: QRectF, look: Look) -> None:
    upright = bar.height() > bar.width()
    path = QPainterPath()
    path.addRoundedRect(bar, 3, 3)
    with kept(painter):
        painter.setClipPath(path)
        painter.drawImage(bar, _bar_image(look, upright))
    painter.setPen(QPen(look.colour("muted", 150), 1.0))
    painter.drawRoundedRect(bar, 3, 3)
    painter.setPen(look.colour("muted"))
    height = painter.fontMetrics().height()
    for value, text in ((-1, "−1"), (0, "0"), (1, "1")):
        share = (value + 1) / 2
        if upright:
            y = bar.bottom() - share * bar.height()
            area = QRectF(bar.right() + 5, y - height / 2, 120, height)
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        else:
            x = bar.left() + share * bar.width()
            area = QRectF(x - 60, bar.bottom() + 2, 120, height)
            painter.drawText(area, Qt.AlignmentFlag.AlignHCenter, text)


@lru_cache(maxsize=8)
def _bar_image(look: Look, upright: bool) -> QImage:
    table = map_table(look, False)
    return to_image(np.ascontiguousarray(table[::-1, None] if upright else table[None]))
