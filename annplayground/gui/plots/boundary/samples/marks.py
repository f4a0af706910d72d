"""Marks on the samples of the decision map: crosses in those predicted wrong, rings around those
of a mini-batch, and a double ring around the one that is taken apart elsewhere."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from annplayground.core.choices.activations import Array
from annplayground.gui.plots.boundary.frame import Frame
from annplayground.gui.plots.boundary.samples.points import Points, diameter, pale
from annplayground.gui.theme import CLASS_STYLES, Look

_RING, _CROSS, _STROKE = 0.95, 0.22, 0.16  # radius, half width and line, in point diameters


class Marks:
    """Attributes: `wrong`, for each of the shown sets which samples are predicted wrong; `ringed`,
    the samples with a ring (n, 2); `example`, the place of the one taken apart, or None."""

    def __init__(self) -> None:
        self.wrong: tuple[NDArray, ...] = ()
        self.ringed: Array = np.zeros((0, 2))
        self.example: tuple[float, float] | None = None
        self._crosses: list[tuple[QPainterPath, QColor]] = []
        self._rings = QPainterPath()
        self._size = 1.0  # diameter of a point

    def forget(self) -> None:
        """Other samples are shown: none of them is marked yet."""
        self.wrong, self.ringed = (), np.zeros((0, 2))

    def prepare(self, shown: tuple[Points, ...], frame: Frame, look: Look) -> None:
        """Place crosses and rings on the samples that are shown."""
        self._size = diameter(frame, look, sum(len(points.X) for points in shown))
        self._crosses = [
            cross
            for points, wrong in zip(shown, self.wrong, strict=False)
            for cross in self._cross_paths(points, wrong, frame, look)
        ]
        self._rings = QPainterPath()
        for x1, x2 in self.ringed:
            radius = _RING * self._size
            self._rings.addEllipse(frame.to_pixel(x1, x2), radius, radius)

    def _cross_paths(
        self, points: Points, wrong: NDArray, frame: Frame, look: Look
    ) -> list[tuple[QPainterPath, QColor]]:
        """Crosses with their colour: that of the class on the pale test points, else pale."""
        if not points.test:
            return [(self._cross_path(points.X[wrong], frame), pale(look))]
        return [
            (
                self._cross_path(points.X[wrong & (points.labels == label)], frame),
                QColor(style.colour),
            )
            for label, style in enumerate(CLASS_STYLES)
        ]

    def _cross_path(self, X: Array, frame: Frame) -> QPainterPath:
        reach = _CROSS * self._size
        x, y = (values[:, None] for values in frame.to_pixels(X))
        x, y = x + reach * np.array([-1, 1, -1, 1]), y + reach * np.array([-1, 1, 1, -1])
        return _pairs_path(x.ravel(), y.ravel())

    def paint(self, painter: QPainter, frame: Frame, look: Look) -> None:
        """Draw all of them, in the widget's pixels."""
        for path, colour in self._crosses:
            painter.strokePath(path, QPen(colour, _STROKE * self._size))
        if not self._rings.isEmpty():
            painter.strokePath(self._rings, QPen(pale(look), 2 * look.size.line))
            dark = look.colour("card" if look.dark else "ink")
            painter.strokePath(self._rings, QPen(dark, look.size.line))
        if self.example is not None:
            at, radius = frame.to_pixel(*self.example), _RING * diameter(frame, look, 1)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for name, width in (("card", 2.5 * look.size.line), ("ink", 1.25 * look.size.line)):
                painter.setPen(QPen(look.colour(name), width))
                painter.drawEllipse(at, radius, radius)


def _pairs_path(x: Array, y: Array) -> QPainterPath:
    """Each two points (x, y) that follow each other as a line of its own."""
    # Here, since the legend of these marks is there before pyqtgraph is loaded.
    import pyqtgraph as pg

    return pg.arrayToQPath(x, y, connect="pairs") if len(x) else QPainterPath()
