"""The illnesses: each function looks for one of them in a run's health.

It is given whether the illness was found the last time too: it appears at one threshold and clears
at a lower one, so that the finding does not flicker.
"""

import math
from dataclasses import dataclass

import numpy as np

from annplayground.core.diagnosis import remedies
from annplayground.core.diagnosis.remedies import Remedy
from annplayground.core.diagnosis.training_pass import Health

# (appears at, clears below)
VANISHING = (1e3, 3e2)  # last layer's RMS gradient over the first layer's
EXPLODING = (100.0, 50.0)  # a layer's gradient norm
SATURATED = (0.5, 0.4)  # share of a layer's activations
SATURATED_FIRST = (
    0.75,
    0.65,
)  # the same for layer 1 while J falls: its inputs reach far by themselves
DEAD = (1 / 3, 1 / 5)  # share of a layer's units
TOO_LARGE = (1e-2, 5e-3)  # update-to-weight ratio, while J gets no better
TOO_SMALL = (1e-4, 2e-4)  # the same; this one appears below and clears above
OVERFITTING = (1.5, 1.3)  # J on the test set over J on the training set
PLATEAU = (0.01, 0.02)  # distance from the J of a constant, as a share of it; clears above
LINEAR = (0.1, 0.05)  # by how much the nearest neighbours do better
NO_GRADIENT = 1e-2  # ‖ΔW‖ / (lr ‖W‖) below which no learning rate would help much
GROWTH, GROWN = 10.0, 10.0  # a norm that grew so many times over in an epoch, to more than this
SAME = 1e-6  # units whose weights differ by less, relatively, are the same


@dataclass(frozen=True)
class Illness:
    """What one diagnosis found."""

    layer: int | None
    title: str
    evidence: str
    remedy: Remedy


def exploding(health: Health, before: bool) -> Illness | None:
    norms = np.nan_to_num(health.gradient_norms, nan=np.inf)
    layer = int(np.argmax(norms)) + 1
    largest = float(norms[layer - 1])
    if health.diverged:
        evidence = "The next weights would not be finite numbers."
    elif largest > EXPLODING[before]:
        evidence = f"The gradient norm of {_name(health, layer)} is {largest:.3g}."
    elif largest > GROWN and _growth(health) > GROWTH:
        evidence = f"The gradient norm has grown {_growth(health):.0f} times in one epoch."
    else:
        return None
    training = health.experiment.training
    if remedies.badly_started(health.experiment.network):
        remedy = remedies.xavier_weights(health.experiment)
    elif training.gradient_clip is None and training.learning_rate <= 1:
        remedy = remedies.clip(health.experiment)
    else:
        remedy = remedies.learning_rate(health.experiment, 0.1)
    where = None if health.diverged else layer
    return Illness(where, "The gradient explodes", evidence, remedy)


def _growth(health: Health) -> float:
    """How many times over the largest gradient norm has grown in the last epoch."""
    if health.epoch < 2 or health.curves.stride > 1 or len(health.curves.low) < 2:
        return 0.0
    names = [f"layer{k}.gradient_norm" for k in range(1, len(health.layers) + 1)]
    columns = [health.curves.names.index(name) for name in names]
    return float(health.curves.last[columns].max() / health.curves.low[-2, columns].max())


def symmetric_start(health: Health, before: bool) -> Illness | None:
    for number, layer in enumerate(health.layers[:-1], start=1):
        behind = health.layers[number].W
        weights = np.vstack([layer.W, layer.b, behind.T])  # a column for each unit
        if layer.W.shape[1] > 1 and np.ptp(weights, axis=1).max() <= SAME * np.abs(weights).max():
            return Illness(
                number,
                f"All units of layer {number} are the same",
                "Equal weights get equal gradients, so the units stay equal for ever.",
                remedies.xavier_weights(health.experiment),
            )
    return None


