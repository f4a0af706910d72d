"""A sheet of an explanation: what is written, a picture below it, and its pages."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from annplayground.gui.explain.equations.parts import Block
from annplayground.gui.explain.equations.written import Written
from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.theme import Look

GAP = 8  # pixels between the words and what is below


class Picture(QWidget):
    """A widget below the words. One that needs several pages extends both."""

    @property
    def n_pages(self) -> int:
        """How many."""
        return 1

    def turn_to(self, page: int) -> None:
        """Show this page; the last, if there are fewer."""


class Sheet(QWidget):
    """`written` has the room that it needs. The picture keeps its least height on the first page,
    unless the first block needs all of that; it is seen again on each page with enough room, and on
    one of its own if there is none. The pages are those of `pager`, which stands wherever the view
    puts it.

    Signals: `pageShown()`, when a page is shown.
    """

    pageShown = Signal()

    def __init__(self, name: str, picture: Picture | None = None) -> None:
        super().__init__()
        self.written = Written(name, self)
        self.pager = Pager(f"{name}_pager")
        self.pager.pageChanged.connect(self._show_page)
        self.written.symbolsTypeset.connect(self.refit)
        self._picture = picture
        self._pictured = False  # whether there is room for the picture below the words
        if picture is not None:
            picture.setParent(self)

    def show_blocks(self, look: Look, blocks: Sequence[Block]) -> None:
        """Write these. The picture must know already what it is to show."""
        self.written.show_blocks(look, blocks)
        self.refit()

    @property
    def _count(self) -> int:
        """Pages of what is written, or of the picture if it has more."""
        n = len(self.written.pages)
        if self._picture is None or not self._pictured:
            return n
        alone = not any(self._below(height) > 0.0 for height in self.written.heights)
        return max(n + alone, self._picture.n_pages)

    def _below(self, height: float) -> float:
        """Pixels for the picture below words so high: all that is left, if it is enough."""
        if self._picture is None or not self._pictured:
            return 0.0
        left = self.height() - (height + GAP if height else 0.0)
        return left if left >= self._picture.minimumSizeHint().height() else 0.0

    @Slot()
    def _show_page(self) -> None:
        self.pager.set_count(self._count)
        page = self.pager.page
        # A page beyond the words is the picture's own, or shows more of it below the last of them.
        alone = page >= len(self.written.pages) and not self._below(self.written.last_height)
        self.written.setVisible(not alone)
        self.written.turn_to(page)
        high = 0 if alone else self.written.sizeHint().height()
        self.written.setGeometry(0, 0, self.width(), high)
        if self._picture is not None:
            below = math.floor(self._below(high))
            self._picture.setVisible(below > 0)
            if below:
                self._picture.setGeometry(0, self.height() - below, self.width(), below)
            self._picture.turn_to(page)
        self.pageShown.emit()

    @Slot()
    def refit(self) -> None:
        """Divide the room anew."""
        self.written.resize(self.width(), self.written.height())
        first = others = float(self.height())
        if self._picture is not None:
            self._picture.resize(self.width(), self._picture.height())
            below = self.height() - GAP - self._picture.minimumSizeHint().height()
            self._pictured = below >= self.written.minimumSizeHint().height()
            if self._pictured and self._picture.n_pages > 1:
                first = others = below
            elif self._pictured and self.written.first_height <= below:
                first = below
        self.written.set_room(first, others)
        self._show_page()

    def minimumSizeHint(self) -> QSize:
        """A few lines; a lower one is not too low, but shows no picture."""
        least = self.written.minimumSizeHint()
        wide = 0 if self._picture is None else self._picture.minimumSizeHint().width()
        return least.expandedTo(QSize(wide, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size has room for other lines."""
        super().resizeEvent(event)
        self.refit()
