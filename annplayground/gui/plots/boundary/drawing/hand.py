"""The hand that draws points: what mouse, keys and buttons do to the sketch on the map."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent

from annplayground.core.experiment import CustomPoint
from annplayground.gui.plots.boundary.drawing.draw_row import DrawRow
from annplayground.gui.plots.boundary.drawing.sketch import Sketch
from annplayground.gui.plots.boundary.samples.points import class_point
from annplayground.gui.text import counted
from annplayground.gui.theme import Look

if TYPE_CHECKING:
    from annplayground.gui.plots.boundary.map import BoundaryMap

_CLASS_KEYS: dict[int, int] = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1, Qt.Key.Key_3: 2}


class Hand(QObject):
    """Draws on one map, once it has been given it, with the class chosen in one row of buttons.

    Attributes: `sketch`, the drawn points; `drawing`.
    Signals: `sketchChanged` at each dab; `pointsDrawn(points)` with all drawn points
    ((x1, x2, class), …) when they may be trained on: after each release, erasure and clearing.
    """

    sketchChanged = Signal()
    pointsDrawn = Signal(object)

    def __init__(self, row: DrawRow, parent: QObject) -> None:
        super().__init__(parent)
        self._map: BoundaryMap | None = None
        self._row, self._look = row, Look()
        self.sketch = Sketch()
        self.drawing = False
        row.labelChanged.connect(self._take_brush)
        row.clearRequested.connect(self._clear)

    def take_map(self, canvas: "BoundaryMap") -> None:
        """Draw on this map."""
        self._map = canvas
        canvas.dabRequested.connect(self._dab)
        canvas.eraseRequested.connect(self._erase)
        canvas.strokeEnded.connect(self._hand_over)
        self._take_brush()

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self._take_brush()

    def begin(self, points: tuple[CustomPoint, ...]) -> None:
        """Draw from now on, starting with these points."""
        self.drawing = True
        self.sketch.start(points)
        self._take_brush()

    def end(self) -> None:
        """Draw no more; the map has its probe back."""
        self.drawing = False
        self._take_brush()

    def takes_key(self, event: QEvent) -> bool:
        """Whether a key chooses a class: 1, 2 and 3 do while drawing."""
        return self.drawing and isinstance(event, QKeyEvent) and event.key() in _CLASS_KEYS

    def press(self, event: QKeyEvent) -> None:
        """Choose the class of a key that it takes."""
        self._row.choose(_CLASS_KEYS[event.key()])

    @property
    def count_text(self) -> str:
        """How many points are drawn."""
        return counted(len(self.sketch.points), "point")

    @Slot()
    def _take_brush(self) -> None:
        if self._map is not None:
            style = class_point(self._row.label, False, self._look)
            self._map.set_drawing(style if self.drawing else None)

    @Slot(float, float)
    def _dab(self, x1: float, x2: float) -> None:
        if self.sketch.draw(x1, x2, self._row.label):
            self.sketchChanged.emit()

    @Slot(float, float)
    def _erase(self, x1: float, x2: float) -> None:
        if self.sketch.erase(x1, x2):
            self._hand_over()

    @Slot()
    def _clear(self) -> None:
        self.sketch.clear()
        self._hand_over()

    @Slot()
    def _hand_over(self) -> None:
        self.sketchChanged.emit()
        self.pointsDrawn.emit(self.sketch.hand_over())
