"""The runs that an order left and that can be had again, as the one holds them who may want them
back."""

from collections.abc import Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from annplayground.core.run.snapshot import SessionName

if TYPE_CHECKING:  # who holds such a value loads no engine
    from annplayground.core.run.session import Session


@dataclass(frozen=True)
class KeptRuns:
    """The runs that one order left, A's or B's or both, as they stood; `epoch` is that of the first
    of them. What is inside is for the Runner alone."""

    epoch: int
    sessions: "Mapping[SessionName, Session]" = field(repr=False, compare=False)


# None: no run was left, the same ones go on.
LeftRuns = Future[KeptRuns | None]


def kept_runs(runs: "Mapping[SessionName, Session]") -> KeptRuns | None:
    """These runs, in little memory."""
    if not runs:
        return None
    kept = {name: run.left() for name, run in runs.items()}
    return KeptRuns(next(iter(kept.values())).epoch, kept)
