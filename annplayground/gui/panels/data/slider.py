"""A slider with its name and its value, on two lines or, where height is short, on one."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from annplayground.core.settings import setting
from annplayground.gui.widgets.labels import Label
from annplayground.gui.widgets.of_setting import of_setting

_NAME_SHARE, _VALUE_SHARE = 0.42, 0.21  # of the width, on one line


@dataclass(frozen=True)
class SliderSpec:
    """What a slider sets: `values` it steps through, and how one is shown with its unit."""

    name: str
    label: str
    about: str
    values: Sequence[float]
    shown: Callable[[float], str]
    path: str = ""  # of the setting, where it is one

    @classmethod
    def of(cls, path: str, values: Sequence[float], shown: Callable[[float], str]) -> "SliderSpec":
        """The slider of a setting, at its path; its steps are the panel's, its words the row's."""
        row = setting(path)
        return cls(row.field, row.label, row.tip, values, shown, path)


class LabelledSlider(QWidget):
    """A slider over the values of its spec.

    Signals: `valueEdited(object)`, a value chosen by the user, also while dragging.
    """

    valueEdited = Signal(object)

    def __init__(self, spec: SliderSpec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec = spec
        self._values = np.asarray(spec.values, dtype=float)
        self._name = Label(spec.label, self)
        self._value = Label(parent=self)
        self._value.setObjectName(f"{spec.name}_value")
        self._value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.slider = QSlider(Qt.Orientation.Horizontal, self)
        self.slider.setObjectName(spec.name)
        of_setting(self.slider, spec.path)
        self.slider.setAccessibleName(spec.label)
        self.slider.setRange(0, len(self._values) - 1)
        self.slider.setPageStep(max(1, len(self._values) // 10))
        self.slider.valueChanged.connect(self._move)
        self._name.setBuddy(self.slider)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._stacked = False
        self.set_usable("")

    def show_value(self, value: float) -> None:
        """Show a value of the Experiment, also one that lies between the slider's steps."""
        position = int(np.abs(self._values - value).argmin())
        blocked = self.slider.blockSignals(True)
        self.slider.setValue(position)
        self.slider.blockSignals(blocked)
        self._value.setText(self._spec.shown(value))

    def set_usable(self, why_not: str) -> None:
        """Switch it off, giving the reason in the tooltip; an empty reason switches it on."""
        self.setEnabled(not why_not)
        for widget in (self, self.slider):
            widget.setToolTip(why_not or self._spec.about)

    @property
    def stacked(self) -> bool:
        """Whether it stands on two lines."""
        return self._stacked

    def set_stacked(self, stacked: bool) -> None:
        """Stand on two lines, with a longer slider, or on one."""
        if stacked != self._stacked:
            self._stacked = stacked
            self._arrange()  # its own size may stay as it is, and then nothing else asks for it
            self.updateGeometry()

    def extra_height(self) -> int:
        """How much higher two lines are than one."""
        return self._height(True) - self._height(False)

    def sizeHint(self) -> QSize:
        """Two lines or one."""
        return QSize(self._least_width(), self._height(self._stacked))

    def minimumSizeHint(self) -> QSize:
        """One line: on two, the card may still become as low as before."""
        return QSize(self._least_width(), self._height(False))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put name, slider and value in their places."""
        self._arrange()

    def _arrange(self) -> None:
        width, height, line = self.width(), self.height(), self._line()
        if self._stacked:
            self._name.setGeometry(0, 0, width // 2, line)
            self._value.setGeometry(width // 2, 0, width - width // 2, line)
            self.slider.setGeometry(0, line, width, height - line)
            return
        name, value = round(width * _NAME_SHARE), round(width * _VALUE_SHARE)
        self._name.setGeometry(0, 0, name, height)
        self._value.setGeometry(width - value, 0, value, height)
        self.slider.setGeometry(name, 0, width - name - value, height)

    def _least_width(self) -> int:
        """With room for the name on one line."""
        return max(160, math.ceil(self._name.sizeHint().width() / _NAME_SHARE))

    def _height(self, stacked: bool) -> int:
        line, slider = self._line(), self.slider.sizeHint().height()
        return line + slider if stacked else max(line, slider)

    def _line(self) -> int:
        return self._name.sizeHint().height()

    @Slot(int)
    def _move(self, position: int) -> None:
        value = float(self._values[position])
        self._value.setText(self._spec.shown(value))
        self.valueEdited.emit(value)
