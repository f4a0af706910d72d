"""The controller: owns the Experiment, the undo stack and the Runner, and tells the views.

Views ask by signals; the controller hands orders to the Runner and, 30 times a second, passes on
the newest Snapshot.
"""

import random
import time
from dataclasses import fields, is_dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from annplayground.core.experiment import Experiment
from annplayground.core.runner import Runner
from annplayground.core.snapshot import Snapshot, View
from annplayground.core.stopping import StopRules

FRAME_MILLISECONDS = 33
# After an order its effect is looked for this often, so many times: what was asked for shows soon.
HURRY_MILLISECONDS, HURRIED_POLLS = 6, 6
UNDO_LIMIT = 200
# Changes of the same value within this time, as a dragged slider makes, are one undo step.
MERGE_SECONDS = 0.8


class Controller(QObject):
    """Signals: `experimentChanged(Experiment)` after every change, `snapshotReady(Snapshot)` with
    the newest state of the run, `undoChanged(can_undo, can_redo)`, `speedChanged(epochs a second
    or None)`, and `failed(str)` with one sentence when training met an error that it did not
    expect."""

    experimentChanged = Signal(object)
    snapshotReady = Signal(object)
    undoChanged = Signal(bool, bool)
    speedChanged = Signal(object)
    failed = Signal(str)

    def __init__(
        self, experiment: Experiment, parent: QObject | None = None, engine: str = "auto"
    ) -> None:
        super().__init__(parent)
        self.experiment = experiment
        self.snapshot: Snapshot | None = None
        self.speed: float | None = None
        self._undo: list[Experiment] = []
        self._redo: list[Experiment] = []
        self._last_edit: tuple[frozenset[str], float] = (frozenset(), 0.0)
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
        """Return to the end of the epoch before."""
        self._runner.back()
        self._hurry()

    @Slot()
    def reset(self) -> None:
        """Return to the same first weights."""
        self._runner.restart()
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
        self._runner.set_rules(rules)

    def use_engine(self, name: str) -> None:
        """Train with "numpy", or with "numba" or "auto" as soon as that is loaded."""
        self._runner.use_engine(name)

    def watch(self, view: View) -> None:
        """What the next snapshots have to show."""
        self._runner.watch(view)

    @Slot(int, int, int, float)
    def set_weight(self, layer: int, i: int, j: int, value: float) -> None:
        """Set W[i, j] of a layer."""
        self._runner.set_weight(layer, i, j, value)
        self._hurry()

    @Slot(int, int, float)
    def set_bias(self, layer: int, j: int, value: float) -> None:
        """Set b[j] of a layer."""
        self._runner.set_bias(layer, j, value)
        self._hurry()

    # -- the experiment ---------------------------------------------------------------------

    @Slot(object)
    def edit(self, experiment: Experiment) -> None:
        """Change the Experiment; the change can be undone. Training goes on with it, unless
        another data set is opened: that pauses."""
        if experiment == self.experiment:
            return
        if experiment.data.dataset != self.experiment.data.dataset:
            self.play(False)
        self._remember(experiment)
        self._redo.clear()
        self._submit(experiment)

    def load(self, experiment: Experiment) -> None:
        """Open an Experiment: paused at its first weights, even if it is the same."""
        if experiment != self.experiment:
            self._remember(experiment)
            self._redo.clear()
        self.experiment = experiment
        self._runner.load(experiment)
        self._hurry()
        self.tell()

    @Slot()
    def undo(self) -> None:
        """Take back the last change."""
        self._exchange(self._undo, self._redo)

    @Slot()
    def redo(self) -> None:
        """Make it again."""
        self._exchange(self._redo, self._undo)

    def _exchange(self, source: list[Experiment], target: list[Experiment]) -> None:
        if source:
            target.append(self.experiment)
            self._last_edit = (frozenset(), 0.0)
            self._submit(source.pop())

    def _remember(self, experiment: Experiment) -> None:
        """Push the present Experiment, unless this change goes on with the one before."""
        now, changed = time.monotonic(), frozenset(_differences(self.experiment, experiment))
        same = changed == self._last_edit[0] and now - self._last_edit[1] < MERGE_SECONDS
        if not (same and self._undo):
            self._undo.append(self.experiment)
            del self._undo[:-UNDO_LIMIT]
        self._last_edit = (changed, now)

    def _submit(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self._runner.submit(experiment)
        self._hurry()
        self.tell()

    def tell(self) -> None:
        """Tell the views the Experiment as it is now."""
        self.experimentChanged.emit(self.experiment)
        self.undoChanged.emit(bool(self._undo), bool(self._redo))

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
        failure, self._runner.failure = self._runner.failure, None
        if failure is not None:
            self.failed.emit(f"Training stopped by an error of the program: {failure!r}.")


def _differences(old: Any, new: Any, place: str = "") -> set[str]:
    """Names of the fields in which two Experiments differ."""
    if old == new:
        return set()
    if not is_dataclass(old) or type(old) is not type(new):
        return {place}
    return {
        name
        for f in fields(old)
        for name in _differences(getattr(old, f.name), getattr(new, f.name), f"{place}.{f.name}")
    }
