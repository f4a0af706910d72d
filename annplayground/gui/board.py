"""The board: the cards in two rows of splitters, all together or some of them over all of it."""

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
        self._chosen: tuple[Card, ...] = ()  # shown over the whole board; none: all
        self._before: tuple[Card, ...] | None = None  # what was chosen before `open`
        self._folded: set[Card] = set()
        self._unfolded: tuple[Card, ...] = ()  # what was chosen before cards were folded
        self._heights: list[int] = []  # of the rows, before they were turned
        self._turned = False  # the rows have stood side by side since both were seen upright
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
        return self._chosen[0] if len(self._chosen) == 1 else None

    def show_alone(self, card: Card | None) -> None:
        """Show one card over the whole board, or all of them (None)."""
        self._choose(() if card is None else (card,))

    def open(self, cards: tuple[Card, ...]) -> None:
        """Show these cards side by side over the whole board, until `back`."""
        if cards != self._chosen:
            self._choose(cards, self._chosen if self._before is None else self._before)

    @property
    def opened(self) -> bool:
        """Whether `open` is what shows the present cards."""
        return self._before is not None

    def back(self) -> bool:
        """Show what was shown before `open`, or all instead of one; False if all are shown."""
        if not self._chosen:
            return False
        self._choose(self._before or ())
        return True

    def fold(self, cards: set[Card]) -> None:
        """Cards to leave out unless they are chosen; none: show what was shown before."""
        if cards and not self._folded:
            self._unfolded = () if self._before is not None else self._chosen
        if self._folded and not cards:
            self._chosen, self._before = self._unfolded, None
        self._folded = cards
        self._arrange()

    def _choose(self, cards: tuple[Card, ...], before: tuple[Card, ...] | None = None) -> None:
        self._chosen, self._before = cards, before
        self._arrange()

    def _arrange(self) -> None:
        shown = set(self._chosen) or {c for c in self._cards if c not in self._folded}
        splitters = (self._top, self._bottom)
        rows = [{c for c in shown if splitter.isAncestorOf(c)} for splitter in splitters]
        self._note_heights()
        for card in self._cards:
            card.setVisible(card in shown)
        for splitter, row in zip(splitters, rows, strict=True):
            splitter.setVisible(bool(row))
        # Two cards stand side by side wherever they are at home: the rows become columns.
        beside = [len(row) for row in rows] == [1, 1]
        direction = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self._rows.orientation() is not direction:
            self._rows.setOrientation(direction)
            self._rows.setSizes([self.width() // 2] * 2)
            self._turned = True
        if self._turned and not beside and all(rows):
            self._rows.setSizes(self._heights)
            self._turned = False

    def _note_heights(self) -> None:
        """The rows' heights, for the time after they have stood side by side."""
        both = not self._top.isHidden() and not self._bottom.isHidden()
        if both and not self._turned:
            self._heights = self._rows.sizes()
