"""The order of Tab for what is made late: Qt puts it behind everything else in the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_after(before: QWidget, family: QWidget) -> None:
    """Let Tab go from a widget to what `family` holds, in the order in which that was put in."""
    for member in family.findChildren(QWidget):
        # Qt makes no order with what takes no focus, or lies in another window.
        if member.focusPolicy() != Qt.FocusPolicy.NoFocus and member.window() is family.window():
            QWidget.setTabOrder(before, member)
            before = member
