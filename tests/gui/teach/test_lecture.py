"""Lessons in the window, by keys: what a scene puts on stage, votes, and what is given back."""

import numpy as np
import pytest
from lessons import ALL, FAILURE, LESSON, SCENES
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annplayground.core.choices.metrics import METRICS
from annplayground.core.engines.stopping import StopRules
from annplayground.gui.layout.layouts import CARDS
from annplayground.gui.main_window import MainWindow
from annplayground.gui.snapshots.waiting import train_and_wait

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


def test_page_down_opens_the_next_trained_to_its_epoch_with_explanation_and_focus(qtbot, window):
    window.lecture.open(LESSON)
    press(window, KEY.Key_PageDown)
    wait_for(qtbot, window, lambda s: s.epoch == 6 and not s.status.playing)
    assert window.controller.rules == StopRules(epoch=9)
    assert window.controller.speed == pytest.approx(3.0 / 3)  # 30 samples in batches of 10
    assert window.explain.current.name == "chain"
    assert window.explain.focus.place == (2, 3, 1, 7)
    assert window.board.shown == ("network", "explain")
    assert window.gradient.metric_name == next(iter(METRICS))
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
    press(window, KEY.Key_K)
    assert window.controller.document.b == FAILURE.scenes[0].b
    wait_for(qtbot, window, lambda s: s.other is not None and s.other.epoch > 0)


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
    assert titles == ["7  A lesson", "8  The lesson after", "A failure"]
    QTest.keyClick(chooser.focusWidget(), KEY.Key_Down)
    QTest.keyClick(chooser.focusWidget(), KEY.Key_Up)
    QTest.keyClick(chooser.focusWidget(), KEY.Key_Right)
    QTest.keyClick(chooser.focusWidget(), KEY.Key_Return)
    assert window.lecture.course.lesson.name == "test-after"
    window.activateWindow()
    window.setFocus()
    press(window, KEY.Key_K, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(QApplication.focusWidget(), "three")
    press(window, KEY.Key_Return)
    assert (window.lecture.course.lesson.name, window.lecture.course.index) == ("test-lesson", 2)


def test_the_notes_follow_the_scene_and_turn_it(window):
    window.lecture.open(LESSON)
    press(window, KEY.Key_S)
    notes = window.lecture._notes
    assert notes.isVisible()
    assert notes._notes.text() == "Say J twice."
    assert notes._next.text() == "Next: Two"
    press(window, KEY.Key_PageDown)
    assert notes._title.text() == "2  Two"
