"""The diagnoses: each function looks for one of them in the pass over a run's whole training set.

It is given whether it was found the last time too: it appears at one threshold and clears
at a lower one, so that the finding does not flicker.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from annplayground.core.diagnosis import remedies
from annplayground.core.diagnosis.remedies import Remedy
from annplayground.core.diagnosis.training_pass import TrainingPass

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
class Symptoms:
    """What one diagnosis found. `values` are the numbers in its evidence, by what they are."""

    layer: int | None
    title: str
    evidence: str
    remedy: Remedy
    values: dict[str, float] = field(default_factory=dict, hash=False)


def exploding(whole: TrainingPass, before: bool) -> Symptoms | None:
    norms = np.nan_to_num(whole.gradient_norms, nan=np.inf)
    layer = int(np.argmax(norms)) + 1
    largest = float(norms[layer - 1])
    values = {}
    if whole.diverged:
        evidence = "The next weights would not be finite numbers."
    elif largest > EXPLODING[before]:
        evidence = f"The gradient norm of {_name(whole, layer)} is {largest:.3g}."
        values = {"gradient_norm": largest}
    elif largest > GROWN and _growth(whole) > GROWTH:
        values = {"growth": _growth(whole)}
        evidence = f"The gradient norm has grown {values['growth']:.0f} times in one epoch."
    else:
        return None
    training = whole.experiment.training
    if remedies.badly_started(whole.experiment.network):
        remedy = remedies.xavier_weights(whole.experiment)
    elif training.gradient_clip is None and training.learning_rate <= 1:
        remedy = remedies.clip(whole.experiment)
    else:
        remedy = remedies.learning_rate(whole.experiment, 0.1)
    where = None if whole.diverged else layer
    return Symptoms(where, "The gradient explodes", evidence, remedy, values)


def _growth(whole: TrainingPass) -> float:
    """How many times over the largest gradient norm has grown in the last epoch."""
    if whole.epoch < 2 or whole.curves.stride > 1 or len(whole.curves.low) < 2:
        return 0.0
    names = [f"layer{k}.gradient_norm" for k in range(1, len(whole.layers) + 1)]
    columns = [whole.curves.names.index(name) for name in names]
    return float(whole.curves.last[columns].max() / whole.curves.low[-2, columns].max())


def symmetric_start(whole: TrainingPass, before: bool) -> Symptoms | None:
    for number, layer in enumerate(whole.layers[:-1], start=1):
        behind = whole.layers[number].W
        weights = np.vstack([layer.W, layer.b, behind.T])  # a column for each unit
        if layer.W.shape[1] > 1 and np.ptp(weights, axis=1).max() <= SAME * np.abs(weights).max():
            return Symptoms(
                number,
                f"All units of layer {number} are the same",
                "Equal weights get equal gradients, so the units stay equal for ever.",
                remedies.xavier_weights(whole.experiment),
            )
    return None


def vanishing(whole: TrainingPass, before: bool) -> Symptoms | None:
    if len(whole.layers) < 3 or whole.learned or not whole.gradient_rms[0]:
        return None
    by_weight = whole.gradient_rms[-1] / whole.gradient_rms[0]
    by_signal = whole.delta_rms[-1] / whole.delta_rms[0]
    ratio = max(by_weight, by_signal)
    if not math.isfinite(ratio) or ratio <= VANISHING[before]:
        return None
    what = "gradient" if by_weight >= by_signal else "signal δ"
    evidence = f"The output layer gets {_power(ratio)} times more {what} than layer 1."
    network = whole.experiment.network
    if any(hidden.activation == "sigmoid" for hidden in network.hidden):
        evidence += " The slope of a sigmoid is at most 0.25."
        remedy = remedies.other_activation(whole.experiment, "sigmoid", "tanh", "tanh")
    elif remedies.badly_started(network):
        remedy = remedies.xavier_weights(whole.experiment)
    else:
        remedy = remedies.leaky_relu_everywhere(whole.experiment)
    return Symptoms(1, "The gradient vanishes in layer 1", evidence, remedy, {"ratio": ratio})


def dead_relu(whole: TrainingPass, before: bool) -> Symptoms | None:
    shares = [float(dead.mean()) for dead in whole.dead]
    if not shares or max(shares) < DEAD[before] or whole.learned:
        return None
    layer = int(np.argmax(shares)) + 1
    dead, units = int(whole.dead[layer - 1].sum()), len(whole.dead[layer - 1])
    way_back = "" if layer == 1 else ", unless the layers before them change"
    return Symptoms(
        layer,
        f"{dead} of {units} ReLU units are dead in layer {layer}",
        f"They are 0 on all {len(whole.train_set)} training samples, so their slope is 0 and "
        f"they do not learn{way_back}.",
        remedies.other_activation(whole.experiment, "relu", "leaky_relu", "Leaky ReLU"),
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
    if remedies.badly_started(whole.experiment.network):
        remedy = remedies.xavier_weights(whole.experiment)
    else:
        remedy = remedies.leaky_relu_everywhere(whole.experiment)
    return Symptoms(
        layer,
        f"Layer {layer} is saturated",
        f"{shares[layer - 1]:.0%} of its activations are on the flat ends of {activation.label}, "
        "where the slope is nearly 0.",
        remedy,
        {"share": shares[layer - 1]},
    )


def learning_rate_too_large(whole: TrainingPass, before: bool) -> Symptoms | None:
    if whole.diverged:
        if remedies.badly_started(whole.experiment.network):
            return None
        values = {"learning_rate": whole.learning_rate}
        evidence = f"With lr {whole.learning_rate:g} the weights grow beyond all numbers."
    elif whole.epoch >= 10 and not whole.learned and _shaken(whole, before):
        values = {"update_ratio": whole.update_ratio}
        evidence = (
            f"One update moves the weights by {whole.update_ratio:.2g} of their length "
            "(healthy near 0.001), and J jumps instead of falling."
        )
    else:
        return None
    remedy = remedies.learning_rate(whole.experiment, 0.1)
    return Symptoms(None, "The learning rate looks too large", evidence, remedy, values)


def _shaken(whole: TrainingPass, before: bool) -> bool:
    """Whether the updates are large and J jumps, or is worse than at the start."""
    losses = whole.train_losses
    recent = losses[-20:]
    jumping = float(whole.jumps[-20:].mean()) > 0.05 * float(recent.mean())
    worse = float(recent.min()) > 1.05 * float(losses[0])
    return whole.update_ratio > TOO_LARGE[before] and (jumping or worse)


def learning_rate_too_small(whole: TrainingPass, before: bool) -> Symptoms | None:
    ratio = whole.update_ratio
    if whole.epoch < 5 or whole.learned or not 0 < ratio < TOO_SMALL[before]:
        return None
    if ratio < NO_GRADIENT * whole.learning_rate:
        return None  # a plateau: the gradient is small, not the rate
    if whole.learning_rate < 0.1 * whole.experiment.training.learning_rate:
        remedy = remedies.constant_learning_rate(whole.experiment)
    else:
        remedy = remedies.learning_rate(whole.experiment, 10.0)
    return Symptoms(
        None,
        "The learning rate looks too small",
        f"One update moves the weights by only {ratio:.2g} of their length (healthy near 0.001).",
        remedy,
        {"update_ratio": ratio},
    )


def _linear(whole: TrainingPass) -> bool:
    return all(hidden.activation == "linear" for hidden in whole.experiment.network.hidden)


def too_little_capacity(whole: TrainingPass, before: bool) -> Symptoms | None:
    if not _linear(whole) or whole.learned or whole.epoch < 20 or whole.fall > 0.1:
        return None
    if whole.possible_score - whole.score < LINEAR[before]:
        return None  # a line is as good as anything here
    if whole.experiment.network.hidden:
        remedy = remedies.other_activation(whole.experiment, "linear", "tanh", "tanh")
    else:
        remedy = remedies.tanh_layer(whole.experiment)
    regression = whole.experiment.data.n_classes == 0
    what = "of the variance is explained" if regression else "of the training samples are right"
    return Symptoms(
        None,
        "A linear network cannot bend its surface"
        if regression
        else "A linear network cannot bend its boundary",
        "Layers without an activation between them are one linear layer: "
        f"{max(whole.score, 0.0):.0%} {what}, where asking the nearest neighbour gives "
        f"{whole.possible_score:.0%}.",
        remedy,
        {"score": max(whole.score, 0.0), "possible_score": whole.possible_score},
    )


def plateau(whole: TrainingPass, before: bool) -> Symptoms | None:
    n, constant = whole.experiment.data.n_classes, whole.constant_loss
    if n == 0 or constant == 0.0 or whole.epoch < 20 or _linear(whole):
        return None  # in a linear network it may be the minimum
    if learning_rate_too_small(whole, before):
        return None  # it has not yet left its start
    at_constant = abs(whole.train_loss / constant - 1.0) < PLATEAU[before]
    if not at_constant or float(whole.passes[-1].a.std(axis=0).max()) > 0.15:
        return None
    name = "what the best constant guess gives"
    if abs(constant - math.log(n)) < 0.01 * constant:
        name = f"ln {n} = {math.log(n):.3f}"
    if any(hidden.activation == "sigmoid" for hidden in whole.experiment.network.hidden):
        remedy = remedies.other_activation(whole.experiment, "sigmoid", "tanh", "tanh")
    elif whole.experiment.training.optimizer.name != "adam":
        remedy = remedies.adam(whole.experiment)
    else:
        remedy = remedies.learning_rate(whole.experiment, 3.0)
    return Symptoms(
        None,
        "The network predicts the same everywhere",
        f"J = {whole.train_loss:.3f} is {name}: a plateau, not a minimum.",
        remedy,
        {"train_loss": whole.train_loss, "constant_loss": constant},
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
    experiment = whole.experiment
    if experiment.training.regularization.kind == "none" or experiment.data.dataset == "custom":
        remedy = remedies.penalty(experiment)
    else:
        remedy = remedies.more_points(experiment)
    return Symptoms(
        None,
        "The network learns the training set by heart",
        f"J is {train:.3g} on the training set but {test:.3g} on the test set, "
        f"where it was {best:.3g} at its best.",
        remedy,
        {"train_loss": train, "test_loss": test, "best_test_loss": best},
    )


def _name(whole: TrainingPass, layer: int) -> str:
    return "the output layer" if layer == len(whole.layers) else f"layer {layer}"


def _power(number: float) -> str:
    """12 345 as '1.2 × 10⁴'."""
    digits, exponent = f"{number:.1e}".split("e")
    return f"{digits} × 10{''.join('⁰¹²³⁴⁵⁶⁷⁸⁹'[int(digit)] for digit in str(int(exponent)))}"
