"""The causes: settings that keep a network from learning, and explain its symptoms.

Each function looks for one of them, as those in `symptoms` do.
"""

import numpy as np

from annplayground.core.choices.notations import Symbolic
from annplayground.core.choices.penalties import PENALTIES
from annplayground.core.diagnosis.changes import has_penalty
from annplayground.core.diagnosis.layer_symptoms import DEAD, SATURATED, explode_at_start
from annplayground.core.diagnosis.overshoot import penalty_overshoots
from annplayground.core.diagnosis.symptoms import FALLS, PLATEAU, Symptoms, is_linear
from annplayground.core.diagnosis.training_pass import TrainingPass
from annplayground.core.names import layer_within
from annplayground.core.numerals import count, exact, number, percent
from annplayground.core.words import translate

# (appears at, clears below)
TOO_LARGE = (1e-2, 5e-3)  # update-to-weight ratio, while J gets no better
SHAKEN_ONCE = 0.2  # the same in some earlier epoch, where units are dead or saturated since
FALLS_FAST = 0.3  # by what share J falls in the second half of the run, however it jumps
HOPELESS = 1.2  # J over that of a constant guess
TOO_SMALL = (1e-4, 2e-4)  # the same; this one appears below and clears above
LINEAR = (0.1, 0.05)  # by how much the nearest neighbours do better
NO_GRADIENT = 1e-2  # ‖ΔW‖ / (lr ‖W‖) below which no learning rate would help much
SAME = 1e-6  # units whose weights differ by less, relatively, are the same
NO_RATE = 1e-12  # a learning rate that moves nothing
PULL = (0.5, 0.3)  # the penalty's gradient over that of J
SHRUNK = 0.3  # ‖W‖ of all layers over what it was at the start
PENALTY_COST = 0.05  # of weights of size 1, as a share of the J of a constant guess
CLIPPED = (3.0, 2.0)  # the gradient norm over its bound
SLOW = 5e-4  # update-to-weight ratio below which a clipped gradient moves too little
SCALE_FREE = ("adam", "rmsprop")  # optimizers that a shortened gradient does not slow


def learning_rate_zero(whole: TrainingPass, before: bool) -> Symptoms | None:
    if whole.learning_rate > NO_RATE or whole.learned or whole.epoch < 1:
        return None
    return Symptoms(
        None,
        translate("Findings", "The learning rate is 0"),
        translate(
            "Findings",
            "The schedule has brought it down from {rate}: no weight moves any more.",
        ).format(rate=exact(whole.experiment.training.learning_rate)),
        {"learning_rate": whole.experiment.training.learning_rate},
    )


def learning_rate_too_large(whole: TrainingPass, before: bool) -> Symptoms | None:
    if whole.diverged:
        training = whole.experiment.training
        if explode_at_start(whole) or penalty_overshoots(training, whole.learning_rate):
            return None
        values = {"learning_rate": whole.learning_rate}
        evidence: str = Symbolic(
            translate("Findings", "With {lr} {rate} the weights grow beyond all numbers."),
            rate=number(whole.learning_rate),
        )
    elif whole.epoch >= 10 and not whole.learned and _shaken(whole, before):
        values = {"update_ratio": whole.update_ratio}
        evidence = Symbolic(
            translate(
                "Findings",
                "One update moves the weights by {ratio} of their length (healthy "
                "near 0.001), and {J} jumps instead of falling.",
            ),
            ratio=number(whole.update_ratio, 2),
        )
    elif whole.epoch >= 1 and not whole.learned and _was_shaken(whole):
        values = {"update_ratio": whole.peak_update_ratio}
        evidence = translate(
            "Findings",
            "One update moved the weights by {ratio} of their length "
            "(healthy near 0.001), and they have not recovered from it.",
        ).format(ratio=number(whole.peak_update_ratio, 2))
    else:
        return None
    return Symptoms(
        None, translate("Findings", "The learning rate looks too large"), evidence, values
    )


