"""The board: which of the cards are seen, all together, two side by side, or one alone."""

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from annplayground.core.words import translate
from annplayground.gui.layout.layouts import COMPARED, compared_pages, known, pages
from annplayground.gui.layout.rows import CardRows
from annplayground.gui.theme import Look
from annplayground.gui.widgets.card import Card

# No card is made narrower than this many times the size of its title.
_LEAST_TITLE = 9


class Board(CardRows):
    """Shows some of the cards, on pages where there is no room for all of them.

    Attributes: `shown`, the names of the cards that are to be seen, as they were asked for;
    `pages`, their names page by page, one page where the board has room for all of them.
    Signals: `shownChanged()`, when other cards are seen.
    """

    shownChanged = Signal()

    def __init__(self, rows: Sequence[Mapping[str, Card]], parent: QWidget | None = None) -> None:
        super().__init__(rows, parent)
        self.shown: tuple[str, ...] = tuple(self._cards)
        self.pages: list[list[str]] = [list(self._cards)]
        self._page = 0
        self._first: dict[tuple[str, ...], str] = {}  # of the page last seen of what was shown
        self._showing_pager = False
        self._gap, self._narrowest, self._presenting = 8, 0, False
        self._above.sizeChanged.connect(self._show_strip)
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._rows, 1)
        self._add_pager()

    def _add_pager(self) -> None:
        self._pager = QToolButton()
        self._pager.setObjectName("turn_page")
        self._pager.setAccessibleName(translate("Window", "More panels"))
        self._pager.setToolTip(
            translate("Window", "The window has no room for all panels: turn to the next (key 7)")
        )
        self._pager.setProperty("role", "pager")
        self._pager.clicked.connect(self.turn_page)
        self._layout.addWidget(self._pager, 0, Qt.AlignmentFlag.AlignHCenter)

    def set_look(self, look: Look) -> None:
        """Keep the grid's distance between the cards."""
        self._gap, self._narrowest = look.size.gap, _LEAST_TITLE * look.size.title
        self._presenting = look.presenting
        self.set_gap(self._gap)
        self.strip.set_look(look)
        self._lay_out_pages()
        self._arrange()

    # -- what is shown ----------------------------------------------------------------------

    def show(self, names: Iterable[str] | None = None) -> None:
        """Show these cards and no others: one alone, two side by side from left to right, more in
        their rows; which were shown on pages come back on the page last seen. Without names, the
        widget itself is shown, as Qt's own `show` does.

        Raises `ValueError` for an unknown name and for no name at all.
        """
        if names is None:
            super().show()
            return
        shown = known(names, tuple(self._cards))
        if shown != self.shown:
            self.shown = shown
            self._divide()
            self.shownChanged.emit()

    def card(self, name: str) -> Card:
        """The card of this name."""
        return self._cards[name]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all cards that there are now."""
        return tuple(self._cards)

    @property
    def seen(self) -> tuple[str, ...]:
        """The names of the cards on the page that is seen."""
        return tuple(self.pages[self._page])

    @Slot()
    def turn_page(self) -> None:
        """Show the next page, after the last one the first."""
        if len(self.pages) > 1:
            self.turn_to(self.pages[(self._page + 1) % len(self.pages)][0])

    def turn_to(self, name: str) -> None:
        """Show the page of this card, which is one of those `shown`."""
        self._first[self.shown] = name
        if name not in self.seen:
            self._turn()
            self.shownChanged.emit()

    def share(self, sizes: Sequence[float]) -> None:
        """Give the cards that are shown, in their order, widths in these proportions."""
        self.set_widths(dict(zip(self.shown, sizes, strict=False)))

    # -- what is folded -----------------------------------------------------------------------

    def fold(self, names: Sequence[str]) -> None:
        """Name these on a strip below the first row, where there is room for it."""
        self.strip.fold(names)
        self._show_strip()

    @Slot()
    def _show_strip(self) -> None:
        beside = self.beside and len(self.pages) == 1
        name = next((name for name in self._home[0] if name in self.seen), "")
        room = self.height() - 3 * self._gap - self.strip.sizeHint().height()
        high = beside and bool(name) and self._least(name)[1] <= room
        self.strip.setVisible(high and self.strip.fits(self._above.width()))

    # -- how they stand ---------------------------------------------------------------------

    def _arrange(self) -> None:
        """Let the cards of this page be seen."""
        pair = self.shown if len(self.shown) == 2 else self.seen if len(self.seen) == 2 else ()
        self.stand(self.seen, pair)
        self._show_strip()
        self._show_pager()

    def _show_pager(self) -> None:
        paged = len(self.pages) > 1
        self._pager.setText(
            translate("Window", "{page} of {pages}  ▸").format(
                page=self._page + 1, pages=len(self.pages)
            )
        )
        # Qt would leave it half visible if it were hidden again while it is being shown.
        self._showing_pager = True
        self._pager.setVisible(paged)
        self._showing_pager = False
        gap = self._gap
        self._layout.setContentsMargins(gap, gap, gap, 0 if paged else gap)
        self._layout.activate()
        for splitter in self.splitters:
            splitter.refresh()  # now, not after the next paint
        self._align()

    # -- pages ------------------------------------------------------------------------------

    def minimumSizeHint(self) -> QSize:
        """What does not fit is on another page: it does not widen the window."""
        return QSize(0, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show what there is room for."""
        super().resizeEvent(event)
        self._lay_out_pages()
        self._align()

    def showEvent(self, event: QShowEvent) -> None:
        """Only now the sizes count."""
        super().showEvent(event)
        for child in self.findChildren(QWidget):
            child.ensurePolished()  # else pages would be turned right after the first paint
        self._lay_out_pages()
        if self.beside:
            self._halve()  # what was said before was half of nothing

    def event(self, event: QEvent) -> bool:
        """A card may need another room than before."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._lay_out_pages()
            self._align()
        return super().event(event)

    def _lay_out_pages(self) -> None:
        """Divide the cards anew, if need be."""
        if self._showing_pager or not self.isVisible():
            return
        if self._fitting_pages() != self.pages:
            self._divide()
            self.shownChanged.emit()

    def _divide(self) -> None:
        """Divide what is shown into pages, and turn to the one that was seen of it."""
        self.pages = self._fitting_pages() if self.isVisible() else [list(self.shown)]
        self._turn()

    def _turn(self) -> None:
        """Turn to the page that was seen last of what is shown."""
        first = self._first.get(self.shown)
        self._page = next((n for n, page in enumerate(self.pages) if first in page), 0)
        self._arrange()

    def _fitting_pages(self) -> list[list[str]]:
        """As many pages as the present room asks for; cards that stand side by side are one row."""
        least = {name: self._least(name) for name in self.shown}
        room = (self.width() - 2 * self._gap, self.height() - 2 * self._gap)
        if self.shown == COMPARED:
            return compared_pages(least, room, self._gap, self._presenting)
        rows = [[name for name in row if name in self.shown] for row in self._home]
        rows = [row for row in rows if row]
        if len(self.shown) == 2 or [len(row) for row in rows] == [1, 1, 1]:
            rows = [list(self.shown)]
        return pages(rows, least, room, self._gap)

    def _least(self, name: str) -> tuple[int, int]:
        card = self._cards[name]
        if (layout := card.layout()) is not None:
            layout.activate()  # of a hidden card it may still be that of another look
        size = card.minimumSizeHint().expandedTo(card.minimumSize())
        return max(size.width(), self._narrowest + card.letter_width), size.height()
