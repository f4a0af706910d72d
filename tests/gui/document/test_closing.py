"""Closing with unsaved changes, with each answer; and closing by a program, which asks nothing."""

from dataclasses import replace
from unittest.mock import Mock

import pytest
from dialogs import answering, open_file, press, type_name
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QCloseEvent, QSessionManager
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from annplayground.core.experiment import Experiment
from annplayground.gui.main_window import MainWindow
from annplayground.io.experiment_file import read_experiment, write_experiment

SAVE, DISCARD, CANCEL = (
    QMessageBox.StandardButton.Save,
    QMessageBox.StandardButton.Discard,
    QMessageBox.StandardButton.Cancel,
)
QUESTION = "unsaved_question"


class CloseButton(QCloseEvent):
    """What the window gets when its close button is clicked."""

    def spontaneous(self):
        return True


@pytest.fixture
def make(qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    windows = []

    def made(remember=False):
        window = MainWindow(remember=remember)
        windows.append(window)
        qtbot.addWidget(window)
        with qtbot.waitSignal(window.controller.snapshotReady):
            window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        return window

    yield made
    for window in windows:
        window.close()


@pytest.fixture
def window(make):
    """A window with a change that is not saved."""
    made = make()
    change(made, 0.2)
    return made


def change(window, rate):
    now = window.controller.experiment
    window.controller.edit(replace(now, training=replace(now.training, learning_rate=rate)))
    window.controller.steps.end_merging()


def by_key(qtbot, window):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)


def by_button(_qtbot, window):
    event = CloseButton()
    window.closeEvent(event)
    assert not event.isAccepted()


def is_open(window):
    return window.isVisible() and window.controller.running


WAYS = pytest.mark.parametrize("close", [by_key, by_button])


@WAYS
def test_discard_closes(qtbot, window, tmp_path, close):
    with answering(qtbot, (QUESTION, press(DISCARD))) as questions:
        close(qtbot, window)
    assert not is_open(window)
    assert questions == ["What was changed in untitled is not saved."]
    assert list(tmp_path.glob("*.json")) == []


@WAYS
def test_cancel_and_esc_stay(qtbot, window, close):
    with answering(qtbot, (QUESTION, press(CANCEL))):
        close(qtbot, window)
    assert is_open(window)
    with answering(qtbot, (QUESTION, lambda box: qtbot.keyClick(box, Qt.Key.Key_Escape))):
        close(qtbot, window)
    assert is_open(window)
    assert window.isWindowModified()


@WAYS
def test_save_asks_for_a_name_and_closes(qtbot, window, tmp_path, close):
    made = window.controller.experiment
    with answering(qtbot, (QUESTION, press(SAVE)), ("save_dialog", type_name("mine"))):
        close(qtbot, window)
    assert not is_open(window)
    assert read_experiment(tmp_path / "mine.json") == made


def test_enter_saves(qtbot, make, tmp_path):
    """The answer that loses nothing is the one at hand."""
    path = tmp_path / "mine.json"
    write_experiment(path, Experiment())
    window = make()
    open_file(qtbot, window, path)
    change(window, 0.2)
    with answering(qtbot, (QUESTION, lambda box: qtbot.keyClick(box, Qt.Key.Key_Return))):
        by_key(qtbot, window)
    assert not is_open(window)
    assert read_experiment(path).training.learning_rate == 0.2


def test_save_writes_the_open_file_and_closes(qtbot, make, tmp_path):
    path = tmp_path / "mine.json"
    write_experiment(path, Experiment())
    window = make()
    open_file(qtbot, window, path)
    change(window, 0.2)
    with answering(qtbot, (QUESTION, press(SAVE))):
        by_key(qtbot, window)
    assert not is_open(window)
    assert read_experiment(path).training.learning_rate == 0.2


def test_no_name_no_close(qtbot, window):
    with answering(qtbot, (QUESTION, press(SAVE)), ("save_dialog", QFileDialog.reject)):
        by_key(qtbot, window)
    assert is_open(window)


def test_a_save_that_fails_does_not_close(qtbot, window, tmp_path):
    window.files._folder = str(tmp_path / "gone")
    (tmp_path / "gone").mkdir()

    def type_and_unplug(dialog):
        type_name("mine")(dialog)
        (tmp_path / "gone").rmdir()

    with answering(qtbot, (QUESTION, press(SAVE)), ("save_dialog", type_and_unplug)):
        by_key(qtbot, window)
    assert is_open(window)
    assert window.isWindowModified()
    assert "cannot be written" in window.toast.text()


