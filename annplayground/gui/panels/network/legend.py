"""The legend of the diagram: each mark as it is painted there, and what it means."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF, QPainter, QPen, QPixmap

from annplayground.core.choices.activations import ACTIVATIONS
from annplayground.core.choices.notations import Symbolic
from annplayground.core.words import translate
from annplayground.gui.colormaps import diverging_pixels, to_image
from annplayground.gui.panels.network.layout import Node
from annplayground.gui.panels.network.mark_words import FLAT
from annplayground.gui.panels.network.painted.curves import pen
from annplayground.gui.panels.network.painted.marks import Health, paint_health, paint_value
from annplayground.gui.panels.network.painted.overlay import paint_ring
from annplayground.gui.panels.network.painted.picture import paint_bias
from annplayground.gui.text import number
from annplayground.gui.theme import Look, layer_colour
from annplayground.gui.widgets.sign import painted

TITLE = translate("Network", "On the network")


def legend(look: Look) -> list[tuple[QPixmap, str]]:
    """(mark, meaning) of everything that is painted on the diagram."""
    flat = translate("Network", " or ").join(
        f"{where} ({ACTIVATIONS[name].label.lower()})" for name, where in FLAT.items()
    )
    rows: tuple[tuple[Callable[[QPainter, QRectF, Look], None], str], ...] = (
        (
            _map,
            translate(
                "Network",
                "A unit, by its value a at every point of the plane: blue above 0 (of "
                "sigmoid 0.5), orange below, the stronger the further. The output is blue "
                "above the middle of its two targets; each of several outputs has the colour "
                "and the marker of its class.",
            ),
        ),
        (
            _positive,
            translate("Network", "A positive weight: blue, unbroken; the stronger, the larger."),
        ),
        (
            _negative,
            translate(
                "Network", "A negative weight: orange, dashed; the stronger, the further below 0."
            ),
        ),
        (_bias, translate("Network", "A bias of 0 or more, at a unit's lower left: blue, filled.")),
        (_negative_bias, translate("Network", "A negative bias: orange, hollow.")),
        (
            _lock,
            translate(
                "Network",
                "Saturated on at least half of the training samples: {flat}, where the slope "
                "is nearly 0 and little is learned. Beside it the share, where there is room.",
            ).format(flat=flat),
        ),
        (
            _cross,
            Symbolic(
                translate(
                    "Network",
                    "Dead: 0 on every training sample, and so is its slope. Only ReLU can die, "
                    "and Leaky ReLU with {leak} = 0.",
                )
            ),
        ),
        (_ring, translate("Network", "Under the pointer, or chosen.")),
        (
            _value,
            translate(
                "Network", "A unit's value for the example in focus, in the forward propagation."
            ),
        ),
        (_layer, translate("Network", "The colour of a layer, here and in the charts.")),
    )
    return [(painted(look, paint), look.written(words)) for paint, words in rows]


def _square(room: QRectF) -> QRectF:
    square = room.adjusted(2.0, 2.0, 0.0, -2.0)
    square.setWidth(square.height())
    return square


def _map(painter: QPainter, room: QRectF, look: Look) -> None:
    row = diverging_pixels(look.colours)
    painter.drawImage(_square(room), to_image(np.tile(row, (2, 1))))


def _positive(painter: QPainter, room: QRectF, look: Look) -> None:
    _weight(painter, room, look, 1.0)


def _negative(painter: QPainter, room: QRectF, look: Look) -> None:
    _weight(painter, room, look, -1.0)


def _weight(painter: QPainter, room: QRectF, look: Look, sign: float) -> None:
    colour = look.colour("negative" if sign < 0 else "positive")
    painter.setPen(pen(look, colour, 2.0 * look.size.line, sign < 0))
    middle = room.center().y()
    painter.drawLine(QPointF(room.left(), middle), QPointF(room.right(), middle))


def _bias(painter: QPainter, room: QRectF, look: Look) -> None:
    paint_bias(painter, _mark(room), 1.0, look)


def _negative_bias(painter: QPainter, room: QRectF, look: Look) -> None:
    paint_bias(painter, _mark(room), -1.0, look)


def _mark(room: QRectF) -> QRectF:
    side = round(0.5 * room.height())
    return QRectF(room.left(), room.center().y() - side / 2, side, side)


def _lock(painter: QPainter, room: QRectF, look: Look) -> None:
    _health(painter, room, look, dead=False)


def _cross(painter: QPainter, room: QRectF, look: Look) -> None:
    _health(painter, room, look, dead=True)


def _health(painter: QPainter, room: QRectF, look: Look, dead: bool) -> None:
    """The upper right corner of a unit, in which the mark stands."""
    side = 1.5 * room.height()
    unit = QRectF(0.0, room.top() + 0.25 * room.height(), side, side)
    unit.moveRight(room.left() + 0.65 * room.width())
    painter.setPen(QPen(look.colour("muted"), look.size.thin))
    painter.setBrush(look.colour("control"))
    painter.drawRoundedRect(unit, 4.0, 4.0)
    paint_health(painter, Health(Node(1, 0), unit, dead, 0.0), look, words=False)


def _ring(painter: QPainter, room: QRectF, look: Look) -> None:
    paint_ring(painter, _square(room), look)


def _value(painter: QPainter, room: QRectF, look: Look) -> None:
    painter.setFont(look.font(bold=True))
    paint_value(painter, room.center(), number(0.76), QFontMetricsF(painter.font()), look)


def _layer(painter: QPainter, room: QRectF, look: Look) -> None:
    mark = QRectF(room.left(), room.center().y(), room.width(), 1.5 * look.size.line)
    painter.fillRect(mark, layer_colour(1, 2, look))
