"""The probe: what the network says at one point, as cross-hair and readout."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.samples import predicted_classes
from annplayground.core.words import translate
from annplayground.gui.plots.boundary.frame import Frame
from annplayground.gui.plots.boundary.samples.points import class_point, draw_marker
from annplayground.gui.text import fixed, number
from annplayground.gui.theme import CLASS_STYLES, Look


@dataclass(frozen=True)
class Line:
    """One line of the readout, after the marker of a class if it speaks of one; `short` is for
    where the whole does not fit."""

    text: str
    short: str
    label: int | None = None
    strong: bool = False


def readout(snapshot: Snapshot, x1: float, x2: float) -> list[Line]:
    """What the network of a snapshot says at (x₁, x₂)."""
    a = snapshot.predict(np.array([[x1, x2]]))
    winner = int(predicted_classes(snapshot.experiment, a)[0])
    place = f"x₁ {fixed(x1, 2)}   x₂ {fixed(x2, 2)}"
    said = _said(a[0], winner, snapshot.experiment)
    return [*said, Line(place, f"({fixed(x1, 1)}, {fixed(x2, 1)})")]


def _said(a: np.ndarray, winner: int, experiment: Experiment) -> list[Line]:
    output, classes = experiment.network.output, experiment.data.n_classes
    if not np.isfinite(a).all():
        return [
            Line(
                translate("Boundary", "not a finite number"),
                translate("Boundary", "not finite"),
                strong=True,
            )
        ]
    if classes == 0:
        value = f"a = {number(float(a[0]))}"
        return [Line(value, value, strong=True)]
    if output == "sigmoid":
        return [_probability(float(a[0]), 1)]
    if output == "softmax" and classes == 2:
        return [_probability(float(a[1]), 1)]
    if output == "softmax":
        return [_probability(float(p), k, k == winner) for k, p in enumerate(a)]
    value = f"a = {number(float(a[0]))}"
    return [Line(f"{value} → {CLASS_STYLES[winner].name}", value, winner, strong=True)]


def _probability(p: float, label: int, strong: bool = True) -> Line:
    name = CLASS_STYLES[label].name
    relation, shown = "=", fixed(p, 2)
    # Never 0 or 1: no network is that sure.
    if p < 0.005:
        relation, shown = "<", "0.01"
    elif p > 0.995:
        relation, shown = ">", "0.99"
    short = f"{relation} {shown}" if relation != "=" else shown
    return Line(f"p({name}) {relation} {shown}", short, label, strong)


def draw_probe(
    painter: QPainter, frame: Frame, bounds: QRectF, look: Look, at: QPointF, lines: list[Line]
) -> None:
    """Cross-hair through a place, and the readout beside it, always inside `bounds`."""
    at = QPointF(int(at.x()) + 0.5, int(at.y()) + 0.5)  # on whole pixels: crisp
    _draw_cross_hair(painter, frame.square, look, at)
    area = readout_area(bounds, look, at, lines)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("ink"))
    painter.drawRoundedRect(area, 6, 6)
    gap, marker = look.size.gap, _marker_room(look)
    short = _room(look, lines, short=False) > bounds.width() - 2 * gap
    baseline = area.top() + gap * 0.75 + QFontMetricsF(look.font()).ascent()
    for line in lines:
        x = area.left() + gap
        if line.label is not None:
            middle = baseline - QFontMetricsF(look.font()).capHeight() / 2
            style = class_point(line.label, False, look)
            draw_marker(painter, style, QPointF(x + marker / 2 - 3, middle), marker * 0.62)
            x += marker
        painter.setFont(look.font(bold=line.strong))
        painter.setPen(look.colour("card"))
        painter.drawText(QPointF(x, baseline), line.short if short else line.text)
        baseline += QFontMetricsF(look.font()).height()


def _draw_cross_hair(painter: QPainter, square: QRectF, look: Look, at: QPointF) -> None:
    ring, width = 0.65 * look.size.point, look.size.line
    pen = QPen(look.colour("ink", 190), look.size.thin, Qt.PenStyle.CustomDashLine)
    pen.setDashPattern([4, 3])
    painter.setPen(pen)
    for start, end in (
        (QPointF(square.left(), at.y()), QPointF(at.x() - ring, at.y())),
        (QPointF(square.right(), at.y()), QPointF(at.x() + ring, at.y())),
        (QPointF(at.x(), square.top()), QPointF(at.x(), at.y() - ring)),
        (QPointF(at.x(), square.bottom()), QPointF(at.x(), at.y() + ring)),
    ):
        painter.drawLine(start, end)
    painter.setPen(QPen(look.colour("ink"), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(at, ring, ring)


def readout_area(bounds: QRectF, look: Look, at: QPointF, lines: list[Line]) -> QRectF:
    """The readout's rectangle: above and to the right of the place, or wherever it fits."""
    gap = look.size.gap
    short = _room(look, lines, short=False) > bounds.width() - 2 * gap
    width = min(_room(look, lines, short) + 2 * gap, bounds.width())
    height = QFontMetricsF(look.font()).height() * len(lines) + 1.5 * gap
    away = 1.5 * gap
    left, top = at.x() + away, at.y() - away - height
    if left + width > bounds.right():
        left = at.x() - away - width
    if top < bounds.top():
        top = at.y() + away
    left = min(max(left, bounds.left()), bounds.right() - width)
    top = min(max(top, bounds.top()), bounds.bottom() - height)
    return QRectF(left, top, width, height)


def _room(look: Look, lines: list[Line], short: bool) -> float:
    """Width of the widest line, with the marker."""
    return max(
        QFontMetricsF(look.font(bold=line.strong)).horizontalAdvance(
            line.short if short else line.text
        )
        + (_marker_room(look) if line.label is not None else 0.0)
        for line in lines
    )


def _marker_room(look: Look) -> float:
    return QFontMetricsF(look.font()).height()
