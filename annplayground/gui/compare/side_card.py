"""The card of one side of a comparison: what it is, in what it differs, and how it stands."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QAction, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import SessionName, Snapshot
from annplayground.core.words import translate
from annplayground.gui.compare.chips import Chip, Chips
from annplayground.gui.compare.words import differing, edit_tip, network_name, settings_lines
from annplayground.gui.text import count, number
from annplayground.gui.theme import Look
from annplayground.gui.widgets.action_chip import ActionChip
from annplayground.gui.widgets.card import Card
from annplayground.gui.widgets.labels import Label

_SPACING = 4


class SideCard(Card):
    """Signals: `sideChosen(name)`, the side that the panels are to edit."""

    sideChosen = Signal(str)

    def __init__(
        self, name: SessionName, keep: QAction, turn: QAction, parent: QWidget | None = None
    ) -> None:
        """`keep` ends the comparison with this side, `turn` chooses the other."""
        super().__init__(f"{name}_side_card", "", parent)
        self.name = name
        self.twin: SideCard | None = None  # of the other side: neither is wider than the other
        self.set_letter(name.upper())
        self._look = Look()
        self._snapshot: Snapshot | None = None
        self._experiments: tuple[Experiment, Experiment] | None = None
        self._lines = self._label("settings")
        self._chips = Chips(f"{name}_differences")
        self._state = self._label("state")
        self._build_buttons(keep, turn)
        self.body.setSpacing(_SPACING)
        for part in (self._lines, self._chips, self._state):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.body.addWidget(self._buttons)

    def _label(self, name: str) -> Label:
        label = Label()
        label.setObjectName(f"{self.name}_{name}")
        label.setProperty("role", "caption")
        label.setWordWrap(True)
        return label

    def _build_buttons(self, keep: QAction, turn: QAction) -> None:
        self._buttons = QWidget()
        row = QHBoxLayout(self._buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_SPACING)
        letter = self.name.upper()
        self.edit = QPushButton(translate("Compare", "Edit"))
        self.edit.setObjectName(f"{self.name}_edit")
        self.edit.setProperty("role", "chip")
        self.edit.setCheckable(True)
        self.edit.setAccessibleName(translate("Compare", "Edit {letter}").format(letter=letter))
        self.edit.setToolTip(edit_tip(letter, turn))
        self.edit.clicked.connect(self._choose)
        row.addWidget(self.edit)
        row.addWidget(ActionChip(keep))
        row.addStretch(1)

    @Slot()
    def _choose(self) -> None:
        self.sideChosen.emit(self.name)

    # -- what is shown ----------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take colours, sizes and notation."""
        super().set_look(look)
        self._look = look
        self._chips.set_look(look)
        self._write()
        self._fold()

    def show_chosen(self, name: str) -> None:
        """Say whether the panels edit this side."""
        self.edit.setChecked(name == self.name)

    def show_experiments(self, a: Experiment, b: Experiment) -> None:
        """Show what this side is, and in what the two differ."""
        if (a, b) != self._experiments:
            self._experiments = a, b
            self._write()
            self._fold()

    def _write(self) -> None:
        if self._experiments is None:
            return
        a, b = self._experiments
        mine = a if self.name == "a" else b
        self.set_title(network_name(mine))
        self.setAccessibleName(
            translate("Compare", "{letter}: {network}").format(
                letter=self.name.upper(), network=self.title
            )
        )
        self._lines.setText("\n".join(map(self._look.written, settings_lines(mine))))
        written = self._look.written
        chips = []
        for each in differing(a, b):
            mine_here = written(each.of(self.name))
            text = translate("Compare", "differs: {setting}").format(setting=mine_here)
            chips.append(Chip(text, mine_here, written(each.tip)))
        self._chips.show_chips(chips)
        self.updateGeometry()  # the title of the other may be another, too

    def show_snapshot(self, snapshot: Snapshot, other: Snapshot) -> None:
        """Show how this side stands, and at which epoch if that of the other is not the same."""
        before, self._snapshot = self._snapshot, snapshot
        findings = _findings(snapshot) if snapshot.diagnosis is not None else None
        if findings is None and before is not None and before.run == snapshot.run:
            findings = self._finding
        self._finding = findings
        loss = self._look.written("{J}")
        told = f"{loss} = {number(snapshot.losses.train)}"
        if snapshot.epoch != other.epoch:
            told = translate("Compare", "Epoch {epoch}: {state}").format(
                epoch=count(snapshot.epoch), state=told
            )
        text = "\n".join(filter(None, (told, findings)))
        if text != self._state.text():
            self._state.setText(text)
            self._fold()

    _finding: str | None = None

    # -- room -------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """The letter and a line of chips: the rest folds away."""
        margins, twin = self._outer.contentsMargins(), self.twin
        width = max(self._least_width, 0 if twin is None else twin._least_width)
        height = self._title_row.minimumSizeHint().height()
        height += self._chips.line_height + self._outer.spacing()
        return QSize(
            width + margins.left() + margins.right(), height + margins.top() + margins.bottom()
        )

    @property
    def _least_width(self) -> int:
        rows = (self._title_row, self._buttons)
        return max(*(row.minimumSizeHint().width() for row in rows), 14 * self._look.size.text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        self._fold()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now the window's style sheet counts."""
        super().showEvent(event)
        self._write()
        self._fold()

    def _fold(self) -> None:
        """Chips come first, then how it stands, the buttons, and the settings."""
        width, margins = self.body_width, self._outer.contentsMargins()
        room = self.height() - margins.top() - margins.bottom() - self._outer.spacing()
        room -= self._title_row.sizeHint().height()
        chips = self._chips.height_of(width)
        self._chips.setVisible(chips > 0)
        self._chips.setFixedHeight(max(min(chips, room), 1))
        room -= chips + _SPACING
        for part in (self._state, self._buttons, self._lines):
            wraps = part.hasHeightForWidth()
            needed = part.heightForWidth(width) if wraps else part.sizeHint().height()
            part.setVisible(needed <= room)
            room -= needed + _SPACING if needed <= room else 0


def _findings(snapshot: Snapshot) -> str:
    """The first finding, or that there is none; nothing before the first epoch."""
    assert snapshot.diagnosis is not None, "it was looked at"
    if snapshot.diagnosis.findings:
        return f"{snapshot.diagnosis.findings[0].title}."
    return translate("Compare", "Nothing looks wrong.") if snapshot.epoch else ""
