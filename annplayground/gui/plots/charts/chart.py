"""A live chart, whose values are read under the pointer or by key."""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from annplayground.gui.painting import kept, reporting
from annplayground.gui.plots.charts.curves import PAD
from annplayground.gui.plots.charts.drawn_chart import DrawnChart
from annplayground.gui.plots.charts.paint import paint_hair, paint_reading
from annplayground.gui.plots.charts.readout import dots_at, moved_hair, reading_at


class Chart(DrawnChart):
    """Signals: `epochChosen(epoch)`, by a click, or by Enter at the hair line."""

    epochChosen = Signal(int)

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        self._hair: float | None = None  # epoch
        self._pointer: float | None = None  # pixel
        self._pressed: QPointF | None = None
        super().__init__(name, title, parent)

    def _arrange(self) -> None:
        super()._arrange()
        if self._pointer is not None:
            self._hair = round(self.frame.epoch(self._pointer))

    def drawForeground(self, painter: QPainter, rect: QRectF) -> None:  # noqa: N802
        """Over all else the values under the pointer."""
        super().drawForeground(painter, rect)
        with reporting(), kept(painter):
            if self._hair is not None and self.curves:
                self._paint_reading(painter, self._hair)

    def _paint_reading(self, painter: QPainter, hair: float) -> None:
        epoch, dots = dots_at(hair, self.curves, self.axis)
        paint_hair(painter, self.frame, self._look, epoch, dots)
        title, rows = reading_at(hair, self.curves)
        colours = [curve.colour for curve in self.curves]
        coloured = [(*row, colour) for row, colour in zip(rows, colours, strict=True)]
        area = QRectF(self.rect())
        paint_reading(painter, area, self._look, self.frame.x(epoch), title, coloured)

    def reading(self) -> tuple[str, list[tuple[str, str]]]:
        """What the box at the hair line says; nothing where there is none."""
        if self._hair is None or not self.curves:
            return "", []
        return reading_at(self._hair, self.curves)

    def _set_hair(self, epoch: float | None) -> None:
        if epoch != self._hair:
            self._hair = epoch
            self.repaint_soon()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Read the values at the pointer."""
        position: QPointF = event.position()
        if self.zoom.move(position, self.frame):
            self._show(calm=True)
        inside = self.frame.plot.adjusted(-PAD, -PAD, PAD, PAD).contains(position)
        self._pointer = position.x() if inside else None
        self._set_hair(round(self.frame.epoch(position.x())) if inside else None)

    def leaveEvent(self, event: QEvent) -> None:
        """The pointer has gone."""
        self._pointer = None
        self._set_hair(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """With Ctrl zoom at the pointer; else there is nothing to scroll."""
        if self.zoom.wheel(event, self.frame):
            self._show(calm=False)
            event.accept()
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """With Ctrl begin to pan."""
        if self.zoom.press(event, self.frame):
            event.accept()
            return
        inside = self.frame.plot.contains(event.position()) and bool(self.curves)
        plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers().value
        self._pressed = event.position() if inside and plain else None
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End to pan; a click chooses its epoch."""
        self.zoom.release()
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is None or event.button() != Qt.MouseButton.LeftButton:
            return
        way = (event.position() - pressed).manhattanLength()
        if way < QApplication.startDragDistance():
            self.epochChosen.emit(round(self.frame.epoch(pressed.x())))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """On an axis: all of the run again."""
        if self.zoom.double_click(event.position(), self.frame):
            self._show(calm=False)
        else:
            super().mouseDoubleClickEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left, Right, Home and End move the hair line, with Ctrl they zoom and pan; Enter chooses
        its epoch. All else is for the window."""
        if self.zoom.key(event, self.frame):
            self._show(calm=False)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._hair is not None:
            self.epochChosen.emit(round(self._hair))
            return
        target = moved_hair(event, self._hair, self.frame)
        if target is None:
            event.ignore()
        else:
            self._pointer = None
            self._set_hair(target)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Reached by Tab, the newest values are read."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self._set_hair(self.frame.last)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard has gone."""
        super().focusOutEvent(event)
        self._set_hair(None)
