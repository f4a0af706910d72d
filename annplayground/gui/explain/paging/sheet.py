"""A sheet of an explanation: what is written, a picture below it, and its pages."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from annplayground.gui.explain.equations.written import Block, Written
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
    """`written` has the room that it needs as long as the picture keeps its least height; on each
    page the picture has the rest. What there is no room for is on the pages of `pager`, which
    stands wherever the view puts it.

    Signals: `pageShown()`, when a page is shown.
    """

    pageShown = Signal()

    def __init__(self, name: str, picture: Picture | None = None) -> None:
        super().__init__()
        self.written = Written(name, self)
        self.pager = Pager(f"{name}_pager")
        self.pager.pageChanged.connect(self._show_page)
        self._picture = picture
        if picture is not None:
            picture.setParent(self)

    def show_blocks(self, look: Look, blocks: Sequence[Block]) -> None:
        """Write these. The picture must know already what it is to show."""
        self.written.show_blocks(look, blocks)
        self.refit()

    @property
    def _count(self) -> int:
        """Pages of what is written, or of the picture if it has more."""
        seen = self._picture is not None and self._picture.isVisibleTo(self)
        more = self._picture.n_pages if seen and self._picture is not None else 1
        return max(len(self.written.pages), more)

    @Slot()
    def _show_page(self) -> None:
        self.pager.set_count(self._count)
        page = self.pager.page
        self.written.turn_to(page)
        if self._picture is not None:
            high = self.written.sizeHint().height() + GAP
            self._picture.setGeometry(0, high, self.width(), max(self.height() - high, 0))
            self._picture.turn_to(page)
        self.pageShown.emit()

    def refit(self) -> None:
        """Divide the room anew."""
        width, room = self.width(), self.height()
        if self._picture is not None:
            below = self.height() - GAP - self._picture.minimumSizeHint().height()
            self._picture.setVisible(below >= self.written.minimumSizeHint().height())
            room = below if self._picture.isVisibleTo(self) else room
        self.written.setGeometry(0, 0, width, room)
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
