"""The order of Tab for what is made late: Qt puts it behind everything else in the window."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def tab_after(before: QWidget, family: QWidget) -> None:
    """Let Tab go from a widget to what `family` holds, in the order in which that was put in."""
    for member in _reached(family):
        QWidget.setTabOrder(before, member)
        before = member


def last_in(family: QWidget) -> QWidget:
    """What Tab reaches last of what `family` holds, one after the other.

    The chain is followed only as far as the next beside the family: what PySide returns of it
    belongs to the one before, and a window, which belongs to nobody, would never be let go of.
    """
    members = _reached(family)
    if not members:
        return family
    last, member = members[0], members[0].nextInFocusChain()
    while member is not None and member is not members[0]:
        if member in members:
            last = member
        elif member.focusPolicy() != Qt.FocusPolicy.NoFocus:
            break
        member = member.nextInFocusChain()
    return last


def _reached(family: QWidget) -> list[QWidget]:
    """Qt makes no order with what takes no focus, or lies in another window."""
    return [
        member
        for member in family.findChildren(QWidget)
        if member.focusPolicy() != Qt.FocusPolicy.NoFocus and member.window() is family.window()
    ]
