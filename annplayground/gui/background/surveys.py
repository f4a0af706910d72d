"""Surveys of the loss landscape: made in a thread of their own for the explanation that asks."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import QObject, QTimer, Slot

from annplayground.core.run.snapshot import SessionName
from annplayground.gui.controller import Controller

if TYPE_CHECKING:
    from annplayground.core.run.moment import Moment
    from annplayground.core.run.survey import Survey

LOOK_MILLISECONDS = 15  # between two looks at whether a survey is made
_RESTS = 0.0005  # seconds after each row, for whoever else waits for Python

Answer: TypeAlias = "dict[SessionName, Survey] | Exception"  # why there is none


class Surveys(QObject):
    """Answers `surveysRequested` of the explanation, one after another; a newer wish takes the
    place of one that waits. `stop` ends it with the window."""

    # The rooms of the cards are known to the wiring alone.
    def __init__(self, controller: Controller, explain: Any) -> None:
        super().__init__(controller)
        self._controller, self._explain = controller, explain
        self._pool: ThreadPoolExecutor | None = None
        self._running: Future[Answer] | None = None
        self._asked: list[Future[Moment]] = []
        self._wish: tuple[str, int] | None = None
        self._stopping = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    @Slot(str, int)
    def request(self, directions: str, seed: int) -> None:
        """Survey the moment that is seen, of A and of B if there is one."""
        self._wish = directions, seed
        self._begin()

    @Slot()
    def stop(self) -> None:
        """End what is under way; nothing comes of it, nor of what is asked for later."""
        self._stopping.set()
        self._timer.stop()
        for moment in self._asked:  # a Runner that has ended answers nothing
            moment.cancel()
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    def _begin(self) -> None:
        if self._wish is None or self._running is not None or self._stopping.is_set():
            return
        # Here, since the engines take a fifth of the time in which the window is to be seen.
        from annplayground.core.run.survey import seen
        from annplayground.core.sweep.starts import give_way

        (directions, seed), self._wish = self._wish, None
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, "annplayground-surveys", give_way)
        sides = [side for side, made in self._controller.document.experiments.items() if made]
        moments = {side: self._controller.ask(seen, side) for side in sides}
        self._asked = list(moments.values())
        job = partial(_survey_all, moments, directions, seed, self._stopping.is_set)
        self._running = self._pool.submit(job)
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        if self._running is None or not self._running.done():
            return
        done, self._running = self._running, None
        self._timer.stop()
        if not done.cancelled():
            self._explain.view("landscape").show_surveys(done.result())
        self._begin()


def _survey_all(
    moments: "dict[SessionName, Future[Moment]]",
    directions: str,
    seed: int,
    should_stop: Callable[[], bool],
) -> Answer:
    from annplayground.core.landscape import BeyondMeasureError, NoPathError, StoppedError
    from annplayground.core.run.survey import survey

    def rest() -> bool:
        time.sleep(_RESTS)
        return should_stop()

    try:
        found: dict[SessionName, Survey] = {}
        for side, moment in moments.items():
            found[side] = survey(moment.result(), directions, seed, rest)
        return found
    except (NoPathError, BeyondMeasureError, StoppedError, CancelledError) as reason:
        return reason
