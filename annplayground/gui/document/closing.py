"""Closing with unsaved changes: the question Save, Discard or Cancel, and who is asked it.

The user is asked: by Quit, the window's close button and the end of the session. A program that
closes the window (a signal, a test, `render`) is not, and nothing here waits for an answer but the
end of the session.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication, QSessionManager
from PySide6.QtWidgets import QCheckBox, QMainWindow, QMessageBox

from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.gui.document.document import File
from annplayground.gui.document.files import FileDesk
from annplayground.gui.preferences.settings import Settings

_ANSWERS = QMessageBox.StandardButton
_KEY, _YES, _NO = "ask_unsaved", "yes", "no"


class Closing(QObject):
    """Asks before the window closes; `asking` is the checkable action that says whether to, and
    `unsaved` tells what would be lost."""

    def __init__(
        self,
        window: QMainWindow,
        unsaved: Callable[[], list[tuple[File, Experiment]]],
        files: FileDesk,
        settings: Settings,
        asking: QAction,
    ) -> None:
        super().__init__(window)
        self._window, self._unsaved, self._files = window, unsaved, files
        self._settings, self._asking = settings, asking
        self._box: QMessageBox | None = None
        asking.setChecked(settings.choice(_KEY, (_YES, _NO)) == _YES)
        asking.toggled.connect(self._remember)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self.end_session)

    @Slot()
    def quit(self) -> None:
        """Close the window, unless the user has to be asked first."""
        if self.may_close():
            self._window.close()

    def may_close(self) -> bool:
        """Whether the window may close now; else the question is open, and its answer closes."""
        if self._box is None and self._must_ask():
            self._box = self._question()
            self._box.finished.connect(self._answered)
            self._box.open()
        return self._box is None

    def abandon(self) -> None:
        """The window closes without an answer: take the question away."""
        if self._box is not None:
            self._box.reject()

    @Slot(QSessionManager)
    def end_session(self, manager: QSessionManager) -> None:
        """The session ends, and the window with it: here the answer has to be waited for."""
        if self._box is not None or not self._must_ask() or not manager.allowsInteraction():
            return
        self._box = self._question()
        if not self._follow(self._box.exec()):
            manager.cancel()
        manager.release()

    def _must_ask(self) -> bool:
        return self._asking.isChecked() and bool(self._unsaved())

    def _question(self) -> QMessageBox:
        names = [file.name for file, _ in self._unsaved()]
        box = QMessageBox(
            QMessageBox.Icon.Question,
            "annplayground",
            translate("Document", "What was changed in {names} is not saved.").format(
                names=_listed(names)
            ),
            _ANSWERS.Save | _ANSWERS.Discard | _ANSWERS.Cancel,
            self._window,
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setObjectName("unsaved_question")
        box.setDefaultButton(_ANSWERS.Save)
        box.setEscapeButton(_ANSWERS.Cancel)
        # With a parent: the box takes it, but would not keep it alive.
        never = QCheckBox(translate("Document", "Do not ask again, discard"), box)
        never.setObjectName("never_ask")
        never.setToolTip(
            translate("Document", "File → Ask before closing brings the question back.")
        )
        box.setCheckBox(never)
        return box

    @Slot(int)
    def _answered(self, answer: int) -> None:
        if self._follow(answer):
            self._window.close()

    def _follow(self, answer: int) -> bool:
        """Do what was answered; whether the window may close now."""
        box, self._box = self._box, None
        if box is None:
            return False
        never = box.checkBox().isChecked()
        box.deleteLater()
        if answer not in (_ANSWERS.Save, _ANSWERS.Discard):
            return False
        if never:
            self._asking.setChecked(False)
        return answer == _ANSWERS.Discard or all(
            self._files.keep(file, made) for file, made in self._unsaved()
        )

    @Slot(bool)
    def _remember(self, asking: bool) -> None:
        self._settings.set_text(_KEY, _YES if asking else _NO)


def _listed(names: list[str]) -> str:
    if len(names) == 1:
        return names[0]
    return translate("Document", "{names} and {last}").format(
        names=", ".join(names[:-1]), last=names[-1]
    )
