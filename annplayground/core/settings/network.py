"""The settings of the network: its layers, and how they begin."""

from annplayground.core.choices.activations import ACTIVATIONS, hidden_activations
from annplayground.core.choices.initializers import INITIALIZERS
from annplayground.core.choices.notations import Symbolic
from annplayground.core.settings.row import MAX_SEED, Setting
from annplayground.core.words import translate

NETWORK = (
    Setting(
        "network.hidden",
        translate("Settings", "Hidden layers"),
        translate("Settings", "Number of hidden layers."),
        live=False,
        low=0,
        high=10,
        count=True,
    ),
    Setting(
        "network.hidden.units",
        translate("Settings", "Units"),
        translate("Settings", "Units of the layer."),
        live=False,
        low=1,
        high=64,
        whole=True,
    ),
    Setting(
        "network.hidden.activation",
        translate("Settings", "Activation"),
        translate("Settings", "What a unit makes of its sum."),
        choices=lambda: {name: ACTIVATIONS[name] for name in hidden_activations()},
    ),
    Setting(
        "network.hidden.alpha",
        Symbolic(translate("Settings", "{leak} of the activation")),
        Symbolic(
            translate(
                "Settings", "{leak} of Leaky ReLU, its slope for z < 0, or of ELU, its depth there."
            )
        ),
        low=0.0,
        high=10.0,
        optional=True,
        symbol=Symbolic("{leak}"),
        title=translate("Settings", "parameter of the activation"),
    ),
    Setting(
        "network.output",
        translate("Settings", "Output"),
        translate("Settings", "The activation of the output layer."),
        choices=lambda: ACTIVATIONS,
    ),
    Setting(
        "network.init",
        translate("Settings", "Initial weights"),
        translate("Settings", "How the first weights are drawn."),
        live=False,
        choices=lambda: INITIALIZERS,
    ),
    Setting(
        "network.init_scale",
        translate("Settings", "Factor of the initial weights"),
        translate("Settings", "All initial weights are multiplied by this factor."),
        live=False,
        low=0.0,
        high=100.0,
    ),
    Setting(
        "network.init_bias",
        translate("Settings", "Initial bias"),
        translate(
            "Settings",
            "The value at which all biases begin; a little above 0, fewer ReLU units begin dead.",
        ),
        live=False,
        low=-10.0,
        high=10.0,
        symbol="b",
    ),
    Setting(
        "network.seed",
        translate("Settings", "Start"),
        translate("Settings", "Which first weights are drawn, and in which order samples come."),
        live=False,
        low=0,
        high=MAX_SEED,
        whole=True,
        symbol="seed",
        title=translate("Settings", "start, seed"),
    ),
)
