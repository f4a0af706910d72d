"""The lessons that can be given: those that come with the program, then the lecturer's own."""

import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from annplayground.core.words import VARIABLE, translate
from annplayground.gui.process.late import late
from annplayground.gui.teach.palette.entries import Entry
from annplayground.gui.theme import Look
from annplayground.io.examples import EXAMPLES, Example
from annplayground.io.files import FileError

if TYPE_CHECKING:
    from annplayground.core import lesson as kinds
    from annplayground.core.lesson import Lesson, Words
    from annplayground.gui.teach import lesson_list
    from annplayground.io.lessons import found as files

    # Makes what opens one scene of a lesson.
    Opener = Callable[[Lesson, int], Callable[[], object]]
else:
    kinds = late("annplayground.core.lesson")
    lesson_list = late("annplayground.gui.teach.lesson_list")
    files = late("annplayground.io.lessons.found")

LANGUAGE = os.environ.get(VARIABLE, "en")
_KIND_TITLES = {
    "lesson": translate("Lessons", "Lessons"),
    "gallery": translate("Lessons", "Failures, and their cures"),
    "example": translate("Lessons", "Examples"),
}
_KIND_PLACES = {
    "lesson": translate("Lessons", "Lesson"),
    "gallery": translate("Lessons", "Failure"),
    "example": translate("Lessons", "Example"),
}
_EXAMPLES = translate("Lessons", "Experiments to begin with")
_OWN_TITLE = translate("Lessons", "Your own")


def said(words: "Words", look: Look) -> str:
    """A text of a lesson in the language and the notation of the window."""
    return look.written(words.said(LANGUAGE))


_READING = Lock()


@cache
def _read() -> "tuple[Lesson, ...]":
    return tuple(files.read_all(files.built_in())[0])


def _shipped() -> "tuple[Lesson, ...]":
    """The lessons of the program, read once."""
    with _READING:
        return _read()


class Library:
    """Reads the files when it is first asked, and again by `reread`: own ones may be new.

    `problems` has one sentence for each file that could not be read.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self.problems: list[str] = []
        self._built_in: Sequence[Lesson] | None = None
        self._own: list[Lesson] = []

    @property
    def lessons(self) -> "Sequence[Lesson]":
        """All of them, in the order of the lecture."""
        if self._built_in is None:
            self._built_in = _shipped()
            self.reread()
        return [*self._built_in, *self._own]

    @staticmethod
    def preload() -> None:
        """Begin to read those of the program, in a thread of its own: it takes a tenth of a second,
        for which nobody has to wait who looks for one later."""
        if not _read.cache_info().currsize:
            Thread(target=_shipped, name="lessons").start()

    def reread(self) -> None:
        """Read the lecturer's own files again."""
        try:
            self._own, self.problems = files.read_all(files.own(self.folder))
        except FileError as error:
            self._own, self.problems = [], [str(error)]

    def named(self, name: str) -> "Lesson | None":
        """The lesson of this name, an own one before one that came with the program."""
        return next((one for one in reversed(self.lessons) if one.name == name), None)

    @staticmethod
    def example(name: str) -> Example | None:
        """The ready-made experiment of this name."""
        return next((one for one in EXAMPLES if one.name == name), None)

    def is_own(self, lesson: "Lesson") -> bool:
        """Whether it is one of the lecturer's own."""
        return lesson in self._own

    def sections(self, look: Look) -> "list[lesson_list.Section]":
        """What the list of lessons shows."""
        lessons, Item, Section = self.lessons, lesson_list.Item, lesson_list.Section
        found = []
        for kind in kinds.KINDS:
            of_kind = [one for one in lessons if one.kind == kind and not self.is_own(one)]
            found.append(Section(_KIND_TITLES[kind], [_item(one, look) for one in of_kind]))
        found.append(Section(_OWN_TITLE, [_item(one, look) for one in self._own]))
        found.append(Section(_EXAMPLES, [Item(one.name, one.title, "") for one in EXAMPLES]))
        return [section for section in found if section.items]

    def entries(self, look: Look, open_scene: "Opener") -> list[Entry]:
        """What the palette finds: each lesson, and each of its scenes."""
        found = []
        for lesson in self.lessons:
            title = numbered(lesson, look)
            place = _KIND_PLACES[lesson.kind]
            shows = f"{said(lesson.shows, look)} {lesson.name}"
            found.append(Entry(title, place, act=open_scene(lesson, 0), words=shows))
            if lesson.kind == "example":
                continue  # by the same names each is found as what can be edited
            for index, scene in enumerate(lesson.scenes):
                name = said(scene.title, look)
                if scene.title != lesson.title:
                    found.append(Entry(name, title, act=open_scene(lesson, index)))
        return found


def _item(lesson: "Lesson", look: Look) -> "lesson_list.Item":
    return lesson_list.Item(lesson.name, numbered(lesson, look), said(lesson.shows, look))


def numbered(lesson: "Lesson", look: Look) -> str:
    """A lesson as lists call it, '10  The vanishing gradient'; what is no lesson of the lecture has
    no number."""
    title = said(lesson.title, look)
    return f"{lesson.number}  {title}" if lesson.kind == "lesson" and lesson.number else title
