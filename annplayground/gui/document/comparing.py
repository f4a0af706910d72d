"""Which of two networks that are compared the panels edit and the explanations are about."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal, Slot

from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import SessionName, Snapshot
from annplayground.gui.document.document import Document, File
from annplayground.io.pairs import Pair


class Owner(Protocol):
    """Who owns the document, and carries out what is asked of it."""

    document: Document

    def edit(self, experiment: Experiment, session: SessionName) -> None:
        """Change an Experiment."""

    def take_remedy(self, experiment: Experiment, session: SessionName) -> None:
        """Change one as a remedy says."""

    def compare(self, experiment: Experiment | None) -> None:
        """Put an Experiment beside A, or take B out."""

    def load(self, experiment: Experiment, file: File, *, b: Experiment | None) -> None:
        """Open an Experiment and its file, with a B or with none."""


class Comparing(QObject):
    """Attributes: `on`, whether there is a B; `side`, the one in question, A where there is none.

    Signals: `comparisonBegun()` and `comparisonEnded()`, when B came or went; `sideChanged(name)`;
    `experimentShown(Experiment)`, that of the side in question, after every change of either.
    """

    comparisonBegun = Signal()
    comparisonEnded = Signal()
    sideChanged = Signal(str)
    experimentShown = Signal(object)

    def __init__(self, owner: Owner, parent: QObject) -> None:
        super().__init__(parent)
        self.on = False
        self.side: SessionName = "a"
        self._owner = owner

    @Slot(object)
    def show_document(self, document: Document) -> None:
        """Another document is open, or the same with other settings."""
        on = document.b is not None
        if on != self.on:
            self.on = on
            if on:
                self.comparisonBegun.emit()
            else:
                self.choose("a")
                self.comparisonEnded.emit()
        self._tell()

    def _tell(self) -> None:
        self.experimentShown.emit(self._owner.document.get(self.side))

    # -- the side in question -----------------------------------------------------------------

    @Slot(str)
    def choose(self, side: SessionName) -> None:
        """Be about this side; without B there is only A."""
        if side != self.side and (self.on or side == "a"):
            self.side = side
            self.sideChanged.emit(side)
            self._tell()

    @Slot()
    def turn(self) -> None:
        """Be about the other side."""
        self.choose("a" if self.side == "b" else "b")

    def of_side(self, snapshot: Snapshot) -> Snapshot:
        """That of the side in question."""
        other = snapshot.other
        return other if self.side == "b" and other is not None else snapshot

    def showing(self, show: Callable[[Snapshot], object]) -> Callable[[Snapshot], None]:
        """Let a view show the side in question."""

        def shown(snapshot: Snapshot) -> None:
            show(self.of_side(snapshot))

        return shown

    # -- changes ------------------------------------------------------------------------------

    @Slot(object)
    def edit(self, experiment: Experiment) -> None:
        """Change the Experiment of the side in question."""
        self._owner.edit(experiment, self.side)

    @Slot(object)
    def take_remedy(self, experiment: Experiment) -> None:
        """Change it as a remedy says."""
        self._owner.take_remedy(experiment, self.side)

    @Slot()
    def toggle(self) -> None:
        """Put a copy of A beside it, or go on with A alone."""
        self._owner.compare(None if self.on else self._owner.document.a)

    def open_pair(self, pair: Pair, *_: object) -> None:
        """Open two networks that are worth comparing, in a document of their own."""
        a, b = pair.experiments
        self._owner.load(a, File(pair.title, a), b=b)

    @Slot()
    def renew(self) -> None:
        """Make B a copy of A, at its first weights."""
        if self.on:
            self._owner.compare(self._owner.document.a)

    @Slot()
    def keep_a(self) -> None:
        """Go on with A alone."""
        self._owner.compare(None)
