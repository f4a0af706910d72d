"""A popup: a small card below a button of the toolbar, for what is not needed all the time."""

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from annplayground.gui.widgets.labels import Label
from annplayground.gui.widgets.pressing import press_focused_button


class Popup(QFrame):
    """A card of its own that a click elsewhere or Esc closes. `body` takes the widgets."""

    def __init__(self, name: str, title: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("role", "card")
        # Else a click on the button that opened the popup would close it and open it again.
        self.setAttribute(Qt.WidgetAttribute.WA_NoMouseReplay)
        self._title = Label(title)
        self._title.setProperty("role", "title")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(16, 12, 16, 14)
        self.body.setSpacing(8)
        self.body.addWidget(self._title)

    def show_below(self, anchor: QWidget) -> None:
        """Open below a widget, inside its screen, with the focus on the first input."""
        self.adjustSize()
        place = anchor.mapToGlobal(QPoint(0, anchor.height() + 4))
        room = anchor.screen().availableGeometry()
        place.setX(max(room.left(), min(place.x(), room.right() - self.width())))
        place.setY(max(room.top(), min(place.y(), room.bottom() - self.height())))
        self.move(place)
        self.show()
        self.focusNextChild()

    def event(self, event: QEvent) -> bool:
        """Keys typed here are not the window's shortcuts: Space ticks a box and does not play."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, as everywhere in the window; Esc closes."""
        if press_focused_button(self, event):
            return
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


def note(parent: QWidget, name: str) -> Label:
    """An explaining text that wraps."""
    label = Label(parent=parent)
    label.setObjectName(name)
    label.setProperty("role", "caption")
    label.setWordWrap(True)
    return label
