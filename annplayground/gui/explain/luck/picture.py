"""The picture of many starts: every run thin, the median and the quartile band strong, one axis."""

from collections.abc import Hashable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyqtgraph.functions import arrayToQPath
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QSizePolicy

from annplayground.core.choices.activations import Array
from annplayground.core.sweep.starts import CURVES, Curve, Side, Start, Study
from annplayground.core.words import translate
from annplayground.gui.axes.drawn import Axes, room_below, room_beside, ticks
from annplayground.gui.axes.scales import LogScale, log_scale, whole_ticks
from annplayground.gui.explain.luck.words import of_start
from annplayground.gui.explain.paging.sheet import Picture
from annplayground.gui.painting import kept, painting
from annplayground.gui.text import count, number
from annplayground.gui.theme import Look
from annplayground.gui.tints import mixed, readable

COLOURS: dict[Side, str] = {"a": "accent", "b": "second"}
_FAINT = 0.4  # of a single run's colour, the rest being the card's
_BAND = 70  # of 255, how much a band covers
_LEAST_LINES = 6  # of text, as high as the picture is at least
_BEYOND = 1e3  # times J at the start: higher, a run that diverges is not followed


class StartsPicture(Picture):
    """Attributes: `study` and `curve`, what is drawn; `scale`, the axis of J; `chosen`, the start
    that is lit, or None."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._look = Look()
        self.study: Study | None = None
        self.curve: Curve = "train_loss"
        self.scale = LogScale()
        self.chosen: Start | None = None
        self._layer = QPixmap()
        self._layer_of: Hashable = None
        self._drawn: set[int] = set()  # places in the study of what is on the layer

    def show_study(self, look: Look, study: Study | None, curve: Curve) -> None:
        """Show this; what is lit stays, if it is of the same study."""
        if study is not self.study:
            self.chosen = None
        self._look, self.study, self.curve = look, study, curve
        self.scale = _scale(study, curve) if study is not None else LogScale()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Some lines of text high."""
        line = QFontMetricsF(self._look.font()).height()
        return QSize(120, round(_LEAST_LINES * line))

    # -- geometry -----------------------------------------------------------------------------

    @property
    def frame(self) -> QRectF:
        """Where the curves are, in pixels: ticks at the left, epochs below, names at the right."""
        metrics = QFontMetricsF(self._look.font())
        left = room_beside(self._look, map(number, self.scale.ticks(6)))
        right = metrics.horizontalAdvance(self._end_label(None, 0.000123)) + 10
        top = round(1.5 * metrics.height())  # the name of the axis, and half a tick's
        height = self.height() - top - room_below(self._look)
        return QRectF(left, top, self.width() - left - right, height)

    def _x(self, study: Study, epochs: NDArray[Any]) -> Array:
        frame = self.frame
        return np.asarray(frame.left() + epochs / max(study.epochs, 1) * frame.width())

    def _y(self, values: Array) -> Array:
        frame = self.frame
        return np.asarray(frame.bottom() - self.scale.place(values) * frame.height())

    def _path(self, study: Study, values: Array) -> QPainterPath:
        """A curve through the values at the first epochs kept; where many lie in one pixel, their
        extremes."""
        x, y = self._x(study, study.epochs_kept[: len(values)]), self._y(values)
        every = len(x) // max(int(2 * self.frame.width()), 1)
        if every > 1:
            starts = np.arange(0, len(x), every)
            extremes = (np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts))
            x, y = np.repeat(x[starts], 2), np.stack(extremes, axis=1).ravel()
        return arrayToQPath(x, y)

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The grid, every run, the bands and medians, and the run that is lit."""
        with painting(self) as painter:
            frame = self.frame
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._look.font())
            if self.study is None or frame.width() < 20 or frame.height() < 20:
                return
            self._paint_axes(painter, frame, self.study)
            with kept(painter):
                painter.setClipRect(frame.adjusted(-2, -2, 2, 2))
                self._paint_runs(painter, self.study)
                for side in self.study.experiments:
                    self._paint_band(painter, self.study, side)
            self._paint_ends(painter, frame, self.study)
            self._paint_chosen(painter, frame, self.study)

    def _paint_axes(self, painter: QPainter, frame: QRectF, study: Study) -> None:
        metrics = QFontMetricsF(painter.font())
        axes = Axes(painter, self._look, frame, self.width())
        values = self.scale.ticks(max(int(frame.height() / (1.6 * metrics.height())), 2))
        up = ticks(values, lambda value: float(self._y(np.array(value))))
        widest = metrics.horizontalAdvance(count(study.epochs)) * 1.6 + 8
        epochs = whole_ticks(study.epochs, max(int(frame.width() / widest), 1))
        across = ticks(epochs, lambda epoch: float(self._x(study, np.array(epoch))), count)
        axes.grid(across, up)
        axes.numbers_left(up, self._look.written("{J}"))
        axes.numbers_below(across, translate("Luck", "epoch"))

    def _paint_runs(self, painter: QPainter, study: Study) -> None:
        """Whole runs are painted once, into a picture of their own; the others each time."""
        ratio = self.devicePixelRatioF()
        of = (self.size(), ratio, id(study), self.curve, self.scale, self._look)
        if of != self._layer_of:
            self._layer_of, self._drawn = of, set()
            self._layer = QPixmap(self.size() * ratio)
            self._layer.setDevicePixelRatio(ratio)
            self._layer.fill(Qt.GlobalColor.transparent)
        new = [k for k, start in enumerate(study.starts) if start.done and k not in self._drawn]
        if new:
            with painting(self._layer) as on_layer:
                on_layer.setRenderHint(QPainter.RenderHint.Antialiasing)
                on_layer.setClipRect(self.frame.adjusted(-2, -2, 2, 2))
                for k in new:
                    self._paint_run(on_layer, study, study.starts[k])
            self._drawn.update(new)
        painter.drawPixmap(0, 0, self._layer)
        for start in study.starts:
            if start.n and not start.done:
                self._paint_run(painter, study, start)

    def _paint_run(self, painter: QPainter, study: Study, start: Start) -> None:
        colour = self._look.colour(COLOURS[start.side])
        faint = mixed(colour, self._look.colour("card"), _FAINT)
        painter.setPen(QPen(faint, self._look.size.thin))
        path = self._path(study, start.curve(self.curve))
        painter.drawPath(path)
        if start.diverged_at is not None:
            self._paint_cross(painter, path.currentPosition(), colour)

    def _paint_cross(self, painter: QPainter, at: QPointF, colour: QColor) -> None:
        """Where a run diverged."""
        r = self._look.size.point / 2
        at = QPointF(at.x(), max(at.y(), self.frame.top() + r))
        painter.setPen(QPen(colour, self._look.size.line))
        for way in (1, -1):
            painter.drawLine(at + QPointF(-r, -way * r), at + QPointF(r, way * r))

    def _paint_band(self, painter: QPainter, study: Study, side: Side) -> None:
        band = study.band(side, self.curve)
        if band is None:
            return
        colour = self._look.colour(COLOURS[side])
        area = self._path(study, band.low)
        area.connectPath(self._path(study, band.high).toReversed())
        painter.fillPath(area, self._look.colour(COLOURS[side], _BAND))
        painter.setPen(self._pen(side, colour))
        painter.drawPath(self._path(study, band.median))

    def _pen(self, side: Side, colour: QColor) -> QPen:
        """B is dashed."""
        style = Qt.PenStyle.DashLine if side == "b" else Qt.PenStyle.SolidLine
        return QPen(colour, self._look.size.line, style)

    def _end_label(self, side: Side | None, value: float) -> str:
        name = "" if side is None else side.upper() + " "
        name = name if self.study is not None and "b" in self.study.experiments else ""
        return f"{name or ('A ' if side is None else '')}{number(value)}"

    def _paint_ends(self, painter: QPainter, frame: QRectF, study: Study) -> None:
        """The last value of each median beside its end; two never lie on each other."""
        line = QFontMetricsF(painter.font()).height()
        labels = []
        for side in study.experiments:
            band = study.band(side, self.curve)
            if band is not None:
                labels.append((float(self._y(band.median[-1])), side, float(band.median[-1])))
        labels.sort()
        for place, (y, side, value) in enumerate(labels):
            y = min(max(y, frame.top() + line / 2), frame.bottom() - line / 2)
            if place and y < labels[0][0] + line:
                y = min(max(labels[0][0], frame.top() + line / 2) + line, frame.bottom())
            painter.setPen(readable(self._look.colour(COLOURS[side]), self._look))
            box = QRectF(frame.right() + 6, y - line / 2, self.width() - frame.right() - 6, line)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._end_label(side, value))

    def _paint_chosen(self, painter: QPainter, frame: QRectF, study: Study) -> None:
        """The run that is lit, and what it is."""
        start = self.chosen
        if start is None or not start.n:
            return
        with kept(painter):
            painter.setClipRect(frame.adjusted(-2, -2, 2, 2))
            painter.setPen(self._pen(start.side, self._look.colour("ink")))
            path = self._path(study, start.curve(self.curve))
            painter.drawPath(path)
        text = self._look.written(of_start(start, len(study.experiments) > 1))
        metrics = QFontMetricsF(painter.font())
        width, height = metrics.horizontalAdvance(text) + 12, metrics.height() + 6
        box = QRectF(max(frame.right() - width, 0.0), frame.top(), width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("ink"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(self._look.colour("card"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _scale(study: Study, curve: Curve) -> LogScale:
    """An axis for every J there is, but for those of runs that leave the picture at the top."""
    values = np.concatenate([start.curve(curve) for start in study.starts] or [np.zeros(0)])
    values = values[np.isfinite(values) & (values > 0)]
    if not len(values):
        return LogScale()
    firsts = [start.values[0, CURVES.index(curve)] for start in study.starts if start.n]
    top = min(float(values.max()), _BEYOND * float(np.median(firsts)))
    return log_scale(float(values.min()), max(top, float(values.min())))
