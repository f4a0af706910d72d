"""A check box that is also a legend: box, the marker of what it shows, and words."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QWidget

from annplayground.gui.painting import painting
from annplayground.gui.plots.boundary.samples.points import PointStyle, draw_marker
from annplayground.gui.theme import Look

_TICK = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.31))  # in a box of side 1


class LegendCheckBox(QCheckBox):
    """A painted check box; `set_marker` puts a marker before its text."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._look = Look()
        self._marker: PointStyle | None = None

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self.updateGeometry()
        self.update()

    def set_marker(self, style: PointStyle) -> None:
        """Show this marker."""
        self._marker = style
        self.update()

    def sizeHint(self) -> QSize:
        """Box, marker and text in a row."""
        metrics = QFontMetricsF(self._look.font())
        height = max(metrics.height() + 6, self._look.size.control - 6)
        return QSize(
            int(self._text_left() + metrics.horizontalAdvance(self.text()) + self._left()),
            int(height),
        )

    def minimumSizeHint(self) -> QSize:
        """All of it, always."""
        return self.sizeHint()

    def hitButton(self, position: QPoint) -> bool:  # noqa: N802
        """A click anywhere counts."""
        return self.rect().contains(position)

    def _left(self) -> int:
        """Room for the ring of the focus."""
        return round(2.5 * self._look.size.line)

    def _box(self) -> QRectF:
        side = float(round(QFontMetricsF(self._look.font()).height() * 0.9))
        return QRectF(
            self._left() + 0.5, round((self.height() - side) / 2) + 0.5, side - 1, side - 1
        )

    def _text_left(self) -> float:
        box = QFontMetricsF(self._look.font()).height() * 0.9
        return self._left() + box + 6 + (box + 5 if self._marker is not None else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw it in the state that it is in."""
        with painting(self) as painter:
            look, box = self._look, self._box()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if not self.isEnabled():
                painter.setOpacity(0.45)
            on, hot = self.isChecked(), self.underMouse() or self.hasFocus()
            painter.setPen(QPen(look.colour("accent" if on or hot else "muted"), 1.2))
            painter.setBrush(look.colour("accent" if on else "card"))
            painter.drawRoundedRect(box, 3.5, 3.5)
            if on:
                pen = QPen(look.colour("on_accent"), box.width() / 7, c=Qt.PenCapStyle.RoundCap)
                pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                painter.setPen(pen)
                corners = [box.topLeft() + QPointF(x, y) * box.width() for x, y in _TICK]
                painter.drawPolyline(QPolygonF(corners))
            if self._marker is not None:
                at = QPointF(box.right() + 6 + box.width() / 2, box.center().y())
                draw_marker(painter, self._marker, at, box.width() * 0.75)
            painter.setFont(look.font())
            painter.setPen(look.colour("ink"))
            room = QRectF(self._text_left(), 0, self.width(), self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, self.text())
