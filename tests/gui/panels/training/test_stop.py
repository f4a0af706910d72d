"""The popup of the rules that end training."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.gui.panels.training.stop import StopPopup


@pytest.fixture
def popup(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()
    made = StopPopup(parent)
    made.show_below(parent)
    yield made
    made.close()


def tick(qtbot, popup, rule):
    with qtbot.waitSignal(popup.rulesChanged) as changed:
        qtbot.keyClick(popup.findChild(QWidget, f"stop_at_{rule}"), Qt.Key.Key_Space)
    return changed.args[0]


@pytest.mark.parametrize(
    ("rule", "expected", "typed", "changed", "summary"),
    [
        ("epoch", 1000, "250", 250, "epoch 250"),
        ("test_loss", 0.05, "0.1", 0.1, "loss 0.1"),
        ("test_accuracy", 0.98, "95", 0.95, "95 %"),
    ],
)
def test_a_rule_by_key_and_text(qtbot, popup, rule, expected, typed, changed, summary):
    box = popup.findChild(QWidget, f"stop_{rule}")
    assert not box.isEnabled()
    assert tick(qtbot, popup, rule) == StopRules(**{rule: expected})
    box.setFocus()
    box.selectAll()
    with qtbot.waitSignal(popup.rulesChanged) as told:
        qtbot.keyClicks(box, typed)
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert told.args == [StopRules(**{rule: changed})]
    assert popup.summary() == summary
    assert tick(qtbot, popup, rule) == NEVER
    assert popup.summary() == "never"


def test_rules_add_up(qtbot, popup):
    tick(qtbot, popup, "epoch")
    assert tick(qtbot, popup, "test_loss") == StopRules(epoch=1000, test_loss=0.05)
    assert popup.summary() == "2 rules"


def test_the_epoch_is_a_whole_number(qtbot, popup):
    tick(qtbot, popup, "epoch")
    assert type(popup.rules.epoch) is int


def test_rules_that_come_with_what_is_opened_are_shown_and_told_once(qtbot, popup):
    tick(qtbot, popup, "test_loss")
    rules = StopRules(epoch=600, test_accuracy=0.97)
    told = []
    popup.rulesChanged.connect(told.append)
    popup.set_rules(rules)
    popup.set_rules(rules)
    assert told == [rules]
    assert popup.rules == rules
    assert popup.findChild(QWidget, "stop_epoch").value() == 600
    assert popup.findChild(QWidget, "stop_epoch").isEnabled()
    assert not popup.findChild(QWidget, "stop_test_loss").isEnabled()
    popup.set_rules(NEVER)
    assert popup.summary() == "never"
