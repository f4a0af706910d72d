"""What can be undone, and what can be made again: the steps in their order.

Plain Python. The stack keeps the steps; who takes one carries it out.
"""

import time
from collections.abc import Sequence
from dataclasses import replace

from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import SessionName
from annplayground.gui.document.document import File
from annplayground.gui.document.steps import DocumentStep, ParameterStep, RunStep, Step, known

UNDO_LIMIT = 200
# Of so many steps the runs that they left are kept, trained as they were; what older ones left is
# only begun anew.
KEPT_RUNS = 12
# Changes of the same value within this time, as a dragged slider makes, are one undo step.
MERGE_SECONDS = 0.8


class UndoStack:
    """The steps that can be undone and those that can be made again, the newest last."""

    def __init__(self) -> None:
        self.undone: list[Step] = []
        self.done: list[Step] = []
        self._last = -float("inf")  # when a step was added that the next may go on with

    def add(self, step: Step) -> None:
        """Add a step just made; one that goes on with the one before becomes part of it."""
        self.undone.clear()
        now = time.monotonic()
        if self.done and now - self._last < MERGE_SECONDS and self.done[-1].merges(step):
            step = self.done.pop().merged(step)  # type: ignore[arg-type]
        if not step.leads_nowhere:
            self.done.append(step)
        del self.done[:-UNDO_LIMIT]
        self._last = now

    def end_merging(self) -> None:
        """Let the next step be one of its own."""
        self._last = -float("inf")

    def _let_go_of_old_runs(self) -> None:
        kept = 0
        for k, step in reversed(list(enumerate(self.done))):
            if isinstance(step, DocumentStep | RunStep) and known(step.runs) is not None:
                kept += 1
                if kept > KEPT_RUNS:
                    self.done[k] = replace(step, runs=None)

    def drop_empty(self) -> None:
        """Drop the steps that led nowhere, as far as the Runner has said by now."""
        for steps in (self.done, self.undone):
            steps[:] = [step for step in steps if not step.leads_nowhere]
        self._let_go_of_old_runs()

    def forget_parameters(self, sessions: Sequence[SessionName]) -> None:
        """New runs have begun in the place of some that are not known any more: the weights that
        were set in them by hand are gone."""
        for steps in (self.done, self.undone):
            steps[:] = [
                step
                for step in steps
                if not (isinstance(step, ParameterStep) and step.session in sessions)
            ]

    @property
    def names(self) -> tuple[str, str]:
        """What would be undone and made again; "" for nothing."""
        done, undone = self.done[-1:], self.undone[-1:]
        return done[0].name if done else "", undone[0].name if undone else ""

    def replaced(self) -> dict[File, Experiment]:
        """What each file held when another was opened in its place."""
        steps = [step for step in self.done if isinstance(step, DocumentStep) and step.opens]
        return {step.old.file: step.old.a for step in steps}
