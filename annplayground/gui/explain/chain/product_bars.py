"""The product of the chain rule so far, factor by factor, as bars on a log axis."""

import math
import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from annplayground.core.chain import Factor
from annplayground.core.words import translate
from annplayground.gui.axes.drawn import Axes, room_beside, ticks
from annplayground.gui.explain.equations.parts import Place
from annplayground.gui.explain.paging.sheet import Picture
from annplayground.gui.painting import kept, painting
from annplayground.gui.text import number
from annplayground.gui.theme import Look

# A factor this small is marked as the one that kills the gradient; so is a milder one, the smallest
# of many, where together they take this much away.
KILLS, KILLS_AMONG_MANY, TAKEN_AWAY = 0.1, 0.5, 1e-3
_LEAST_LINES = 2  # of text: the least height of the bars
_WIDEST = "−1.23 × 10⁻⁵"  # value: not those at hand, so that no room changes with them
_LEAST_DECADES = 2
_PITCH = 5.0  # widths of a line, from one line of the hatching to the next
_WIDE = 30.0  # widths of a line, the most of a bar
_LIFT = 3.0  # pixels between a bar, or the frame around it, and its value
# Slopes are hatched, so that colour does not stand alone.
_COLOURS = {"slope": "warning", "weights": "accent"}


