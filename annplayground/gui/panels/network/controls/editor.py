"""The small popup that sets one weight or one bias by hand."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent
from PySide6.QtWidgets import QDoubleSpinBox, QFrame, QVBoxLayout, QWidget

from annplayground.core.settings import KEEPS_WEIGHTS
from annplayground.core.words import translate
from annplayground.gui.panels.network.layout import Bias, Weight
from annplayground.gui.text import number
from annplayground.gui.widgets.labels import Label

_LARGEST = 1000.0


class ValueEditor(QFrame):
    """Enter sets the value, Esc leaves it.

    Signals: `valueChosen(Weight or Bias, value)`; `closed()` in either case, afterwards.
    """

    valueChosen = Signal(object, float)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("value_editor")
        self.setProperty("role", "card")
        self._target: Weight | Bias | None = None
        self._shown = 0.0
        self._label = Label()
        self._value = QDoubleSpinBox()
        self._value.setObjectName("parameter_value")
        self._value.setAccessibleName(translate("Network", "Weight or bias"))
        self._value.setRange(-_LARGEST, _LARGEST)
        self._value.setDecimals(4)
        self._value.setSingleStep(0.1)
        self._value.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        hint = Label(translate("Network", "Enter sets it, Esc leaves it"))
        hint.setProperty("role", "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(4)
        for widget in (self._label, self._value, hint):
            layout.addWidget(widget)

    @property
    def target(self) -> Weight | Bias | None:
        """What is being edited; None while closed."""
        return self._target

    def edit(self, target: Weight | Bias, name: str, value: float, at: QPoint) -> None:
        """Open near a point of the screen."""
        self._target = target
        self._label.setText(name)
        self._value.setAccessibleName(name)
        self._value.setToolTip(
            (
                translate("Network", "The weight, {low} to {high}. {consequence}")
                if isinstance(target, Weight)
                else translate("Network", "The bias, {low} to {high}. {consequence}")
            ).format(low=number(-_LARGEST), high=number(_LARGEST), consequence=KEEPS_WEIGHTS)
        )
        self._value.setValue(value)
        self._shown = self._value.value()
        self.adjustSize()
        self.move(self._on_screen(at))
        self.show()
        self._value.setFocus(Qt.FocusReason.PopupFocusReason)
        self._value.selectAll()

    def _on_screen(self, at: QPoint) -> QPoint:
        screen = QGuiApplication.screenAt(at) or self.screen()
        room = screen.availableGeometry().adjusted(8, 8, -8, -8)
        x = min(at.x() - self.width() // 2, room.right() - self.width())
        y = at.y() + 12
        if y + self.height() > room.bottom():
            y = at.y() - 12 - self.height()
        return QPoint(max(x, room.left()), max(y, room.top()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter sets the value; a value that was not touched keeps all its digits."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
            return
        target, value = self._target, self._value.value()
        if target is not None and value != self._shown:
            self.valueChosen.emit(target, value)
        self.close()

    def hideEvent(self, event: QHideEvent) -> None:
        """Also when the popup is closed by a click elsewhere."""
        super().hideEvent(event)
        self._target = None
        self.closed.emit()
