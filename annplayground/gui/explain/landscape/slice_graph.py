"""What a learning rate would do now: J after one step down the gradient, for all of them."""

import numpy as np
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.core.choices.activations import Array
from annplayground.core.landscape import Slice
from annplayground.core.words import translate
from annplayground.gui.axes.drawn import Axes, room_below, room_beside, ticks
from annplayground.gui.axes.scales import LogScale, log_scale
from annplayground.gui.painting import kept, painting
from annplayground.gui.text import number
from annplayground.gui.theme import Look
from annplayground.gui.tints import readable

COLOURS = {"a": "accent", "b": "second"}
_ABOVE = 3.0  # times J now: higher, a step that is too large is not followed
_LEAST_LINES, _LEAST_WIDTH = 6, 12  # in heights of the text


class SliceGraph(QWidget):
    """Attributes: `slices`, what is drawn by A and B; `rates` and `losses`, the scales of the
    learning rate and of J."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(
            translate("Landscape", "The loss after one step, by the learning rate")
        )
        self.setToolTip(
            translate(
                "Landscape",
                "The loss after one step of gradient descent on the whole training set, for every "
                "learning rate; marked is the one in use",
            )
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._look = Look()
        self.slices: dict[str, Slice] = {}
        self.rates, self.losses = LogScale(), LogScale()

    def show_slices(self, look: Look, slices: dict[str, Slice]) -> None:
        """Show these."""
        self._look, self.slices = look, slices
        if slices:
            rates = [rate for made in slices.values() for rate in (made.rate, *made.rates)]
            rates = [rate for rate in rates if rate > 0]
            self.rates = log_scale(min(rates), max(rates), decades=12)
            self.losses = _heights(slices)
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Some lines of text high."""
        line = QFontMetricsF(self._look.font()).height()
        return QSize(round(_LEAST_WIDTH * line), round(_LEAST_LINES * line))

    @property
    def frame(self) -> QRectF:
        """Where the curves are, in pixels."""
        metrics = QFontMetricsF(self._look.font())
        top = round(1.5 * metrics.height())  # words and the name of the axis, and half a tick's
        left = room_beside(self._look, map(number, self.losses.ticks(5)))
        right = max(metrics.height(), metrics.horizontalAdvance(self._look.written("{lr}")) + 8)
        height = self.height() - top - room_below(self._look)
        return QRectF(left, top, self.width() - left - right, height)

    def points(self, rates: Array, J: Array) -> tuple[Array, Array]:
        """The pixels of learning rates and losses."""
        frame = self.frame
        x = frame.left() + self.rates.place(rates) * frame.width()
        y = frame.bottom() - self.losses.place(J) * frame.height()
        return x, y

    def paintEvent(self, event: QPaintEvent) -> None:
        """Axes, the zone that is right, the curves, and the rates in use."""
        with painting(self) as painter:
            frame = self.frame
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._look.font())
            if frame.width() < 20 or frame.height() < 20 or not self.slices:
                return
            if len(self.slices) == 1:
                self._paint_zones(painter, frame, self.slices["a"])
            self._paint_axes(painter, frame)
            for side, made in self.slices.items():
                self._paint_slice(painter, frame, side, made)

    def _paint_zones(self, painter: QPainter, frame: QRectF, made: Slice) -> None:
        """Too small, right, too large: words above, and the middle one shaded."""
        if not made.fall:
            return
        (low, high), _ = self.points(np.array(made.right), np.array([1.0, 1.0]))
        zone = QRectF(low, frame.top(), max(high - low, 2.0), frame.height())
        painter.fillRect(zone, self._look.colour("good", 45))
        metrics = QFontMetricsF(painter.font())
        painter.setPen(self._look.colour("muted"))
        line = metrics.height()
        parts = (
            (translate("Landscape", "too small"), frame.left(), zone.left()),
            (translate("Landscape", "right"), zone.left(), zone.right()),
            (translate("Landscape", "too large"), zone.right(), frame.right() + line),
        )
        for text, left, right in parts:
            if metrics.horizontalAdvance(text) + 4 <= right - left:
                box = QRectF(left, 0.0, right - left, line)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_axes(self, painter: QPainter, frame: QRectF) -> None:
        metrics, look = QFontMetricsF(painter.font()), self._look
        axes = Axes(painter, look, frame, self.width())
        losses = self.losses.ticks(max(int(frame.height() / (1.6 * metrics.height())), 2))
        up = ticks(losses, lambda J: float(self.points(np.array(1.0), np.array(J))[1]))
        wide = 1.4 * max(metrics.horizontalAdvance(number(t)) for t in self.rates.ticks(9))
        rates = self.rates.ticks(max(int(frame.width() / wide), 1))
        across = ticks(rates, lambda rate: float(self.points(np.array(rate), np.array(1.0))[0]))
        axes.grid(across, up)
        axes.numbers_left(up, look.written("{J}"))
        axes.numbers_below(across, look.written("{lr}"))

    def _paint_slice(self, painter: QPainter, frame: QRectF, side: str, made: Slice) -> None:
        look = self._look
        colour = look.colour(COLOURS[side])
        style = Qt.PenStyle.DashLine if side == "b" else Qt.PenStyle.SolidLine
        with kept(painter):
            painter.setClipRect(frame.adjusted(-1, -1, 1, 1))
            y = float(self.points(np.array(1.0), np.array(made.J))[1])
            painter.setPen(QPen(look.colour("muted"), look.size.thin, Qt.PenStyle.DotLine))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colour, look.size.line, style))
            painter.drawPath(arrayToQPath(*self.points(made.rates, made.J_after)))
        if made.rate > 0:
            x, y = map(float, self.points(np.array(made.rate), np.array(made.J_at_rate)))
            y = min(max(y, frame.top()), frame.bottom())
            painter.setPen(QPen(colour, look.size.line, style))
            painter.drawLine(QPointF(x, y), QPointF(x, frame.bottom()))
            painter.setBrush(look.colour("ink"))
            painter.setPen(QPen(look.colour("card"), look.size.thin))
            painter.drawEllipse(QPointF(x, y), look.size.point * 0.6, look.size.point * 0.6)
            self._paint_name(painter, frame, QPointF(x, y), side, made)

    def _paint_name(
        self, painter: QPainter, frame: QRectF, at: QPointF, side: str, made: Slice
    ) -> None:
        """The rate in use, beside its mark; of two, below each other in the corner above what both
        curves begin with: beside the one mark may stand the other."""
        name = f"{side.upper()} " if len(self.slices) > 1 else ""
        text = self._look.written("{name}{lr} = {rate}", name=name, rate=number(made.rate))
        metrics = QFontMetricsF(painter.font())
        width, line = metrics.horizontalAdvance(text), metrics.height()
        left = at.x() + 8 if at.x() + 8 + width <= self.width() else at.x() - 8 - width
        low = frame.bottom() - 1.3 * line
        if len(self.slices) > 1:
            left, low = frame.left() + 4, frame.top() + 2 + line * (side == "b")
        painter.setPen(readable(self._look.colour(COLOURS[side]), self._look))
        painter.drawText(QRectF(left, low, width + 2, line), text)


def _heights(slices: dict[str, Slice]) -> LogScale:
    """The axis of J: from the lowest one to somewhat above now."""
    low = [value for made in slices.values() for value in (made.J, *made.J_after) if value > 0]
    low = [value for value in low if np.isfinite(value)]
    tops = [made.J for made in slices.values() if made.J > 0 and np.isfinite(made.J)]
    if not low or not tops:
        return LogScale()
    return log_scale(min(low), _ABOVE * max(tops))
