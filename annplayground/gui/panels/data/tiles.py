"""The datasets to choose from: a grid of pictures that uses whatever room it has."""

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QWidget

from annplayground.core.choices.datasets import DATASETS
from annplayground.core.experiment import CustomPoint
from annplayground.core.settings import setting
from annplayground.core.words import translate
from annplayground.gui.painting import painting
from annplayground.gui.panels.data.thumbnails import thumbnail
from annplayground.gui.theme import Look
from annplayground.gui.widgets.of_setting import of_setting

MIN_SIDE, MAX_SIDE = 38, 160
_MIN_NAMED_SIDE = 34  # a name below makes up for a slightly smaller picture
_GAP, _MAX_GAP = 4, 20
_COLUMNS = (4, 3, 5, 6)


class DatasetTile(QAbstractButton):
    """One dataset: its picture and, where there is room, its name below."""

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        entry = DATASETS[name]
        self.name = name
        self.setObjectName(f"dataset_{name}")
        of_setting(self, f"data.dataset.{name}")
        self.setText(entry.label)
        self.setAccessibleName(translate("Data", "Dataset {label}").format(label=entry.label))
        consequence = setting("data.dataset").consequence
        self.setToolTip(f"{entry.label}: {entry.about}\n{consequence}")
        self.setCheckable(True)
        self._look = Look()
        self._labelled = False
        self._points: tuple[CustomPoint, ...] = ()
        self._picture: QPixmap | None = None

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self._picture = None
        self.update()

    def set_points(self, points: tuple[CustomPoint, ...]) -> None:
        """What own data consist of."""
        if points != self._points:
            self._points = points
            self._picture = None
            self.update()

    def set_labelled(self, labelled: bool) -> None:
        """Show the name below the picture, or leave it to the tooltip."""
        self._labelled = labelled
        self.update()

    def sizeHint(self) -> QSize:
        """A small picture; the grid gives the true size."""
        return QSize(MIN_SIDE, MIN_SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, a frame that tells what is chosen, and the name."""
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            name_height = self._name_height()
            side = self.height() - name_height
            left = (self.width() - side) // 2
            painter.drawPixmap(left, 0, self._drawn(side))
            width, colour = self._frame()
            inset = width / 2
            painter.setPen(QPen(colour, width))
            painter.drawRoundedRect(QRectF(left, 0, side, side).adjusted(*_inner(inset)), 5, 5)
            if name_height:
                painter.setFont(self._look.font())
                painter.setPen(self._look.colour("ink" if self.isChecked() else "muted"))
                box = QRectF(0, side, self.width(), name_height)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())

    def _drawn(self, side: int) -> QPixmap:
        """The picture, made when it is first looked at and whenever its size changes."""
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.width() != round(side * ratio):
            self._picture = thumbnail(self.name, self._points, self._look, side, ratio)
        return self._picture

    def _frame(self) -> tuple[float, QColor]:
        line = self._look.size.line
        if self.isChecked():  # wider than the ring of the focus, which lies over it
            return (3.0 if self.hasFocus() else 1.5) * line, self._look.colour("accent")
        if self.underMouse():
            return line, self._look.colour("muted")
        return self._look.size.thin, self._look.colour("border")

    def _name_height(self) -> int:
        return label_height(self._look) if self._labelled else 0


def label_height(look: Look) -> int:
    """Height of a name below its picture."""
    return QFontMetrics(look.font()).height() + 2


def _inner(inset: float) -> tuple[float, float, float, float]:
    return inset, inset, -inset, -inset


@dataclass(frozen=True)
class Plan:
    """How the tiles stand: columns, side of a picture, and whether their names fit."""

    columns: int
    side: int
    labelled: bool


def plan(width: int, height: int, count: int, label: tuple[int, int]) -> Plan:
    """The largest pictures that fit; with names (`label`: width, height) if these fit as well."""
    columns = [n for n in _COLUMNS if (width + _GAP) // n - _GAP >= label[0]]
    named = [_plan(width, height, count, n, label[1]) for n in columns]
    named = [p for p in named if p.side >= _MIN_NAMED_SIDE]
    return max(named or [_plan(width, height, count, n, 0) for n in _COLUMNS], key=_side)


def _plan(width: int, height: int, count: int, columns: int, name_height: int) -> Plan:
    rows = math.ceil(count / columns)
    across = (width - _GAP * (columns - 1)) // columns
    down = (height - _GAP * (rows - 1)) // rows - name_height
    return Plan(columns, max(1, min(across, down, MAX_SIDE)), name_height > 0)


def _side(p: Plan) -> int:
    return p.side


def _gap(room: int, count: int, size: int) -> float:
    return min((room - count * size) / max(count - 1, 1), _MAX_GAP)


class DatasetTiles(QWidget):
    """All datasets as exclusive buttons. Own data appear once there are points.

    Signals: `datasetChosen(str)`, the name of a dataset, by the user.
    """

    datasetChosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("datasets")
        self.setAccessibleName(translate("Data", "Datasets"))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self._look = Look()
        self._labelled = False
        self._group = QButtonGroup(self)
        self.tiles = {name: DatasetTile(name, self) for name in DATASETS}
        for tile in self.tiles.values():
            self._group.addButton(tile)
        self.tiles["custom"].hide()
        self._group.buttonClicked.connect(self._choose)

    @property
    def labelled(self) -> bool:
        """Whether there is room for the names."""
        return self._labelled

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        for tile in self.tiles.values():
            tile.set_look(look)
        self._arrange()

    def show_choice(self, name: str, points: tuple[CustomPoint, ...]) -> None:
        """Mark this dataset; offer own data if there are points."""
        own = self.tiles["custom"]
        own.set_points(points)
        if own.isHidden() == bool(points):
            own.setVisible(bool(points))
            self._arrange()
        self.tiles[name].setChecked(True)

    def minimumSizeHint(self) -> QSize:
        """Small pictures, four in a row, with room for own data."""
        return QSize(4 * (MIN_SIDE + _GAP) - _GAP, 3 * (MIN_SIDE + _GAP) - _GAP)

    def sizeHint(self) -> QSize:
        """The same: further room comes by stretching."""
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand the tiles anew, and take no more height than they can use."""
        self.setMaximumHeight(self._height_of(self._plan(self.width(), 1 << 16), _MAX_GAP))
        self._arrange()

    def has_names_at(self, width: int, height: int) -> bool:
        """Whether the names would fit into this size."""
        return self._plan(width, height).labelled

    def _plan(self, width: int, height: int) -> Plan:
        return plan(width, height, len(self._shown()), self._label_size())

    def _height_of(self, chosen: Plan, gap: int) -> int:
        rows = math.ceil(len(self._shown()) / chosen.columns)
        name_height = label_height(self._look) if chosen.labelled else 0
        return rows * (chosen.side + name_height + gap) - gap

    def _shown(self) -> list[DatasetTile]:
        return [tile for tile in self.tiles.values() if not tile.isHidden()]

    def _arrange(self) -> None:
        """Stand the tiles in the middle, with what is left over between them."""
        tiles, chosen = self._shown(), self._plan(self.width(), self.height())
        self._labelled = chosen.labelled
        rows = math.ceil(len(tiles) / chosen.columns)
        name_height = label_height(self._look) if chosen.labelled else 0
        width = max(chosen.side, self._label_size()[0] if chosen.labelled else 0)
        height = chosen.side + name_height
        gap_x = _gap(self.width(), chosen.columns, width)
        gap_y = _gap(self.height(), rows, height)
        left = (self.width() - chosen.columns * (width + gap_x) + gap_x) / 2
        for index, tile in enumerate(tiles):
            row, column = divmod(index, chosen.columns)
            tile.set_labelled(chosen.labelled)
            x, y = left + column * (width + gap_x), row * (height + gap_y)
            tile.setGeometry(int(x), int(y), width, height)

    def _label_size(self) -> tuple[int, int]:
        metrics = QFontMetrics(self._look.font())
        widest = max(metrics.horizontalAdvance(tile.text()) for tile in self._shown())
        return widest, label_height(self._look)

    @Slot(QAbstractButton)
    def _choose(self, tile: DatasetTile) -> None:
        self.datasetChosen.emit(tile.name)
