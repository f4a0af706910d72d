"""The timeline in a real window, by keys and mouse."""

import random

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolButton
from sampled import sampled

from annplayground.core.edits import changed
from annplayground.core.run.session import Session
from annplayground.gui.main_window import MainWindow
from annplayground.gui.waiting import train_and_wait

EPOCHS = 40
LEFT = Qt.MouseButton.LeftButton
NONE, ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
K = Qt.Key


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitExposed(made):
        made.show()
    train_and_wait(made, EPOCHS)
    made.setFocus()
    yield made
    made.close()


def shown(qtbot, window, epoch, live=EPOCHS):
    """Wait until an epoch is shown, exactly, of a run that stands at `live`; it is seen everywhere
    then."""

    def is_shown():
        s = window.controller.snapshot
        return (s.epoch, s.live_epoch, s.near) == (epoch, live, False)

    qtbot.waitUntil(is_shown)
    window.frame_scheduler.finish()
    return window.controller.snapshot


def live(qtbot, window, epoch=EPOCHS):
    return shown(qtbot, window, epoch, None)


def at(window, epoch):
    """The point of the track at an epoch."""
    track = window.timeline.track
    return QPoint(round(track.pixel(epoch)), track.height() // 2)


def click(window, epoch):
    QTest.mouseClick(window.timeline.track, LEFT, NONE, at(window, epoch))


def same(snapshot, session):
    return all(
        np.array_equal(a, b)
        for one, other in zip(snapshot.parameters, session.parameters, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def alone(experiment, epochs):
    session = Session(experiment)
    session.train(epochs)
    return session


def words(window):
    return window.timeline._where.text()


# -- where it goes --------------------------------------------------------------------------------


def test_the_handle_follows_the_pointer_at_once_and_all_panels_soon(qtbot, window):
    track = window.timeline.track
    assert (track.value(), words(window)) == (EPOCHS, "epoch 40")
    QTest.mousePress(track, LEFT, NONE, at(window, 10))
    assert (track.value(), words(window)) == (10, "epoch 10 of 40")
    assert window.loss.chart.cursor_epoch == window.gradient.chart.cursor_epoch == 10
    for epoch in (14, 19, 25):
        QTest.mouseMove(track, at(window, epoch))
        assert track.value() == epoch
    QTest.mouseRelease(track, LEFT, NONE, at(window, 25))
    snapshot = shown(qtbot, window, 25)
    assert same(snapshot, alone(snapshot.experiment, 25))
    assert window.training.status.counter.text() == "000,025"
    assert window.loss.chart.curves[0].series.last_epoch == EPOCHS
    click(window, EPOCHS)
    live(qtbot, window)
    assert words(window) == "epoch 40"
    assert window.loss.chart.cursor_epoch is None


def pictures(window):
    """Of what shows a moment, and not the run; of explanations the words."""
    window.frame_scheduler.finish()
    QApplication.processEvents()
    words = [w.text() for w in window.explain.findChildren(QLabel) if w.isVisible()]
    assert any("best J on the test set" in text for text in words)
    return [*(card.grab().toImage() for card in (window.network, window.boundary)), *words]


def test_network_map_and_explanation_look_as_they_did(qtbot, window):
    then = pictures(window)
    train_and_wait(window, 2 * EPOCHS)
    assert pictures(window) != then
    click(window, EPOCHS)
    shown(qtbot, window, EPOCHS, 2 * EPOCHS)
    assert pictures(window) == then


@pytest.mark.parametrize("focused", [False, True])
def test_the_keys(qtbot, window, focused):
    keys = [
        (K.Key_Left, K.Key_Left, 39),
        (K.Key_Left, K.Key_Left, 38),
        (K.Key_Right, K.Key_Right, 39),
        (K.Key_Right, K.Key_Right, None),
        (K.Key_Right, K.Key_Right, None),
        (K.Key_Home, K.Key_Home, 0),
        (K.Key_Left, K.Key_Left, 0),
        (K.Key_Up, K.Key_PageUp, 1),
        (K.Key_End, K.Key_End, None),
        (K.Key_Down, K.Key_PageDown, 39),
        (K.Key_L, K.Key_L, None),
    ]
    track = window.timeline.track
    if focused:
        track.setFocus()
    for with_alt, alone_, epoch in keys:
        if focused:
            QTest.keyClick(track, alone_)
        else:
            QTest.keyClick(window, with_alt, NONE if with_alt == K.Key_L else ALT)
        if epoch is None:
            live(qtbot, window)
        else:
            shown(qtbot, window, epoch)
        assert track.value() == (EPOCHS if epoch is None else epoch)


def test_in_the_midst_of_an_epoch_one_back_is_its_beginning(qtbot, window):
    window.controller.step_batch()
    qtbot.waitUntil(lambda: window.controller.snapshot.batch == 1)
    QTest.keyClick(window, K.Key_Left, ALT)
    assert shown(qtbot, window, EPOCHS).batch == 0
    QTest.keyClick(window, K.Key_Right, ALT)
    assert live(qtbot, window).batch == 1


def test_a_percent_of_a_long_run(qtbot, window):
    train_and_wait(window, 300)
    QTest.keyClick(window, K.Key_Down, ALT)
    shown(qtbot, window, 297, 300)


def test_the_button_shows_the_run_as_it_stands(qtbot, window):
    click(window, 5)
    shown(qtbot, window, 5)
    QTest.mouseClick(window.findChild(QToolButton, "live_button"), LEFT)
    live(qtbot, window)


def test_a_click_on_a_curve_goes_there_and_a_drag_does_not(qtbot, window):
    chart = window.loss.chart
    plot = chart.frame.plot
    place = QPoint(round(chart.frame.x(12)), round(plot.center().y()))
    QTest.mousePress(chart.viewport(), LEFT, NONE, place)
    QTest.mouseRelease(chart.viewport(), LEFT, NONE, place + QPoint(40, 0))
    assert window.controller.looking.epoch is None
    QTest.mouseClick(chart.viewport(), LEFT, NONE, place)
    shown(qtbot, window, chart.cursor_epoch)
    assert abs(chart.cursor_epoch - 12) <= 1


def test_while_training_any_epoch_can_be_seen_and_training_goes_on(qtbot, window):
    window.controller.set_speed(None)
    window.actions_.play.trigger()
    qtbot.waitUntil(lambda: window.controller.snapshot.epoch > 2 * EPOCHS)
    rng = random.Random(3)
    for _ in range(12):
        epochs = [rng.randrange(EPOCHS) for _ in range(3)]
        for epoch in epochs:
            window.timeline.seek(epoch)
        assert window.timeline.track.value() == epochs[-1]
        qtbot.waitUntil(lambda e=epochs[-1]: window.controller.snapshot.epoch == e)
        snapshot = window.controller.snapshot
        assert same(snapshot, alone(snapshot.experiment, epochs[-1]))
    newest = window.timeline.newest
    qtbot.waitUntil(lambda: window.timeline.newest > newest)
    assert window.controller.snapshot.status.playing
    QTest.keyClick(window, K.Key_L)
    qtbot.waitUntil(lambda: window.controller.snapshot.live_epoch is None)


# -- what is said ---------------------------------------------------------------------------------


def test_other_settings_of_that_moment_are_said(qtbot, window):
    controller = window.controller
    controller.edit(changed(controller.experiment, "training.learning_rate", 0.2))
    train_and_wait(window, EPOCHS + 10)
    click(window, 20)
    shown(qtbot, window, 20, EPOCHS + 10)
    assert window.timeline._then.text() == "then: learning rate 0.03"
    assert window.timeline._then.toolTip().endswith("learning rate 0.03 → 0.2")
    click(window, EPOCHS + 5)
    shown(qtbot, window, EPOCHS + 5, EPOCHS + 10)
    assert not window.timeline._then.isVisible()
    click(window, 20)
    shown(qtbot, window, 20, EPOCHS + 10)
    assert window.timeline._then.isVisible()
    QTest.keyClick(window, K.Key_L)
    live(qtbot, window, EPOCHS + 10)
    assert not window.timeline._then.isVisible()


@pytest.mark.parametrize("size", sampled([(800, 512), (1280, 720)]))
@pytest.mark.parametrize("presenting", [False, True])
def test_every_text_is_whole(qtbot, window, size, presenting):
    window.resize(*size)
    window.set_presentation(presenting)
    whole = changed(window.controller.experiment, "training.batch_size", 250)  # one step an epoch
    window.controller.edit(whole)
    train_and_wait(window, 1100)
    window.timeline.seek(900)
    shown(qtbot, window, 900, 1100)
    QApplication.processEvents()
    bar = window.timeline
    assert "900 of 1,100" in bar._where.text()
    for widget in (bar._where, bar._go_on, bar._live):
        assert widget.width() >= widget.minimumSizeHint().width()
        assert bar.rect().contains(widget.geometry())
    assert bar.track.width() >= 120


def test_a_presentation_has_the_bar_for_the_past_only(qtbot, window):
    assert window.timeline.isVisible()
    window.set_presentation(True)
    assert not window.timeline.isVisible()
    QTest.keyClick(window, K.Key_Left, ALT)
    shown(qtbot, window, EPOCHS - 1)
    assert window.timeline.isVisible()
    QTest.keyClick(window, K.Key_L)
    live(qtbot, window)
    assert not window.timeline.isVisible()


def test_a_low_window_has_the_bar_for_the_past_only(qtbot, window):
    window.resize(800, 512)
    assert not window.timeline.isVisible()
    QTest.keyClick(window, K.Key_Left, ALT)
    assert window.timeline.isVisible()
    window.resize(800, 600)
    QTest.keyClick(window, K.Key_L)
    assert window.timeline.isVisible()


def test_counting_on_moves_nothing(qtbot, window):
    places = set()
    for epoch in (3, 11, 28, None):
        window.timeline.epochRequested.emit(epoch)
        places.add(tuple(w.x() for w in (window.timeline._where, window.timeline._live)))
    assert len(places) == 1


# -- going on from there --------------------------------------------------------------------------


def undo_text(window):
    return window.actions_.undo.text()


def test_continue_from_here_goes_on_from_there_and_undo_brings_the_rest_back(qtbot, window):
    button = window.findChild(QToolButton, "continue_here_button")
    assert not button.isEnabled()
    before = window.controller.snapshot
    click(window, 25)
    shown(qtbot, window, 25)
    assert undo_text(window) == "Undo"
    QTest.mouseClick(button, LEFT)
    forked = live(qtbot, window, 25)
    assert undo_text(window) == "Undo: continuing from epoch 25"
    assert (words(window), button.isEnabled()) == ("epoch 25", False)
    train_and_wait(window, 60)
    assert same(window.controller.snapshot, alone(forked.experiment, 60))
    window.actions_.undo.trigger()
    back = live(qtbot, window)
    assert [a.tobytes() for p in back.parameters for a in p] == [
        a.tobytes() for p in before.parameters for a in p
    ]
    window.actions_.redo.trigger()
    live(qtbot, window, 60)


def test_it_goes_on_with_the_settings_of_then(qtbot, window):
    controller = window.controller
    first = controller.experiment
    controller.edit(changed(first, "training.learning_rate", 0.2))
    train_and_wait(window, EPOCHS + 10)
    window.timeline.seek(20)
    QTest.keyClick(window, K.Key_C)  # before that moment is shown
    live(qtbot, window, 20)
    assert controller.experiment == first
    assert window.findChild(QComboBox, "learning_rate").currentText() == "0.03"
    train_and_wait(window, EPOCHS)
    assert same(controller.snapshot, alone(first, EPOCHS))
    window.actions_.undo.trigger()
    live(qtbot, window, EPOCHS + 10)
    assert controller.experiment.training.learning_rate == 0.2


def test_an_edit_goes_on_from_there_and_is_one_step_of_undo(qtbot, window):
    controller = window.controller
    first = controller.experiment
    click(window, 15)
    shown(qtbot, window, 15)
    controller.edit(changed(first, "training.learning_rate", 0.1))
    controller.edit(changed(first, "training.learning_rate", 0.2))  # as a dragged slider
    assert live(qtbot, window, 15).learning_rate == 0.2
    assert undo_text(window) == "Undo: learning rate 0.03 → 0.2 at epoch 15"
    window.actions_.undo.trigger()
    assert live(qtbot, window).experiment == first
    assert not window.actions_.undo.isEnabled()


def test_a_weight_set_by_hand_goes_on_from_there_and_is_one_step_of_undo(qtbot, window):
    before = window.controller.snapshot
    click(window, 15)
    old = shown(qtbot, window, 15).parameters[0][0][0, 1]
    window.controller.set_weight(1, 0, 1, 3.5)
    qtbot.waitUntil(lambda: window.controller.snapshot.parameters[0][0][0, 1] == 3.5)
    assert old != 3.5
    live(qtbot, window, 15)
    assert undo_text(window) == "Undo: weight W₁[1, 2] at epoch 15"
    window.actions_.undo.trigger()
    back = live(qtbot, window)
    assert back.parameters[0][0][0, 1] == before.parameters[0][0][0, 1]
    window.actions_.redo.trigger()
    assert live(qtbot, window, 15).parameters[0][0][0, 1] == 3.5


@pytest.mark.parametrize(("key", "place"), [(K.Key_E, (16, 0)), (K.Key_B, (15, 1))])
def test_a_step_goes_on_from_there(qtbot, window, key, place):
    click(window, 15)
    QTest.keyClick(window, key)
    qtbot.waitUntil(lambda: window.controller.snapshot.live_epoch is None)
    qtbot.waitUntil(
        lambda: (window.controller.snapshot.epoch, window.controller.snapshot.batch) == place
    )
    assert undo_text(window) == "Undo: continuing from epoch 15"


def test_back_only_looks_and_a_look_is_no_step_of_undo(qtbot, window):
    click(window, 15)
    shown(qtbot, window, 15)
    QTest.keyClick(window, K.Key_Backspace)
    shown(qtbot, window, 14)
    assert undo_text(window) == "Undo"
    QTest.keyClick(window, K.Key_L)
    live(qtbot, window)
    QTest.keyClick(window, K.Key_Backspace)
    live(qtbot, window, EPOCHS - 1)


def test_space_plays_the_run_and_not_the_past(qtbot, window):
    click(window, 15)
    shown(qtbot, window, 15)
    window.controller.set_speed(None)
    QTest.keyClick(window, K.Key_Space)
    qtbot.waitUntil(lambda: window.timeline.newest > EPOCHS + 5)
    assert window.controller.snapshot.epoch == 15
