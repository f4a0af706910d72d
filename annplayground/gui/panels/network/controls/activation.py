"""The buttons that choose the activation of a layer, with its α in the menu."""

from collections.abc import Collection

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QWidget, QWidgetAction

from annplayground.core.choices.activations import ACTIVATIONS, Activation, hidden_activations
from annplayground.core.settings import KEEPS_WEIGHTS, setting
from annplayground.core.words import translate
from annplayground.gui.panels.network.controls.buttons import PickButton
from annplayground.gui.panels.network.words import activation_tip, with_alpha
from annplayground.gui.text import layer_name
from annplayground.gui.theme import Look
from annplayground.gui.widgets.fields import show_number
from annplayground.gui.widgets.labels import Label


class ActivationButton(PickButton):
    """Signals: `activationChosen(name)`."""

    activationChosen = Signal(str)

    def __init__(
        self, name: str, accessible: str, choices: Collection[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(name, accessible, parent)
        self._activation = ACTIVATIONS["linear"]
        self._alpha = 0.0
        self._group = QActionGroup(self)
        for choice in choices:
            action = QAction(ACTIVATIONS[choice].label, self._group)
            action.setObjectName(f"{name}_{choice}")
            action.setCheckable(True)
            action.setData(choice)
        self.menu.addActions(self._group.actions())
        self._group.triggered.connect(self._choose)

    def show_activation(
        self, activation: Activation, alpha: float, possible: Collection[str] | None = None
    ) -> None:
        """Show what is chosen; only the `possible` ones (None: all), which fit the data, can be."""
        self._activation, self._alpha = activation, alpha
        for action in self._group.actions():
            action.setChecked(action.data() == activation.name)
            action.setEnabled(possible is None or action.data() in possible)
        self._show_tip()

    def set_look(self, look: Look) -> None:
        """Take colours and sizes, and write in the notation."""
        super().set_look(look)
        for action in self._group.actions():
            action.setToolTip(look.written(activation_tip(ACTIVATIONS[action.data()])))
        self._show_tip()

    def _show_tip(self) -> None:
        tip = self.look.written(activation_tip(self._activation))
        self.setToolTip(f"{self._activation.label}: {tip}\n{KEEPS_WEIGHTS}")

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The lines to choose from: the whole name, the short one, the short one in two lines."""
        full = with_alpha(self._activation.label, self._activation, self._alpha)
        short = with_alpha(self._activation.short, self._activation, self._alpha)
        return (full,), (short,), tuple(short.split(" "))

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.activationChosen.emit(action.data())


class HiddenActivationButton(ActivationButton):
    """The button of hidden layer `number`; α is in its menu where the activation has one.

    Signals: `activationChosen(name)` and `alphaChosen(α)`.
    """

    alphaChosen = Signal(float)

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        name, title = f"layer_{number}", layer_name(number)
        row = self._row = setting("network.hidden.alpha")
        self._title = title
        super().__init__(
            f"{name}_activation",
            translate("Network", "{title}: activation").format(title=title),
            hidden_activations(),
            parent,
        )
        self._alpha_spin = QDoubleSpinBox()
        self._alpha_spin.setObjectName(f"{name}_alpha")
        self._alpha_spin.setRange(row.low, row.high)
        self._alpha_spin.setDecimals(3)
        self._alpha_spin.setSingleStep(0.05)
        self._alpha_spin.setButtonSymbols(QDoubleSpinBox.ButtonSymbols.NoButtons)
        self._alpha_spin.setKeyboardTracking(False)
        self._alpha_spin.valueChanged.connect(self.alphaChosen)
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(12, 4, 12, 4)
        self._symbol = Label()
        layout.addWidget(self._symbol)
        layout.addWidget(self._alpha_spin, 1)
        self._alpha_line = QWidgetAction(self.menu)
        self._alpha_line.setObjectName(f"{name}_alpha_line")
        self._alpha_line.setDefaultWidget(line)
        self.menu.addSeparator()
        self.menu.addAction(self._alpha_line)
        self.set_look(self.look)
        self.show_activation(ACTIVATIONS["tanh"], 0.0)

    def set_look(self, look: Look) -> None:
        """Call α as the notation does."""
        super().set_look(look)
        row = self._row
        self._symbol.setText(look.written(row.symbol))
        self._alpha_spin.setAccessibleName(f"{self._title}: {look.written(row.label)}")
        self._alpha_spin.setToolTip(f"{look.written(row.bounded)} {row.consequence}")
        self._alpha_line.setText(self._alpha_spin.accessibleName())

    def show_activation(
        self, activation: Activation, alpha: float, possible: Collection[str] | None = None
    ) -> None:
        """Show what is chosen, and α."""
        super().show_activation(activation, alpha, possible)
        self._alpha_line.setVisible(activation.alpha is not None)
        show_number(self._alpha_spin, alpha)
