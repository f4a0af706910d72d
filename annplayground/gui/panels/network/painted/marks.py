"""Marks over the diagram: a lock on saturated units, a cross on dead ones, the values that flow
forward for one example, and its numbers."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from annplayground.core.choices.activations import Array
from annplayground.core.run.snapshot import Diagnosis
from annplayground.core.words import translate
from annplayground.gui.panels.network.layout import Column, Layout, Node
from annplayground.gui.panels.network.numbers import NOTHING, Numbers
from annplayground.gui.text import fixed, number, percent
from annplayground.gui.theme import Look

# A unit is marked where it is saturated on at least this share of the samples.
SATURATED = 0.5
_LEAST_SIZE = 14.0  # smaller nodes have no room for a mark
_LEAST_SIZE_FOR_WORDS = 34.0


@dataclass(frozen=True)
class Marks:
    """What is written on the nodes; nothing by default.

    `flow` holds the values of each layer from the inputs, (units,), as far as they have come.
    """

    diagnosis: Diagnosis | None = None
    flow: tuple[Array, ...] = ()
    numbers: Numbers = NOTHING

    @property
    def written(self) -> Numbers:
        """The numbers; while values flow, those of the units that they have come to."""
        if not self.flow:
            return self.numbers
        units = ((node, lines) for node, lines in self.numbers.units if node.layer < len(self.flow))
        return replace(self.numbers, units=tuple(units))

    @property
    def key(self) -> bytes:
        """Changes when a mark would look different."""
        parts = list(self.flow)
        if self.diagnosis is not None:
            parts += [np.rint(share * 100.0) for share in self.diagnosis.saturated]
            parts += list(self.diagnosis.dead)
        return b"|".join(part.tobytes() for part in parts) + self.written.key


@dataclass(frozen=True)
class Health:
    """The lock of a saturated unit or the cross of a dead one, and where it is painted."""

    node: Node
    unit_rect: QRectF
    dead: bool
    share: float  # of the training samples on which it is saturated

    @property
    def rect(self) -> QRectF:
        """The corner of the unit in which it stands."""
        return _badge(self.unit_rect)


def health_marks(layout: Layout, marks: Marks) -> Iterator[Health]:
    """The locks and crosses that fit this layout."""
    if marks.diagnosis is None:
        return
    found = zip(layout.columns[1:-1], marks.diagnosis.saturated, marks.diagnosis.dead, strict=False)
    for layer, (column, saturated, dead) in enumerate(found, start=1):
        if column.size < _LEAST_SIZE or len(saturated) != len(column.rects):
            continue
        for unit, (rect, share, is_dead) in enumerate(
            zip(column.rects, saturated, dead, strict=True)
        ):
            if is_dead or share >= SATURATED:
                yield Health(Node(layer, unit), rect, bool(is_dead), float(share))


def paint_marks(painter: QPainter, layout: Layout, marks: Marks, look: Look) -> None:
    """Paint the marks that fit this layout."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(look.font(bold=True))
    for mark in health_marks(layout, marks):
        paint_health(painter, mark, look)
    if marks.numbers.units:
        return  # which are written as the values come
    for layer, (column, values) in enumerate(zip(layout.columns, marks.flow, strict=False)):
        _paint_values(painter, column, values, _pitch(layout), look, named=layer == 0)


def _pitch(layout: Layout) -> float:
    """From one column to the next, in pixels."""
    centres = [column.rects[0].center().x() for column in layout.columns if column.rects]
    return min((right - left for left, right in pairwise(centres)), default=0.0)


def paint_health(painter: QPainter, mark: Health, look: Look, words: bool = True) -> None:
    """Paint a lock or a cross, with words where there is room."""
    paint = _paint_cross if mark.dead else _paint_lock
    paint(painter, mark.unit_rect, look)
    if words:
        _paint_words(
            painter,
            mark.unit_rect,
            translate("Network", "dead") if mark.dead else percent(mark.share),
            look,
        )


def _badge(rect: QRectF) -> QRectF:
    """The corner of a node in which its mark stands."""
    side = min(max(rect.width() * 0.34, 9.0), 22.0)
    return QRectF(rect.right() - side * 0.7, rect.top() - side * 0.3, side, side)


def _paint_ground(painter: QPainter, rect: QRectF, look: Look) -> QRectF:
    badge = _badge(rect)
    painter.setPen(QPen(look.colour("bad"), 0.6 * look.size.line))
    painter.setBrush(look.colour("card"))
    painter.drawEllipse(badge)
    return badge


def _paint_cross(painter: QPainter, rect: QRectF, look: Look) -> None:
    badge = _paint_ground(painter, rect, look)
    inner = badge.adjusted(*(badge.width() * f for f in (0.3, 0.3, -0.3, -0.3)))
    painter.setPen(QPen(look.colour("bad"), max(badge.width() / 8, 0.75 * look.size.line)))
    painter.drawLine(inner.topLeft(), inner.bottomRight())
    painter.drawLine(inner.topRight(), inner.bottomLeft())


def _paint_lock(painter: QPainter, rect: QRectF, look: Look) -> None:
    badge = _paint_ground(painter, rect, look)
    width = badge.width()
    body = QRectF(
        badge.left() + 0.28 * width, badge.top() + 0.47 * width, 0.44 * width, 0.3 * width
    )
    painter.setPen(QPen(look.colour("bad"), max(width / 11, look.size.thin)))
    shackle = QRectF(
        badge.left() + 0.35 * width, badge.top() + 0.23 * width, 0.3 * width, 0.46 * width
    )
    painter.drawArc(shackle, 0, 180 * 16)
    painter.fillRect(body, look.colour("bad"))


def _paint_words(painter: QPainter, rect: QRectF, text: str, look: Look) -> None:
    """The share beside the mark, where the node is large enough."""
    if rect.width() < _LEAST_SIZE_FOR_WORDS:
        return
    metrics = QFontMetricsF(painter.font())
    badge = _badge(rect)
    place = QPointF(badge.right() + 3, badge.center().y() + metrics.ascent() / 2 - 1)
    _paint_outlined(painter, place, text, look)


def _paint_outlined(painter: QPainter, place: QPointF, text: str, look: Look) -> None:
    metrics = QFontMetricsF(painter.font())
    box = metrics.boundingRect(text).translated(place).adjusted(-3, -1, 3, 1)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("card", 225))
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(look.colour("bad"))
    painter.drawText(place, text)


def _paint_values(
    painter: QPainter, column: Column, values: Array, pitch: float, look: Look, named: bool
) -> None:
    """Each unit's value on its node, as it is written elsewhere if the column is wide enough; the
    inputs are `named` at their left, where nothing may cover it."""
    if column.size < _LEAST_SIZE or len(values) != len(column.rects):
        return
    metrics = QFontMetricsF(painter.font())
    for rect, value in zip(column.rects, values, strict=True):
        text = number(float(value))
        if metrics.horizontalAdvance(text) + 10 > pitch:
            text = fixed(float(value), 2)
        paint_value(
            painter, rect.center(), text, metrics, look, rect.left() if named else -math.inf
        )


def paint_value(
    painter: QPainter,
    centre: QPointF,
    text: str,
    metrics: QFontMetricsF,
    look: Look,
    left: float = -math.inf,
) -> None:
    """A number in the painter's font, on a dark ground that begins at `left` or further right."""
    box = QRectF(0, 0, metrics.horizontalAdvance(text) + 10, metrics.height() + 2)
    box.moveCenter(centre)
    box.moveLeft(max(box.left(), left))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("ink"))
    painter.drawRoundedRect(box, 5, 5)
    painter.setPen(look.colour("card"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
