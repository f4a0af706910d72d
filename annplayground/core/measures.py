"""What a claim measures, as it is written: "train_loss", "B.layer1.gradient_rms", "test_loss@best".

A measure is one term, or two with " / " between them.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from annplayground.core.choices.metrics import METRICS, SCORES
from annplayground.core.words import translate

SIDES = ("A", "B")
OUTPUT = "output"  # the last layer, whatever its number
FINDING = "finding"
BEST = "best"  # the epoch at which J on the test set was lowest
# What is asked of a layer at one time, beside the metrics of an epoch.
STATES = {
    "dead": translate("Lessons", "share of dead units"),
    "saturated": translate("Lessons", "share of saturated activations"),
    "moved": translate("Lessons", "way of the weights from their start, as a share of them"),
}
_TERM = re.compile(
    r"(?:(?P<side>[A-Z])\.)?(?:(?P<place>layer[1-9]\d?|output|finding)\.)?"
    r"(?P<name>[a-z][a-z0-9_]*)(?:@(?P<epoch>\d{1,9}|best))?"
)


@dataclass(frozen=True)
class Term:
    """One quantity of a run.

    `place` is "" for a score of the network, "layer1", "output" or "finding"; `side` "" is the side
    that the claim is of; `epoch` None is the claim's own, `BEST` the best on the test set.
    """

    name: str
    place: str = ""
    side: str = ""
    epoch: int | str | None = None

    @property
    def is_finding(self) -> bool:
        """Whether it is a kind of finding, which is there or not."""
        return self.place == FINDING

    @property
    def is_state(self) -> bool:
        """Whether it is asked of the network at one time, and no row of the history has it."""
        return self.is_finding or (self.place != "" and self.name in STATES)

    def channel(self, n_layers: int) -> str:
        """Its name in a row of the history of a network with so many layers."""
        if not self.place:
            return self.name
        return f"layer{self.layer(n_layers)}.{self.name}"

    def layer(self, n_layers: int) -> int:
        """The number of its layer."""
        return n_layers if self.place == OUTPUT else int(self.place.removeprefix("layer"))

    def __str__(self) -> str:
        side, place = (f"{word}." if word else "" for word in (self.side, self.place))
        return f"{side}{place}{self.name}{'' if self.epoch is None else f'@{self.epoch}'}"


@dataclass(frozen=True)
class Measure:
    """A term, or its ratio to another one."""

    top: Term
    bottom: Term | None = None

    def __iter__(self) -> Iterator[Term]:
        return iter((self.top,) if self.bottom is None else (self.top, self.bottom))

    @property
    def is_finding(self) -> bool:
        """Whether it is a kind of finding."""
        return self.top.is_finding

    @property
    def is_bounded(self) -> bool:
        """Whether it has a natural bound, as a share has and the loss of one who guesses: a factor
        of two means little there."""
        if self.bottom is not None:
            return False
        return self.top.name in SCORES or self.top.name in ("dead", "saturated")

    def __str__(self) -> str:
        return " / ".join(map(str, self))


def read_measure(text: str) -> Measure:
    """A measure as it is written. Raises `ValueError` with what is wrong and what there is."""
    terms = [_read_term(part.strip()) for part in text.split("/")]
    if len(terms) > 2:
        raise ValueError(f"{text[:60]!r} is a ratio of more than two")
    if len(terms) == 2 and any(term.is_finding for term in terms):
        raise ValueError(f"{text[:60]!r} is a ratio of a finding, which is no number")
    return Measure(*terms)


def _read_term(text: str) -> Term:
    match = _TERM.fullmatch(text)
    if match is None:
        raise ValueError(f"{text[:40]!r} is no measure{_nearest(text)}")
    side, place, name, epoch = (match[group] or "" for group in ("side", "place", "name", "epoch"))
    if side and side not in SIDES:
        raise ValueError(f"{text[:40]!r} is of {side}: there are A and B")
    known = {"": SCORES, FINDING: (name,)}.get(place, (*METRICS, *STATES))
    if name not in known:
        raise ValueError(f"{text[:40]!r} is no measure{_nearest(text)}")
    when = None if not epoch else BEST if epoch == BEST else int(epoch)
    if when == BEST and (place == FINDING or name in STATES):
        raise ValueError(f"{text[:40]!r} is asked at the best epoch, which is known too late")
    return Term(name, place, side, when)


def _nearest(text: str) -> str:
    layers = [f"layer1.{name}" for name in (*METRICS, *STATES)]
    known = [*SCORES, *layers, *(f"output.{name}" for name in METRICS), "finding.vanishing"]
    near = difflib.get_close_matches(text[:60], known, n=1)
    return (
        translate("Lessons", " (did you mean {near}?)").format(near=repr(near[0]))
        if near
        else translate("Lessons", ": there are {names}").format(names=", ".join(known))
    )
