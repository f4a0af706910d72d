"""What is painted over the picture of the network: rings, lit weights, the tag, the large map."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPainterPath, QPen

from annplayground.gui.panels.network.painted.curves import pen
from annplayground.gui.theme import Look

# Sides of the large map, as shares of the largest: one that stands above its text, and the least.
_GOOD_MAP, _SMALL_MAP = 0.64, 0.25
_PADDING = 10.0
_DISTANCE = 14.0  # between a node and its large map


def paint_ring(painter: QPainter, rect: QRectF, look: Look) -> None:
    """A ring in the accent colour around a node or a mark."""
    painter.setPen(QPen(look.colour("accent"), 1.25 * look.size.line))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(-1.5, -1.5, 1.5, 1.5), 6.0, 6.0)


def paint_lit_weight(
    painter: QPainter, path: QPainterPath, share: float, width: float, look: Look
) -> None:
    """A weight at full strength of colour, parted from the others by a seam of the card's."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    colour = look.colour("positive" if share >= 0 else "negative")
    for one in (
        pen(look, look.colour("card"), width + 3.0, negative=False),
        pen(look, colour, width, share < 0),
    ):
        painter.setPen(one)
        painter.drawPath(path)


def paint_tag(painter: QPainter, bounds: QRectF, at: QPointF, text: str, look: Look) -> None:
    """A small label near a point, within bounds."""
    metrics = QFontMetricsF(look.font())
    width = min(metrics.horizontalAdvance(text) + 2 * _PADDING, bounds.width())
    tag = QRectF(at.x() - width / 2.0, at.y() - metrics.height() - 24.0, width, 0.0)
    tag.setHeight(metrics.height() + 10.0)
    if tag.top() < bounds.top():
        tag.moveTop(at.y() + 18.0)
    _keep_within(tag, bounds)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("ink"))
    painter.drawRoundedRect(tag, 6.0, 6.0)
    painter.setPen(look.colour("card"))
    painter.setFont(look.font())
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - _PADDING)
    painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, shown)


def paint_popover(
    painter: QPainter,
    bounds: QRectF,
    node: QRectF,
    image: QImage | None,
    lines: Sequence[str],
    look: Look,
) -> None:
    """The large map of a node beside it, with its title and what else is known (the further
    lines): below the map if that fits, else at its right."""
    bounds = bounds.adjusted(6.0, 2.0, -6.0, -8.0)
    written = _wrapped(lines, _room_beside(node, bounds) - 2 * _PADDING, look)
    text = QSizeF(
        max(QFontMetricsF(font).horizontalAdvance(line) for line, font in written),
        sum(QFontMetricsF(font).height() for _, font in written),
    )
    side, below = map_side(node, bounds, text, look)
    if below:
        size = QSizeF(max(side, text.width()), side + _PADDING + text.height())
    else:
        beside = side + _PADDING if side else 0.0
        size = QSizeF(beside + text.width(), max(side, text.height()))
    frame = _beside(node, bounds, size)
    _paint_frame(painter, frame, look)
    corner = frame.topLeft() + QPointF(_PADDING, _PADDING)
    map_rect = QRectF(corner, QSizeF(side, side))
    start = QPointF(corner.x(), map_rect.bottom() + _PADDING)
    if not below:
        left = map_rect.right() + _PADDING if side else corner.x()
        start = QPointF(left, frame.center().y() - text.height() / 2.0)
    if side:
        _paint_map(painter, map_rect, image, look)
    painter.setPen(look.colour("ink"))
    for line, font in written:
        painter.setFont(font)
        painter.drawText(start + QPointF(0.0, QFontMetricsF(font).ascent()), line)
        start += QPointF(0.0, QFontMetricsF(font).height())


def _room_beside(node: QRectF, bounds: QRectF) -> float:
    """The width at the wider side of a node, where it is not covered."""
    return max(node.left() - bounds.left(), bounds.right() - node.right()) - _DISTANCE


def _wrapped(lines: Sequence[str], width: float, look: Look) -> list[tuple[str, QFont]]:
    """The lines, the first of them bold, broken between words where they are wider."""
    rows = []
    for index, line in enumerate(lines):
        font = look.font(bold=index == 0)
        advance = QFontMetricsF(font).horizontalAdvance
        row, *words = line.split(" ")
        for word in words:
            if advance(f"{row} {word}") > width:
                rows.append((row, font))
                row = word
            else:
                row = f"{row} {word}"
        rows.append((row, font))
    return rows


def map_side(node: QRectF, bounds: QRectF, text: QSizeF, look: Look) -> tuple[float, bool]:
    """The side of the large map of a node, and whether the text stands below it: as large as there
    is room at the wider side of the node, so that it is not covered. A map that would be too small
    is left out."""
    room = QSizeF(_room_beside(node, bounds) - 2 * _PADDING, bounds.height() - 2 * _PADDING)
    largest = float(look.size.map)
    above = min(room.height() - text.height() - _PADDING, room.width(), largest)
    beside = min(room.width() - text.width() - _PADDING, room.height(), largest)
    below = above >= _GOOD_MAP * largest or above >= beside
    side = above if below else beside
    return (side, below) if side >= _SMALL_MAP * largest else (0.0, False)


def _paint_map(painter: QPainter, rect: QRectF, image: QImage | None, look: Look) -> None:
    if image is not None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(rect, image)
    half = look.size.thin / 2.0
    painter.setPen(QPen(look.colour("muted"), look.size.thin))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(half, half, -half, -half))


def _beside(node: QRectF, bounds: QRectF, content: QSizeF) -> QRectF:
    """A frame around some content, at the side of a node where there is more room."""
    width, height = content.width() + 2 * _PADDING, content.height() + 2 * _PADDING
    frame = QRectF(node.right() + _DISTANCE, node.center().y() - height / 2.0, width, height)
    if bounds.right() - node.right() < node.left() - bounds.left():
        frame.moveRight(node.left() - _DISTANCE)
    _keep_within(frame, bounds)
    frame.moveTo(round(frame.left()), round(frame.top()))
    return frame


def _keep_within(rect: QRectF, bounds: QRectF) -> None:
    rect.moveRight(min(rect.right(), bounds.right()))
    rect.moveLeft(max(rect.left(), bounds.left()))
    rect.moveBottom(min(rect.bottom(), bounds.bottom()))
    rect.moveTop(max(rect.top(), bounds.top()))


def _paint_frame(painter: QPainter, frame: QRectF, look: Look) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    for spread in (5.0, 3.0, 1.5):
        painter.setBrush(QColor(0, 0, 0, 14))
        shadow = frame.adjusted(-spread, -spread + 2.0, spread, spread + 2.0)
        painter.drawRoundedRect(shadow, 8.0 + spread, 8.0 + spread)
    painter.setPen(QPen(look.colour("border"), 1.0))
    painter.setBrush(look.colour("card"))
    painter.drawRoundedRect(frame.adjusted(0.5, 0.5, -0.5, -0.5), 8.0, 8.0)
