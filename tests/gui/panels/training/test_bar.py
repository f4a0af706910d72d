"""The training toolbar as a whole: its buttons, its messages, and what folds away when."""

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QComboBox,
    QLabel,
    QLineEdit,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from annplayground.core.choices.penalties import Regularization
from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Data, Experiment, Training
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Divergence, Status, View
from annplayground.gui.commands.actions import Actions
from annplayground.gui.commands.keyboard import share_input
from annplayground.gui.panels.training.bar import TrainingBar
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import DARK, Look, palette, style_sheet

LEFT = Qt.MouseButton.LeftButton
L2 = Experiment(training=Training(regularization=Regularization("l2", 0.001)))
RUN = ("play", "step_batch", "step_epoch", "back", "reset", "new_start", "present", "help")


@pytest.fixture
def place(qtbot):
    """Puts a toolbar over a window as in the program."""
    windows = []

    def put(look=None, width=1280, experiment=None):
        look = look or Look()
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        window.setStyleSheet(style_sheet(look))
        window.setPalette(palette(look))
        actions = Actions(window)
        actions.set_look(look)
        bar = TrainingBar(actions)
        layout = QVBoxLayout(window)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bar)
        layout.addStretch(1)
        bar.set_look(look)
        bar.show_experiment(experiment or Experiment())
        window.setMinimumSize(300, 200)
        window.resize(width, 200)
        with qtbot.waitExposed(window):
            window.show()
        qtbot.waitUntil(lambda: bar.width() == width)
        return bar

    return put


@pytest.fixture
def bar(place):
    return place()


def snapshot_of(experiment=None, epochs=0, batches=0, status=None, **changes):
    session = Session(experiment or Experiment())
    session.train(epochs)
    session.advance(batches)
    return replace(observe(session.moment, 0, status or Status(), View()), **changes)


def shown(bar, name):
    return bar.findChild(QWidget, name).isVisible()


# -- buttons ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RUN)
def test_every_action_has_a_button_that_triggers_it(qtbot, bar, name):
    action = bar.window().findChild(QAction, name)
    with qtbot.waitSignal(action.triggered):
        qtbot.mouseClick(bar.findChild(QAbstractButton, f"{name}_button"), LEFT)
    button = bar.findChild(QAbstractButton, f"{name}_button")
    assert button.accessibleName() == action.text()
    assert button.toolTip() == action.toolTip()


def test_a_disabled_action_disables_its_button(bar):
    bar.window().findChild(QAction, "back").setEnabled(False)
    assert not bar.findChild(QAbstractButton, "back_button").isEnabled()


# -- the run ------------------------------------------------------------------------------------


def test_epoch_and_mini_batch_are_shown(bar):
    bar.show_snapshot(snapshot_of(epochs=2, batches=7))
    assert bar.status.counter.text() == "000,002"
    assert bar.findChild(QLabel, "batch").text() == "batch 7/25"
    bar.show_snapshot(snapshot_of(epochs=3))
    assert bar.findChild(QLabel, "batch").text() == ""


def test_a_rule_that_fired_is_said(bar):
    reason = StopRules(test_accuracy=0.98).reason(1, np.array([0.1, 0.2, 1.0, 0.984]))
    assert not shown(bar, "stop_reason")
    bar.show_snapshot(snapshot_of(epochs=1, status=Status(stop_reason=reason)))
    assert shown(bar, "stop_reason")
    assert bar.status.notice.text() == "Stopped: test accuracy 98.4 % ≥ 98 %."
    assert bar.status.notice._wordings[1:] == ("Test accuracy 98.4 % ≥ 98 %", "Stopped")
    assert not bar.findChild(QLabel, "speed_value").isVisible()
    bar.show_snapshot(snapshot_of(epochs=1))
    assert not shown(bar, "stop_reason")


def test_a_divergence_is_said_with_its_cause_in_red(bar):
    bar.show_snapshot(snapshot_of(divergence=Divergence(12, "learning rate 30 too large")))
    notice = bar.status.notice
    assert notice.text() == (
        "Diverged at epoch 12: learning rate 30 too large (J or a weight is no longer finite)"
    )
    image = notice.grab().toImage()
    pixels = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    assert Look().colours.bad in pixels


def test_a_snapshot_costs_less_than_two_milliseconds(bar):
    snapshots = [snapshot_of(epochs=k, status=Status(True, 99.0)) for k in (1, 2)]
    seconds = []
    for k in range(40):
        start = time.thread_time()  # of this thread alone, however busy the machine is
        bar.show_snapshot(snapshots[k % 2])
        seconds.append(time.thread_time() - start)
    assert min(seconds) < 0.002


