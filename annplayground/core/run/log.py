"""What was changed in a run from outside: settings, weights set by hand, the engine.

A run is its first Experiment and this log: who trains and makes the same changes at the same places
gets the same numbers, bit for bit.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from annplayground.core.engines.protocol import Engine
from annplayground.core.experiment import Experiment


class Place(NamedTuple):
    """Between two mini-batches: complete epochs, and mini-batches used of the one begun."""

    epoch: int
    batches: int = 0


@dataclass(frozen=True, kw_only=True)
class Change:
    """One change. `forgets`: the run had diverged there, which empties the optimizer's memory."""

    place: Place
    forgets: bool = False


@dataclass(frozen=True, kw_only=True)
class SettingsChange(Change):
    """Another Experiment, with the weights as they are."""

    experiment: Experiment


@dataclass(frozen=True, kw_only=True)
class ParameterChange(Change):
    """A weight or bias, by its place in the vector of all parameters, set to a value."""

    index: int
    value: float

    def __post_init__(self) -> None:
        if not math.isfinite(self.value):
            raise ValueError(f"a weight or bias must be a finite number, not {self.value!r}")


@dataclass(frozen=True, kw_only=True)
class EngineChange(Change):
    """Another engine trains."""

    engine: type[Engine]


class Log:
    """Changes in their order: by place, and at one place as they were made."""

    def __init__(self, changes: Sequence[Change] = ()) -> None:
        self.changes = list(changes)

    def add(self, change: Change) -> None:
        """Add a change, which is not before any other."""
        assert not self.changes or self.changes[-1].place <= change.place, "time goes forward"
        self.changes.append(change)

    def until(self, place: Place) -> list[Change]:
        """The changes up to a place, those made there included."""
        return [change for change in self.changes if change.place <= place]

    def after(self, place: Place) -> list[Change]:
        """The changes behind a place."""
        return [change for change in self.changes if change.place > place]
