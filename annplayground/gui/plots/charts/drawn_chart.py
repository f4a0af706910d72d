"""A drawn chart: curves over the epochs, named and valued at their ends.

pyqtgraph draws the curves; everything around them is drawn in our look.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from annplayground.gui.painting import kept, reporting
from annplayground.gui.plots.charts.curves import MANY, PAD, CurveItems
from annplayground.gui.plots.charts.frame import (
    EPOCH,
    Band,
    Curve,
    Frame,
    Guide,
    Spot,
    text_width,
    value_tick_count,
)
from annplayground.gui.plots.charts.labels import EndLabel, LabelTexts, end_labels, label_texts
from annplayground.gui.plots.charts.paint import (
    paint_band,
    paint_cursor,
    paint_grid,
    paint_guide,
    paint_labels,
    paint_message,
)
from annplayground.gui.plots.charts.scale import Scale, fit
from annplayground.gui.plots.charts.series import extent
from annplayground.gui.plots.charts.words import (
    paint_band_word,
    paint_guide_word,
    paint_spot,
    spot_word,
)
from annplayground.gui.plots.charts.zoom import EpochZoom
from annplayground.gui.text import count
from annplayground.gui.theme import Look
from annplayground.gui.widgets.bare_plot import BarePlot

# Part of the axis that the word in a band takes.
_WORD = 0.16
_GAP = 1.25  # from a curve's end to its label, in pads


class DrawnChart(BarePlot):
    """Base of `Chart`, which can be read: curves over all epochs of the run from 0 to now, or over
    those that `zoom` chooses.

    Attributes: `curves` and `labels`, what is drawn; `axis`, the scale of the values;
    `cursor_epoch`, the one of the past that is looked at, or None.
    """

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        self._look = Look()
        self.cursor_epoch: int | None = None
        self._message = ""
        self._guides: tuple[Guide, ...] = ()
        self._bands: tuple[Band, ...] = ()
        self.spots: tuple[Spot, ...] = ()
        self._digits = 2
        self.zoom = EpochZoom()
        self._given: tuple[Curve, ...] = ()
        self._axis_wish: tuple[bool, Sequence[float], float] = (True, (), 2.0)
        self.curves: tuple[Curve, ...] = ()
        self.labels: tuple[EndLabel, ...] = ()
        self._texts = LabelTexts((), (), 0.0, 0.0)
        self.axis = Scale()
        self.frame = Frame(QRectF(0, 0, 1, 1), self.axis, 1.0)
        super().__init__(name, title, parent)
        self._items = CurveItems(self.plotItem.vb)
        self.setMinimumSize(80, 60)

    # -- what to show -----------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take colours and sizes; the curves come again with theirs."""
        self._look = look
        self.setBackground(look.colour("card"))
        self._arrange()

    def show_message(self, text: str) -> None:
        """Show a sentence and no curves."""
        self._message = text
        self.show_curves((), log=True)

    def show_curves(
        self,
        curves: Sequence[Curve],
        log: bool,
        *,
        guides: Sequence[Guide] = (),
        bands: Sequence[Band] = (),
        spots: Sequence[Spot] = (),
        include: Sequence[float] = (),
        reach: float = 2.0,
        digits: int = 2,
        calm: bool = True,
    ) -> None:
        """Show these curves in place of those before. `include` are values that the axis has to
        reach, `reach` the decades that early epochs may widen it, `digits` those of the labels.
        `calm` keeps a range that still fits."""
        self._given, self._digits = tuple(curves), digits
        self._axis_wish = (log, include, reach)
        self._guides, self._bands, self.spots = tuple(guides), tuple(bands), tuple(spots)
        if curves:
            self._message = ""
        self._show(calm)

    def _show(self, calm: bool) -> None:
        """Draw the epochs that the zoom chooses; zoomed, the axis fits what is seen of them."""
        log, include, reach = self._axis_wish
        self.curves = curves = self.zoom.take(self._given)
        series = [c.series for c in curves] + [c.ghost for c in curves if c.ghost is not None]
        span = extent(series, log)
        if self.zoom.window is not None:
            span = replace(span, low=span.all_low, high=span.all_high)
        if math.isfinite(span.high):
            span = span.widened(include)
            # Below the curves in a band that is open downwards, its word can be read.
            if any(band.low == 0 and span.low < band.high for band in self._bands):
                span = span.widened([span.low * (span.low / span.high) ** _WORD])
        self.axis = fit(span, log, reach, self.axis if calm else None)
        self._arrange()

    def show_cursor(self, epoch: int | None) -> None:
        """Mark the epoch that is looked at, or none."""
        if epoch != self.cursor_epoch:
            self.cursor_epoch = epoch
            self.repaint_soon()

    # -- layout -----------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Arrange everything anew. While pyqtgraph builds or closes the chart there is nothing."""
        super().resizeEvent(event)
        if event is not None and self.plotItem is not None:
            self._arrange()

    def _arrange(self) -> None:
        """Place the plot, its curves and their labels in the room there is."""
        look = self._look
        texts = label_texts(self.curves, self.axis, look, self._digits, self.width())
        self._texts = texts
        self.frame = self._make_frame(texts)
        self.place_view(self.frame.plot.adjusted(-PAD, -PAD, PAD, PAD))
        self._items.draw(self.curves, self.frame, look)
        self.labels = end_labels(self.curves, texts, self.frame, look)
        self.repaint_soon()

    def _make_frame(self, texts: LabelTexts) -> Frame:
        font = self._look.font()
        line = QFontMetricsF(font).height()
        top, bottom = line / 2 + 2, line + self._look.size.pad // 2 + 2
        height = max(self.height() - top - bottom, 10.0)
        ticks = self.axis.ticks(value_tick_count(font, height))
        widest_tick = max(text_width(font, text) for text in ["1e-4", *(t for _, t in ticks)])
        left = widest_tick + self._look.size.pad
        # In steps: the plot's edge does not tremble with the width of the digits.
        widest = 8.0 * math.ceil((texts.width + self._gap + 4) / 8.0)
        last = max((curve.series.last_epoch for curve in self.curves), default=0)
        beyond = text_width(font, count(last)) / 2 + 1.5 * self._look.size.pad
        right = max(widest, text_width(font, EPOCH) + max(beyond, 28.0))
        plot = QRectF(left, top, max(self.width() - left - right, 10.0), height)
        first, end = self.zoom.window or (0.0, float(max(last, 1)))
        return Frame(plot, self.axis, end, first)

    @property
    def _gap(self) -> float:
        """From a curve's end to its label; many labels are pushed far and need longer lines."""
        return _GAP * self._look.size.pad * (2.0 if len(self.curves) > MANY else 1.0)

    # -- painting ---------------------------------------------------------------------------

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:  # noqa: N802
        """The card's colour, bands, grid and guides."""
        super().drawBackground(painter, rect)
        with reporting(), kept(painter):
            if self._message:
                paint_message(painter, QRectF(self.rect()), self._look, self._message)
                return
            for band in self._bands:
                paint_band(painter, self.frame, self._look, band)
            paint_grid(painter, self.frame, self._look, self.width())
            for guide in self._guides:
                paint_guide(painter, self.frame, self._look, guide)

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:  # noqa: N802
        """Words of bands, guides and spots, the cursor, and labels at the ends."""
        with reporting(), kept(painter):
            for band in self._bands:
                paint_band_word(painter, self.frame, self._look, band, self._items)
            words = [spot_word(self.frame, self._look, spot, self._items) for spot in self.spots]
            taken = [word for word in words if word is not None]
            for guide in self._guides:
                paint_guide_word(painter, self.frame, self._look, guide, self._items, taken)
            for spot in self.spots:
                paint_spot(painter, self.frame, self._look, spot, self._items)
            if self.cursor_epoch is not None and self.curves:
                paint_cursor(painter, self.frame, self._look, self.cursor_epoch)
            if self.labels:
                left = max(label.x for label in self.labels) + self._gap
                paint_labels(painter, self.frame, self._look, self.labels, left, self._texts)
