"""The one drawer of axes: what it writes is in the picture, and nobody else draws any."""

import ast
from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

import annplayground
from annplayground.gui.axes.drawn import Axes, fitting, room_below, room_beside, ticks
from annplayground.gui.axes.scales import log_scale, round_ticks, whole_ticks
from annplayground.gui.sizes import presentation
from annplayground.gui.text import number
from annplayground.gui.theme import DARK, LIGHT, Look

GUI = Path(annplayground.__file__).parent / "gui"
LOOKS = {"desk": Look(LIGHT), "dark": Look(DARK), "present": Look(LIGHT, presentation(720))}


class Painted:
    """Notes what a painter is asked for."""

    def __init__(self):
        self.texts, self.lines = [], []

    def setFont(self, font):  # noqa: N802
        self.metrics = QFontMetricsF(font)

    def setPen(self, pen):  # noqa: N802
        pass

    def drawText(self, box, flags, text):  # noqa: N802
        self.texts.append((box, text))
        assert self.metrics.horizontalAdvance(text) <= box.width() + 0.1

    def fillRect(self, line, colour):  # noqa: N802
        self.lines.append(line)

    def box(self, text):
        return next(box for box, written in self.texts if written == text)


@pytest.fixture(params=LOOKS)
def look(qapp, request):
    return LOOKS[request.param]


def painted(look, frame, across, up, width, name="", above=""):
    painter = Painted()
    axes = Axes(painter, look, frame, width)
    axes.grid(across, up)
    axes.numbers_left(up, above)
    axes.numbers_below(across, name)
    return painter


@pytest.mark.parametrize("low", [-0.001, -4.0, 0.0])
def test_numbers_and_names_are_in_the_picture_and_apart(look, low):
    width, height, values = 420.0, 300.0, round_ticks(low, 1.0)
    left, below = room_beside(look, map(number, values)), room_below(look)
    line = QFontMetricsF(look.font()).height()
    frame = QRectF(left + 9, 1.5 * line, width - left - 9 - line, height - 1.5 * line - below)
    across = fitting(
        ticks(values, lambda v: frame.left() + (v - low) / (1.0 - low) * frame.width()),
        frame.width(),
        look,
    )
    up = ticks(values, lambda v: frame.bottom() - (v - low) / (1.0 - low) * frame.height())
    painter = painted(look, frame, across, up, width, "z", "J")
    room = QRectF(0.0, -0.1, width + 0.1, height + 0.2)
    boxes = [box for box, _ in painter.texts]
    assert all(room.contains(box) for box in boxes if box.bottom() < frame.bottom() - line)
    rows = [box for box in boxes if box.top() > frame.bottom()]
    assert all(room.contains(box) for box in rows)
    assert not any(one.intersects(other) for one, other in combinations(rows, 2))
    assert painter.box("z").left() >= frame.right() - line
    assert painter.box("J").bottom() <= frame.top()


def test_a_number_gives_way_to_the_name_and_to_those_before_it(qapp):
    frame = QRectF(40.0, 10.0, 100.0, 50.0)
    across = [(40.0, "0"), (44.0, "0.1"), (139.0, "1000")]
    painter = painted(Look(), frame, across, [], 150.0, "epoch")
    assert [text for _, text in painter.texts] == ["epoch", "0"]
    painter = painted(Look(), frame, across, [], 250.0, "epoch")
    assert [text for _, text in painter.texts] == ["epoch", "0", "1000"]
    assert painter.box("epoch").left() > painter.box("1000").right()


def test_lines_lie_on_whole_pixels(look):
    frame = QRectF(40.0, 10.0, 100.0, 50.0)
    across, up = [(40.3, "0"), (77.7, "1")], [(12.5, "2")]
    painter = painted(look, frame, across, up, 150.0)
    assert len(painter.lines) == 3
    assert (
        {line.x() % 1 for line in painter.lines} == {line.y() % 1 for line in painter.lines} == {0}
    )
    assert [min(line.width(), line.height()) for line in painter.lines] == [look.size.thin] * 3


def test_ticks_are_round_and_few():
    assert round_ticks(-4.0, 4.0) == [-4.0, -2.0, 0.0, 2.0, 4.0]
    assert whole_ticks(20, 4) == [0, 5, 10, 15, 20]
    assert log_scale(0.012, 0.9).ticks(3) == [0.01, 0.1, 1.0]


PAINTS = ("drawText", "drawLine", "drawLines", "fillRect")


def drawers(source):
    """Functions that are named after axes and paint by themselves."""
    if not any(f"{name}(" in source for name in PAINTS):
        return
    for node in ast.walk(ast.parse(source)):
        words = ("axis", "axes", "grid", "tick")
        if isinstance(node, ast.FunctionDef) and any(word in node.name for word in words):
            called = {
                getattr(n.func, "attr", "") for n in ast.walk(node) if isinstance(n, ast.Call)
            }
            if called & set(PAINTS):
                yield node.name


def test_nobody_else_draws_axes():
    found = {
        str(path.relative_to(GUI)): names
        for path in GUI.rglob("*.py")
        if path.parent.name != "axes" and (names := list(drawers(path.read_text("utf-8"))))
    }
    assert found == {}
    assert list(drawers("def _paint_axis(p):\n    p.drawText(0, 0, '1')")) == ["_paint_axis"]
