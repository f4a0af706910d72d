"""Which epochs of a run a chart shows: all of them, or a window chosen by Ctrl with the wheel, the
mouse or the arrow keys."""

from dataclasses import replace

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

from annplayground.core.words import translate
from annplayground.gui.plots.charts.frame import Curve, Frame

# The narrowest window, in epochs; what a notch of the wheel or a key keeps of it; what a key pans.
LEAST = 4.0
KEEP = 0.8
_PAN = 0.1

# For tooltips.
ZOOM_TIP = translate(
    "Charts",
    "Ctrl with the wheel or ↑ ↓ zooms, Ctrl and drag or ← → moves along the run; the "
    "numbers at\n"
    "the right are then those of the last epoch seen. Double-click an axis: all of the "
    "run again.\n"
    "A click, or Enter at the line of the arrow keys, goes to that epoch.",
)

_CTRL = Qt.KeyboardModifier.ControlModifier


class EpochZoom:
    """Attributes: `window`, the first and last epoch shown; None: all of the run, as it grows.

    The methods that take an event tell whether it was for the zoom.
    """

    def __init__(self) -> None:
        self.window: tuple[float, float] | None = None
        self._whole = 1.0  # the newest epoch of the run
        self._held: float | None = None  # the epoch that is dragged

    def take(self, curves: tuple[Curve, ...]) -> tuple[Curve, ...]:
        """The part of these curves to show. A run that has not come as far as the window is
        another one: it is shown whole."""
        self._whole = float(max((curve.series.last_epoch for curve in curves), default=0))
        if self.window is None or self.window[1] > self._whole:
            self.window = None
            return curves
        return tuple(
            replace(
                curve,
                series=curve.series.within(*self.window),
                ghost=curve.ghost.within(*self.window) if curve.ghost is not None else None,
            )
            for curve in curves
        )

    def wheel(self, event: QWheelEvent, frame: Frame) -> bool:
        """Zoom at the pointer."""
        notches = event.angleDelta().y() / 120.0
        if event.modifiers() != _CTRL or not notches:
            return False
        self._zoom(frame, frame.epoch(event.position().x()), KEEP**notches)
        return True

    def press(self, event: QMouseEvent, frame: Frame) -> bool:
        """Begin to pan."""
        left = event.button() == Qt.MouseButton.LeftButton
        if event.modifiers() != _CTRL or not left or not frame.plot.contains(event.position()):
            return False
        self._held = frame.epoch(event.position().x())
        return True

    def move(self, position: QPointF, frame: Frame) -> bool:
        """Keep the epoch that is held under the pointer."""
        if self._held is None:
            return False
        if self.window is not None:
            share = (position.x() - frame.plot.left()) / frame.plot.width()
            first = self._held - share * (frame.span)
            self._set(first, frame.span)
        return True

    def release(self) -> None:
        """Let go."""
        self._held = None

    def double_click(self, position: QPointF, frame: Frame) -> bool:
        """On an axis: show all again."""
        on_axis = position.x() < frame.plot.left() or position.y() > frame.plot.bottom()
        if on_axis:
            self.window = None
        return on_axis

    def key(self, event: QKeyEvent, frame: Frame) -> bool:
        """Ctrl with Up and Down zooms, with Left and Right pans, with Home shows all again."""
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier != _CTRL:
            return False
        middle, span = (frame.first + frame.last) / 2, frame.span
        match event.key():
            case Qt.Key.Key_Up:
                self._zoom(frame, middle, KEEP)
            case Qt.Key.Key_Down:
                self._zoom(frame, middle, 1 / KEEP)
            case Qt.Key.Key_Left | Qt.Key.Key_Right if self.window is not None:
                way = 1 if event.key() == Qt.Key.Key_Right else -1
                self._set(frame.first + way * _PAN * span, span)
            case Qt.Key.Key_Home:
                self.window = None
            case _:
                return False
        return True

    def _zoom(self, frame: Frame, at: float, factor: float) -> None:
        """Scale the window by a factor; the epoch `at` stays where it is."""
        before = frame.span
        span = max(before * factor, min(LEAST, before))
        self._set(at - (at - frame.first) / before * span, span)

    def _set(self, first: float, span: float) -> None:
        if span >= self._whole:
            self.window = None
        else:
            first = min(max(first, 0.0), self._whole - span)
            self.window = (first, first + span)
