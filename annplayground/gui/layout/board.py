"""The board: the cards in rows of splitters, all together, two side by side, or one alone."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QToolButton, QVBoxLayout, QWidget

from annplayground.core.words import translate
from annplayground.gui.layout.folded import FoldedStrip
from annplayground.gui.layout.layouts import COMPARED, COMPARED_ROWS, compared_pages, known, pages
from annplayground.gui.theme import Look
from annplayground.gui.widgets.card import Card

# No card is made narrower than this many times the size of its title.
_LEAST_TITLE = 9
# Percent of the board's width that the card of a side takes in a comparison, and a map.
_SIDE, _MAP = 16, 22


class _Column(QWidget):
    """Signals: `sizeChanged()`, after what is in it was laid out."""

    sizeChanged = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other things may fit."""
        super().resizeEvent(event)
        self.sizeChanged.emit()


class Board(QWidget):
    """Arranges cards, given by name in two rows; `splitters` are its movable borders. For a
    comparison more cards are put in, and a row between the two.

    Attributes: `shown`, the names of the cards that are to be seen, as they were asked for;
    `pages`, their names page by page, one page where the board has room for all of them.
    Signals: `shownChanged()`, when other cards are seen.
    """

    shownChanged = Signal()

    def __init__(self, rows: Sequence[Mapping[str, Card]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        top, bottom = rows
        self._cards = {**top, **bottom}
        self._home: tuple[tuple[str, ...], ...] = (tuple(top), (), tuple(bottom))
        self._apportioned: set[tuple[bool, ...]] = set()  # which rows were seen together
        self._own: list[list[int]] = []  # sizes of the splitters while two networks are compared
        self.shown: tuple[str, ...] = tuple(self._cards)
        self.pages: list[list[str]] = [list(self._cards)]
        self._page = 0
        self._first: dict[tuple[str, ...], str] = {}  # of the page last seen of what was shown
        self._heights: list[int] = []  # of the rows, before they were turned
        self._turned = False  # the rows have stood side by side since both were seen upright
        self._showing_pager = False
        self._gap, self._narrowest, self._presenting = 8, 0, False
        self._proportions: tuple[Sequence[int], Sequence[int]] = ((), ())
        self._top = self._row("top_splitter", top.values())
        self._middle = self._row("middle_splitter", ())
        self._middle.setParent(self)
        self._middle.hide()
        self._top.splitterMoved.connect(self._align)
        self._bottom = self._row("bottom_splitter", bottom.values())
        self.strip = FoldedStrip(dict(self._cards))
        self._above = self._with_strip()
        self._rows = QSplitter(Qt.Orientation.Vertical)
        self._rows.setObjectName("rows_splitter")
        for row in (self._above, self._bottom):
            self._rows.addWidget(row)
        self._rows.setChildrenCollapsible(False)
        self.splitters = [self._top, self._bottom, self._rows]
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._rows, 1)
        self._add_pager()

    @staticmethod
    def _row(name: str, cards: Iterable[Card]) -> QSplitter:
        row = QSplitter(Qt.Orientation.Horizontal)
        row.setObjectName(name)
        row.setChildrenCollapsible(False)
        for card in cards:
            row.addWidget(card)
        return row

    def _with_strip(self) -> QWidget:
        """The first row, and below it the strip of what is folded."""
        above = _Column()
        above.sizeChanged.connect(self._show_strip)
        self._beneath = QVBoxLayout(above)
        self._beneath.setContentsMargins(0, 0, 0, 0)
        self._beneath.addWidget(self._top, 1)
        self._beneath.addWidget(self.strip)
        self.strip.hide()
        return above

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
        for splitter in (*self.splitters, self._middle):
            splitter.setHandleWidth(self._gap)
        self._beneath.setSpacing(self._gap)
        self.strip.set_look(look)
        self._lay_out_pages()
        self._arrange()

    def set_sizes(self, rows: Sequence[int], top: Sequence[int], bottom: Sequence[int]) -> None:
        """Give rows and cards their relative sizes; later resizing keeps the proportions."""
        self._proportions = (rows, top)
        for splitter, sizes in zip(self.splitters, (top, bottom, rows), strict=True):
            splitter.setSizes(list(sizes))
            _stretch(splitter, sizes)

    # -- a comparison -----------------------------------------------------------------------

    def put_in(self, cards: Mapping[str, Card]) -> None:
        """Let there be the cards that the `COMPARED_ROWS` have beside those at home."""
        if self._own:
            return
        self._own = [self._heights, *(splitter.sizes() for splitter in self.splitters)]
        self._cards.update(cards)
        for splitter, names in zip((self._top, self._middle), COMPARED_ROWS, strict=False):
            for place, name in enumerate(names):
                if name in cards:
                    cards[name].hide()
                    splitter.insertWidget(place, cards[name])
        first, _, third = self._home
        self._home = ((COMPARED_ROWS[0][0], *first), COMPARED_ROWS[1], third)
        self._middle.hide()
        self._rows.insertWidget(1, self._middle)
        self._apportioned.clear()
        self._heights = [self.height() // 3] * 3
        _stretch(self._rows, (1, 1, 1))
        rest = 100 - _SIDE - _MAP
        rows = ((self._top, (_SIDE, 0, rest, _MAP)), (self._middle, (_SIDE, rest, _MAP)))
        for row, shares in rows:
            _stretch(row, shares)

    def take_out(self) -> None:
        """Let them go, and give back the sizes that there were; others are to be shown before."""
        if not self._own:
            return
        at_home = {*COMPARED_ROWS[2], *self._home[0][1:]}
        for name in [name for name in self._cards if name not in at_home]:
            card = self._cards.pop(name)
            card.hide()
            card.setParent(self)
        self._middle.hide()
        self._middle.setParent(self)
        self._home = (self._home[0][1:], (), self._home[2])
        self._heights, *sizes = self._own
        for splitter, own in zip(self.splitters, sizes, strict=True):
            splitter.setSizes(own)
        rows, top = self._proportions
        _stretch(self._rows, rows)
        _stretch(self._top, top)
        self._own = []

    def _apportion(self) -> None:
        """Share the room evenly among the rows, the first time that these are seen together."""
        seen = tuple(not row.isHidden() for row in self._splitters)
        turned = self._rows.orientation() is Qt.Orientation.Horizontal
        if not self._own or turned or seen in self._apportioned:
            return
        self._apportioned.add(seen)
        # With less than there is, a row with a high least height would get more than its share.
        self._rows.setSizes([self.height() // max(sum(seen), 1)] * 3)
        rest = 100 - _SIDE - _MAP
        shares = {"a_side": _SIDE, "network": rest, "boundary": _MAP}
        self._top.setSizes([self.width() * shares.get(n, 0) // 100 for n in self._home[0]])

    @Slot()
    def _align(self) -> None:
        """Let the borders of A's row and of B's stand one above the other."""
        seen = [size for size in self._top.sizes() if size]
        if self._own and len(seen) == len(self._middle.sizes()) and seen != self._middle.sizes():
            self._middle.setSizes(seen)

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
        share = dict(zip(self.shown, sizes, strict=False))
        for splitter, home in zip(self._splitters, self._home, strict=True):
            seen = [name for name in home if name in share]
            if len(seen) > 1:
                _divide(splitter, {self._cards[name]: share[name] for name in seen})
        if len(share) > 1 and self._rows.orientation() is Qt.Orientation.Horizontal:
            shares = {self._held(self._row_of(name)): size for name, size in share.items()}
            _divide(self._rows, shares)

    def _row_of(self, name: str) -> QSplitter:
        """The row in which a card is at home."""
        homes = zip(self._splitters, self._home, strict=True)
        return next(splitter for splitter, home in homes if name in home)

    def _held(self, row: QSplitter) -> QWidget:
        """What the board holds for a row: of the first, what the strip is in as well."""
        return self._above if row is self._top else row

    # -- what is folded -----------------------------------------------------------------------

    def fold(self, names: Sequence[str]) -> None:
        """Name these on a strip below the first row, where there is room for it."""
        self.strip.fold(names)
        self._show_strip()

    @Slot()
    def _show_strip(self) -> None:
        beside = self._rows.orientation() is Qt.Orientation.Horizontal and len(self.pages) == 1
        name = next((name for name in self._home[0] if name in self.seen), "")
        room = self.height() - 3 * self._gap - self.strip.sizeHint().height()
        high = beside and bool(name) and self._least(name)[1] <= room
        self.strip.setVisible(high and self.strip.fits(self._above.width()))

    # -- how they stand ---------------------------------------------------------------------

    def _arrange(self) -> None:
        """Let the cards of this page be seen, each where it belongs."""
        self._note_heights()
        self._order()
        self._free_focus()
        for name, card in self._cards.items():
            card.setVisible(name in self.seen)
        rows = [[name for name in row if name in self.seen] for row in self._home]
        for splitter, row in zip(self._splitters, rows, strict=True):
            splitter.setVisible(bool(row))
        self._above.setVisible(bool(rows[0]))
        self._top.updateGeometry()  # else the layout knows the widths of what is hidden now
        self._turn_rows(rows)
        self._apportion()
        self._show_strip()
        self._show_pager()

    def _free_focus(self) -> None:
        """The focus in a card that goes is the window's; Qt would give it to whatever is next."""
        focused = self.window().focusWidget()
        going = [card for name, card in self._cards.items() if name not in self.seen]
        if focused and any(card is focused or card.isAncestorOf(focused) for card in going):
            self.window().setFocus()

    def _order(self) -> None:
        """Two cards stand from left to right as they were named, all others as at home."""
        pair = self.shown if len(self.shown) == 2 else self.seen if len(self.seen) == 2 else ()
        for row, home in zip(self._splitters, self._home, strict=True):
            names = pair if set(pair) <= set(home) else ()
            _put(row, [self._cards[n] for n in (*names, *(n for n in home if n not in names))])
        rows = list(self._splitters)
        homes = [k for name in pair for k, home in enumerate(self._home) if name in home]
        if homes and homes[0] > homes[-1]:
            rows.reverse()
        there = [row for row in rows if row is not self._middle or self._own]
        _put(self._rows, [self._held(row) for row in there])

    @property
    def _splitters(self) -> tuple[QSplitter, QSplitter, QSplitter]:
        return self._top, self._middle, self._bottom

    def _turn_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Two cards stand side by side wherever they are at home, and so do three of three rows:
        the rows become columns."""
        beside = [len(row) for row in rows if row] in ([1, 1], [1, 1, 1])
        direction = Qt.Orientation.Horizontal if beside else Qt.Orientation.Vertical
        if self._rows.orientation() is not direction:
            self._rows.setOrientation(direction)
            self._halve()
            self._turned = True
        if self._turned and not beside and len([row for row in rows if row]) > 1:
            self._rows.setSizes(self._heights)
            self._turned = False

    def _halve(self) -> None:
        self._rows.setSizes([self.width() // 2] * self._rows.count())

    def _note_heights(self) -> None:
        """The rows' heights, for the time after they have stood side by side."""
        several = sum(not row.isHidden() for row in self._splitters) == self._rows.count()
        if several and not self._turned:
            self._heights = self._rows.sizes()

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
        if self._rows.orientation() is Qt.Orientation.Horizontal:
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


def _divide(splitter: QSplitter, shares: Mapping[Any, float]) -> None:
    """Give the widgets that have shares their sizes."""
    parts = [splitter.widget(k) for k in range(splitter.count())]
    total = sum(shares.values())
    room = splitter.width() - (len(shares) - 1) * splitter.handleWidth()
    splitter.setSizes([round(room * shares.get(part, 0.0) / total) for part in parts])


def _put(splitter: QSplitter, widgets: Sequence[QWidget]) -> None:
    """Put what a splitter holds into this order; each keeps its size."""
    for index, widget in enumerate(widgets):
        if splitter.indexOf(widget) != index:
            splitter.insertWidget(index, widget)


def _stretch(splitter: QSplitter, shares: Sequence[int]) -> None:
    """How what is in a splitter shares more or less room."""
    for index, share in enumerate(shares):
        splitter.setStretchFactor(index, share)
