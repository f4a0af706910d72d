"""The steps that can be undone: the changes of the document, of the runs and of single weights."""

from concurrent.futures import Future
from dataclasses import dataclass, replace

from annplayground.core.edits import differences
from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.run.snapshot import SessionName
from annplayground.core.run.thread.kept_runs import KeptRuns, LeftRuns
from annplayground.core.words import translate
from annplayground.gui.document.change_names import named
from annplayground.gui.document.document import Document
from annplayground.gui.text import count, number, subscript


@dataclass(frozen=True)
class DocumentStep:
    """One document after another: an Experiment was changed, another file opened, B put in or taken
    out. `rules` are those by which training stops in each, and `runs` the ones on the other side of
    the step, if they are others (None: they are not known any more).

    `epoch` is the one of the past where it was done, and `title` what was done, if that is no
    change of the document, or of several settings.
    """

    old: Document
    new: Document
    runs: LeftRuns | None = None
    rules: tuple[StopRules, StopRules] = (NEVER, NEVER)
    epoch: int | None = None
    title: str = ""

    @property
    def opens(self) -> bool:
        """Whether another file was opened."""
        return self.old.file is not self.new.file

    @property
    def name(self) -> str:
        """What was changed, as in 'Undo: learning rate 0.03 → 0.1 at epoch 340'."""
        change = self.title or self._changed
        if self.epoch is None:
            return change
        return translate("Document", "{change} at epoch {n}").format(
            change=change, n=count(self.epoch)
        )

    @property
    def _changed(self) -> str:
        old, new = self.old, self.new
        if self.opens:
            return translate("Document", "opening {name}").format(name=new.file.name)
        if old.a != new.a:
            return named(old.a, new.a)
        if old.b is not None and new.b is not None and old.b != new.b:
            return f"B: {named(old.b, new.b)}"
        if old.b == new.b:
            return translate("Document", "new start")
        return (
            translate("Document", "comparison with B")
            if old.b is None
            else translate("Document", "end of the comparison")
        )

    @property
    def leads_nowhere(self) -> bool:
        """Whether it ends where it began, as a slider dragged there and back."""
        return self.old == self.new and _left_nothing(self.runs)

    def merges(self, other: "Step") -> bool:
        """Whether the next step goes on with this one."""
        return (
            isinstance(other, DocumentStep)
            and self._settings is not None
            and self._settings == other._settings
        )

    @property
    def _settings(self) -> tuple[set[str], set[str]] | None:
        """Those that differ, of A and of B; None where a file was opened, B came or went, or it is
        no change of settings."""
        old, new = self.old, self.new
        if self.title or self.opens or (old.b is None) != (new.b is None):
            return None
        of_b = set() if old.b is None or new.b is None else differences(old.b, new.b)
        return differences(old.a, new.a), of_b

    def merged(self, other: "DocumentStep") -> "DocumentStep":
        """Both in one."""
        return replace(self, new=other.new)

    def exchanged(self, here: Document, rules: StopRules, back: bool) -> "DocumentStep":
        """The step as it is taken back, or again, in the document that is open now.

        The file that is left may have been saved under another name since, or given other rules.
        """
        there, others = (self.old, self.rules[0]) if back else (self.new, self.rules[1])
        if not self.opens:
            there = replace(there, file=here.file)
        if back:
            return replace(self, old=there, new=here, rules=(others, rules))
        return replace(self, old=here, new=there, rules=(rules, others))


_WAYS = {"back": translate("Document", "back"), "reset": translate("Document", "reset")}


