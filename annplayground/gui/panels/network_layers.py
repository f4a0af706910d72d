"""The picture of the network in three layers, so that only what changed is painted anew: below the
maps the weights, above them frames, biases, names and marks.

The weights' thick curves cost most. While a run trains they are painted ten times a second at
most, which looks as smooth; the maps between them keep up with every snapshot.
"""

import time

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPixmap

from annplayground.gui.panels.network_marks import Marks, paint_marks
from annplayground.gui.panels.network_picture import Picture
from annplayground.gui.panels.network_run import ShownRun
from annplayground.gui.theme import Look

LAYER_SECONDS = 0.1


class Layers:
    """Paints a Picture into a pixmap, layer by layer."""

    def __init__(self, picture: Picture) -> None:
        self._picture = picture
        self._size, self._scale = QSize(), 1.0
        self._look = Look()
        self._below, self._above = _Layer(), _Layer()
        self._whole: QPixmap | None = None

    def arrange(self, size: QSize, scale: float, look: Look) -> None:
        """Paint everything anew, in this size (pixels) and scale (device pixels to a pixel)."""
        self._size, self._scale, self._look = size, scale, look
        self._below, self._above = _Layer(), _Layer()
        self._whole = None

    def refresh(self) -> None:
        """Values may have changed: the next `pixmap` looks for what to paint anew."""
        self._whole = None

    def pixmap(self, run: ShownRun, marks: Marks) -> QPixmap:
        """The whole picture of the newest values."""
        if self._whole is None:
            self._renew(run, marks)
            self._whole = self._new_pixmap()
            painter = self._painter(self._whole)
            painter.drawPixmap(0, 0, self._below.pixmap)
            self._picture.paint_maps(painter, run)
            painter.drawPixmap(0, 0, self._above.pixmap)
            painter.end()
        return self._whole

    def _renew(self, run: ShownRun, marks: Marks) -> None:
        key = self._picture.weights_key(run)
        if self._below.is_due(key, run.playing):
            self._below.pixmap = self._new_pixmap()
            painter = self._painter(self._below.pixmap)
            self._picture.paint_weights(painter, run)
            painter.end()
        key = self._picture.frames_key(run) + marks.key
        if self._above.is_due(key, run.playing):
            self._above.pixmap = self._new_pixmap()
            self._above.pixmap.fill(Qt.GlobalColor.transparent)
            painter = self._painter(self._above.pixmap)
            self._picture.paint_frames(painter, run)
            paint_marks(painter, self._picture.layout, marks, self._look)
            painter.end()

    def _new_pixmap(self) -> QPixmap:
        pixmap = QPixmap(self._size * self._scale)
        pixmap.setDevicePixelRatio(self._scale)
        return pixmap

    def _painter(self, pixmap: QPixmap) -> QPainter:
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(self._look.font())
        return painter


class _Layer:
    """A painted layer, and what it was painted from."""

    def __init__(self) -> None:
        self.pixmap = QPixmap()
        self._key: bytes | None = None
        self._painted = 0.0

    def is_due(self, key: bytes, playing: bool) -> bool:
        """Whether it is to be painted from what this key stands for; then it counts as painted."""
        now = time.monotonic()
        if key == self._key or (
            playing and self._key is not None and now - self._painted < LAYER_SECONDS
        ):
            return False
        self._key, self._painted = key, now
        return True
