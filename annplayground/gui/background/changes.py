"""What has changed since an earlier epoch, for the explanation that asks."""

from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import Slot

from annplayground.core.run.snapshot import SessionName
from annplayground.gui.background.answers import Answers
from annplayground.gui.controller import Controller

if TYPE_CHECKING:
    from annplayground.core.run.change import Change
    from annplayground.core.run.moment import Moment
    from annplayground.core.run.replay import Replay

Answer: TypeAlias = "dict[SessionName, Change]"


class Changes(Answers[int, Answer]):
    """Answers `changeRequested` of the explanation: what has changed since the end of an epoch."""

    name = "changes"

    # The rooms of the cards are known to the wiring alone.
    def __init__(self, controller: Controller, explain: Any) -> None:
        super().__init__(controller)
        self._explain = explain

    @Slot(int)
    def request(self, since: int) -> None:
        """What has changed since the end of an epoch, in A and in B if there is one."""
        self.ask(since)

    def question(self, wish: int) -> "Callable[[Moment], tuple[Moment, Replay[Moment]]]":
        """The moment that is seen, and the way to an epoch before it."""
        return partial(_both, wish)

    def work_out(
        self,
        asked: "dict[SessionName, Future[tuple[Moment, Replay[Moment]]]]",
        wish: int,
        should_stop: Callable[[], bool],
    ) -> "Answer | None":
        """What has changed; None if it was to stop."""
        from annplayground.core.run.change import change_between

        found: dict[SessionName, Change] = {}
        try:
            for side, job in asked.items():
                now, way = job.result()
                then = way.finish(should_stop)
                if then is None:
                    return None
                found[side] = change_between(then, now.apart())
        except CancelledError:
            return None
        return found

    def show_answer(self, answer: Answer) -> None:
        """In the explanation."""
        self._explain.view("changed").show_changes(answer)


def _both(since: int, moment: "Moment") -> "tuple[Moment, Replay[Moment]]":
    """In the thread of the run."""
    moment.losses()
    return moment, moment.earlier(min(since, moment.epoch))
