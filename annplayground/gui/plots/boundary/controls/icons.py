"""The icon of the confusion matrix: four cells with the diagonal filled."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPen, QPixmap

from annplayground.gui.painting import painting
from annplayground.gui.theme import Look


def matrix_icon(look: Look, size: int) -> QIcon:
    """Drawn for both states of a button: plain, and pressed on the accent."""
    made = QIcon()
    for name, state in (("ink", QIcon.State.Off), ("on_accent", QIcon.State.On)):
        made.addPixmap(_draw(look, name, size), QIcon.Mode.Normal, state)
    made.addPixmap(_draw(look, "border", size), QIcon.Mode.Disabled, QIcon.State.Off)
    made.addPixmap(_draw(look, "border", size), QIcon.Mode.Disabled, QIcon.State.On)
    return made


def _draw(look: Look, name: str, size: int) -> QPixmap:
    pixmap = QPixmap(2 * size, 2 * size)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    with painting(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour, cell = look.colour(name), size * 0.36
        painter.setPen(QPen(colour, size / 12))
        for row in range(2):
            for column in range(2):
                painter.setBrush(colour if row == column else Qt.BrushStyle.NoBrush)
                left, top = size * (0.1 + 0.45 * column), size * (0.1 + 0.45 * row)
                painter.drawRoundedRect(QRectF(left, top, cell, cell), 1.5, 1.5)
    return pixmap
