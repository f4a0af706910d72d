"""The small controls of the network panel: a button with a menu, − and +, a number to type over.

They are painted here because a column of the diagram can be narrower than a styled button.
"""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QAbstractButton, QMenu, QSpinBox, QWidget

from annplayground.gui.painting import painting
from annplayground.gui.theme import Look
from annplayground.gui.widgets.naming import name_menu

_PADDING = 9.0
_REPEAT_DELAY, _REPEAT_INTERVAL = 400, 90


def arrow_room(look: Look) -> float:
    """Width that the arrow of a button with a menu takes."""
    return 1.6 * look.size.text


class FlatButton(QAbstractButton):
    """A button that paints its own rounded ground; Enter presses it, as Space does."""

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.look = Look()

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self.look = look
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.click()
        else:
            super().keyPressEvent(event)

    def paint_ground(self, painter: QPainter, at_rest: str | None) -> QColor:
        """Paint the ground (none at rest if so asked); returns the colour for what is on it."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lively = self.isEnabled() and (self.underMouse() or self.isDown())
        ground = "control_hover" if lively else at_rest
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.look.colour(ground) if ground else Qt.BrushStyle.NoBrush)
        radius = self.look.size.radius
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), radius, radius)
        return self.look.colour("ink" if self.isEnabled() else "muted", self._strength())

    def _strength(self) -> int:
        return 255 if self.isEnabled() else 110


class GlyphButton(FlatButton):
    """− or +; held down it repeats."""

    def __init__(
        self, glyph: str, name: str, accessible: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(name, accessible, parent)
        self._glyph = glyph
        self.setAutoRepeat(True)
        self.setAutoRepeatDelay(_REPEAT_DELAY)
        self.setAutoRepeatInterval(_REPEAT_INTERVAL)

    def sizeHint(self) -> QSize:
        """A square as high as the other controls."""
        side = self.look.size.control - 4
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sign, on whole pixels."""
        with painting(self) as painter:
            colour = self.paint_ground(painter, "control")
            thick = 2.0 * round(self.look.size.line / 2.0)
            half = min(2.5 * thick, self.width() / 2.0 - 3.0)
            x, y = float(self.width() // 2), float(self.height() // 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawRect(QRectF(x - half, y - thick / 2.0, 2.0 * half, thick))
            if self._glyph == "+":
                painter.drawRect(QRectF(x - thick / 2.0, y - half, thick, 2.0 * half))


class PickButton(FlatButton):
    """A button that opens `menu`; it shows one or two lines of text, upright if need be."""

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(name, accessible, parent)
        self.menu = name_menu(QMenu(self), name, accessible)
        self.menu.setToolTipsVisible(True)
        self._lines: tuple[str, ...] = ()
        self._arrow, self._upright = True, False
        self.clicked.connect(self.open_menu)

    def show_lines(self, lines: tuple[str, ...], arrow: bool = True, upright: bool = False) -> None:
        """What to show, with an arrow beside it or not, and whether it runs upwards."""
        self._lines, self._arrow, self._upright = lines, arrow, upright
        self.setText(" ".join(lines))
        self.updateGeometry()
        self.update()

    @Slot()
    def open_menu(self) -> None:
        """Open the menu below the button."""
        self.menu.popup(self.mapToGlobal(QPoint(0, self.height() + 2)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow down opens the menu too."""
        if event.key() == Qt.Key.Key_Down:
            self.open_menu()
        else:
            super().keyPressEvent(event)

    def text_width(self, lines: tuple[str, ...]) -> float:
        """Width of the longest of some lines."""
        metrics = QFontMetricsF(self.look.font())
        return max(metrics.horizontalAdvance(line) for line in lines)

    def sizeHint(self) -> QSize:
        """Room for the text and the arrow."""
        width = self.text_width(self._lines or ("",)) + 2 * _PADDING + arrow_room(self.look)
        return QSize(round(width + 1), self.look.size.control - 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The text, and an arrow where there is room for it."""
        with painting(self) as painter:
            colour = self.paint_ground(painter, "control")
            painter.setPen(colour)
            painter.setFont(self.look.font())
            room = QRectF(self.rect())
            if self._upright:
                painter.translate(0.0, self.height())
                painter.rotate(-90.0)
                room = QRectF(0.0, 0.0, self.height(), self.width())
            if self._arrow:
                room.setRight(room.right() - arrow_room(self.look))
                self._paint_arrow(painter, QPointF(room.right(), room.center().y()))
                painter.setPen(colour)
            self._paint_lines(painter, room)

    def _paint_lines(self, painter: QPainter, room: QRectF) -> None:
        metrics = QFontMetricsF(self.look.font())
        top = room.center().y() - len(self._lines) * metrics.height() / 2.0
        for number, line in enumerate(self._lines):
            text = metrics.elidedText(line, Qt.TextElideMode.ElideRight, room.width() - 2.0)
            place = QRectF(
                room.left(), top + number * metrics.height(), room.width(), metrics.height()
            )
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_arrow(self, painter: QPainter, left: QPointF) -> None:
        half = 0.32 * self.look.size.text
        middle = left + QPointF(0.5 * arrow_room(self.look) - 0.2 * self.look.size.text, 0.0)
        pen = QPen(painter.pen().color(), 0.14 * self.look.size.text)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        ends = (QPointF(-half, -half / 2), QPointF(0.0, half / 2), QPointF(half, -half / 2))
        painter.drawPolyline([middle + end for end in ends])


class InlineSpin(QSpinBox):
    """A whole number that looks like text until it is typed over."""

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setKeyboardTracking(False)  # a new run for each finished number, not for each digit
        self.setProperty("role", "inline")  # no frame until it is used

    def stepBy(self, steps: int) -> None:
        """By a button beside it, too, which is no typing: nothing is selected then."""
        super().stepBy(steps)
        if not self.hasFocus():
            self.lineEdit().deselect()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A click makes ready to type over the number, as Tab does."""
        super().focusInEvent(event)
        if event.reason() == Qt.FocusReason.MouseFocusReason:
            QTimer.singleShot(0, self.selectAll)
