"""The painted decision map: image, border lines, points, probe and note, each set on its own.

What seldom changes (frame, axes, points) is kept as one picture; the rest is drawn over the map
whenever there is a new one.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.core.choices.datasets import LIMIT
from annplayground.gui.painting import painting
from annplayground.gui.plots.boundary.contour import Segments, line_path, pairs_path
from annplayground.gui.plots.boundary.frame import Frame, draw_frame, place
from annplayground.gui.plots.boundary.notes import draw_note
from annplayground.gui.plots.boundary.points import (
    Points,
    PointStyle,
    diameter,
    draw_marker,
    draw_points,
    pale,
)
from annplayground.gui.plots.boundary.probe import Line, draw_probe
from annplayground.gui.theme import CLASS_STYLES, Look

_NO_SEGMENTS = np.zeros((0, 2, 2))


class BoundaryCanvas(QWidget):
    """Shows what it is given; `frame` says where. It knows no Snapshot and no input."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(120, 120)
        # Without it Qt would paint the card, the board and the window below it at every frame.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._look = Look()
        self._with_bar = False
        self._image: QImage | None = None
        self._segments: Segments = _NO_SEGMENTS
        self._points: tuple[Points, ...] = ()
        self._wrong: tuple[NDArray, ...] = ()
        self._ringed: NDArray = np.zeros((0, 2))
        self._example: tuple[float, float] | None = None
        self._probe: tuple[float, float] | None = None
        self._lines: list[Line] = []
        self._brush: PointStyle | None = None
        self._note: tuple[Sequence[str], str] | None = None
        self._focus_shown = False
        self._layer: QPixmap | None = None  # frame, axes and points; None: to be drawn
        self._arrange()

    # -- what is shown ----------------------------------------------------------------------

    @property
    def frame(self) -> Frame:
        """Where the map lies."""
        return self._frame

    @property
    def points(self) -> tuple[Points, ...]:
        """The points shown."""
        return self._points

    @property
    def wrong(self) -> tuple[NDArray, ...]:
        """For each of the `points`, which are marked as predicted wrong."""
        return self._wrong

    @property
    def ringed(self) -> NDArray:
        """The points with a ring, (n, 2)."""
        return self._ringed

    @property
    def readout(self) -> list[Line]:
        """The lines at the probe; empty without one."""
        return self._lines if self._probe is not None else []

    @property
    def note(self) -> tuple[str, ...]:
        """The wordings of the note; empty without one."""
        return tuple(self._note[0]) if self._note else ()

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self._arrange()

    def set_example(self, example: tuple[float, float] | None) -> None:
        """Mark the sample that is taken apart elsewhere (None: none is)."""
        if example != self._example:
            self._example = example
            self.update()

    def set_bar(self, shown: bool) -> None:
        """Show the colour bar of a regression, or not."""
        if shown != self._with_bar:
            self._with_bar = shown
            self._arrange()

    def set_map(self, image: QImage | None, segments: Sequence[Segments] = ()) -> None:
        """Show an image (None: neutral) and the borders in it."""
        self._image = image
        self._segments = np.concatenate([_NO_SEGMENTS, *segments])
        self._trace()
        self.update()

    def set_points(self, points: tuple[Points, ...]) -> None:
        """Show samples, the later ones on top; the marks and rings of the former ones go."""
        self._points, self._wrong = points, ()
        self._ringed = np.zeros((0, 2))
        self._layer = None
        self._mark()
        self.update()

    def set_wrong(self, wrong: tuple[NDArray, ...]) -> None:
        """For each of the points, which are predicted wrong."""
        if len(wrong) != len(self._wrong) or any(
            not np.array_equal(new, old) for new, old in zip(wrong, self._wrong, strict=True)
        ):
            self._wrong = wrong
            self._mark()
            self.update()

    def set_ringed(self, X: NDArray) -> None:
        """Draw a ring around points (n, 2)."""
        if not np.array_equal(X, self._ringed):
            self._ringed = X
            self._mark()
            self.update()

    def set_probe(self, place: tuple[float, float] | None, lines: list[Line]) -> None:
        """Show the cross-hair with these lines, or none."""
        if (place, lines) != (self._probe, self._lines):
            self._probe, self._lines = place, lines
            self.update()

    def set_brush(self, style: PointStyle | None) -> None:
        """Show the point to be drawn next, in place of the cross-hair."""
        self._brush = style
        self.update()

    def set_note(self, wordings: Sequence[str], colour: str = "muted") -> None:
        """Say something at the bottom of the map; nothing if there are no words."""
        note = (wordings, colour) if wordings else None
        if note != self._note:
            self._note = note
            self.update()

    # -- geometry ---------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """As in the window at its usual size."""
        return QSize(380, 380)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the square as large as possible."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        self._frame = place(QSizeF(self.size()), self._look, self._with_bar)
        self._layer = None
        self._trace()
        self._mark()
        self.update()

    def _trace(self) -> None:
        square = self._frame.square
        self._path = line_path(self._segments, square.left(), square.bottom(), square.width())

    @property
    def _point_size(self) -> float:
        return diameter(self._frame, self._look, sum(len(points.X) for points in self._points))

    def _mark(self) -> None:
        """Prepare the crosses in points that are predicted wrong, and the rings."""
        self._crosses = [
            cross
            for points, wrong in zip(self._points, self._wrong, strict=False)
            for cross in self._cross_paths(points, wrong)
        ]
        self._rings = QPainterPath()
        for x1, x2 in self._ringed:
            at = self._frame.to_pixel(x1, x2)
            self._rings.addEllipse(at, 0.95 * self._point_size, 0.95 * self._point_size)

    def _cross_paths(self, points: Points, wrong: NDArray) -> list[tuple[QPainterPath, QColor]]:
        """Crosses with their colour: that of the class on the pale test points, else pale."""
        if not points.test:
            return [(self._cross_path(points.X[wrong]), pale(self._look))]
        return [
            (self._cross_path(points.X[wrong & (points.labels == label)]), QColor(style.colour))
            for label, style in enumerate(CLASS_STYLES)
        ]

    def _cross_path(self, X: NDArray) -> QPainterPath:
        if not len(X):
            return QPainterPath()
        square, reach = self._frame.square, 0.22 * self._point_size
        x = square.left() + (X[:, :1] + LIMIT) / (2 * LIMIT) * square.width()
        y = square.bottom() - (X[:, 1:] + LIMIT) / (2 * LIMIT) * square.height()
        x, y = x + reach * np.array([-1, 1, -1, 1]), y + reach * np.array([-1, 1, 1, -1])
        return pairs_path(x.ravel(), y.ravel())

    # -- painting ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the map, then all that lies on it."""
        with painting(self) as painter:
            painter.fillRect(self.rect(), self._look.colour("card"))
            painter.setRenderHints(
                QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
            )
            self._draw_map(painter)
            layer = self._layer
            if layer is None or layer.devicePixelRatio() != self.devicePixelRatioF():
                layer = self._layer = self._draw_layer()
            painter.drawPixmap(0, 0, layer)
            self._draw_marks(painter)
            self._draw_example(painter)
            if self._note is not None:
                bounds = QRectF(self.rect()).adjusted(1, 1, -1, -1)
                draw_note(painter, self._frame.square, bounds, self._look, *self._note)
            self._draw_probe(painter)
            if self._focus_shown:
                painter.setPen(QPen(self._look.colour("accent"), self._look.size.line))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self._frame.square, 8, 8)

    def _draw_example(self, painter: QPainter) -> None:
        """A double ring around the sample that is taken apart elsewhere."""
        if self._example is None:
            return
        at = self._frame.to_pixel(*self._example)
        radius = diameter(self._frame, self._look, 1) * 0.95
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for name, width in (("card", 5.0), ("ink", 2.5)):
            painter.setPen(QPen(self._look.colour(name), width))
            painter.drawEllipse(at, radius, radius)

    def _draw_map(self, painter: QPainter) -> None:
        square = self._frame.square
        if self._image is None:
            painter.fillRect(square, self._look.colour("neutral"))
            return
        painter.drawImage(square, self._image)
        pen = QPen(self._look.colour("ink"), 0.7 * self._look.size.line)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.strokePath(self._path, pen)

    def _draw_layer(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        layer = QPixmap(self.size() * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        with painting(layer) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_frame(painter, self._frame, self._look)
            for points in self._points:
                draw_points(painter, points, self._frame, self._look, self._point_size)
        return layer

    def _draw_marks(self, painter: QPainter) -> None:
        look = self._look
        for path, colour in self._crosses:
            painter.strokePath(path, QPen(colour, 0.16 * self._point_size))
        if not self._rings.isEmpty():
            painter.strokePath(self._rings, QPen(pale(look), 2 * look.size.line))
            dark = look.colour("card" if look.dark else "ink")
            painter.strokePath(self._rings, QPen(dark, look.size.line))

    def _draw_probe(self, painter: QPainter) -> None:
        if self._probe is None:
            return
        at = self._frame.to_pixel(*self._probe)
        if self._brush is not None:
            painter.setOpacity(0.6)
            draw_marker(painter, self._brush, at, 1.2 * self._point_size)
            painter.setOpacity(1.0)
        else:
            draw_probe(painter, self._frame, QRectF(self.rect()), self._look, at, self._lines)
