"""A dot for each scene of a lesson, the present one filled."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.core.words import translate
from annplayground.gui.painting import painting


class Dots(QWidget):
    """`index` of `count`; only where there is room for all of them is it asked to be seen."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("scene_dots")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self._index = self._count = 0
        self._side = 10
        self._near, self._far = QColor("white"), QColor("grey")

    def set_look(self, side: int, near: QColor, far: QColor) -> None:
        """The diameter of a dot in pixels, the colour of the present one and of all others."""
        self._side, self._near, self._far = side, near, far
        self.updateGeometry()
        self.update()

    def show_place(self, index: int, count: int) -> None:
        """Which scene it is, from 0, and how many there are."""
        self._index, self._count = index, count
        words = translate("Lessons", "{place} of {n}")
        self.setAccessibleName(words.format(place=index + 1, n=count))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A dot's width between two of them."""
        return QSize(2 * self._side * self._count, 2 * self._side)

    def minimumSizeHint(self) -> QSize:
        """All of it."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """In one row."""
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            for k in range(self._count):
                painter.setBrush(self._near if k == self._index else self._far)
                centre = QPointF((2 * k + 1) * self._side, self.height() / 2.0)
                painter.drawEllipse(centre, self._side / 2.0, self._side / 2.0)
