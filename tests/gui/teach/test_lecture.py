"""Lessons in the window, by keys: what a scene puts on stage, votes, and what is given back."""

import threading

import numpy as np
import pytest
from lessons import ALL, FAILURE, LESSON, SCENES
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from annplayground.core.edits import changed
from annplayground.core.engines.stopping import StopRules
from annplayground.core.lesson import LessonFocus, StartWeight
from annplayground.gui.layout.layouts import CARDS, PRESENTED
from annplayground.gui.main_window import MainWindow
from annplayground.gui.teach import lecture, library
from annplayground.gui.teach.scene_dialog import SceneDialog
from annplayground.gui.timeline.marks import said as said_of
from annplayground.gui.waiting import train_and_wait
from annplayground.io.examples import EXAMPLES
from annplayground.io.lessons import found
from annplayground.io.lessons.reader import read_lesson
from annplayground.io.lessons.writer import lesson_text

KEY = Qt.Key


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False, engine="numpy")
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.lecture.library._built_in, made.lecture.library._own = ALL, []
    with qtbot.waitSignal(made.controller.snapshotReady), qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    yield made
    made.close()


def press(window, key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget() or window, key, modifier)


def said(window):
    bar = window.caption_bar
    return bar._sentence.text(), bar._place.text()


def wait_for(qtbot, window, condition):
    controller = window.controller
    if controller.snapshot is None or not condition(controller.snapshot):
        with qtbot.waitSignal(controller.snapshotReady, check_params_cb=condition):
            pass
    return controller.snapshot


def test_a_scene_sets_what_it_names_and_does_not_train(qtbot, window):
    window.lecture.open(LESSON)
    controller = window.controller
    assert controller.experiment == SCENES[0].experiment
    assert controller.speed == 5.0
    assert window.board.shown == ("network", "gradient")
    assert window.gradient.metric_name == "gradient_rms"
    widths = window.network.width(), window.gradient.width()
    assert abs(widths[0] - widths[1]) < 0.1 * sum(widths)
    sentence, place = said(window)
    assert sentence == "The first J."
    assert place == "Lesson 7 · A lesson · 1 of 3    PgDn next · Space train"
    snapshot = wait_for(qtbot, window, lambda s: s.experiment == SCENES[0].experiment)
    assert (snapshot.epoch, snapshot.status.playing) == (0, False)


def test_what_was_shown_before_is_not_taken_for_the_prepared_scene(qtbot, window):
    window.lecture.open(LESSON)
    train_and_wait(window, 8)
    before = window.controller.snapshot
    assert before.epoch > SCENES[1].at
    press(window, KEY.Key_PageDown)
    window.lecture.run()
    window.director._look_whether_prepared(before)  # it may come late
    assert window.controller.rules == StopRules(epoch=SCENES[1].at)
    assert window.controller.speed is None
    qtbot.waitUntil(lambda: window.controller.rules == StopRules(epoch=9))
    assert window.controller.snapshot.epoch >= SCENES[1].at


def test_page_down_opens_the_next_trained_to_its_epoch_with_explanation_and_focus(qtbot, window):
    window.lecture.open(LESSON)
    press(window, KEY.Key_PageDown)
    wait_for(qtbot, window, lambda s: s.epoch == 6 and not s.status.playing)
    assert window.controller.rules == StopRules(epoch=9)
    assert window.controller.speed == pytest.approx(3.0 / 3)  # 30 samples in batches of 10
    assert window.explain.current.name == "chain"
    assert window.explain.focus.place == (2, 3, 1, 7)
    assert window.board.shown == ("network", "explain")
    assert window.gradient.metric_name == "gradient_rms"  # as it was
    press(window, KEY.Key_Space)  # it goes on by its own rule
    wait_for(qtbot, window, lambda s: s.epoch == 9 and not s.status.playing)
    press(window, KEY.Key_PageUp)
    assert window.lecture.course.index == 0


