"""The stages of one update, and what the views have in common that walk through them."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QWidget

from annplayground.core.choices.notations import Symbolic
from annplayground.core.words import translate
from annplayground.gui.explain.view import ExplainView

STAGES = (
    translate("Explain", "Forward"),
    Symbolic(translate("Explain", "Loss {J}")),
    "δ",
    "∇W",
    translate("Explain", "Update"),
)


class StagedView(ExplainView):
    """Walks through the next mini-batch's update before it happens.

    Attributes: `stage`, the place in `STAGES`, which the card keeps the same in all these views;
    `next`, the button for the next one.
    Signals: `pauseRequested()` at the first stage, since the network must hold still;
    `stepRequested()` after the last, to carry the update out; `stageTurned(int)`.
    """

    has_stages = True

    pauseRequested = Signal()
    stepRequested = Signal()
    stageTurned = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stage = 0
        self.next = QPushButton()
        self.next.setObjectName(f"{self.name}_next")
        self.next.setAccessibleName(translate("Explain", "Next stage"))
        self.next.setToolTip(
            translate("Explain", "Next stage; after the last one the update is carried out  (.)")
        )
        self.next.clicked.connect(self.advance)

    @property
    def playing(self) -> bool:
        """Whether the network trains, and so has no next update that could be looked at."""
        return self.snapshot is not None and self.snapshot.status.playing

    @Slot()
    def advance(self) -> None:
        """Go to the next stage; from the last one, train the batch and begin again."""
        if self.snapshot is None:
            return
        last = self.stage == len(STAGES) - 1
        self.stage = 0 if self.playing or last else self.stage + 1
        self.stageTurned.emit(self.stage)
        if self.playing:
            self.pauseRequested.emit()
        elif last:
            self.stepRequested.emit()
        else:
            self.refresh()

    def show_next(self) -> None:
        """Write on the button what comes next."""
        last = self.stage == len(STAGES) - 1
        coming = (
            translate("Explain", "Carry it out")
            if last
            else translate("Explain", "Next: {stage}").format(
                stage=self.look.written(STAGES[self.stage + 1])
            )
        )
        self.next.setText(translate("Explain", "Freeze") if self.playing else coming)

    @property
    def steps(self) -> str:
        """All stages in a line, the present one bold."""
        names = enumerate(map(self.look.written, STAGES))
        return " → ".join(f"**{name}**" if k == self.stage else name for k, name in names)
