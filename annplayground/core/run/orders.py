"""The orders that a Runner carries out between two mini-batches."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run.kept_run import LeftRun
from annplayground.core.run.moment import Moment
from annplayground.core.run.snapshot import View


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
class Back:
    """Return to the end of the epoch before, and pause; `left` gets the run as it was."""

    left: LeftRun


@dataclass(frozen=True)
class Restart:
    """Return to the first weights of the same Experiment; `left` gets the run as it was."""

    left: LeftRun


@dataclass(frozen=True)
class Submit:
    """Go on with a changed Experiment: live if the weights fit it, else from its start; `left` gets
    the run that is left then."""

    experiment: Experiment
    left: LeftRun


@dataclass(frozen=True)
class Load:
    """Open another Experiment, paused at its first weights; `left` gets the run that is left."""

    experiment: Experiment
    left: LeftRun


@dataclass(frozen=True)
class Resume:
    """Go on, paused, with a run that an earlier order left; `left` gets the one that is left now.

    Where that order left none, or nobody knows any more, go on with the Experiment as by Submit.
    """

    run: LeftRun | None
    experiment: Experiment
    left: LeftRun


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
    """What the next snapshots have to show."""

    view: View


@dataclass(frozen=True)
class Ask:
    """Ask the run something; the answer, or what was raised, comes by the Future."""

    question: Callable[[Moment], Any]
    answer: "Future[Any]"


@dataclass(frozen=True)
class WakeUp:
    """Nothing but look up."""


Order = (
    Play | Pause | StepBatch | StepEpoch | Back | Restart | Submit | Load | Resume | SetParameter
    | SetSpeed | SetRules | UseEngine | Watch | Ask | WakeUp
)  # fmt: skip
