"""Numbers to type: reading, writing, spinning and refusing them."""

import pytest
from PySide6.QtCore import Qt

from annplayground.gui.panels.training.numbers import (
    NumberBox,
    NumberCombo,
    NumberSpec,
)

RATE = NumberSpec("rate", "Rate", "How fast", 1e-9, 1000.0)
SIZE = NumberSpec("size", "Size", "How many", 1, 5000, whole=True, words={"full": 5000})
EPSILON = NumberSpec("epsilon", "ε", "Small", 1e-15, 1.0, step=10.0, grows=True)
BETA = NumberSpec("beta", "β", "Memory", 0.0, 0.9999, step=0.01)


@pytest.mark.parametrize(
    ("spec", "text", "value"),
    [
        (SIZE, "7", 7),
        (SIZE, "7.5", None),
        (SIZE, "Full", 5000),
        (SIZE, "0", None),
        (RATE, "1001", None),
        (RATE, "0", None),
        (RATE, "1e-9", 1e-09),
    ],
)
def test_a_spec_takes_what_lies_in_its_bounds(spec, text, value):
    assert spec.read(text) == value


def test_a_refusal_names_the_bounds_and_the_text():
    assert SIZE.refusal("2.5") == "Size must be a whole number from 1 to 5,000, not “2.5”."


@pytest.fixture
def box(qtbot):
    made = NumberBox(EPSILON)
    qtbot.addWidget(made)
    made.show_value(1e-8)
    return made


def test_a_box_shows_and_multiplies(qtbot, box):
    assert box.text() == "10⁻⁸"
    with qtbot.waitSignal(box.valueChanged) as changed:
        qtbot.keyClick(box, Qt.Key.Key_Up)
    assert changed.args == [1e-7]
    assert box.text() == "10⁻⁷"


def test_a_box_adds_without_dust(qtbot):
    box = NumberBox(BETA)
    qtbot.addWidget(box)
    box.show_value(0.9)
    for _ in range(3):
        qtbot.keyClick(box, Qt.Key.Key_Down)
    assert box.value() == 0.87
    for _ in range(50):
        qtbot.keyClick(box, Qt.Key.Key_Up)
    assert box.value() == 0.9999


def test_a_box_takes_a_typed_number_when_it_is_complete(qtbot, box):
    box.selectAll()
    with qtbot.assertNotEmitted(box.valueChanged):
        qtbot.keyClicks(box, "3e-6")
    with qtbot.waitSignal(box.valueChanged) as changed:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert changed.args == [3e-6]


@pytest.mark.parametrize("text", ["abc", "7", "-1"])
def test_a_box_restores_what_it_cannot_take(qtbot, box, text):
    box.selectAll()
    with qtbot.assertNotEmitted(box.valueChanged):
        qtbot.keyClicks(box, text)
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 1e-8
    assert box.text() == "10⁻⁸"


def test_a_unit_is_shown_and_not_read(qtbot):
    box = NumberBox(NumberSpec("share", "Share", "Part", 0, 100, unit="%"))
    qtbot.addWidget(box)
    box.show_value(98)
    assert box.text() == "98 %"
    box.selectAll()
    qtbot.keyClicks(box, "95")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 95
    assert box.text() == "95 %"


@pytest.fixture
def combo(qtbot):
    made = NumberCombo(SIZE, (1, 10, 100, "full"))
    qtbot.addWidget(made)
    made.show_text("10")
    return made


def type_into(qtbot, combo, text):
    combo.lineEdit().selectAll()
    qtbot.keyClicks(combo.lineEdit(), text)


def test_a_combo_by_list(qtbot, combo):
    with qtbot.waitSignal(combo.valueEdited) as edited:
        qtbot.keyClick(combo, Qt.Key.Key_Down)
    assert edited.args == [100]


def test_a_combo_by_text_and_word(qtbot, combo):
    for text, value in (("37", 37), ("full", 5000)):
        type_into(qtbot, combo, text)
        with qtbot.waitSignal(combo.valueEdited) as edited:
            qtbot.keyClick(combo.lineEdit(), Qt.Key.Key_Return)
        assert edited.args == [value]
        combo.show_text(text)


def test_typing_is_not_completed_to_something_else(qtbot, combo):
    type_into(qtbot, combo, "1")
    assert combo.currentText() == "1"


def test_a_combo_refuses_and_restores(qtbot, combo):
    type_into(qtbot, combo, "many")
    with (
        qtbot.waitSignal(combo.noticeRequested) as refused,
        qtbot.assertNotEmitted(combo.valueEdited),
    ):
        qtbot.keyClick(combo.lineEdit(), Qt.Key.Key_Return)
    assert "“many”" in refused.args[0]
    assert combo.currentText() == "10"


def test_what_is_being_typed_is_left_alone(qtbot, combo):
    type_into(qtbot, combo, "3")
    combo.show_text("10")
    assert combo.currentText() == "3"
    combo.show_text("20")
    assert combo.currentText() == "20"
