"""A lecture in the window: its course, what is on stage, and the bar that says so."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from annplayground.core.lesson import Lesson, Scene
from annplayground.gui.teach import caption_words
from annplayground.gui.teach.caption_bar import CaptionBar
from annplayground.gui.teach.course import Course
from annplayground.gui.teach.director import Director
from annplayground.gui.teach.entries import Entry
from annplayground.gui.teach.lesson_list import LessonList
from annplayground.gui.teach.library import LANGUAGE, Library, said
from annplayground.gui.teach.notes import NotesWindow
from annplayground.gui.theme import Look


class Lecture(QObject):
    """Signals: `noticeRequested(str)`, one sentence for a toast; `lectureChanged()`, when another
    scene is shown, or a question is opened or answered, or the lesson has ended."""

    noticeRequested = Signal(str)
    lectureChanged = Signal()

    def __init__(
        self, window: QWidget, bar: CaptionBar, director: Director, library: Library
    ) -> None:
        super().__init__(window)
        self._window, self._bar, self._director = window, bar, director
        self.library = library
        self.course = Course(self, lambda: library.lessons)
        self._look = Look()
        self._notes: NotesWindow | None = None
        course = self.course
        course.begun.connect(director.begin)
        course.sceneOpened.connect(self._put_on_stage)
        course.curtainChanged.connect(director.hide)
        course.ended.connect(director.end)
        course.courseChanged.connect(self._say)
        course.listRequested.connect(self.show_list)
        bar.voteAdded.connect(course.vote)
        bar.voteRemoved.connect(course.take_back)

    # -- what is said -------------------------------------------------------------------------

    @Slot(object)
    def set_look(self, look: Look) -> None:
        """Take colours, sizes and notation."""
        self._look = look
        self._bar.set_look(look)
        self._director.set_look(look)
        self._say()

    @Slot()
    def _say(self) -> None:
        course = self.course
        lesson, scene = course.lesson, course.scene
        if lesson is None or scene is None:
            self._bar.fall_silent()
        else:
            sentence = caption_words.sentence(course, self._look)
            places = caption_words.places(course, self._look)
            self._bar.say(sentence, places, course.index, len(lesson.scenes))
            if course.poll is not None:
                self._bar.ask(course.poll, LANGUAGE)
        if self._notes is not None:
            self._notes.show_course(course, self._look)
        self.lectureChanged.emit()

    @Slot(object)
    def _put_on_stage(self, scene: Scene) -> None:
        lesson = self.course.lesson
        assert lesson is not None, "its scene is opened"
        title = said(lesson.title, self._look)
        self._director.show(scene, title, with_b=lesson.kind != "gallery")

    # -- the ways -----------------------------------------------------------------------------

    def open(self, lesson: Lesson, index: int = 0) -> None:
        """Open a lesson at one of its scenes; a failure of the gallery is run at once."""
        self.course.open(lesson, index)
        if lesson.kind == "gallery":
            self._director.run()

    def opener(self, lesson: Lesson, index: int) -> Callable[[], object]:
        """What opens this scene, for the palette."""
        return partial(self.open, lesson, index)

    def entries(self) -> Sequence[Entry]:
        """What the palette finds."""
        return self.library.entries(self._look, self.opener)

    @Slot()
    def show_list(self) -> None:
        """Let the user choose among all lessons."""
        self.library.reread()
        chooser = LessonList(
            self.library.sections(self._look), self.library.problems, self._look, self._window
        )
        chooser.lessonChosen.connect(self._open_named)
        chooser.open()

    @Slot(str)
    def _open_named(self, name: str) -> None:
        lesson = self.library.named(name)
        if lesson is not None:
            self.open(lesson)

    @Slot()
    def run(self) -> None:
        """Open the scene again, and train it at its pace."""
        if self.course.scene is not None:
            self.course.again()
            self._director.run()

    @Slot()
    def cure(self) -> None:
        """Put the cure of a failure beside it, and train both."""
        scene = self.course.scene
        if scene is not None and scene.b is not None:
            self._director.compare()
            self._director.run()

    def leave(self) -> bool:
        """Esc: back to the panels of the scene, or out of the lesson; False if there is none."""
        return self._director.step_back() or self.course.leave()

    @Slot()
    def show_notes(self) -> None:
        """Open the lecturer's notes in a window of their own, or close it."""
        if self._notes is None:
            self._notes = NotesWindow(self._window)
        self._notes.setVisible(not self._notes.isVisible())
        self._notes.show_course(self.course, self._look)
        self._window.activateWindow()

    def end(self) -> None:
        """The window closes: what was open before the lesson is what is remembered."""
        self.course.leave()
        if self._notes is not None:
            self._notes.close()
