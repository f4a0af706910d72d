"""Enter presses the focused button, because Space, Qt's key for that, plays and pauses."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget


def press_focused_button(window: QWidget, event: QKeyEvent) -> bool:
    """Click the focused button if this key, which no widget wanted, is Enter or Return."""
    button = window.focusWidget()
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    if not isinstance(button, QAbstractButton):
        return False
    button.click()
    return True
