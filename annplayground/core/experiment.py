"""The Experiment: everything that determines a run, as one frozen, validated value.

Undo is a stack of Experiments, a file is an Experiment as JSON, and `dataclasses.replace` makes
the next one. A combination that has no meaning cannot be built.
"""

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from annplayground.core.checks import (
    ExperimentError,
    build,
    check_choice,
    check_integer,
    check_number,
    check_tuple,
    check_type,
    convert,
    make_plain,
    plain,
)
from annplayground.core.choices.activations import ACTIVATIONS, HIDDEN_ACTIVATIONS, Activation
from annplayground.core.choices.datasets import DATASETS
from annplayground.core.choices.features import FEATURES
from annplayground.core.choices.initializers import INITIALIZERS
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.optimizers import OPTIMIZERS
from annplayground.core.choices.schedules import SCHEDULES

MAX_HIDDEN_LAYERS = 10
MAX_UNITS = 64
MAX_SAMPLES = 5000
MAX_SEED = 2**32 - 1
# Points in custom data reach as far as the decision map does.
MAX_COORDINATE = 6.0

# Fewer own points than this, such as the rows of a truth table, can spare none for a test set.
FEW_POINTS = 10

CustomPoint = tuple[float, float, int]


@dataclass(frozen=True)
class Data:
    """Where the samples come from. `noise` is 0 … 1; `points` (x₁, x₂, class) are for custom.

    At `train_fraction` 1 all samples train, and the test set is empty.
    """

    dataset: str = "circle"
    n_samples: int = 500
    noise: float = 0.0
    train_fraction: float = 0.5
    features: tuple[str, ...] = ("x1", "x2")
    seed: int = 0
    points: tuple[CustomPoint, ...] = ()

    def __post_init__(self) -> None:
        make_plain(self)
        check_choice("dataset", self.dataset, DATASETS)
        check_integer("n_samples", self.n_samples, 10, MAX_SAMPLES)
        check_number("noise", self.noise, 0.0, 1.0)
        check_number("train_fraction", self.train_fraction, 0.1, 1.0)
        check_tuple("features", self.features)
        if not self.features:
            raise ExperimentError(f"features is empty: choose at least one of {_words(FEATURES)}.")
        for name in self.features:
            check_choice("features", name, FEATURES)
        if len(set(self.features)) < len(self.features):
            raise ExperimentError("features names an input twice: name each once.")
        check_integer("seed", self.seed, 0, MAX_SEED)
        check_tuple("points", self.points)
        object.__setattr__(self, "points", tuple(map(_plain_point, self.points)))
        if self.dataset == "custom":
            _check_points(self.points)
        elif self.points:
            raise ExperimentError(f"points means nothing to {self.dataset!r}: use 'custom'.")

    def fraction_for(self, points: tuple[CustomPoint, ...]) -> float:
        """The share to train on with these own points (none: a dataset) instead of what is learned
        now: 1 where they are fewer than `FEW_POINTS`, and the usual one after such few."""
        few, were_few = (0 < len(p) < FEW_POINTS for p in (points, self.points))
        if few:
            return 1.0
        return Data.train_fraction if were_few and self.train_fraction == 1 else self.train_fraction

    @property
    def size(self) -> int:
        """Number of samples, training and test together."""
        return len(self.points) if self.dataset == "custom" else self.n_samples

    @property
    def n_train(self) -> int:
        """Number of samples that train; below a share of 1, at least one sample tests."""
        n = self.size
        return n if self.train_fraction == 1 else min(max(round(n * self.train_fraction), 1), n - 1)

    @property
    def n_classes(self) -> int:
        """Number of classes; 0 for regression."""
        if self.dataset == "custom":
            return max(2, 1 + max(label for _, _, label in self.points))
        return DATASETS[self.dataset].n_classes