def vanishing(health: Health, before: bool) -> Illness | None:
    if len(health.layers) < 3 or health.learned or not health.gradient_rms[0]:
        return None
    by_weight = health.gradient_rms[-1] / health.gradient_rms[0]
    by_signal = health.delta_rms[-1] / health.delta_rms[0]
    ratio = max(by_weight, by_signal)
    if not math.isfinite(ratio) or ratio <= VANISHING[before]:
        return None
    what = "gradient" if by_weight >= by_signal else "signal δ"
    evidence = f"The output layer gets {_power(ratio)} times more {what} than layer 1."
    network = health.experiment.network
    if any(hidden.activation == "sigmoid" for hidden in network.hidden):
        evidence += " The slope of a sigmoid is at most 0.25."
        remedy = remedies.other_activation(health.experiment, "sigmoid", "tanh", "tanh")
    elif remedies.badly_started(network):
        remedy = remedies.xavier_weights(health.experiment)
    else:
        remedy = remedies.leaky_relu_everywhere(health.experiment)
    return Illness(1, "The gradient vanishes in layer 1", evidence, remedy)


def dead_relu(health: Health, before: bool) -> Illness | None:
    shares = [float(dead.mean()) for dead in health.dead]
    if not shares or max(shares) < DEAD[before] or health.learned:
        return None
    layer = int(np.argmax(shares)) + 1
    dead, units = int(health.dead[layer - 1].sum()), len(health.dead[layer - 1])
    way_back = "" if layer == 1 else ", unless the layers before them change"
    return Illness(
        layer,
        f"{dead} of {units} ReLU units are dead in layer {layer}",
        f"They are 0 on all {len(health.train_set)} training samples, so their slope is 0 and "
        f"they do not learn{way_back}.",
        remedies.other_activation(health.experiment, "relu", "leaky_relu", "Leaky ReLU"),
    )


def saturated(health: Health, before: bool) -> Illness | None:
    shares = [float(share.mean()) for share in health.saturated]
    if not shares or health.learned:
        return None
    bounds = [SATURATED[before]] * len(shares)
    if health.epoch < 10 or health.fall > 0.03:
        bounds[0] = SATURATED_FIRST[before]
    if not any(share >= bound for share, bound in zip(shares, bounds, strict=True)):
        return None
    layer = int(np.argmax(shares)) + 1
    activation = health.layers[layer - 1].activation
    if remedies.badly_started(health.experiment.network):
        remedy = remedies.xavier_weights(health.experiment)
    else:
        remedy = remedies.leaky_relu_everywhere(health.experiment)
    return Illness(
        layer,
        f"Layer {layer} is saturated",
        f"{shares[layer - 1]:.0%} of its activations are on the flat ends of {activation.label}, "
        "where the slope is nearly 0.",
        remedy,
    )


def learning_rate_too_large(health: Health, before: bool) -> Illness | None:
    if health.diverged:
        if remedies.badly_started(health.experiment.network):
            return None
        evidence = f"With lr {health.learning_rate:g} the weights grow beyond all numbers."
    elif health.epoch >= 10 and not health.learned and _shaken(health, before):
        evidence = (
            f"One update moves the weights by {health.update_ratio:.2g} of their length "
            "(healthy near 0.001), and J jumps instead of falling."
        )
    else:
        return None
    remedy = remedies.learning_rate(health.experiment, 0.1)
    return Illness(None, "The learning rate looks too large", evidence, remedy)


def _shaken(health: Health, before: bool) -> bool:
    """Whether the updates are large and J jumps, or is worse than at the start."""
    losses = health.train_losses
    recent = losses[-20:]
    jumping = float(health.jumps[-20:].mean()) > 0.05 * float(recent.mean())
    worse = float(recent.min()) > 1.05 * float(losses[0])
    return health.update_ratio > TOO_LARGE[before] and (jumping or worse)


