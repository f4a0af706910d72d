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


def last_in(family: QWidget) -> QWidget:
    """What Tab reaches last of what `family` holds."""
    last, member = family, family.nextInFocusChain()
    while member is not None and member is not family:
        if family.isAncestorOf(member) and member.focusPolicy() != Qt.FocusPolicy.NoFocus:
            last = member
        member = member.nextInFocusChain()
    return last
