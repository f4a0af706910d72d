"""The confusion matrix: of each actual class, how many are predicted as which."""

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annplayground.core.samples import NO_TEST_SET
from annplayground.core.words import translate
from annplayground.gui.painting import kept, painting
from annplayground.gui.plots.boundary.samples.points import class_point, draw_marker
from annplayground.gui.text import count, percent
from annplayground.gui.theme import CLASS_STYLES, Look
from annplayground.gui.tints import cell

Counts = NDArray[np.float64]
# The name of each set, in a word and in a sentence.
_SETS = (
    ("train", translate("Boundary", "train"), translate("Boundary", "training")),
    ("test", translate("Boundary", "test"), translate("Boundary", "test")),
)
_PREDICTED, _ACTUAL = translate("Boundary", "predicted"), translate("Boundary", "actual")
_ABOUT = translate(
    "Boundary", "Rows: the actual class. Columns: what the network says. % of each row."
)
_CENTRE = Qt.AlignmentFlag.AlignCenter
_WIDE = "99.98 %"  # the widest share of 5,000 points


class ConfusionTable(QFrame):
    """A card in the card: a choice of training or test set, and the matrix."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("confusion_table")
        self.setAccessibleName(translate("Boundary", "Confusion matrix"))
        self.setProperty("role", "card")
        self._tables: tuple[Counts, Counts] | None = None
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout()
        for index, (name, text, words) in enumerate(_SETS):
            chip = QPushButton(text)
            chip.setObjectName(f"confusion_{name}")
            chip.setAccessibleName(
                translate("Boundary", "Confusion matrix of the {set} set").format(set=words)
            )
            chip.setToolTip(translate("Boundary", "Count the {set} set").format(set=words))
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            self._group.addButton(chip, index)
            self._row.addWidget(chip)
        self._row.addStretch(1)
        self._group.button(1).setChecked(True)
        self._group.idClicked.connect(self._choose)
        self.matrix = Matrix()
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(4)
        column.addLayout(self._row)
        column.addWidget(self.matrix, 1)

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._row.setSpacing(look.size.gap // 2)
        self.matrix.set_look(look)

    def show_tables(self, tables: tuple[Counts, Counts] | None) -> None:
        """Show the counts (actual, predicted) of the training and the test set."""
        if tables is not self._tables:
            self._tables = tables
            self._choose(self._group.checkedId())

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.matrix.show_counts(None if self._tables is None else self._tables[index])


class Matrix(QWidget):
    """The painted matrix: rows are the actual classes, columns the predicted ones; shares are of
    a row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = Look()
        self._counts: Counts | None = None
        self.setToolTip(_ABOUT)

    @property
    def counts(self) -> Counts | None:
        """What is shown."""
        return self._counts

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self.updateGeometry()
        self.update()

    def show_counts(self, counts: Counts | None) -> None:
        """Show counts (actual, predicted)."""
        if counts is None or self._counts is None or not np.array_equal(counts, self._counts):
            self._counts = counts
            empty = counts is not None and not counts.any()
            self.setToolTip(f"{_ABOUT}\n{NO_TEST_SET}" if empty else _ABOUT)
            self.update()

    def sizeHint(self) -> QSize:
        """Room for percentages and counts of three classes."""
        metrics = QFontMetricsF(self._look.font())
        line, cell = metrics.height(), metrics.horizontalAdvance(_WIDE) + 12
        return QSize(int(2 * line + 3 * cell), int(2 * line + 3 * (2 * line + 5)))

    def minimumSizeHint(self) -> QSize:
        """Less will do."""
        return QSize(100, 100)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw headings, markers and cells."""
        with painting(self) as painter:
            counts = self._counts
            if counts is None:
                return
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._look.font())
            n = len(counts)
            cells = self._draw_headings(painter, n)
            for actual, row in enumerate(counts):
                for predicted, counted in enumerate(row):
                    share = counted / row.sum() if row.sum() else math.nan
                    area = _cell(cells, n, actual, predicted)
                    self._draw_cell(painter, area, share, int(counted), actual == predicted)

    def _draw_headings(self, painter: QPainter, n: int) -> QRectF:
        """Axis names, markers and names of the classes; returns the room for the cells."""
        look, metrics = self._look, QFontMetricsF(self._look.font())
        line, width = metrics.height(), float(self.width())
        named = line + 10 + max(metrics.horizontalAdvance(s.name) for s in CLASS_STYLES[:n])
        # Names only where they leave the cells enough room; the markers are always there.
        narrowest = n * (metrics.horizontalAdvance(_WIDE) + 10)
        name_rows = line + named + narrowest <= width
        left = line + (named if name_rows else line + 2)
        name_columns = n * named <= width - left
        top = 2 * line + 4
        cells = QRectF(left, top, width - left, self.height() - top)
        painter.setPen(look.colour("muted"))
        wide = metrics.horizontalAdvance(_PREDICTED) > cells.width()
        over = QRectF(0, 0, width, line) if wide else QRectF(left, 0, cells.width(), line)
        painter.drawText(over, _CENTRE, _PREDICTED)
        high = metrics.horizontalAdvance(_ACTUAL) > cells.height()
        with kept(painter):
            painter.translate(line / 2, self.height() / 2 if high else cells.center().y())
            painter.rotate(-90)
            painter.drawText(QRectF(-200, -line / 2, 400, line), _CENTRE, _ACTUAL)
        for k in range(n):
            area = _cell(cells, n, 0, k)
            across = area.center().x() - (named - 6 if name_columns else line) / 2
            self._draw_class(painter, k, name_columns, QPointF(across, line * 1.5 + 2))
            down = _cell(cells, n, k, 0).center().y()
            self._draw_class(painter, k, name_rows, QPointF(line, down))
        return cells

    def _draw_class(self, painter: QPainter, label: int, named: bool, at: QPointF) -> None:
        """Marker and perhaps name of a class, from the left, centred on a height."""
        line = QFontMetricsF(self._look.font()).height()
        style = class_point(label, False, self._look)
        draw_marker(painter, style, QPointF(at.x() + line / 2, at.y()), line * 0.62)
        if named:
            painter.setPen(self._look.colour("ink"))
            area = QRectF(at.x() + line + 4, at.y() - line / 2, 400, line)
            painter.drawText(area, Qt.AlignmentFlag.AlignVCenter, CLASS_STYLES[label].name)

    def _draw_cell(
        self, painter: QPainter, area: QRectF, share: float, n: int, right: bool
    ) -> None:
        """`share` is NaN in the row of a class that does not occur in the set."""
        look, line = self._look, QFontMetricsF(self._look.font()).height()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(
            cell(look, "accent" if right else "bad", 0.0 if math.isnan(share) else share)
        )
        painter.drawRoundedRect(area, 4, 4)
        shown = percent(share)
        needed = QFontMetricsF(look.font(bold=True)).horizontalAdvance(shown)
        both = area.height() >= 2 * line + 2 and area.width() >= needed
        painter.setPen(look.colour("ink"))
        painter.setFont(look.font(bold=True))
        if not both:
            painter.drawText(area, _CENTRE, count(n))
            return
        middle = area.center().y()
        painter.drawText(QRectF(area.left(), middle - line, area.width(), line), _CENTRE, shown)
        painter.setFont(look.font())
        painter.drawText(QRectF(area.left(), middle, area.width(), line), _CENTRE, count(n))


def _cell(cells: QRectF, n: int, i: int, j: int) -> QRectF:
    """The area of cell (i, j) of n × n, with a gap around it."""
    width, height = cells.width() / n, cells.height() / n
    left, top = cells.left() + j * width, cells.top() + i * height
    return QRectF(left, top, width, height).adjusted(1.5, 1.5, -1.5, -1.5)
