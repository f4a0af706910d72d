"""Which part of the decision map is seen: all of it, or a window chosen by Ctrl with the wheel,
the mouse or keys."""

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from annplayground.core.choices.datasets import LIMIT
from annplayground.core.words import translate
from annplayground.gui.plots.boundary.frame import WHOLE, Frame, Window

# The narrowest window; what a notch of the wheel or a key keeps of one; what a key pans of it.
LEAST = 0.5
KEEP = 0.8
_PAN = 0.1

# For tooltips.
ZOOM_TIP = translate(
    "Boundary",
    "Ctrl with the wheel or Shift ↑ ↓ zooms, Ctrl and drag or the arrow keys moves the "
    "map.\n"
    "Double-click an axis, or Ctrl+Home: all of the map again.",
)

_CTRL = Qt.KeyboardModifier.ControlModifier
_CTRL_SHIFT = _CTRL | Qt.KeyboardModifier.ShiftModifier
_PANS: dict[int, tuple[int, int]] = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Down: (0, -1),
    Qt.Key.Key_Up: (0, 1),
}


class MapZoom:
    """Attributes: `window`, what is seen.

    The methods that take an event tell whether it was for the zoom.
    """

    def __init__(self) -> None:
        self.window = WHOLE
        self._held: tuple[float, float] | None = None  # the place of the data that is dragged

    def wheel(self, event: QWheelEvent, frame: Frame) -> bool:
        """Zoom at the pointer."""
        notches = event.angleDelta().y() / 120.0
        if event.modifiers() != _CTRL or not notches:
            return False
        self._zoom(frame.to_data(event.position()), KEEP**notches)
        return True

    def press(self, event: QMouseEvent, frame: Frame) -> bool:
        """Begin to pan."""
        left = event.button() == Qt.MouseButton.LeftButton
        if event.modifiers() != _CTRL or not left or not frame.square.contains(event.position()):
            return False
        self._held = frame.to_data(event.position())
        return True

    def move(self, position: QPointF, frame: Frame) -> bool:
        """Keep the place that is held under the pointer."""
        if self._held is None:
            return False
        square, span = frame.square, self.window.span
        across = (position.x() - square.left()) / square.width()
        up = (square.bottom() - position.y()) / square.height()
        self._set(self._held[0] - across * span, self._held[1] - up * span, span)
        return True

    def release(self) -> bool:
        """Let go; tells whether something was held."""
        held, self._held = self._held is not None, None
        return held

    def double_click(self, position: QPointF, frame: Frame) -> bool:
        """On an axis: show all again."""
        square = frame.square
        on_axis = position.x() < square.left() or position.y() > square.bottom()
        if on_axis:
            self.window = WHOLE
        return on_axis

    def key(self, event: QKeyEvent) -> bool:
        """Ctrl with arrows pans, with Shift and Up or Down zooms, with Home shows all again."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key, window = event.key(), self.window
        middle = (window.left + window.span / 2, window.bottom + window.span / 2)
        if modifiers == _CTRL_SHIFT and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._zoom(middle, KEEP if key == Qt.Key.Key_Up else 1 / KEEP)
        elif modifiers == _CTRL and key in _PANS:
            right, up = (_PAN * window.span * way for way in _PANS[key])
            self._set(window.left + right, window.bottom + up, window.span)
        elif modifiers == _CTRL and key == Qt.Key.Key_Home:
            self.window = WHOLE
        else:
            return False
        return True

    def _zoom(self, at: tuple[float, float], factor: float) -> None:
        """Scale what is seen by a factor; the place `at` stays where it is."""
        window = self.window
        span = max(window.span * factor, LEAST)
        share = span / window.span
        self._set(
            at[0] - (at[0] - window.left) * share, at[1] - (at[1] - window.bottom) * share, span
        )

    def _set(self, left: float, bottom: float, span: float) -> None:
        if span >= WHOLE.span * (1 - 1e-9):
            self.window = WHOLE
        else:
            most = LIMIT - span
            self.window = Window(min(max(left, -LIMIT), most), min(max(bottom, -LIMIT), most), span)