# -- speed and rules ----------------------------------------------------------------------------


def test_speed_by_key(qtbot, bar):
    slider = bar.findChild(QSlider, "speed")
    with qtbot.waitSignal(bar.speedChanged) as changed:
        qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert changed.args == [0.2]
    assert bar.findChild(QLabel, "speed_value").text() == "0.2 epochs/s"
    with qtbot.waitSignal(bar.speedChanged) as changed:
        qtbot.keyClick(slider, Qt.Key.Key_End)
    assert changed.args == [None]
    assert bar.findChild(QLabel, "speed_value").text() == "max"


def test_rules_by_popup(qtbot, place):
    bar = place(width=1600)
    button = bar.findChild(QAbstractButton, "stop_rules")
    assert button.text() == "never"
    qtbot.mouseClick(button, LEFT)
    popup = bar.findChild(QWidget, "stop_popup")
    assert popup.isVisible()
    with qtbot.waitSignal(bar.rulesChanged) as changed:
        qtbot.keyClick(popup.findChild(QWidget, "stop_at_epoch"), Qt.Key.Key_Space)
    assert changed.args == [StopRules(epoch=1000)]
    assert button.text() == "epoch 1,000"
    assert "epoch 1,000" in button.toolTip()
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_regression_has_no_accuracy_to_stop_at(bar):
    bar.show_experiment(Experiment().with_data(Data("plane")))
    check = bar.findChild(QWidget, "stop_at_test_accuracy")
    assert not check.isEnabled()
    assert "Regression" in check.toolTip()
    bar.show_experiment(Experiment())
    assert check.isEnabled()


# -- edits --------------------------------------------------------------------------------------


def test_an_edit_and_a_refusal_pass_through(qtbot, bar):
    rate = bar.findChild(QComboBox, "learning_rate")
    rate.lineEdit().selectAll()
    with qtbot.waitSignal(bar.experimentEdited) as edited:
        qtbot.keyClicks(rate.lineEdit(), "0.5")
        qtbot.keyClick(rate.lineEdit(), Qt.Key.Key_Return)
    assert edited.args[0].training.learning_rate == 0.5
    rate.lineEdit().selectAll()
    with (
        qtbot.waitSignal(bar.noticeRequested) as refused,
        qtbot.assertNotEmitted(bar.experimentEdited),
    ):
        qtbot.keyClicks(rate.lineEdit(), "fast")
        qtbot.keyClick(rate.lineEdit(), Qt.Key.Key_Return)
    assert "Learning rate" in refused.args[0]
    assert rate.currentText() == "0.5"


def test_space_in_a_number_is_left_to_play_and_letters_are_not(qtbot, bar):
    window, line = bar.window(), bar.findChild(QLineEdit, "learning_rate_text")
    window.addActions([window.findChild(QAction, name) for name in RUN])
    share_input(window)
    with qtbot.waitActive(window):
        window.activateWindow()
    line.setFocus()
    line.selectAll()
    play, step = window.findChild(QAction, "play"), window.findChild(QAction, "step_epoch")
    with qtbot.assertNotEmitted(step.triggered):
        qtbot.keyClicks(line, "1e-3")
    with qtbot.waitSignal(play.triggered):
        qtbot.keyClick(line, Qt.Key.Key_Space)
    assert line.text() == "1e-3"


def test_space_in_a_popup_ticks_and_does_not_play(qtbot, bar):
    window = bar.window()
    window.addAction(window.findChild(QAction, "play"))
    qtbot.mouseClick(bar.findChild(QAbstractButton, "optimizer_parameters"), LEFT)
    popup = bar.findChild(QWidget, "optimizer_popup")
    check = popup.findChild(QAbstractButton, "gradient_clip_on")
    check.setFocus()
    with (
        qtbot.assertNotEmitted(window.findChild(QAction, "play").triggered),
        qtbot.waitSignal(bar.experimentEdited) as edited,
    ):
        qtbot.keyClick(check, Qt.Key.Key_Space)
    assert edited.args[0].training.gradient_clip == 1.0
    popup.close()


def test_showing_emits_nothing(qtbot, bar):
    with qtbot.assertNotEmitted(bar.experimentEdited), qtbot.assertNotEmitted(bar.rulesChanged):
        bar.show_experiment(L2)
        bar.show_snapshot(snapshot_of(L2))


