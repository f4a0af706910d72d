"""A complete epoch of a run that is looked at, while the run itself may go on.

The way there is gone at once where that takes no longer than a frame; else in a thread of its own,
and until it has come there the nearest keyframe is seen.
"""

import os
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from annplayground.core.run.moment import Moment
from annplayground.core.run.observe import observe
from annplayground.core.run.replay import BURST_SECONDS, Replay
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Snapshot, Status, View

FRAME_SECONDS = 0.016  # of processor time: a longer way is gone while something else is seen
TELL_SECONDS = 0.1  # between two times that it is told how far it has come
_ALMOST = 0.999  # as long as it has not come there
NICENESS = 10  # of the thread, where a thread can have one


class Past:
    """The end of an epoch, and what was last seen of it, which does not change any more. `told` is
    called from another thread when there is more to see.

    Raises `ValueError` if the run has not come that far.
    """

    def __init__(self, session: Session, epoch: int, told: Callable[[], None]) -> None:
        self.session, self.epoch = session, epoch
        self._seen: tuple[View, Snapshot] | None = None
        self._way: _Way | None = None
        replay = session.replay(epoch)
        deadline = time.thread_time() + FRAME_SECONDS
        while not replay.done and (left := deadline - time.thread_time()) > 0:
            replay.go_on(left)
        if replay.done:
            self._moment = replay.result()
        else:
            self._moment = session.near(epoch)
            self._way = _Way(replay, told)
            self._way.start()

    @property
    def moment(self) -> Moment:
        """What is seen."""
        if self._way is not None and self._way.moment is not None:
            self._moment, self._way, self._seen = self._way.moment, None, None
        return self._moment

    def give_up(self, wait: bool = False) -> None:
        """Go no further; harmless a second time."""
        if self._way is not None:
            self._way.given_up = True
            if wait:
                self._way.join()

    def snapshot(self, run: int, status: Status, view: View) -> Snapshot:
        """What the view shows of it, with the curves of the whole run and where that stands."""
        moment = self.moment
        if self._seen is None or self._seen[0] != view:
            # That moment is at rest, whatever the run does.
            self._seen = view, observe(moment, run, replace(status, playing=False), view)
        return replace(
            self._seen[1],
            status=status,
            curves=self.session.history.curves(),
            live_epoch=self.session.epoch,
            past_curves=self._seen[1].curves,
            share_of_way=1.0 if self._way is None else min(self._way.replay.share, _ALMOST),
        )


class _Way(threading.Thread):
    """Goes the way; `moment` is what is there, once it has come there. It ends within a burst, and
    tells nothing more, once it is `given_up`."""

    def __init__(self, replay: Replay[Moment], told: Callable[[], None]) -> None:
        super().__init__(name="annplayground-past", daemon=True)
        self.replay = replay
        self.moment: Moment | None = None
        self._told, self.given_up = told, False

    def run(self) -> None:
        """Go, and tell now and then."""
        with suppress(AttributeError, OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        due = time.perf_counter() + TELL_SECONDS
        while not self.replay.done and not self.given_up:
            self.replay.go_on(BURST_SECONDS)
            time.sleep(0.001)  # for whoever else waits for Python
            if time.perf_counter() > due and not self.given_up:
                self._told()
                due = time.perf_counter() + TELL_SECONDS
        if not self.given_up:
            moment = self.replay.result()
            _ = moment.curves  # which takes some time, too
            self.moment = moment
            self._told()
