"""A table of numbers below an explanation; the rows and columns that there is no room for are on
more pages."""

import math
from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from annplayground.core.words import translate
from annplayground.gui.explain.paging.sheet import GAP, Sheet
from annplayground.gui.theme import Look

_LEAST_ROWS = 2  # below the words; fewer begin on a page of their own
_LEADING = 1.3  # a row's height in those of the text
_PADDING = 12.0  # pixels beside the text of a cell, and the frame's

Cells = Sequence[Sequence[str]]


class NumbersTable(QTableWidget):
    """Shows a part of its rows and columns. Attribute: `rows`, the texts of all."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(translate("Update", "Numbers of this stage"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(1)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.horizontalHeader().setMinimumSectionSize(1)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)
        self.setShowGrid(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._look = Look()
        self.columns: Sequence[str] = ()
        self.rows: Cells = ()
        self._parts: list[tuple[range, range]] = []  # rows and columns of each page

    def take(self, look: Look, columns: Sequence[str], rows: Cells) -> None:
        """Take the titles of the columns, and a text for each in every row; the first column names
        the row, and stands on every page."""
        self._look, self.columns, self.rows = look, columns, rows
        for widget in (self, self.horizontalHeader()):
            widget.setFont(look.font())
        self.horizontalHeader().setFixedHeight(self._row_height)

    @property
    def n_pages(self) -> int:
        """How many `divide` has made."""
        return len(self._parts)

    def divide(self, width: float, first: float, others: float) -> bool:
        """Divide it into pages of a width and height, of which the first may be lower, in pixels.
        False if that one is too low for some rows, and is left out."""
        most, height = max(self._fit(others), 1), len(self.rows)
        early = self._fit(first) if self._fit(first) >= min(_LEAST_ROWS, height) else 0
        self._parts = []
        for index, columns in enumerate(self._groups(width)):
            start = 0
            while start < height:
                count = early if early and index == start == 0 else most
                self._parts.append((range(start, min(start + count, height)), columns))
                start += count
        return early > 0

    def fits(self, width: float) -> bool:
        """Whether all columns stand side by side."""
        return len(self._groups(width)) == 1

    def _groups(self, width: float) -> list[range]:
        """The columns that stand side by side, with the first before them."""
        widths, groups, start = self._widths(), [], 1
        for end in range(2, len(widths) + 1):
            if widths[0] + sum(widths[start:end]) > width and end - start > 1:
                groups.append(range(start, end - 1))
                start = end - 1
        return [*groups, range(start, len(widths))]

    def _widths(self) -> list[float]:
        """What each column needs."""
        wide = QFontMetricsF(self._look.font()).horizontalAdvance
        columns = zip(self.columns, *self.rows, strict=True)
        return [max(map(wide, texts)) + _PADDING for texts in columns]

    @property
    def _row_height(self) -> int:
        return round(_LEADING * QFontMetricsF(self._look.font()).height())

    def _fit(self, height: float) -> int:
        """How many rows there is room for, below the titles."""
        room = height - 2.0 * self.frameWidth()
        return max(math.floor(room / self._row_height) - 1, 0)

    def turn_to(self, page: int) -> None:
        """Show this page."""
        rows, columns = self._parts[page]
        shown = [0, *columns]
        self.setColumnCount(len(shown))
        self.setHorizontalHeaderLabels([self.columns[k] for k in shown])
        widths = self._widths()
        spare = (self.width() - _PADDING - sum(widths[k] for k in shown)) / len(shown)
        for c, k in enumerate(shown):
            self.setColumnWidth(c, int(widths[k] + max(spare, 0.0)))
        self.setRowCount(len(rows))
        for r, index in enumerate(rows):
            self.setRowHeight(r, self._row_height)
            for c, k in enumerate(shown):
                item = QTableWidgetItem(self.rows[index][k])
                item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
                self.setItem(r, c, item)


class TableSheet(Sheet):
    """Words and a table behind them: on the last page of the words if some rows have room there,
    then on pages of its own."""

    def __init__(self, name: str, table: NumbersTable) -> None:
        super().__init__(name)
        self._table = table
        self._early = False  # whether it begins below the words
        table.setParent(self)

    @property
    def _first(self) -> int:
        """The page on which the table begins."""
        return len(self.written.pages) - self._early

    @property
    def _count(self) -> int:
        return self._first + self._table.n_pages if self._table.n_pages else len(self.written.pages)

    @Slot()
    def _show_page(self) -> None:
        self.pager.set_count(self._count)
        page, below = self.pager.page, 0
        self.written.setVisible(page < len(self.written.pages))
        if page < len(self.written.pages):
            self.written.turn_to(page)
            below = self.written.sizeHint().height() + GAP
        tabled = 0 <= page - self._first < self._table.n_pages
        self._table.setVisible(tabled)
        if tabled:
            self._table.setGeometry(0, below, self.width(), self.height() - below)
            self._table.turn_to(page - self._first)
        self.pageShown.emit()

    def refit(self) -> None:
        """Divide the room anew."""
        self.written.setGeometry(0, 0, self.width(), self.height())
        room = self.height() - GAP - math.ceil(self.written.last_height)
        self._early = self._table.divide(self.width() - _PADDING, room, self.height())
        self._show_page()
