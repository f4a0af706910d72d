"""When training stops is changed by hand, and that is undone like anything else."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox

from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.gui.main_window import MainWindow

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.controller.snapshotReady):
        made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()


def test_a_rule_that_is_switched_on_is_undone_and_made_again_by_key(qtbot, window):
    window.findChild(QCheckBox, "stop_at_epoch").click()
    rules = StopRules(epoch=1000)
    assert window.controller.rules == rules
    assert window.actions_.undo.text() == "Undo: stop at: never → epoch 1,000"
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    assert (window.controller.rules, window.training.rules) == (NEVER, NEVER)
    assert not window.findChild(QCheckBox, "stop_at_epoch").isChecked()
    assert not window.actions_.undo.isEnabled()
    assert window.actions_.redo.text() == "Redo: stop at: never → epoch 1,000"
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL | SHIFT)
    assert (window.controller.rules, window.training.rules) == (rules, rules)


@pytest.mark.parametrize("accuracy", [0.07, 0.29, 0.57, 1 / 3])
def test_undo_of_rules_is_exact_and_no_step_of_its_own(qtbot, window, accuracy):
    """A share is shown in percent, which does not always lead back to it."""
    window.training.set_rules(StopRules(test_accuracy=accuracy))
    window.controller.steps.end_merging()
    window.training.set_rules(StopRules(epoch=3, test_accuracy=accuracy))
    window.controller.undo()
    assert window.controller.rules == StopRules(test_accuracy=accuracy)
    assert window.actions_.redo.isEnabled()
    window.controller.undo()
    assert window.controller.rules == NEVER
    assert not window.actions_.undo.isEnabled()


def test_rules_and_settings_are_undone_in_their_order(qtbot, window):
    first = window.controller.experiment
    window.findChild(QCheckBox, "stop_at_test_loss").click()
    window.controller.set_weight(1, 0, 0, 2.0)
    window.findChild(QCheckBox, "show_test").click()  # to look is nothing that was done
    window.actions_.new_start.trigger()
    names = []
    while window.actions_.undo.isEnabled():
        names.append(window.actions_.undo.text().removeprefix("Undo: "))
        window.controller.undo()
    assert names[0].startswith("start, seed 0 → ")
    assert names[1].startswith("weight W₁[1, 1]")
    assert names[2:] == ["stop at: never → loss 0.05"]
    assert (window.controller.experiment, window.controller.rules) == (first, NEVER)
