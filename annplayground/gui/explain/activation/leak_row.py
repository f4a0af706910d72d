"""The slope of Leaky ReLU for z ≤ 0 as a slider, of one layer or of all."""

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSizePolicy, QSlider, QWidget

from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.gui.explain.activation.words import leak
from annplayground.gui.text import exact
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label

_HUNDREDTHS = 100  # the slider goes from 0 to 1, where max(az, z) is Leaky ReLU


class LeakRow(QWidget):
    """Signals: `leakChanged(a)`, when the user has moved the slider, and `reachChanged()`, when
    "all layers" was switched."""

    leakChanged = Signal(float)
    reachChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._label = Label()
        self._label.setObjectName("leak_value")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("leak")
        self.slider.setAccessibleName(translate("Activation", "Slope of Leaky ReLU for z ≤ 0"))
        self.slider.setToolTip(
            translate(
                "Activation", "The slope for z ≤ 0: of the layer in focus, if it has Leaky ReLU"
            )
        )
        self.slider.setRange(0, _HUNDREDTHS)
        self.all_layers = QCheckBox(translate("Activation", "all layers"))
        self.all_layers.setObjectName("leak_all_layers")
        self.all_layers.setAccessibleName(
            translate("Activation", "The slope of all layers with Leaky ReLU")
        )
        self.all_layers.setToolTip(
            translate("Activation", "The slider sets the slope of every layer with Leaky ReLU")
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._label)
        layout.addWidget(self.slider, 1)
        layout.addWidget(self.all_layers)
        self.slider.valueChanged.connect(self._tell)
        self.all_layers.toggled.connect(self._toggle)

    def show_slope(self, look: Look, alpha: float) -> None:
        """Show this slope; emits nothing."""
        self._label.setText(f"{leak(look.notation)} {exact(alpha)}")
        with QSignalBlocker(self.slider):
            self.slider.setValue(round(_HUNDREDTHS * alpha))

    @property
    def slope(self) -> float:
        """The slope that the slider shows."""
        return self.slider.value() / _HUNDREDTHS

    @Slot(int)
    def _tell(self, value: int) -> None:
        self.leakChanged.emit(self.slope)

    @Slot(bool)
    def _toggle(self, on: bool) -> None:
        self.reachChanged.emit()


def with_leak(experiment: Experiment, alpha: float, only: int | None) -> Experiment:
    """The experiment with this slope in its layers with Leaky ReLU, or in `only` this one of them
    (1 is the first hidden one)."""
    hidden = tuple(
        replace(layer, alpha=alpha)
        if layer.activation == "leaky_relu" and only in (None, number)
        else layer
        for number, layer in enumerate(experiment.network.hidden, start=1)
    )
    return replace(experiment, network=replace(experiment.network, hidden=hidden))
