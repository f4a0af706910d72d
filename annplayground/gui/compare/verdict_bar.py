"""The bar above two networks that are compared: which one the panels edit, and how both fared."""

import re

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from annplayground.core.run.snapshot import SessionName, Snapshot
from annplayground.core.run.verdict import verdict
from annplayground.core.words import translate
from annplayground.gui.compare.words import edit_tip
from annplayground.gui.theme import Look
from annplayground.gui.widgets.action_chip import ActionChip
from annplayground.gui.widgets.labels import Label, Words, plain_tip

_LETTERS = 150  # in a line, from which on one line is enough
_SIDE = re.compile(r"\b([AB])\b")


class VerdictBar(QWidget):
    """Attribute: `sentences`, all that is to be said.

    Signals: `sideChosen(name)`, the side that the panels are to edit.
    """

    sideChosen = Signal(str)

    def __init__(self, swap: QAction, turn: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verdict_bar")
        self.setAccessibleName(translate("Compare", "Comparison"))
        self.setProperty("role", "verdict")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sentences: tuple[str, ...] = ()
        self._look = Look()
        self._told: tuple[str, ...] = ()
        self._caption = Label(translate("Compare", "Fields edit"))
        self._caption.setProperty("role", "caption")
        self._build(turn)
        self._words = Words()
        self._words.setObjectName("verdict")
        self._words.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._words, 1)
        self._row.addWidget(ActionChip(swap))
        self._row.addWidget(self._caption)
        for button in self._sides.values():
            self._row.addWidget(button)

    def _build(self, turn: QAction) -> None:
        self._group = QButtonGroup(self)
        self._sides: dict[str, QPushButton] = {}
        for name in ("a", "b"):
            button = self._sides[name] = QPushButton(name.upper())
            button.setObjectName(f"side_{name}")
            button.setProperty("role", "chip")
            button.setCheckable(True)
            button.setChecked(name == "a")
            letter = name.upper()
            button.setAccessibleName(
                translate("Compare", "The fields edit {letter}").format(letter=letter)
            )
            button.setToolTip(edit_tip(letter, turn))
            self._group.addButton(button)
        self._group.buttonClicked.connect(self._choose)

    @Slot(object)
    def _choose(self, button: QPushButton) -> None:
        self.sideChosen.emit(button.text().lower())

    def show_chosen(self, name: SessionName) -> None:
        """Say which side the panels edit."""
        self._sides[name].setChecked(True)

    def set_look(self, look: Look) -> None:
        """Take colours, sizes and notation."""
        self._look = look
        pad = look.size.pad
        self._row.setContentsMargins(3 * pad // 2, pad // 2, 3 * pad // 2, pad // 2)
        self._row.setSpacing(pad)
        self._say()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Say how both fared at this moment."""
        sentences = tuple(statement.text for statement in verdict(snapshot))
        if sentences != self.sentences:
            self.sentences = sentences
            self._say()

    def _say(self) -> None:
        """As many sentences as there is room for, from the weightiest on; all are in the tip."""
        self._caption.setVisible(self._lines == 1)
        metrics = QFontMetrics(self._look.font())
        self._words.setFixedHeight(self._lines * metrics.lineSpacing() + 4)
        told = [self._look.written(sentence) for sentence in self.sentences]
        self._words.setToolTip(plain_tip("\n".join(told)))
        self._row.activate()
        for n in range(len(told), 0, -1):
            self._words.setText(_SIDE.sub(r"**\1**", " ".join(told[:n])))
            if self._words.heightForWidth(self._words.width()) <= self._words.height():
                break
        else:
            self._words.setText("")

    @property
    def _lines(self) -> int:
        """One, or two where the window is narrow: it does not jump with what there is to say."""
        letter = QFontMetrics(self._look.font()).averageCharWidth()
        return 1 if self.width() >= _LETTERS * letter else 2

    def sizeHint(self) -> QSize:
        """As its row."""
        return QSize(0, self._row.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other sentences."""
        super().resizeEvent(event)
        self._say()
