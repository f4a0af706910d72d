"""The settings of an Experiment, one row each.

A row says what a value may be, its words on screen, and whether a change keeps the weights.
Validation, fields, command line, sweeps, lessons and the names of undo steps read these rows; a
bound stands nowhere else. A path names a setting: "training.learning_rate", and with the number of
a hidden layer (1 is the first) "network.hidden.2.units".
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from annplayground.core.checks import (
    check_choice,
    check_integer,
    check_number,
    check_tuple,
)
from annplayground.core.choices.activations import ACTIVATIONS, hidden_activations
from annplayground.core.choices.datasets import DATASETS, LIMIT
from annplayground.core.choices.features import FEATURES
from annplayground.core.choices.initializers import INITIALIZERS
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.choices.optimizers import CONVENTIONS, OPTIMIZERS
from annplayground.core.choices.penalties import PENALTIES
from annplayground.core.choices.schedules import SCHEDULES
from annplayground.core.numerals import count, exact, exact_percent
from annplayground.core.words import translate

KEEPS_WEIGHTS = translate("Settings", "Live: keeps the weights.")
STARTS_ANEW = translate("Settings", "Starts the network anew.")

MAX_SAMPLES = 5000
MAX_SEED = 2**32 - 1
MAX_EPOCHS = 10**9


@dataclass(frozen=True)
class Setting:
    """One setting: what it may be, and what it is called.

    A number lies in `low` … `high`, and is whole where `whole`; a choice is one of `choices()`, the
    names of a registry as they are now; `several` may hold more than one of them.

    Where `count`, the value is a tuple and the bounds say how many may be in it.

    `label` stands at its field; `title` names it where it stands alone, as in the name of an undo
    step. `about` is a sentence or two for a tooltip, `symbol` the letter in an equation, `unit`
    what it counts ("%": a share, shown times 100); `words` stand for a number. A change of a `live`
    setting keeps the weights as long as the sizes of the layers stay.
    """

    path: str
    label: str
    about: str
    live: bool = True
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    choices: Callable[[], Collection[str]] | None = None
    several: bool = False
    count: bool = False
    optional: bool = False  # None is a value, too: not in use
    symbol: str = ""
    unit: str = ""
    title: str = ""
    words: Mapping[str, float] = field(default_factory=dict, hash=False)

    @property
    def field(self) -> str:
        """The last word of the path: the name of the field of its dataclass."""
        return self.path.rsplit(".", 1)[-1]

    @property
    def bounds(self) -> str:
        """The bounds in words: '0 to 10'."""
        return translate("Settings", "{low} to {high}").format(
            low=self.written(self.low), high=self.written(self.high)
        )

    @property
    def bounded(self) -> str:
        """What it is, with its bounds."""
        about = tokens(self.about).removesuffix(".")
        return Symbolic(
            translate("Settings", "{about}, {bounds}."), about=about, bounds=self.bounds
        )

    @property
    def consequence(self) -> str:
        """What a change does to the weights, in a sentence."""
        return KEEPS_WEIGHTS if self.live else STARTS_ANEW

    @property
    def tip(self) -> str:
        """What it is, and what a change of it does."""
        return Symbolic(f"{tokens(self.about)}\n{self.consequence}")

    def shown(self, value: Any) -> str:
        """A value as it is called on screen.

        A choice by its label, where `count` how many there are, None as 'off'.
        """
        if value is None:
            return translate("Settings", "off")
        if self.several:
            return ", ".join(self.label_of(item) for item in value)
        if self.choices is not None:
            return self.label_of(value)
        if self.count:
            return str(len(value))
        for word, number in self.words.items():
            if value == number:
                return word
        return exact_percent(value) if self.unit == "%" else self.written(value)

    def written(self, value: float) -> str:
        """A number of it, without its unit; a seed is a name made of digits, and no count."""
        if self.symbol == "seed":
            return str(value)
        return count(value) if self.whole or self.count else exact(value)

    def label_of(self, name: str) -> str:
        """The label of one of the choices."""
        entries = self._names()
        entry = entries[name] if isinstance(entries, Mapping) else None
        return getattr(entry, "label", name)

    def check(self, value: object, name: str = "") -> None:
        """Raise `ExperimentError` for what cannot be; it begins with `name`, or the path."""
        name = name or self.path
        if value is None and self.optional:
            return
        if self.several:
            check_tuple(name, value)
            for item in value:  # type: ignore[attr-defined]
                check_choice(name, item, self._names())
        elif self.choices is not None:
            check_choice(name, value, self._names())
        elif self.whole:
            check_integer(name, value, int(self.low), int(self.high))
        else:
            check_number(name, value, self.low, self.high)

    def _names(self) -> Collection[str]:
        assert self.choices is not None, f"{self.path} is no choice"
        return self.choices()


_FAR = translate("Settings", "Near 1 the average reaches far back and moves slowly.")

_ROWS = (
    # -- data: other points are another problem, so that every change starts anew
    Setting(
        "data.dataset",
        translate("Settings", "Data set"),
        translate("Settings", "The problem to be learned."),
        live=False,
        choices=lambda: DATASETS,
    ),
    Setting(
        "data.n_samples",
        translate("Settings", "Points"),
        translate("Settings", "Number of points, training and test together."),
        live=False,
        low=10,
        high=MAX_SAMPLES,
        whole=True,
    ),
    Setting(
        "data.noise",
        translate("Settings", "Noise"),
        translate(
            "Settings",
            "Scatter of the points, or of their classes: 0.5 is much. At 0 clouds and moons "
            "keep some of their own.",
        ),
        live=False,
        low=0.0,
        high=1.0,
    ),
    Setting(
        "data.train_fraction",
        translate("Settings", "Train / test"),
        translate(
            "Settings",
            "Share of the points to train on, in %; the others test. At 100 % all of them "
            "train, and there is no test set.",
        ),
        live=False,
        low=0.1,
        high=1.0,
        unit="%",
    ),
    Setting(
        "data.features",
        translate("Settings", "Inputs"),
        translate("Settings", "What the network is fed with, as it is."),
        live=False,
        choices=lambda: FEATURES,
        several=True,
    ),
    Setting(
        "data.seed",
        translate("Settings", "Sample"),
        translate("Settings", "Which points are drawn."),
        live=False,
        low=0,
        high=MAX_SEED,
        whole=True,
        symbol="seed",
        title=translate("Settings", "sample, seed"),
    ),
    Setting(
        "data.points",
        translate("Settings", "Points"),
        translate("Settings", "Own points: x₁, x₂ and the class."),
        live=False,
        low=4,
        high=MAX_SAMPLES,
        count=True,
        title=translate("Settings", "own points"),
    ),
    # -- network
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
    # -- training
    Setting(
        "training.loss",
        Symbolic(translate("Settings", "Loss {J}")),
        translate("Settings", "What training makes small."),
        choices=lambda: LOSSES,
        symbol=Symbolic("{J}"),
        title="loss",
    ),
    Setting(
        "training.learning_rate",
        translate("Settings", "Learning rate"),
        Symbolic(translate("Settings", "Learning rate {lr}: how far each step moves the weights.")),
        low=1e-9,
        high=1000.0,
        symbol=Symbolic("{lr}"),
    ),
    Setting(
        "training.batch_size",
        translate("Settings", "Batch"),
        translate("Settings", "Samples per step; “full” is the whole training set."),
        low=1,
        high=MAX_SAMPLES,
        whole=True,
        unit=translate("Settings", "samples"),
        # The largest possible batch stays the full one when points are added.
        words={translate("Settings", "full"): MAX_SAMPLES},
    ),
    Setting(
        "training.optimizer.name",
        translate("Settings", "Optimizer"),
        translate("Settings", "How gradients become steps."),
        choices=lambda: OPTIMIZERS,
    ),
    Setting(
        "training.optimizer.convention",
        translate("Settings", "Convention"),
        translate("Settings", "How the average of gradients is weighted."),
        choices=lambda: CONVENTIONS,
    ),
    Setting(
        "training.optimizer.beta",
        "β",
        translate("Settings", "Weight of the past in the average of gradients. {far}").format(
            far=_FAR
        ),
        low=0.0,
        high=0.9999,
        symbol="β",
    ),
    Setting(
        "training.optimizer.rho",
        "ρ",
        translate(
            "Settings", "Weight of the past in the average of squared gradients. {far}"
        ).format(far=_FAR),
        low=0.0,
        high=0.9999,
        symbol="ρ",
    ),
    Setting(
        "training.optimizer.beta1",
        "β₁",
        translate("Settings", "Weight of the past in v, the average of gradients. {far}").format(
            far=_FAR
        ),
        low=0.0,
        high=0.9999,
        symbol="β₁",
    ),
    Setting(
        "training.optimizer.beta2",
        "β₂",
        translate(
            "Settings", "Weight of the past in s, the average of squared gradients. {far}"
        ).format(far=_FAR),
        low=0.0,
        high=0.9999,
        symbol="β₂",
    ),
    Setting(
        "training.optimizer.epsilon",
        "ε",
        translate("Settings", "Added to √s, outside the root, so that nothing is divided by 0."),
        low=1e-15,
        high=1.0,
        symbol="ε",
    ),
    Setting(
        "training.regularization.kind",
        translate("Settings", "Regularisation"),
        Symbolic(translate("Settings", "Penalty on large weights, added to {J}.")),
        choices=lambda: PENALTIES,
    ),
    Setting(
        "training.regularization.rate",
        "λ",
        Symbolic(translate("Settings", "Weight λ of the penalty, added to {J}.")),
        low=0.0,
        high=100.0,
        symbol="λ",
    ),
    Setting(
        "training.schedule.kind",
        translate("Settings", "Learning-rate schedule"),
        translate("Settings", "How the learning rate changes with the epoch."),
        choices=lambda: SCHEDULES,
    ),
    Setting(
        "training.schedule.every",
        translate("Settings", "every"),
        translate("Settings", "Epochs between two steps of the learning rate."),
        low=1,
        high=MAX_EPOCHS,
        whole=True,
        unit=translate("Settings", "epochs"),
        title=translate("Settings", "schedule: every"),
    ),
    Setting(
        "training.schedule.factor",
        translate("Settings", "factor"),
        translate("Settings", "Multiplies the learning rate at every step."),
        low=0.0,
        high=1.0,
        title=translate("Settings", "schedule: factor"),
    ),
    Setting(
        "training.schedule.decay",
        translate("Settings", "decay"),
        translate("Settings", "Multiplies the learning rate after every epoch."),
        low=0.0,
        high=1.0,
        title=translate("Settings", "schedule: decay"),
    ),
    Setting(
        "training.schedule.epochs",
        translate("Settings", "epochs"),
        translate("Settings", "Epochs until the learning rate has come down to 0."),
        low=1,
        high=MAX_EPOCHS,
        whole=True,
        title=translate("Settings", "schedule: epochs"),
    ),
    Setting(
        "training.gradient_clip",
        translate("Settings", "Bound"),
        translate(
            "Settings",
            "The largest norm of the gradient of all weights together; a longer one is "
            "shortened to it.",
        ),
        low=1e-9,
        high=1e9,
        optional=True,
        title=translate("Settings", "gradient bound"),
    ),
)

SETTINGS: dict[str, Setting] = {row.path: row for row in _ROWS}

# Points in own data reach as far as the map does, and are of two or three classes.
MAX_COORDINATE = LIMIT
MIN_CLASSES, MAX_CLASS = 2, 2


def setting(path: str) -> Setting:
    """The row of a path, which may name a hidden layer. Raises `KeyError` if there is none."""
    return SETTINGS[re.sub(r"\.\d+", "", path)]


def check_fields(place: str, value: Any) -> None:
    """Check every field of a dataclass at `place` that has a row, and those of dataclasses in it.

    Who holds tuples counts them. Raises `ExperimentError`, which names the field.
    """
    for path, name, inner in _fields(place, value):
        row = SETTINGS.get(path)
        if row is not None and not row.count:
            row.check(inner, name)


def _fields(place: str, value: Any, name: str = "") -> Iterator[tuple[str, str, object]]:
    """(path, name below `place`, value) of all fields but the tuples of dataclasses."""
    for f in fields(value):
        inner, path = getattr(value, f.name), f"{place}.{f.name}"
        below = f"{name}.{f.name}" if name else f.name
        if is_dataclass(inner):
            yield from _fields(path, inner, below)
        else:
            yield path, below, inner
