"""The picture of the network in two buffers, so that only what changed is painted anew: below the
maps the weights, above them frames, biases, names and marks.

The weights' thick curves cost most. While a run trains they are painted ten times a second at
most, which looks as smooth; the maps between them keep up with every snapshot.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from annplayground.gui.painting import painting
from annplayground.gui.panels.network.numbers import Numbers
from annplayground.gui.panels.network.painted.marks import Marks, paint_marks
from annplayground.gui.panels.network.painted.number_labels import Label, paint_labels, place_labels
from annplayground.gui.panels.network.painted.picture import Picture
from annplayground.gui.panels.network.shown_run import ShownRun
from annplayground.gui.theme import Look

BUFFER_SECONDS = 0.1


class Buffers:
    """Paints a Picture, and keeps what changes seldom.

    Attribute: `labels`, the numbers that are written on the diagram.
    """

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self.labels: list[Label] = []
        self.arrange(QSize(), 1.0, Look())

    def arrange(self, size: QSize, scale: float, look: Look) -> None:
        """Paint everything anew, in this size (pixels) and scale (device pixels to a pixel)."""
        self._size, self._scale, self._look = size, scale, look
        self._below = _Buffer(look.colour("card"))
        self._above = _Buffer(QColor(Qt.GlobalColor.transparent))

    def paint(
        self,
        painter: QPainter,
        run: ShownRun,
        marks: Marks,
        lit: Callable[[QPainter], None] | None = None,
    ) -> None:
        """Paint the newest values; `lit` paints over the weights, and below what is written."""
        self._renew(run, marks)
        painter.drawPixmap(0, 0, self._below.pixmap)
        self._prepare(painter)
        self._picture.paint_maps(painter, run)
        if lit is not None:
            lit(painter)
        painter.drawPixmap(0, 0, self._above.pixmap)

    def _renew(self, run: ShownRun, marks: Marks) -> None:
        key = self._picture.weights_key(run)
        if self._below.is_due(key, run.playing):
            with self._painting(self._below, key) as painter:
                self._picture.paint_weights(painter, run)
        key = self._picture.frames_key(run) + marks.key
        if self._above.is_due(key, run.playing):
            with self._painting(self._above, key) as painter:
                self._picture.paint_frames(painter, run)
                paint_marks(painter, self._picture.layout, marks, self._look)
                self._paint_numbers(painter, marks.written)

    def _paint_numbers(self, painter: QPainter, numbers: Numbers) -> None:
        self.labels = place_labels(self._picture, numbers, self._look)
        paint_labels(painter, self.labels, self._look)  # and the caption in their size
        if numbers.caption:
            self._picture.paint_caption(painter, numbers.caption)

    @contextmanager
    def _painting(self, buffer: "_Buffer", key: bytes) -> Iterator[QPainter]:
        """A painter on the buffer, which is then painted from what the key stands for."""
        if buffer.pixmap.isNull():
            buffer.pixmap = QPixmap(self._size * self._scale)
            buffer.pixmap.setDevicePixelRatio(self._scale)
        buffer.pixmap.fill(buffer.ground)
        with painting(buffer.pixmap) as painter:
            self._prepare(painter)
            yield painter
        buffer.keep(key)

    def _prepare(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(self._look.font())


class _Buffer:
    """A kept painting, and what it was painted from."""

    def __init__(self, ground: QColor) -> None:
        self.ground = ground
        self.pixmap = QPixmap()
        self._key: bytes | None = None
        self._painted = 0.0

    def is_due(self, key: bytes, playing: bool) -> bool:
        """Whether it is to be painted from what this key stands for."""
        if key == self._key:
            return False
        fresh = self._key is not None and time.monotonic() - self._painted < BUFFER_SECONDS
        return not (playing and fresh)

    def keep(self, key: bytes) -> None:
        """It is painted, all of it."""
        self._key, self._painted = key, time.monotonic()
