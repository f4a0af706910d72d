"""Where the numbers on the diagram stand: each on its edge or at its unit, none over another."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from annplayground.gui.panels.network.layout import Node, Target, Weight
from annplayground.gui.panels.network.numbers import Numbers
from annplayground.gui.panels.network.painted.picture import Picture
from annplayground.gui.theme import Look

# Where along its edge a weight may stand, the best place first.
_ALONG = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8, 0.14, 0.86)
_PAD = 3.0  # pixels between a text and the edge of its ground


# In presentation texts may be smaller than others, in these shares, where that gives all a place.
_SHARES = (1.0, 0.85, 0.7)


@dataclass(frozen=True)
class Label:
    """A text of one or more lines at its place, in a font of so many points."""

    target: Target
    lines: tuple[str, ...]
    rect: QRectF
    points: int


def place_labels(picture: Picture, numbers: Numbers, look: Look) -> list[Label]:
    """A place for each number, in the largest text that leaves room for all; without those that
    find none: first units, then edges, then biases are given theirs."""
    count = len(numbers.units) + len(numbers.edges) + len(numbers.biases)
    placed: list[Label] = []
    for share in _SHARES if look.size.presenting else _SHARES[:1]:
        placed = _placed(picture, numbers, look, round(share * look.size.text))
        if len(placed) == count:
            break
    return placed


def _placed(picture: Picture, numbers: Numbers, look: Look, points: int) -> list[Label]:
    metrics = QFontMetricsF(look.font(points))
    columns = picture.layout.columns
    taken = [rect for column in columns for rect in column.rects]
    placed = []
    for target, lines, places in _wishes(picture, numbers, metrics):
        for rect in places:
            free = not any(rect.intersects(other) for other in taken)
            if free and picture.bounds.contains(rect):
                taken.append(rect)
                placed.append(Label(target, lines, rect, points))
                break
    return placed


def _wishes(
    picture: Picture, numbers: Numbers, metrics: QFontMetricsF
) -> Iterator[tuple[Target, tuple[str, ...], Iterable[QRectF]]]:
    """What is to be written, and where it may stand, the best place first."""
    columns = picture.layout.columns
    for node, lines in numbers.units:
        if not columns[node.layer].sheet:
            yield node, lines, [_below(columns[node.layer].rects[node.unit], lines, metrics)]
    for weight, text in numbers.edges:
        yield weight, (text,), _on_edge(picture, weight, _size(metrics, (text,)))
    for bias, text in numbers.biases:
        if not columns[bias.layer].sheet:
            square, lower = columns[bias.layer].rects[bias.j], _size(metrics, (text,))
            upper = QRectF(lower)
            lower.moveBottomRight(square.bottomLeft() - QPointF(4.0, 0.0))
            upper.moveBottomLeft(square.topLeft())
            yield bias, (text,), [lower, upper]


def _size(metrics: QFontMetricsF, lines: tuple[str, ...]) -> QRectF:
    width = max(metrics.horizontalAdvance(line) for line in lines)
    return QRectF(0.0, 0.0, width + 2 * _PAD, metrics.height() * len(lines))


def _below(node: QRectF, lines: tuple[str, ...], metrics: QFontMetricsF) -> QRectF:
    rect = _size(metrics, lines)
    rect.moveCenter(node.center())
    rect.moveTop(node.bottom() + 1.0)
    return rect


def _on_edge(picture: Picture, weight: Weight, size: QRectF) -> Iterator[QRectF]:
    path = picture.curves_into(weight.layer).path(weight.i, weight.j)
    for share in _ALONG:
        rect = QRectF(size)
        rect.moveCenter(path.pointAtPercent(share))
        yield rect


def paint_labels(painter: QPainter, labels: list[Label], look: Look) -> None:
    """Paint the numbers, each on a ground that parts it from the edges."""
    for label in labels:
        painter.setFont(look.font(label.points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("card", 235))
        painter.drawRoundedRect(label.rect, 3.0, 3.0)
        painter.setPen(look.colour("muted" if isinstance(label.target, Node) else "ink"))
        painter.drawText(label.rect, Qt.AlignmentFlag.AlignCenter, "\n".join(label.lines))
