"""The controls below the diagram."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QDoubleSpinBox, QSpinBox

from annplayground.core.choices.initializers import INITIALIZERS
from annplayground.core.experiment import Experiment, HiddenLayer, Network
from annplayground.gui.panels.network.controls.footer import NetworkFooter


@pytest.fixture
def footer(qtbot):
    made = NetworkFooter()
    qtbot.addWidget(made)
    made.show_experiment(Experiment())
    made.resize(620, 40)
    with qtbot.waitExposed(made):
        made.show()
    return made


@pytest.mark.parametrize(("name", "number"), [("layers_less", 1), ("layers_more", 3)])
def test_buttons_take_and_add_a_layer(qtbot, footer, name, number):
    with qtbot.waitSignal(footer.layersChosen) as caught:
        button = footer.findChild(QAbstractButton, name)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert caught.args == [number]
    assert not footer.findChild(QSpinBox, "layers_count").lineEdit().hasSelectedText()


def test_the_number_of_layers_is_typed(qtbot, footer):
    count = footer.findChild(QSpinBox, "layers_count")
    assert count.text() == "2 hidden layers"
    count.selectAll()
    with qtbot.waitSignal(footer.layersChosen) as caught:
        qtbot.keyClicks(count, "7")
        qtbot.keyClick(count, Qt.Key.Key_Return)
    assert caught.args == [7]


@pytest.mark.parametrize(
    ("n", "text", "less", "more"),
    [
        (0, "0 hidden layers", False, True),
        (1, "1 hidden layer", True, True),
        (10, "10 hidden layers", True, False),
    ],
)
def test_it_says_how_many_there_are_and_stops_at_the_limits(qtbot, footer, n, text, less, more):
    network = Network(hidden=(HiddenLayer(),) * n)
    with qtbot.assertNotEmitted(footer.layersChosen):
        footer.show_experiment(replace(Experiment(), network=network))
    assert footer.findChild(QSpinBox, "layers_count").text() == text
    assert footer.findChild(QAbstractButton, "layers_less").isEnabled() is less
    assert footer.findChild(QAbstractButton, "layers_more").isEnabled() is more


def test_every_scheme_is_offered_and_explained(qtbot, footer):
    for entry in INITIALIZERS.values():
        action = footer.findChild(QAction, f"init_{entry.name}")
        assert (action.text(), action.toolTip()) == (entry.label, entry.about)
        with qtbot.waitSignal(footer.initChosen) as caught:
            action.trigger()
        assert caught.args == [entry.name]


def test_the_scheme_and_its_factor_are_shown(qtbot, footer):
    network = Network(init="he", init_scale=0.5)
    with qtbot.assertNotEmitted(footer.scaleChosen):
        footer.show_experiment(replace(Experiment(), network=network))
    assert footer.findChild(QAbstractButton, "init_scheme").text() == "He"
    scale = footer.findChild(QDoubleSpinBox, "init_scale")
    assert scale.text() == "× 0.50"
    scale.selectAll()
    with qtbot.waitSignal(footer.scaleChosen) as caught:
        qtbot.keyClicks(scale, "2.5")
        qtbot.keyClick(scale, Qt.Key.Key_Return)
    assert caught.args == [2.5]


def test_the_initial_bias_is_shown_and_chosen(qtbot, footer):
    with qtbot.assertNotEmitted(footer.biasChosen):
        footer.show_experiment(replace(Experiment(), network=Network(init_bias=-0.25)))
    bias = footer.findChild(QDoubleSpinBox, "init_bias")
    assert bias.text() == "b -0.25"
    assert bias.toolTip().endswith("begin dead, −10 to 10. Starts the network anew.")
    bias.selectAll()
    with qtbot.waitSignal(footer.biasChosen) as caught:
        qtbot.keyClicks(bias, "0.1")
        qtbot.keyClick(bias, Qt.Key.Key_Return)
    assert caught.args == [0.1]


def test_the_first_weights_can_be_folded_away(footer):
    footer.set_init_visible(False)
    assert not footer.findChild(QAbstractButton, "init_scheme").isVisible()
    assert footer.findChild(QSpinBox, "layers_count").isVisible()
