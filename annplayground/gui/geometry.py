"""How large the window is: never below what it needs, and never beyond its screen."""

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtWidgets import QStyle, QWidget

LEAST = QSize(800, 512)
PREFERRED = QSize(1440, 860)


def first_size(window: QWidget) -> QSize:
    """The size of a window that has none to remember."""
    return _room(window).size().boundedTo(PREFERRED).expandedTo(LEAST)


def bring_onto_screen(window: QWidget) -> None:
    """Move and shrink a window whose size was remembered from a larger screen."""
    if window.isMaximized() or window.isFullScreen():
        return
    room = _room(window)
    size = window.size().boundedTo(room.size()).expandedTo(LEAST)
    if size != window.size():
        window.resize(size)
    place = _within(QRect(window.pos(), size), room)
    if place != window.pos():
        window.move(place)


def _room(window: QWidget) -> QRect:
    """What the screen offers, without its panels and without the window's own title bar."""
    title = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    return window.screen().availableGeometry().adjusted(0, 0, 0, -title)


def _within(window: QRect, room: QRect) -> QPoint:
    """Where a window shows all of itself; its upper left corner, if it cannot."""
    x = max(min(window.x(), room.right() + 1 - window.width()), room.x())
    y = max(min(window.y(), room.bottom() + 1 - window.height()), room.y())
    return QPoint(x, y)
