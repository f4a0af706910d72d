"""Saving by key and dialog, the title and its mark, in the real window."""

from dataclasses import replace
from pathlib import Path

import pytest
from dialogs import answering, open_file, press, type_name
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QMessageBox

from annplayground.core.experiment import Experiment
from annplayground.gui.document.files import with_suffix
from annplayground.gui.main_window import MainWindow
from annplayground.io.experiment_file import read_experiment, write_experiment

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
YES, NO = QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.No
TABLE = "x1,x2,label\n1,1,a\n2,2,a\n-1,-1,b\n-2,-2,b\n"


@pytest.fixture
def window(qtbot, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))  # where the dialogs begin
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.controller.snapshotReady):
        made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close()


def save(qtbot, window, modifier=CONTROL):
    """Ctrl+S, or Ctrl+Shift+S."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_S, modifier)


def save_as(qtbot, window):
    save(qtbot, window, CONTROL | SHIFT)


def set_rate(window, rate):
    """Change the learning rate, as a step of its own, and give the Experiment."""
    now = window.controller.experiment
    training = replace(now.training, learning_rate=rate)
    window.controller.edit(replace(now, training=training))
    window.controller.steps.end_merging()
    return window.controller.experiment


def title(window):
    """The title as the desktop shows it."""
    mark = "*" if window.isWindowModified() else ""
    return window.windowTitle().replace("[*]", mark)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("lecture", "lecture.json"),
        ("lecture.json", "lecture.json"),
        ("LECTURE.JSON", "LECTURE.JSON"),
        ("points.csv", "points.csv.json"),
        ("spiral v1.2", "spiral v1.2.json"),
    ],
)
def test_what_is_written_can_be_opened_again_under_its_name(
    qtbot, window, tmp_path, typed, written
):
    made = set_rate(window, 0.123)
    with answering(qtbot, ("save_dialog", type_name(typed))):
        save(qtbot, window)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [written]
    assert title(window) == f"{written} — annplayground"
    set_rate(window, 0.2)
    open_file(qtbot, window, tmp_path / written)
    assert window.controller.experiment == made


def test_a_name_that_is_a_suffix_only_gets_one():
    assert with_suffix(Path("folder.json/.json")) == Path("folder.json/.json.json")


@pytest.mark.parametrize("typed", ["lecture", "lecture.json"])
def test_nothing_is_overwritten_without_a_question(qtbot, window, tmp_path, typed):
    path = tmp_path / "lecture.json"
    path.write_text("precious")
    with answering(
        qtbot,
        ("save_dialog", type_name(typed)),
        ("replace_question", press(NO)),
        ("save_dialog", QFileDialog.reject),
    ) as questions:
        save(qtbot, window)
    assert path.read_text() == "precious"
    assert "lecture.json" in questions[0]
    with answering(qtbot, ("save_dialog", type_name(typed)), ("replace_question", press(YES))):
        save(qtbot, window)
    assert read_experiment(path) == window.controller.experiment


def test_no_to_the_question_lets_one_choose_another_name(qtbot, window, tmp_path):
    (tmp_path / "one.json").write_text("precious")
    with answering(
        qtbot,
        ("save_dialog", type_name("one")),
        ("replace_question", press(NO)),
        ("save_dialog", type_name("two")),
    ):
        save(qtbot, window)
    assert (tmp_path / "one.json").read_text() == "precious"
    assert (tmp_path / "two.json").exists()


def test_save_goes_on_in_the_file_that_was_opened_and_save_as_asks(qtbot, window, tmp_path):
    path, other = tmp_path / "mine.json", tmp_path / "other.json"
    write_experiment(path, Experiment())
    open_file(qtbot, window, path)
    first = set_rate(window, 0.2)
    assert title(window) == "mine.json* — annplayground"
    save(qtbot, window)
    assert read_experiment(path) == first
    assert title(window) == "mine.json — annplayground"
    second = set_rate(window, 0.3)
    with answering(qtbot, ("save_dialog", type_name("other"))):
        save_as(qtbot, window)
    assert (read_experiment(path), read_experiment(other)) == (first, second)
    third = set_rate(window, 0.4)
    save(qtbot, window)
    assert (read_experiment(path), read_experiment(other)) == (first, third)


def test_a_file_holds_a_and_it_is_said_that_b_has_to_be_saved_by_itself(qtbot, window, tmp_path):
    path, said = tmp_path / "mine.json", []
    window.files.noticeRequested.connect(said.append)
    b = replace(Experiment(), training=replace(Experiment().training, learning_rate=3.0))
    assert not window.actions_.save_other_as.isEnabled()
    with answering(qtbot, ("save_dialog", type_name("mine"))):
        save(qtbot, window)
    window.controller.compare(b)
    save(qtbot, window)
    assert said == [
        "mine.json is saved.",
        "A is saved in mine.json. B is not: File → Save B as…",
    ]
    proposed = []
    with answering(
        qtbot,
        (
            "save_dialog",
            lambda dialog: proposed.append(dialog.selectedFiles()) or type_name("b")(dialog),
        ),
    ):
        window.actions_.save_other_as.trigger()
    assert proposed == [[str(tmp_path / "mine-b.json")]]
    assert read_experiment(tmp_path / "b.json") == b
    assert said[-1] == "b.json is saved."
    assert read_experiment(path) == window.controller.experiment
    assert title(window) == "mine.json — annplayground"
    # Into the file of A, which holds B then.
    with answering(qtbot, ("save_dialog", type_name("mine")), ("replace_question", press(YES))):
        window.actions_.save_other_as.trigger()
    assert read_experiment(path) == b
    assert title(window) == "mine.json* — annplayground"


def example_action(window):
    return next(a for a in window.findChildren(QAction) if a.objectName().startswith("example_02"))


@pytest.mark.parametrize("source", ["table", "example"])
def test_what_is_no_experiment_file_is_never_written_to(qtbot, window, tmp_path, source):
    if source == "table":
        path = tmp_path / "points.csv"
        path.write_text(TABLE)
        open_file(qtbot, window, path)
        assert title(window) == "points.csv — annplayground"
    else:
        example_action(window).trigger()
        assert title(window).endswith(" — annplayground")
        assert not window.isWindowModified()
    with answering(qtbot, ("save_dialog", type_name("mine"))):
        save(qtbot, window)
    assert read_experiment(tmp_path / "mine.json") == window.controller.experiment
    if source == "table":
        assert path.read_text() == TABLE


def test_the_file_of_the_command_line_is_the_open_one(qtbot, tmp_path):
    path = tmp_path / "given.json"
    write_experiment(path, Experiment())
    window = MainWindow(read_experiment(path), remember=False)
    qtbot.addWidget(window)
    window.files.came_from(path)
    assert title(window) == "given.json — annplayground"
    made = set_rate(window, 0.7)
    window.actions_.save.trigger()
    assert read_experiment(path) == made
    window.close()


def test_the_mark_says_whether_the_experiment_is_that_on_the_disk(qtbot, window, tmp_path):
    assert title(window) == "untitled — annplayground"
    set_rate(window, 0.2)
    assert title(window) == "untitled* — annplayground"
    window.controller.undo()
    assert not window.isWindowModified()
    window.controller.redo()
    with answering(qtbot, ("save_dialog", type_name("a"))):
        save(qtbot, window)
    assert title(window) == "a.json — annplayground"
    window.controller.undo()
    assert title(window) == "a.json* — annplayground"
    window.controller.redo()
    assert title(window) == "a.json — annplayground"
    window.controller.set_weight(1, 0, 0, 3.0)  # a file does not hold the weights
    window.actions_.step_epoch.trigger()
    assert title(window) == "a.json — annplayground"


def test_what_no_file_would_say_is_no_change(window):
    training = window.controller.experiment.training
    unused = replace(training, optimizer=replace(training.optimizer, beta1=0.5))  # of Adam
    window.controller.edit(replace(window.controller.experiment, training=unused))
    assert not window.isWindowModified()


def test_a_name_may_hold_the_mark_of_qt(qtbot, window, tmp_path):
    path = tmp_path / "a[*].json"
    write_experiment(path, Experiment())
    open_file(qtbot, window, path)
    assert window.windowTitle() == "a[*][*].json[*] — annplayground"


def test_undo_of_opening_brings_the_file_back_too(qtbot, window, tmp_path):
    """Or Ctrl+S would write the one Experiment into the other's file."""
    one, two = tmp_path / "one.json", tmp_path / "two.json"
    write_experiment(one, Experiment())
    second = Experiment().with_data(replace(Experiment().data, dataset="moons"))
    write_experiment(two, second)
    open_file(qtbot, window, one)
    mine = set_rate(window, 0.2)
    open_file(qtbot, window, two)
    assert title(window) == "two.json — annplayground"
    window.controller.undo()
    assert title(window) == "one.json* — annplayground"
    save(qtbot, window)
    assert (read_experiment(one), read_experiment(two)) == (mine, second)
    window.controller.redo()
    assert title(window) == "two.json — annplayground"
    assert window.controller.experiment == second


