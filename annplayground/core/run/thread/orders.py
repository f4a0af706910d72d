"""The orders that a Runner carries out between two mini-batches.

Where one is for a single run it says which; time is the same for both. An order for a B that is not
there comes to nothing, and so does its Future.
"""

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run.moment import Moment
from annplayground.core.run.snapshot import SessionName, View
from annplayground.core.run.thread.kept_runs import LeftRuns


@dataclass(frozen=True)
class Play:
    """Train until paused or stopped by a rule."""


@dataclass(frozen=True)
class Pause:
    """Stop training."""


@dataclass(frozen=True)
class StepBatch:
    """Train one mini-batch, and pause."""


@dataclass(frozen=True)
class StepEpoch:
    """Train to the end of the epoch, and pause."""


@dataclass(frozen=True)
class Look:
    """Look at the end of an epoch of the past, or (None) at the runs as they stand: an epoch that a
    run has not yet left behind is none of its past. Training goes on meanwhile.

    All orders that change what is trained show the runs as they stand again.
    """

    epoch: int | None
    number: int


@dataclass(frozen=True)
class Fork:
    """Go on from the epoch that is looked at, as the runs stood there; `left` gets them as they
    are, none where the past is not looked at."""

    left: LeftRuns


@dataclass(frozen=True)
class Back:
    """Return to the end of the epoch before, and pause; `left` gets the runs as they were."""

    left: LeftRuns


@dataclass(frozen=True)
class Restart:
    """Return to the first weights of the same Experiments; `left` gets the runs as they were."""

    left: LeftRuns


@dataclass(frozen=True)
class Submit:
    """Go on with a changed Experiment: live if the weights fit it, else from its start; `left` gets
    the run that is left then.

    When the past is looked at, what goes on live goes on from there.
    """

    experiment: Experiment
    left: LeftRuns
    session: SessionName = "a"


@dataclass(frozen=True)
class Load:
    """Open another Experiment, paused at its first weights, and compare it with none; `left` gets
    the runs that are left."""

    experiment: Experiment
    left: LeftRuns


@dataclass(frozen=True)
class Compare:
    """Put an Experiment beside A, as B and at its first weights, or take B out (None); `left` gets
    the run of the B that was there."""

    experiment: Experiment | None
    left: LeftRuns


@dataclass(frozen=True)
class Swap:
    """Let A and B change places; both go on."""


@dataclass(frozen=True)
class KeepB:
    """Let B take the place of A, and go on alone; `left` gets both as they were."""

    left: LeftRuns


@dataclass(frozen=True)
class Resume:
    """Go on, paused, with the runs that an earlier order left; `left` gets those that are left now.

    Of the Experiments those are named that are meant: without such a run, because that order left
    none or nobody knows it any more, one goes on as by Submit; None takes B out.
    """

    runs: LeftRuns | None
    experiments: Mapping[SessionName, Experiment | None]
    left: LeftRuns


@dataclass(frozen=True)
class SetParameter:
    """Set W[i, j] of a layer, or b[j] where i is None; `before` gets the value that it had.

    The value may be the answer to an earlier order, known by then or not.
    """

    layer: int
    i: int | None
    j: int
    value: "float | Future[float]"
    before: "Future[float]"
    session: SessionName = "a"


@dataclass(frozen=True)
class SetSpeed:
    """Limit the speed; None is as fast as possible."""

    epochs_per_second: float | None


@dataclass(frozen=True)
class SetRules:
    """When to stop by itself."""

    rules: StopRules


@dataclass(frozen=True)
class UseEngine:
    """Train with "numpy", or with "numba" or "auto" as soon as that is loaded."""

    name: str


@dataclass(frozen=True)
class Watch:
    """What the next snapshots have to show, of one run or (None) of each."""

    view: View
    session: SessionName | None = None


@dataclass(frozen=True)
class Ask:
    """Ask a run something; the answer, or what was raised, comes by the Future."""

    question: Callable[[Moment], Any]
    answer: "Future[Any]"
    session: SessionName = "a"


@dataclass(frozen=True)
class WakeUp:
    """Nothing but look up."""


Order = (
    Play | Pause | StepBatch | StepEpoch | Look | Fork | Back | Restart | Submit | Load | Compare
    | Swap | KeepB | Resume | SetParameter | SetSpeed | SetRules | UseEngine | Watch | Ask | WakeUp
)  # fmt: skip
