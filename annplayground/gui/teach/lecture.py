"""A lecture in the window: its course, what is on stage, and the bar that says so."""

from collections.abc import Callable, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from annplayground.core.run.snapshot import SessionName
from annplayground.gui.document.files import ask_save
from annplayground.gui.process.late import late
from annplayground.gui.teach import caption_words
from annplayground.gui.teach.caption_bar import CaptionBar
from annplayground.gui.teach.course import Course
from annplayground.gui.teach.director import Director
from annplayground.gui.teach.first_steps import FirstSteps
from annplayground.gui.teach.library import LANGUAGE, Library, said
from annplayground.gui.teach.palette.entries import Entry
from annplayground.gui.theme import Look
from annplayground.io.files import FileError

if TYPE_CHECKING:
    from annplayground.core import lesson as lessons
    from annplayground.core.lesson import Lesson, Scene
    from annplayground.core.run.by_hand import ByHand
    from annplayground.gui.teach import lesson_list, notes, scene_dialog, scenes_saved
    from annplayground.io.lessons import found
else:
    lessons = late("annplayground.core.lesson")
    lesson_list = late("annplayground.gui.teach.lesson_list")
    notes = late("annplayground.gui.teach.notes")
    scene_dialog = late("annplayground.gui.teach.scene_dialog")
    scenes_saved = late("annplayground.gui.teach.scenes_saved")
    found = late("annplayground.io.lessons.found")

_PATIENCE = 2.0  # seconds, for what is known between two mini-batches


