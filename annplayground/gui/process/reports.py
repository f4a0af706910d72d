"""Errors that nobody expected: each is written to a log and told in one sentence."""

import logging
import queue
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QMessageBox, QWidget

from annplayground.core.words import translate
from annplayground.gui.process.log_file import LOG_FILE, NAME, logging_to_file

_LOGGER = logging.getLogger(__name__)
PACKAGE = Path(__file__).parent


class ErrorReports(QObject):
    """Writes unexpected errors to the log and tells each in one sentence, one after the other; the
    window goes on.

    Errors of other threads wait in a queue until the GUI thread takes them.
    """

    POLL_MS = 500

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._waiting: queue.SimpleQueue[BaseException] = queue.SimpleQueue()
        self._told: set[tuple[object, ...]] = set()
        self._untold: list[str] = []
        self._box: QMessageBox | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.show_waiting)
        self._timer.start(self.POLL_MS)

    def report(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """The `sys.excepthook` while the window is open."""
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        self._waiting.put(error.with_traceback(trace))

    def report_thread(self, arguments: threading.ExceptHookArgs) -> None:
        """The `threading.excepthook` while the window is open."""
        if arguments.exc_value is not None:
            self._waiting.put(arguments.exc_value)

    @Slot()
    def show_waiting(self) -> None:
        """Log what waits, and tell what has not been told yet."""
        while not self._waiting.empty():
            error = self._waiting.get()
            sentence = translate("Reports", "The program met {error} and goes on; {where}.").format(
                error=described(error), where=logged(error)
            )
            where = _origin(error)
            if where not in self._told:
                self._told.add(where)
                self._untold.append(sentence)
        if self._untold and self._box is None:
            self._tell(self._untold.pop(0))

    def _tell(self, sentence: str) -> None:
        box = QMessageBox(QMessageBox.Icon.Warning, NAME, sentence, parent=self._window)
        box.setObjectName("error_report")
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        close = box.addButton(QMessageBox.StandardButton.Ok)
        close.setObjectName("error_report_ok")
        close.setAccessibleName(translate("Reports", "Close this message"))
        box.finished.connect(self._closed)
        self._box = box
        box.open()

    @Slot()
    def _closed(self) -> None:
        self._box = None


def _origin(error: BaseException) -> tuple[object, ...]:
    """What makes two errors the same: their kind and the line of this program that they came from,
    not their words, which may hold another number each time."""
    frames = [(f.f_code.co_filename, line) for f, line in traceback.walk_tb(error.__traceback__)]
    own = [frame for frame in frames if Path(frame[0]).is_relative_to(PACKAGE)]
    if not frames:
        return type(error), str(error)
    return type(error), *(own or frames)[-1]


def write_log(error: BaseException) -> Path | None:
    """Append an error with its traceback to the user's log; its path, or None if that fails."""
    with logging_to_file():
        _LOGGER.error("An error that nobody expected:", exc_info=error)
        return LOG_FILE.written


@contextmanager
def error_reports(window: QWidget) -> Iterator[None]:
    """Send unexpected errors to the user instead of the terminal while the window is open."""
    reports = ErrorReports(window)
    with logging_to_file(), _hooks(reports.report, reports.report_thread):
        yield


@contextmanager
def noted_errors() -> Iterator[list[BaseException]]:
    """Where no window can tell of them: note unexpected errors, also those that Qt would print and
    forget, and leave the event loops at the first, for what waits may wait for what failed."""
    errors: list[BaseException] = []

    def note(_kind: object, error: BaseException, trace: TracebackType | None) -> None:
        errors.append(error.with_traceback(trace))
        QCoreApplication.exit()

    def note_thread(arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            errors.append(arguments.exc_value)

    with logging_to_file(), _hooks(note, note_thread):
        try:
            yield errors
        except Exception as error:
            errors.append(error)


@contextmanager
def _hooks(
    hook: Callable[[type[BaseException], BaseException, TracebackType | None], object],
    thread_hook: Callable[[threading.ExceptHookArgs], object],
) -> Iterator[None]:
    before = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = hook, thread_hook
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before


def described(error: BaseException) -> str:
    """What kind of error it is and what it says, in one line."""
    words = " ".join(f"{type(error).__name__}: {error}"[:200].split())
    return translate("Reports", "an error of its own ({words})").format(words=words)


def logged(error: BaseException) -> str:
    """Write an error to the log, and say where that is."""
    log = write_log(error)
    return (
        translate("Reports", "the details are in {path}").format(path=log)
        if log
        else translate("Reports", "its log cannot be written")
    )
