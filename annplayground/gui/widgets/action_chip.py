"""A chip that triggers an action."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QToolButton, QWidget


class ActionChip(QToolButton):
    """As high as the chips beside it, with the action's own text."""

    def __init__(self, action: QAction, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDefaultAction(action)
        self.setObjectName(f"{action.objectName()}_button")
        self.setAccessibleName(action.text())
        self.setProperty("role", "chip")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
