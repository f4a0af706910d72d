"""What surrounds the decision map: its frame, its axes, and a regression's colour bar."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from annplayground.gui.colormaps import to_image
from annplayground.gui.painting import kept
from annplayground.gui.plots.boundary.frame import TICK_LENGTH, Frame, ticks
from annplayground.gui.plots.boundary.regions.colours import map_table
from annplayground.gui.theme import Look

# Where along an axis its name stands, in shares of it; where that is too tight, the second.
_NAME, _TIGHT_NAME = 0.875, 0.75


def draw_frame(painter: QPainter, frame: Frame, look: Look) -> None:
    """Round the map's corners off with the card's colour, and draw border, axes and bar."""
    square, radius = frame.square, 8.0
    rounded, corners = QPainterPath(), QPainterPath()
    rounded.addRoundedRect(square, radius, radius)
    corners.addRect(square.adjusted(-1, -1, 1, 1))
    painter.fillPath(corners - rounded, look.colour("card"))
    painter.setPen(QPen(look.colour("muted", 150), look.size.thin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(square, radius, radius)
    _draw_axes(painter, frame, look)
    if frame.bar is not None:
        _draw_bar(painter, frame.bar, look)


def _draw_axes(painter: QPainter, frame: Frame, look: Look) -> None:
    square, window = frame.square, frame.window
    painter.setFont(look.font())
    painter.setPen(QPen(look.colour("muted"), look.size.thin))
    below, beside = ticks(window.left, window.span), ticks(window.bottom, window.span)
    for value, _ in below:
        x = frame.to_pixel(value, window.bottom).x()
        painter.drawLine(QPointF(x, square.bottom() + 1), QPointF(x, square.bottom() + 3))
    for value, _ in beside:
        y = frame.to_pixel(window.left, value).y()
        painter.drawLine(QPointF(square.left() - 1, y), QPointF(square.left() - 3, y))
    metrics = QFontMetricsF(look.font())

    def wide(text: str) -> float:
        return metrics.horizontalAdvance(text + "x₁") / 2 + metrics.horizontalAdvance("0")

    for share, text in _labels("x₁", below, window.left, frame, wide):
        _draw_below(painter, square, share, text)
    for share, text in _labels("x₂", beside, window.bottom, frame, lambda _: metrics.height() - 2):
        _draw_beside(painter, square, share, text)


def _labels(
    name: str,
    numbers: list[tuple[float, str]],
    low: float,
    frame: Frame,
    room: Callable[[str], float],
) -> list[tuple[float, str]]:
    """An axis's name and the numbers that leave it enough room (in pixels, from middle to middle),
    each with its place in shares of the axis."""
    placed = [((value - low) / frame.window.span, text) for value, text in numbers]

    def free(at: float, share: float, text: str) -> bool:
        return abs(share - at) * frame.square.width() > room(text)

    at = _NAME if all(free(_NAME, *number) for number in placed) else _TIGHT_NAME
    return [*(number for number in placed if free(at, *number)), (at, name)]


def _draw_below(painter: QPainter, square: QRectF, share: float, text: str) -> None:
    x, metrics = square.left() + share * square.width(), painter.fontMetrics()
    width = float(metrics.horizontalAdvance(text)) + 2
    area = QRectF(x - width / 2, square.bottom() + TICK_LENGTH, width, metrics.height())
    painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)


def _draw_beside(painter: QPainter, square: QRectF, share: float, text: str) -> None:
    y, height = square.bottom() - share * square.height(), painter.fontMetrics().height()
    area = QRectF(0.0, y - height / 2, square.left() - 6, height)
    flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(area, flags, text)


def _draw_bar(painter: QPainter, bar: QRectF, look: Look) -> None:
    upright = bar.height() > bar.width()
    path = QPainterPath()
    path.addRoundedRect(bar, 3, 3)
    with kept(painter):
        painter.setClipPath(path)
        painter.drawImage(bar, _bar_image(look, upright))
    painter.setPen(QPen(look.colour("muted", 150), look.size.thin))
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
