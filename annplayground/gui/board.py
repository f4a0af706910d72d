"""The board: the cards in two rows of splitters, all together or one of them alone."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from annplayground.gui.card import Card
from annplayground.gui.theme import Look


class Board(QWidget):
    """Arranges cards; `splitters` are its movable borders, by object name."""

    def __init__(
        self, top: Sequence[Card], bottom: Sequence[Card], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cards = (*top, *bottom)
        self._alone: Card | None = None
        self._folded: set[Card] = set()
        self._top = self._row("top_splitter", top)
        self._bottom = self._row("bottom_splitter", bottom)
        self._rows = QSplitter(Qt.Orientation.Vertical)
        self._rows.setObjectName("rows_splitter")
        for row in (self._top, self._bottom):
            self._rows.addWidget(row)
        self._rows.setChildrenCollapsible(False)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(self._rows)
        self.splitters = [self._top, self._bottom, self._rows]

    @staticmethod
    def _row(name: str, cards: Sequence[Card]) -> QSplitter:
        row = QSplitter(Qt.Orientation.Horizontal)
        row.setObjectName(name)
        row.setChildrenCollapsible(False)
        for card in cards:
            row.addWidget(card)
        return row

    def set_look(self, look: Look) -> None:
        """Keep the grid's distance between the cards."""
        gap = look.size.gap
        self._layout.setContentsMargins(gap, gap, gap, gap)
        for splitter in self.splitters:
            splitter.setHandleWidth(gap)

    def set_sizes(self, rows: Sequence[int], top: Sequence[int], bottom: Sequence[int]) -> None:
        """Give rows and cards their relative sizes; later resizing keeps the proportions."""
        for splitter, sizes in zip(
            (self._rows, self._top, self._bottom), (rows, top, bottom), strict=False
        ):
            splitter.setSizes(list(sizes))
            for index, size in enumerate(sizes):
                splitter.setStretchFactor(index, size)

    @property
    def alone(self) -> Card | None:
        """The card that is shown alone, if any."""
        return self._alone

    def show_alone(self, card: Card | None) -> None:
        """Show one card over the whole board, or all of them (None)."""
        self._alone = card
        self._arrange()

    def fold(self, cards: set[Card]) -> None:
        """Cards to leave out unless they are shown alone."""
        self._folded = cards
        self._arrange()

    def _arrange(self) -> None:
        for card in self._cards:
            shown = card is self._alone if self._alone else card not in self._folded
            card.setVisible(shown)
        for row in (self._top, self._bottom):
            row.setVisible(any(row.isAncestorOf(c) and not c.isHidden() for c in self._cards))
