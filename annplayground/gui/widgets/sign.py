"""Small pictures of marks, as a legend shows them."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPixmap

from annplayground.gui.painting import painting
from annplayground.gui.theme import Look

Paint = Callable[[QPainter, QRectF, Look], None]
_SCALE = 2.0  # device pixels to a pixel: crisp on every screen
_LINES, _WIDE = 1.8, 1.6  # height in lines of text, and width in heights


def painted(look: Look, paint: Paint) -> QPixmap:
    """What `paint` draws into a rectangle somewhat higher than a line of text."""
    height = round(_LINES * QFontMetricsF(look.font()).height())
    size = QSizeF(round(_WIDE * height), height)
    picture = QPixmap((size * _SCALE).toSize())
    picture.setDevicePixelRatio(_SCALE)
    picture.fill(Qt.GlobalColor.transparent)
    with painting(picture) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint(painter, QRectF(0.0, 0.0, size.width(), size.height()).adjusted(2, 2, -2, -2), look)
    return picture
