"""Epoch, speed and the reason of a stop."""

import pytest
from PySide6.QtWidgets import QLabel

from annplayground.core.experiment import Experiment
from annplayground.core.session import Session
from annplayground.core.snapshot import Status, View, take_snapshot
from annplayground.gui.panels.training_run import RunStatus, position_of, speed_at
from annplayground.gui.theme import Look


def test_the_speed_goes_from_one_epoch_a_second_to_no_limit():
    speeds = [speed_at(position) for position in range(61)]
    assert speeds[0] == 1.0
    assert speeds[-2] == 1000.0
    assert speeds[-1] is None
    assert speeds[:-1] == sorted(speeds[:-1])


@pytest.mark.parametrize("speed", [1.0, 10.0, 320.0, 1000.0, None])
def test_a_speed_finds_its_position(speed):
    reached = speed_at(position_of(speed))
    assert reached == pytest.approx(speed, rel=0.06) if speed else reached is None


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
        (Status(True, 2868.4), "2\u202f870 /s"),
        (Status(True, 1.04), "1 /s"),
        (Status(True, 47.6), "48 /s"),
        (Status(False, 47.6), "max"),
    ],
)
def test_the_speed_reached(status, given, shown):
    status.show_snapshot(take_snapshot(Session(Experiment()), 0, given, View()))
    assert status.findChild(QLabel, "speed_value").text() == shown


def test_it_stays_said_that_numba_cannot_be_had(status):
    def show(given):
        status.show_snapshot(take_snapshot(Session(Experiment()), 0, given, View()))
        return status.findChild(QLabel, "speed_caption").text(), status._speed_row.toolTip()

    assert show(Status(engine="numpy")) == ("Speed", "")
    caption, why = show(Status(engine="numpy", engine_problem="no module numba"))
    assert caption == "NumPy"
    assert "no module numba" in why
    assert show(Status(engine="numba")) == ("Speed", "")


def test_a_limit_is_shown_while_nothing_runs(qtbot, status):
    with qtbot.waitSignal(status.speedChanged) as changed:
        status.speed.setValue(position_of(10.0))
    assert changed.args[0] == pytest.approx(10.0, rel=0.06)
    status.show_snapshot(take_snapshot(Session(Experiment()), 0, Status(), View()))
    assert status.findChild(QLabel, "speed_value").text() == f"{changed.args[0]:.0f} /s"


def test_the_mini_batch_is_shown_only_while_stepping(status):
    session = Session(Experiment())
    session.advance(3)
    for playing, text in ((False, "batch 3/25"), (True, "")):
        status.show_snapshot(take_snapshot(session, 0, Status(playing, 5.0), View()))
        assert status.findChild(QLabel, "batch").text() == text
