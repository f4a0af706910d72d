"""What has changed since an earlier epoch: found in a thread of its own for the explanation that
asks."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import QObject, QTimer, Slot

from annplayground.core.run.snapshot import SessionName
from annplayground.gui.controller import Controller

if TYPE_CHECKING:
    from annplayground.core.run.change import Change
    from annplayground.core.run.moment import Moment
    from annplayground.core.run.replay import Replay

LOOK_MILLISECONDS = 15  # between two looks at whether it is found

Answer: TypeAlias = "dict[SessionName, Change] | None"
# What is seen, and the way to the epoch before it.
_Job: TypeAlias = "dict[SessionName, Future[tuple[Moment, Replay[Moment]]]]"


class Changes(QObject):
    """Answers `changeRequested` of the explanation, one after another; a newer wish takes the place
    of one that waits. `stop` ends it with the window."""

    # The rooms of the cards are known to the wiring alone.
    def __init__(self, controller: Controller, explain: Any) -> None:
        super().__init__(controller)
        self._controller, self._explain = controller, explain
        self._pool: ThreadPoolExecutor | None = None
        self._running: Future[Answer] | None = None
        self._asked: _Job = {}
        self._wish: int | None = None
        self._stopping = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    @Slot(int)
    def request(self, since: int) -> None:
        """What has changed since the end of an epoch, in A and in B if there is one."""
        self._wish = since
        self._begin()

    @Slot()
    def stop(self) -> None:
        """End what is under way; nothing comes of it, nor of what is asked for later."""
        self._stopping.set()
        self._timer.stop()
        for asked in self._asked.values():  # a Runner that has ended answers nothing
            asked.cancel()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _begin(self) -> None:
        if self._wish is None or self._running is not None or self._stopping.is_set():
            return
        from annplayground.core.sweep.starts import give_way

        since, self._wish = self._wish, None
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "annplayground-changes", give_way)
        sides = [side for side, made in self._controller.document.experiments.items() if made]
        self._asked = {side: self._controller.ask(partial(_both, since), side) for side in sides}
        self._running = self._pool.submit(_find_all, self._asked, self._stopping.is_set)
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        if self._running is None or not self._running.done():
            return
        done, self._running = self._running, None
        self._timer.stop()
        found = None if done.cancelled() else done.result()
        if found is not None:
            self._explain.view("changed").show_changes(found)
        self._begin()


def _both(since: int, moment: "Moment") -> "tuple[Moment, Replay[Moment]]":
    """In the thread of the run: the moment that is seen, and the way to an epoch before it."""
    moment.losses()
    return moment, moment.earlier(min(since, moment.epoch))


def _find_all(jobs: _Job, should_stop: Callable[[], bool]) -> Answer:
    from annplayground.core.run.change import change_between

    found: dict[SessionName, Change] = {}
    try:
        for side, job in jobs.items():
            now, way = job.result()
            then = way.finish(should_stop)
            if then is None:
                return None
            found[side] = change_between(then, now.apart())
    except CancelledError:
        return None
    return found
