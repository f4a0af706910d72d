"""Names for what Qt and pyqtgraph make by themselves, so that every action has its own."""

from collections.abc import Iterable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu


def name_menu(menu: QMenu, name: str, title: str) -> QMenu:
    """Give a menu, and the action that opens it, a name and a title; returns the menu."""
    menu.setObjectName(f"{name}_menu")
    menu.setTitle(title)
    menu.menuAction().setObjectName(f"{name}_menu_action")
    return menu


def name_all(actions: Iterable[QAction], name: str) -> None:
    """Number the actions of others below a name."""
    for number, action in enumerate(actions, start=1):
        action.setObjectName(f"{name}_{number}")


def prefix_names(root: QObject, prefix: str) -> None:
    """Let the names in a second part of the same kind, and its own, begin with a prefix."""
    for part in (root, *root.findChildren(QObject)):
        name = part.objectName()
        if name and not name.startswith("qt_"):
            part.setObjectName(f"{prefix}{name}")
