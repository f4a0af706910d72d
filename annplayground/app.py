"""Makes the Qt application and runs the window in it.

What can be missing on a machine is found before Qt would abort; what goes wrong later is written to
a log and told in one sentence, and the window goes on.
"""

import gc
import os
import platform
import queue
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QLocale,
    QObject,
    QStandardPaths,
    Qt,
    QTimer,
    Slot,
    qVersion,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from annplayground import __version__, streams
from annplayground.core.experiment import Experiment
from annplayground.resource_files import resource_path
from annplayground.scaling import mend_scaling
from annplayground.screen import StartError, check_screen, let_go_of_screen

if TYPE_CHECKING:
    from annplayground.gui.main_window import MainWindow

NAME = "annplayground"
MAX_LOG_BYTES = 1_000_000
PACKAGE = Path(__file__).parent


def create_application(argv: Sequence[str]) -> QApplication:
    """The one QApplication, made ready for the window; an existing one is used again.

    Raises `StartError` when there is no screen, no font, or a system library is missing.
    """
    app = QCoreApplication.instance()
    if app is None:
        check_screen()
        for sentence in mend_scaling(os.environ):
            streams.tell(sentence)
        QGuiApplication.setHighDpiScaleFactorRoundingPolicy(
            Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
        )
        app = QApplication(list(argv))
        let_go_of_screen()
    if not isinstance(app, QApplication):
        raise StartError("this process already runs a Qt application without windows")
    app.setApplicationName(NAME)
    app.setOrganizationName(NAME)
    app.setApplicationVersion(__version__)
    app.setDesktopFileName(NAME)
    app.setStyle("Fusion")
    app.setWindowIcon(QIcon(str(resource_path("icons/annplayground.svg"))))
    # Numbers look the same everywhere: 0.03 on the screen is 0.03 in the file and in the notes.
    QLocale.setDefault(QLocale.c())
    # QFontDatabase.families() is no help: fontconfig always names "Sans Serif", font or not.
    if not QFontMetrics(app.font()).inFontUcs4(ord("A")):
        raise StartError(
            "Qt finds no fonts, so no text could be shown; on Debian or Ubuntu: "
            "sudo apt-get install fonts-dejavu-core"
        )
    if app.findChild(GarbageCollector) is None:
        GarbageCollector(app)
    return app


def run_window(
    experiment: Experiment | None = None,
    engine: str | None = None,
    path: Path | None = None,
    note: str | None = None,
) -> int:
    """Open the window and stay until it is closed; the exit status of the application.

    `engine` is "auto", "numba" or "numpy"; None is the user's own choice. `path` is the file that
    the Experiment was read from, and `note` one sentence on it, to be told.

    Raises `StartError` when the window cannot be opened.
    """
    app = create_application(sys.argv[:1])
    from annplayground.gui.main_window import MainWindow
    from annplayground.gui.settings import Settings
    from annplayground.gui.signal_wakeup import loops_left_by_signals

    problem = Settings().problem
    if problem:
        streams.tell(problem)
    window = MainWindow(experiment, engine=engine)
    if path is not None:
        window.files.came_from(path)
    with _error_reports(window), loops_left_by_signals():
        window.completion.completed.connect(_freeze)
        window.show()
        if note:
            window.toast.say(note)
        try:
            return int(app.exec())
        finally:
            gc.unfreeze()
            end_window(window)


def _freeze() -> None:
    """What is alive now stays alive: later collections need not look at it."""
    gc.collect()
    gc.freeze()


def end_window(window: "MainWindow") -> None:
    """End a window without a question and destroy it at once, while the application still lives."""
    window.end()
    window.hide()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


def settle(milliseconds: int) -> None:
    """Let the window handle its events for a while, so that all of it is drawn."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class GarbageCollector(QObject):
    """Runs Python's cyclic garbage collection on the GUI thread, and nowhere else.

    Python collects in whichever thread happens to allocate. A widget in a cycle would then be
    destroyed by the training thread, which ends the process.
    """

    INTERVAL_MS = 200
    # Nothing is garbage yet while the window is being built, but there is much to look at.
    FIRST_MS = 1000
    # Every tick looks at the newest objects, some look at all of them.
    TICKS_PER_MIDDLE = 10
    TICKS_PER_FULL = 150

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ticks = 0
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setObjectName("garbage_collector")
        self._timer.timeout.connect(self.collect)
        self._timer.start(self.FIRST_MS)

    @Slot()
    def collect(self) -> None:
        """Collect the youngest generation, and from time to time the older ones."""
        self._ticks += 1
        if self._ticks == 1:
            self._timer.setInterval(self.INTERVAL_MS)
        if self._ticks % self.TICKS_PER_FULL == 0:
            gc.collect(2)
        elif self._ticks % self.TICKS_PER_MIDDLE == 0:
            gc.collect(1)
        else:
            gc.collect(0)


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
            name = f"{type(error).__name__}: {error}"
            sentence = f"The program met an error of its own ({name[:200]}) and goes on; "
            log = write_log(error)
            sentence += f"the details are in {log}." if log else "its log cannot be written."
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
        close.setAccessibleName("Close this message")
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
    location = QStandardPaths.StandardLocation.StateLocation
    path = Path(QStandardPaths.writableLocation(location)) / "errors.log"
    versions = f"{NAME} {__version__}, Python {platform.python_version()}, Qt {qVersion()}"
    entry = f"--- {time.strftime('%Y-%m-%d %H:%M:%S')}, {versions}\n"
    entry += "".join(traceback.format_exception(error))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # An error that comes back with every frame must not fill the disk.
        if path.exists() and not path.is_file():
            return None  # to open a pipe would wait
        full = path.exists() and path.stat().st_size > MAX_LOG_BYTES
        with path.open("w" if full else "a", encoding="utf-8", errors="replace") as file:
            file.write(entry)
    except OSError:
        return None
    return path


@contextmanager
def _error_reports(window: QWidget) -> Iterator[None]:
    """Send unexpected errors to the user instead of the terminal while the window is open."""
    reports = ErrorReports(window)
    before = sys.excepthook, threading.excepthook
    sys.excepthook, threading.excepthook = reports.report, reports.report_thread
    try:
        yield
    finally:
        sys.excepthook, threading.excepthook = before
