"""What can be undone: the changes of the Experiment, of the run and of single weights, in their
order.

Plain Python. The stack keeps the steps; who takes one carries it out.
"""

import re
import time
from concurrent.futures import Future
from dataclasses import dataclass, replace

from annplayground.core.edits import differences, value_at
from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run.kept_runs import KeptRuns, LeftRuns
from annplayground.core.settings import SETTINGS, Setting, setting
from annplayground.gui.document import Document
from annplayground.gui.text import count, layer_within, number, subscript

UNDO_LIMIT = 200
# Of so many steps the runs that they left are kept, trained as they were; what older ones left is
# only begun anew.
KEPT_RUNS = 12
# Changes of the same value within this time, as a dragged slider makes, are one undo step.
MERGE_SECONDS = 0.8


@dataclass(frozen=True)
class ExperimentStep:
    """One Experiment after another; where it was opened also its `documents` (before, after), and
    the `rules` by which their training stops. `run` is the one on the other side of the step, if it
    is another one (None: it is not known any more)."""

    old: Experiment
    new: Experiment
    run: LeftRuns | None = None
    documents: tuple[Document, Document] | None = None
    rules: tuple[StopRules, StopRules] = (NEVER, NEVER)

    @property
    def name(self) -> str:
        """What was changed, as in 'Undo: learning rate 0.03 → 0.1'."""
        if self.old == self.new and self.documents is None:
            return "new start"
        if self.documents is not None:
            return f"opening {self.documents[1].name}"
        return _named(self.old, self.new)

    @property
    def leads_nowhere(self) -> bool:
        """Whether it ends where it began, as a slider dragged there and back."""
        return self.old == self.new and self.documents is None and _left_nothing(self.run)

    def merges(self, other: "Step") -> bool:
        """Whether the next step goes on with this one."""
        return (
            isinstance(other, ExperimentStep)
            and self.documents is other.documents is None
            and differences(self.old, self.new) == differences(other.old, other.new)
        )

    def merged(self, other: "ExperimentStep") -> "ExperimentStep":
        """Both in one."""
        return replace(self, new=other.new)


@dataclass(frozen=True)
class RunStep:
    """Another run of the same Experiment: `kind` is "back" or "reset". `run` is the one on the
    other side of the step, and `epoch` where the step left from, once it was taken back."""

    kind: str
    run: LeftRuns | None
    epoch: int | None = None

    @property
    def name(self) -> str:
        """As in 'Undo: back from epoch 340'."""
        epoch = self._left_at
        return self.kind if epoch is None else f"{self.kind} from epoch {count(epoch)}"

    @property
    def _left_at(self) -> int | None:
        left = _known(self.run)
        return left.epoch if self.epoch is None and left is not None else self.epoch

    def crossed(self, run: LeftRuns) -> "RunStep":
        """The step when it has been taken back, or again, which left another run."""
        return replace(self, run=run, epoch=self._left_at)

    @property
    def leads_nowhere(self) -> bool:
        """Whether there was nothing to leave."""
        return _left_nothing(self.run)

    def merges(self, other: "Step") -> bool:
        """Whether the next step goes on with this one."""
        return isinstance(other, RunStep) and self.kind == other.kind

    def merged(self, other: "RunStep") -> "RunStep":
        """Both in one."""
        return other if self.leads_nowhere else self


def _known(run: LeftRuns | None) -> KeptRuns | None:
    """The run that was left, if the Runner has come so far and one was."""
    return run.result() if run is not None and run.done() and not run.cancelled() else None


def _left_nothing(run: LeftRuns | None) -> bool:
    """Whether there is no run to go back to, which may not be known yet."""
    return run is None or (run.done() and _known(run) is None)


@dataclass(frozen=True)
class ParameterStep:
    """A weight, `place` (layer, i, j), or a bias, (layer, j), set by hand; layer 1 is the first
    after the inputs. `old` is known as soon as the Runner has set the new one."""

    place: tuple[int, ...]
    old: "Future[float]"
    new: float

    @property
    def name(self) -> str:
        """As in 'Undo: weight W₁[1, 2] 0.5 → 0.7'."""
        layer, *at = self.place
        kind, symbol = ("weight", "W") if len(at) == 2 else ("bias", "b")
        name = f"{kind} {symbol}{subscript(layer)}[{', '.join(str(k + 1) for k in at)}]"
        if self.old.done() and not self.old.cancelled():
            name += f" {number(self.old.result(), 4)} → {number(self.new, 4)}"
        return name

    @property
    def leads_nowhere(self) -> bool:
        """Never: who typed the value that was there meant it."""
        return False

    def merges(self, other: "Step") -> bool:
        """Whether the next step goes on with this one."""
        return isinstance(other, ParameterStep) and self.place == other.place

    def merged(self, other: "ParameterStep") -> "ParameterStep":
        """Both in one."""
        return replace(self, new=other.new)


Step = ExperimentStep | RunStep | ParameterStep


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
            if not isinstance(step, ParameterStep) and _known(step.run) is not None:
                kept += 1
                if kept > KEPT_RUNS:
                    self.done[k] = replace(step, run=None)

    def drop_empty(self) -> None:
        """Drop the steps that led nowhere, as far as the Runner has said by now."""
        for steps in (self.done, self.undone):
            steps[:] = [step for step in steps if not step.leads_nowhere]
        self._let_go_of_old_runs()

    def forget_parameters(self) -> None:
        """A new run has begun in the place of one that is not known any more: the weights that were
        set by hand are gone with it."""
        for steps in (self.done, self.undone):
            steps[:] = [step for step in steps if not isinstance(step, ParameterStep)]

    @property
    def names(self) -> tuple[str, str]:
        """What would be undone and made again; "" for nothing."""
        done, undone = self.done[-1:], self.undone[-1:]
        return done[0].name if done else "", undone[0].name if undone else ""

    def replaced(self) -> dict[Document, Experiment]:
        """What each document held when another was opened in its place."""
        steps = [step for step in self.done if isinstance(step, ExperimentStep) and step.documents]
        return {step.documents[0]: step.old for step in steps if step.documents}


# -- what a change is called ----------------------------------------------------------------------

# What comes later often follows from what comes before, as another output from another data set: a
# change is named after the first of its settings, in the order of the rows.
_LEADS = {path: place for place, path in enumerate(SETTINGS)}


def _named(old: Experiment, new: Experiment) -> str:
    """'learning rate 0.03 → 0.1'; where the values say nothing, only the name."""
    paths = differences(old, new)
    path = min(paths, key=lambda p: (_LEADS[setting(p).path], p))
    row, before, after = setting(path), value_at(old, path), value_at(new, path)
    name = row.title or _within_a_line(row.label)
    if row.several:
        return f"{name}{_switched(row, before, after)}"
    layer = re.search(r"\.(\d+)\.", path)
    if layer is not None:
        name = f"{name} of {layer_within(int(layer[1]))}:"
    shown = row.shown(before), row.shown(after)
    return name if shown[0] == shown[1] else f"{name} {shown[0]} → {shown[1]}"


def _within_a_line(label: str) -> str:
    """A label with a small letter, unless it begins with a name such as L1."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _switched(row: Setting, before: tuple[str, ...], after: tuple[str, ...]) -> str:
    """What was switched on or off, if it is one thing."""
    switched = set(before) ^ set(after)
    if len(switched) != 1:
        return ""
    name = switched.pop()
    return f": {'with' if name in after else 'without'} {row.label_of(name)}"
