"""The track of the timeline: all epochs of the run from left to right, and the one in sight."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QSlider, QToolTip, QWidget

from annplayground.core.run.snapshot import Mark
from annplayground.core.words import translate
from annplayground.gui.painting import painting
from annplayground.gui.theme import Look
from annplayground.gui.timeline.marks import Group, grouped, paint_mark, said
from annplayground.gui.widgets.labels import plain_tip

_KEYS = {
    Qt.Key.Key_Left: "epoch_back",
    Qt.Key.Key_Down: "epoch_back",
    Qt.Key.Key_Right: "epoch_on",
    Qt.Key.Key_Up: "epoch_on",
    Qt.Key.Key_PageDown: "percent_back",
    Qt.Key.Key_PageUp: "percent_on",
    Qt.Key.Key_Home: "to_start",
    Qt.Key.Key_End: "live",
}

_TIP = translate(
    "Timeline",
    "Any epoch of this run: drag, click, or Alt with ← → (one epoch), ↑ ↓ (one percent) "
    "and Home.\n"
    "All panels show that moment; training goes on meanwhile. L shows the run as it "
    "stands.",
)


class Track(QSlider):
    """A slider over the epochs, 0 … where the run stands, with marks above it.

    Attributes: `marks`, those of the run, in the order of epochs. Signals: `epochRequested(epoch)`,
    by the mouse; `stepRequested(name)`, by a key, as the action of this name.
    """

    epochRequested = Signal(int)
    stepRequested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setObjectName("timeline")
        self.setAccessibleName(translate("Timeline", "Timeline"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(120)
        self.setRange(0, 0)
        self.setToolTip(_TIP)
        self.marks: tuple[Mark, ...] = ()
        self._pressed: Group | None = None
        self.valueChanged.connect(self.epochRequested)  # by who reads the screen aloud
        self._look = Look()

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self.setFixedHeight(look.size.control)
        self._describe()
        self.update()

    def show_epoch(self, epoch: int, newest: int) -> None:
        """Put the handle at an epoch of a run that stands at `newest`; emits nothing."""
        if (epoch, newest) != (self.value(), self.maximum()):
            self.blockSignals(True)
            self.setRange(0, newest)
            self.setValue(epoch)
            self.blockSignals(False)
            self.update()

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Show these and no others."""
        if marks != self.marks:
            self.marks = marks
            self._describe()
            self.update()

    def _describe(self) -> None:
        self.setAccessibleDescription("\n".join(said(g, self._look) for g in self.groups()))

    # -- where things are ---------------------------------------------------------------------

    @property
    def _radius(self) -> float:
        """Of the handle, in pixels."""
        return 3.5 * self._look.size.line

    @property
    def _size(self) -> float:
        """Half the width of a mark, in pixels."""
        return self._look.size.point / 2

    @property
    def _level(self) -> float:
        """Of the groove's middle, in pixels."""
        return 0.62 * self.height()

    @property
    def _mark_level(self) -> float:
        return self._level - self._radius - self._size

    def groups(self) -> list[Group]:
        """The marks as they stand on the track."""
        return grouped(self.marks, self.pixel, 2 * self._size)

    def group_at(self, position: QPointF) -> Group | None:
        """The marks under the pointer."""
        if position.y() > self._level - self._look.size.line - 1:
            return None
        near = [g for g in self.groups() if abs(g.x - position.x()) <= self._size + 2]
        return min(near, key=lambda g: abs(g.x - position.x()), default=None)

    def pixel(self, epoch: float) -> float:
        """Pixel of an epoch."""
        room = self.width() - 4 * self._radius
        return 2 * self._radius + room * epoch / max(self.maximum(), 1)

    def epoch(self, x: float) -> int:
        """The epoch nearest to a pixel."""
        room = max(self.width() - 4 * self._radius, 1.0)
        share = (x - 2 * self._radius) / room
        return round(min(max(share, 0.0), 1.0) * self.maximum())

    # -- mouse and keys -----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to where it is pressed; on marks, to the first of them."""
        if event.button() == Qt.MouseButton.LeftButton:
            group = self._pressed = self.group_at(event.position())
            if group is not None:
                self.epochRequested.emit(group.epoch)
            else:
                self._seek(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._pressed is None:
            self._seek(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more: it has followed the pointer."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With the focus, one epoch a notch."""
        notches = event.angleDelta().y()
        if notches:
            self.stepRequested.emit("epoch_on" if notches > 0 else "epoch_back")
        event.accept()

    def event(self, event: QEvent) -> bool:
        """With the focus, its keys are its own. What is under the pointer says what it is."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            group = self.group_at(QPointF(event.pos()))
            text = _TIP if group is None else plain_tip(said(group, self._look))
            QToolTip.showText(event.globalPos(), text, self)
            return True
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and _meant(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows move by one epoch, Page Up and Page Down by one percent; Home is the start,
        and End the run as it stands."""
        name = _meant(event)
        if name is None:
            event.ignore()
        else:
            self.stepRequested.emit(name)

    def _seek(self, position: QPointF) -> None:
        self.epochRequested.emit(self.epoch(position.x()))

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """A groove, filled up to the handle."""
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            self._paint_groove(painter)
            self._paint_handle(painter)
            for group in self.groups():
                paint_mark(painter, group, self._mark_level, self._size, self._look)

    def _paint_groove(self, painter: QPainter) -> None:
        look, groove = self._look, 2.0 * self._look.size.line
        left, here, right = self.pixel(0), self.pixel(self.value()), self.pixel(self.maximum())
        right = right if self.maximum() else self.width() - 2 * self._radius
        top = self._level - groove / 2
        for colour, start, end in (("edge", left, right), ("accent", left, here)):
            painter.setBrush(look.colour(colour))
            area = QRectF(start - groove / 2, top, end - start + groove, groove)
            painter.drawRoundedRect(area, groove / 2, groove / 2)

    def _paint_handle(self, painter: QPainter) -> None:
        painter.setBrush(self._look.colour("accent"))
        centre = QPointF(self.pixel(self.value()), self._level)
        painter.drawEllipse(centre, self._radius, self._radius)


def _meant(event: QKeyEvent) -> str | None:
    """The action that a key alone means here."""
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if plain != Qt.KeyboardModifier.NoModifier:
        return None
    return _KEYS.get(Qt.Key(event.key()))