def test_votes_by_digits_only_while_a_question_is_open(window):
    window.lecture.open(LESSON, 2)
    assert said(window)[0] == "Which learns?"
    covers = window.director._covers
    assert covers["loss"].isVisible()
    for key in (KEY.Key_2, KEY.Key_2, KEY.Key_1, KEY.Key_5):
        press(window, key)
    assert [window.lecture.course.poll.votes(k) for k in (1, 2, 3)] == [1, 2, 0]
    # A digit that is no option means what it always does.
    assert window.board.shown == ("gradient",)
    press(window, KEY.Key_Escape)
    assert window.board.shown == ("boundary", "loss")
    press(window, KEY.Key_PageDown)
    assert said(window)[0] == "2 of 3 said so: tanh. So it was tanh."
    assert not covers["loss"].isVisible()
    assert "predicted 1 of 1" in said(window)[1]
    press(window, KEY.Key_2)  # a panel again
    assert window.board.shown == ("network",)
    assert window.lecture.course.poll.votes(2) == 2


def test_the_answer_by_its_key_is_no_prediction(window):
    window.lecture.open(LESSON, 2)
    press(window, KEY.Key_A)
    assert said(window)[0].startswith("The answer is: tanh. It was seen before anybody voted.")


def test_a_failure_runs_at_once_and_its_cure_is_b(qtbot, window):
    window.lecture.open(FAILURE)
    assert window.controller.document.b is None
    wait_for(qtbot, window, lambda s: s.status.playing)
    *wordings, _ = window.caption_bar._place._wordings
    assert wordings
    assert all("K cure" in wording for wording in wordings)
    press(window, KEY.Key_K)
    assert "K cure" not in said(window)[1]
    assert window.controller.document.b == FAILURE.scenes[1].b
    wait_for(qtbot, window, lambda s: s.other is not None and s.other.epoch > 0)
    a, b, loss = (window.board.card(name).width() for name in ("boundary", "b_boundary", "loss"))
    assert abs(a - b) < 0.1 * a
    assert loss > 1.7 * a


def test_running_a_scene_begins_it_anew(qtbot, window):
    window.lecture.open(LESSON)
    press(window, KEY.Key_E)
    wait_for(qtbot, window, lambda s: s.epoch == 1)
    press(window, KEY.Key_G)
    wait_for(qtbot, window, lambda s: s.status.playing)


@pytest.mark.parametrize("presenting", [False, True])
def test_leaving_gives_everything_back(qtbot, window, presenting):
    controller = window.controller
    controller.set_rules(StopRules(epoch=40))
    controller.set_speed(77.0)
    train_and_wait(window, 3)
    controller.set_weight(1, 0, 0, 0.5)
    wait_for(qtbot, window, lambda s: s.parameters[0][0][0, 0] == 0.5)
    qtbot.waitUntil(lambda: "0.5" in window.actions_.undo.text())
    window.gradient.set_metric("delta_rms")
    window.stage.show(("data", "boundary"))
    before, document = controller.snapshot, controller.document
    undo = window.actions_.undo.text()
    window.lecture.open(LESSON)
    if presenting:
        press(window, KEY.Key_F5)
        assert not window.training.isVisible()
    press(window, KEY.Key_PageDown)
    press(window, KEY.Key_PageDown)
    assert not window.actions_.undo.isEnabled()
    if presenting:
        press(window, KEY.Key_F5)
    press(window, KEY.Key_Escape)
    assert window.lecture.course.lesson is None
    assert not window.caption_bar.isVisible()
    after = wait_for(qtbot, window, lambda s: s.run > before.run and s.epoch == 3)
    assert controller.document == document
    for (W, b), (W0, b0) in zip(after.parameters, before.parameters, strict=True):
        assert np.array_equal(W, W0)
        assert np.array_equal(b, b0)
    assert np.array_equal(after.curves.epochs, before.curves.epochs)
    assert (controller.rules, controller.speed) == (StopRules(epoch=40), 77.0)
    assert window.board.shown == ("data", "boundary")
    assert window.gradient.metric_name == "delta_rms"
    assert window.training.isVisible()
    assert window.actions_.undo.text() == undo
    window.actions_.undo.trigger()
    wait_for(qtbot, window, lambda s: s.parameters[0][0][0, 0] != 0.5)