def learning_rate_too_small(health: Health, before: bool) -> Illness | None:
    ratio = health.update_ratio
    if health.epoch < 5 or health.learned or not 0 < ratio < TOO_SMALL[before]:
        return None
    if ratio < NO_GRADIENT * health.learning_rate:
        return None  # a plateau: the gradient is small, not the rate
    if health.learning_rate < 0.1 * health.experiment.training.learning_rate:
        remedy = remedies.constant_learning_rate(health.experiment)
    else:
        remedy = remedies.learning_rate(health.experiment, 10.0)
    return Illness(
        None,
        "The learning rate looks too small",
        f"One update moves the weights by only {ratio:.2g} of their length (healthy near 0.001).",
        remedy,
    )


def _linear(health: Health) -> bool:
    return all(hidden.activation == "linear" for hidden in health.experiment.network.hidden)


def too_little_capacity(health: Health, before: bool) -> Illness | None:
    if not _linear(health) or health.learned or health.epoch < 20 or health.fall > 0.1:
        return None
    if health.possible_score - health.score < LINEAR[before]:
        return None  # a line is as good as anything here
    if health.experiment.network.hidden:
        remedy = remedies.other_activation(health.experiment, "linear", "tanh", "tanh")
    else:
        remedy = remedies.tanh_layer(health.experiment)
    regression = health.experiment.data.n_classes == 0
    what = "of the variance is explained" if regression else "of the training samples are right"
    return Illness(
        None,
        "A linear network cannot bend its surface"
        if regression
        else "A linear network cannot bend its boundary",
        "Layers without an activation between them are one linear layer: "
        f"{max(health.score, 0.0):.0%} {what}, where asking the nearest neighbour gives "
        f"{health.possible_score:.0%}.",
        remedy,
    )


def plateau(health: Health, before: bool) -> Illness | None:
    n, constant = health.experiment.data.n_classes, health.constant_loss
    if n == 0 or constant == 0.0 or health.epoch < 20 or _linear(health):
        return None  # in a linear network it may be the minimum
    if learning_rate_too_small(health, before):
        return None  # it has not yet left its start
    at_constant = abs(health.train_loss / constant - 1.0) < PLATEAU[before]
    if not at_constant or float(health.passes[-1].a.std(axis=0).max()) > 0.15:
        return None
    name = "what the best constant guess gives"
    if abs(constant - math.log(n)) < 0.01 * constant:
        name = f"ln {n} = {math.log(n):.3f}"
    if any(hidden.activation == "sigmoid" for hidden in health.experiment.network.hidden):
        remedy = remedies.other_activation(health.experiment, "sigmoid", "tanh", "tanh")
    elif health.experiment.training.optimizer.name != "adam":
        remedy = remedies.adam(health.experiment)
    else:
        remedy = remedies.learning_rate(health.experiment, 3.0)
    return Illness(
        None,
        "The network predicts the same everywhere",
        f"J = {health.train_loss:.3f} is {name}: a plateau, not a minimum.",
        remedy,
    )


def overfitting(health: Health, before: bool) -> Illness | None:
    train, test, best = health.train_loss, health.test_loss, health.best_test_loss
    gap = test - train
    large = test > OVERFITTING[before] * train and gap > 0.1 * health.constant_loss
    if health.epoch < 20 or not large or test < (1.05 if before else 1.1) * best:
        return None
    experiment = health.experiment
    if experiment.training.regularization.kind == "none" or experiment.data.dataset == "custom":
        remedy = remedies.penalty(experiment)
    else:
        remedy = remedies.more_points(experiment)
    return Illness(
        None,
        "The network learns the training set by heart",
        f"J is {train:.3g} on the training set but {test:.3g} on the test set, "
        f"where it was {best:.3g} at its best.",
        remedy,
    )


def _name(health: Health, layer: int) -> str:
    return "the output layer" if layer == len(health.layers) else f"layer {layer}"


def _power(number: float) -> str:
    """12 345 as '1.2 × 10⁴'."""
    digits, exponent = f"{number:.1e}".split("e")
    return f"{digits} × 10{''.join('⁰¹²³⁴⁵⁶⁷⁸⁹'[int(digit)] for digit in str(int(exponent)))}"
