"""The decision map with mouse and keyboard: the probe, the hand that draws points, the zoom."""

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip, QWidget

from annplayground.core.words import translate
from annplayground.gui.plots.boundary.canvas import BoundaryCanvas
from annplayground.gui.plots.boundary.samples.points import PointStyle
from annplayground.gui.plots.boundary.zoom import ZOOM_TIP, MapZoom

_ARROWS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}
KEY_STEP = 0.1  # of an arrow key, in units of the data; ten times as far with Shift
_TIP = translate(
    "Boundary",
    "What the network says at every point. Move the pointer, or the arrow keys (Shift: "
    "ten times as far), to read it.",
)
_DRAW_TIP = translate(
    "Boundary",
    "Click or drag adds points of the chosen class (keys 1, 2, 3); right click removes "
    "the nearest. Keys: arrows move, Enter adds, Delete removes.",
)


class BoundaryMap(BoundaryCanvas):
    """Signals: `pointerMoved((x1, x2) or None)` as pointer or arrow keys move; `placeChosen(x1,
    x2)` by a click or Enter; while drawing instead `dabRequested(x1, x2)`, `eraseRequested(x1, x2)`
    and, after each release, `strokeEnded`; `zoomChanged` when another part of the map is seen.

    Attributes: `zoom`, which part that is.
    """

    pointerMoved = Signal(object)
    placeChosen = Signal(float, float)
    dabRequested = Signal(float, float)
    eraseRequested = Signal(float, float)
    strokeEnded = Signal()
    zoomChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.viewport().setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.zoom = MapZoom()
        self._drawing = False
        self._dabbing = False
        self._place: tuple[float, float] | None = None
        self.set_drawing(None)

    def set_drawing(self, style: PointStyle | None) -> None:
        """Draw with this marker, or go back to the probe (None)."""
        self._drawing = style is not None
        self._dabbing = False
        self.set_brush(style)
        self.setAccessibleDescription(f"{_DRAW_TIP if self._drawing else _TIP}\n{ZOOM_TIP}")

    @property
    def place(self) -> tuple[float, float] | None:
        """(x₁, x₂) of the pointer or of the arrow keys; None when there is neither."""
        return self._place

    def _point(self, place: tuple[float, float] | None) -> None:
        if place != self._place:
            self._place = place
            self.pointerMoved.emit(place)

    def _take_window(self) -> None:
        """Show what the zoom has chosen."""
        self.set_window(self.zoom.window)
        self.zoomChanged.emit()

    # -- mouse ------------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl zoom at the pointer; else there is nothing to scroll."""
        if self.zoom.wheel(event, self.frame):
            self._take_window()
            event.accept()
        else:
            event.ignore()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the probe; draw while the left button is held; with Ctrl pan."""
        if self.zoom.move(event.position(), self.frame):
            self._take_window()
        self._point(self._data_at(event.position()))
        if self._dabbing and self._place is not None:
            self.dabRequested.emit(*self._place)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw, or remove a point; with Ctrl begin to pan."""
        place = self._data_at(event.position())
        self._point(place)
        if place is None or self.zoom.press(event, self.frame):
            return
        if not self._drawing:
            self.placeChosen.emit(*place)
        elif event.button() == Qt.MouseButton.LeftButton:
            self._dabbing = True
            self.dabRequested.emit(*place)
        elif event.button() == Qt.MouseButton.RightButton:
            self.eraseRequested.emit(*place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the dab, or the pan."""
        self.zoom.release()
        if self._dabbing and event.button() == Qt.MouseButton.LeftButton:
            self._dabbing = False
            self.strokeEnded.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On an axis: all of the map again; on the map a second click, as a first one."""
        if self.zoom.double_click(event.position(), self.frame):
            self._take_window()
        else:
            self.mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """Explain the sample under the pointer, and its marks, when it rests."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            told = "" if self._drawing else self.words_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), told, self)
            return True
        return bool(super().viewportEvent(event))

    def leaveEvent(self, event: QEvent) -> None:
        """Take the probe off the map."""
        self._point(None)
        super().leaveEvent(event)

    def _data_at(self, position: QPointF) -> tuple[float, float] | None:
        inside = self.frame.square.adjusted(-1, -1, 1, 1).contains(position)
        return self.frame.to_data(position) if inside else None

    # -- keyboard ---------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the probe, with Ctrl the map; while drawing, Enter adds and Delete removes a
        point; all else is for the window."""
        key = event.key()
        if self.zoom.key(event):
            self._take_window()
        elif key in _ARROWS:
            far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move(*_ARROWS[key], far)
        elif self._place and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._drawing:
                self.dabRequested.emit(*self._place)
            else:
                self.placeChosen.emit(*self._place)
            self.strokeEnded.emit()
        elif self._drawing and self._place and key == Qt.Key.Key_Delete:
            self.eraseRequested.emit(*self._place)
        else:
            event.ignore()

    def _move(self, dx1: int, dx2: int, far: bool) -> None:
        step = KEY_STEP * (10 if far else 1)
        window = self.frame.window
        middle = (window.left + window.span / 2, window.bottom + window.span / 2)
        x1, x2 = self._place or middle
        moved = (round(x1 + step * dx1, 2), round(x2 + step * dx2, 2))
        self.show_focus(True)
        self._point(window.nearest(*moved))

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus when it came by key."""
        by_key = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self.show_focus(event.reason() in by_key)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the probe of the arrow keys off the map."""
        self.show_focus(False)
        if not self.underMouse():
            self._point(None)
        super().focusOutEvent(event)