# -- folding ------------------------------------------------------------------------------------


def overlapping(bar):
    """Pairs of visible inputs, buttons and labels of the toolbar that overlap."""
    kinds = QAbstractButton | QComboBox | QLabel | QSlider
    seen = [w for w in bar.findChildren(QWidget) if isinstance(w, kinds) and w.isVisible()]
    places = [(w.objectName(), w.rect().translated(w.mapTo(bar, w.rect().topLeft()))) for w in seen]
    assert all(bar.rect().contains(place) for _, place in places)
    return [
        (one, other)
        for index, (one, a) in enumerate(places)
        for other, b in places[index + 1 :]
        if a.intersects(b)
    ]


@pytest.mark.parametrize("experiment", [Experiment(), L2], ids=["plain", "l2"])
@pytest.mark.parametrize("width", [960, 1280, 1440, 1600, 1920, 3840])
def test_nothing_overlaps_at_any_width(place, width, experiment):
    bar = place(Look(), width, experiment)
    bar.show_snapshot(snapshot_of(experiment, epochs=1, batches=3, status=Status(False, 0.0)))
    assert bar.minimumSizeHint().width() <= 960
    assert 56 <= bar.height() <= 64
    assert overlapping(bar) == []


def test_at_1280_every_field_is_there_and_texts_are_not(place):
    bar = place(Look(), 1280, L2)
    for name in ("learning_rate", "optimizer", "loss", "batch_size", "regularization_rate"):
        assert shown(bar, name)
    assert shown(bar, "speed")
    assert shown(bar, "stop_rules")
    assert shown(bar, "optimizer_parameters")
    only_icon = Qt.ToolButtonStyle.ToolButtonIconOnly
    assert bar.steps[0].toolButtonStyle() == only_icon
    assert bar.present.toolButtonStyle() == only_icon


def test_texts_come_back_with_width(qtbot, place):
    bar = place(Look(), 1280)
    bar.window().resize(1800, 200)
    beside = Qt.ToolButtonStyle.ToolButtonTextBesideIcon
    qtbot.waitUntil(lambda: bar.steps[0].toolButtonStyle() == beside)
    assert bar.new_start.toolButtonStyle() == beside
    bar.window().resize(1280, 200)
    qtbot.waitUntil(lambda: bar.steps[0].toolButtonStyle() != beside)


def test_a_penalty_makes_room_for_its_rate(qtbot, place):
    bar = place(Look(), 1280)
    assert not shown(bar, "regularization_rate")
    penalty = bar.findChild(QComboBox, "regularization")
    with qtbot.waitSignal(bar.experimentEdited):
        qtbot.keyClick(penalty, Qt.Key.Key_Down)
    assert shown(bar, "regularization_rate")
    assert bar.minimumSizeHint().width() <= 960
    assert overlapping(bar) == []


@pytest.mark.parametrize("width", [1280, 1920])
def test_for_a_projector_only_the_essentials_stay(place, width):
    bar = place(Look(size=PRESENTATION, colours=DARK), width, L2)
    bar.show_snapshot(snapshot_of(L2, epochs=1))
    for name in ("play_button", "step_batch_button", "step_epoch_button", "reset_button"):
        assert shown(bar, name)
    for name in ("epoch_counter", "learning_rate", "optimizer", "present_button", "menu_button"):
        assert shown(bar, name)
    for name in ("speed", "speed_value"):
        assert shown(bar, name)
    for name in ("loss", "batch_size", "regularization", "stop_rules", "back_button"):
        assert not shown(bar, name)
    for name in ("new_start_button", "help_button", "optimizer_parameters"):
        assert not shown(bar, name)
    assert bar.minimumSizeHint().width() <= 1280
    assert overlapping(bar) == []
    texts = [w for w in bar.findChildren(QWidget) if isinstance(w, QLabel | QComboBox)]
    assert all(w.font().pointSize() >= PRESENTATION.text for w in texts if w.isVisible())


def test_the_bar_is_measured_alike_with_and_without_a_notice(qtbot, bar):
    """Measured beside a notice it took texts in that had no room after it."""
    bar.show_snapshot(snapshot_of(epochs=1))
    bar._refit()
    before = bar._measured()
    bar.show_snapshot(snapshot_of(divergence=Divergence(12, "learning rate 30 too large")))
    bar._refit()
    assert bar._measured() == before
    bar.show_snapshot(snapshot_of(epochs=1))
    bar._refit()
    assert bar._measured() == before
