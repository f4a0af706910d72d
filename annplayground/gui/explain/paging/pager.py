"""The pages of an explanation that has no room for all of it: '2 of 5', and the next one."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget

from annplayground.core.words import translate


class Pager(QToolButton):
    """Shows which page is seen; a click turns to the next, and after the last one to the first.

    It hides where one page has room for all. Attributes: `page`, from 0, and `count`. Signals:
    `pageChanged()`, when another page is to be shown, and `countChanged()`, when there are more or
    fewer of them.
    """

    pageChanged = Signal()
    countChanged = Signal()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(translate("Explain", "Next page of the explanation"))
        self.setToolTip(translate("Explain", "There is more: turn the page (PgDn, PgUp)"))
        self.setProperty("role", "pager")
        self.page, self.count = 0, 1
        self.clicked.connect(self.turn)
        self.hide()

    def set_count(self, count: int) -> None:
        """So many pages are needed; the page that is seen stays, or becomes the last one."""
        if max(count, 1) != self.count:
            self.count = max(count, 1)
            self.page = min(self.page, self.count - 1)
            self._say()
            self.countChanged.emit()

    def see(self, page: int) -> None:
        """This page is seen, from 0 on; tells nobody."""
        self.page = page
        self._say()

    @Slot()
    def turn(self, step: int = 1) -> None:
        """Turn to the next page, or with −1 to the one before."""
        if self.count > 1:
            self.page = (self.page + (step or 1)) % self.count
            self._say()
            self.pageChanged.emit()

    def begin(self) -> None:
        """Turn back to the first page, for something else is shown."""
        self.show_page(0)

    def show_page(self, page: int) -> None:
        """Turn to this page."""
        if page != self.page and page < self.count:
            self.page = page
            self._say()
            self.pageChanged.emit()

    def _say(self) -> None:
        self.setText(
            translate("Explain", "{page} of {count}  ▸").format(
                page=self.page + 1, count=self.count
            )
        )
        self.setVisible(self.count > 1)


def paging_actions(parent: QWidget, turn: Callable[..., Any]) -> list[QAction]:
    """The keys that turn pages by 1 or −1. Without pages they are to be disabled: then their keys
    are free for what is scrolled."""
    actions = []
    for name, text, key, step in (
        (
            "next_explanation_page",
            translate("Explain", "Next page of the explanation"),
            "PgDown",
            1,
        ),
        (
            "previous_explanation_page",
            translate("Explain", "Page before of the explanation"),
            "PgUp",
            -1,
        ),
    ):
        action = QAction(text, parent)
        action.setObjectName(name)
        action.setShortcut(key)
        action.setToolTip(
            translate("Explain", "{text}, where it has several  ({key})").format(text=text, key=key)
        )
        action.setEnabled(False)
        action.triggered.connect(partial(turn, step))
        actions.append(action)
    return actions
