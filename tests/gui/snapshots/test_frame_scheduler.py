"""Who gets which snapshot, and when."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject

from annplayground.core.experiment import Experiment
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.snapshots.frame_scheduler import FrameScheduler

PAUSED = observe(Session(Experiment(), "numpy").moment, 0, Status(), View())


def playing(epoch, **changes):
    return replace(PAUSED, status=Status(playing=True), epoch=epoch, **changes)


class Desk:
    """Three views of which the last two are slow, and what each has shown."""

    def __init__(self):
        self.owner = QObject()
        self.frame_scheduler = FrameScheduler(self.owner)
        self.seen = {"live": [], "even": [], "odd": []}
        self.frame_scheduler.add(self.seen["live"].append)
        self.frame_scheduler.add(self.seen["even"].append, every=2, phase=0)
        self.frame_scheduler.add(self.seen["odd"].append, every=2, phase=1)

    def epochs(self):
        return {name: [s.epoch for s in shown] for name, shown in self.seen.items()}


@pytest.fixture
def desk(qapp):
    return Desk()


def test_a_run_that_rests_is_shown_at_once(desk):
    desk.frame_scheduler.show(PAUSED)
    assert desk.epochs() == {"live": [0], "even": [0], "odd": [0]}


def test_while_training_slow_views_take_turns(qtbot, desk):
    for epoch in range(1, 6):
        desk.frame_scheduler.show(playing(epoch))
        qtbot.waitUntil(lambda: not desk.frame_scheduler._waiting)
    # The first of all is at once for all of them.
    assert desk.epochs() == {"live": [1, 2, 3, 4, 5], "even": [1, 3, 5], "odd": [1, 2, 4]}


def test_one_view_in_a_turn_of_the_event_loop(qapp, desk):
    desk.frame_scheduler.show(playing(1))
    desk.frame_scheduler.show(playing(2))
    assert desk.epochs() == {"live": [1], "even": [1], "odd": [1]}
    qapp.processEvents()
    assert sum(len(shown) for shown in desk.seen.values()) == 4
    desk.frame_scheduler.finish()


def test_who_comes_late_sees_the_newest(desk):
    desk.frame_scheduler.show(playing(1))
    desk.frame_scheduler.show(playing(2))
    desk.frame_scheduler.show(playing(3))
    desk.frame_scheduler.finish()
    assert desk.epochs() == {"live": [1, 3], "even": [1, 3], "odd": [1, 3]}


@pytest.mark.parametrize(
    "changed",
    [replace(PAUSED, epoch=3), playing(3, run=1)],
    ids=["pause", "another run"],
)
def test_what_is_new_is_shown_by_all_at_once(desk, changed):
    desk.frame_scheduler.show(playing(1))
    desk.frame_scheduler.show(playing(2))
    desk.frame_scheduler.show(changed)
    assert desk.epochs() == {"live": [1, 3], "even": [1, 3], "odd": [1, 3]}
    assert not desk.frame_scheduler._timer.isActive()


def test_another_epoch_of_the_past_is_for_all_views_in_turns(qtbot, desk):
    desk.frame_scheduler.show(playing(9))
    before = desk.epochs()
    desk.frame_scheduler.show(playing(5, live_epoch=10))
    assert desk.epochs() == before  # none in the turn of the snapshot
    desk.frame_scheduler._next()
    assert [shown[-1] for shown in desk.epochs().values()] == [5, 9, 9]
    qtbot.waitUntil(lambda: not desk.frame_scheduler._waiting)
    assert [shown[-1] for shown in desk.epochs().values()] == [5, 5, 5]
    for live in (11, 12):  # the same epoch, while training goes on
        desk.frame_scheduler.show(playing(5, live_epoch=live))
        qtbot.waitUntil(lambda: not desk.frame_scheduler._waiting)
    assert sum(len(shown) for shown in desk.seen.values()) == 10
    desk.frame_scheduler.show(playing(13))
    qtbot.waitUntil(lambda: not desk.frame_scheduler._waiting)
    assert [shown[-1] for shown in desk.epochs().values()] == [13, 13, 13]


def test_a_paused_look_at_the_past_leaves_room_for_the_handle_too(qtbot, desk):
    desk.frame_scheduler.show(PAUSED)
    desk.frame_scheduler.show(replace(PAUSED, live_epoch=4))
    assert all(len(shown) == 1 for shown in desk.seen.values())
    qtbot.waitUntil(lambda: all(len(shown) == 2 for shown in desk.seen.values()))
