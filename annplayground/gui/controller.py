"""The controller: owns the document, the undo stack and the Runner, and tells the views.

Views ask by signals; the controller hands orders to the Runner and, 30 times a second, passes on
the newest Snapshot.
"""

import random
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from annplayground.core.edits import keeps_weights
from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run.kept_runs import LeftRuns
from annplayground.core.run.snapshot import SessionName, Snapshot, View
from annplayground.gui.document.document import Document, File, untitled
from annplayground.gui.document.undo import (
    DocumentStep,
    ParameterStep,
    RulesStep,
    RunStep,
    Step,
    SwapStep,
    UndoStack,
    parameter_name,
)
from annplayground.gui.document.visits import SetAside
from annplayground.gui.snapshots.looking import Looking
from annplayground.gui.text import count

if TYPE_CHECKING:
    from annplayground.core.run.runner import Runner

FRAME_MILLISECONDS = 33
# After an order its effect is looked for this often, so many times: what was asked for shows soon.
HURRY_MILLISECONDS, HURRIED_POLLS = 6, 6


class Controller(QObject):
    """Signals: `experimentChanged(Experiment)` and `documentChanged(Document)` after every change,
    the latter also when it was saved, `snapshotReady(Snapshot)` with the newest state of the run,
    `undoChanged(undo, redo)`, what these would change or "", `speedChanged(epochs a second or
    None)`, `rulesChanged(StopRules)`, and `trainingFailed(str)` with one sentence when training met
    an error that it did not expect."""

    experimentChanged = Signal(object)
    documentChanged = Signal(object)
    snapshotReady = Signal(object)
    undoChanged = Signal(str, str)
    speedChanged = Signal(object)
    rulesChanged = Signal(object)
    trainingFailed = Signal(str)

    def __init__(
        self, experiment: Experiment, parent: QObject | None = None, engine: str = "auto"
    ) -> None:
        super().__init__(parent)
        self.document = Document(experiment, None, untitled(experiment))
        self.snapshot: Snapshot | None = None
        self.speed: float | None = None
        self.rules = NEVER
        self.looking = Looking(self._order_look, self)
        self.looking.epochChanged.connect(self._hurry)
        self._steps = UndoStack()
        self._set_aside: SetAside | None = None  # by a lesson
        self._told_names = ("", "")
        self._engine = engine
        self._made: Runner | None = None
        self._waiting: list[Callable[[Runner], None]] = []  # orders until it is made
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MILLISECONDS)
        self._timer.timeout.connect(self._poll)
        self._hurried = 0  # polls to come soon

    @property
    def experiment(self) -> Experiment:
        """Experiment A."""
        return self.document.a

    @property
    def _runner(self) -> "Runner":
        """The Runner, made on first use."""
        if self._made is None:
            # Here, since the engines take a fifth of the time in which the window is to be seen.
            from annplayground.core.run.runner import Runner

            self._made = Runner(self.document.a, self._engine)
            for order in self._waiting:
                order(self._made)
        return self._made

    def _tell_runner(self, order: "Callable[[Runner], None]") -> None:
        """Give an order that can wait until there is a Runner."""
        if self._made is None:
            self._waiting.append(order)
        else:
            order(self._made)

    def start(self) -> None:
        """Start the thread and the clock."""
        self._runner.start()
        self._timer.start()

    def stop(self) -> None:
        """End both; the counterpart of `start`, and harmless a second time."""
        self._timer.stop()
        if self._made is not None:
            self._made.stop()

    @property
    def running(self) -> bool:
        """Whether the thread is alive."""
        return self._made is not None and self._made.is_alive()

    # -- the run ----------------------------------------------------------------------------

    @Slot(bool)
    def play(self, playing: bool) -> None:
        """Train, or pause."""
        if playing:
            self._runner.play()
        else:
            self._runner.pause()
        self._hurry()

    @Slot()
    def step_batch(self) -> None:
        """Train one mini-batch."""
        self._from_here(self._runner.step_batch)

    @Slot()
    def step_epoch(self) -> None:
        """Train to the end of the epoch."""
        self._from_here(self._runner.step_epoch)

    @Slot()
    def back(self) -> None:
        """Return to the end of the epoch before; what is left can be had again by undo. In the
        past, only look at the one before."""
        if self.looking.epoch is not None:
            self.looking.look(max(self.looking.epoch - 1, 0))
        else:
            self._leave("back", self._runner.back())

    @Slot()
    def reset(self) -> None:
        """Return to the same first weights; the run that is left can be had again by undo."""
        self._leave("reset", self._runner.restart())

    def _leave(self, kind: str, left: LeftRuns) -> None:
        """Time is the same for A and B."""
        self.looking.end()
        self._steps.add(RunStep(kind, left))
        self._tell_undo()
        self._hurry()

    # -- the past ---------------------------------------------------------------------------

    def _order_look(self, epoch: int | None) -> int:
        return self._runner.look(epoch)

    @Slot()
    def continue_here(self) -> None:
        """Let the run go on from the epoch that is looked at; this can be undone."""
        if self.looking.epoch is not None:
            self._from_here(_nothing)

    def _from_here(self, act: Callable[[], object], what: str = "") -> None:
        """Do something to the runs. When the past is looked at, they go on from there first, with
        the settings that they had, as soon as these are known."""
        if self.looking.epoch is None:
            act()
        else:
            self.looking.when_shown(partial(self._fork, act, what))
        self._hurry()

    def _fork(self, act: Callable[[], object], what: str, then: Snapshot) -> None:
        if self.looking.epoch is not None and then.live_epoch is not None:
            title = what or f"continuing from epoch {count(then.epoch)}"
            self._add_step(
                self.document.as_seen(then),
                self._runner.fork(),
                epoch=then.epoch if what else None,
                title=title,
            )
        act()

    # -- how it trains ----------------------------------------------------------------------

    @Slot(object)
    def set_speed(self, epochs_per_second: float | None) -> None:
        """Limit the speed; None is as fast as possible."""
        self.speed = epochs_per_second
        self._tell_runner(lambda runner: runner.set_speed(epochs_per_second))
        self.speedChanged.emit(epochs_per_second)

    @Slot(object)
    def set_rules(self, rules: StopRules) -> None:
        """When to stop by itself."""
        if rules != self.rules:
            self.rules = rules
            self._tell_runner(lambda runner: runner.set_rules(rules))
            self.rulesChanged.emit(rules)

    @Slot(object)
    def change_rules(self, rules: StopRules) -> None:
        """The same by the user; the change can be undone."""
        if rules != self.rules:
            self._steps.add(RulesStep(self.rules, rules))
            self.set_rules(rules)
            self._tell_undo()

    def use_engine(self, name: str) -> None:
        """Train with "numpy", or with "numba" or "auto" as soon as that is loaded."""
        self._tell_runner(lambda runner: runner.use_engine(name))

    def watch(self, view: View, session: SessionName | None = None) -> None:
        """What the next snapshots have to show, of A or B or (None) of each."""
        self._tell_runner(lambda runner: runner.watch(view, session))

    @Slot(int, int, int, float)
    def set_weight(
        self, layer: int, i: int, j: int, value: float, session: SessionName = "a"
    ) -> None:
        """Set W[i, j] of a layer; the change can be undone."""
        self._set_by_hand((layer, i, j), value, session)

    @Slot(int, int, float)
    def set_bias(self, layer: int, j: int, value: float, session: SessionName = "a") -> None:
        """Set b[j] of a layer; the change can be undone."""
        self._set_by_hand((layer, j), value, session)

    def _set_by_hand(self, place: tuple[int, ...], value: float, session: SessionName) -> None:
        # The network may just have become smaller, and the editor still be open.
        if not self.document.has(place, session):
            return
        if self.looking.epoch is not None:
            act = partial(self._order, place, value, session)
            self._from_here(act, parameter_name(place, session))
        else:
            old = self._order(place, value, session)
            self._steps.add(ParameterStep(place, old, value, session))
            self._tell_undo()

    def _order(
        self, place: tuple[int, ...], value: "float | Future[float]", session: SessionName
    ) -> "Future[float]":
        """Let the Runner set a parameter; its value before."""
        self.looking.end()
        self._hurry()
        layer, *at = place
        if len(at) == 2:
            return self._runner.set_weight(layer, at[0], at[1], value, session)
        return self._runner.set_bias(layer, at[0], value, session)

    # -- the document -----------------------------------------------------------------------

    @Slot(object)
    def edit(self, experiment: Experiment, session: SessionName = "a") -> None:
        """Change an Experiment; the change can be undone. Training goes on with it, unless another
        data set is opened: that pauses."""
        before = self.document.get(session)
        if before is None or experiment == before:
            return
        if experiment.data.dataset != before.data.dataset:
            self.play(False)
        left = self._runner.submit(experiment, session)
        epoch = self.looking.epoch if keeps_weights(before, experiment) else None
        self._add_step(self.document.put(experiment, session), left, epoch=epoch)

    @Slot(object)
    def take_remedy(self, experiment: Experiment, session: SessionName = "a") -> None:
        """Change A, or B, as a remedy says. In the past that is meant even where the fields say the
        same: the moment that needs it had other settings."""
        epoch = self.looking.epoch
        if epoch is None or experiment != self.document.get(session):
            self.edit(experiment, session)
        else:
            left = self._runner.submit(experiment, session)
            self._add_step(self.document, left, epoch=epoch, title="remedy")

    @Slot()
    def new_start(self) -> None:
        """Draw other first weights, and the same again for a B that has the same as A."""
        self.start_from(random.randrange(10_000))

    @Slot(int)
    def start_from(self, seed: int) -> None:
        """Begin with the first weights of a seed, and B too if it has the same as A."""
        document = self.document.with_seed(seed)
        if document != self.document:
            self._add_step(document, self._runner.resume(None, document.experiments))

    @Slot(object)
    def compare(self, experiment: Experiment | None) -> None:
        """Put an Experiment beside A, as B and at its first weights, or take B out (None); this can
        be undone."""
        if experiment != self.document.b:
            left = self._runner.compare(experiment)
            self._add_step(self.document.put(experiment, "b"), left)

    @Slot()
    def swap(self) -> None:
        """Let A and B change places; this can be undone."""
        if self.document.b is not None:
            self._runner.swap()
            self._steps.add(SwapStep())
            self._show(self.document.swapped)

    @Slot()
    def keep_b(self) -> None:
        """Let B take the place of A and end the comparison; this can be undone."""
        if self.document.b is not None:
            left = self._runner.keep_b()
            self._add_step(self.document.swapped.put(None, "b"), left, title="keeping B")

    def load(
        self, experiment: Experiment, file: File | None = None, rules: StopRules = NEVER
    ) -> None:
        """Open an Experiment and its file, and compare it with none: paused at its first weights,
        even if it is the same one. It stops by its own rules, not by those of what was open before.
        All of this can be undone."""
        left = self._runner.load(experiment)
        document = Document(experiment, None, file or self.document.file)
        if document == self.document:  # the same one, opened again
            self._steps.add(RunStep("reset", left))
            self._show(document)
        else:
            self._add_step(document, left, rules)
        self.set_rules(rules)

    # -- a lesson -----------------------------------------------------------------------------

    def visit(self, experiment: Experiment, b: Experiment | None, name: str) -> None:
        """Show the Experiments of a scene, paused at their first weights. What is open before the
        first one, with its runs and its undo steps, is set aside until `go_home`."""
        left = self._runner.load(experiment)
        if self._set_aside is None:
            self._set_aside = SetAside(self.document, self._steps, self.rules, self.speed, left)
        self._steps = UndoStack()
        if b is not None:
            self._runner.compare(b)
        self._show(Document(experiment, b, File(name, experiment)))

    def go_home(self) -> None:
        """Go on with what `visit` has set aside, paused."""
        home, self._set_aside = self._set_aside, None
        if home is None:
            return
        self.play(False)
        self._runner.resume(home.runs, home.document.experiments)
        self._steps = home.steps
        self.set_rules(home.rules)
        self.set_speed(home.speed)
        self._show(home.document)

    def _add_step(
        self,
        document: Document,
        left: LeftRuns,
        rules: StopRules | None = None,
        epoch: int | None = None,
        title: str = "",
    ) -> None:
        """Go over to a document, and remember the present one, its rules and the runs left."""
        both = self.rules, rules or self.rules
        self._steps.add(DocumentStep(self.document, document, left, both, epoch, title))
        self._show(document)

    def _show(self, document: Document) -> None:
        """The Runner goes over to this document: so do the views, as soon as it shows."""
        self.document = document
        self.looking.end()
        self._hurry()
        self.tell()

    @Slot()
    def undo(self) -> None:
        """Take back the last change. Time goes on: a weight gets its old value, no more."""
        self._exchange(self._steps.done, self._steps.undone, back=True)

    @Slot()
    def redo(self) -> None:
        """Make it again."""
        self._exchange(self._steps.undone, self._steps.done, back=False)

    def _exchange(self, source: list[Step], target: list[Step], back: bool) -> None:
        if not source:
            return
        step = source.pop()
        self._steps.end_merging()
        match step:
            case ParameterStep():
                before = self._order(step.place, step.old if back else step.new, step.session)
                target.append(step if back else replace(step, old=before))
                self._tell_undo()
            case RulesStep():
                self.set_rules(step.old if back else step.new)
                target.append(step)
                self._tell_undo()
            case SwapStep():
                self._runner.swap()
                target.append(step)
                self._show(self.document.swapped)
            case RunStep():
                left = self._runner.resume(step.runs, self.document.experiments)
                target.append(step.crossed(left))
                self._show(self.document)
            case DocumentStep():
                step = step.exchanged(self.document, self.rules, back)
                here, there = (step.new, step.old) if back else (step.old, step.new)
                if step.opens:
                    self.set_rules(step.rules[0 if back else 1])
                if step.runs is None:
                    self._steps.forget_parameters(there.begun_anew(here))
                left = self._runner.resume(step.runs, there.experiments)
                target.append(replace(step, runs=left))
                self._show(there)

    @Slot(object)
    def set_file(self, file: File) -> None:
        """The document was saved as this one."""
        self.document = replace(self.document, file=file)
        self._steps.end_merging()
        self.documentChanged.emit(self.document)

    def unsaved(self) -> list[tuple[File, Experiment]]:
        """What would be lost with the window: the present Experiment, and those that others were
        opened in the place of, which undo would bring back."""
        home = self._set_aside
        document, steps = (home.document, home.steps) if home else (self.document, self._steps)
        held = {**steps.replaced(), document.file: document.a}
        return [(file, made) for file, made in held.items() if file.lacks(made)]

    def tell(self) -> None:
        """Tell the views the document as it is now."""
        self.documentChanged.emit(self.document)
        self.experimentChanged.emit(self.experiment)
        self._tell_undo()

    def _tell_undo(self) -> None:
        self._told_names = self._steps.names
        self.undoChanged.emit(*self._told_names)

    # -- the clock --------------------------------------------------------------------------

    @Slot()
    def _hurry(self) -> None:
        if self._timer.isActive():
            self._hurried = HURRIED_POLLS
            self._timer.start(HURRY_MILLISECONDS)

    @Slot()
    def _poll(self) -> None:
        if self._hurried:
            self._hurried -= 1
            if not self._hurried:
                self._timer.start(FRAME_MILLISECONDS)
        snapshot = self._runner.take()
        if snapshot is not None:
            self.snapshot = snapshot
            self.snapshotReady.emit(snapshot)
            self.looking.take(snapshot)
        self._steps.drop_empty()
        if self._steps.names != self._told_names:  # what was changed or left is known now
            self._tell_undo()
        failure, self._runner.failure = self._runner.failure, None
        if failure is not None:
            self.trainingFailed.emit(f"Training stopped by an error of the program: {failure!r}.")


def _nothing() -> None:
    """No more than to go on."""
