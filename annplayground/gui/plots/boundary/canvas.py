"""The decision map as a pyqtgraph plot: image, border lines, points and marks in its view box;
frame, axes, probe and note around and over them, each set on its own.

What seldom changes (frame and axes, points) is kept as a picture.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from annplayground.core.choices.activations import Array
from annplayground.core.words import translate
from annplayground.gui.colormaps import Pixels
from annplayground.gui.contour import Segments
from annplayground.gui.painting import kept, painting, reporting
from annplayground.gui.plots.boundary.axes import draw_frame
from annplayground.gui.plots.boundary.frame import (
    LEAST_SIDE,
    USUAL_SIDE,
    WHOLE,
    Frame,
    Window,
    place,
)
from annplayground.gui.plots.boundary.items import LinesItem, MapItem, PixelItem
from annplayground.gui.plots.boundary.notes import draw_note
from annplayground.gui.plots.boundary.probe import Line, draw_probe
from annplayground.gui.plots.boundary.regions.hatch import hatch_pen, lines_across
from annplayground.gui.plots.boundary.samples.mark_words import sample_at, sample_words
from annplayground.gui.plots.boundary.samples.marks import Marks
from annplayground.gui.plots.boundary.samples.points import (
    Points,
    PointStyle,
    diameter,
    draw_marker,
    draw_points,
)
from annplayground.gui.theme import Look
from annplayground.gui.widgets.bare_plot import BarePlot


class BoundaryCanvas(BarePlot):
    """Shows what it is given; `frame` says where. It knows no Snapshot and no input."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._look = Look()
        self._with_bar = False
        self._window = WHOLE
        self._frame = Frame(QRectF(0, 0, 1, 1), None)
        self._points: tuple[Points, ...] = ()
        self._marks = Marks()
        self._probe: tuple[float, float] | None = None
        self._lines: list[Line] = []
        self._brush: PointStyle | None = None
        self._note: tuple[Sequence[str], str] | None = None
        self._focus_shown = False
        # Pictures of the points and of the frame with its axes; None: to be drawn.
        self._kept_points: QPixmap | None = None
        self._kept_frame: QPixmap | None = None
        super().__init__("boundary_map", translate("Boundary", "Decision map"), parent)
        self.setMinimumSize(LEAST_SIDE, LEAST_SIDE)
        self._add_items()
        self.set_look(self._look)

    def _add_items(self) -> None:
        self._image, self._hatch, self._border = MapItem(), LinesItem(), LinesItem()
        self._image.hide()
        points, marks = PixelItem(self._paint_points), PixelItem(self._paint_marks)
        for item in (self._image, self._hatch, self._border, points, marks):  # the later on top
            self.addItem(item, ignoreBounds=True)

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
        return self._marks.wrong

    @property
    def ringed(self) -> Array:
        """The points with a ring, (n, 2)."""
        return self._marks.ringed

    @property
    def readout(self) -> list[Line]:
        """What is said at the probe; empty without one."""
        return self._lines if self._probe is not None else []

    def words_at(self, at: QPointF) -> str:
        """What the sample at a pixel is, and what its marks mean; "" where there is none."""
        reach = max(self._point_size / 2, 3.0)
        place = sample_at(at.x(), at.y(), self._points, self._frame, reach)
        return sample_words(place, self._points, self._marks) if place else ""

    @property
    def note(self) -> tuple[str, ...]:
        """The wordings of the note; empty without one."""
        return tuple(self._note[0]) if self._note else ()

    @property
    def hatch_lines(self) -> int:
        """How many lines of a hatching stand on either side of the map's diagonal."""
        return lines_across(self._frame.square.width(), self._look)

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self.setBackground(look.colour("card"))
        self._hatch.set_pen(hatch_pen(look))
        border = QPen(look.colour("ink"), 0.7 * look.size.line)
        border.setCapStyle(Qt.PenCapStyle.SquareCap)
        self._border.set_pen(border)
        self._arrange()

    def set_window(self, window: Window) -> None:
        """Show this square of the data."""
        if window != self._window:
            self._window = window
            self._arrange()

    def set_example(self, example: tuple[float, float] | None) -> None:
        """Mark the sample that is taken apart elsewhere (None: none is)."""
        if example != self._marks.example:
            self._marks.example = example
            self.repaint_soon()

    def set_bar(self, shown: bool) -> None:
        """Show the colour bar of a regression, or not."""
        if shown != self._with_bar:
            self._with_bar = shown
            self._arrange()

    def set_map(
        self,
        pixels: Pixels | None,
        borders: Sequence[Segments] = (),
        hatches: Sequence[Segments] = (),
    ) -> None:
        """Show an image (None: neutral), the borders in it, and the hatching of its regions."""
        self._image.show_pixels(pixels)
        self._border.show_segments(borders)
        self._hatch.show_segments(hatches)
        self.repaint_soon()

    def set_points(self, points: tuple[Points, ...]) -> None:
        """Show samples, the later ones on top; the marks and rings of the former ones go."""
        self._points = points
        self._marks.forget()
        self._kept_points = None
        self._mark()

    def set_wrong(self, wrong: tuple[NDArray, ...]) -> None:
        """For each of the points, which are predicted wrong."""
        if len(wrong) != len(self.wrong) or any(
            not np.array_equal(new, old) for new, old in zip(wrong, self.wrong, strict=True)
        ):
            self._marks.wrong = wrong
            self._mark()

    def set_ringed(self, X: Array) -> None:
        """Draw a ring around points (n, 2)."""
        if not np.array_equal(X, self.ringed):
            self._marks.ringed = X
            self._mark()

    def set_probe(self, place: tuple[float, float] | None, lines: list[Line]) -> None:
        """Show the cross-hair with these lines, or none."""
        if (place, lines) != (self._probe, self._lines):
            self._probe, self._lines = place, lines
            self.repaint_soon()

    def set_brush(self, style: PointStyle | None) -> None:
        """Show the point to be drawn next, in place of the cross-hair."""
        self._brush = style
        self.repaint_soon()

    def set_note(self, wordings: Sequence[str], colour: str = "muted") -> None:
        """Say something at the bottom of the map; nothing if there are no words."""
        note = (wordings, colour) if wordings else None
        if note != self._note:
            self._note = note
            self.repaint_soon()

    def show_focus(self, shown: bool) -> None:
        """Frame the map, or not."""
        if shown != self._focus_shown:
            self._focus_shown = shown
            self.repaint_soon()

    # -- geometry ---------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """As in the window at its usual size."""
        return QSize(USUAL_SIDE, USUAL_SIDE)

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Keep the square as large as possible. While pyqtgraph builds or closes the map there is
        nothing."""
        super().resizeEvent(event)
        if event is not None and self.plotItem is not None:
            self._arrange()

    def _arrange(self) -> None:
        self._frame = place(QSizeF(self.size()), self._look, self._with_bar, self._window)
        view = self.plotItem.vb
        self.place_view(self._frame.square)
        view.setRange(self._window.to_rect(), padding=0.0)
        # Of a map that is seen whole, markers at its edge are whole, too.
        zoomed = self._window != WHOLE
        view.setFlag(view.GraphicsItemFlag.ItemClipsChildrenToShape, zoomed)
        self._kept_points = self._kept_frame = None
        self._mark()

    @property
    def _point_size(self) -> float:
        return diameter(self._frame, self._look, sum(len(points.X) for points in self._points))

    def _mark(self) -> None:
        self._marks.prepare(self._points, self._frame, self._look)
        self.repaint_soon()

    # -- painting ---------------------------------------------------------------------------

    def drawBackground(self, painter: QPainter, rect: QRectF) -> None:  # noqa: N802
        """The card's colour, and a neutral square where there is no image."""
        super().drawBackground(painter, rect)
        with reporting(), kept(painter):
            painter.fillRect(self._frame.square, self._look.colour("neutral"))

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:  # noqa: N802
        """Frame and axes, the note, the probe, and the ring of the focus."""
        with reporting(), kept(painter):
            self._kept_frame = self._kept(self._kept_frame, self._draw_frame)
            painter.drawPixmap(0, 0, self._kept_frame)
            if self._note is not None:
                bounds = QRectF(self.rect()).adjusted(1, 1, -1, -1)
                draw_note(painter, self._frame.square, bounds, self._look, *self._note)
            self._draw_probe(painter)
            if self._focus_shown:
                painter.setPen(QPen(self._look.colour("accent"), self._look.size.line))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(self._frame.square, 8, 8)

    def _kept(self, picture: QPixmap | None, draw: Callable[[QPainter], None]) -> QPixmap:
        """A picture as large as the widget, drawn anew if there is none or for another screen."""
        ratio = self.devicePixelRatioF()
        if picture is not None and picture.devicePixelRatio() == ratio:
            return picture
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        with painting(picture) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw(painter)
        return picture

    def _draw_frame(self, painter: QPainter) -> None:
        draw_frame(painter, self._frame, self._look)

    def _paint_points(self, painter: QPainter) -> None:
        self._kept_points = self._kept(self._kept_points, self._draw_points)
        painter.drawPixmap(0, 0, self._kept_points)

    def _draw_points(self, painter: QPainter) -> None:
        for points in self._points:
            draw_points(painter, points, self._frame, self._look, self._point_size)

    def _paint_marks(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._marks.paint(painter, self._frame, self._look)

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
