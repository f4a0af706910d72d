"""The room under the title: the map, and the confusion matrix beside it or, where it is narrow,
on it."""

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.gui.plots.boundary.confusion import ConfusionTable
from annplayground.gui.plots.boundary.map import BoundaryMap
from annplayground.gui.theme import Look


class BoundaryStage(QWidget):
    """Holds `map` and `table`; the table is shown and hidden by `show_table`.

    Signals: `resized`.
    """

    resized = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.map = BoundaryMap(self)
        self.table = ConfusionTable(self)
        self.table.hide()
        self._look = Look()

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self.map.set_look(look)
        self.table.set_look(look)
        self._arrange()

    def show_table(self, shown: bool) -> None:
        """Show the confusion matrix, or not."""
        if shown == self.table.isHidden():
            self.table.setVisible(shown)
            self._arrange()

    def sizeHint(self) -> QSize:
        """As the map."""
        return self.map.sizeHint()

    def minimumSizeHint(self) -> QSize:
        """As the map."""
        return self.map.minimumSize()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the map all the room that there is."""
        super().resizeEvent(event)
        self._arrange()
        self.resized.emit()

    def _arrange(self) -> None:
        width, height, gap = self.width(), self.height(), self._look.size.gap
        room = self._look.size.table
        if self.table.isHidden():
            self.map.setGeometry(self.rect())
        elif width - height >= room:
            side = min(room + 60, width - height)
            self.map.setGeometry(0, 0, width - side - gap, height)
            self.table.setGeometry(width - side, 0, side, min(side, height))
        else:
            self.map.setGeometry(self.rect())
            self.table.setGeometry(self._place_on_map(gap, room + 60))

    def _place_on_map(self, gap: int, largest: int) -> QRect:
        """In the map's square if the table fits into it, else over all the room."""
        square = self.map.frame.square.toRect()
        side, needed = min(square.width() - 2 * gap, largest), self.table.sizeHint()
        if side < max(needed.width(), needed.height()):
            return self.rect()
        area = QRect(0, 0, side, side)
        area.moveCenter(square.center())
        return area
