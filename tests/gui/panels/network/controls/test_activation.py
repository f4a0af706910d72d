"""The menus of the activations."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDoubleSpinBox

from annplayground.core.choices.activations import ACTIVATIONS, hidden_activations
from annplayground.gui.panels.network.controls.activation import (
    ActivationButton,
    HiddenActivationButton,
)


@pytest.fixture
def button(qtbot):
    made = HiddenActivationButton(2)
    qtbot.addWidget(made)
    made.show_activation(ACTIVATIONS["leaky_relu"], 0.2)
    return made


def actions(button):
    return {a.data(): a for a in button.menu.actions() if a.data()}


def test_all_hidden_activations_are_offered_with_range_and_use(button):
    found = actions(button)
    assert tuple(found) == hidden_activations()
    for name, action in found.items():
        assert action.text() == ACTIVATIONS[name].label
        assert ACTIVATIONS[name].range in action.toolTip()
        assert ACTIVATIONS[name].where in action.toolTip()
        assert action.objectName() == f"layer_2_activation_{name}"
    assert [name for name, action in found.items() if action.isChecked()] == ["leaky_relu"]


def test_choosing_is_told(qtbot, button):
    with qtbot.waitSignal(button.activationChosen) as caught:
        actions(button)["elu"].trigger()
    assert caught.args == ["elu"]


def test_alpha_is_shown_and_typed_in_the_menu(qtbot, button):
    assert button.texts() == (("Leaky ReLU 0.2",), ("LReLU 0.2",), ("LReLU", "0.2"))
    spin = button.menu.findChild(QDoubleSpinBox, "layer_2_alpha")
    with qtbot.waitSignal(button.alphaChosen) as caught:
        spin.selectAll()
        qtbot.keyClicks(spin, "0.5")
        qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert caught.args == [0.5]


def test_alpha_is_hidden_where_it_means_nothing(qtbot, button):
    line = button.menu.findChild(QAction, "layer_2_alpha_line")
    assert line.isVisible()
    with qtbot.assertNotEmitted(button.alphaChosen):
        button.show_activation(ACTIVATIONS["tanh"], 0.0)
    assert not line.isVisible()
    assert button.texts()[0] == ("tanh",)


def test_an_output_offers_only_what_fits_the_data(qtbot):
    button = ActivationButton("output_activation", "Output", ACTIVATIONS)
    qtbot.addWidget(button)
    button.show_activation(ACTIVATIONS["softmax"], 0.0, ("softmax",))
    enabled = [name for name, action in actions(button).items() if action.isEnabled()]
    assert enabled == ["softmax"]
