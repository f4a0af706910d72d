"""Changes of an Experiment by the path of a setting, and what differs between two of them."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

from annplayground.core.choices.datasets import DATASETS
from annplayground.core.experiment import Data, Experiment, HiddenLayer
from annplayground.core.settings import setting


def changed(experiment: Experiment, path: str, value: Any) -> Experiment:
    """The experiment with one setting changed.

    An output or loss that no longer fits the data or the output is replaced by the usual one.

    `path` is one of `SETTINGS`, or names a hidden layer: "network.hidden.2.units"; without a number
    "network.hidden.units" changes all of them, and "network.hidden" takes a number of layers, or
    the layers themselves. Raises `KeyError` for an unknown path, `ExperimentError` for a value that
    cannot be.
    """
    setting(path)
    room, name, *rest = path.split(".")
    if path == "data.dataset":
        return experiment.with_data(with_dataset(experiment.data, value))
    if room == "data":
        return experiment.with_data(replace(experiment.data, **{name: value}))
    if path == "network.output":
        return experiment.with_output(value)
    part = getattr(experiment, room)
    if path == "network.hidden" and isinstance(value, int):
        value = _resized(part.hidden, value)
    elif name == "hidden" and rest:
        value = _layers_changed(part.hidden, rest, value)
    elif rest:
        value = replace(getattr(part, name), **{rest[0]: value})
    return replace(experiment, **{room: replace(part, **{name: value})})


def with_dataset(data: Data, name: str) -> Data:
    """The data with another data set.

    After own points, which say nothing of how many points a drawn one should have, it begins with
    what its entry says; else all but the name stays.
    """
    entry = DATASETS.get(name)
    if data.dataset != "custom" or name == "custom" or entry is None:
        return replace(data, dataset=name)
    return replace(
        data,
        dataset=name,
        points=(),
        n_samples=entry.n_samples,
        noise=entry.noise,
        train_fraction=Data.train_fraction,
    )


def _resized(hidden: tuple[HiddenLayer, ...], n: int) -> tuple[HiddenLayer, ...]:
    """So many layers: the last go, or layers like the last one come."""
    like = hidden[-1] if hidden else HiddenLayer()
    return (*hidden[:n], *[like] * (n - len(hidden)))


def _layers_changed(
    hidden: tuple[HiddenLayer, ...], rest: list[str], value: Any
) -> tuple[HiddenLayer, ...]:
    """`rest` is a field of all layers, or the number of one (1 is the first) and its field."""
    number = int(rest[0]) if len(rest) == 2 else None
    if number is not None and not 1 <= number <= len(hidden):
        raise KeyError(f"there is no hidden layer {number}")
    return tuple(
        _layer_changed(layer, rest[-1], value) if number in (None, place) else layer
        for place, layer in enumerate(hidden, start=1)
    )


def _layer_changed(layer: HiddenLayer, name: str, value: Any) -> HiddenLayer:
    # Another activation has another α, or none.
    alpha = {"alpha": None} if name == "activation" and value != layer.activation else {}
    return replace(layer, **{**alpha, name: value})


def value_at(experiment: Experiment, path: str) -> Any:
    """The value of a setting.

    Of "network.hidden" the layers, of "network.hidden.units" a tuple of the values of all layers.
    """
    value: Any = experiment
    for step in path.split("."):
        if step.isdigit():
            value = value[int(step) - 1]
        elif isinstance(value, tuple):
            value = tuple(getattr(item, step) for item in value)
        else:
            value = getattr(value, step)
    return value


def differences(a: Experiment, b: Experiment) -> set[str]:
    """Paths of the settings in which two experiments differ.

    For another number of hidden layers "network.hidden", beside what differs in the layers that
    both have.
    """
    return _differences(a, b, "")


def _differences(a: Any, b: Any, path: str) -> set[str]:
    if a is b or a == b:
        return set()
    if path == "network.hidden":
        found = {path} if len(a) != len(b) else set()
        pairs = enumerate(zip(a, b, strict=False), start=1)
        return found.union(*(_differences(x, y, f"{path}.{k}") for k, (x, y) in pairs))
    if not is_dataclass(a):
        return {path}
    joint = f"{path}." if path else ""
    return set[str]().union(
        *(_differences(getattr(a, f.name), getattr(b, f.name), joint + f.name) for f in fields(a))
    )


def keeps_weights(a: Experiment, b: Experiment) -> bool:
    """Whether a run of `a` can go on as one of `b` with the weights that it has."""
    return a.sizes == b.sizes and all(setting(path).live for path in differences(a, b))