@dataclass(frozen=True)
class HiddenLayer:
    """One hidden layer; `alpha` is the parameter of Leaky ReLU and ELU, None for the others."""

    units: int = 4
    activation: str = "tanh"
    alpha: float | None = None

    def __post_init__(self) -> None:
        make_plain(self)
        check_integer("units", self.units, 1, MAX_UNITS)
        check_choice("activation", self.activation, HIDDEN_ACTIVATIONS)
        default = ACTIVATIONS[self.activation].alpha
        if self.alpha is None:
            object.__setattr__(self, "alpha", default)
        elif default is None:
            raise ExperimentError(f"alpha means nothing to {self.activation}: leave it out.")
        else:
            check_number("alpha", self.alpha, 0.0, 10.0)


@dataclass(frozen=True)
class Network:
    """The layers and their first weights; `init_scale` multiplies the initial weights."""

    hidden: tuple[HiddenLayer, ...] = (
        HiddenLayer(4, "tanh"),
        HiddenLayer(2, "leaky_relu"),
    )
    output: str = "sigmoid"
    init: str = "xavier"
    init_scale: float = 1.0
    seed: int = 0

    def __post_init__(self) -> None:
        make_plain(self)
        check_tuple("hidden", self.hidden)
        if len(self.hidden) > MAX_HIDDEN_LAYERS:
            raise ExperimentError(
                f"hidden has {len(self.hidden)} layers: at most {MAX_HIDDEN_LAYERS} are possible."
            )
        for index, layer in enumerate(self.hidden):
            check_type(f"hidden[{index}]", layer, HiddenLayer)
        check_choice("output", self.output, ACTIVATIONS)
        check_choice("init", self.init, INITIALIZERS)
        check_number("init_scale", self.init_scale, 0.0, 100.0)
        check_integer("seed", self.seed, 0, MAX_SEED)


@dataclass(frozen=True)
class OptimizerChoice:
    """An optimizer and its parameters; those that it does not use are kept for the next one."""

    name: str = "sgd"
    beta: float = 0.9
    convention: str = "ewa"
    rho: float = 0.9
    epsilon: float = 1e-8
    beta1: float = 0.9
    beta2: float = 0.999

    def __post_init__(self) -> None:
        make_plain(self)
        check_choice("name", self.name, OPTIMIZERS)
        for name in ("beta", "rho", "beta1", "beta2"):
            check_number(name, getattr(self, name), 0.0, 0.9999)
        check_choice("convention", self.convention, ("ewa", "classical"))
        check_number("epsilon", self.epsilon, 1e-15, 1.0)


@dataclass(frozen=True)
class Regularization:
    """The penalty λ Σ|w| (l1) or λ/2 Σ w² (l2) on the weights, not on the biases; `rate` is λ."""

    kind: str = "none"
    rate: float = 0.0

    def __post_init__(self) -> None:
        make_plain(self)
        check_choice("kind", self.kind, ("none", "l1", "l2"))
        check_number("rate", self.rate, 0.0, 100.0)


@dataclass(frozen=True)
class ScheduleChoice:
    """A learning-rate schedule and its parameters, counted in epochs."""

    kind: str = "constant"
    every: int = 100
    factor: float = 0.5
    decay: float = 0.999
    epochs: int = 1000

    def __post_init__(self) -> None:
        make_plain(self)
        check_choice("kind", self.kind, SCHEDULES)
        check_integer("every", self.every, 1, 10**9)
        check_number("factor", self.factor, 0.0, 1.0)
        check_number("decay", self.decay, 0.0, 1.0)
        check_integer("epochs", self.epochs, 1, 10**9)


