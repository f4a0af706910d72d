"""Where things are in a chart: the plot's rectangle, its axes, and what is marked in it."""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from annplayground.core.words import translate
from annplayground.gui.plots.charts.scale import Scale, nice_step
from annplayground.gui.plots.charts.series import Series
from annplayground.gui.text import count

# More epochs than this are not written, however wide the chart.
_MOST_TICKS = 8

EPOCH = translate("Charts", "epoch")  # at the end of the axis of time


@dataclass(frozen=True, eq=False)
class Curve:
    """One curve. `short` is its name where there is little room. If `series` is smoothed, `ghost`
    is what was measured: it lies faintly behind, and the numbers shown are its own. `lost` says
    that the newest value is no number; without it the last one that is a number stays.
    """

    name: str
    short: str
    colour: QColor
    series: Series
    dashed: bool = False
    ghost: Series | None = None
    lost: str = ""

    @property
    def measured(self) -> Series:
        """The values as measured."""
        return self.series if self.ghost is None else self.ghost


@dataclass(frozen=True)
class Guide:
    """A thin line at a value, with a word on it (or none)."""

    value: float
    text: str


@dataclass(frozen=True)
class Spot:
    """A ring at a point of a curve, with a word beside it."""

    epoch: float
    value: float
    text: str


@dataclass(frozen=True)
class Band:
    """A faint region between two values, with a word in its corner; `colour` is good or bad."""

    low: float
    high: float
    text: str
    colour: str


@dataclass(frozen=True)
class Frame:
    """The plot's rectangle in pixels and the values at its edges."""

    plot: QRectF
    scale: Scale
    last: float  # the epoch at the right edge
    first: float = 0.0  # the epoch at the left edge

    @property
    def span(self) -> float:
        """Epochs from edge to edge."""
        return self.last - self.first

    def x(self, epoch: float) -> float:
        """Pixel of an epoch."""
        return self.plot.left() + (epoch - self.first) / self.span * self.plot.width()

    def y(self, place: Any) -> Any:
        """Pixel of a place on the value axis, or of an array of places."""
        span = self.scale.high - self.scale.bottom
        return self.plot.bottom() - (place - self.scale.bottom) / span * self.plot.height()

    def height_of(self, value: float) -> float:
        """Height of a value above the plot's bottom, kept within it; 0 takes in everything."""
        place = float(self.scale.place(np.array(value))) if value > 0 else self.scale.bottom
        height = self.plot.bottom() - self.y(place)
        return min(max(height, 0.0), self.plot.height())

    def band_area(self, band: Band) -> QRectF:
        """Where a band is in the plot."""
        plot, low, high = self.plot, self.height_of(band.low), self.height_of(band.high)
        return QRectF(plot.left(), plot.bottom() - high, plot.width(), high - low)

    def guide_level(self, guide: Guide) -> float | None:
        """Pixel of a guide, None if it is not within the axis."""
        place = float(self.scale.place(np.array(guide.value)))
        return float(self.y(place)) if self.scale.low < place < self.scale.high else None

    def epoch(self, x: float) -> float:
        """Epoch at a pixel, within the axis."""
        share = (x - self.plot.left()) / max(self.plot.width(), 1.0)
        return self.first + min(max(share, 0.0), 1.0) * self.span

    def epoch_ticks(self, font: QFont) -> list[tuple[float, str]]:
        """Round epochs (epoch, text) whose texts keep a distance."""
        wide = 1.5 * text_width(font, count(self.last)) + font.pointSize()
        most = min(max(round(self.plot.width() / wide), 1), _MOST_TICKS)
        step = int(max(nice_step(self.span / most), 1.0))
        start = math.ceil(self.first / step) * step
        return [(float(k), count(k)) for k in range(start, int(self.last) + 1, step)]

    def value_ticks(self, font: QFont) -> list[tuple[float, str]]:
        """Round values (place, text) with some air between them."""
        return self.scale.ticks(value_tick_count(font, self.plot.height()))


def value_tick_count(font: QFont, height: float) -> int:
    """How many ticks look calm on a value axis of this height."""
    return max(int(height / (1.9 * QFontMetricsF(font).height())), 2)


def text_width(font: QFont, text: str) -> float:
    """Width of a text in pixels."""
    return QFontMetricsF(font).horizontalAdvance(text)
