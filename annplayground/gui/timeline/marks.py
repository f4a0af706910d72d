"""The marks on the track: which stand together, what they say, and how they look."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from annplayground.core.run.snapshot import Mark
from annplayground.core.words import translate
from annplayground.gui.document.change_names import changes
from annplayground.gui.text import count, number
from annplayground.gui.theme import Look

_COLOURS = {
    "settings": "accent",
    "best_test": "good",
    "divergence": "bad",
    "lesson": "warning",
    "began": "warning",
    "ended": "warning",
}
_MOST_LINES = 12


@dataclass(frozen=True)
class Group:
    """Marks of one kind and run that stand too near to be seen apart, and their pixel."""

    marks: tuple[Mark, ...]
    x: float

    @property
    def epoch(self) -> int:
        """Where a click goes: to the first of them."""
        return self.marks[0].epoch

    @property
    def kind(self) -> str:
        """What they are."""
        return self.marks[0].kind

    @property
    def who(self) -> str:
        """Whose they are, A's or B's; empty where there is no B."""
        return self.marks[0].who


def grouped(marks: Sequence[Mark], pixel: Callable[[float], float], distance: float) -> list[Group]:
    """The marks, those of one kind and run together whose pixels are nearer than a distance."""
    found: list[Group] = []
    for mark in marks:
        x = pixel(mark.epoch)
        near = [
            k
            for k, g in enumerate(found)
            if (g.kind, g.who) == (mark.kind, mark.who) and x - g.x < distance
        ]
        if near:
            group = found[near[-1]]
            found[near[-1]] = Group((*group.marks, mark), group.x)
        else:
            found.append(Group((mark,), x))
    return found


def said(group: Group, look: Look) -> str:
    """What happened there, a line for each; of many the first ones and how many more."""
    lines = [line for mark in group.marks for line in _lines(mark, look)]
    more = len(lines) - _MOST_LINES
    if more > 0:
        lines = [
            *lines[:_MOST_LINES],
            translate("Timeline", "and {n} more").format(n=count(more)),
        ]
    return "\n".join(lines)


def _lines(mark: Mark, look: Look) -> list[str]:
    where = translate("Timeline", "epoch {n}").format(n=count(mark.epoch))
    where = where if mark.exact else f"≈ {where}"
    where = f"{mark.who}, {where}" if mark.who else where
    if mark.settings is not None:
        return [f"{where}: {change.text}" for change in changes(*mark.settings)]
    if mark.kind == "lesson":
        return [f"{where}: {look.written(mark.cause)}"]
    if mark.kind in ("began", "ended"):
        text = (
            translate("Timeline", "{where}, began: {finding}")
            if mark.kind == "began"
            else translate("Timeline", "{where}, ended: {finding}")
        )
        return [text.format(where=where, finding=mark.cause)]
    if mark.kind == "best_test":
        return [
            look.written(
                translate("Timeline", "{where}: lowest {J} on the test set, {loss}"),
                where=where,
                loss=number(mark.loss),
            )
        ]
    return [
        translate("Timeline", "{where}: diverged, {cause}").format(where=where, cause=mark.cause)
    ]


def paint_mark(painter: QPainter, group: Group, y: float, size: float, look: Look) -> None:
    """A triangle where settings were changed, a diamond at the best epoch, a cross where training
    diverged, a square where a lesson has something to say, and an arrowhead where a finding began,
    to the right, or ended, to the left; B's are hollow. `size` is half its
    width."""
    colour = look.colour(_COLOURS[group.kind])
    shape = [QPointF(group.x + size * dx, y + size * dy) for dx, dy in _SHAPES[group.kind]]
    if group.kind == "divergence":
        painter.setPen(QPen(colour, look.size.line))
        painter.drawLine(shape[0], shape[1])
        painter.drawLine(shape[2], shape[3])
        return
    hollow = group.who == "B"
    painter.setPen(QPen(colour, look.size.line) if hollow else Qt.PenStyle.NoPen)
    painter.setBrush(look.colour("card") if hollow else colour)
    painter.drawPolygon(QPolygonF(shape))


_SHAPES = {
    "settings": ((-1, -0.8), (1, -0.8), (0, 1)),
    "best_test": ((0, -1.1), (1, 0), (0, 1.1), (-1, 0)),
    "lesson": ((-0.8, -0.8), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8)),
    "began": ((-0.7, -1), (1, 0), (-0.7, 1)),
    "ended": ((0.7, -1), (-1, 0), (0.7, 1)),
    "divergence": ((-0.8, -0.8), (0.8, 0.8), (-0.8, 0.8), (0.8, -0.8)),
}