@dataclass(frozen=True)
class Training:
    """How the network learns; all of it can change between two steps of a run."""

    loss: str = "cross_entropy"
    learning_rate: float = 0.03
    batch_size: int = 10
    optimizer: OptimizerChoice = field(default_factory=OptimizerChoice)
    regularization: Regularization = field(default_factory=Regularization)
    schedule: ScheduleChoice = field(default_factory=ScheduleChoice)
    gradient_clip: float | None = None

    def __post_init__(self) -> None:
        make_plain(self)
        check_choice("loss", self.loss, LOSSES)
        check_number("learning_rate", self.learning_rate, 1e-9, 1000.0)
        check_integer("batch_size", self.batch_size, 1, MAX_SAMPLES)
        check_type("optimizer", self.optimizer, OptimizerChoice)
        check_type("regularization", self.regularization, Regularization)
        check_type("schedule", self.schedule, ScheduleChoice)
        if self.gradient_clip is not None:
            check_number("gradient_clip", self.gradient_clip, 1e-9, 1e9)


@dataclass(frozen=True)
class Experiment:
    """Data, network and training of one run.

    Raises `ExperimentError` when a value is out of bounds or the parts do not fit together.
    """

    data: Data = field(default_factory=Data)
    network: Network = field(default_factory=Network)
    training: Training = field(default_factory=Training)

    def __post_init__(self) -> None:
        check_type("data", self.data, Data)
        check_type("network", self.network, Network)
        check_type("training", self.training, Training)
        check_output(self.data, self.network.output)
        loss, output = LOSSES[self.training.loss], self.network.output
        if output not in loss.outputs:
            raise ExperimentError(
                f"training.loss {loss.name!r} needs an output of {_words(loss.outputs)}, not "
                f"{output!r}: change network.output, or use 'mse'."
            )

    @property
    def n_outputs(self) -> int:
        """Number of output units: one per class for softmax, else 1."""
        return self.data.n_classes if self.network.output == "softmax" else 1

    @property
    def sizes(self) -> tuple[int, ...]:
        """Units of every layer, from the inputs to the outputs."""
        hidden = (layer.units for layer in self.network.hidden)
        return (len(self.data.features), *hidden, self.n_outputs)

    @property
    def activations(self) -> tuple[tuple[Activation, float], ...]:
        """(activation, α) of each layer after the inputs; α is 0 where it has no meaning."""
        hidden = [(ACTIVATIONS[h.activation], h.alpha or 0.0) for h in self.network.hidden]
        output = ACTIVATIONS[self.network.output]
        return (*hidden, (output, output.alpha or 0.0))

    @property
    def n_parameters(self) -> int:
        """Number of weights and biases."""
        return sum((n_in + 1) * n_out for n_in, n_out in pairwise(self.sizes))

    def with_data(self, data: Data) -> "Experiment":
        """Change the data; an output or loss that no longer fits is replaced by the usual one."""
        output = self.network.output
        if output not in possible_outputs(data):
            output = possible_outputs(data)[0]
        return replace(self, data=data, **self._fitted(output))

    def with_output(self, output: str) -> "Experiment":
        """Change the output activation, and the loss with it: cross-entropy where it fits."""
        return replace(self, **self._fitted(output))

    def _fitted(self, output: str) -> dict[str, Any]:
        loss = self.training.loss
        if output not in LOSSES[loss].outputs:
            loss = "mse"
        elif output != self.network.output and output in LOSSES["cross_entropy"].outputs:
            loss = "cross_entropy"
        return {
            "network": replace(self.network, output=output),
            "training": replace(self.training, loss=loss),
        }

    @classmethod
    def from_dict(cls, d: dict[str, Any]) -> "Experiment":
        """Read the dictionary of an experiment file; every key is optional.

        Raises `ExperimentError` for an unknown key or a value that is not possible, by its name.
        """
        return build(cls, d, _NESTED, _RELEVANT)

    def to_dict(self) -> dict[str, Any]:
        """The dictionary of an experiment file: `from_dict` gives the same run.

        Parameters that the chosen optimizer or schedule does not use are left out.
        """
        d: dict[str, Any] = convert(self, _RELEVANT)
        return d


