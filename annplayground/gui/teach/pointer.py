"""A ring around the part of the window that is spoken of."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from annplayground.gui.painting import painting
from annplayground.gui.theme import Look


class Pointer(QWidget):
    """Lies over the window and lets everything through."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("pointer")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._window, self._look = window, Look()
        self._target: QWidget | None = None
        self._area: Callable[[], QRect] | None = None
        window.installEventFilter(self)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take the colour and the width of the ring."""
        self._look = look
        self._place()

    def point_at(self, target: QWidget | None, area: Callable[[], QRect] | None = None) -> None:
        """Put the ring around this widget, or an area of it, as long as it can be seen; None: away
        with it."""
        if self._target is not None:
            self._target.removeEventFilter(self)
        self._target, self._area = target, area
        if target is not None:
            target.installEventFilter(self)
        self._place()

    def _place(self) -> None:
        target = self._target
        seen = target is not None and target.isVisible()
        if target is not None and seen:
            margin = round(2 * self._look.size.line)
            area = QRect(QPoint(), target.size()) if self._area is None else self._area()
            area.moveTo(target.mapTo(self._window, area.topLeft()))
            whole = area.adjusted(-margin, -margin, margin, margin)
            self.setGeometry(whole & self._window.rect())
            self.raise_()
        self.setVisible(seen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay around the target."""
        kinds = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
        if event.type() in kinds and watched is not self:
            self._place()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line in the accent's colour."""
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            width = 2 * self._look.size.line
            painter.setPen(QPen(self._look.colour("accent"), width))
            half = width / 2.0
            area = QRectF(self.rect()).adjusted(half, half, -half, -half)
            painter.drawRoundedRect(area, 10.0, 10.0)
