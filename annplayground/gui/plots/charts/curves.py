"""The curves themselves: pyqtgraph's items, made once and given new points."""

import math

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import QWidget

from annplayground.core.choices.activations import Array
from annplayground.gui.painting import kept, reporting
from annplayground.gui.plots.charts.frame import Curve, Frame
from annplayground.gui.theme import Look
from annplayground.gui.tints import mixed

# Room around the plot within pyqtgraph's view: no line is cut in half at the edge.
PAD = 5.0
# Beyond this many curves lines are thinner, by this factor.
MANY = 6
_THIN = 0.75

# Dash and gap of a dashed line, in line widths.
_DASH = (4.0, 2.5)
# How strongly the measured curve shows behind its smoothed one.
_GHOST = 0.4
_SAMPLES = 96


class LineItem(pg.PlotCurveItem):
    """A curve drawn as lines of one pixel side by side: many times faster than Qt's stroke of
    the same width, and it looks the same."""

    _bounds = QRectF()

    def set_bounds(self, bounds: QRectF) -> None:
        """Give it the whole view as its extent: to measure its points costs as much as to draw."""
        self._bounds = bounds

    def boundingRect(self) -> QRectF:
        """What it may paint on, in axis units."""
        return self._bounds

    def set_line(self, colour: QColor, width: float, style: Qt.PenStyle) -> None:
        """Change how the curve is drawn; costs nothing if that is so already."""
        pen = self.opts["pen"]
        if (pen.color(), pen.widthF(), pen.style()) != (colour, width, style):
            self.setPen(pg.mkPen(colour, width=width, style=style))

    def paint(self, painter: QPainter, _option: object, widget: QWidget | None) -> None:
        """Draw the path around the circle that a round pen of this width would fill."""
        with reporting(), kept(painter):
            if self.xData is not None and len(self.xData):
                self._paint_round(painter, widget.devicePixelRatioF() if widget else 1.0)

    def _paint_round(self, painter: QPainter, ratio: float) -> None:
        pen, base = QPen(self.opts["pen"]), painter.transform()
        width = pen.widthF() * ratio  # in the screen's own pixels
        pen.setWidthF(1.0)
        if pen.style() == Qt.PenStyle.DashLine:
            pen.setDashPattern([part * width for part in _DASH])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        radius = (width - 1.0) / 2.0
        count = max(4, math.ceil(2.0 * math.pi * radius)) if radius > 0 else 1
        for k in range(count):
            angle = 2.0 * math.pi * k / count
            x, y = radius * math.cos(angle) / ratio, radius * math.sin(angle) / ratio
            painter.setTransform(base * QTransform.fromTranslate(x, y))
            painter.drawPath(self.getPath())


class CurveItems:
    """Draws curves into a view box, the first on top.

    Attributes: `points`, x and y (in axis units) of each curve as drawn.
    """

    def __init__(self, view: pg.ViewBox) -> None:
        self._view = view
        self._items: list[tuple[LineItem, LineItem]] = []
        self.points: list[tuple[Array, Array]] = []
        self._heights: Array | None = None

    def draw(self, curves: tuple[Curve, ...], frame: Frame, look: Look) -> None:
        """Show these curves and no others."""
        bounds = self._set_range(frame)
        width = look.size.line * (_THIN if len(curves) > MANY else 1.0)
        most = max(int(frame.plot.width()), 16)  # points: one per pixel
        while len(self._items) < len(curves):
            rank = len(self._items)
            self._items.append((self._new_item(-1000.0 - rank), self._new_item(-float(rank))))
        self.points, self._heights = [], None
        for curve, (ghost, item) in zip(curves, self._items, strict=False):
            style = Qt.PenStyle.DashLine if curve.dashed else Qt.PenStyle.SolidLine
            item.set_line(curve.colour, width, style)
            x, y = curve.series.points(most)
            y = frame.scale.place(y)
            item.set_bounds(bounds)
            item.setData(x, y)
            self.points.append((x, y))
            if curve.ghost is not None:
                faint = mixed(curve.colour, look.colour("card"), _GHOST)
                ghost.set_line(faint, look.size.thin, Qt.PenStyle.SolidLine)
                x, y = curve.ghost.points(most)
                ghost.set_bounds(bounds)
                ghost.setData(x, frame.scale.place(y))
        for index, (ghost, item) in enumerate(self._items):
            item.setVisible(index < len(curves))
            ghost.setVisible(index < len(curves) and curves[index].ghost is not None)

    def freest(self, frame: Frame, places: list[QRectF]) -> QRectF:
        """The first of several places (pixels) that no curve crosses, or the least crossed."""
        crossings = []
        for place in places:
            crossings.append(self.crossings(frame, place))
            if crossings[-1] == 0:
                return place
        return places[crossings.index(min(crossings))]

    def crossings(self, frame: Frame, place: QRectF) -> int:
        """How much of the curves lies in a place; 0: it is free."""
        if self._heights is None:
            self._heights = self._sample(frame)
        scale = (_SAMPLES - 1) / frame.plot.width()
        first = max(math.floor((place.left() - frame.plot.left()) * scale), 0)
        last = math.ceil((place.right() - frame.plot.left()) * scale) + 1
        heights = self._heights[:, first:last]
        return int(np.count_nonzero((heights > place.top()) & (heights < place.bottom())))

    def _sample(self, frame: Frame) -> Array:
        """Pixels of each curve at regular distances, (curves, _SAMPLES)."""
        epochs = np.linspace(frame.first, frame.last, _SAMPLES)
        rows = [np.interp(epochs, x, y, left=np.nan) for x, y in self.points if len(x)]
        return np.asarray(frame.y(np.array(rows).reshape(-1, _SAMPLES)))

    def _set_range(self, frame: Frame) -> QRectF:
        """Give the view box the frame's range; the whole of it, in axis units."""
        scale = frame.scale
        x_pad = PAD / frame.plot.width() * frame.span
        y_pad = PAD / frame.plot.height() * (scale.high - scale.bottom)
        self._view.setRange(
            xRange=(frame.first - x_pad, frame.last + x_pad),
            yRange=(scale.bottom - y_pad, scale.high + y_pad),
            padding=0.0,
        )
        height = scale.high - scale.bottom + 2.0 * y_pad
        return QRectF(frame.first - x_pad, scale.bottom - y_pad, frame.span + 2.0 * x_pad, height)

    def _new_item(self, z: float) -> LineItem:
        item = LineItem(connect="finite")
        item.setZValue(z)
        self._view.addItem(item, ignoreBounds=True)
        return item
