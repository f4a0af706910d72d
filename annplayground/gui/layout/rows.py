"""The rows of the board: its cards in splitters, one row above the other or side by side."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from annplayground.gui.layout.folded import FoldedStrip
from annplayground.gui.layout.layouts import COMPARED_ROWS
from annplayground.gui.widgets.card import Card

# Percent of the board's width that the card of a side takes in a comparison, and a map.
_SIDE, _MAP = 16, 22


class _Column(QWidget):
    """Signals: `sizeChanged()`, after what is in it was laid out."""

    sizeChanged = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other things may fit."""
        super().resizeEvent(event)
        self.sizeChanged.emit()


class CardRows(QWidget):
    """Base of `Board`, which says what is seen: cards, given by name in two rows; for a comparison
    more are put in, and a row between the two.

    Attributes: `splitters`, the movable borders; `strip`, below the first row.
    """

    def __init__(self, rows: Sequence[Mapping[str, Card]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        top, bottom = rows
        self._cards = {**top, **bottom}
        self._home: tuple[tuple[str, ...], ...] = (tuple(top), (), tuple(bottom))
        self._apportioned: set[tuple[bool, ...]] = set()  # which rows were seen together
        self._own: list[list[int]] = []  # sizes of the splitters while two networks are compared
        self._heights: list[int] = []  # of the rows, before they were turned
        self._turned = False  # the rows have stood side by side since both were seen upright
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

    @staticmethod
    def _row(name: str, cards: Iterable[Card]) -> QSplitter:
        row = QSplitter(Qt.Orientation.Horizontal)
        row.setObjectName(name)
        row.setChildrenCollapsible(False)
        for card in cards:
            row.addWidget(card)
        return row

    def _with_strip(self) -> _Column:
        """The first row, and below it the strip of what is folded."""
        above = _Column()
        self._beneath = QVBoxLayout(above)
        self._beneath.setContentsMargins(0, 0, 0, 0)
        self._beneath.addWidget(self._top, 1)
        self._beneath.addWidget(self.strip)
        self.strip.hide()
        return above

    def set_gap(self, gap: int) -> None:
        """The distance between the cards."""
        for splitter in (*self.splitters, self._middle):
            splitter.setHandleWidth(gap)
        self._beneath.setSpacing(gap)

    @property
    def beside(self) -> bool:
        """Whether the rows stand side by side."""
        return self._rows.orientation() is Qt.Orientation.Horizontal

    def set_sizes(self, rows: Sequence[int], top: Sequence[int], bottom: Sequence[int]) -> None:
        """Give rows and cards their relative sizes; later resizing keeps the proportions."""
        self._proportions = (rows, top)
        for splitter, sizes in zip(self.splitters, (top, bottom, rows), strict=True):
            splitter.setSizes(list(sizes))
            _stretch(splitter, sizes)

    def set_widths(self, share: Mapping[str, float]) -> None:
        """Give cards widths in these proportions."""
        for splitter, home in zip(self._splitters, self._home, strict=True):
            seen = [name for name in home if name in share]
            if len(seen) > 1:
                _divide(splitter, {self._cards[name]: share[name] for name in seen})
        if len(share) > 1 and self.beside:
            shares = {self._held(self._row_of(name)): size for name, size in share.items()}
            _divide(self._rows, shares)

    def _row_of(self, name: str) -> QSplitter:
        """The row in which a card is at home."""
        homes = zip(self._splitters, self._home, strict=True)
        return next(splitter for splitter, home in homes if name in home)

    def _held(self, row: QSplitter) -> QWidget:
        """What the board holds for a row: of the first, what the strip is in as well."""
        return self._above if row is self._top else row

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
        if not self._own or self.beside or seen in self._apportioned:
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

    # -- how they stand ---------------------------------------------------------------------

    def stand(self, seen: Sequence[str], pair: Sequence[str]) -> None:
        """Let these cards be seen, each where it belongs; two that are a pair as they are named."""
        self._note_heights()
        self._order(pair)
        self._free_focus(seen)
        for name, card in self._cards.items():
            card.setVisible(name in seen)
        rows = [[name for name in row if name in seen] for row in self._home]
        for splitter, row in zip(self._splitters, rows, strict=True):
            splitter.setVisible(bool(row))
        self._above.setVisible(bool(rows[0]))
        self._top.updateGeometry()  # else the layout knows the widths of what is hidden now
        self._turn_rows(rows)
        self._apportion()

    def _free_focus(self, seen: Sequence[str]) -> None:
        """The focus in a card that goes is the window's; Qt would give it to whatever is next."""
        focused = self.window().focusWidget()
        going = [card for name, card in self._cards.items() if name not in seen]
        if focused and any(card is focused or card.isAncestorOf(focused) for card in going):
            self.window().setFocus()

    def _order(self, pair: Sequence[str]) -> None:
        """Two cards stand from left to right as they were named, all others as at home."""
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
