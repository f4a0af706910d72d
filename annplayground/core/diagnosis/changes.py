"""The single changes of an Experiment that remedies are made of, and how a button says them.

A new change is one entry in `CHANGES`: a function that gives the variants of it that suit an
Experiment. None of them is offered before it was tried: see `trials`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from annplayground.core.choices.optimizers import OptimizerChoice
from annplayground.core.choices.penalties import Regularization
from annplayground.core.choices.schedules import ScheduleChoice
from annplayground.core.edits import differences
from annplayground.core.experiment import Experiment, HiddenLayer, Network
from annplayground.core.numerals import counted, exact
from annplayground.core.settings import MAX_SAMPLES, MAX_SEED, setting
from annplayground.core.words import translate

MOST_SETTINGS = 4  # that a remedy may change
UNSUITED = ("normal", "uniform", "zeros", "round")  # weights that do not look at the width
RECTIFIERS = ("relu", "leaky_relu", "elu", "gelu", "silu")
# The learning rates that are usual with an optimizer; with any other, those of gradient descent.
USUAL_RATES = {"adam": (0.01,), "rmsprop": (0.01,)}
DESCENT_RATES = (0.03, 0.3)


@dataclass(frozen=True)
class Change:
    """One change: the name of its kind, its words, and what it makes of an Experiment."""

    kind: str
    words: str
    apply: Callable[[Experiment], Experiment]


Variants = Callable[[Experiment], Iterator[Change]]


def usual_rates(experiment: Experiment) -> tuple[float, ...]:
    """The learning rates that are usual with its optimizer."""
    return USUAL_RATES.get(experiment.training.optimizer.name, DESCENT_RATES)


def learning_rate(experiment: Experiment) -> Iterator[Change]:
    """A tenth, three and ten times as much, and what is usual."""
    now, row = experiment.training.learning_rate, setting("training.learning_rate")
    tried = [now]
    for rate in (now / 10, *usual_rates(experiment), now * 3, now * 10):
        rate = float(f"{min(max(rate, row.low), row.high):.3g}")
        if all(abs(rate / other - 1.0) > 0.1 for other in tried):
            tried.append(rate)
            yield _training(
                "learning_rate",
                rate_words(rate),
                learning_rate=rate,
            )


def rate_words(rate: float) -> str:
    """The words of a change of the learning rate."""
    return translate("Remedies", "learning rate {rate}").format(rate=exact(rate))


def adam(experiment: Experiment) -> Iterator[Change]:
    """Adam, at a learning rate that suits it."""
    if experiment.training.optimizer.name != "adam":
        choice, rate = OptimizerChoice("adam"), USUAL_RATES["adam"][0]
        words = translate("Remedies", "Adam with learning rate {rate}").format(rate=exact(rate))
        yield _training("adam", words, optimizer=choice, learning_rate=rate)


def penalty(experiment: Experiment) -> Iterator[Change]:
    """No penalty, or a weaker one."""
    now = experiment.training.regularization
    if has_penalty(experiment):
        yield _training(
            "penalty", translate("Remedies", "no penalty"), regularization=Regularization()
        )
        for factor in (0.1, 0.01):
            rate = float(f"{now.rate * factor:.3g}")
            yield _training(
                "penalty",
                translate("Remedies", "penalty λ = {rate}").format(rate=exact(rate)),
                regularization=replace(now, rate=rate),
            )


def has_penalty(experiment: Experiment) -> bool:
    """Whether a penalty is in use."""
    choice = experiment.training.regularization
    return choice.kind != "none" and choice.rate > 0


def clip(experiment: Experiment) -> Iterator[Change]:
    """No bound of the gradient."""
    if experiment.training.gradient_clip is not None:
        yield _training("clip", translate("Remedies", "no gradient clipping"), gradient_clip=None)


def bound(experiment: Experiment) -> Iterator[Change]:
    """A bound of the gradient where there is none."""
    if experiment.training.gradient_clip is None:
        yield _training("bound", translate("Remedies", "gradient clipped at 1"), gradient_clip=1.0)


def schedule(experiment: Experiment) -> Iterator[Change]:
    """A learning rate that stays as it is."""
    if experiment.training.schedule.kind != "constant":
        yield _training(
            "schedule", translate("Remedies", "constant learning rate"), schedule=ScheduleChoice()
        )


def weights(experiment: Experiment) -> Iterator[Change]:
    """First weights of a size that suits the layers: the usual ones of their activations first."""
    names = [
        ("xavier", translate("Remedies", "Xavier weights")),
        ("he", translate("Remedies", "He weights")),
    ]
    if any(layer.activation in RECTIFIERS for layer in experiment.network.hidden):
        names.reverse()
    network = experiment.network
    for init, words in names:
        if (network.init, network.init_scale) != (init, 1.0):
            yield _network("weights", words, partial(_with, init=init, init_scale=1.0))


def badly_started(network: Network) -> bool:
    """Whether the first weights are of a size that does not suit the width of the layers."""
    return network.init_scale != 1.0 or network.init in UNSUITED


def tanh(experiment: Experiment) -> Iterator[Change]:
    """Tanh in all hidden layers."""
    yield from _activation(experiment, "tanh", "tanh")


def leaky_relu(experiment: Experiment) -> Iterator[Change]:
    """Leaky ReLU in all hidden layers."""
    yield from _activation(experiment, "leaky_relu", "Leaky ReLU")


def _activation(experiment: Experiment, name: str, words: str) -> Iterator[Change]:
    wanted = HiddenLayer(activation=name)
    if all((h.activation, h.alpha) == (name, wanted.alpha) for h in experiment.network.hidden):
        return

    def other(network: Network) -> Network:
        return replace(
            network, hidden=tuple(HiddenLayer(layer.units, name) for layer in network.hidden)
        )

    yield _network(name, words, other)


def bias(experiment: Experiment) -> Iterator[Change]:
    """Biases that begin at 0.1, so that a ReLU begins in its rising part; at 0, where they begin
    elsewhere."""
    now = experiment.network.init_bias
    rectifies = any(layer.activation in RECTIFIERS for layer in experiment.network.hidden)
    for value in (0.1,) * rectifies + (0.0,):
        if now != value and not (value == 0.0 and now == 0.1):
            yield _network(
                "bias",
                translate("Remedies", "initial bias {value}").format(value=exact(value)),
                partial(_with, init_bias=value),
            )


def units(experiment: Experiment) -> Iterator[Change]:
    """At least 8, at least 16 units in each hidden layer; no more than two such layers at 16."""
    hidden = experiment.network.hidden
    for n in (8, 16):
        if any(layer.units < n for layer in hidden):
            yield _network(
                "units",
                translate("Remedies", "{n} units in each layer").format(n=n),
                partial(_wider, n=n),
            )


def _wider(network: Network, n: int) -> Network:
    return replace(
        network,
        hidden=tuple(replace(layer, units=max(layer.units, n)) for layer in network.hidden),
    )


def layer(experiment: Experiment) -> Iterator[Change]:
    """One hidden layer more, at the end."""
    hidden = experiment.network.hidden
    if len(hidden) >= 3:
        return
    like = hidden[-1].activation if hidden else "tanh"
    words = (
        translate("Remedies", "one more layer of 8 units")
        if hidden
        else translate("Remedies", "a layer of 8 tanh units")
    )
    new = HiddenLayer(8, "tanh" if like in ("linear", "sigmoid") else like)
    yield _network("layer", words, partial(_deeper, new=new))


def _deeper(network: Network, new: HiddenLayer) -> Network:
    return replace(network, hidden=(*network.hidden, new))


def another_start(experiment: Experiment) -> Iterator[Change]:
    """Other first weights of the same kind."""
    for k in (1, 2):
        yield _network("start", translate("Remedies", "another start"), partial(_next_start, k=k))


def started_anew(experiment: Experiment) -> Experiment:
    """The same with other first weights, so that a run of it has to begin at its start."""
    return replace(experiment, network=_next_start(experiment.network, 1))


def _next_start(network: Network, k: int) -> Network:
    return replace(network, seed=(network.seed + k) % (MAX_SEED + 1))


def more_penalty(experiment: Experiment) -> Iterator[Change]:
    """A penalty on large weights, against learning by heart."""
    for rate in (0.001, 0.01):
        if experiment.training.regularization.rate < rate or not has_penalty(experiment):
            choice = Regularization("l2", rate)
            yield _training(
                "more_penalty",
                translate("Remedies", "L2 penalty, λ = {rate}").format(rate=exact(rate)),
                regularization=choice,
            )


def more_points(experiment: Experiment) -> Iterator[Change]:
    """Twice the data, where it is drawn."""
    data = experiment.data
    n = min(2 * data.n_samples, MAX_SAMPLES)
    if data.dataset != "custom" and n > data.n_samples:
        yield _data("more_points", counted(n, "point"), n_samples=n)


def another_sample(experiment: Experiment) -> Iterator[Change]:
    """Another draw of which points train; or all of them."""
    seed = experiment.data.seed
    for k in range(1, 9):
        other = (seed + k) % (MAX_SEED + 1)
        yield _data(
            "another_sample",
            translate("Remedies", "other training points (sample {seed})").format(seed=other),
            seed=other,
        )
    yield _data("another_sample", translate("Remedies", "train on all points"), train_fraction=1.0)


def _data(kind: str, words: str, **changes: Any) -> Change:
    return Change(kind, words, lambda e: replace(e, data=replace(e.data, **changes)))


def _training(kind: str, words: str, **changes: Any) -> Change:
    return Change(kind, words, lambda e: replace(e, training=replace(e.training, **changes)))


def _network(kind: str, words: str, change: Callable[[Network], Network]) -> Change:
    return Change(kind, words, lambda e: replace(e, network=change(e.network)))


def _with(network: Network, **changes: Any) -> Network:
    return replace(network, **changes)


CHANGES: dict[str, Variants] = {
    "learning_rate": learning_rate,
    "adam": adam,
    "penalty": penalty,
    "clip": clip,
    "bound": bound,
    "schedule": schedule,
    "weights": weights,
    "tanh": tanh,
    "leaky_relu": leaky_relu,
    "bias": bias,
    "start": another_start,
    "units": units,
    "layer": layer,
    "more_penalty": more_penalty,
    "more_points": more_points,
    "another_sample": another_sample,
}
# What may help any network that does not learn, the likeliest first.
GENERAL = (
    "learning_rate", "penalty", "clip", "schedule", "weights", "adam", "tanh", "start",
    "leaky_relu", "bias", "units", "layer",
)  # fmt: skip


def n_settings(before: Experiment, after: Experiment) -> int:
    """How many settings differ, the same one of several layers counted once."""
    paths = {re.sub(r"\.\d+", "", path) for path in differences(before, after)}
    if "network.hidden.activation" in paths:
        paths.discard("network.hidden.alpha")  # it comes with the activation
    if "network.hidden" in paths:
        paths -= {p for p in paths if p.startswith("network.hidden.")} - {
            "network.hidden.activation"
        }
    if "training.regularization.kind" in paths:
        paths.discard("training.regularization.rate")
    paths -= {p for p in paths if p.startswith("training.schedule.") and not p.endswith("kind")}
    return len(paths)
