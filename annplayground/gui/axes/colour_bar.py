"""A bar of colours beside a picture: what they mean, with numbers at its right."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from annplayground.gui.axes.drawn import Axes, Tick
from annplayground.gui.colormaps import Pixels, to_image
from annplayground.gui.theme import Look


def paint_colour_bar(
    painter: QPainter,
    look: Look,
    bar: QRectF,
    width: float,
    pixels: Pixels,
    up: Sequence[Tick],
    name: str,
) -> None:
    """A bar of pixels (n, 1), the first at the top, in a picture of a `width`; its name stands
    above it."""
    painter.drawImage(bar, to_image(pixels))
    painter.setPen(QPen(look.colour("edge"), look.size.thin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar)
    # Without marks: beside a number they would read as a minus sign.
    Axes(painter, look, bar, width).numbers_right(up, away=5.0)
    line = QFontMetricsF(look.font()).height()
    above = QRectF(bar.left(), bar.top() - 1.5 * line, width - bar.left(), line)
    painter.drawText(above, Qt.AlignmentFlag.AlignLeft, name)
