"""The Experiment: everything that determines a run, as one frozen, validated value.

Undo is a stack of Experiments, a file is an Experiment as JSON, and `dataclasses.replace` makes
the next one. A combination that has no meaning cannot be built.
"""

from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, pairwise
from typing import Any

from annplayground.core.checks import (
    ExperimentError,
    build,
    check_integer,
    check_number,
    check_tuple,
    check_type,
    convert,
    make_plain,
    plain,
)
from annplayground.core.choices.activations import ACTIVATIONS, Activation
from annplayground.core.choices.datasets import DATASETS, N_SAMPLES, NOISE
from annplayground.core.choices.features import FEATURES
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.choices.penalties import Regularization
from annplayground.core.choices.schedules import SCHEDULES, ScheduleChoice
from annplayground.core.settings import (
    MAX_CLASS,
    MAX_COORDINATE,
    MIN_CLASSES,
    check_fields,
    setting,
)
from annplayground.core.words import translate

# Fewer own points than this, such as the rows of a truth table, can spare none for a test set.
FEW_POINTS = 10

CustomPoint = tuple[float, float, int]


@dataclass(frozen=True)
class Data:
    """Where the samples come from. `noise` is 0 … 1; `points` (x₁, x₂, class) are for custom.

    At `train_fraction` 1 all samples train, and the test set is empty.
    """

    dataset: str = "circle"
    n_samples: int = N_SAMPLES
    noise: float = NOISE
    train_fraction: float = 0.5
    features: tuple[str, ...] = ("x1", "x2")
    seed: int = 0
    points: tuple[CustomPoint, ...] = ()

    def __post_init__(self) -> None:
        make_plain(self)
        check_tuple("features", self.features)
        check_fields("data", self)
        if not self.features:
            problem = translate("Refusals", "is empty: choose at least one of {names}.").format(
                names=_words(FEATURES)
            )
            raise ExperimentError(problem, "no_features", "features")
        if len(set(self.features)) < len(self.features):
            problem = translate("Refusals", "names an input twice: name each once.")
            raise ExperimentError(problem, "same_feature", "features")
        check_tuple("points", self.points)
        if self.dataset == "custom":
            object.__setattr__(self, "points", _checked_points(self.points))
        elif self.points:
            problem = translate("Refusals", "means nothing to {dataset}: use 'custom'.").format(
                dataset=repr(self.dataset)
            )
            raise ExperimentError(problem, "unused", "points")

    def fraction_for(self, points: tuple[CustomPoint, ...]) -> float:
        """The share to train on with these own points (none: a dataset) instead of today's.

        1 where they are fewer than `FEW_POINTS`, and the usual one after such few.
        """
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

    @cached_property
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
        check_fields("network.hidden", self)
        default = ACTIVATIONS[self.activation].alpha
        if self.alpha is None:
            object.__setattr__(self, "alpha", default)
        elif default is None:
            problem = translate("Refusals", "means nothing to {activation}: leave it out.").format(
                activation=self.activation
            )
            raise ExperimentError(problem, "unused", "alpha")


@dataclass(frozen=True)
class Network:
    """The layers and how they begin.

    `init_scale` multiplies the initial weights, and all biases begin at `init_bias`.
    """

    hidden: tuple[HiddenLayer, ...] = (
        HiddenLayer(4, "tanh"),
        HiddenLayer(2, "leaky_relu"),
    )
    output: str = "sigmoid"
    init: str = "xavier"
    init_scale: float = 1.0
    init_bias: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        make_plain(self)
        check_tuple("hidden", self.hidden)
        most = int(setting("network.hidden").high)
        if len(self.hidden) > most:
            problem = translate("Refusals", "has {n} layers: at most {most} are possible.").format(
                n=len(self.hidden), most=most
            )
            raise ExperimentError(problem, "layers", "hidden", value=len(self.hidden), high=most)
        for index, layer in enumerate(self.hidden):
            check_type(f"hidden[{index}]", layer, HiddenLayer)
        check_fields("network", self)


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
        for name, wanted in _CHOICES.items():
            check_type(name, getattr(self, name), wanted)
        make_plain(self)
        check_fields("training", self)


_CHOICES = {
    "optimizer": OptimizerChoice,
    "regularization": Regularization,
    "schedule": ScheduleChoice,
}


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
                translate(
                    "Refusals",
                    "training.loss {loss} needs an output of {outputs}, not {output}: change "
                    "network.output, or use 'mse'.",
                ).format(loss=repr(loss.name), outputs=_words(loss.outputs), output=repr(output)),
                "loss_and_output",
                value=output,
                choices=tuple(loss.outputs),
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
    kind = (
        translate("Refusals", "{n} classes").format(n=data.n_classes)
        if data.n_classes
        else translate("Refusals", "a regression value in [−1, 1]")
    )
    raise ExperimentError(
        translate(
            "Refusals",
            "network.output {output} cannot give {kind} (data.dataset {dataset}): use {outputs}.",
        ).format(
            output=repr(output), kind=kind, dataset=repr(data.dataset), outputs=_words(possible)
        ),
        "output_and_data",
        value=output,
        choices=possible,
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


def _checked_points(points: tuple[Any, ...]) -> tuple[CustomPoint, ...]:
    """Points of plain numbers; `ExperimentError` for what is none, and for too many or too few."""
    row = setting("data.points")
    if len(points) > row.high:
        problem = translate("Refusals", "has {n} rows: at most {high} are possible.").format(
            n=len(points), high=f"{row.high:.0f}"
        )
        raise ExperimentError(problem, "points", "points", value=len(points), high=row.high)
    if not _all_are_points(points):  # whatever it is, the slow way finds the words for it
        points = tuple(map(_plain_point, points))
        for index, point in enumerate(points):
            _check_point(f"points[{index}]", point)
    if len(points) < row.low or len({label for _, _, label in points}) < MIN_CLASSES:
        problem = translate(
            "Refusals", "needs at least {low} points of at least {classes} classes."
        ).format(low=f"{row.low:.0f}", classes=MIN_CLASSES)
        raise ExperimentError(problem, "points", "points", value=len(points), low=row.low)
    return points


def _all_are_points(points: tuple[Any, ...]) -> bool:
    """Whether all are (float, float, int) within the bounds; asked of thousands at once."""
    if {type(p) for p in points} != {tuple} or {len(p) for p in points} != {3}:
        return False
    flat = list(chain.from_iterable(points))
    x, labels = [*flat[::3], *flat[1::3]], flat[2::3]
    if not ({type(value) for value in x} <= {float, int} and {type(k) for k in labels} == {int}):
        return False
    near = all(-MAX_COORDINATE <= value <= MAX_COORDINATE for value in x)  # NaN is not
    return near and min(labels) >= 0 and max(labels) <= MAX_CLASS


def _check_point(place: str, point: Any) -> None:
    check_tuple(place, point, 3)
    check_number(f"{place} x1", point[0], -MAX_COORDINATE, MAX_COORDINATE)
    check_number(f"{place} x2", point[1], -MAX_COORDINATE, MAX_COORDINATE)
    check_integer(f"{place} class", point[2], 0, MAX_CLASS)


def _plain_point(point: Any) -> Any:
    """A point without NumPy's numbers; a class 1.0 is class 1."""
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
    check_fields("training.optimizer", choice)
    return ("name", *OPTIMIZERS[choice.name].parameters)


def _schedule_keys(choice: ScheduleChoice) -> tuple[str, ...]:
    check_fields("training.schedule", choice)
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
