"""One trial: a candidate that is trained with a State and an engine of its own, so that the run
that it is to help goes on untouched."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.choices.metrics import SCORES
from annplayground.core.diagnosis.candidates import Candidate
from annplayground.core.engines.available import engine_for
from annplayground.core.engines.going_over import go_over, sets_after
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import State
from annplayground.core.engines.stopping import NEVER
from annplayground.core.experiment import Experiment
from annplayground.core.network import initial_vector
from annplayground.core.samples import Samples, make_sets

CHUNK = 5_000_000  # work between two looks at whether to give up: some milliseconds
NUMPY_LEAST = 393 * 250  # work that an epoch in NumPy counts for at least
REST_SECONDS = 0.004  # between two chunks that hold the GIL, so that a window can draw
_MANY = 2**60


class GivenUpError(Exception):
    """Nobody waits for these trials any more."""


@dataclass(frozen=True)
class Patient:
    """A run as trials begin with it. `engine` is the class of the wanted engine; a run that has
    `diverged` has no weights to go on with."""

    experiment: Experiment
    state: State
    sets: tuple[Samples, Samples]
    engine: type[Engine]
    diverged: bool

    @property
    def trains(self) -> type[Engine]:
        """The class of the engine that trains this experiment."""
        return engine_for(self.experiment, self.engine)


@dataclass
class TrialRun:
    """A candidate under trial. `rows` (k, 4) are J and accuracy on both sets after each epoch."""

    candidate: Candidate
    engine: Engine
    state: State
    rows: Array = field(default_factory=lambda: np.zeros((0, len(SCORES))))
    failed: bool = False  # it diverged

    @property
    def epochs(self) -> int:
        """Epochs trained."""
        return len(self.rows)

    @property
    def cost(self) -> int:
        """Work of one epoch: parameters × samples. NumPy is not faster with fewer of them."""
        work = self.candidate.experiment.n_parameters * len(self.engine.train)
        return max(work, NUMPY_LEAST) if self.engine.holds_gil else work

    def train(self, epochs: int, give_up: Callable[[], bool]) -> None:
        """Train on to so many epochs in all. Raises `GivenUpError`."""
        chunk = 0 if self.engine.holds_gil else CHUNK  # of NumPy, an epoch
        while self.epochs < epochs and not self.failed:
            if give_up():
                raise GivenUpError
            most = min(max(chunk // self.cost, 1), epochs - self.epochs)
            with np.errstate(all="ignore"):
                progress = self.engine.run(self.state, _MANY, NEVER, most)
            rows = progress.rows[:, : len(SCORES)]
            self.rows = np.concatenate([self.rows, rows])
            lost = len(rows) > 0 and not math.isfinite(rows[-1][0])
            self.failed = progress.diverged or lost
            if self.engine.holds_gil:
                time.sleep(REST_SECONDS)


def begin(patient: Patient, candidate: Candidate) -> TrialRun:
    """A trial that has not trained yet: from the patient's weights, or from first weights."""
    old, new = patient.experiment, candidate.experiment
    sets = patient.sets
    if candidate.from_start:
        state = State.start(initial_vector(new))
        if new.data != old.data:
            sets = make_sets(new)
    else:
        state = patient.state.copy()
        go_over(state, old, new)
    sets = sets if new.data != old.data else sets_after(sets, old, new)
    engine = engine_for(new, patient.engine)
    return TrialRun(candidate, engine(new, *sets), state)