def _shaken(whole: TrainingPass, before: bool) -> bool:
    """Whether the updates are large and J jumps, or is worse than at the start; or J jumps, and is
    worse than that of a constant guess."""
    losses = whole.train_losses
    recent = losses[-20:]
    jumping = float(whole.jumps[-20:].mean()) > 0.05 * float(recent.mean())
    jumping = jumping and whole.fall < FALLS_FAST  # it jumps, but downwards
    # With a penalty, J alone may well rise.
    worse = float(recent.min()) > 1.05 * float(losses[0]) and not has_penalty(whole.experiment)
    hopeless = jumping and float(recent.min()) > HOPELESS * whole.constant_loss
    return hopeless or (whole.update_ratio > TOO_LARGE[before] and (jumping or worse))


def _was_shaken(whole: TrainingPass) -> bool:
    """Whether an earlier update was that large, and units are dead or saturated since, or the
    network says the same everywhere."""
    if whole.peak_update_ratio < SHAKEN_ONCE or has_penalty(whole.experiment):
        return False  # what a penalty has made small moves far, by its length

    def ill(seen: TrainingPass) -> bool:
        dead = max((float(d.mean()) for d in seen.dead), default=0.0) >= DEAD[0]
        flat = max((float(s.mean()) for s in seen.saturated), default=0.0) >= SATURATED[0]
        return dead or flat

    constant = whole.epoch >= 10 and whole.at_constant < PLATEAU[0]
    return (ill(whole) or constant) and not ill(whole.at_start)


def penalty_too_strong(whole: TrainingPass, before: bool) -> Symptoms | None:
    training = whole.experiment.training
    if whole.diverged:
        return _penalty_that_diverges(whole)
    if not has_penalty(whole.experiment) or whole.learned or whole.epoch < 20:
        return None
    choice = PENALTIES[training.regularization.kind]
    rate = training.regularization.rate
    pulls = [rate * np.asarray(choice.gradient(layer.W)) for layer in whole.layers]
    pairs = [
        (float(np.linalg.norm(p)), float(np.linalg.norm(g.dW)))
        for p, g in zip(pulls, whole.gradients, strict=True)
    ]
    layer = max(range(len(pairs)), key=lambda k: pairs[k][0] - PULL[before] * pairs[k][1])
    pull, push = pairs[layer]
    cost = rate * sum(choice.value(np.ones_like(layer.W)) for layer in whole.layers)
    if cost < PENALTY_COST * whole.constant_loss or whole.fall > FALLS:
        return None
    now, start = (
        np.sqrt(sum((layer.W**2).sum() for layer in seen.layers))
        for seen in (whole, whole.at_start)
    )
    if pull < PULL[before] * push and now > SHRUNK * start:
        return None
    return Symptoms(
        None,
        translate("Findings", "The penalty on the weights is too strong"),
        Symbolic(
            translate(
                "Findings",
                "λ = {rate}: it pulls the weights of {layer} towards 0 with {pull}, where {J} "
                "pushes with {push}. They end too small to fit the data.",
            ),
            rate=exact(rate),
            layer=layer_within(layer + 1, len(whole.layers)),
            pull=number(pull, 2),
            push=number(push, 2),
        ),
        {"rate": rate, "pull": pull, "push": push},
    )


def _penalty_that_diverges(whole: TrainingPass) -> Symptoms | None:
    training, learning_rate = whole.experiment.training, whole.learning_rate
    if explode_at_start(whole) or not penalty_overshoots(training, learning_rate):
        return None
    rate = training.regularization.rate
    return Symptoms(
        None,
        translate("Findings", "The penalty on the weights is too strong"),
        Symbolic(
            translate(
                "Findings",
                "With {lr} {learning_rate} and λ = {rate} a step of the penalty takes each weight "
                "past 0, and further out every time: the weights grow beyond all numbers.",
            ),
            learning_rate=number(learning_rate),
            rate=exact(rate),
        ),
        {"rate": rate, "learning_rate": learning_rate},
    )


def clip_too_tight(whole: TrainingPass, before: bool) -> Symptoms | None:
    training = whole.experiment.training
    bound = training.gradient_clip
    if bound is None or whole.learned or whole.epoch < 5:
        return None
    if training.optimizer.name in SCALE_FREE or whole.update_ratio > SLOW:
        return None
    norm = float(np.sqrt(np.square(whole.newest("gradient_norm")).sum()))
    if not norm >= CLIPPED[before] * bound:
        return None
    return Symptoms(
        None,
        translate("Findings", "The gradient is clipped too much"),
        translate(
            "Findings",
            "Its norm is {norm}, and it is shortened to {bound}: one update moves the "
            "weights by only {ratio} of their length (healthy near 0.001).",
        ).format(norm=number(norm, 2), bound=exact(bound), ratio=number(whole.update_ratio, 2)),
        {"norm": norm, "bound": bound, "update_ratio": whole.update_ratio},
    )