def test_without_changes_nothing_is_asked(qtbot, make):
    window = make()
    change(window, 0.2)
    window.controller.undo()
    window.controller.set_weight(1, 0, 0, 2.0)
    by_key(qtbot, window)
    assert not is_open(window)
    assert QApplication.activeModalWidget() is None


def test_a_program_closes_without_a_question(window):
    assert window.close()
    assert not is_open(window)
    assert QApplication.activeModalWidget() is None


def test_a_program_closes_also_while_the_question_is_open(qtbot, window):
    by_key(qtbot, window)
    box = window.findChild(QMessageBox, QUESTION)
    assert box.isVisible()
    window.close()
    assert not is_open(window)
    assert not box.isVisible()


def test_the_question_is_asked_once_at_a_time(qtbot, window):
    by_button(qtbot, window)
    by_button(qtbot, window)
    assert len(window.findChildren(QMessageBox, QUESTION)) == 1


def test_what_was_replaced_by_opening_is_asked_about_too(qtbot, make, tmp_path):
    other, first = tmp_path / "other.json", tmp_path / "first.json"
    write_experiment(other, Experiment())
    write_experiment(first, Experiment())
    window = make()
    open_file(qtbot, window, first)
    change(window, 0.2)
    open_file(qtbot, window, other)
    assert not window.isWindowModified()
    change(window, 0.3)
    with answering(qtbot, (QUESTION, press(CANCEL))) as questions:
        by_key(qtbot, window)
    assert questions == ["What was changed in first.json and other.json is not saved."]
    with answering(qtbot, (QUESTION, press(SAVE))):
        by_key(qtbot, window)
    assert not is_open(window)
    assert read_experiment(first).training.learning_rate == 0.2
    assert read_experiment(other).training.learning_rate == 0.3


def test_what_was_replaced_and_brought_back_and_saved_is_not_asked_about(qtbot, make, tmp_path):
    other = tmp_path / "other.json"
    write_experiment(other, Experiment())
    window = make()
    change(window, 0.2)
    open_file(qtbot, window, other)
    window.controller.undo()
    with answering(qtbot, ("save_dialog", type_name("first"))):
        window.actions_.save.trigger()
    window.controller.redo()
    assert window.controller.unsaved() == []


def test_do_not_ask_again_is_remembered_and_can_be_had_back(qtbot, make):
    window = make(remember=True)
    change(window, 0.2)

    def never(box):
        box.findChild(QWidget, "never_ask").click()
        press(DISCARD)(box)

    with answering(qtbot, (QUESTION, never)):
        by_key(qtbot, window)
    assert not is_open(window)
    again = make(remember=True)
    assert not again.actions_.ask_unsaved.isChecked()
    change(again, 0.2)
    by_key(qtbot, again)
    assert not is_open(again)
    third = make(remember=True)
    third.actions_.ask_unsaved.trigger()
    change(third, 0.2)
    with answering(qtbot, (QUESTION, press(DISCARD))):
        by_key(qtbot, third)
    assert QSettings().value("ask_unsaved") == "yes"


def test_do_not_ask_again_with_cancel_changes_nothing(qtbot, window):
    def never(box):
        box.findChild(QWidget, "never_ask").click()
        press(CANCEL)(box)

    with answering(qtbot, (QUESTION, never)):
        by_key(qtbot, window)
    assert window.actions_.ask_unsaved.isChecked()


@pytest.mark.parametrize(("answer", "cancelled"), [(DISCARD, False), (CANCEL, True)])
def test_the_end_of_the_session_asks_and_can_be_stopped(qtbot, window, answer, cancelled):
    session = Mock(QSessionManager)
    session.allowsInteraction.return_value = True
    with answering(qtbot, (QUESTION, press(answer))):
        window.closing.end_session(session)
    assert (session.cancel.called, session.release.called) == (cancelled, True)
    assert is_open(window)  # the session closes it


def test_the_end_of_the_session_that_leaves_no_time_is_not_held_up(window):
    session = Mock(QSessionManager)
    session.allowsInteraction.return_value = False
    window.closing.end_session(session)
    assert not session.cancel.called
