"""The lecturer's notes on a scene, in a window of their own that can lie on another screen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from annplayground.core.words import translate
from annplayground.gui.teach.course import Course
from annplayground.gui.teach.library import said
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label

_NONE = translate("Lessons", "There are no notes on this scene.")
_NO_LESSON = translate("Lessons", "No lesson is open: Ctrl+L shows them all.")


class NotesWindow(QDialog):
    """The scene's title and notes, and what comes next. The window's keys count here, too."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, Qt.WindowType.Window)
        self.setObjectName("speaker_notes_window")
        self.setWindowTitle(translate("Lessons", "Speaker’s notes"))
        self.addActions(window.actions())
        self._title, self._notes, self._next = Label(), Label(), Label()
        self._title.setProperty("role", "title")
        self._next.setProperty("role", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 24, 24, 24)
        column.setSpacing(16)
        for label in (self._title, self._notes, self._next):
            label.setWordWrap(True)
            column.addWidget(label)
        self._notes.setAlignment(Qt.AlignmentFlag.AlignTop)
        column.setStretch(1, 1)
        self.resize(560, 360)

    def show_course(self, course: Course, look: Look) -> None:
        """Show the notes on the present scene, in letters of the desk."""
        lesson, scene = course.lesson, course.scene
        if lesson is None or scene is None:
            self._title.setText(_NO_LESSON)
            self._notes.clear()
            self._next.clear()
            return
        self._title.setText(f"{course.index + 1}  {said(scene.title, look)}")
        self._notes.setText(said(scene.notes, look) or _NONE)
        coming = lesson.scenes[course.index + 1 : course.index + 2]
        words = translate("Lessons", "Next: {title}")
        self._next.setText(words.format(title=said(coming[0].title, look)) if coming else "")
