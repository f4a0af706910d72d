"""Answers dialogs as a user does, also those that wait for their answer, and opens files."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMessageBox, QWidget

Act = Callable[[QWidget], object]


@contextmanager
def answering(qtbot, *acts: tuple[str, Act]) -> Iterator[list[str]]:
    """Do each (object name of the dialog, act) in turn, as the dialogs appear while the block runs;
    gives the texts of the questions. Fails if a dialog stays away or another one comes."""
    waiting, texts, wrong = list(acts), [], []
    answered = []  # to type takes a while, and the clock goes on

    def look() -> None:
        timer.start(5)  # anew: it does not tick within its own tick, and an act may open a dialog
        dialog = QApplication.activeModalWidget()
        if dialog is None or wrong or dialog in answered:
            return
        answered.append(dialog)
        if not waiting or dialog.objectName() != waiting[0][0]:
            wrong.append(dialog.objectName())
            dialog.close()
            return
        if isinstance(dialog, QMessageBox):
            texts.append(dialog.text())
        waiting.pop(0)[1](dialog)

    timer = QTimer()
    timer.setSingleShot(True)
    timer.timeout.connect(look)
    timer.start(5)
    try:
        yield texts
        qtbot.waitUntil(lambda: bool(wrong) or not waiting)
    finally:
        timer.stop()
    assert wrong == [], f"a dialog that was not expected: {wrong}"
    assert waiting == [], f"these dialogs did not come: {[name for name, _ in waiting]}"


def type_name(name: str) -> Act:
    """Type a name into a file dialog, and Enter."""

    def act(dialog: QWidget) -> None:
        field = dialog.findChild(QLineEdit, "fileNameEdit")
        field.selectAll()
        QTest.keyClicks(field, name)
        QTest.keyClick(field, Qt.Key.Key_Return)

    return act


def press(button: QMessageBox.StandardButton) -> Act:
    """Click a button of a question."""

    def act(box: QWidget) -> None:
        box.button(button).click()

    return act


def open_file(qtbot, window, path: Path) -> None:
    """Open a file in the window, and wait until it is read and used or refused."""
    with qtbot.waitSignal(window.files.reading.fileRead):
        window.files.open_path(path)