def check_output(data: Data, output: str) -> None:
    """Refuse an output activation that cannot give what `data` asks for, naming what can."""
    possible = possible_outputs(data)
    if output in possible:
        return
    kind = f"{data.n_classes} classes" if data.n_classes else "a regression value in [−1, 1]"
    raise ExperimentError(
        f"network.output {output!r} cannot give {kind} (data.dataset {data.dataset!r}): "
        f"use {_words(possible)}."
    )


def possible_outputs(data: Data) -> tuple[str, ...]:
    """The output activations that fit the data, the usual one first."""
    if data.n_classes > 2:
        return ("softmax",)
    if data.n_classes == 2:
        return ("sigmoid", *(name for name in ACTIVATIONS if name != "sigmoid"))
    return tuple(a.name for a in ACTIVATIONS.values() if a.reaches_negative)


def possible_losses(output: str) -> tuple[str, ...]:
    """The losses that fit an output activation."""
    return tuple(loss.name for loss in LOSSES.values() if output in loss.outputs)


def _check_points(points: tuple[CustomPoint, ...]) -> None:
    if len(points) > MAX_SAMPLES:
        raise ExperimentError(f"points has {len(points)} rows: at most {MAX_SAMPLES} are possible.")
    for index, point in enumerate(points):
        if _is_point(point):
            continue  # the rest finds the words for what is wrong
        check_tuple(f"points[{index}]", point, 3)
        check_number(f"points[{index}] x1", point[0], -MAX_COORDINATE, MAX_COORDINATE)
        check_number(f"points[{index}] x2", point[1], -MAX_COORDINATE, MAX_COORDINATE)
        check_integer(f"points[{index}] class", point[2], 0, 2)
    if len(points) < 4 or len({label for _, _, label in points}) < 2:
        raise ExperimentError("points needs at least 4 points of at least 2 classes.")


def _is_point(point: Any) -> bool:
    if type(point) is not tuple or len(point) != 3 or type(point[2]) is not int:
        return False
    numbers = all(type(x) in (float, int) and abs(x) <= MAX_COORDINATE for x in point[:2])
    return numbers and 0 <= point[2] <= 2


def _plain_point(point: Any) -> Any:
    """A point without NumPy's numbers; a class 1.0 is class 1."""
    if _is_point(point):
        return point
    point = plain(point)
    if not isinstance(point, tuple):
        return point
    point = tuple(map(plain, point))
    whole = len(point) == 3 and isinstance(point[2], float) and point[2].is_integer()
    return (*point[:2], int(point[2])) if whole else point


def _words(names: Any) -> str:
    return ", ".join(names)


# How `from_dict` builds the nested values, and which keys a named choice takes.
_NESTED: dict[tuple[type, str], type] = {
    (Experiment, "data"): Data,
    (Experiment, "network"): Network,
    (Experiment, "training"): Training,
    (Network, "hidden"): HiddenLayer,
    (Training, "optimizer"): OptimizerChoice,
    (Training, "regularization"): Regularization,
    (Training, "schedule"): ScheduleChoice,
}


def _optimizer_keys(choice: OptimizerChoice) -> tuple[str, ...]:
    return ("name", *OPTIMIZERS[choice.name].parameters)


def _schedule_keys(choice: ScheduleChoice) -> tuple[str, ...]:
    return ("kind", *SCHEDULES[choice.kind].parameters)


def _layer_keys(layer: HiddenLayer) -> tuple[str, ...]:
    return ("units", "activation") if layer.alpha is None else ("units", "activation", "alpha")


def _data_keys(data: Data) -> tuple[str, ...]:
    common = ("dataset", "n_samples", "noise", "train_fraction", "features", "seed")
    return (*common, "points") if data.points else common


_RELEVANT: dict[type, Any] = {
    OptimizerChoice: _optimizer_keys,
    ScheduleChoice: _schedule_keys,
    HiddenLayer: _layer_keys,
    Data: _data_keys,
}
