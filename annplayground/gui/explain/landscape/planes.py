"""The planes: J around the weights of A, and of B, in one range of colours, with their paths."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.core.choices.activations import Array
from annplayground.core.run.survey import Survey
from annplayground.core.words import translate
from annplayground.gui.axes.colour_bar import paint_colour_bar
from annplayground.gui.axes.drawn import ticks
from annplayground.gui.axes.scales import LogScale, log_scale
from annplayground.gui.colormaps import Pixels, sequential_pixels, to_image
from annplayground.gui.contour import Segments, zero_line
from annplayground.gui.explain.landscape.words import spot_words
from annplayground.gui.explain.squares import Squares
from annplayground.gui.painting import kept, painting
from annplayground.gui.text import number
from annplayground.gui.theme import Look

_MOST_LINES = 9
_LEAST_STEP = 18.0  # pixels: a shorter next step is drawn longer, and said to be
_LEAST_LINES, _LEAST_PRESENTED = 10, 6


@dataclass(frozen=True)
class Spot:
    """A state on the path of A or B that is lit."""

    side: str
    index: int


class Planes(QWidget):
    """Attributes: `surveys`, what is drawn by A and B, `scale`, the one of all colours, and `spot`,
    the state that is lit, or None. Signals: `spotChanged()`."""

    spotChanged = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(translate("Landscape", "The loss on a plane through the weights"))
        self.setToolTip(
            translate("Landscape", "Point at the path, or ← and →: its epochs, and the loss there")
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._look = Look()
        self.surveys: dict[str, Survey] = {}
        self.scale = LogScale()
        self.levels: list[float] = []
        self.spot: Spot | None = None
        self._lines: dict[str, list[Segments]] = {}

    def show_surveys(self, look: Look, surveys: dict[str, Survey]) -> None:
        """Show these; the lit state stays, if there is one like it."""
        self._look = look
        if surveys is not self.surveys:
            self.surveys = surveys
            self.scale = _scale(surveys)
            self.levels = self.scale.ticks(_MOST_LINES)
            self._lines = {
                side: [zero_line(np.log(made.landscape.J / level)) for level in self.levels]
                for side, made in surveys.items()
            }
        if self.spot is not None and not self._there(self.spot):
            self._light(None)
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Some lines of text high."""
        lines = _LEAST_PRESENTED if self._look.presenting else _LEAST_LINES
        return QSize(160, round(lines * QFontMetricsF(self._look.font()).height()))

    def _there(self, spot: Spot) -> bool:
        made = self.surveys.get(spot.side)
        return made is not None and spot.index < len(made.landscape.path)

    # -- geometry -----------------------------------------------------------------------------

    @property
    def _squares(self) -> Squares:
        metrics = QFontMetricsF(self._look.font())
        texts = max(map(metrics.horizontalAdvance, map(number, self.scale.ticks(6))), default=0.0)
        n = max(len(self.surveys), 1)
        return Squares.within(self.size(), n, metrics.height(), texts)

    @property
    def bar(self) -> QRectF:
        """Where the colour bar is."""
        return self._squares.bar

    def area(self, side: str) -> QRectF:
        """The square of a plane, in pixels."""
        return self._squares.squares[list(self.surveys).index(side)]

    def point(self, side: str, alpha: float, beta: float) -> QPointF:
        """The pixel of a point of the plane; β grows upwards."""
        area, n = self.area(side), len(self.surveys[side].landscape.alpha)
        reach = 1 + 1 / (n - 1)  # the outer half of the cells at the edge
        x = min(max(alpha, -2 * reach), 2 * reach) / reach
        y = min(max(beta, -2 * reach), 2 * reach) / reach
        return area.center() + QPointF(x * area.width() / 2, -y * area.height() / 2)

    # -- the lit state ------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the state of a path that is nearest, where one is near."""
        found = None
        nearest = 3 * self._look.size.point
        for side in self.surveys:
            for index, (alpha, beta, _) in enumerate(self.surveys[side].landscape.path):
                way = QLineF(self.point(side, alpha, beta), event.position()).length()
                if way < nearest:
                    found, nearest = Spot(side, index), way
        self._light(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← and → go along the path, of A and then of B."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        spots = [
            Spot(side, k)
            for side, made in self.surveys.items()
            for k in range(len(made.landscape.path))
        ]
        if event.key() in steps and spots and not event.modifiers():
            step = steps[Qt.Key(event.key())]
            at = spots.index(self.spot) if self.spot in spots else (-1 if step > 0 else 0)
            self._light(spots[(at + step) % len(spots)])
        else:
            super().keyPressEvent(event)

    def _light(self, spot: Spot | None) -> None:
        if spot != self.spot:
            self.spot = spot
            self.update()
            self.spotChanged.emit()

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The planes and the colour bar."""
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._look.font())
            for side, made in self.surveys.items():
                self._paint_plane(painter, side, made)
            if self.surveys:
                self._paint_bar(painter)
                self._paint_spot_words(painter)

    def _paint_plane(self, painter: QPainter, side: str, made: Survey) -> None:
        area, look = self.area(side), self._look
        pixels = self.pixels(made.landscape.J)[::-1]  # row 0 is the lowest β
        painter.drawImage(area, to_image(pixels))
        with kept(painter):
            painter.setClipRect(area)
            painter.setPen(QPen(look.colour("ink", 110), look.size.thin))
            for segments in self._lines[side]:
                painter.drawLines(_to_pixels(segments, area))
            self._paint_path(painter, side, made)
            self._paint_step(painter, side, made)
        painter.setPen(QPen(look.colour("edge"), look.size.thin))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)
        if len(self.surveys) > 1:
            painter.setPen(look.colour("ink"))
            line = QFontMetricsF(painter.font()).height()
            above = QRectF(area.left(), 0.0, area.width(), line)
            painter.drawText(above, Qt.AlignmentFlag.AlignLeft, side.upper())

    def pixels(self, J: Array) -> Pixels:
        """The colours of losses, on the scale of all planes."""
        table = sequential_pixels(self._look.colours)
        places = np.clip(self.scale.place(J), 0.0, 1.0)
        return table[np.rint(places * (len(table) - 1)).astype(int)]

    def _paint_path(self, painter: QPainter, side: str, made: Survey) -> None:
        look, path = self._look, made.landscape.path
        points = [self.point(side, alpha, beta) for alpha, beta, _ in path]
        for colour, width in (("card", 2.5 * look.size.line), ("warning", look.size.line)):
            painter.setPen(QPen(look.colour(colour), width))
            painter.drawPolyline(points)
        painter.setPen(QPen(look.colour("card"), look.size.thin))
        painter.setBrush(look.colour("warning"))
        for point in points[:-1]:
            painter.drawEllipse(point, look.size.point / 3.5, look.size.point / 3.5)
        painter.setBrush(look.colour("ink"))
        painter.drawEllipse(points[-1], look.size.point * 0.6, look.size.point * 0.6)
        if self.spot is not None and self.spot.side == side and self._there(self.spot):
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("ink"), look.size.line))
            painter.drawEllipse(points[self.spot.index], look.size.point, look.size.point)

    def factor(self, side: str) -> float:
        """How many times as long as it is the next step is drawn; 0: not at all."""
        step = self.surveys[side].step
        if step is None:
            return 0.0
        way = QLineF(self.point(side, 0, 0), self.point(side, *step[:2])).length()
        if not way > 1e-6 * self.area(side).width():
            return 0.0
        return 1.0 if way >= _LEAST_STEP else log_scale(1.0, _LEAST_STEP / way, 300).high

    def _paint_step(self, painter: QPainter, side: str, made: Survey) -> None:
        """An arrow from now along the next step."""
        factor, look = self.factor(side), self._look
        if made.step is None or not factor:
            return
        here = self.point(side, 0, 0)
        there = self.point(side, factor * made.step[0], factor * made.step[1])
        way = QLineF(here, there)
        for colour, width in (("card", 3 * look.size.line), ("bad", 1.5 * look.size.line)):
            painter.setPen(QPen(look.colour(colour), width))
            painter.drawLine(way)
            for turn in (150.0, -150.0):
                barb = QLineF(there, there + QPointF(look.size.point, 0))
                barb.setAngle(way.angle() + turn)
                painter.drawLine(barb)

    def _paint_bar(self, painter: QPainter) -> None:
        """What the colours mean."""
        bar, look = self.bar, self._look
        line = QFontMetricsF(painter.font()).height()
        values = self.scale.ticks(max(int(bar.height() / (1.5 * line)), 2))
        up = ticks(values, lambda J: bar.bottom() - float(self.scale.place(J)) * bar.height())
        pixels = sequential_pixels(look.colours)[::-1, None]
        paint_colour_bar(painter, look, bar, self.width(), pixels, up, look.written("{J}"))

    def _paint_spot_words(self, painter: QPainter) -> None:
        """What the state is that is lit, below the planes."""
        if self.spot is None or not self._there(self.spot):
            return
        made = self.surveys[self.spot.side]
        several = self.spot.side.upper() if len(self.surveys) > 1 else ""
        text = self._look.written(spot_words(made, self.spot.index, several))
        metrics = QFontMetricsF(painter.font())
        wide = min(metrics.horizontalAdvance(text) + 12, self.width() - 8)
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        room = QRectF(0, 0, wide - 12, self.height())
        high = metrics.boundingRect(room, flags, text).height() + 6
        box = QRectF(0, self.height() - high, wide, high)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._look.colour("ink"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setPen(self._look.colour("card"))
        painter.drawText(box.adjusted(6, 3, -6, -3), flags, text)


def _to_pixels(segments: Segments, area: QRectF) -> list[QLineF]:
    """Segments in 0 … 1 across the plane as lines; β grows upwards."""
    x = area.left() + segments[..., 0] * area.width()
    y = area.bottom() - segments[..., 1] * area.height()
    return [
        QLineF(*four) for four in np.stack([x[:, 0], y[:, 0], x[:, 1], y[:, 1]], axis=1).tolist()
    ]


def _scale(surveys: dict[str, Survey]) -> LogScale:
    """One for all planes: what is not finite, or 0, is at its ends."""
    if not surveys:
        return LogScale()
    values = np.concatenate([made.landscape.J.ravel() for made in surveys.values()])
    values = values[np.isfinite(values) & (values > 0)]
    return log_scale(float(values.min()), float(values.max())) if len(values) else LogScale()
