"""The row of buttons under the map while points are drawn by hand."""

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QWidget,
)

from annplayground.core.words import translate
from annplayground.gui.plots.boundary.samples.points import class_point, marker_icon
from annplayground.gui.theme import CLASS_STYLES, Look


class DrawRow(QWidget):
    """Chooses the class to draw, clears and ends.

    Attributes: `label`, the class chosen.
    Signals: `labelChanged`, `clearRequested`, `doneRequested`.
    """

    labelChanged = Signal()
    clearRequested = Signal()
    doneRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wide = True  # in one row
        self._group = QButtonGroup(self)
        self._classes = QHBoxLayout()
        for label, style in enumerate(CLASS_STYLES):
            self._classes.addWidget(self._class_button(label, style.name))
        self._classes.addStretch(1)
        self._group.button(0).setChecked(True)
        self._ends = QHBoxLayout()
        self._ends.addStretch(1)
        clear = self._end_button(
            "draw_clear",
            translate("Boundary", "Clear"),
            translate("Boundary", "Remove all drawn points"),
        )
        clear.clicked.connect(self.clearRequested)
        done = self._end_button(
            "draw_done",
            translate("Boundary", "Done"),
            translate("Boundary", "End drawing (Esc); the points stay"),
        )
        done.clicked.connect(self.doneRequested)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.addLayout(self._classes, 0, 0)
        self._grid.addLayout(self._ends, 0, 1)
        self._group.idClicked.connect(self._tell)

    def _class_button(self, label: int, name: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"draw_class_{label}")
        button.setAccessibleName(translate("Boundary", "Draw {name} points").format(name=name))
        button.setToolTip(
            translate("Boundary", "Draw {name} points, class {label} (key {key})").format(
                name=name, label=label, key=label + 1
            )
        )
        button.setCheckable(True)
        self._group.addButton(button, label)
        return button

    def _end_button(self, name: str, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(tip)
        button.setToolTip(tip)
        self._ends.addWidget(button)
        return button

    @property
    def label(self) -> int:
        """The class chosen."""
        return self._group.checkedId()

    def choose(self, label: int) -> None:
        """Choose a class."""
        self._group.button(label).setChecked(True)
        self.labelChanged.emit()

    @Slot(int)
    def _tell(self, _: int) -> None:
        self.labelChanged.emit()

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        size = look.size.control - 10
        for label, button in enumerate(self._group.buttons()):
            button.setIcon(marker_icon(class_point(label, False, look), size))
            button.setIconSize(QSize(size, size))
        for layout in (self._classes, self._ends):
            layout.setSpacing(look.size.gap // 2)
        self._arrange()

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for two rows."""
        width = max(self._classes.minimumSize().width(), self._ends.minimumSize().width())
        return QSize(width, self._grid.minimumSize().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """One row, or two where it is narrow."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        needed = self._classes.sizeHint().width() + self._ends.sizeHint().width()
        wide = needed + self._grid.spacing() <= self.width()
        if wide != self._wide:
            self._wide = wide
            self._grid.removeItem(self._ends)
            self._grid.addLayout(self._ends, 0 if wide else 1, 1 if wide else 0)
            self.updateGeometry()
