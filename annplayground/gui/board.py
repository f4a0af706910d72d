"""The board: the cards in two rows of splitters, all together, in pages, or a few over it all."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QToolButton, QVBoxLayout, QWidget

from annplayground.gui.theme import Look
from annplayground.gui.widgets.card import Card


class Board(QWidget):
    """Arranges cards; `splitters` are its movable borders, by object name.

    Where the window has no room for all cards, they are shown in `pages`, each a row or a part of
    one. Signals: `pageTurned()`, when other cards are seen.
    """

    pageTurned = Signal()

    def __init__(
        self, top: Sequence[Card], bottom: Sequence[Card], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._cards = (*top, *bottom)
        self._chosen: tuple[Card, ...] = ()  # shown over the whole board; none: all
        self._before: tuple[Card, ...] | None = None  # what was chosen before `open`
        self._folded: set[Card] = set()
        self._before_fold: tuple[Card, ...] = ()  # what was chosen before cards were folded
        self._heights: list[int] = []  # of the rows, before they were turned
        self._turned = False  # the rows have stood side by side since both were seen upright
        self._gap = 8
        self._page = 0
        self.pages: list[list[Card]] = [list(self._cards)]
        self._top = self._row("top_splitter", top)
        self._bottom = self._row("bottom_splitter", bottom)
        self._rows = QSplitter(Qt.Orientation.Vertical)
        self._rows.setObjectName("rows_splitter")
        for row in (self._top, self._bottom):
            self._rows.addWidget(row)
        self._rows.setChildrenCollapsible(False)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._rows, 1)
        self._pager = QToolButton()
        self._pager.setObjectName("turn_page")
        self._pager.setAccessibleName("More panels")
        self._pager.setToolTip("The window has no room for all panels: turn to the next (key 7)")
        self._pager.setProperty("role", "pager")
        self._pager.clicked.connect(self.turn_page)
        self._layout.addWidget(self._pager, 0, Qt.AlignmentFlag.AlignHCenter)
        self._rooms = (top, bottom)
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
        self._gap = look.size.gap
        for splitter in self.splitters:
            splitter.setHandleWidth(self._gap)
        self._lay_out_pages()
        self._arrange()

    def set_sizes(self, rows: Sequence[int], top: Sequence[int], bottom: Sequence[int]) -> None:
        """Give rows and cards their relative sizes; later resizing keeps the proportions."""
        for splitter, sizes in zip(
            (self._rows, self._top, self._bottom), (rows, top, bottom), strict=False
        ):
            splitter.setSizes(list(sizes))
            for index, size in enumerate(sizes):
                splitter.setStretchFactor(index, size)

    # -- what is shown ----------------------------------------------------------------------

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
            self._before_fold = () if self._before is not None else self._chosen
        if self._folded and not cards:
            self._chosen, self._before = self._before_fold, None
        self._folded = cards
        self.pages = [self._not_folded(self._cards)]
        self._page = 0
        self._lay_out_pages()
        self._arrange()

    def _choose(self, cards: tuple[Card, ...], before: tuple[Card, ...] | None = None) -> None:
        self._chosen, self._before = cards, before
        self._arrange()

    @Slot()
    def turn_page(self) -> None:
        """Show the next page, after the last one the first."""
        if not self._chosen and len(self.pages) > 1:
            self._page = (self._page + 1) % len(self.pages)
            self._arrange()
            self.pageTurned.emit()

    def _arrange(self) -> None:
        shown = set(self._chosen or self.pages[self._page])
        splitters = (self._top, self._bottom)
        rows = [{c for c in shown if splitter.isAncestorOf(c)} for splitter in splitters]
        self._note_heights()
        for card in self._cards:
            card.setVisible(card in shown)
        for splitter, row in zip(splitters, rows, strict=True):
            splitter.setVisible(bool(row))
        self._turn_rows(rows)
        self._show_pager()

    def _turn_rows(self, rows: Sequence[set[Card]]) -> None:
        """Two cards stand side by side wherever they are at home: the rows become columns."""
        beside = [len(row) for row in rows] == [1, 1]
        direction = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self._rows.orientation() is not direction:
            self._rows.setOrientation(direction)
            self._rows.setSizes([self.width() // 2] * 2)
            self._turned = True
        if self._turned and not beside and all(rows):
            self._rows.setSizes(self._heights)
            self._turned = False

    def _show_pager(self) -> None:
        paged = len(self.pages) > 1 and not self._chosen
        self._pager.setText(f"{self._page + 1} of {len(self.pages)}  ▸")
        self._pager.setVisible(paged)
        gap = self._gap
        self._layout.setContentsMargins(gap, gap, gap, 0 if paged else gap)
        self._layout.activate()
        for splitter in self.splitters:
            splitter.refresh()  # now, not after the next paint

    def _note_heights(self) -> None:
        """The rows' heights, for the time after they have stood side by side."""
        both = not self._top.isHidden() and not self._bottom.isHidden()
        if both and not self._turned:
            self._heights = self._rows.sizes()

    # -- pages ------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """What does not fit is on another page: it does not widen the window."""
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        self._lay_out_pages()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now the sizes count."""
        super().showEvent(event)
        for child in self.findChildren(QWidget):
            child.ensurePolished()  # else pages would be turned right after the first paint
        self._lay_out_pages()

    def event(self, event: QEvent) -> bool:
        """A card may need another room than before."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._lay_out_pages()
        return super().event(event)

    def _lay_out_pages(self) -> None:
        """Divide the cards anew, if need be; the page that is seen keeps its first card."""
        pages = self._fitting_pages() if self.isVisible() else self.pages
        if pages != self.pages:
            seen = self.pages[self._page][0]
            self.pages = pages
            self._page = next((n for n, page in enumerate(pages) if seen in page), 0)
            self._arrange()
            self.pageTurned.emit()

    def _fitting_pages(self) -> list[list[Card]]:
        """All cards on one page if they fit; else each row on pages of its own."""
        rows = [self._not_folded(room) for room in self._rooms]
        width, height = self.width() - 2 * self._gap, self.height() - 2 * self._gap
        needed = sum(max((_least(c).height() for c in row), default=0) for row in rows)
        if needed + self._gap <= height and all(self._width_of(row) <= width for row in rows):
            return [[card for row in rows for card in row]]
        pages: list[list[Card]] = []
        for row in rows:
            page: list[Card] = []
            for card in row:
                if page and self._width_of([*page, card]) > width:
                    pages.append(page)
                    page = []
                page.append(card)
            pages.append(page)
        return [page for page in pages if page]

    def _not_folded(self, cards: Sequence[Card]) -> list[Card]:
        return [card for card in cards if card not in self._folded]

    def _width_of(self, cards: Sequence[Card]) -> int:
        return sum(_least(card).width() + self._gap for card in cards) - self._gap


def _least(card: Card) -> QSize:
    return card.minimumSizeHint().expandedTo(card.minimumSize())
