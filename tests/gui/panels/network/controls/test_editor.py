"""The popup that sets one weight or bias."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from annplayground.gui.panels.network.controls.editor import ValueEditor
from annplayground.gui.panels.network.layout import Bias, Weight

# Popups on the offscreen platform.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def editor(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    made = ValueEditor(parent)
    made.edit(Weight(1, 2, 3), "Weight a → b", 0.123456789, QPoint(50, 50))
    yield made
    made.close()


def box(editor):
    return editor.findChild(QDoubleSpinBox, "parameter_value")


def test_enter_sets_the_typed_value(qtbot, editor):
    assert editor.target == Weight(1, 2, 3)
    assert box(editor).accessibleName() == "Weight a → b"
    qtbot.keyClicks(box(editor), "-1.5")  # all of the old value is selected
    with qtbot.waitSignal(editor.closed), qtbot.waitSignal(editor.valueChosen) as caught:
        qtbot.keyClick(box(editor), Qt.Key.Key_Return)
    assert caught.args == [Weight(1, 2, 3), -1.5]
    assert editor.isHidden()
    assert editor.target is None


def test_escape_leaves_the_value(qtbot, editor):
    qtbot.keyClicks(box(editor), "7")
    with qtbot.assertNotEmitted(editor.valueChosen), qtbot.waitSignal(editor.closed):
        qtbot.keyClick(box(editor), Qt.Key.Key_Escape)


def test_a_value_that_was_not_touched_keeps_its_digits(qtbot, editor):
    with qtbot.assertNotEmitted(editor.valueChosen), qtbot.waitSignal(editor.closed):
        qtbot.keyClick(box(editor), Qt.Key.Key_Enter)


def test_it_stays_on_the_screen(editor):
    screen = editor.screen().availableGeometry()
    editor.close()
    editor.edit(Bias(0, 0), "Bias", 1.0, screen.bottomRight() - QPoint(2, 2))
    assert screen.contains(editor.geometry())
    editor.close()
