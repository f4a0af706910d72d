"""What stops when the application ends, though nobody closed the window."""

from PySide6.QtWidgets import QApplication

from annplayground.gui.parts import Parts


def connect(window: Parts) -> None:
    """Connect the end of the application with all that goes on by itself."""
    application = QApplication.instance()
    assert application is not None, "a window needs an application"
    application.aboutToQuit.connect(window.deferred_startup.abandon)
    application.aboutToQuit.connect(window.files.reading.stop)
    application.aboutToQuit.connect(window.starts.stop)
    application.aboutToQuit.connect(window.surveys.stop)
    application.aboutToQuit.connect(window.changes.stop)
    application.aboutToQuit.connect(window.controller.stop)