def test_undo_of_opening_after_save_as_finds_the_new_name(qtbot, window, tmp_path):
    two = tmp_path / "two.json"
    write_experiment(two, Experiment().with_data(replace(Experiment().data, dataset="moons")))
    set_rate(window, 0.2)
    open_file(qtbot, window, two)
    window.controller.undo()
    with answering(qtbot, ("save_dialog", type_name("one"))):
        save(qtbot, window)
    window.controller.redo()
    window.controller.undo()
    assert title(window) == "one.json — annplayground"


def test_the_same_file_opened_again_reverts_to_it_and_can_be_undone(qtbot, window, tmp_path):
    path = tmp_path / "one.json"
    write_experiment(path, Experiment())
    open_file(qtbot, window, path)
    mine = set_rate(window, 0.2)
    open_file(qtbot, window, path)
    assert (window.controller.experiment, window.isWindowModified()) == (Experiment(), False)
    window.controller.undo()
    assert (window.controller.experiment, window.isWindowModified()) == (mine, True)


def test_the_dialogs_begin_where_the_last_file_was(qtbot, window, tmp_path):
    folder = tmp_path / "lecture"
    folder.mkdir()
    (folder / "p.csv").write_text(TABLE)
    open_file(qtbot, window, folder / "p.csv")
    begun = []

    def look(dialog):
        begun.append(Path(dialog.directory().absolutePath()))
        dialog.reject()

    dialogs = (window.actions_.open, "QFileDialog"), (window.actions_.save, "save_dialog")
    for action, dialog in dialogs:
        with answering(qtbot, (dialog, look)):
            action.trigger()
    assert begun == [folder, folder]


def test_a_save_that_fails_is_told_and_loses_nothing(qtbot, window, tmp_path):
    folder = tmp_path / "stick"
    folder.mkdir()
    path = folder / "mine.json"
    write_experiment(path, Experiment())
    open_file(qtbot, window, path)
    made = set_rate(window, 0.2)
    path.unlink(), folder.rmdir()
    save(qtbot, window)
    assert "mine.json cannot be written" in window.toast.text()
    assert (window.controller.experiment, title(window)) == (made, "mine.json* — annplayground")
    folder.mkdir()
    save(qtbot, window)
    assert (read_experiment(path), window.isWindowModified()) == (made, False)


def test_undo_says_what_it_takes_back(qtbot, window):
    actions = window.actions_
    assert (actions.undo.text(), actions.undo.isEnabled()) == ("Undo", False)
    set_rate(window, 0.2)
    assert (actions.undo.text(), actions.undo.isEnabled()) == (
        "Undo: learning rate 0.03 → 0.2",
        True,
    )
    actions.undo.trigger()
    assert (actions.undo.text(), actions.redo.text()) == ("Undo", "Redo: learning rate 0.03 → 0.2")
