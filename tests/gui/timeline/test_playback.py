"""The past is played: every frame in its turn, to either end."""

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from annplayground.gui.main_window import MainWindow
from annplayground.gui.timeline import playback as playback_module
from annplayground.gui.timeline.playback import Playback
from annplayground.gui.waiting import train_and_wait

EPOCHS = 9
K, SHIFT = Qt.Key, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def owner(qapp):
    return QObject()


@pytest.fixture(autouse=True)
def _fast(monkeypatch):
    monkeypatch.setattr(playback_module, "PASS_SECONDS", 0.01)
    monkeypatch.setattr(playback_module, "FRAME_MILLISECONDS", 1)


def played(qtbot, owner, way, start, newest, seconds=None):
    playback, asked, ends = Playback(owner), [], []
    playback.epochRequested.connect(asked.append)
    playback.epochRequested.connect(playback.show)
    playback.ended.connect(ends.append)
    playback.start(way, start, newest)
    qtbot.waitUntil(lambda: bool(ends))
    assert (playback.way, ends) == (0, [way])
    return asked


def test_a_short_run_is_played_epoch_for_epoch(qtbot, owner):
    assert played(qtbot, owner, 1, 0, 9) == [*range(9)]
    assert played(qtbot, owner, 1, 5, 9) == [*range(5, 9)]
    assert played(qtbot, owner, -1, 7, 9) == [*range(7, -1, -1)]


def test_a_long_one_in_as_many_frames_as_there_is_time_for(qtbot, owner):
    asked = played(qtbot, owner, 1, 0, 1000)
    assert len(asked) == 10
    assert asked == [*range(0, 1000, 100)]


def test_a_slow_frame_is_waited_for(qtbot, owner):
    playback, asked = Playback(owner), []
    playback.epochRequested.connect(asked.append)
    playback.start(1, 0, 9)
    for _ in range(5):
        playback._next()
    assert asked == [0]
    playback.show(3)  # another one
    playback._next()
    assert asked == [0]
    playback.show(0)
    playback._next()
    assert asked == [0, 1]
    playback.stop()


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitExposed(made):
        made.show()
    train_and_wait(made, EPOCHS)
    made.setFocus()
    made.seen = []

    def see(snapshot):
        if not snapshot.near:  # on a busy machine the nearest keyframe comes before
            made.seen.append((snapshot.epoch, snapshot.live_epoch))

    made.controller.snapshotReady.connect(see)
    yield made
    made.close()


def past(window):
    return [epoch for epoch, live in window.seen if live is not None]


def test_a_key_plays_the_run_from_its_start_to_now(qtbot, window):
    button = window.findChild(QToolButton, "replay_button")
    QTest.keyClick(window, K.Key_P)
    assert button.isChecked()
    qtbot.waitUntil(lambda: bool(past(window)) and window.seen[-1:] == [(EPOCHS, None)])
    assert past(window) == [*range(EPOCHS)]
    assert not button.isChecked()
    assert window.controller.looking.epoch is None


def test_backwards_from_what_is_looked_at(qtbot, window):
    window.timeline.seek(6)
    QTest.keyClick(window, K.Key_P, SHIFT)
    qtbot.waitUntil(lambda: window.seen[-1:] == [(0, EPOCHS)] and not window.timeline.playback.way)
    assert past(window) == [*range(6, -1, -1)]


@pytest.mark.parametrize(
    "stop",
    [
        lambda window: QTest.keyClick(window, K.Key_P),
        lambda window: window.timeline.seek(2),
        lambda window: window.timeline.live(),
        lambda window: window.controller.step_epoch(),
        lambda window: window.controller.reset(),
    ],
    ids=["key", "seek", "live", "step", "reset"],
)
def test_it_rests_as_soon_as_something_else_is_done(qtbot, window, stop):
    window.timeline.playback.seconds = 1000.0  # it waits for long
    QTest.keyClick(window, K.Key_P)
    qtbot.waitUntil(lambda: past(window) == [0])
    assert window.actions_.replay.isChecked()
    stop(window)
    qtbot.waitUntil(lambda: not window.actions_.replay.isChecked())
    assert window.timeline.playback.way == 0


def test_nothing_is_played_of_a_run_that_has_not_begun(qtbot, window):
    window.controller.reset()
    qtbot.waitUntil(lambda: window.seen[-1:] == [(0, None)])
    window.actions_.replay.trigger()
    assert not window.actions_.replay.isChecked()
    assert window.controller.looking.epoch is None


def test_a_loop_begins_again_either_way(qtbot, owner):
    for way, again in ((1, [*range(9), 0, 1]), (-1, [*range(8, -1, -1), 8, 7])):
        playback, asked = Playback(owner), []
        playback.loops = True
        playback.epochRequested.connect(asked.append)
        playback.epochRequested.connect(playback.show)
        playback.start(way, again[0], 9)
        qtbot.waitUntil(lambda asked=asked: len(asked) >= 11)
        playback.stop()
        assert asked[:11] == again


def test_a_pass_takes_as_long_as_is_chosen(qtbot, owner, monkeypatch):
    monkeypatch.setattr(playback_module, "FRAME_MILLISECONDS", 33)
    playback, told = Playback(owner), []
    playback.secondsChanged.connect(told.append)
    playback.seconds = 10.0
    playback.start(1, 0, 100_000)
    frames = [100_000 / playback._step]
    playback.change_seconds(1)  # while it plays
    frames.append(100_000 / playback._step)
    playback.change_seconds(-1)
    playback.change_seconds(-1)
    frames.append(100_000 / playback._step)
    assert told == [20.0, 10.0, 5.0]
    assert [n * playback._timer.interval() / 1000 for n in frames] == pytest.approx([10, 20, 5])
    for _ in range(9):
        playback.change_seconds(-1)
    assert playback.seconds == playback_module.PASSES[0]
    playback.stop()


def test_loop_and_pass_have_keys_and_the_button_says_how_long(qtbot):
    window = MainWindow(remember=False)
    qtbot.addWidget(window)
    window.resize(1600, 900)
    window.show()
    train_and_wait(window, EPOCHS)
    button = window.findChild(QToolButton, "replay_button")
    window.timeline.playback.seconds = 10.0
    window.setFocus()
    QTest.keySequence(window, "Alt+-")
    assert button.text() == "Replay in 20 s"
    QTest.keySequence(window, "Alt++")
    assert button.text() == "Replay in 10 s"
    assert not window.timeline.playback.loops
    QTest.keySequence(window, "Ctrl+P")
    assert window.timeline.playback.loops
    assert window.actions_.replay_loop.isChecked()
    window.close()
