"""What surrounds the decision map: its frame, its axes, and a regression's colour bar."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from annplayground.gui.axes.drawn import Axes, Tick
from annplayground.gui.colormaps import to_image
from annplayground.gui.painting import kept
from annplayground.gui.plots.boundary.frame import Frame, ticks
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
    axes = Axes(painter, look, square)
    below, beside = ticks(window.left, window.span), ticks(window.bottom, window.span)
    axes.marks_below(_pixels(below, lambda x: frame.to_pixel(x, window.bottom).x()))
    axes.marks_left(_pixels(beside, lambda y: frame.to_pixel(window.left, y).y()))
    metrics = QFontMetricsF(look.font())

    def wide(text: str) -> float:
        return metrics.horizontalAdvance(text + "x₁") / 2 + metrics.horizontalAdvance("0")

    across = _labels("x₁", below, window.left, frame, wide)
    up = _labels("x₂", beside, window.bottom, frame, lambda _: metrics.height() - 2)
    axes.numbers_below(_pixels(across, lambda share: square.left() + share * square.width()))
    places = _pixels(up, lambda share: square.bottom() - share * square.height())
    axes.numbers_left(places, away=6.0)  # off the marks


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


def _pixels(numbers: list[tuple[float, str]], place: Callable[[float], float]) -> list[Tick]:
    return [(place(at), text) for at, text in numbers]


def _draw_bar(painter: QPainter, bar: QRectF, look: Look) -> None:
    upright = bar.height() > bar.width()
    path = QPainterPath()
    path.addRoundedRect(bar, 3, 3)
    with kept(painter):
        painter.setClipPath(path)
        painter.drawImage(bar, _bar_image(look, upright))
    painter.setPen(QPen(look.colour("muted", 150), look.size.thin))
    painter.drawRoundedRect(bar, 3, 3)
    numbers, axes = [(-1.0, "−1"), (0.0, "0"), (1.0, "1")], Axes(painter, look, bar)
    if upright:
        unit = bar.height() / 2
        axes.numbers_right(_pixels(numbers, lambda value: bar.bottom() - (value + 1) * unit))
    else:
        unit = bar.width() / 2
        axes.numbers_below(_pixels(numbers, lambda value: bar.left() + (value + 1) * unit))


@lru_cache(maxsize=8)
def _bar_image(look: Look, upright: bool) -> QImage:
    table = map_table(look, False)
    return to_image(np.ascontiguousarray(table[::-1, None] if upright else table[None]))
