"""What lies in the decision map's view box: the image, the border lines, and what is painted on
them in the widget's own pixels."""

from collections.abc import Callable, Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from annplayground.core.choices.datasets import LIMIT
from annplayground.gui.colormaps import Pixels, channels
from annplayground.gui.contour import Segments
from annplayground.gui.painting import kept, reporting
from annplayground.gui.plots.boundary.frame import WHOLE

_NO_SEGMENTS = np.zeros((0, 2, 2))


class MapItem(pg.ImageItem):
    """The map's pixels over the whole of the data's square, smooth between their centres."""

    def __init__(self) -> None:
        super().__init__(axisOrder="row-major")

    def show_pixels(self, pixels: Pixels | None) -> None:
        """Show these 0xffRRGGBB, row 0 at the top; None: nothing."""
        self.setVisible(pixels is not None)
        if pixels is not None:
            self.setImage(channels(pixels[::-1]), autoLevels=False)
            self.setRect(WHOLE.to_rect())

    def paint(self, painter: QPainter, *args: object) -> None:
        """Draw it smoothly."""
        with reporting(), kept(painter):
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            super().paint(painter, *args)


class LinesItem(pg.PlotCurveItem):
    """Straight lines on the map: where the prediction changes, or the hatching of a region."""

    def __init__(self) -> None:
        super().__init__(connect="pairs", skipFiniteCheck=True, antialias=True)

    def show_segments(self, segments: Sequence[Segments]) -> None:
        """Draw segments (n, 2, 2) of points in 0 … 1 across the map."""
        ends = np.concatenate([_NO_SEGMENTS, *segments]).reshape(-1, 2) * (2 * LIMIT) - LIMIT
        self.setData(ends[:, 0], ends[:, 1])

    def set_pen(self, pen: QPen) -> None:
        """Take a pen whose width is in pixels, however far the map is zoomed."""
        pen.setCosmetic(True)
        self.setPen(pen)

    def boundingRect(self) -> QRectF:
        """The whole map: to measure the lines costs as much as to draw them."""
        return WHOLE.to_rect()

    def paint(self, painter: QPainter, *args: object) -> None:
        """Draw the lines."""
        with reporting(), kept(painter):
            super().paint(painter, *args)


class PixelItem(pg.GraphicsObject):
    """Something painted by a function that is given a painter in the widget's own pixels."""

    def __init__(self, draw: Callable[[QPainter], None]) -> None:
        super().__init__()
        self._draw = draw

    def boundingRect(self) -> QRectF:
        """Everywhere: markers reach beyond the square of the data."""
        room = LIMIT
        return WHOLE.to_rect().adjusted(-room, -room, room, room)

    def paint(self, painter: QPainter, _option: object, _widget: QWidget | None = None) -> None:
        """Call the function."""
        with reporting(), kept(painter):
            painter.resetTransform()
            self._draw(painter)
