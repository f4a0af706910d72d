"""Two networks that are worth comparing: what one setting makes of the same start."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment
from annplayground.core.words import translate


@dataclass(frozen=True)
class Pair:
    """`a` is the dictionary of an experiment, and `changes` (path -> value) make B of it; `about`
    says what is to be seen."""

    name: str
    title: str
    about: str
    a: Mapping[str, Any]
    changes: Mapping[str, Any]

    @property
    def experiments(self) -> tuple[Experiment, Experiment]:
        """A and B."""
        a = b = Experiment.from_dict(dict(self.a))
        for path, value in self.changes.items():
            b = changed(b, path, value)
        return a, b


def _layers(n: int, units: int, activation: str) -> dict[str, Any]:
    return {"hidden": [{"units": units, "activation": activation}] * n}


PAIRS = (
    Pair(
        "sigmoid_tanh",
        translate("Pairs", "Sigmoid | tanh, 6 × 8"),
        translate("Pairs", "Six sigmoid layers get hardly any gradient; with tanh they learn."),
        {
            "data": {"dataset": "rings"},
            "network": _layers(6, 8, "sigmoid"),
            "training": {"learning_rate": 0.3},
        },
        {"network.hidden.activation": "tanh"},
    ),
    Pair(
        "learning_rates",
        translate("Pairs", "Learning rate 0.03 | 3"),
        translate("Pairs", "Small steps go down calmly, large ones jump about."),
        {"training": {"learning_rate": 0.03}},
        {"training.learning_rate": 3.0},
    ),
    Pair(
        "relu_leaky",
        translate("Pairs", "ReLU | Leaky ReLU"),
        translate("Pairs", "Large steps kill ReLU units for good; leaky ones go on learning."),
        {
            "data": {"dataset": "rings"},
            "network": {**_layers(3, 8, "relu"), "init": "he"},
            "training": {"learning_rate": 2.0, "batch_size": 250},
        },
        {"network.hidden.activation": "leaky_relu"},
    ),
    Pair(
        "losses",
        translate("Pairs", "Cross-entropy | squared error, begun wrong"),
        translate(
            "Pairs",
            "The output begins saturated and wrong: with squared error its own slope, near 0, "
            "holds it there; with cross-entropy that slope cancels.",
        ),
        {
            "data": {"dataset": "gauss"},
            "network": {"hidden": [], "init_bias": -10.0},
            "training": {"learning_rate": 0.03},
        },
        {"training.loss": "mse"},
    ),
    Pair(
        "batches",
        translate("Pairs", "Batch 1 | 250"),
        translate("Pairs", "250 noisy steps in an epoch, or a single smooth one."),
        {"training": {"learning_rate": 0.03, "batch_size": 1}},
        {"training.batch_size": 250},
    ),
    Pair(
        "momentum",
        translate("Pairs", "No momentum | momentum"),
        translate("Pairs", "Classical momentum of 0.9 makes steps up to ten times as long."),
        {
            "network": _layers(2, 8, "tanh"),
            "training": {"learning_rate": 0.03, "batch_size": 250},
        },
        {"training.optimizer.name": "momentum", "training.optimizer.convention": "classical"},
    ),
)
