"""The controller: owns the Experiment, its document, the undo stack and the Runner, and tells the
views.

Views ask by signals; the controller hands orders to the Runner and, 30 times a second, passes on
the newest Snapshot.
"""

import random
from concurrent.futures import Future
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from annplayground.core.edits import keeps_weights
from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run.kept_runs import LeftRuns
from annplayground.core.run.runner import Runner
from annplayground.core.run.snapshot import Snapshot, View
from annplayground.gui.document import Document, untitled
from annplayground.gui.undo import ExperimentStep, ParameterStep, RunStep, Step, UndoStack

FRAME_MILLISECONDS = 33
# After an order its effect is looked for this often, so many times: what was asked for shows soon.
HURRY_MILLISECONDS, HURRIED_POLLS = 6, 6


class Controller(QObject):
    """Signals: `experimentChanged(Experiment)` after every change, `documentChanged(Document)` when
    it belongs to another file or was saved, `snapshotReady(Snapshot)` with the newest state of the
    run, `undoChanged(undo, redo)`, what these would change or "", `speedChanged(epochs a second or
    None)`, `rulesChanged(StopRules)`, and `failed(str)` with one sentence when training met an
    error that it did not expect."""

    experimentChanged = Signal(object)
    documentChanged = Signal(object)
    snapshotReady = Signal(object)
    undoChanged = Signal(str, str)
    speedChanged = Signal(object)
    rulesChanged = Signal(object)
    failed = Signal(str)

    def __init__(
        self, experiment: Experiment, parent: QObject | None = None, engine: str = "auto"
    ) -> None:
        super().__init__(parent)
        self.experiment = experiment
        self.document = untitled(experiment)
        self.snapshot: Snapshot | None = None
        self.speed: float | None = None
        self.rules = NEVER
        self._steps = UndoStack()
        self._told_names = ("", "")
        self._runner = Runner(experiment, engine)
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MILLISECONDS)
        self._timer.timeout.connect(self._poll)
        self._hurried = 0  # polls to come soon

    def start(self) -> None:
        """Start the thread and the clock."""
        self._runner.start()
        self._timer.start()

    def stop(self) -> None:
        """End both; the counterpart of `start`, and harmless a second time."""
        self._timer.stop()
        self._runner.stop()

    @property
    def running(self) -> bool:
        """Whether the thread is alive."""
        return self._runner.is_alive()

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
        self._runner.step_batch()
        self._hurry()

    @Slot()
    def step_epoch(self) -> None:
        """Train to the end of the epoch."""
        self._runner.step_epoch()
        self._hurry()

    @Slot()
    def back(self) -> None:
        """Return to the end of the epoch before; what is left can be had again by undo."""
        self._leave("back", self._runner.back())

    @Slot()
    def reset(self) -> None:
        """Return to the same first weights; the run that is left can be had again by undo."""
        self._leave("reset", self._runner.restart())

    def _leave(self, kind: str, left: LeftRuns) -> None:
        self._steps.add(RunStep(kind, left))
        self._tell_undo()
        self._hurry()

    @Slot()
    def new_start(self) -> None:
        """Draw other first weights."""
        network = replace(self.experiment.network, seed=random.randrange(10_000))
        self.edit(replace(self.experiment, network=network))

    @Slot(object)
    def set_speed(self, epochs_per_second: float | None) -> None:
        """Limit the speed; None is as fast as possible."""
        self.speed = epochs_per_second
        self._runner.set_speed(epochs_per_second)
        self.speedChanged.emit(epochs_per_second)

    @Slot(object)
    def set_rules(self, rules: StopRules) -> None:
        """When to stop by itself."""
        if rules != self.rules:
            self.rules = rules
            self._runner.set_rules(rules)
            self.rulesChanged.emit(rules)

    def use_engine(self, name: str) -> None:
        """Train with "numpy", or with "numba" or "auto" as soon as that is loaded."""
        self._runner.use_engine(name)

    def watch(self, view: View) -> None:
        """What the next snapshots have to show."""
        self._runner.watch(view)

    @Slot(int, int, int, float)
    def set_weight(self, layer: int, i: int, j: int, value: float) -> None:
        """Set W[i, j] of a layer; the change can be undone."""
        self._set_by_hand((layer, i, j), value)

    @Slot(int, int, float)
    def set_bias(self, layer: int, j: int, value: float) -> None:
        """Set b[j] of a layer; the change can be undone."""
        self._set_by_hand((layer, j), value)

    def _set_by_hand(self, place: tuple[int, ...], value: float) -> None:
        if self._exists(place):
            self._steps.add(ParameterStep(place, self._order(place, value), value))
            self._tell_undo()

    def _exists(self, place: tuple[int, ...]) -> bool:
        """The network may just have become smaller, and the editor still be open."""
        layer, *at = place
        shape = self.experiment.sizes[layer - 1 : layer + 1]
        wanted = shape[-len(at) :]  # (n_in, n_out) of a weight, (n_out,) of a bias
        return len(shape) == 2 and all(k < n for k, n in zip(at, wanted, strict=True))

    def _order(self, place: tuple[int, ...], value: "float | Future[float]") -> "Future[float]":
        """Let the Runner set a parameter; its value before."""
        self._hurry()
        layer, *at = place
        if len(at) == 2:
            return self._runner.set_weight(layer, at[0], at[1], value)
        return self._runner.set_bias(layer, at[0], value)

    # -- the experiment ---------------------------------------------------------------------

    @Slot(object)
    def edit(self, experiment: Experiment) -> None:
        """Change the Experiment; the change can be undone. Training goes on with it, unless
        another data set is opened: that pauses."""
        if experiment == self.experiment:
            return
        if experiment.data.dataset != self.experiment.data.dataset:
            self.play(False)
        self._add_step(experiment, None, self._runner.submit(experiment))
        self._go_over(experiment)

    def load(
        self,
        experiment: Experiment,
        document: Document | None = None,
        rules: StopRules = NEVER,
    ) -> None:
        """Open an Experiment and its document: paused at its first weights, even if it is the same
        one. It stops by its own rules, not by those of what was open before. All of this can be
        undone."""
        self._add_step(experiment, document, self._runner.load(experiment), rules)
        self.set_rules(rules)
        self._go_over(experiment)

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
        if isinstance(step, ParameterStep):
            before = self._order(step.place, step.old if back else step.new)
            target.append(step if back else replace(step, old=before))
            self._tell_undo()
            return
        if isinstance(step, RunStep):
            target.append(step.crossed(self._runner.resume(step.run, {"a": self.experiment})))
            self._go_over(self.experiment)
            return
        if step.documents is not None:
            # The one that is left may have been saved under another name since, or given other
            # rules.
            here, there = self.document, step.documents[0 if back else 1]
            rules, others = self.rules, step.rules[0 if back else 1]
            step = replace(
                step,
                documents=(there, here) if back else (here, there),
                rules=(others, rules) if back else (rules, others),
            )
            self.document = there
            self.set_rules(others)
        experiment = step.old if back else step.new
        if step.run is None and not keeps_weights(self.experiment, experiment):
            self._steps.forget_parameters()
        target.append(replace(step, run=self._runner.resume(step.run, {"a": experiment})))
        self._go_over(experiment)

    def _add_step(
        self,
        experiment: Experiment,
        document: Document | None,
        left: LeftRuns,
        rules: StopRules = NEVER,
    ) -> None:
        """Remember the present Experiment, document and rules, and the run that is left."""
        documents = None
        if document is not None and document is not self.document:
            documents, self.document = (self.document, document), document
        if documents is None and experiment == self.experiment:  # the same one, opened again
            self._steps.add(RunStep("reset", left))
            return
        change = (self.rules, rules)
        self._steps.add(ExperimentStep(self.experiment, experiment, left, documents, change))

    def _go_over(self, experiment: Experiment) -> None:
        """The Runner goes over to this Experiment: so do the views, as soon as it shows."""
        self.experiment = experiment
        self._hurry()
        self.tell()

    @Slot(object)
    def set_document(self, document: Document) -> None:
        """The Experiment was saved as this one."""
        self.document = document
        self._steps.end_merging()
        self.documentChanged.emit(document)

    def unsaved(self) -> list[tuple[Document, Experiment]]:
        """What would be lost with the window: the present Experiment, and those that others were
        opened in the place of, which undo would bring back."""
        held = {**self._steps.replaced(), self.document: self.experiment}
        return [(document, made) for document, made in held.items() if document.lacks(made)]

    def tell(self) -> None:
        """Tell the views the Experiment as it is now."""
        self.documentChanged.emit(self.document)
        self.experimentChanged.emit(self.experiment)
        self._tell_undo()

    def _tell_undo(self) -> None:
        self._told_names = self._steps.names
        self.undoChanged.emit(*self._told_names)

    # -- the clock --------------------------------------------------------------------------

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
        self._steps.drop_empty()
        if self._steps.names != self._told_names:  # what was changed or left is known now
            self._tell_undo()
        failure, self._runner.failure = self._runner.failure, None
        if failure is not None:
            self.failed.emit(f"Training stopped by an error of the program: {failure!r}.")
