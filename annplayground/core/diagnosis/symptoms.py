"""The symptoms: what can be seen in a network that does not learn, whatever the cause may be.

Each function looks for one of them in the pass over a run's whole training set. It is given whether
it was found the last time too: it appears at one threshold and clears at a lower one, so that the
finding does not flicker.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from annplayground.core.choices.notations import Symbolic
from annplayground.core.diagnosis.changes import badly_started
from annplayground.core.diagnosis.training_pass import TrainingPass
from annplayground.core.names import layer_name, layer_within
from annplayground.core.numerals import count, counted, number, percent, plural
from annplayground.core.words import translate

# (appears at, clears below)
VANISHING = (1e3, 3e2)  # last layer's RMS gradient over the first layer's
EXPLODING = (100.0, 50.0)  # a layer's gradient norm
SATURATED = (0.5, 0.4)  # share of a layer's activations
SATURATED_FIRST = (
    0.75,
    0.65,
)  # the same for layer 1 while J falls: its inputs reach far by themselves
DEAD = (1 / 3, 1 / 5)  # share of a layer's units
OVERFITTING = (1.5, 1.3)  # J on the test set over J on the training set
HEART = (0.045, 0.03)  # accuracy on the training set above that on the test set
PLATEAU = (0.02, 0.03)  # distance from the J of a constant, as a share of it; clears above
STUCK = (0.05, 0.08)  # by what share J fell in the second half of the run; clears above
FALLS = 0.1  # by what share it does so where all is well
BETTER = (0.1, 0.05)  # by how much the nearest neighbours do better
STUCK_EPOCHS, NEVER_EPOCHS = 100, 100  # before which nobody is said to be stuck
RARE = 0.25  # share of the training set below which a class is rare
GROWTH, GROWN = 10.0, 10.0  # a norm that grew so many times over in an epoch, to more than this


@dataclass(frozen=True)
class Symptoms:
    """What one diagnosis found. `values` are the numbers in its evidence, by what they are.

    `is_cause`: it explains others, which stand after it.
    """

    layer: int | None
    title: str
    evidence: str
    values: dict[str, float] = field(default_factory=dict, hash=False)
    is_cause: bool = False


def exploding(whole: TrainingPass, before: bool) -> Symptoms | None:
    norms = np.nan_to_num(whole.gradient_norms, nan=np.inf)
    layer = int(np.argmax(norms)) + 1
    largest = float(norms[layer - 1])
    values = {}
    if whole.diverged:
        evidence = translate("Findings", "The next weights would not be finite numbers.")
    elif largest > EXPLODING[before]:
        evidence = translate("Findings", "The gradient norm of {layer} is {norm}.").format(
            layer=layer_within(layer, len(whole.layers)), norm=number(largest)
        )
        values = {"gradient_norm": largest}
    elif largest > GROWN and _growth(whole) > GROWTH:
        values = {"growth": _growth(whole)}
        evidence = translate(
            "Findings", "The gradient norm has grown {times} times in one epoch."
        ).format(times=count(values["growth"]))
    else:
        return None
    where = None if whole.diverged else layer
    by_weights = explode_at_start(whole)
    evidence += _weights_words(by_weights)
    return Symptoms(
        where, translate("Findings", "The gradient explodes"), evidence, values, by_weights
    )


def explode_at_start(whole: TrainingPass) -> bool:
    """Whether the first weights make the gradient explode before anything is learned."""
    if not badly_started(whole.experiment.network):
        return False
    norms = [float(np.linalg.norm(g.dW)) for g in whole.at_start.gradients]
    return not max(norms) <= EXPLODING[0]  # NaN is not


def _growth(whole: TrainingPass) -> float:
    """How many times over the largest gradient norm has grown in the last epoch."""
    if whole.epoch < 2 or whole.curves.stride > 1 or len(whole.curves.low) < 2:
        return 0.0
    names = [f"layer{k}.gradient_norm" for k in range(1, len(whole.layers) + 1)]
    columns = [whole.curves.names.index(name) for name in names]
    return float(whole.curves.last[columns].max() / whole.curves.low[-2, columns].max())


def vanishing(whole: TrainingPass, before: bool) -> Symptoms | None:
    if len(whole.layers) < 3 or whole.learned or not whole.gradient_rms[0]:
        return None
    by_weight, by_signal = _ratios(whole)
    ratio = max(by_weight, by_signal)
    if not math.isfinite(ratio) or ratio <= VANISHING[before]:
        return None
    evidence = (
        translate("Findings", "The output layer gets {ratio} times more gradient than layer 1.")
        if by_weight >= by_signal
        else translate(
            "Findings", "The output layer gets {ratio} times more signal δ than layer 1."
        )
    ).format(ratio=number(ratio, 2))
    network = whole.experiment.network
    if any(hidden.activation == "sigmoid" for hidden in network.hidden):
        evidence += " " + translate("Findings", "The slope of a sigmoid is at most 0.25.")
    by_weights = badly_started(network) and not max(_ratios(whole.at_start)) <= VANISHING[0]
    if learns(whole) and not by_weights:
        return None
    evidence += _weights_words(by_weights)
    title = translate("Findings", "The gradient vanishes in layer 1")
    return Symptoms(1, title, evidence, {"ratio": ratio}, by_weights)


def _ratios(whole: TrainingPass) -> tuple[float, float]:
    """How much more gradient, and how much more δ, the last layer gets than the first."""
    with np.errstate(all="ignore"):
        return (
            float(np.divide(whole.gradient_rms[-1], whole.gradient_rms[0])),
            float(np.divide(whole.delta_rms[-1], whole.delta_rms[0])),
        )


def dead_relu(whole: TrainingPass, before: bool) -> Symptoms | None:
    shares = [float(dead.mean()) for dead in whole.dead]
    if not shares or max(shares) < DEAD[before] or whole.learned or learns(whole):
        return None
    layer = int(np.argmax(shares)) + 1
    dead, units = int(whole.dead[layer - 1].sum()), len(whole.dead[layer - 1])
    return Symptoms(
        layer,
        plural(
            dead,
            translate("Findings", "{dead} of {units} is dead in {layer}"),
            translate("Findings", "{dead} of {units} are dead in {layer}"),
        ).format(dead=dead, units=counted(units, "ReLU unit"), layer=layer_within(layer)),
        (
            translate(
                "Findings",
                "An output of 0 on all {samples} means a slope of 0, and no learning.",
            )
            if layer == 1
            else translate(
                "Findings",
                "An output of 0 on all {samples} means a slope of 0, and no learning, unless "
                "the layers before change.",
            )
        ).format(samples=counted(len(whole.train_set), "training sample")),
        {"dead": dead, "units": units, "samples": len(whole.train_set)},
    )


def saturated(whole: TrainingPass, before: bool) -> Symptoms | None:
    shares = [float(share.mean()) for share in whole.saturated]
    if not shares or whole.learned:
        return None
    bounds = [SATURATED[before]] * len(shares)
    if whole.epoch < 10 or whole.fall > 0.03:
        bounds[0] = SATURATED_FIRST[before]
    if not any(share >= bound for share, bound in zip(shares, bounds, strict=True)):
        return None
    layer = int(np.argmax(shares)) + 1
    activation = whole.layers[layer - 1].activation
    at_start = [float(share.mean()) for share in whole.at_start.saturated]
    by_weights = badly_started(whole.experiment.network) and max(at_start) >= SATURATED[0]
    if learns(whole) and not by_weights:
        return None
    return Symptoms(
        layer,
        translate("Findings", "{layer} is saturated").format(layer=layer_name(layer)),
        translate(
            "Findings",
            "{share} of its activations are on the flat ends of {activation}, where the slope is "
            "nearly 0.",
        ).format(share=percent(shares[layer - 1]), activation=activation.label)
        + _weights_words(by_weights),
        {"share": shares[layer - 1]},
        by_weights,
    )


def learns(whole: TrainingPass) -> bool:
    """Whether J falls well: whatever can be seen in the layers does not keep it from that."""
    return whole.epoch >= 4 and whole.fall > FALLS


def _weights_words(by_weights: bool) -> str:
    """A further sentence: that it is the initial weights that bring this about."""
    if not by_weights:
        return ""
    words = translate("Findings", "It began so: the initial weights do not suit this network.")
    return f" {words}"


def is_linear(whole: TrainingPass) -> bool:
    """Whether no hidden layer bends anything."""
    return all(hidden.activation == "linear" for hidden in whole.experiment.network.hidden)


def class_never_predicted(whole: TrainingPass, before: bool) -> Symptoms | None:
    labels = whole.train_set.labels.astype(int)
    given_up = [k for k, share in enumerate(whole.predicted) if share == 0.0]
    # Elsewhere than in a net that says the same everywhere, or where that is nearly right.
    if not given_up or whole.epoch < NEVER_EPOCHS or whole.fall > 0.2 or is_linear(whole):
        return None
    counts = np.bincount(labels)
    rarest = min(given_up, key=lambda k: counts[k])
    share = counts[rarest] / len(labels)
    if whole.at_constant < PLATEAU[True] and share > RARE:
        return None
    if not is_possible(whole, rarest):
        return None
    return Symptoms(
        None,
        translate("Findings", "Class {label} is never predicted").format(label=rarest),
        translate(
            "Findings",
            "{n} of {samples} are of it, and none of them is right: {score} is "
            "what the other classes give.",
        ).format(
            n=count(counts[rarest]),
            samples=counted(len(labels), "training sample"),
            score=percent(whole.score),
        ),
        {"count": int(counts[rarest]), "samples": len(labels), "score": whole.score},
    )


def is_possible(whole: TrainingPass, label: int) -> bool:
    """Whether half of the samples of a class have one of the same class as nearest neighbour."""
    x, labels = whole.passes[0].x, whole.train_set.labels.astype(int)
    own = np.flatnonzero(labels == label)[:100]
    distance = ((x[own, None, :] - x[None, :, :]) ** 2).sum(axis=2)
    distance[np.arange(len(own)), own] = np.inf
    return bool((labels[distance.argmin(axis=1)] == label).mean() >= 0.5)


def plateau(whole: TrainingPass, before: bool) -> Symptoms | None:
    n, constant = whole.experiment.data.n_classes, whole.constant_loss
    if constant == 0.0 or whole.epoch < 20 or is_linear(whole):
        return None  # in a linear network it may be the minimum
    if whole.at_constant >= PLATEAU[before] or whole.learned:
        return None
    if float(whole.passes[-1].a.std(axis=0).max()) > 0.15:
        return None
    name = translate("Findings", "what the best constant guess gives")
    if n and abs(constant - math.log(n)) < 0.01 * constant:
        name = translate("Findings", "ln {n} = {log}, {name}").format(
            n=n, log=number(math.log(n)), name=name
        )
    return Symptoms(
        None,
        translate("Findings", "The network predicts the same everywhere"),
        Symbolic(
            translate("Findings", "{J} = {loss} is about {name}."),
            loss=number(whole.train_loss),
            name=name,
        ),
        {"train_loss": whole.train_loss, "constant_loss": constant},
    )


def stuck(whole: TrainingPass, before: bool) -> Symptoms | None:
    if whole.epoch < STUCK_EPOCHS or whole.learned or is_linear(whole):
        return None
    if whole.fall > STUCK[before] or whole.possible_score - whole.score < BETTER[before]:
        return None
    if plateau(whole, True):
        return None  # which says more
    regression = whole.experiment.data.n_classes == 0
    return Symptoms(
        None,
        translate("Findings", "The network is stuck"),
        Symbolic(
            translate(
                "Findings",
                "{score} of the variance is explained, and {J} falls no more; asking the nearest "
                "neighbour gives {possible}.",
            )
            if regression
            else translate(
                "Findings",
                "{score} of the training samples are right, and {J} falls no more; asking the "
                "nearest neighbour gives {possible}.",
            ),
            score=percent(max(whole.score, 0.0)),
            possible=percent(whole.possible_score),
        ),
        {"score": max(whole.score, 0.0), "possible_score": whole.possible_score},
    )


def overfitting(whole: TrainingPass, before: bool) -> Symptoms | None:
    train, test, best = (
        whole.train_loss,
        whole.test_loss,
        whole.best_test_loss,
    )
    gap = test - train
    large = test > OVERFITTING[before] * train and gap > 0.1 * whole.constant_loss
    if whole.epoch < 20 or not large or test < (1.05 if before else 1.1) * best:
        return None
    if whole.accuracy_gap < HEART[before]:
        return None  # it is surer of what is right all the same
    return Symptoms(
        None,
        translate("Findings", "The network learns the training set by heart"),
        Symbolic(
            translate(
                "Findings",
                "{J} is {train} on the training set but {test} on the test set, where it was "
                "{best} at its best.",
            ),
            train=number(train),
            test=number(test),
            best=number(best),
        ),
        {"train_loss": train, "test_loss": test, "best_test_loss": best},
    )
