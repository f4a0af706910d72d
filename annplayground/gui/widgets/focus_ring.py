"""The ring around the focused button, check box or slider, whatever its own colour: a line in the
accent's colour at the edge and, within it, one in the card's."""

from PySide6.QtCore import QEvent, QObject, QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QApplication, QSlider, QWidget
from shiboken6 import isValid

from annplayground.gui.painting import painting
from annplayground.gui.theme import Look

# Fields show the focus by their frame. A style sheet knows no ring that stands out from a ground
# of the accent's own colour.
_KINDS = (QAbstractButton, QSlider)


class FocusRing(QObject):
    """Puts a ring into whichever control of a window, its popups and dialogs has the focus."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._look = Look()
        self._ring: _Ring | None = None
        application = QApplication.instance()
        assert isinstance(application, QApplication), "a window needs an application"
        application.focusChanged.connect(self._follow)

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self._follow(None, QApplication.focusWidget())

    @Slot(QWidget, QWidget)
    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        if self._ring is not None and isValid(self._ring):  # it goes with its control
            self._ring.hide()
            self._ring.setObjectName("")  # which the next one takes before this one is destroyed
            self._ring.deleteLater()
        self._ring = None
        if isinstance(new, _KINDS) and self._is_ours(new):
            self._ring = _Ring(new, self._look)

    def _is_ours(self, widget: QWidget) -> bool:
        """Also in a popup or a dialog of the window, which its layout does not hold."""
        above: QObject | None = widget
        while above is not None and above is not self.parent():
            above = above.parent()
        return above is not None


class _Ring(QWidget):
    """Covers its control, and lets everything through but the ring."""

    def __init__(self, control: QWidget, look: Look) -> None:
        super().__init__(control)
        self._control = control
        self.setObjectName("focus_ring")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._look = look
        control.installEventFilter(self)
        self.setGeometry(control.rect())
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the control at every size."""
        if event.type() == QEvent.Type.Resize and watched is self._control:
            self.setGeometry(self._control.rect())
        return False

    def _radius(self) -> float:
        """Of the control's corners, by its role in the style sheet."""
        size, role = self._look.size, self._control.property("role")
        if role == "round":
            return self.height() / 2.0
        return float((size.control - 4) // 2 if role == "chip" else size.radius)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two lines on whole pixels."""
        with painting(self) as painter:
            width, area = float(round(self._look.size.line)), QRectF(self.rect())
            radius = self._radius()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for name, inset in (("card", 1.5 * width), ("accent", 0.5 * width)):
                corner = max(radius - inset, 1.0)
                painter.setPen(QPen(self._look.colour(name), width))
                line = area.adjusted(inset, inset, -inset, -inset)
                painter.drawRoundedRect(line, corner, corner)
