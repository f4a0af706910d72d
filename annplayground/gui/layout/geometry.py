"""How large the window is: never below what it needs, and never beyond its screen."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QStyle, QWidget

from annplayground.gui.sizes import LEAST_WINDOW

PREFERRED = QSize(1440, 860)


def first_size(window: QWidget) -> QSize:
    """The size of a window that has none to remember. (A remembered one is bounded by Qt.)"""
    return _room(window).size().boundedTo(PREFERRED).expandedTo(LEAST_WINDOW)


def _room(window: QWidget) -> QRect:
    """What the screen offers, without its panels and without the window's own title bar."""
    title = window.style().pixelMetric(QStyle.PixelMetric.PM_TitleBarHeight)
    return window.screen().availableGeometry().adjusted(0, 0, 0, -title)
