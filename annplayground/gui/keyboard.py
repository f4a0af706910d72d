"""Enter presses the focused button, because Space, Qt's key for that, plays and pauses."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget


class EnterPresses(QObject):
    """An event filter for the window that turns Enter into a click on the focused button."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        # A button ignores the key, which then goes up to its window.
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Click the focused button of this window on Enter or Return."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        button = self._window.focusWidget()
        if not isinstance(button, QAbstractButton):
            return False
        button.click()
        return True