def test_it_is_left_after_the_presentation_as_well(window):
    window.set_presentation(True)
    window.lecture.open(LESSON)
    press(window, KEY.Key_Escape)
    assert window.lecture.course.lesson is None
    assert window.presenting.on
    press(window, KEY.Key_Escape)
    assert not window.presenting.on
    assert window.board.shown == CARDS


def test_a_window_closed_in_a_lesson_still_asks_for_what_is_not_saved(window):
    window.actions_.new_start.trigger()
    own = window.controller.experiment
    window.lecture.open(LESSON)
    assert [made for _, made in window.controller.unsaved()] == [own]


def test_the_keys_of_scenes_are_free_without_a_lesson(window):
    assert not window.actions_.next_scene.isEnabled()
    window.lecture.open(LESSON)
    page = window.explain.paging[0]
    assert page.shortcut().toString() == "Shift+PgDown"
    window.lecture.course.leave()
    assert page.shortcut().toString() == "PgDown"
    assert window.actions_.show_data.shortcut().toString() == "1"


def test_the_list_and_the_palette_open_lessons(qtbot, window):
    press(window, KEY.Key_L, Qt.KeyboardModifier.ControlModifier)
    chooser = QApplication.activeModalWidget()
    titles = [card.accessibleName() for card in chooser._cards]
    assert titles[:3] == ["7  A lesson", "8  The lesson after", "A failure"]
    assert titles[3:] == [example.title for example in EXAMPLES]
    QTest.keyClick(chooser.focusWidget(), KEY.Key_Down)
    QTest.keyClick(chooser.focusWidget(), KEY.Key_Up)
    QTest.keyClick(chooser.focusWidget(), KEY.Key_Right)
    QTest.keyClick(chooser.focusWidget(), KEY.Key_Return)
    assert window.lecture.course.lesson.name == "test-after"
    window.activateWindow()
    window.setFocus()
    press(window, KEY.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(QApplication.focusWidget(), "what it shows")  # found, though not seen
    assert window.search.palette.chosen.title == "7  A lesson"
    QTest.keyClicks(QApplication.focusWidget(), "\b" * 20 + "three")
    press(window, KEY.Key_Return)
    assert (window.lecture.course.lesson.name, window.lecture.course.index) == ("test-lesson", 2)


def named(menu):
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_the_menu_has_each_lesson_by_name_once_it_is_opened(window, tmp_path):
    menu, gallery, own = (
        window.findChild(QMenu, f"{name}_menu") for name in ("lessons", "gallery", "own_lessons")
    )
    ends = ["&Failures, and their cures", "&Examples", "&Your own"]
    assert named(menu) == ["Lessons…", *ends]  # the start does not pay for them
    assert named(gallery) == []
    window.lecture.library.folder = tmp_path
    menu.aboutToShow.emit()
    assert named(menu) == ["Lessons…", "&7  A lesson", "&8  The lesson after", *ends]
    assert named(gallery) == ["A failure"]
    assert not own.menuAction().isVisible()
    examples = window.findChild(QMenu, "examples_menu")
    assert named(examples) == [example.title for example in EXAMPLES]
    window.findChild(QAction, "lesson_test_after").trigger()
    assert window.lecture.course.lesson is ALL[1]
    (tmp_path / "Mine & more.toml").write_text(lesson_text(LESSON), encoding="utf-8")
    window.set_notation("partial")
    for _ in range(2):
        menu.aboutToShow.emit()
    assert named(own) == ["&7  A lesson"]
    assert own.menuAction().isVisible()
    assert named(menu) == ["Lessons…", "&7  A lesson", "&8  The lesson after", *ends]
    window.findChild(QAction, "own_lesson_mine_more").trigger()
    assert window.lecture.course.lesson.name == "Mine & more"


def test_the_notes_follow_the_scene_and_turn_it(window):
    window.lecture.open(LESSON)
    press(window, KEY.Key_S)
    notes = window.lecture._notes
    assert notes.isVisible()
    assert notes._notes.text() == "Say J twice."
    assert notes._next.text() == "Next: Two"
    press(window, KEY.Key_PageDown)
    assert notes._title.text() == "2  Two"


def test_an_example_of_the_list_is_opened_as_what_is_edited(window):
    window.lecture.open(LESSON)
    window.lecture._open_named(EXAMPLES[2].name)
    assert window.lecture.course.lesson is None
    assert window.controller.document.file.name == EXAMPLES[2].title


def test_marks_of_the_scene_are_on_the_timeline_once_it_is_there(qtbot, window):
    window.lecture.open(LESSON, 1)
    wait_for(qtbot, window, lambda s: s.epoch == 6 and not s.status.playing)
    told = [(m.epoch, m.cause) for m in window.timeline.track.marks if m.kind == "lesson"]
    assert told == [(4, "Look here")]
    (group,) = [g for g in window.timeline.track.groups() if g.kind == "lesson"]
    assert said_of(group, window.appearance.look) == "epoch 4: Look here"
    window.lecture.course.previous_scene()
    window.lecture.course.leave()
    assert all(mark.kind != "lesson" for mark in window.timeline.track.marks)


def test_damaged_files_of_ones_own_are_told_above_the_list(window, tmp_path):
    (tmp_path / "good.toml").write_text(lesson_text(LESSON), encoding="utf-8")
    (tmp_path / "bad.toml").write_text('title = "x"\ncolour = 1\n[[scenes]]\n', encoding="utf-8")
    window.lecture.library.folder = tmp_path
    press(window, KEY.Key_L, Qt.KeyboardModifier.ControlModifier)
    chooser = QApplication.activeModalWidget()
    words = [label.text() for label in chooser.findChildren(QLabel)]
    assert any("bad.toml" in text and "line" in text for text in words)
    assert "Your own" in words
    assert "7  A lesson" in words
    chooser.reject()


def test_what_is_on_screen_is_saved_as_a_scene_and_another_after_it(window, tmp_path, monkeypatch):
    path = tmp_path / "mine.toml"
    words = iter((("First", "One.", ""), ("Second", "Two.", "Wait.")))
    told = []
    window.lecture.noticeRequested.connect(told.append)

    def fill(dialog):
        for line, text in zip(
            (dialog.title, dialog.caption, dialog.notes), next(words), strict=True
        ):
            line.setText(text)
        return dialog._save.isEnabled()

    monkeypatch.setattr(SceneDialog, "exec", fill)
    monkeypatch.setattr(lecture, "ask_save", lambda *_: path)
    train_and_wait(window, 2)
    window.actions_.save_scene.trigger()
    window.explain.set_place(2, 1, 0, 3)
    window.explain.show_view("chain")
    window.controller.set_speed(None)
    window.actions_.save_scene.trigger()
    assert told == [
        "mine.toml is saved, with one scene.",
        "mine.toml is saved: it has 2 scenes now.",
    ]
    one, two = read_lesson(path).scenes
    assert (one.experiment, one.at, one.panels) == (window.controller.experiment, 2, ())
    assert (one.caption.text, two.title.text, two.notes.text) == ("One.", "Second", "Wait.")
    assert (two.explanation, two.focus) == ("chain", LessonFocus(2, 0, 1, 3))
    assert (two.panels, two.speed) == (("network", "explain"), None)


def test_a_scene_has_what_was_set_by_hand_at_the_start_and_says_what_it_has_not(
    qtbot, window, tmp_path, monkeypatch
):
    path, told = tmp_path / "mine.toml", []
    window.lecture.noticeRequested.connect(told.append)
    monkeypatch.setattr(lecture, "ask_save", lambda *_: path)
    monkeypatch.setattr(
        SceneDialog, "exec", lambda d: [line.setText("x") for line in (d.title, d.caption)]
    )
    controller = window.controller
    controller.compare(changed(controller.experiment, "network.hidden.activation", "relu"))
    controller.set_weight(1, 1, 2, 0.5)
    controller.set_bias(2, 0, -3.0, "b")
    wait_for(qtbot, window, lambda s: s.other is not None and s.other.parameters[1][1][0] == -3.0)
    window.stage.show(("boundary", "loss"))
    window.board.share([1.0, 3.0])
    window.actions_.save_scene.trigger()
    press(window, KEY.Key_E)
    wait_for(qtbot, window, lambda s: s.epoch == 1)
    window.actions_.save_scene.trigger()
    controller.set_weight(1, 0, 0, 9.0)
    window.actions_.save_scene.trigger()
    assert told[:2] == [
        "mine.toml is saved, with one scene.",
        "mine.toml is saved: it has 2 scenes now.",
    ]
    assert told[2].startswith("mine.toml is saved: it has 3 scenes now. What was changed on the")
    lesson = read_lesson(path)
    weights = (StartWeight(1, 2, 0.5, 1), StartWeight(2, 0, -3.0, of="B"))
    assert [scene.weights for scene in lesson.scenes] == [weights] * 3
    shown = controller.snapshot
    window.lecture.open(lesson, 1)
    there = wait_for(qtbot, window, lambda s: s.run > shown.run and s.epoch == 1)
    for one, other in ((there, shown), (there.other, shown.other)):
        for (W, b), (W2, b2) in zip(one.parameters, other.parameters, strict=True):
            assert np.array_equal(W, W2)
            assert np.array_equal(b, b2)


def test_the_first_steps_point_and_are_skipped_and_found_again(window):
    window.actions_.first_steps.trigger()
    bar, pointer = window.caption_bar, window.lecture.first_steps._pointer
    seen = []
    for _ in range(6):
        assert bar.isVisible()
        seen.append((said(window), pointer.isVisible()))
        press(window, KEY.Key_PageDown)
    assert not bar.isVisible()
    assert not pointer.isVisible()
    assert len(set(seen)) == 6
    assert all(shown for _, shown in seen)
    window.actions_.first_steps.trigger()
    press(window, KEY.Key_PageDown)
    press(window, KEY.Key_PageUp)
    assert said(window) == seen[0][0]
    press(window, KEY.Key_Space)  # what it says can be done
    assert window.controller.experiment is window.controller.document.a
    press(window, KEY.Key_Escape)
    assert not bar.isVisible()
    window.lecture.begin_first_steps()
    window.lecture.open(LESSON)
    assert said(window)[0] == "The first J."


def test_the_first_steps_on_a_projector_stand_beside_two_large_panels(window):
    window.set_presentation(True)
    window.actions_.first_steps.trigger()
    pointer = window.lecture.first_steps._pointer
    for _ in range(6):
        assert pointer.isVisible()
        assert len(window.board.shown) == 2
        press(window, KEY.Key_PageDown)
    assert window.board.shown == PRESENTED
    window.actions_.first_steps.trigger()
    press(window, KEY.Key_Escape)
    assert not window.caption_bar.isVisible()
    assert window.board.shown == PRESENTED
    assert window.presenting.on


def test_the_last_of_the_first_steps_points_at_the_menu_of_lessons(window):
    window.actions_.first_steps.trigger()
    for _ in range(5):
        press(window, KEY.Key_PageDown)
    bar, pointer = window.menuBar(), window.lecture.first_steps._pointer
    menu = window.findChild(QMenu, "lessons_menu").menuAction()
    if not window.training.lessons.isVisible():
        at = bar.actionGeometry(menu).translated(bar.mapTo(window, QPoint()))
        assert pointer.geometry().contains(at & window.rect())
        assert pointer.width() < 2 * at.width()


def test_the_lessons_of_the_program_are_read_before_one_is_looked_for(qtbot, monkeypatch):
    library._read.cache_clear()
    monkeypatch.setattr(found, "built_in", lambda: [])
    library.Library.preload()
    (thread,) = [t for t in threading.enumerate() if t.name == "lessons"] or [None]
    if thread is not None:
        thread.join()
    assert library._read.cache_info().currsize == 1
    assert library.Library().lessons == []
    library._read.cache_clear()