class ProductBars(Picture):
    """A bar per factor, from J backwards, as high as the product up to it.

    Attributes: `factors`, and `labels`, a symbol with its layer for each; `lit`, the place whose
    symbols are lit. Signals: `placePointed(Place)`, that of the symbol under the pointer; empty for
    none.
    """

    placePointed = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setMouseTracking(True)
        self.setAccessibleName(translate("Chain", "Product of the factors so far, on a log axis"))
        self._look = Look()
        self._captions: Sequence[str] = ("",)
        self._page = 0
        self.factors: Sequence[Factor] = ()
        self.labels: Sequence[str] = ()
        self._places: Sequence[Place] = ()
        self.lit: Place = ()

    def show_factors(
        self,
        look: Look,
        captions: Sequence[str],
        factors: Sequence[Factor],
        labels: Sequence[str],
        places: Sequence[Place] = (),
    ) -> None:
        """Take the factors from J backwards, a label for each, and the places in the network that
        they stand for, if they do. The first of the captions that there is room for is shown."""
        self._look, self._captions, self.factors = look, captions, factors
        self._places = places
        self.labels = [re.sub(r"\[[^]]*\]", "", label) for label in labels]
        self.setToolTip("\n".join(self.told))
        self.setAccessibleDescription(self.toolTip())
        self.update()

    @property
    def told(self) -> list[str]:
        """What each bar says: the factor, what it is, and the product up to it."""
        kinds = {
            "slope": translate("Chain", " (slope)"),
            "weights": translate("Chain", " (weight)"),
        }
        return [
            translate("Chain", "{label}{kind} = {value}: {product} so far").format(
                label=label,
                kind=kinds.get(factor.kind, ""),
                value=number(factor.value),
                product=number(factor.product),
            )
            for label, factor in zip(self.labels, self.factors, strict=True)
        ]

    @property
    def killer(self) -> int | None:
        """Index of the factor that shrinks the signal most, if it does so at all badly."""
        if len(self.factors) < 2:
            return None
        sizes = [abs(factor.value) for factor in self.factors]
        index = min(range(1, len(sizes)), key=lambda k: sizes[k])
        first, last = abs(self.factors[0].product), abs(self.factors[-1].product)
        least = KILLS_AMONG_MANY if last < TAKEN_AWAY * first else KILLS
        return index if sizes[index] < least else None

    # -- pages ------------------------------------------------------------------------------

    @property
    def n_pages(self) -> int:
        """One, unless there are more bars than can be told apart side by side."""
        return max(math.ceil(len(self.factors) / self._most_bars), 1)

    def turn_to(self, page: int) -> None:
        """Show other bars; after the last of them, the first again."""
        self._page = page % self.n_pages
        self.update()

    @property
    def shown(self) -> range:
        """Which factors are seen: as many on each page."""
        each = math.ceil(len(self.factors) / self.n_pages)
        start = min(self._page, self.n_pages - 1) * each
        return range(start, min(start + each, len(self.factors)))

    @property
    def _most_bars(self) -> int:
        metrics = QFontMetricsF(self._look.font())
        room = self.width() - self._axis_width(metrics)
        return max(int(room / (1.1 * metrics.height())), 1)

    def minimumSizeHint(self) -> QSize:
        """Low bars, with all that is written about them."""
        metrics = QFontMetricsF(self._look.font())
        line = metrics.height()
        above, below = self._rooms(metrics)
        return QSize(round(10 * line), round(above + _LEAST_LINES * line + below + line))

    def _pitch(self, metrics: QFontMetricsF) -> float:
        return (self.width() - self._axis_width(metrics)) / max(len(self.shown), 1)

    def _rooms(self, metrics: QFontMetricsF) -> tuple[float, float]:
        """Pixels above the bars, for their values, and below, for their symbols. Where there is no
        room the axis alone tells the values, and the symbols stand upright."""
        line, wide = metrics.height(), metrics.horizontalAdvance
        room = self._pitch(metrics) - 4.0
        above = line + _LIFT if wide(_WIDEST) <= room else line / 2.0
        below = line if all(wide(label) <= room for label in self.labels) else 0.0
        return above, below or max(map(wide, map(_shorter, self.labels)), default=0.0) + 8.0

    # -- what is lit ------------------------------------------------------------------------

    def light(self, place: Place) -> None:
        """Light the symbols of a place, which something else points to; none: nothing."""
        if place != self.lit:
            self.lit = place
            self.update()

    def _point(self, place: Place) -> None:
        if place != self.lit:
            self.light(place)
            self.placePointed.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light what the bar under the pointer stands for."""
        column = int(event.position().x() // self._pitch(QFontMetricsF(self._look.font())))
        shown = self.shown
        index = shown[column] if column < len(shown) else len(self._places)
        self._point(self._places[index] if index < len(self._places) else ())

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._point(())

    # -- painting ---------------------------------------------------------------------------

    @property
    def decades(self) -> tuple[int, int]:
        """The axis goes from 10 to the first to 10 to the second power."""
        logs = [math.log10(p) for f in self.factors if 0 < (p := abs(f.product)) < math.inf]
        if not logs:
            return -_LEAST_DECADES, 0
        high = math.ceil(max(logs))
        return min(math.floor(min(logs) - 0.1), high - _LEAST_DECADES), high

    def _axis_width(self, metrics: QFontMetricsF) -> float:
        low, high = self.decades
        longest = min(max(low, -4), high)  # 0.0001 is longer than what has an exponent
        powers = (low, low + 1, longest, high)
        return room_beside(self._look, (number(10.0**k) for k in powers))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Values, bars, axis, symbols and the caption."""
        with painting(self) as painter:
            if not self.factors:
                return
            font = self._look.font()
            painter.setFont(font)
            metrics = QFontMetricsF(font)
            line, pitch = metrics.height(), self._pitch(metrics)
            above, below = self._rooms(metrics)
            valued, upright = above > line, below > line
            bars = QRectF(0, above, pitch * len(self.shown), 1.0)
            bars.setBottom(max(self.height() - line - below, above + 1.0))
            self._paint_axis(painter, bars, line)
            for place, index in enumerate(self.shown):
                factor, label = self.factors[index], self.labels[index]
                column = QRectF(place * pitch, above, pitch, bars.height())
                top = self._paint_bar(painter, column, factor, index == self.killer)
                painter.setPen(self._look.colour("ink"))
                if valued:
                    over = QRectF(column.left(), top - above - _LIFT, pitch, above)
                    painter.drawText(over, Qt.AlignmentFlag.AlignCenter, number(factor.product))
                under = QRectF(column.left(), bars.bottom(), pitch, below)
                if self.lit and self._places[index : index + 1] == [self.lit]:
                    painter.fillRect(under, self._look.colour("accent_soft"))
                _paint_symbol(painter, under, _shorter(label) if upright else label, upright)
            painter.setPen(self._look.colour("muted"))
            caption = QRectF(0, self.height() - line, self.width(), line)
            fits = [c for c in self._captions if metrics.horizontalAdvance(c) <= self.width()]
            text = [*fits, self._captions[-1]][0]
            painter.drawText(caption, Qt.AlignmentFlag.AlignLeft, text)

    def _paint_axis(self, painter: QPainter, bars: QRectF, line: float) -> None:
        low, high = self.decades
        step = max(math.ceil((high - low) * 1.2 * line / bars.height()), 1)
        powers = range(high, low - 1, -step)
        unit = bars.height() / (high - low)
        up = ticks(powers, lambda k: bars.bottom() - (k - low) * unit, lambda k: number(10.0**k))
        axes = Axes(painter, self._look, bars, self.width())
        axes.grid(up=up)
        axes.numbers_right(up)

    def _paint_bar(self, painter: QPainter, column: QRectF, factor: Factor, marked: bool) -> float:
        """Where the bar ends above; it has no height if the product is 0."""
        low, high = self.decades
        size = abs(factor.product)
        if size == 0.0 or not math.isfinite(size):
            return column.bottom() if size == 0.0 else column.top()
        height = (math.log10(size) - low) / (high - low) * column.height()
        width = min(0.6 * column.width(), _WIDE * self._look.size.line)
        bar = QRectF(column.center().x() - width / 2.0, column.bottom() - height, width, height)
        colour = self._look.colour(_COLOURS.get(factor.kind, "muted"))
        if factor.kind == "slope":
            _paint_hatched(painter, bar, QPen(colour, 0.6 * self._look.size.line))
        else:
            painter.fillRect(bar, colour)
        if marked:
            painter.setPen(QPen(self._look.colour("bad"), self._look.size.line))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(bar.adjusted(-_LIFT, -_LIFT, _LIFT, 0.0))
        return bar.top()


def _paint_hatched(painter: QPainter, bar: QRectF, pen: QPen) -> None:
    """A frame and rising lines; a brush's own hatching has lines of one pixel at every size."""
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar)
    pitch = _PITCH * pen.widthF()
    with kept(painter):
        painter.setClipRect(bar)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for k in range(math.ceil((bar.width() + bar.height()) / pitch)):
            foot = QPointF(bar.left() + k * pitch, bar.bottom())
            painter.drawLine(foot - QPointF(bar.height(), 0.0), foot - QPointF(0.0, bar.height()))


def _shorter(label: str) -> str:
    """f′₂ for f′(z₂)."""
    return label.replace("(z", "").replace(")", "") if label.startswith("f′") else label


def _paint_symbol(painter: QPainter, box: QRectF, text: str, upright: bool) -> None:
    if not upright:
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return
    with kept(painter):
        painter.translate(box.center())
        painter.rotate(-90.0)
        turned = QRectF(-box.height() / 2.0, -box.width() / 2.0, box.height(), box.width())
        painter.drawText(turned, Qt.AlignmentFlag.AlignCenter, text)
