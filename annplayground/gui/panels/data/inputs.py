"""The inputs of the network as chips that are switched on and off."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from annplayground.core.choices.features import FEATURES
from annplayground.core.settings import setting
from annplayground.core.words import translate
from annplayground.gui.widgets.of_setting import of_setting

_IN_A_ROW = 4


class InputChips(QWidget):
    """One chip per feature; at least one stays on.

    Signals: `featuresChosen(object)`, a tuple of feature names by the user; `noticeRequested(str)`.
    """

    featuresChosen = Signal(object)
    noticeRequested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._features: tuple[str, ...] = ()
        self.chips = {name: self._chip(name) for name in FEATURES}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        chips = list(self.chips.values())
        for first in range(0, len(chips), _IN_A_ROW):
            row = QHBoxLayout()
            row.setSpacing(4)
            for chip in chips[first : first + _IN_A_ROW]:
                row.addWidget(chip, 1)
            column.addLayout(row)

    def _chip(self, name: str) -> QToolButton:
        label = FEATURES[name].label
        chip = QToolButton(self)
        chip.setText(label)
        chip.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        chip.setObjectName(f"feature_{name}")
        of_setting(chip, f"data.features.{name}")
        chip.setAccessibleName(translate("Data", "Input {label}").format(label=label))
        about = translate(
            "Data", "{label}, computed from the raw coordinates and fed in as it is."
        ).format(label=label)
        chip.setToolTip(f"{about}\n{setting('data.features').consequence}")
        chip.setProperty("role", "chip")
        chip.setCheckable(True)
        chip.setCursor(Qt.CursorShape.PointingHandCursor)
        chip.clicked.connect(self._toggle)
        return chip

    def show_features(self, features: tuple[str, ...]) -> None:
        """Mark the inputs that are on."""
        self._features = features
        for name, chip in self.chips.items():
            chip.setChecked(name in features)

    @Slot()
    def _toggle(self) -> None:
        on = tuple(name for name, chip in self.chips.items() if chip.isChecked())
        if on:
            self.featuresChosen.emit(on)
        else:
            self.show_features(self._features)
            self.noticeRequested.emit(
                translate("Data", "At least one input stays on: switch another one on first.")
            )