class Lecture(QObject):
    """Signals: `noticeRequested(str)`, one sentence for a toast; `lectureChanged()`, when another
    scene is shown, or a question is opened or answered, or the lesson has ended."""

    noticeRequested = Signal(str)
    lectureChanged = Signal()

    def __init__(
        self, window: Any, bar: CaptionBar, director: Director, library: Library, steps: FirstSteps
    ) -> None:
        super().__init__(window)
        self._window, self._bar, self._director = window, bar, director
        self.library, self.first_steps = library, steps
        self.course = Course(self, lambda: library.lessons)
        self._look = Look()
        self._notes: notes.NotesWindow | None = None
        course = self.course
        course.begun.connect(director.begin)
        course.sceneOpened.connect(self._put_on_stage)
        course.curtainChanged.connect(director.hide)
        course.ended.connect(director.end)
        course.courseChanged.connect(self._say)
        course.listRequested.connect(self.show_list)
        steps.stepChanged.connect(self._say)
        bar.voteAdded.connect(course.vote)
        bar.voteRemoved.connect(course.take_back)

    # -- what is said -------------------------------------------------------------------------

    @Slot(object)
    def set_look(self, look: Look) -> None:
        """Take colours, sizes and notation."""
        self._look = look
        self._bar.set_look(look)
        self._director.set_look(look)
        self.first_steps.set_look(look)
        self._say()

    @Slot()
    def _say(self) -> None:
        course = self.course
        lesson, scene = course.lesson, course.scene
        if self.first_steps.on:
            self.first_steps.say()
        elif lesson is None or scene is None:
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
    def _put_on_stage(self, scene: "Scene") -> None:
        lesson = self.course.lesson
        assert lesson is not None, "its scene is opened"
        title = said(lesson.title, self._look)
        self._director.show(scene, title)

    # -- the ways -----------------------------------------------------------------------------

    def open(self, lesson: "Lesson", index: int = 0) -> None:
        """Open a lesson at one of its scenes; a failure of the gallery is run at once."""
        self.first_steps.leave()
        self.course.open(lesson, index)
        if lesson.kind == "gallery":
            self._director.run()

    def opener(self, lesson: "Lesson", index: int) -> Callable[[], object]:
        """What opens this scene, for the palette."""
        return partial(self.open, lesson, index)

    def entries(self) -> Sequence[Entry]:
        """What the palette finds."""
        return self.library.entries(self._look, self.opener)

    @Slot()
    def show_list(self) -> None:
        """Let the user choose among all lessons; what is wrong with own files stands above them."""
        self.library.reread()
        sections = self.library.sections(self._look)
        chooser = lesson_list.LessonList(sections, self.library.problems, self._look, self._window)
        chooser.lessonChosen.connect(self._open_named)
        chooser.open()

    @Slot(str)
    def _open_named(self, name: str) -> None:
        lesson, example = self.library.named(name), self.library.example(name)
        if example is not None:
            self.course.leave()
            self._window.files.open_example(example)
        elif lesson is not None:
            self.open(lesson)

    @Slot()
    def run(self) -> None:
        """Open the scene again, and train it at its pace."""
        if self.course.scene is not None:
            self.course.again()
            if self.course.scene.runs:
                self._director.run()

    @Slot()
    def cure(self) -> None:
        """Open the cure of a failure, with B, and train both."""
        cure = self.course.cure
        if cure is not None:
            self.course.show(cure)
            self._director.run()

    @Slot()
    def next_scene(self) -> None:
        """The next scene of the lesson, or of the first steps."""
        if self.first_steps.on:
            self.first_steps.turn(1)
        else:
            self.course.next_scene()

    @Slot()
    def previous_scene(self) -> None:
        """The scene before, or the step."""
        if self.first_steps.on:
            self.first_steps.turn(-1)
        else:
            self.course.previous_scene()

    @property
    def on(self) -> bool:
        """Whether there is a lesson, or the first steps, to go on in."""
        return self.first_steps.on or self.course.lesson is not None

    def leave(self) -> bool:
        """Esc: back to the panels of the scene, or out of the lesson; False if there is none."""
        return self.first_steps.leave() or self._director.step_back() or self.course.leave()

    @Slot()
    def close(self) -> None:
        """Out of whatever there is to go on in."""
        self.first_steps.leave()
        self.course.leave()

    @Slot()
    def begin_first_steps(self) -> None:
        """Say what the parts of the window are for."""
        self.course.leave()
        self.first_steps.begin()

    @Slot()
    def save_scene(self) -> None:
        """Ask for its words and its file, and save what is on screen now as a scene."""
        made = self._changed_by_hand()
        scene = scenes_saved.scene_of(self._window, made)
        dialog = scene_dialog.SceneDialog(self._window, self._look)
        accepted = dialog.exec()
        lines = (dialog.title, dialog.caption, dialog.notes)
        title, caption, notes = (lessons.Words(line.text().strip()) for line in lines)
        dialog.deleteLater()
        if not accepted:
            return
        path = ask_save(self._window, str(found.user_folder() / "lesson.toml"), scenes_saved.SCENE)
        if path is None:
            return
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            told = scenes_saved.save_scene(
                path, replace(scene, title=title, caption=caption, notes=notes)
            )
            self.noticeRequested.emit(" ".join(filter(None, (told, scenes_saved.left_out(made)))))
        except (FileError, OSError) as error:
            self.noticeRequested.emit(str(error))

    def _changed_by_hand(self) -> "dict[SessionName, ByHand]":
        """Of each run that there is. Its thread answers between two mini-batches."""
        # Here, since the engines take a fifth of the time in which the window is to be seen.
        from annplayground.core.run.by_hand import by_hand

        controller = self._window.controller
        asked = {
            side: controller.ask(by_hand, side)
            for side, one in controller.document.experiments.items()
            if one is not None
        }
        found = {}
        for side, answer in asked.items():
            with suppress(TimeoutError, CancelledError):
                found[side] = answer.result(_PATIENCE)
        return found

    @Slot()
    def show_notes(self) -> None:
        """Open the lecturer's notes in a window of their own, or close it."""
        if self._notes is None:
            self._notes = notes.NotesWindow(self._window)
        self._notes.setVisible(not self._notes.isVisible())
        self._notes.show_course(self.course, self._look)
        self._window.activateWindow()

    def end(self) -> None:
        """The window closes: what was open before the lesson is what is remembered."""
        self.close()
        if self._notes is not None:
            self._notes.close()
