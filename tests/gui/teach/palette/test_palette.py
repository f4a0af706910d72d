"""The palette by keys alone: every action and every setting is found, done, and whole on screen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from sampled import sampled
from whole import faults

from annplayground.core.edits import value_at
from annplayground.core.settings import SETTINGS
from annplayground.gui.main_window import MainWindow

KEY = Qt.Key


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.close()


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def find(window, *words):
    """Open the palette, and take the first that is found, in one stage after another."""
    window.setFocus()
    press(KEY.Key_K, Qt.KeyboardModifier.ControlModifier)
    for word in words:
        QTest.keyClicks(QApplication.focusWidget(), word)
        press(KEY.Key_Return)


def titles(window):
    return [entry.title for entry in window.search.palette.shown]


def test_every_action_explanation_and_setting_is_found(window):
    find(window)
    shown = {entry.title.removeprefix("✓ ") for entry in window.search.palette.shown}
    actions = [*window.actions_.all(), *window.explain.all_actions]
    assert {a.text().replace("&", "").removesuffix("…") for a in actions} <= shown
    for row in SETTINGS.values():
        name = row.title or str(row.label)
        assert row.path == "data.points" or any(name.lower() in t.lower() for t in shown), row


def test_it_does_what_is_chosen_and_shows_the_keys(window):
    find(window, "data alone")
    assert window.board.shown == ("data",)
    assert not window.search.palette.isVisible()
    assert window.hasFocus()
    find(window)
    QTest.keyClicks(QApplication.focusWidget(), "all panels")
    assert window.search.palette.chosen.key == "0"
    press(KEY.Key_Return)
    assert len(window.board.shown) == 6


def test_it_changes_settings(window):
    find(window, "learning rate", "0.125")
    assert window.controller.experiment.training.learning_rate == 0.125
    find(window, "layer 2 activ", "tanh")
    assert value_at(window.controller.experiment, "network.hidden.2.activation") == "tanh"
    find(window, "train / test", "80")
    assert window.controller.experiment.data.train_fraction == 0.8
    find(window, "inputs", "sin")
    assert "sin_x1" in window.controller.experiment.data.features
    find(window, "hidden layers", "3")
    assert len(window.controller.experiment.network.hidden) == 3
    window.actions_.undo.trigger()
    assert len(window.controller.experiment.network.hidden) == 2


def test_what_cannot_be_says_why_and_does_nothing(window):
    before = window.controller.experiment
    find(window, "learning rate", "5000")
    palette = window.search.palette
    assert palette.isVisible()
    hint = palette.findChild(type(palette._hint), "palette_hint").text()
    assert hint.endswith("Type a number, 10⁻⁹ to 1000.")
    assert palette._lines[0]._place.text() == "cannot be"
    assert window.controller.experiment is before
    press(KEY.Key_Escape)  # a stage back, with what was typed
    assert palette.isVisible()
    assert titles(window)[0] == "Learning rate"
    press(KEY.Key_Escape)
    assert not palette.isVisible()
    assert window.hasFocus()
    find(window)
    QTest.keyClicks(QApplication.focusWidget(), "undo")
    assert palette.chosen.why_not  # nothing to be undone
    press(KEY.Key_Return)
    assert palette.isVisible()


def test_keys_that_are_shortcuts_are_typed(window):
    find(window)
    QTest.keyClicks(QApplication.focusWidget(), "r 1+b")
    press(KEY.Key_F5)
    press(KEY.Key_Tab)
    assert window.search.palette.isVisible()
    assert QApplication.focusWidget().text() == "r 1+b"
    assert not window.presenting.on
    assert "Nothing here" in window.search.palette._hint.text()
    press(KEY.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert not window.search.palette.isVisible()


def test_going_down_reaches_the_last_and_stays_in_sight(window):
    find(window)
    palette = window.search.palette
    for _ in range(len(palette.shown)):
        press(KEY.Key_PageDown)
    assert palette.chosen is palette.shown[-1]
    lines = [line for line in palette._lines if line.isVisible()]
    assert lines[-1].accessibleName() == palette.chosen.title
    assert lines[-1].property("role") == "chosen"


@pytest.mark.parametrize("size", sampled([(800, 512), (1280, 720), (1920, 1080)]))
def test_every_line_is_whole_at_the_desk_and_in_presentation(window, size):
    window.resize(*size)
    for presenting in (False, True):
        window.set_presentation(presenting)
        find(window)
        palette = window.search.palette
        assert window.rect().contains(palette.geometry())
        for _ in range(0, len(palette.shown), 8):
            QApplication.processEvents()  # lays the lines out
            assert faults(palette) == []
            press(KEY.Key_PageDown)
        press(KEY.Key_Escape)
