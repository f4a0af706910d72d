"""Keys that mean something else for a while: digits count votes, Page Down turns scenes."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QKeySequence

from annplayground.gui.teach.lecture import Lecture


class Loan:
    """Takes keys from whichever actions of the window have them, and gives them back."""

    def __init__(self, actions: Callable[[], Iterable[QAction]]) -> None:
        self._actions = actions
        self._before: list[tuple[QAction, list[QKeySequence]]] = []

    def lend(self, keys: Mapping[str, QAction]) -> None:
        """Let each of these keys belong to this action alone."""
        self.give_back()
        lent = {QKeySequence(key) for key in keys}
        for action in {*self._actions(), *keys.values()}:
            shortcuts = action.shortcuts()
            own = [QKeySequence(key) for key, taker in keys.items() if taker is action]
            left = [shortcut for shortcut in shortcuts if shortcut not in lent]
            if own or left != shortcuts:
                self._before.append((action, shortcuts))
                action.setShortcuts([*own, *left])

    def give_back(self) -> None:
        """Let all keys be as they were."""
        for action, shortcuts in self._before:
            action.setShortcuts(shortcuts)
        self._before = []


class LectureKeys(QObject):
    """Page Down and Page Up turn scenes while a lesson is open, and with Shift the pages of an
    explanation; digits vote while a question is open. What cannot be done now is disabled."""

    def __init__(
        self,
        lecture: Lecture,
        everything: Callable[[], Iterable[QAction]],
        scenes: Mapping[str, QAction],
        pages: Mapping[str, QAction],
        votes: Sequence[QAction],
    ) -> None:
        """`everything` gives all actions of the window; `scenes` and `pages` are actions by the
        keys that they have in a lesson, and `votes` one for each option."""
        super().__init__(lecture)
        self._lecture, self._loan = lecture, Loan(everything)
        self._scenes, self._pages, self._votes = scenes, pages, votes
        self._fitted = (False, 0)
        self._enable(0)

    @Slot()
    def fit(self) -> None:
        """Lend the keys that the present scene needs."""
        course = self._lecture.course
        asked = len(course.poll.options) if course.asking and course.poll is not None else 0
        wanted = (self._lecture.on, asked)
        if wanted == self._fitted:
            return
        self._fitted = wanted
        self._loan.give_back()
        if self._lecture.on:
            digits = {str(n): self._votes[n - 1] for n in range(1, asked + 1)}
            self._loan.lend({**self._scenes, **self._pages, **digits})
        self._enable(asked)

    def _enable(self, asked: int) -> None:
        for action in self._scenes.values():
            action.setEnabled(self._fitted[0])
        for n, action in enumerate(self._votes, start=1):
            action.setEnabled(n <= asked)
