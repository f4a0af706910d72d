"""Enter presses the button that has the focus, as Space does in Qt."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def press_focused_button(window: QWidget, event: QKeyEvent) -> bool:
    """Click the focused button if this key, which no widget wanted, is Enter or Return."""
    button = window.focusWidget()
    if event.key() not in ENTER:
        return False
    if not isinstance(button, QAbstractButton):
        return False
    button.click()
    return True
