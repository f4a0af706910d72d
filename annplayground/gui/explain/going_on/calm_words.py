"""What can be said of a run in which nothing looks wrong."""

import math
from functools import partial

from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.history import Curves, Lowest
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.text import count, layer_within, number, percent

ALL_WELL = translate("GoingOn", "Nothing looks wrong.")
# From here on the loss on the test set has become worse than it was, or that on the training set
# has fallen in the last quarter of the run.
_WORSE, _FALLS = 1.1, 0.95
_GOOD = 0.99  # a share of right answers that leaves little to gain


def calm_words(snapshot: Snapshot) -> list[str]:
    """J, the accuracy, the best epoch on the test set, how far the weights have moved, and one
    thing worth trying; a line each."""
    tested = len(snapshot.test_set) > 0
    best = snapshot.curves_then.lowest("test_loss") if tested else None
    told = [ALL_WELL]
    if snapshot.batch and not snapshot.status.playing:  # at rest; the charts have whole epochs
        told.append(
            translate("GoingOn", "After {batch} of {n} mini-batches of epoch {epoch}:").format(
                batch=snapshot.batch, n=snapshot.batches_per_epoch, epoch=count(snapshot.epoch + 1)
            )
        )
    told.append(_of_both(snapshot, "{J}", number, snapshot.losses, tested))
    if snapshot.accuracies is not None:
        write = partial(percent, places=1)  # as beside the map
        told.append(
            _of_both(snapshot, translate("GoingOn", "Accuracy"), write, snapshot.accuracies, tested)
        )
    if best is not None:
        told.append(
            tokens(
                Symbolic(
                    translate("GoingOn", "The best {J} on the test set was {value}, {best}."),
                    value=number(best.value),
                    best=_when(best),
                )
            )
        )
    if snapshot.diagnosis is not None and snapshot.diagnosis.moved:
        told.append(_moved(snapshot.diagnosis.moved))
    told.append(
        translate("GoingOn", "**Worth trying:** {tokens}").format(
            tokens=tokens(worth_trying(snapshot, best))
        )
    )
    return [*map(Symbolic, told)]


def _of_both(snapshot: Snapshot, what, write, scores, tested: bool) -> str:  # type: ignore[no-untyped-def]
    test = (
        translate("GoingOn", ", {test} on the test set").format(test=write(scores.test))
        if tested
        else ""
    )
    return translate("GoingOn", "{what} is {train} on the training set{test}.").format(
        what=what, train=write(scores.train), test=test
    )


def _when(best: Lowest) -> str:
    if best.first == best.last:
        return translate("GoingOn", "at epoch {first}").format(first=count(best.first))
    return translate("GoingOn", "between epochs {first} and {last}").format(
        first=count(best.first), last=count(best.last)
    )


def _moved(moved: tuple[float, ...]) -> str:
    """Each layer's way from its first weights, as a share of their length."""
    n = len(moved)
    shares = ", ".join(
        translate("GoingOn", "{value} in {layer}").format(
            value=percent(share) if math.isfinite(share) else translate("GoingOn", "from zeros"),
            layer=layer_within(layer, n),
        )
        for layer, share in enumerate(moved, start=1)
    )
    return translate(
        "GoingOn", "The weights have moved since the start, as a share of the first ones: {shares}."
    ).format(shares=shares)


def worth_trying(snapshot: Snapshot, best: Lowest | None) -> str:
    """One sentence: what the numbers suggest, or what else can be learnt from this network."""
    losses, accuracies = snapshot.losses, snapshot.accuracies
    if best is not None and losses.test > _WORSE * best.value and best.last < snapshot.epoch:
        told = tokens(
            Symbolic(
                translate(
                    "GoingOn", "{J} on the test set was lower {best}: stop there, or use a penalty."
                ),
                best=_when(best),
            )
        )
        return Symbolic(told)
    right = None if accuracies is None else accuracies.train
    if (right is None or right < _GOOD) and _still_falls(snapshot.curves_then):
        return Symbolic(translate("GoingOn", "{J} still falls: train on."))
    if right is not None and right >= _GOOD:
        return translate("GoingOn", "a smaller network: how few units can do the same?")
    return translate(
        "GoingOn", "another start, by key N: do other first weights end in the same place?"
    )


def _still_falls(curves: Curves) -> bool:
    """Whether J on the training set is lower now than it was in the quarter of the run before."""
    x, J = curves.channel("train_loss")
    if len(J) < 2:
        return True
    before = J[x <= 0.75 * x[-1]]
    return len(before) > 0 and bool(J[-1] < _FALLS * before[-1])
