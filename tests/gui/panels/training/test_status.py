"""Epoch, speed and the reason of a stop."""

import pytest
from PySide6.QtWidgets import QLabel

from annplayground.core.experiment import Experiment
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.panels.training.status import RunStatus
from annplayground.gui.theme import Look


@pytest.fixture
def status(qtbot):
    made = RunStatus()
    qtbot.addWidget(made)
    made.set_look(Look())
    made.show()
    return made


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (Status(), "max"),
        (Status(True, 0.0), "max"),
        (Status(True, 2868.4), "max 2,870 /s"),
        (Status(True, 47.6), "max 48 /s"),
        (Status(False, 47.6), "max"),
    ],
)
def test_the_speed_reached(status, given, shown):
    status.show_speed(None)
    status.show_snapshot(observe(Session(Experiment()).moment, 0, given, View()))
    assert status.findChild(QLabel, "speed_value").text() == shown


def test_it_stays_said_that_numba_cannot_be_had(status):
    def show(given):
        status.show_snapshot(observe(Session(Experiment()).moment, 0, given, View()))
        return status.findChild(QLabel, "speed_caption").text(), status._speed_row.toolTip()

    assert show(Status(engine="numpy")) == ("Speed", "")
    caption, why = show(Status(engine="numpy", engine_problem="no module numba"))
    assert caption == "NumPy"
    assert "no module numba" in why
    assert "a toy" in show(Status(engine="numpy", engine_problem="a toy"))[1]  # another reason
    assert show(Status(engine="numba")) == ("Speed", "")


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (Status(), "30 epochs/s"),
        (Status(True, 29.4), "30 epochs/s"),
        (Status(True, 21.0), "21 of 30 /s"),  # NumPy on a slow machine
        (Status(False, 21.0), "30 epochs/s"),
    ],
)
def test_the_limit_is_shown_unless_it_cannot_be_kept(status, given, shown):
    status.show_snapshot(observe(Session(Experiment()).moment, 0, given, View()))
    assert status.findChild(QLabel, "speed_value").text() == shown


def test_a_step_of_speed_by_the_user_is_told_and_one_that_is_shown_is_not(qtbot, status):
    with qtbot.waitSignal(status.speedChanged) as changed:
        status.change_speed(-1)
    assert changed.args == [10]
    with qtbot.assertNotEmitted(status.speedChanged):
        status.show_speed(None)
        status.change_speed(1)  # there is nothing faster
    assert status.findChild(QLabel, "speed_value").text() == "max"


def test_at_a_slow_speed_the_mini_batches_are_counted(status):
    session = Session(Experiment())
    session.advance(3)
    status.show_speed(0.5)
    status.show_snapshot(observe(session.moment, 0, Status(True), View()))
    assert status.findChild(QLabel, "batch").text() == "batch 3/25"


def test_the_mini_batch_is_shown_only_while_stepping(status):
    session = Session(Experiment())
    session.advance(3)
    for playing, text in ((False, "batch 3/25"), (True, "")):
        status.show_snapshot(observe(session.moment, 0, Status(playing, 5.0), View()))
        assert status.findChild(QLabel, "batch").text() == text
