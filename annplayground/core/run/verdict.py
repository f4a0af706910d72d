"""How two runs that are compared fared, in a few true sentences, each with its key and values."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from annplayground.core.edits import differences
from annplayground.core.learned import LEARNED, Goal, constant_loss
from annplayground.core.numerals import count, number, percent
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate

# J no further than this share from that of the best constant guess is no better than guessing.
NO_BETTER = 0.01
# A first layer with so many times less gradient per weight than the output layer hardly learns.
VANISHED = 1e3


@dataclass(frozen=True)
class Statement:
    """One sentence. `key` says what is stated and of whom, as in "a.solved", and `values` are the
    numbers in it, for who says it in other words."""

    key: str
    text: str
    values: dict[str, Any] = field(default_factory=dict)


def verdict(snapshot: Snapshot) -> tuple[Statement, ...]:
    """What there is to say of A and B at the moment of a snapshot, the weightiest first; nothing
    without B."""
    other = snapshot.other
    if other is None:
        return ()
    found = [*_conditions(snapshot, other)]
    if snapshot.can_go_back or other.can_go_back:
        for name, side in (("a", snapshot), ("b", other)):
            found += _outcome(name, side)
        for name, side in (("a", snapshot), ("b", other)):
            found += _reasons(name, side)
    elif not found:
        text = translate("Verdict", "Both stand at their first weights.")
        found.append(Statement("untrained", text))
    return tuple(found)


def _conditions(a: Snapshot, b: Snapshot) -> Iterator[Statement]:
    """What has to be known before the two are compared."""
    if not differences(a.experiment, b.experiment):
        yield Statement("alike", translate("Verdict", "A and B are alike: change one of them."))
    elif not _same_samples(a, b):
        yield Statement("other_data", translate("Verdict", "They learn different data."))
    elif a.experiment.training.loss != b.experiment.training.loss:
        yield Statement("other_loss", translate("Verdict", "They have different losses."))
    behind = a.status.catching_up
    if behind is not None:
        late, first = (a, b) if behind == "a" else (b, a)
        text = translate("Verdict", "{who} is catching up: epoch {epoch} of {end}.").format(
            who=behind.upper(), epoch=count(late.epoch), end=count(first.epoch)
        )
        values = {"epoch": late.epoch, "of": first.epoch}
        yield Statement(f"{behind}.catching_up", text, values)


def _same_samples(a: Snapshot, b: Snapshot) -> bool:
    return all(
        np.array_equal(mine.X, yours.X) and np.array_equal(mine.labels, yours.labels)
        for mine, yours in ((a.train_set, b.train_set), (a.test_set, b.test_set))
    )


def _outcome(name: str, side: Snapshot) -> Iterator[Statement]:
    """How far one of them has come."""
    who, score, solved = name.upper(), score_of(side), side.curves_then.solved_at
    if solved is not None:
        yield _solved(name, solved, score)
    if side.divergence is not None:
        lost_at, cause = side.divergence.epoch, side.divergence.cause
        text = translate("Verdict", "{who} diverged at epoch {epoch}: {cause}.").format(
            who=who, epoch=count(lost_at), cause=cause
        )
        yield Statement(f"{name}.diverged", text, {"epoch": lost_at})
    elif solved is None and guesses(side):
        text = translate("Verdict", "{who} is no better than a guess.").format(who=who)
        values = {"train_loss": side.losses.train, "constant_loss": _constant(side)}
        yield Statement(f"{name}.guesses", text, values)
    elif solved is None and side.accuracies is None:
        text = translate("Verdict", "{who} explains {share} of the variance.").format(
            who=who, share=percent(max(score, 0.0), 1)
        )
        yield Statement(f"{name}.score", text, {"score": score})
    elif solved is None:
        text = translate("Verdict", "{who} has {share} of the training set right.").format(
            who=who, share=percent(score, 1)
        )
        yield Statement(f"{name}.score", text, {"score": score})


def _solved(name: str, epoch: int, score: float) -> Statement:
    """When it was solved; and how it stands if that is lost again."""
    who, key, values = name.upper(), f"{name}.solved", {"epoch": epoch}
    if score >= LEARNED:
        text = translate("Verdict", "{who} solved it at epoch {epoch}.").format(
            who=who, epoch=count(epoch)
        )
        return Statement(key, text, values)
    text = translate(
        "Verdict", "{who} solved it at epoch {epoch}, and stands at {share} now."
    ).format(who=who, epoch=count(epoch), share=percent(score, 1))
    return Statement(key, text, {**values, "score": score})


def _reasons(name: str, side: Snapshot) -> Iterator[Statement]:
    """Why one of them does not learn, where its gradients tell."""
    if side.curves_then.solved_at is not None or side.divergence is not None:
        return
    ratio, who = gradient_ratio(side), name.upper()
    if ratio < VANISHED or math.isnan(ratio):
        return
    if math.isfinite(ratio):
        text = translate(
            "Verdict",
            "Layer 1 of {who} gets {n} times less gradient per weight than its output layer.",
        ).format(who=who, n=number(float(f"{ratio:.0e}"), 1))
    else:
        text = translate("Verdict", "Layer 1 of {who} gets no gradient.").format(who=who)
    yield Statement(f"{name}.vanished", text, {"ratio": ratio})


def score_of(side: Snapshot) -> float:
    """The share of the training set that is right, or of its variance that is explained."""
    accuracies, losses = side.accuracies, side.losses
    shares = (math.nan, math.nan) if accuracies is None else (accuracies.train, accuracies.test)
    row = np.array([[losses.train, losses.test, *shares]])
    return float(Goal.of(side.experiment, side.train_set.labels).scores(row)[0])


def guesses(side: Snapshot) -> bool:
    """Whether it says no more than the best constant guess: its loss is that, or is worse and no
    more of the samples are right. (Surely wrong about a few is another thing than to guess.)"""
    constant = _constant(side)
    if constant <= 0 or math.isnan(side.losses.train):
        return False
    ratio = side.losses.train / constant
    if side.accuracies is None:
        return ratio > 1.0 - NO_BETTER
    commonest = np.unique(side.train_set.labels, return_counts=True)[1].max() / len(side.train_set)
    no_more = bool(side.accuracies.train <= commonest)
    return abs(ratio - 1.0) < NO_BETTER or (ratio > 1.0 and no_more)


def _constant(side: Snapshot) -> float:
    return constant_loss(side.experiment.training.loss, side.train_set.y)


def gradient_ratio(side: Snapshot) -> float:
    """How many times less gradient per weight (RMS, the mean over the last epoch's mini-batches)
    the first layer gets than the output layer, ∞ if none; NaN before the first epoch."""
    curves, last = side.curves_then, len(side.experiment.activations)
    first, output = (curves.newest(f"layer{k}.gradient_rms") for k in (1, last))
    if last < 2:
        return math.nan
    return output / first if first else math.inf
