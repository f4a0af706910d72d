"""The strip to which panels are folded while an explanation is open: their names and figures."""

import math
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QFrame, QToolButton, QWidget

from annplayground.core.choices.datasets import DATASETS
from annplayground.core.choices.notations import Symbolic
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.text import number, percent
from annplayground.gui.theme import Look
from annplayground.gui.widgets.card import Card

_PAD = 24  # pixels within a button beside its text, and within the strip
# The names of the panels where there is no room for their titles.
_SHORT = {
    "data": translate("Folded", "Data"),
    "network": translate("Folded", "Network"),
    "boundary": translate("Folded", "Map"),
    "loss": Symbolic(translate("Folded", "{J}")),
    "gradient": translate("Folded", "Gradient"),
}


class FoldedStrip(QFrame):
    """A button for each folded panel, in the longest words for which there is room; none where
    even the shortest have none.

    Signals: `unfoldRequested()`, by a click.
    """

    unfoldRequested = Signal()

    def __init__(self, cards: Mapping[str, Card], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("folded_panels")
        self.setAccessibleName(translate("Folded", "Folded panels"))
        self.setProperty("role", "card")
        self._look = Look()
        self._cards = cards
        self._folded: Sequence[str] = ()
        self._figures: dict[str, str] = {}
        self.buttons = {name: self._button(name) for name in cards}
        self._say()

    def _button(self, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(f"folded_{name}")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setProperty("role", "chip")
        button.clicked.connect(self.unfoldRequested)
        button.hide()
        return button

    def set_look(self, look: Look) -> None:
        """Take sizes and the notation."""
        self._look = look
        self.updateGeometry()
        self._say()

    def fold(self, names: Sequence[str]) -> None:
        """These are folded now."""
        self._folded = [name for name in names if name in self.buttons]
        for name, button in self.buttons.items():
            button.setVisible(name in self._folded)
        self._say()

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take the figures of the moment."""
        found = {
            "data": DATASETS[snapshot.experiment.data.dataset].label,
            "loss": number(snapshot.losses.train),
        }
        if snapshot.accuracies is not None:
            found["boundary"] = percent(snapshot.accuracies.train, places=1)
        if found != self._figures:
            self._figures = found
            self._say()

    # -- words and room -----------------------------------------------------------------------

    def _wordings(self) -> list[list[str]]:
        """What the buttons may say, the longest first."""
        short = [self._look.written(_SHORT[name]) for name in self._folded]
        titles = [self._cards[name].whole_title for name in self._folded]
        figures = [self._figures.get(name, "") for name in self._folded]

        def with_figures(names: Sequence[str]) -> list[str]:
            return [f"{name} {f}".rstrip() for name, f in zip(names, figures, strict=True)]

        return [with_figures(titles), with_figures(short), short]

    def _needed(self, texts: Sequence[str]) -> int:
        wide = QFontMetrics(self._look.font()).horizontalAdvance
        gaps = self._look.size.gap * (len(texts) - 1)
        return sum(wide(text) + _PAD for text in texts) + gaps + _PAD

    def fits(self, width: int) -> bool:
        """Whether there is room for the shortest words."""
        return bool(self._folded) and self._needed(self._wordings()[-1]) <= width

    def _say(self) -> None:
        """In the notation in which the titles of the cards are now."""
        for name, button in self.buttons.items():
            title = self._cards[name].whole_title
            button.setAccessibleName(translate("Folded", "{title}, folded").format(title=title))
            tip = translate("Folded", "{title}: a click brings all panels back (Esc)")
            button.setToolTip(tip.format(title=title))
        wordings = self._wordings()
        fitting = [texts for texts in wordings if self._needed(texts) <= self.width()]
        x, size = _PAD // 2, self._look.size
        for name, text in zip(self._folded, [*fitting, wordings[-1]][0], strict=True):
            button = self.buttons[name]
            button.setText(text)
            width = math.ceil(QFontMetrics(self._look.font()).horizontalAdvance(text)) + _PAD
            button.setGeometry(x, size.pad // 2, width, self.sizeHint().height() - size.pad)
            x += width + size.gap

    def sizeHint(self) -> QSize:
        """One row of buttons."""
        return QSize(0, self._look.size.control + self._look.size.pad)

    def minimumSizeHint(self) -> QSize:
        """As high; it is not there where it is not wide enough."""
        return self.sizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other words may fit."""
        super().resizeEvent(event)
        self._say()
