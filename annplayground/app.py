"""Makes the Qt application and runs the window in it.

What can be missing on a machine is found before Qt would abort; what goes wrong later is told by
`gui.reports`, and the window goes on.
"""

import annplayground.gui.process.plain_import  # noqa: F401 - before all that it makes faster

# isort: split
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QLocale,
    QObject,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from annplayground import __version__, streams
from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.resource_files import resource_path
from annplayground.scaling import mend_scaling
from annplayground.screen import StartError, check_screen, let_go_of_screen

if TYPE_CHECKING:
    from annplayground.gui.main_window import MainWindow

NAME = "annplayground"


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
        raise StartError(
            translate("Start", "this process already runs a Qt application without windows")
        )
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
            translate(
                "Start",
                "Qt finds no fonts, so no text could be shown; on Debian or Ubuntu: sudo "
                "apt-get install fonts-dejavu-core",
            )
        )
    if app.findChild(GarbageCollector) is None:
        GarbageCollector(app)
    return app


def run_window(
    experiment: Experiment | None = None,
    engine: str | None = None,
    path: Path | None = None,
    note: str | None = None,
    lessons: Path | None = None,
) -> int:
    """Open the window and stay until it is closed; the exit status of the application.

    `engine` is "auto", "numba" or "numpy"; None is the user's own choice. `path` is the file that
    the Experiment was read from, and `note` one sentence on it, to be told; `lessons` is a folder
    of a lecturer's own lessons.

    Raises `StartError` when the window cannot be opened.
    """
    app = create_application(sys.argv[:1])
    from annplayground.gui.main_window import MainWindow
    from annplayground.gui.preferences.settings import Settings
    from annplayground.gui.process.reports import error_reports
    from annplayground.gui.process.signal_wakeup import loops_left_by_signals

    problem = Settings().problem
    if problem:
        streams.tell(problem)
    window = MainWindow(experiment, engine=engine)
    window.lecture.library.folder = lessons
    if window.settings.first_start:
        window.deferred_startup.completed.connect(window.lecture.begin_first_steps)
    if path is not None:
        window.files.came_from(path)
    with error_reports(window), loops_left_by_signals():
        window.deferred_startup.completed.connect(_freeze)
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
