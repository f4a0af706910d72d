"""Enter presses the focused button, because Space, Qt's key for that, plays and pauses."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget


class EnterPresses(QObject):
    """An event filter for the window that turns Enter into a click on the focused button."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        # The key goes to the focused button, so only the application's filter sees it.
        application = QApplication.instance()
        assert application is not None, "a window needs an application"
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Click the focused button of this window on Enter or Return."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        if isinstance(watched, QAbstractButton) and watched.window() is self._window:
            watched.click()
            return True
        return False
