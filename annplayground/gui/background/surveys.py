"""Surveys of the loss landscape, for the explanation that asks."""

import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import TYPE_CHECKING, Any, TypeAlias

from PySide6.QtCore import Slot

from annplayground.core.run.snapshot import SessionName
from annplayground.gui.background.answers import Answers
from annplayground.gui.controller import Controller

if TYPE_CHECKING:
    from annplayground.core.run.moment import Moment
    from annplayground.core.run.survey import Survey

_RESTS = 0.0005  # seconds after each row, for whoever else waits for Python

Wish: TypeAlias = tuple[str, int]  # directions, and the seed of random ones
Answer: TypeAlias = "dict[SessionName, Survey] | Exception"  # why there is none


class Surveys(Answers[Wish, Answer]):
    """Answers `surveyRequested` of the explanation."""

    name = "surveys"

    # The rooms of the cards are known to the wiring alone.
    def __init__(self, controller: Controller, explain: Any) -> None:
        super().__init__(controller)
        self._explain = explain

    @Slot(str, int)
    def request(self, directions: str, seed: int) -> None:
        """Survey the moment that is seen, of A and of B if there is one."""
        self.ask((directions, seed))

    def question(self, wish: Wish) -> "Callable[[Moment], Moment]":
        """The moment that is seen."""
        from annplayground.core.run.survey import seen

        return seen

    def work_out(
        self,
        asked: "dict[SessionName, Future[Moment]]",
        wish: Wish,
        should_stop: Callable[[], bool],
    ) -> Answer:
        """The surveys, or why there are none."""
        from annplayground.core.landscape import BeyondMeasureError, NoPathError, StoppedError
        from annplayground.core.run.survey import survey

        def rest() -> bool:
            time.sleep(_RESTS)
            return should_stop()

        try:
            found: dict[SessionName, Survey] = {}
            for side, moment in asked.items():
                found[side] = survey(moment.result(), *wish, rest)
            return found
        except (NoPathError, BeyondMeasureError, StoppedError, CancelledError) as reason:
            return reason

    def show_answer(self, answer: Answer) -> None:
        """In the explanation."""
        self._explain.view("landscape").show_surveys(answer)
