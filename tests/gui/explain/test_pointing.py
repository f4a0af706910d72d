"""A symbol and its place in the diagram light each other, by mouse and by key."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFontMetricsF, QMouseEvent
from PySide6.QtWidgets import QApplication

from annplayground.core.experiment import Experiment
from annplayground.gui.explain.equations.rows import awaited
from annplayground.gui.explain.focus import Focus
from annplayground.gui.main_window import MainWindow
from annplayground.gui.panels.network.layout import Node, Weight


@pytest.fixture
def window(qtbot):
    made = MainWindow(Experiment(), remember=False)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    yield made
    made.close()


@pytest.fixture
def written(qtbot, window):
    """What the chain rule writes, whole and typeset."""
    qtbot.waitUntil(lambda: window.controller.snapshot is not None)
    window.explain.focus = Focus(1, 0, 1)
    window.explain.show_view("forward")
    window.explain.show_view("chain")
    sheet = window.explain.current.sheet.written
    qtbot.waitUntil(lambda: bool(sheet.blocks) and not sheet.typesetting)
    qtbot.waitUntil(lambda: len(placed(sheet)) > 5)
    sheet.clearFocus()
    diagram(window).clearFocus()
    point(sheet, QPointF(-1, -1))
    point(diagram(window), QPointF(1, 1))
    return sheet


def diagram(window):
    return window.network._diagram


def placed(sheet):
    return [(part, box) for part, box in sheet._parts() if part.place]


def point(widget, at):
    """Move the pointer there."""
    moved = QMouseEvent(
        QEvent.Type.MouseMove,
        at,
        widget.mapToGlobal(at),
        Qt.MouseButton.NoButton,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, moved)


def nodes(place):
    return tuple(Node(*end) for end in place)


def test_every_factor_lights_its_unit_or_weight(qtbot, window, written):
    rest = diagram(window).grab().toImage()
    symbols = {}
    for part, box in placed(written):
        symbols[part.symbol] = part.place
        point(written, box.center())
        assert written.lit == part.place
        assert diagram(window)._lit == nodes(part.place)
        assert diagram(window).grab().toImage() != rest
    rule = window.controller.snapshot.chain
    first, second = rule.paths[0].units[:2]
    assert first == 0
    assert symbols["x₂"] == ((0, 1),)
    assert symbols[f"W₂[1,{second + 1}]"] == ((1, 0), (2, second))
    assert symbols["f′(z₁[1])"] == ((1, 0),)
    assert symbols[f"W₃[{second + 1},1]"] == ((2, second), (3, 0))
    assert symbols["(p₃ − y)"] == ((3, 0),)
    QApplication.sendEvent(written, QEvent(QEvent.Type.Leave))
    assert written.lit == ()
    assert diagram(window).grab().toImage() == rest


def test_what_is_pointed_at_in_the_diagram_lights_its_symbols(qtbot, window, written):
    rest = written.grab().toImage()
    for target, place in (
        (Node(1, 0), ((1, 0),)),
        (Node(3, 0), ((3, 0),)),
        (Weight(1, 1, 0), ((0, 1), (1, 0))),
    ):
        point(diagram(window), centre(window, target))
        assert written.lit == place
        assert (written.grab().toImage() != rest) == any(
            p.place == place for p, _ in placed(written)
        )
    point(diagram(window), QPointF(1, 1))
    assert written.lit == ()


def centre(window, target):
    if isinstance(target, Weight):
        return diagram(window).weight_point(target)
    return diagram(window).layout_of_nodes.columns[target.layer].rects[target.unit].center()


def test_the_symbols_of_the_bars_light_and_are_lit_with_them(qtbot, window, written):
    bars = window.explain.current.bars
    rest = bars.grab().toImage()
    pitch = bars._pitch(QFontMetricsF(bars._look.font()))
    symbols = {part.symbol.strip("()"): part.place for part, _ in placed(written)}
    for column, index in enumerate(bars.shown):
        point(bars, QPointF((column + 0.5) * pitch, bars.height() / 2))
        assert diagram(window)._lit == nodes(bars.lit)
        assert written.lit == bars.lit
        assert bars.lit == bars._places[index]
        assert bars.lit in symbols.values()
        assert bars.grab().toImage() != rest
    QApplication.sendEvent(bars, QEvent(QEvent.Type.Leave))
    assert bars.grab().toImage() == rest
    assert diagram(window)._lit == ()
    point(diagram(window), centre(window, Node(1, 0)))
    assert bars.lit == ((1, 0),)
    assert bars.grab().toImage() != rest
    point(diagram(window), QPointF(1, 1))
    assert bars.lit == ()


def test_from_symbol_to_symbol_and_from_unit_to_unit_by_key(qtbot, window, written):
    written.setFocus(Qt.FocusReason.TabFocusReason)
    parts = [part for part, _ in placed(written)]
    assert diagram(window)._lit == nodes(parts[0].place)
    for part in parts[1:]:
        qtbot.keyClick(written, Qt.Key.Key_Right)
        assert diagram(window)._lit == nodes(part.place)
    qtbot.keyClick(written, Qt.Key.Key_Right)  # the last one stays
    qtbot.keyClick(written, Qt.Key.Key_Left)
    assert diagram(window)._lit == nodes(parts[-2].place)
    diagram(window).setFocus(Qt.FocusReason.TabFocusReason)
    assert diagram(window)._lit == ()
    qtbot.keyClick(diagram(window), Qt.Key.Key_Down)
    assert window.explain.current.name == "chain"
    assert window.explain.focus.unit == 1
    assert written.lit == ((1, 1),)
    qtbot.waitUntil(lambda: any(part.place == written.lit for part, _ in placed(written)))
    qtbot.keyClick(diagram(window), Qt.Key.Key_W)
    assert written.lit == ((0, 0), (1, 1))
    diagram(window).clearFocus()
    assert written.lit == ()


def test_each_symbol_over_a_number_is_typeset(qtbot, window, written):
    for name, steps in (("chain", 1), ("forward", 4), ("update", 5)):
        window.explain.show_view(name)
        sheet = window.explain.current.sheet.written
        qtbot.waitUntil(lambda s=sheet: bool(s.blocks))
        for _ in range(steps):
            qtbot.waitUntil(lambda s=sheet: not awaited(s.blocks))
            over = [p for block in sheet.blocks for line in block for p in line if p.number]
            assert [p.symbol for p in over if sheet._type.outline(p) is None] == []
            if name != "chain":
                window.explain.current.advance()
