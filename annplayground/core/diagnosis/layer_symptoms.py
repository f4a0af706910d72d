"""The symptoms in the layers: gradients that explode or vanish, units that are dead or saturated.

Each function looks for one of them, as those in `symptoms` do.
"""

import math

import numpy as np

from annplayground.core.diagnosis.changes import badly_started
from annplayground.core.diagnosis.symptoms import Symptoms, learns
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
GROWTH, GROWN = 10.0, 10.0  # a norm that grew so many times over in an epoch, to more than this


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


def _weights_words(by_weights: bool) -> str:
    """A further sentence: that it is the initial weights that bring this about."""
    if not by_weights:
        return ""
    words = translate("Findings", "It began so: the initial weights do not suit this network.")
    return f" {words}"
