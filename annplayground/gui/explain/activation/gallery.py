"""The gallery: a button for every activation, in as many rows as the width asks for."""

import math
from functools import partial

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QToolButton, QWidget

from annplayground.core.choices.activations import ACTIVATIONS, Activation
from annplayground.core.words import translate

_GAP = 2


class Gallery(QWidget):
    """Attributes: `buttons`, by the names of the activations. Signals: `activationChosen(name)`."""

    activationChosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(_GAP)
        self.buttons = {entry.name: self._button(entry) for entry in ACTIVATIONS.values()}
        self._columns = 0
        self._fill(5)

    def _button(self, activation: Activation) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"gallery_{activation.name}")
        button.setText(activation.short)
        button.setToolTip(
            translate("Activation", "{label}; again: back to the layer's own").format(
                label=activation.label
            )
        )
        button.setAccessibleName(activation.label)
        button.setCheckable(True)
        button.clicked.connect(partial(self._tell, activation.name))
        return button

    def _tell(self, name: str, *_: object) -> None:
        self.activationChosen.emit(name)

    def mark(self, name: str) -> None:
        """Show this one as chosen; an empty name: none."""
        for other, button in self.buttons.items():
            button.setChecked(other == name)

    def minimumSizeHint(self) -> QSize:
        """As narrow as one button: then there are more rows."""
        widest = max(button.sizeHint().width() for button in self.buttons.values())
        return QSize(widest, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other rows."""
        super().resizeEvent(event)
        widths = [button.sizeHint().width() + _GAP for button in self.buttons.values()]
        rows = 1
        if sum(widths) - _GAP > self.width():  # in several rows the columns are as wide as all
            rows = math.ceil(len(widths) / max((self.width() + _GAP) // max(widths), 1))
        self._fill(math.ceil(len(widths) / rows))

    def _fill(self, columns: int) -> None:
        if columns != self._columns:
            self._grid.setColumnStretch(self._columns, 0)
            self._grid.setColumnStretch(columns, 1)
            self._columns = columns
            for index, button in enumerate(self.buttons.values()):
                self._grid.addWidget(button, index // columns, index % columns)
