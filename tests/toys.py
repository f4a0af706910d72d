"""A toy of every kind of thing that can be chosen, as whoever adds one would write it: one frozen
entry in one registry."""

from dataclasses import dataclass, replace
from types import ModuleType
from typing import Any

import numpy as np

from annplayground.core.choices import (
    activations,
    datasets,
    features,
    initializers,
    losses,
    metrics,
    optimizers,
    penalties,
    schedules,
)
from annplayground.core.experiment import Experiment, HiddenLayer


@dataclass(frozen=True)
class Toy:
    """An entry, and where it goes; without a compiled form (`lacking` says of what) its run trains
    in NumPy."""

    kind: str
    module: ModuleType
    registry: str
    entry: Any
    lacking: str = ""

    def register(self, monkeypatch) -> None:
        """Put the entry into its registry, for one test."""
        monkeypatch.setitem(getattr(self.module, self.registry), self.entry.name, self.entry)

    def chosen(self, experiment: Experiment | None = None) -> Experiment:
        """An experiment in which it is chosen; it must be registered."""
        e = experiment or Experiment()
        match self.kind:
            case "activation":
                hidden = tuple(HiddenLayer(layer.units, "toy") for layer in e.network.hidden)
                return replace(e, network=replace(e.network, hidden=hidden))
            case "dataset":
                return e.with_data(replace(e.data, dataset="toy"))
            case "feature":
                return e.with_data(replace(e.data, features=("x1", "x2", "toy")))
            case "initializer":
                return replace(e, network=replace(e.network, init="toy"))
            case "metric":
                return e
        training: dict[str, Any] = {
            "loss": "toy",
            "optimizer": optimizers.OptimizerChoice("toy"),
            "schedule": schedules.ScheduleChoice("toy"),
            "penalty": penalties.Regularization("toy", 0.001),
        }
        field = "regularization" if self.kind == "penalty" else self.kind
        return replace(e, training=replace(e.training, **{field: training[self.kind]}))


def _points(rng: np.random.Generator, n: int, noise: float) -> tuple[np.ndarray, np.ndarray]:
    X = rng.uniform(-5.0, 5.0, (n, 2))
    return X, (X[:, 0] + noise * rng.normal(size=n) > X[:, 1]).astype(float)


_SINE = activations.Activation(
    name="toy",
    label="Toy sine",
    short="toy",
    f=lambda z, alpha: np.sin(z),
    slope=lambda z, a, alpha: np.cos(z),
    equation="f(z) = sin z",
    slope_equation="f′(z) = cos z",
    latex=r"f(z) = \sin z",
    slope_latex=r"f'(z) = \cos z",
    range="[−1, 1]",
    where="Nowhere but here.",
    caveat="It comes back.",
    targets=(-1.0, 1.0),
)
_LOG_COSH = losses.Loss(
    name="toy",
    label="Toy log cosh",
    equation="J = Σₖ ln cosh(aₖ − yₖ)",
    outputs=("sigmoid", "linear", "tanh"),
    per_sample=lambda output, z, a, y: np.log(np.cosh(a - y)).sum(axis=1),
    delta=lambda output, alpha, z, a, y: np.tanh(a - y) * output.slope(z, a, alpha),
    upstream=lambda output, a, y: np.tanh(a - y),
)
_SIGN = optimizers.Optimizer(
    "toy", "Toy sign", "w ← w − lr · sign g", (), lambda g, v, s, t, choice: np.sign(g)
)
_LOWER = schedules.Schedule(
    "toy", "Toy 1/n", "lr / (1 + epoch)", (), lambda epoch, choice: 1.0 / (1 + epoch)
)
_TENTHS = initializers.Initializer(
    "toy", "Toy tenths", "0.1, −0.1 in turn.", lambda rng, n_in, n_out: _turns(n_in, n_out)
)
_SOFT = penalties.Penalty(
    "toy", "Toy soft", "λ Σ ln cosh w.", lambda W: float(np.log(np.cosh(W)).sum()), np.tanh
)
_LARGEST = metrics.Metric(
    "toy",
    "max |W|",
    "largest weight",
    "The largest weight before the step.",
    lambda layer, seen, gradient, dW, step_W: float(np.abs(layer.W).max()),
)


def _turns(n_in: int, n_out: int) -> np.ndarray:
    i, j = np.indices((n_in, n_out))
    return 0.1 * (1 + j) * np.where((i + j) % 2, -1.0, 1.0)


TOYS = (
    Toy("activation", activations, "ACTIVATIONS", _SINE, 'activation "toy"'),
    Toy("dataset", datasets, "DATASETS", datasets.Dataset("toy", "Toy", 2, "A slope.", _points)),
    Toy("feature", features, "FEATURES", features.Feature("toy", "x₁³", lambda x1, x2: x1**3)),
    Toy("initializer", initializers, "INITIALIZERS", _TENTHS),
    Toy("loss", losses, "LOSSES", _LOG_COSH, 'loss "toy"'),
    Toy("metric", metrics, "METRICS", _LARGEST, 'metric "toy"'),
    Toy("optimizer", optimizers, "OPTIMIZERS", _SIGN, 'optimizer "toy"'),
    Toy("penalty", penalties, "PENALTIES", _SOFT, 'penalty "toy"'),
    Toy("schedule", schedules, "SCHEDULES", _LOWER),
)