@dataclass(frozen=True)
class RunStep:
    """Other runs of the same document: `kind` is "back" or "reset". `runs` are those on the other
    side of the step, and `epoch` is where the step left from, once it was taken back."""

    kind: str
    runs: LeftRuns | None
    epoch: int | None = None

    @property
    def name(self) -> str:
        """As in 'Undo: back from epoch 340'."""
        epoch = self._left_at
        if epoch is None:
            return _WAYS[self.kind]
        return translate("Document", "{way} from epoch {n}").format(
            way=_WAYS[self.kind], n=count(epoch)
        )

    @property
    def _left_at(self) -> int | None:
        left = known(self.runs)
        return left.epoch if self.epoch is None and left is not None else self.epoch

    def crossed(self, runs: LeftRuns) -> "RunStep":
        """The step when it has been taken back, or again, which left others."""
        return replace(self, runs=runs, epoch=self._left_at)

    @property
    def leads_nowhere(self) -> bool:
        """Whether there was nothing to leave."""
        return _left_nothing(self.runs)

    def merges(self, other: "Step") -> bool:
        """Whether the next step goes on with this one."""
        return isinstance(other, RunStep) and self.kind == other.kind

    def merged(self, other: "RunStep") -> "RunStep":
        """Both in one."""
        return other if self.leads_nowhere else self


def known(runs: LeftRuns | None) -> KeptRuns | None:
    """What was left, if the Runner has come so far and anything was."""
    return runs.result() if runs is not None and runs.done() and not runs.cancelled() else None


def _left_nothing(runs: LeftRuns | None) -> bool:
    """Whether there is no run to go back to, which may not be known yet."""
    return runs is None or (runs.done() and known(runs) is None)


@dataclass(frozen=True)
class ParameterStep:
    """A weight, `place` (layer, i, j), or a bias, (layer, j), set by hand; layer 1 is the first
    after the inputs. `old` is known as soon as the Runner has set the new one."""

    place: tuple[int, ...]
    old: "Future[float]"
    new: float
    session: SessionName = "a"

    @property
    def name(self) -> str:
        """As in 'Undo: weight W₁[1, 2] 0.5 → 0.7'."""
        name = parameter_name(self.place, self.session)
        if self.old.done() and not self.old.cancelled():
            name += f" {number(self.old.result(), 4)} → {number(self.new, 4)}"
        return name

    @property
    def leads_nowhere(self) -> bool:
        """Never: who typed the value that was there meant it."""
        return False

    def merges(self, other: "Step") -> bool:
        """Whether the next step goes on with this one."""
        return isinstance(other, ParameterStep) and self._where == other._where

    @property
    def _where(self) -> tuple[SessionName, tuple[int, ...]]:
        return self.session, self.place

    def merged(self, other: "ParameterStep") -> "ParameterStep":
        """Both in one."""
        return replace(self, new=other.new)


def parameter_name(place: tuple[int, ...], session: SessionName) -> str:
    """As in 'weight W₁[1, 2]' or 'B: bias b₁[1]'."""
    layer, *at = place
    name = (
        translate("Document", "weight W{layer}[{place}]")
        if len(at) == 2
        else translate("Document", "bias b{layer}[{place}]")
    ).format(layer=subscript(layer), place=", ".join(str(k + 1) for k in at))
    return f"B: {name}" if session == "b" else name


@dataclass(frozen=True)
class RulesStep:
    """Other rules by which training stops by itself."""

    old: StopRules
    new: StopRules

    @property
    def name(self) -> str:
        """As in 'Undo: stop at: never → epoch 1,000'."""
        return translate("Document", "stop at: {before} → {after}").format(
            before=self.old.summary, after=self.new.summary
        )

    @property
    def leads_nowhere(self) -> bool:
        """Whether the rules are the same again."""
        return self.old == self.new

    def merges(self, other: "Step") -> bool:
        """Whether the next step goes on with this one."""
        return isinstance(other, RulesStep)

    def merged(self, other: "RulesStep") -> "RulesStep":
        """Both in one."""
        return replace(self, new=other.new)


@dataclass(frozen=True)
class SwapStep:
    """A and B changed places."""

    name = translate("Document", "A and B swapped")
    leads_nowhere = False

    def merges(self, other: "Step") -> bool:
        """Never: twice is not once."""
        return False

    def merged(self, other: "SwapStep") -> "SwapStep":
        """Both in one, for which nobody asks."""
        return other


Step = DocumentStep | RunStep | ParameterStep | RulesStep | SwapStep
