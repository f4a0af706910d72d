"""One lesson in the list: a button with its title and what it shows."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from annplayground.gui.painting import painting
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label

_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class LessonCard(QAbstractButton):
    """`name` is that of the lesson; Enter and Space press it, as a click does.

    Signals: `arrowPressed(down, across)`, to go on to the card there.
    """

    arrowPressed = Signal(int, int)

    def __init__(self, name: str, title: str, shows: str, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"lesson_card_{name.replace('-', '_')}")
        self.setAccessibleName(title)
        self.setAccessibleDescription(shows)
        self.setProperty("role", "card")
        self._look = look
        self._title, self._shows = Label(title), Label(shows)
        self._shows.setProperty("role", "caption")
        column = QVBoxLayout(self)
        pad = look.size.pad
        column.setContentsMargins(3 * pad // 2, pad, 3 * pad // 2, pad)
        column.setSpacing(pad // 4)
        for label in (self._title, self._shows):
            label.setWordWrap(True)
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(label)
        self._shows.setVisible(bool(shows))
        column.addStretch(1)
        self._title.setFont(look.font(bold=True))
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it, too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif (step := _ARROWS.get(Qt.Key(event.key()))) is not None:
            self.arrowPressed.emit(*step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """A card; the focused one is marked by more than a ring."""
        with painting(self) as painter:
            look, chosen = self._look, self.hasFocus() or self.underMouse()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(look.colour("accent" if self.hasFocus() else "border"))
            painter.setBrush(look.colour("accent_soft" if chosen else "card"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8)
