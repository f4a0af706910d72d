"""The menu of lessons: each by its name, in the order of the lecture; filled when it is opened."""

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from annplayground.gui.teach.library import Library, numbered
from annplayground.gui.theme import Look

if TYPE_CHECKING:
    from annplayground.core.lesson import Lesson

MENUS = ("lessons", "gallery", "own_lessons")  # the names of those that are filled here
_KEYS = 9  # lessons whose number is a key in the menu


class LessonMenu(QObject):
    """`menus` are those with the names `MENUS`: the first has the lessons themselves and holds the
    other two, for the failures and for the lecturer's own. To choose one calls `open_lesson`."""

    def __init__(
        self, menus: Sequence[QMenu], library: Library, open_lesson: "Callable[[Lesson], object]"
    ) -> None:
        super().__init__(menus[0])
        self._menu, self._gallery, self._own = menus
        self._library, self._open = library, open_lesson
        self._look = Look()
        self._lessons: list[QAction] = []
        self._shown: list[tuple[Lesson, str]] | None = None
        self._menu.aboutToShow.connect(self.fill)

    @Slot(object)
    def set_look(self, look: Look) -> None:
        """Take the notation in which titles are written."""
        self._look = look

    @Slot()
    def fill(self) -> None:
        """Show the lessons that there are now: files of one's own may be new."""
        self._library.reread()
        there = [(lesson, numbered(lesson, self._look)) for lesson in self._library.lessons]
        if there == self._shown:
            return
        self._shown = there
        self._remove()
        for lesson, title in there:
            if self._library.is_own(lesson):
                self._own.addAction(self._action(lesson, title, self._own))
            elif lesson.kind == "gallery":
                self._gallery.addAction(self._action(lesson, title, self._gallery))
            elif lesson.kind == "lesson":
                self._lessons.append(self._action(lesson, title, self._menu))
        rule = QAction(self._menu)
        rule.setSeparator(True)
        rule.setObjectName("lessons_end")
        self._lessons.append(rule)
        self._menu.insertActions(self._gallery.menuAction(), self._lessons)
        self._own.menuAction().setVisible(bool(self._own.actions()))

    def _remove(self) -> None:
        for menu in (self._menu, self._gallery, self._own):
            for action in self._lessons if menu is self._menu else menu.actions():
                menu.removeAction(action)
                action.deleteLater()
        self._lessons = []

    def _action(self, lesson: "Lesson", title: str, menu: QMenu) -> QAction:
        number = lesson.kind == "lesson" and 1 <= lesson.number <= _KEYS
        action = QAction(("&" if number else "") + title.replace("&", "&&"), menu)
        own = "own_" if menu is self._own else ""
        action.setObjectName(f"{own}lesson_{re.sub(r'[^a-z0-9]+', '_', lesson.name.lower())}")
        action.triggered.connect(partial(self._choose, lesson))
        return action

    def _choose(self, lesson: "Lesson", *_: object) -> None:
        """Leave out the `checked` that triggered() sends along."""
        self._open(lesson)
