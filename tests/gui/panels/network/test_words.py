"""How the network panel names nodes, weights and activations."""

from dataclasses import replace

from PySide6.QtGui import QFont, QFontMetrics

from annplayground.core.choices.activations import ACTIVATIONS
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network
from annplayground.gui.panels.network.layout import Bias, Weight
from annplayground.gui.panels.network.words import (
    activation_tip,
    chain,
    node_title,
    parameter_name,
    weight_name,
    widest_fitting,
    with_alpha,
)


def test_long_chains_of_layers_are_shortened():
    assert chain((2, 4, 4, 1)) == "2 → 4 → 4 → 1"
    assert chain((2, *[64] * 10, 1)) == "2 → 10 × 64 → 1"
    assert chain((2, 8, 8, 4, 4, 4, 4, 1)) == "2 → 8 → 8 → 4 × 4 → 1"


def test_alpha_is_always_shown():
    leaky = ACTIVATIONS["leaky_relu"]
    assert with_alpha(leaky.label, leaky, 0.2) == "Leaky ReLU 0.2"
    assert with_alpha("tanh", ACTIVATIONS["tanh"], 0.0) == "tanh"


def test_the_tip_of_an_activation_says_range_and_use():
    tip = activation_tip(ACTIVATIONS["relu"])
    assert "[0, ∞)" in tip
    assert "Hidden layers" in tip


def test_nodes_and_weights_are_named():
    experiment = Experiment()
    assert node_title(experiment, 0, 1) == "Input x₂"
    assert node_title(experiment, 1, 2) == "Layer 1, unit 3 · tanh"
    assert node_title(experiment, 2, 0) == "Layer 2, unit 1 · Leaky ReLU 0.01"
    assert node_title(experiment, 3, 0) == "Output · Sigmoid"
    assert weight_name(experiment, 1, 0, 1) == "x₁ → unit 2 of layer 1"
    assert weight_name(experiment, 3, 1, 0) == "unit 2 of layer 2 → output"
    assert parameter_name(experiment, Weight(1, 0, 1)) == "Weight x₁ → unit 2 of layer 1"
    assert parameter_name(experiment, Bias(2, 1)) == "Bias of unit 2 of layer 2"


def test_several_outputs_are_numbered():
    network = Network(hidden=(HiddenLayer(3),), output="softmax")
    experiment = replace(Experiment(), data=Data("blobs3"), network=network)
    assert node_title(experiment, 2, 1) == "Output 2 · Softmax"
    assert weight_name(experiment, 2, 0, 2) == "unit 1 of layer 1 → output 3"


def test_of_several_wordings_the_first_that_fits_is_shown(qapp):
    metrics = QFontMetrics(QFont())
    words = ("between large layers: the 150 strongest", "the 150 strongest", "150")
    for text in words:
        assert widest_fitting(words, metrics, metrics.horizontalAdvance(text)) == text
    assert widest_fitting(words, metrics, 0) == "150"
