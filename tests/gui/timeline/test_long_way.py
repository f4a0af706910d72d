"""A long way to an epoch, in the window: the nearest keyframe is seen at once and marked ≈, how far
it has come is said after a moment, and L ends it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton

from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network
from annplayground.core.run.replay import Replay
from annplayground.core.run.thread import past
from annplayground.gui.main_window import MainWindow
from annplayground.gui.timeline import bar
from annplayground.gui.waiting import train_and_wait

SMALL = Experiment(Data("circle", 60), Network((HiddenLayer(4, "tanh"),)))


@pytest.fixture
def window(qtbot, monkeypatch):
    monkeypatch.setattr(past, "FRAME_SECONDS", 0.0)
    monkeypatch.setattr("annplayground.core.run.keyframes.MAX_NUMBER", 8)
    made = MainWindow(SMALL, remember=False, engine="numpy")
    qtbot.addWidget(made)
    made.resize(1600, 900)
    made.show()
    train_and_wait(made, 100)
    yield made
    made.close()


@pytest.fixture
def held(monkeypatch):
    """Ways that come no further until they are let go."""
    going = {"on": False}
    go_on = Replay.go_on
    monkeypatch.setattr(
        Replay, "go_on", lambda way, seconds: go_on(way, seconds) if going["on"] else None
    )
    return going


def said(window):
    return window.findChild(QLabel, "timeline_epoch").text()


def test_it_says_what_is_seen_and_where_it_goes(window, held, qtbot):
    window.timeline.seek(77)
    qtbot.waitUntil(lambda: said(window).startswith("≈"))
    snapshot = window.controller.snapshot
    kept = [0, 16, 32, 48, 64, 80, 96]
    assert snapshot.epoch == min(kept, key=lambda epoch: abs(epoch - 77))
    assert said(window).startswith(f"≈ epoch {snapshot.epoch}, on the way to 77")
    qtbot.waitUntil(lambda: said(window).endswith("0 %"))  # after a moment
    window.controller.continue_here()  # waits for the exact one
    assert window.controller.snapshot.live_epoch == 100
    held["on"] = True
    qtbot.waitUntil(lambda: window.controller.snapshot.live_epoch is None)
    assert window.controller.snapshot.epoch == 77
    assert "epoch 77" in window.actions_.undo.text()  # and not the keyframe
    assert "≈" not in said(window)


def test_at_first_it_says_no_share(window, held, qtbot, monkeypatch):
    monkeypatch.setattr(bar, "_PATIENCE", 10**9)
    window.timeline.seek(77)
    qtbot.waitUntil(lambda: said(window).startswith("≈"))
    assert "%" not in said(window)


def test_live_ends_the_way(window, held, qtbot):
    window.timeline.seek(30)
    qtbot.waitUntil(lambda: said(window).startswith("≈"))
    window.actions_.live.trigger()
    qtbot.waitUntil(lambda: window.controller.snapshot.live_epoch is None)
    assert said(window) == "epoch 100"


def test_the_mouse_ends_it_too_by_a_button_that_says_so(window, held, qtbot):
    button = window.findChild(QToolButton, "live_button")
    width, tip = button.width(), button.toolTip()
    assert button.text() == "Live"
    window.timeline.seek(30)
    qtbot.waitUntil(lambda: button.text() == "Stop")
    assert said(window).startswith("≈")
    assert "epoch 30" in button.toolTip()
    assert button.width() == width
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.controller.snapshot.live_epoch is None)
    assert (said(window), button.text(), button.toolTip()) == ("epoch 100", "Live", tip)


def test_it_becomes_exact_by_itself(window, qtbot):
    window.timeline.seek(41)
    qtbot.waitUntil(lambda: window.controller.snapshot.epoch == 41)
    assert said(window) == "epoch 41 of 100"
