"""Where a lecture is: which lesson, which of its scenes, and what was voted on their questions."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from annplayground.gui.teach.voting import Poll

if TYPE_CHECKING:
    from annplayground.core.lesson import Lesson, Scene


class Course(QObject):
    """Goes through the scenes of one lesson after another; it shows nothing itself.

    A question is revealed before the next scene comes, and is not asked a second time until its
    lesson is opened anew.

    Signals: `begun()` before the first scene, `sceneOpened(Scene)`, `courseChanged()` when
    something else is to be said of the present one, `curtainChanged(names)`, the panels that are
    hidden now, and `ended()`; `listRequested()` when there is no lesson to go on in.
    """

    begun = Signal()
    sceneOpened = Signal(object)
    courseChanged = Signal()
    curtainChanged = Signal(object)
    ended = Signal()
    listRequested = Signal()

    def __init__(self, parent: QObject | None, lessons: Callable[[], "Sequence[Lesson]"]) -> None:
        super().__init__(parent)
        self.lesson: Lesson | None = None
        self.index = 0
        self._lessons = lessons
        self._polls: dict[int, Poll] = {}  # of the lesson, by the scene
        self._hidden: tuple[str, ...] = ()

    @property
    def scene(self) -> "Scene | None":
        """The scene that is shown."""
        return None if self.lesson is None else self.lesson.scenes[self.index]

    @property
    def poll(self) -> Poll | None:
        """The vote on the question of the scene."""
        return self._polls.get(self.index)

    @property
    def asking(self) -> bool:
        """Whether a question is open."""
        return self.poll is not None and not self.poll.revealed

    @property
    def score(self) -> tuple[int, int]:
        """How many questions of the lesson were predicted right, and of how many that count."""
        counted = [p.predicted for p in self._polls.values() if p.predicted is not None]
        return sum(counted), len(counted)

    @property
    def following(self) -> "Lesson | None":
        """The lesson after this one, of the same kind."""
        if self.lesson is None:
            return None
        lessons = [lesson for lesson in self._lessons() if lesson.kind == self.lesson.kind]
        names = [lesson.name for lesson in lessons]
        place = names.index(self.lesson.name) + 1 if self.lesson.name in names else len(names)
        return lessons[place] if place < len(lessons) else None

    @property
    def cure(self) -> int | None:
        """Of a failure of the gallery, which scene shows the cure, as B; None: there is none."""
        if self.lesson is None or self.lesson.kind != "gallery":
            return None
        cures = [k for k, scene in enumerate(self.lesson.scenes) if scene.b is not None]
        return cures[0] if cures else None

    @property
    def _last(self) -> bool:
        return self.lesson is not None and self.index == len(self.lesson.scenes) - 1

    # -- the ways -----------------------------------------------------------------------------

    def open(self, lesson: "Lesson", index: int = 0) -> None:
        """Open a lesson at one of its scenes."""
        first = self.lesson is None
        self.lesson, self._polls = lesson, {}
        if first:
            self.begun.emit()
        self.show(index)

    @Slot()
    def next_scene(self) -> None:
        """Reveal what is asked, or else open the next scene; after the last one that of the next
        lesson."""
        if self.lesson is None:
            self.listRequested.emit()
        elif self.asking:
            self.reveal()
        elif not self._last:
            self.show(self.index + 1)
        elif (following := self.following) is not None:
            self.open(following)

    @Slot()
    def previous_scene(self) -> None:
        """Open the scene before; before the first one there is none."""
        if self.lesson is None:
            self.listRequested.emit()
        elif self.index:
            self.show(self.index - 1)

    @Slot()
    def again(self) -> None:
        """Open the present scene once more, as it began."""
        if self.lesson is not None:
            self.show(self.index)

    @Slot()
    def leave(self) -> bool:
        """End the lesson; False if there is none."""
        if self.lesson is None:
            return False
        self.lesson, self.index, self._polls = None, 0, {}
        self._hide()
        self.courseChanged.emit()
        self.ended.emit()
        return True

    def show(self, index: int) -> None:
        """Open a scene of the lesson."""
        assert self.lesson is not None, "a lesson is open"
        self.index = index
        scene = self.lesson.scenes[index]
        if scene.question is not None:
            self._polls.setdefault(index, Poll(scene.question))
        self.sceneOpened.emit(scene)
        self._hide()
        self.courseChanged.emit()

    # -- questions ----------------------------------------------------------------------------

    def vote(self, option: int) -> None:
        """Count a vote on the open question."""
        if self.poll is not None and self.poll.vote(option):
            self.courseChanged.emit()

    def take_back(self, option: int) -> None:
        """One vote fewer on the open question."""
        if self.poll is not None:
            self.poll.take_back(option)
            self.courseChanged.emit()

    @Slot()
    def reveal(self) -> None:
        """End the vote and show what was hidden; it stays until another scene comes."""
        if self.poll is not None and not self.poll.revealed:
            self.poll.reveal()
            self._hide()
            self.courseChanged.emit()

    def _hide(self) -> None:
        poll = self.poll if self.asking else None
        hidden = poll.question.hides if poll is not None else ()
        if hidden != self._hidden:
            self._hidden = hidden
            self.curtainChanged.emit(hidden)
