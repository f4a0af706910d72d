"""What changed: the map and the weights of now beside those of an earlier epoch of the run."""

from collections.abc import Mapping

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QPushButton, QSpinBox, QWidget

from annplayground.core.run.change import Change
from annplayground.core.settings import MAX_EPOCHS
from annplayground.core.words import translate
from annplayground.gui.explain.changed.maps import ChangeMaps
from annplayground.gui.explain.changed.words import blocks
from annplayground.gui.explain.equations.parts import Block, words
from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.explain.paging.sheet import Sheet
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.widgets.fields import show_number


class ChangedView(ExplainView):
    """Attributes: `changes`, what is shown of A and B; `since`, the field of the earlier epoch.

    Signals: `changeRequested(epoch)`, answered by `show_changes`.
    """

    name = "changed"
    pager: Pager

    changeRequested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.changes: dict[str, Change] = {}
        self._asked: object = None
        self.since = QSpinBox()
        self.since.setObjectName("changed_since")
        self.since.setAccessibleName(translate("Changed", "The earlier epoch"))
        self.since.setToolTip(translate("Changed", "The epoch that now is compared with"))
        self.since.setRange(0, MAX_EPOCHS)
        self.since.setGroupSeparatorShown(True)
        self.since.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.since.setPrefix(translate("Changed", "Since epoch") + " ")
        self.here = QPushButton(translate("Changed", "Here"))
        self.here.setObjectName("changed_here")
        self.here.setAccessibleName(translate("Changed", "Compare with the epoch that is seen"))
        self.here.setToolTip(
            translate(
                "Changed",
                "Compare with the epoch that is seen now: go there by the timeline, press this, "
                "and go on",
            )
        )
        self.maps = ChangeMaps("changed_maps")
        self._sheet = Sheet("changed_words", self.maps)
        self.pager = self._sheet.pager
        self.stand([self.since, self.here], below=[self._sheet])
        self.since.valueChanged.connect(self._ask)
        self.here.clicked.connect(self._take_here)

    @Slot()
    def _take_here(self) -> None:
        if self.snapshot is not None:
            show_number(self.since, self.snapshot.epoch)
            self._ask()

    def refresh(self) -> None:
        """Show what was found, and ask for the change to the moment that is seen now."""
        self._draw()
        self._ask()

    @Slot()
    def _ask(self) -> None:
        if self.snapshot is None or not self.isVisible():
            return
        sides = [self.snapshot, *([self.snapshot.other] if self.snapshot.other else [])]
        key = (self.since.value(), *((s.run, s.epoch, s.batch, s.losses.train) for s in sides))
        if key != self._asked:
            self._asked = key
            self.changeRequested.emit(self.since.value())

    def show_changes(self, found: Mapping[str, Change]) -> None:
        """Show these; the newest wish may be another one already."""
        self.changes = dict(found)
        if self.isVisible():
            self._draw()

    def _draw(self) -> None:
        self.maps.show_changes(self.look, self.changes)
        said: list[Block] = blocks(self.changes)
        if self.snapshot is not None and self.since.value() > self.snapshot.epoch:
            text = translate("Changed", "What is seen comes before that epoch: nothing to compare.")
            said.insert(0, (words(text, "bad"),))
        self._sheet.show_blocks(self.look, said)
