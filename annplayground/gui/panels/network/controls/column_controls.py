"""The controls of one hidden layer, above its column: its activation and its number of units."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QWidget

from annplayground.core.choices.activations import ACTIVATIONS
from annplayground.core.experiment import Experiment
from annplayground.core.settings import setting
from annplayground.core.words import translate
from annplayground.gui.panels.network.controls.activation import HiddenActivationButton
from annplayground.gui.panels.network.controls.buttons import GlyphButton, InlineSpin
from annplayground.gui.text import layer_name, layer_within
from annplayground.gui.theme import Look
from annplayground.gui.widgets.fields import show_number
from annplayground.gui.widgets.of_setting import of_setting

_UNITS = setting("network.hidden.units")
_MOST_UNITS = int(_UNITS.high)
_LEAST_BUTTON = 24  # pixels: a smaller one is hard to hit


def units_row_height(look: Look) -> int:
    """Height of a row with a number of units."""
    return look.size.control - 6


def stacks_units(room: int, look: Look) -> bool:
    """Whether − and + stand below the number, for want of room beside it."""
    return 2 * _LEAST_BUTTON <= room < _digits_width(look) + 2 * units_row_height(look)


def _digits_width(look: Look) -> int:
    return round(QFontMetricsF(look.font()).horizontalAdvance(str(_MOST_UNITS))) + 12


class ColumnControls(QWidget):
    """The controls of one hidden layer.

    Signals, each with the layer, 1 the first hidden one: `activationChosen(layer, name)`,
    `alphaChosen(layer, α)`, `unitsChosen(layer, units)`.
    """

    activationChosen = Signal(int, str)
    alphaChosen = Signal(int, float)
    unitsChosen = Signal(int, int)

    def __init__(self, layer: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._layer = layer
        self._steps = True  # whether − and + have room
        name, title = f"layer_{layer}", layer_name(layer)
        self.activation = HiddenActivationButton(layer, self)
        self.less = GlyphButton(
            "−",
            f"{name}_units_less",
            translate("Network", "{title}: one unit less").format(title=title),
            self,
        )
        self.units = InlineSpin(
            f"{name}_units", translate("Network", "{title}: units").format(title=title), self
        )
        self.more = GlyphButton(
            "+",
            f"{name}_units_more",
            translate("Network", "{title}: one unit more").format(title=title),
            self,
        )
        of_setting(self.units, f"network.hidden.{layer}.units")
        of_setting(
            self.activation, *(f"network.hidden.{layer}.{name}" for name in ("activation", "alpha"))
        )
        self.units.setRange(int(_UNITS.low), _MOST_UNITS)
        consequence = _UNITS.consequence
        self.less.setToolTip(
            translate("Network", "One unit less. {consequence}").format(consequence=consequence)
        )
        about = translate("Network", "{label} of {layer}, {bounds}.").format(
            label=_UNITS.label, layer=layer_within(layer), bounds=_UNITS.bounds
        )
        self.units.setToolTip(f"{about} {consequence}")
        self.more.setToolTip(
            translate("Network", "One unit more. {consequence}").format(consequence=consequence)
        )
        self.activation.activationChosen.connect(self._choose_activation)
        self.activation.alphaChosen.connect(self._choose_alpha)
        self.units.valueChanged.connect(self._choose_units)
        self.less.clicked.connect(self.units.stepDown)
        self.more.clicked.connect(self.units.stepUp)

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        for button in (self.activation, self.less, self.more):
            button.set_look(look)

    def show_layer(self, experiment: Experiment) -> None:
        """Show this layer of an experiment."""
        layer = experiment.network.hidden[self._layer - 1]
        self.activation.show_activation(ACTIVATIONS[layer.activation], layer.alpha or 0.0)
        show_number(self.units, layer.units)
        if not self.units.hasFocus():
            self.units.lineEdit().deselect()  # stepped by the buttons, Qt marks the number
        self.less.setEnabled(layer.units > _UNITS.low)
        self.more.setEnabled(layer.units < _UNITS.high)

    def arrange_units(self, top: int, room: int, look: Look) -> None:
        """Place − 4 + in a row, or the number above − and + where the column is narrow, or the
        number alone, to be typed over, where these would be too small to hit."""
        row, digits = units_row_height(look), min(_digits_width(look), room)
        left = (room - digits) // 2
        self.units.setGeometry(left, top, digits, row)
        self._steps = room >= 2 * _LEAST_BUTTON
        stacked = stacks_units(room, look)
        QWidget.setTabOrder(*((self.units, self.less) if stacked else (self.less, self.units)))
        QWidget.setTabOrder(self.less if stacked else self.units, self.more)
        if stacked:
            side = min(room // 2, row)
            self.less.setGeometry(room // 2 - side, top + row, side, row)
            self.more.setGeometry(room // 2, top + row, side, row)
        else:
            self.less.setGeometry(left - row, top, row, row)
            self.more.setGeometry(left + digits, top, row, row)

    def set_units_visible(self, visible: bool) -> None:
        """Show or fold away the number of units."""
        self.units.setVisible(visible)
        for button in (self.less, self.more):
            button.setVisible(visible and self._steps)

    @Slot(str)
    def _choose_activation(self, name: str) -> None:
        self.activationChosen.emit(self._layer, name)

    @Slot(float)
    def _choose_alpha(self, alpha: float) -> None:
        self.alphaChosen.emit(self._layer, alpha)

    @Slot(int)
    def _choose_units(self, units: int) -> None:
        self.unitsChosen.emit(self._layer, units)
