"""The symptoms: what can be seen in a network that does not learn, whatever the cause may be.

Each function looks for one of them in the pass over a run's whole training set. It is given whether
it was found the last time too: it appears at one threshold and clears at a lower one, so that the
finding does not flicker.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from annplayground.core.choices.notations import Symbolic
from annplayground.core.diagnosis.training_pass import TrainingPass
from annplayground.core.numerals import count, counted, number, percent
from annplayground.core.words import translate

# (appears at, clears below)
OVERFITTING = (1.5, 1.3)  # J on the test set over J on the training set
HEART = (0.045, 0.03)  # accuracy on the training set above that on the test set
PLATEAU = (0.02, 0.03)  # distance from the J of a constant, as a share of it; clears above
STUCK = (0.05, 0.08)  # by what share J fell in the second half of the run; clears above
FALLS = 0.1  # by what share it does so where all is well
BETTER = (0.1, 0.05)  # by how much the nearest neighbours do better
STUCK_EPOCHS, NEVER_EPOCHS = 100, 100  # before which nobody is said to be stuck
RARE = 0.25  # share of the training set below which a class is rare


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


def learns(whole: TrainingPass) -> bool:
    """Whether J falls well: whatever can be seen in the layers does not keep it from that."""
    return whole.epoch >= 4 and whole.fall > FALLS


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
