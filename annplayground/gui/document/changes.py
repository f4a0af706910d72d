"""Every change of the document and of its runs: made, undone and made again."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import SessionName
from annplayground.core.run.thread.kept_runs import LeftRuns
from annplayground.gui.document.document import Document, File, untitled
from annplayground.gui.document.steps import (
    DocumentStep,
    ParameterStep,
    RulesStep,
    RunStep,
    Step,
    SwapStep,
)
from annplayground.gui.document.undo import UndoStack
from annplayground.gui.document.visits import SetAside

Parameter = float | Future[float]


class Runs(Protocol):
    """What a step orders of the runs, to be undone and made again."""

    def resume(
        self, runs: LeftRuns | None, experiments: Mapping[SessionName, Experiment | None]
    ) -> LeftRuns:
        """Bring runs back; returns those that are left."""

    def swap(self) -> None:
        """Let A and B change places."""

    def set_weight(
        self, layer: int, i: int, j: int, value: Parameter, session: SessionName = "a"
    ) -> "Future[float]":
        """Set W[i, j]; returns its value before."""

    def set_bias(
        self, layer: int, j: int, value: Parameter, session: SessionName = "a"
    ) -> "Future[float]":
        """Set b[j]; returns its value before."""


class Changes(QObject):
    """For whoever has the runs, as `_runner`.

    Attributes: `document`, `rules` for when to stop, and `steps`, what can be undone.

    Signals: `documentChanged(Document)`, also when it was saved; `experimentChanged(Experiment)`,
    that of A; `undoChanged(undo, redo)`, what these would change or ""; `rulesChanged(StopRules)`;
    `runsChanged()`, when they are seen as they stand from now on.
    """

    documentChanged = Signal(object)
    experimentChanged = Signal(object)
    undoChanged = Signal(str, str)
    rulesChanged = Signal(object)
    runsChanged = Signal()

    def __init__(self, experiment: Experiment, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = Document(experiment, None, untitled(experiment))
        self.rules = NEVER
        self.steps = UndoStack()
        self._set_aside: SetAside | None = None  # by a lesson
        self._told_names = ("", "")

    @property
    def _runner(self) -> Runs:
        """Who carries out what is ordered of the runs."""
        raise NotImplementedError

    # -- made ---------------------------------------------------------------------------------

    def add_step(
        self,
        document: Document,
        left: LeftRuns,
        rules: StopRules | None = None,
        epoch: int | None = None,
        title: str = "",
    ) -> None:
        """Go over to a document, and remember the present one, its rules and the runs left."""
        both = self.rules, rules or self.rules
        self.steps.add(DocumentStep(self.document, document, left, both, epoch, title))
        self.show(document)

    def leave_runs(self, kind: str, left: LeftRuns) -> None:
        """The same document goes on with other runs; time is the same for A and B."""
        self.steps.add(RunStep(kind, left))
        self.runsChanged.emit()
        self._tell_undo()

    @Slot()
    def swap(self) -> None:
        """Let A and B change places; this can be undone."""
        if self.document.b is not None:
            self._runner.swap()
            self.steps.add(SwapStep())
            self.show(self.document.swapped)

    def change_parameter(self, place: tuple[int, ...], value: float, session: SessionName) -> None:
        """Set a weight or a bias by hand."""
        self.steps.add(ParameterStep(place, self.order(place, value, session), value, session))
        self._tell_undo()

    def order(
        self, place: tuple[int, ...], value: Parameter, session: SessionName
    ) -> "Future[float]":
        """Set a parameter, without a step; returns its value before."""
        self.runsChanged.emit()
        layer, *at = place
        if len(at) == 2:
            return self._runner.set_weight(layer, at[0], at[1], value, session)
        return self._runner.set_bias(layer, at[0], value, session)

    @Slot(object)
    def change_rules(self, rules: StopRules) -> None:
        """Stop by these rules; the change can be undone."""
        if rules != self.rules:
            self.steps.add(RulesStep(self.rules, rules))
            self.set_rules(rules)
            self._tell_undo()

    @Slot(object)
    def set_rules(self, rules: StopRules) -> None:
        """The same without a step."""
        if rules != self.rules:
            self.rules = rules
            self.rulesChanged.emit(rules)

    def show(self, document: Document) -> None:
        """Go over to a document without a step: so do the views, as soon as the runs show it."""
        self.document = document
        self.runsChanged.emit()
        self.tell()

    # -- undone, and made again ---------------------------------------------------------------

    @Slot()
    def undo(self) -> None:
        """Take back the last change. Time goes on: a weight gets its old value, no more."""
        self._exchange(self.steps.done, self.steps.undone, back=True)

    @Slot()
    def redo(self) -> None:
        """Make it again."""
        self._exchange(self.steps.undone, self.steps.done, back=False)

    def _exchange(self, source: list[Step], target: list[Step], back: bool) -> None:
        if not source:
            return
        step = source.pop()
        self.steps.end_merging()
        match step:
            case ParameterStep():
                before = self.order(step.place, step.old if back else step.new, step.session)
                target.append(step if back else replace(step, old=before))
                self._tell_undo()
            case RulesStep():
                self.set_rules(step.old if back else step.new)
                target.append(step)
                self._tell_undo()
            case SwapStep():
                self._runner.swap()
                target.append(step)
                self.show(self.document.swapped)
            case RunStep():
                left = self._runner.resume(step.runs, self.document.experiments)
                target.append(step.crossed(left))
                self.show(self.document)
            case DocumentStep():
                step = step.exchanged(self.document, self.rules, back)
                here, there = (step.new, step.old) if back else (step.old, step.new)
                if step.opens:
                    self.set_rules(step.rules[0 if back else 1])
                if step.runs is None:
                    self.steps.forget_parameters(there.begun_anew(here))
                left = self._runner.resume(step.runs, there.experiments)
                target.append(replace(step, runs=left))
                self.show(there)

    # -- files and lessons ----------------------------------------------------------------------

    @Slot(object)
    def set_file(self, file: File) -> None:
        """The document was saved as this one."""
        self.document = replace(self.document, file=file)
        self.steps.end_merging()
        self.documentChanged.emit(self.document)

    def unsaved(self) -> list[tuple[File, Experiment]]:
        """What would be lost with the window: the present Experiment, and those that others were
        opened in the place of, which undo would bring back."""
        home = self._set_aside
        document, steps = (home.document, home.steps) if home else (self.document, self.steps)
        held = {**steps.replaced(), document.file: document.a}
        return [(file, made) for file, made in held.items() if file.lacks(made)]

    def set_aside(self, left: LeftRuns, speed: float | None) -> None:
        """Keep all of this for later, if nothing is kept yet, and have no steps until then."""
        if self._set_aside is None:
            self._set_aside = SetAside(self.document, self.steps, self.rules, speed, left)
        self.steps = UndoStack()

    def bring_back(self) -> SetAside | None:
        """Go on with what was set aside; returns it, or None if nothing was."""
        home, self._set_aside = self._set_aside, None
        if home is not None:
            self._runner.resume(home.runs, home.document.experiments)
            self.steps = home.steps
            self.set_rules(home.rules)
            self.show(home.document)
        return home

    # -- told -----------------------------------------------------------------------------------

    def tell(self) -> None:
        """Tell the views the document as it is now."""
        self.documentChanged.emit(self.document)
        self.experimentChanged.emit(self.document.a)
        self._tell_undo()

    def look_again(self) -> None:
        """What was changed or left may be known only now: drop what changed nothing."""
        self.steps.drop_empty()
        if self.steps.names != self._told_names:
            self._tell_undo()

    def _tell_undo(self) -> None:
        self._told_names = self.steps.names
        self.undoChanged.emit(*self._told_names)
