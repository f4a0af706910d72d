"""The list of all lessons: what each is called and what it shows; arrows and Enter choose one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from annplayground.core.words import translate
from annplayground.gui.teach.lesson_card import LessonCard
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label

_COLUMN = 40  # letters in a line of a card
_MOST_COLUMNS = 3
_MARGIN = 24


@dataclass(frozen=True)
class Item:
    """What the list says of a lesson, and the name by which it is chosen."""

    name: str
    title: str
    shows: str


@dataclass(frozen=True)
class Section:
    """Lessons of one kind."""

    title: str
    items: Sequence[Item]


class LessonList(QDialog):
    """Sections of cards in as many columns as fit; what does not fit is scrolled. Esc closes.

    Signals: `lessonChosen(name)`.
    """

    lessonChosen = Signal(str)

    def __init__(
        self, sections: Sequence[Section], problems: Sequence[str], look: Look, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lesson_list")
        self.setWindowTitle(translate("Lessons", "Lessons"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._look = look
        self._cards: list[LessonCard] = []
        self._places: list[tuple[int, int]] = []  # (row, column) of each card
        self._room = _room(parent)
        self._columns = self._n_columns(self._room.width() - 2 * _MARGIN)
        self._scroll = QScrollArea()
        self._scroll.setObjectName("lesson_list_page")
        self._scroll.setAccessibleName(translate("Lessons", "Lessons"))
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self._page(sections, problems))
        self._lay_out()
        if self._cards:
            self._cards[0].setFocus()

    def _n_columns(self, width: int) -> int:
        column = QFontMetrics(self._look.font()).averageCharWidth() * _COLUMN
        return max(1, min(_MOST_COLUMNS, width // column))

    def _page(self, sections: Sequence[Section], problems: Sequence[str]) -> QWidget:
        page = QWidget()
        grid = QGridLayout(page)
        grid.setContentsMargins(0, 0, 12, 0)
        grid.setSpacing(self._look.size.pad)
        row = 0
        for text in problems:
            grid.addWidget(_text(text, "caption"), row, 0, 1, self._columns)
            row += 1
        for section in sections:
            grid.addWidget(_text(section.title, "title"), row, 0, 1, self._columns)
            row = self._add_cards(grid, section.items, row + 1)
        for column in range(self._columns):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(row, 1)
        return page

    def _add_cards(self, grid: QGridLayout, items: Sequence[Item], row: int) -> int:
        """The first row below them."""
        for k, item in enumerate(items):
            card = LessonCard(item.name, item.title, item.shows, self._look, self)
            card.clicked.connect(partial(self._choose, item.name))
            card.arrowPressed.connect(self._go)
            place = (row + k // self._columns, k % self._columns)
            grid.addWidget(card, *place)
            self._cards.append(card)
            self._places.append(place)
        return row + -(-len(items) // self._columns)

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        close = buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(translate("Lessons", "Close"))
        close.setObjectName("lesson_list_close")
        close.setAccessibleName(translate("Lessons", "Close the list"))
        close.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, 16)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(buttons)
        column = QFontMetrics(self._look.font()).averageCharWidth() * (_COLUMN + 8)
        width = min(self._room.width(), self._columns * column + 2 * _MARGIN + 24)
        self.resize(width, self._room.height())

    def _choose(self, name: str, *_: object) -> None:
        """Leave out the `checked` that clicked() sends along."""
        self.accept()
        self.lessonChosen.emit(name)

    @Slot(int, int)
    def _go(self, down: int, across: int) -> None:
        """Focus the nearest card in a direction."""
        focused = self.focusWidget()
        if not isinstance(focused, LessonCard):
            return
        number = self._cards.index(focused)
        here = self._places[number]
        if across:
            place = number + across
        else:
            rows = [p for p in self._places if (p[0] - here[0]) * down > 0]
            if not rows:
                return
            row = min(rows, key=lambda p: abs(p[0] - here[0]))[0]
            there = [k for k, p in enumerate(self._places) if p[0] == row]
            place = min(there, key=lambda k: abs(self._places[k][1] - here[1]))
        if 0 <= place < len(self._cards):
            self._cards[place].setFocus(Qt.FocusReason.TabFocusReason)
            self._scroll.ensureWidgetVisible(self._cards[place])


def _text(words: str, role: str) -> Label:
    label = Label(words)
    label.setProperty("role", role)
    label.setWordWrap(True)
    return label


def _room(parent: QWidget) -> QSize:
    """What a dialog over this window may take: less than the window, and than its screen."""
    room = parent.size().boundedTo(parent.screen().availableGeometry().size())
    return QSize(room.width() * 19 // 20, room.height() * 19 // 20)
