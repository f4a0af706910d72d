"""The legend of the decision map: each mark as it is painted there, and what it means."""

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from annplayground.core.words import translate
from annplayground.gui.painting import kept
from annplayground.gui.plots.boundary.frame import Frame
from annplayground.gui.plots.boundary.regions.colours import map_table
from annplayground.gui.plots.boundary.regions.hatch import hatch_pen
from annplayground.gui.plots.boundary.samples.marks import Marks
from annplayground.gui.plots.boundary.samples.points import (
    Points,
    class_point,
    diameter,
    draw_marker,
    value_points,
)
from annplayground.gui.theme import CLASS_STYLES, Look
from annplayground.gui.widgets.sign import painted

TITLE = translate("Boundary", "On the decision boundary")
_LARGER = 1.5  # than on the map


def legend(look: Look) -> list[tuple[QPixmap, str]]:
    """(mark, meaning) of everything that is painted on the decision map."""
    names = [style.name for style in CLASS_STYLES]
    rows: tuple[tuple[Callable[[QPainter, QRectF, Look], None], str], ...] = (
        (
            partial(_samples, False),
            translate("Boundary", "Training samples of class {names}.").format(
                names=", ".join(names)
            ),
        ),
        (
            partial(_samples, True),
            translate("Boundary", "Test samples of the same classes: pale, with a coloured edge."),
        ),
        (
            _values,
            translate("Boundary", "Samples of a regression, in the colours of their targets."),
        ),
        (
            partial(_marked, "wrong"),
            translate("Boundary", "Predicted wrong: the sample is crossed."),
        ),
        (
            partial(_marked, "ringed"),
            translate("Boundary", "In the mini-batch that was trained last."),
        ),
        (
            partial(_marked, "example"),
            translate("Boundary", "The example that is taken apart in an explanation."),
        ),
        (
            _ground,
            translate(
                "Boundary",
                "What the network says: the colour of the class that wins, the stronger the "
                "surer; of a regression the output, as on its colour bar.",
            ),
        ),
        (_border, translate("Boundary", "The border between two classes, which are level there.")),
        (
            _hatched,
            translate(
                "Boundary",
                "Rising lines: {first} wins. Falling lines: {third} wins. No lines: {second}.",
            ).format(first=names[0], third=names[2], second=names[1]),
        ),
    )
    return [(painted(look, paint), words) for paint, words in rows]


def _samples(test: bool, painter: QPainter, room: QRectF, look: Look) -> None:
    _fill(painter, room, look, 0.0)
    for k in range(len(CLASS_STYLES)):
        at = QPointF(room.left() + (k + 0.5) * room.width() / 3, room.center().y())
        draw_marker(painter, class_point(k, test, look), at, _LARGER * look.size.point)


def _values(painter: QPainter, room: QRectF, look: Look) -> None:
    _fill(painter, room, look, 0.0)
    for k, row in enumerate((0, 128, 255)):
        at = QPointF(room.left() + (k + 0.5) * room.width() / 3, room.center().y())
        draw_marker(painter, value_points(look, False)[row], at, _LARGER * look.size.point)


def _marked(mark: str, painter: QPainter, room: QRectF, look: Look) -> None:
    """A square, of the first class, in the middle, with a mark."""
    _fill(painter, room, look, 0.0)
    point, marks = Points(np.zeros((1, 2)), np.zeros(1)), Marks()
    if mark == "wrong":
        marks.wrong = (np.ones(1, dtype=bool),)
    elif mark == "ringed":
        marks.ringed = point.X
    else:
        marks.example = (0.0, 0.0)
    with kept(painter):
        painter.translate(room.center())
        painter.scale(_LARGER, _LARGER)
        frame = Frame(QRectF(-50.0, -50.0, 100.0, 100.0), None)
        draw_marker(painter, class_point(0, False, look), QPointF(), diameter(frame, look, 1))
        marks.prepare((point,), frame, look)
        marks.paint(painter, frame, look)


def _ground(painter: QPainter, room: QRectF, look: Look) -> None:
    for k in range(32):
        place = QRectF(room.left() + k * room.width() / 32, room.top(), 1.0, room.height())
        place.setWidth(room.width() / 32 + 0.5)
        _fill(painter, place, look, 2.0 * k / 31 - 1.0)


def _border(painter: QPainter, room: QRectF, look: Look) -> None:
    _halves(painter, room, look)
    painter.setPen(QPen(look.colour("ink"), 0.7 * look.size.line))
    x = room.center().x()
    painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))


def _hatched(painter: QPainter, room: QRectF, look: Look) -> None:
    _fill(painter, room, look, -0.6)
    painter.setPen(hatch_pen(look))
    painter.setClipRect(room)
    step = room.height() / 2
    for k in range(-2, 6):
        start = QPointF(room.left() + k * step, room.bottom())
        painter.drawLine(start, start + QPointF(room.height(), -room.height()))


def _halves(painter: QPainter, room: QRectF, look: Look) -> None:
    left, right = QRectF(room), QRectF(room)
    left.setRight(room.center().x())
    right.setLeft(room.center().x())
    _fill(painter, left, look, -0.4)
    _fill(painter, right, look, 0.4)


def _fill(painter: QPainter, room: QRectF, look: Look, score: float) -> None:
    row = min(max(round(score * 127.5 + 127.5), 0), 255)
    painter.fillRect(room, QColor.fromRgb(int(map_table(look, True)[row])))