def learning_rate_too_small(whole: TrainingPass, before: bool) -> Symptoms | None:
    ratio = whole.update_ratio
    if whole.epoch < 5 or whole.learned or not 0 < ratio < TOO_SMALL[before]:
        return None
    if ratio < NO_GRADIENT * whole.learning_rate:
        return None  # a plateau: the gradient is small, not the rate
    evidence = translate(
        "Findings",
        "One update moves the weights by only {ratio} of their length (healthy near 0.001).",
    ).format(ratio=number(ratio, 2))
    values = {"update_ratio": ratio}
    if whole.learning_rate < 0.1 * whole.experiment.training.learning_rate:
        evidence = Symbolic(
            translate("Findings", "{evidence} The schedule has brought {lr} down to {rate}."),
            evidence=evidence,
            rate=number(whole.learning_rate, 2),
        )
        values["learning_rate"] = whole.learning_rate
    return Symptoms(
        None,
        translate("Findings", "The learning rate looks too small"),
        evidence,
        values,
    )


def symmetric_start(whole: TrainingPass, before: bool) -> Symptoms | None:
    for place, layer in enumerate(whole.layers[:-1], start=1):
        behind = whole.layers[place].W
        weights = np.vstack([layer.W, layer.b, behind.T])  # a column for each unit
        if layer.W.shape[1] > 1 and np.ptp(weights, axis=1).max() <= SAME * np.abs(weights).max():
            return Symptoms(
                place,
                translate("Findings", "All units of {layer} are the same").format(
                    layer=layer_within(place)
                ),
                translate(
                    "Findings",
                    "Equal weights get equal gradients, so the units stay equal for ever.",
                ),
            )
    return None


def too_little_capacity(whole: TrainingPass, before: bool) -> Symptoms | None:
    if not is_linear(whole) or whole.learned or whole.epoch < 20 or whole.fall > 0.1:
        return None
    if whole.possible_score - whole.score < LINEAR[before]:
        return None  # a line is as good as anything here
    regression = whole.experiment.data.n_classes == 0
    evidence = (
        translate(
            "Findings",
            "Layers without an activation between them are one linear layer: {score} of the "
            "variance is explained, where asking the nearest neighbour gives {possible}.",
        )
        if regression
        else translate(
            "Findings",
            "Layers without an activation between them are one linear layer: {score} of the "
            "training samples are right, where asking the nearest neighbour gives {possible}.",
        )
    ).format(score=percent(max(whole.score, 0.0)), possible=percent(whole.possible_score))
    return Symptoms(
        None,
        _cannot_bend(regression, bool(set(whole.experiment.data.features) - {"x1", "x2"})),
        evidence,
        {"score": max(whole.score, 0.0), "possible_score": whole.possible_score},
    )


def _cannot_bend(regression: bool, curved: bool) -> str:
    """The title, where the inputs are curved themselves or not."""
    if curved and regression:
        return translate("Findings", "A linear network cannot bend its surface beyond its inputs")
    if curved:
        return translate("Findings", "A linear network cannot bend its boundary beyond its inputs")
    if regression:
        return translate("Findings", "A linear network cannot bend its surface")
    return translate("Findings", "A linear network cannot bend its boundary")


def class_not_in_training_set(whole: TrainingPass, before: bool) -> Symptoms | None:
    if not whole.experiment.data.n_classes or not len(whole.test_set):
        return None
    tested = np.bincount(whole.test_set.labels.astype(int))
    missing = sorted(set(np.flatnonzero(tested)) - set(whole.train_set.labels.astype(int)))
    if not missing:
        return None
    label = int(missing[0])
    return Symptoms(
        None,
        translate("Findings", "Class {label} is not in the training set").format(label=label),
        translate(
            "Findings",
            "All of its points ({n}) are in the test set, so that the network cannot learn it.",
        ).format(n=count(tested[label])),
        {"count": int(tested[label])},
    )
