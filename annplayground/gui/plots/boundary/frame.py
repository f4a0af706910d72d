"""Where things lie in the decision map's widget: its square, what is seen in it, its ticks."""

import math
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF

from annplayground.core.choices.activations import Array
from annplayground.core.choices.datasets import LIMIT
from annplayground.gui.text import fixed
from annplayground.gui.theme import Look

# The side of the map's widget, in pixels: in a window of usual size, and at least.
USUAL_SIDE, LEAST_SIDE = 380, 120
BAR_WIDTH = 10.0
TICK_LENGTH = 4.0
# A square has 4 to 6 ticks at the multiples of one of these, times a power of ten.
_STEPS = (1, 2, 3, 5)
_MOST_TICKS = 5


@dataclass(frozen=True)
class Window:
    """The square of the data that is seen: its lower left corner and its side."""

    left: float = -LIMIT
    bottom: float = -LIMIT
    span: float = 2 * LIMIT

    @property
    def zoom(self) -> float:
        """How many times larger than the whole map it is seen."""
        return 2 * LIMIT / self.span

    def nearest(self, x1: float, x2: float) -> tuple[float, float]:
        """The place in the window that is nearest to one of the data."""
        right, top = self.left + self.span, self.bottom + self.span
        return min(max(x1, self.left), right), min(max(x2, self.bottom), top)

    def to_rect(self) -> QRectF:
        """As a rectangle in units of the data, y upwards."""
        return QRectF(self.left, self.bottom, self.span, self.span)


WHOLE = Window()


@dataclass(frozen=True)
class Frame:
    """The map's square in its widget with what is seen in it, and the colour bar's rectangle
    beside or below it."""

    square: QRectF
    bar: QRectF | None
    window: Window = WHOLE

    def to_pixel(self, x1: float, x2: float) -> QPointF:
        """Where a point of the data lies in the widget; outside the square if it is not seen."""
        x, y = self.to_pixels(np.array([[x1, x2]], dtype=float))
        return QPointF(float(x[0]), float(y[0]))

    def to_pixels(self, X: Array) -> tuple[Array, Array]:
        """Where points (n, 2) of the data lie in the widget: x (n,) and y (n,)."""
        square, window = self.square, self.window
        x = square.left() + (X[:, 0] - window.left) / window.span * square.width()
        y = square.bottom() - (X[:, 1] - window.bottom) / window.span * square.height()
        return x, y

    def to_data(self, position: QPointF) -> tuple[float, float]:
        """(x₁, x₂) at a place of the widget, kept inside what is seen."""
        square, window = self.square, self.window
        across = (position.x() - square.left()) / square.width()
        up = (square.bottom() - position.y()) / square.height()
        return window.nearest(window.left + across * window.span, window.bottom + up * window.span)


def ticks(low: float, span: float) -> list[tuple[float, str]]:
    """The round values of an axis from `low` over `span`, each with its text."""
    step = next(
        k * power
        for power in (10.0**e for e in range(-6, 3))
        for k in _STEPS
        if math.floor(span / (k * power) + 1e-9) + 1 <= _MOST_TICKS
    )
    digits = max(0, -math.floor(math.log10(step)))
    first = math.ceil(low / step - 1e-9)
    last = math.floor((low + span) / step + 1e-9)
    values = [k * step for k in range(first, last + 1)]
    return [(value, fixed(value, digits)) for value in values]


def place(size: QSizeF, look: Look, with_bar: bool, window: Window = WHOLE) -> Frame:
    """The largest square that leaves room for the axes and, with it, the colour bar: at the
    right or below, whichever leaves the larger square."""
    metrics = QFontMetricsF(look.font())
    numbers = [text for _, text in ticks(window.bottom, window.span)]
    left = max(metrics.horizontalAdvance(text) for text in [*numbers, "−6"]) + TICK_LENGTH + 3
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
    return Frame(square, bar, window)
