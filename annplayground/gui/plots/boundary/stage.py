"""The room under the title: the map, and the confusion matrix beside it or, where it is narrow,
on it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QSize, QSizeF, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.gui.painting import painting
from annplayground.gui.plots.boundary.axes import draw_frame
from annplayground.gui.plots.boundary.confusion import ConfusionTable
from annplayground.gui.plots.boundary.frame import LEAST_SIDE, USUAL_SIDE, place
from annplayground.gui.theme import Look

if TYPE_CHECKING:
    from annplayground.gui.plots.boundary.map import BoundaryMap


class BoundaryStage(QWidget):
    """Holds `map`, made on first use, and `table`, shown and hidden by `show_table`. Until there is
    a map, its empty frame is painted.

    Signals: `resized`; `mapMade(map)`.
    """

    resized = Signal()
    mapMade = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._map: BoundaryMap | None = None
        self.table = ConfusionTable(self)
        self.table.hide()
        self._look = Look()

    @property
    def has_map(self) -> bool:
        """Whether the map has been used."""
        return self._map is not None

    @property
    def map(self) -> "BoundaryMap":
        """The decision map."""
        if self._map is None:
            # Here, since pyqtgraph takes as long to load as the rest of the window to appear.
            from annplayground.gui.plots.boundary.map import BoundaryMap

            self._map = BoundaryMap(self)
            self._map.set_look(self._look)
            self._map.stackUnder(self.table)
            self._arrange()
            self._map.show()
            self.mapMade.emit(self._map)
        return self._map

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        if self._map is not None:
            self._map.set_look(look)
        self.table.set_look(look)
        self._arrange()

    def show_table(self, shown: bool) -> None:
        """Show the confusion matrix, or not."""
        if shown == self.table.isHidden():
            self.table.setVisible(shown)
            self._arrange()

    def sizeHint(self) -> QSize:
        """As the map."""
        return QSize(USUAL_SIDE, USUAL_SIDE)

    def minimumSizeHint(self) -> QSize:
        """As the map."""
        return QSize(LEAST_SIDE, LEAST_SIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the map all the room that there is."""
        super().resizeEvent(event)
        self._arrange()
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card's colour, and the frame of a map that is still to come."""
        with painting(self) as painter:
            painter.fillRect(self.rect(), self._look.colour("card"))
            if self._map is None:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                frame = place(QSizeF(self.size()), self._look, False)
                painter.fillRect(frame.square, self._look.colour("neutral"))
                draw_frame(painter, frame, self._look)

    def _arrange(self) -> None:
        if self._map is None:
            return
        width, height, gap = self.width(), self.height(), self._look.size.gap
        room = self._look.size.table
        if self.table.isHidden():
            self._map.setGeometry(self.rect())
        elif width - height >= room:
            side = min(room + 60, width - height)
            self._map.setGeometry(0, 0, width - side - gap, height)
            self.table.setGeometry(width - side, 0, side, min(side, height))
        else:
            self._map.setGeometry(self.rect())
            square = self._map.frame.square.toRect()
            self.table.setGeometry(self._place_on_map(square, gap, room + 60))

    def _place_on_map(self, square: QRect, gap: int, largest: int) -> QRect:
        """In the map's square if the table fits into it, else over all the room."""
        side, needed = min(square.width() - 2 * gap, largest), self.table.sizeHint()
        if side < max(needed.width(), needed.height()):
            return self.rect()
        area = QRect(0, 0, side, side)
        area.moveCenter(square.center())
        return area
