"""Points drawn by hand: switched on in the data, done on the map."""

from typing import Any

from PySide6.QtCore import QObject, Slot

from annplayground.gui.layout.layouts import DRAWN
from annplayground.gui.layout.stage import Stage


class Drawing(QObject):
    """Keeps the switch and the map together."""

    # The rooms of the cards are known to the wiring alone.
    def __init__(self, data: Any, boundary: Any, stage: Stage) -> None:
        super().__init__(stage)
        self._data, self._boundary, self._stage = data, boundary, stage

    @Slot(bool)
    def set_on(self, on: bool) -> None:
        """Draw on the map, which comes beside the data if it is not to be seen."""
        if on and not self._boundary.isVisible():
            self._stage.open(DRAWN)
        self._boundary.set_drawing(on)

    @Slot()
    def finish(self) -> None:
        """The map has taken the points: the switch goes off."""
        self._data.set_drawing(False)

    def leave(self) -> bool:
        """Draw no longer; False if nobody did."""
        if not self._boundary.drawing:
            return False
        self._boundary.set_drawing(False)
        self.finish()
        return True
