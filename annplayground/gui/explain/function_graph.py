"""A small graph of functions of one variable, with values raining onto the curve."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.gui.axes.drawn import Axes, fitting, room_below, room_beside, ticks
from annplayground.gui.axes.scales import round_ticks
from annplayground.gui.painting import kept, painting
from annplayground.gui.text import number
from annplayground.gui.theme import Look

Values = NDArray[np.float64]


# x and y from … to; taken where the numbers of a run that diverges have no picture.
WINDOW = (-4.0, 4.0, -1.2, 1.2)
MOST = 1e100


@dataclass(frozen=True)
class Curve:
    """y = f(x) in a colour of the palette, labelled at its right end; `at` are the x of a series,
    all of which are drawn: between the pixels no peak is lost."""

    f: Callable[[Values], Values]
    colour: str
    label: str
    dashed: bool = False
    at: Values | None = None


@dataclass(frozen=True)
class Mark:
    """A point, with a tangent of the given slope (None: no tangent) and a text beside it."""

    x: float
    y: float
    text: str
    slope: float | None = None


class FunctionGraph(QWidget):
    """Draws curves, shaded zones, rain and marks.

    Without `numbers` its axes have none, as befits a small one; `across` names the axis below, and
    the curves the other. Signals: `clicked(x)`, the x under a click, if the graph is `clickable`.
    """

    clicked = Signal(float)

    def __init__(
        self,
        name: str,
        parent: QWidget | None = None,
        clickable: bool = False,
        numbers: bool = True,
        across: str = "",
    ) -> None:
        super().__init__(parent)
        self._numbers, self._across = numbers, across
        self.setObjectName(name)
        self.setMinimumSize(120, 90)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._clickable = clickable
        if clickable:
            self.setCursor(Qt.CursorShape.CrossCursor)
        self.look = Look()
        self.window_ = WINDOW
        self.curves: tuple[Curve, ...] = ()
        self.zones: tuple[tuple[float, float], ...] = ()
        self.rain: Values = np.zeros(0)
        self.marks: tuple[Mark, ...] = ()
        self.trail: Values = np.zeros((0, 2))

    def draw(
        self,
        look: Look,
        window: tuple[float, float, float, float],
        curves: tuple[Curve, ...],
        zones: tuple[tuple[float, float], ...] = (),
        rain: Values | None = None,
        marks: tuple[Mark, ...] = (),
        trail: Values | None = None,
    ) -> None:
        """Show this; `window` is x_low, x_high, y_low, y_high and `trail` (n, 2) a path."""
        drawable = all(abs(limit) <= MOST for limit in window)  # NaN is not, either
        self.look, self.curves, self.zones = look, curves, zones
        self.window_ = window if drawable else WINDOW
        self.rain = np.zeros(0) if rain is None else rain
        self.marks = marks
        self.trail = np.zeros((0, 2)) if trail is None else trail
        self.update()

    # -- geometry ---------------------------------------------------------------------------

    def _frame(self) -> QRectF:
        if not self._numbers:
            return QRectF(self.rect()).adjusted(2, 2, -2, -2)
        metrics = QFontMetricsF(self.look.font())
        labels = (metrics.horizontalAdvance(curve.label) + 10 for curve in self.curves)
        name = metrics.horizontalAdvance(self._across) + metrics.height()
        right = max([*labels, name if self._across else 10.0])
        left = room_beside(self.look, map(number, round_ticks(*self.window_[2:])))
        below = room_below(self.look)
        return QRectF(left, 6, self.width() - left - right, self.height() - 6 - below)

    def _point(self, frame: QRectF, x: float, y: float) -> QPointF:
        x0, x1, y0, y1 = self.window_
        # In this order of the arguments NaN becomes a limit, too.
        x = min(max(x0 - (x1 - x0), x), x1 + (x1 - x0))
        y = min(max(y0 - (y1 - y0), y), y1 + (y1 - y0))
        return QPointF(
            frame.left() + (x - x0) / (x1 - x0) * frame.width(),
            frame.bottom() - (y - y0) / (y1 - y0) * frame.height(),
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell the x that was clicked."""
        frame = self._frame()
        if self._clickable and frame.width() > 0:
            x0, x1 = self.window_[:2]
            share = (event.position().x() - frame.left()) / frame.width()
            self.clicked.emit(x0 + min(max(share, 0.0), 1.0) * (x1 - x0))

    # -- painting ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Zones, axes, curves, rain, trail, marks: from the back to the front."""
        with painting(self) as painter:
            self._paint(painter)

    @np.errstate(all="ignore")  # a run that diverges has such numbers
    def _paint(self, painter: QPainter) -> None:
        frame = self._frame()
        if frame.width() < 20 or frame.height() < 20:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.look.font())
        self._paint_zones(painter, frame)
        self._paint_axes(painter, frame)
        with kept(painter):
            painter.setClipRect(frame.adjusted(-1, -1, 1, 1))
            xs = np.linspace(*self.window_[:2], max(int(frame.width() / 2), 16))
            ends = [self._paint_curve(painter, frame, curve, xs) for curve in self.curves]
            self._paint_rain(painter, frame)
            self._paint_trail(painter, frame)
        if self._numbers:
            self._paint_labels(painter, frame, ends)
        for mark in self.marks:
            self._paint_mark(painter, frame, mark)

    def _paint_zones(self, painter: QPainter, frame: QRectF) -> None:
        for low, high in self.zones:
            left = max(self._point(frame, low, 0).x(), frame.left())
            right = min(self._point(frame, high, 0).x(), frame.right())
            if right > left:
                rectangle = QRectF(left, frame.top(), right - left, frame.height())
                painter.fillRect(rectangle, self.look.colour("bad_soft"))

    def _paint_axes(self, painter: QPainter, frame: QRectF) -> None:
        x0, x1, y0, y1 = self.window_
        axes = Axes(painter, self.look, frame, self.width())
        across = ticks(round_ticks(x0, x1), lambda x: self._point(frame, x, y0).x())
        up = ticks(round_ticks(y0, y1), lambda y: self._point(frame, x0, y).y())
        axes.grid(across, up)
        muted = self.look.colour("muted")
        if y0 <= 0 <= y1:
            axes.level(self._point(frame, x0, 0).y(), muted)
        if x0 <= 0 <= x1:
            axes.upright(self._point(frame, 0, y0).x(), muted)
        if self._numbers:
            axes.numbers_left(up)
            axes.numbers_below(fitting(across, frame.width(), self.look), self._across)

    def _paint_curve(self, painter: QPainter, frame: QRectF, curve: Curve, xs: Values) -> QPointF:
        pen = QPen(self.look.colour(curve.colour), self.look.size.line)
        pen.setStyle(Qt.PenStyle.DashLine if curve.dashed else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        xs = xs if curve.at is None else curve.at
        points = [self._point(frame, x, y) for x, y in zip(xs, curve.f(xs), strict=True)]
        painter.drawPolyline(QPolygonF(points))
        return points[-1]

    def _paint_labels(self, painter: QPainter, frame: QRectF, ends: list[QPointF]) -> None:
        height = QFontMetricsF(painter.font()).height()
        ordered = sorted(zip(self.curves, ends, strict=True), key=lambda pair: pair[1].y())
        tops = apart([end.y() - height / 2 for _, end in ordered], height, frame.bottom() - height)
        for (curve, _), top in zip(ordered, tops, strict=True):
            painter.setPen(self.look.colour(curve.colour))
            painter.drawText(QPointF(frame.right() + 5, top + height * 0.8), curve.label)

    def _paint_rain(self, painter: QPainter, frame: QRectF) -> None:
        """Every value as a drop on the first curve; values outside gather at the edge."""
        if not len(self.rain) or not self.curves:
            return
        x0, x1 = self.window_[:2]
        xs = np.clip(self.rain, x0, x1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour("accent", 90))
        radius = self.look.size.point / 3
        for x, y in zip(xs, self.curves[0].f(xs), strict=True):
            painter.drawEllipse(self._point(frame, x, y), radius, radius)

    def _paint_trail(self, painter: QPainter, frame: QRectF) -> None:
        if not len(self.trail):
            return
        points = [self._point(frame, x, y) for x, y in self.trail]
        painter.setPen(QPen(self.look.colour("warning"), self.look.size.line * 0.75))
        painter.drawPolyline(QPolygonF(points))
        painter.setBrush(self.look.colour("warning"))
        for point in points:
            painter.drawEllipse(point, self.look.size.point / 3, self.look.size.point / 3)

    def _paint_mark(self, painter: QPainter, frame: QRectF, mark: Mark) -> None:
        x0, x1 = self.window_[:2]
        point = self._point(frame, min(max(mark.x, x0), x1), mark.y)
        if mark.slope is not None:
            reach = (x1 - x0) / 7
            with kept(painter):
                painter.setClipRect(frame)  # a number of an axis may stand beside it
                painter.setPen(QPen(self.look.colour("warning"), self.look.size.line))
                painter.drawLine(
                    self._point(frame, mark.x - reach, mark.y - reach * mark.slope),
                    self._point(frame, mark.x + reach, mark.y + reach * mark.slope),
                )
        painter.setPen(QPen(self.look.colour("card"), 2))
        painter.setBrush(self.look.colour("ink"))
        painter.drawEllipse(point, self.look.size.point * 0.65, self.look.size.point * 0.65)
        if not mark.text:
            return
        metrics = QFontMetricsF(painter.font())
        width, height = metrics.horizontalAdvance(mark.text) + 12, metrics.height() + 6
        left = point.x() + 10 if point.x() + 10 + width < self.width() else point.x() - 10 - width
        top = min(max(point.y() - height - 6, 0.0), self.height() - height)
        box = QRectF(max(left, 0.0), top, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour("ink"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(self.look.colour("card"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, mark.text)


def apart(tops: Sequence[float], height: float, lowest: float) -> list[float]:
    """Where lines of text of this height stand that would begin at `tops`, which ascend: from 0 to
    `lowest`, as near as they can be without lying on each other."""
    placed: list[float] = []
    for top in tops:
        placed.append(max(top, placed[-1] + height if placed else 0.0))
    limit = lowest
    for place in reversed(range(len(placed))):
        placed[place] = min(placed[place], limit)
        limit = placed[place] - height
    return placed
