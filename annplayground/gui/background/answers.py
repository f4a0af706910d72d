"""Answers that are worked out in a thread of their own for the explanation that asks."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, QTimer, Slot

from annplayground.core.run.snapshot import SessionName
from annplayground.gui.controller import Controller

LOOK_MILLISECONDS = 15  # between two looks at whether there is an answer

Wish = TypeVar("Wish")
Answer = TypeVar("Answer")


class Answers(QObject, Generic[Wish, Answer]):
    """Answers one wish after another; a newer wish takes the place of one that waits. `stop` ends
    it with the window. A subclass says what the Runner is asked first, of A and of B if there is
    one, what is made of that in the thread, and how it is shown."""

    name = ""  # of the thread

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self._controller = controller
        self._pool: ThreadPoolExecutor | None = None
        self._running: Future[Answer | None] | None = None
        self._asked: dict[SessionName, Future[Any]] = {}
        self._wish: Wish | None = None
        self._stopping = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    def question(self, wish: Wish) -> Callable[[Any], Any]:
        """What the Runner is asked about the moment that is seen."""
        raise NotImplementedError

    def work_out(
        self,
        asked: dict[SessionName, Future[Any]],
        wish: Wish,
        should_stop: Callable[[], bool],
    ) -> Answer | None:
        """In the thread: the answer, or None if there is nothing to show."""
        raise NotImplementedError

    def show_answer(self, answer: Answer) -> None:
        """Let it be seen."""
        raise NotImplementedError

    def ask(self, wish: Wish) -> None:
        """Answer this next."""
        self._wish = wish
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
        # Here, since the engines take a fifth of the time in which the window is to be seen.
        from annplayground.core.sweep.starts import give_way

        wish, self._wish = self._wish, None
        if self._pool is None:
            self._pool = ThreadPoolExecutor(1, f"annplayground-{self.name}", give_way)
        sides = [side for side, made in self._controller.document.experiments.items() if made]
        question = self.question(wish)
        self._asked = {side: self._controller.ask(question, side) for side in sides}
        job = partial(self.work_out, self._asked, wish, self._stopping.is_set)
        self._running = self._pool.submit(job)
        self._timer.start()

    @Slot()
    def _look(self) -> None:
        if self._running is None or not self._running.done():
            return
        done, self._running = self._running, None
        self._timer.stop()
        answer = None if done.cancelled() else done.result()
        if answer is not None:
            self.show_answer(answer)
        self._begin()
