"""A row of histograms side by side, each with its name above and its axis and a number below."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.gui.axes.drawn import Axes, ticks
from annplayground.gui.explain.histograms.histogram import Histogram
from annplayground.gui.painting import painting
from annplayground.gui.theme import Look

_GAP = 8  # pixels between two histograms
_LEAST_BARS = 20  # height


@dataclass(frozen=True, eq=False)
class Column:
    """One histogram with what is written above and below it."""

    heading: str
    histogram: Histogram
    caption: str
    colour: QColor


class HistogramRow(QWidget):
    """Paints `columns`, in equal widths; the axes are marked at their ends and at 0."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.columns: Sequence[Column] = ()
        self._look, self._room = Look(), 1

    def show_columns(self, look: Look, columns: Sequence[Column], room: int) -> None:
        """Show these, in a row with room for so many."""
        self._look, self.columns, self._room = look, columns, room
        self.setMinimumHeight(self.least_height(look))
        self.update()

    @staticmethod
    def least_height(look: Look) -> int:
        """Pixels: the three lines of words, and bars that can be told apart."""
        return round(3 * QFontMetricsF(look.font()).height()) + _LEAST_BARS

    def paintEvent(self, event: QPaintEvent) -> None:
        """One column after the other."""
        with painting(self) as painter:
            painter.setFont(self._look.font())
            width = (self.width() + _GAP) / self._room - _GAP
            for k, column in enumerate(self.columns):
                self._paint(painter, QRectF(k * (width + _GAP), 0, width, self.height()), column)

    def _paint(self, painter: QPainter, place: QRectF, column: Column) -> None:
        line = QFontMetricsF(painter.font()).height()
        bars = place.adjusted(0, line, 0, -2 * line)
        painter.setPen(self._look.colour("ink"))
        above = QRectF(place.left(), place.top(), place.width(), line)
        painter.drawText(above, Qt.AlignmentFlag.AlignCenter, column.heading)
        below = QRectF(place.left(), place.bottom() - line, place.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, column.caption)
        counts = column.histogram.counts
        width = bars.width() / len(counts)
        unit = (bars.height() - 2) / max(int(counts.max()), 1)
        for k, count in enumerate(counts.tolist()):
            tall = count * unit
            box = QRectF(bars.left() + k * width, bars.bottom() - tall, max(width - 0.5, 0.5), tall)
            painter.fillRect(box, column.colour)
        self._paint_axis(painter, bars, column.histogram)

    def _paint_axis(self, painter: QPainter, bars: QRectF, shown: Histogram) -> None:
        """A line with marks at both ends and at 0, and the numbers there is room for."""
        axes = Axes(painter, self._look, bars, self.width())
        axes.level(bars.bottom(), self._look.colour("muted"))
        if shown.low == shown.high:
            return
        unit = bars.width() / (shown.high - shown.low)
        values = [shown.low, shown.high, *[0.0] * (shown.low < 0 < shown.high)]
        across = ticks(values, lambda value: bars.left() + (value - shown.low) * unit)
        axes.marks_below(across)
        axes.numbers_below(across, between=(bars.left(), bars.right()))
