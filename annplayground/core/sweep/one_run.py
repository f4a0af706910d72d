"""One run of a sweep, in the thread that asks for it: trained burst by burst, or to its end."""

import math
import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.choices.metrics import SCORES
from annplayground.core.engines.available import engine_class, engine_for
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import State
from annplayground.core.engines.stopping import NEVER
from annplayground.core.experiment import Experiment
from annplayground.core.learned import Goal
from annplayground.core.network import initial_vector
from annplayground.core.samples import make_sets
from annplayground.core.sweep.plan import Task

BURST_SECONDS = 0.03  # between two looks at whether to stop

Row = dict[str, Any]  # by the names of `columns`; None stands for what does not exist


class OneRun:
    """A run from its first weights. Attributes: `row`, its history's newest one, `solved_at`, the
    first epoch after which it had learned its training set, or None, and `diverged`."""

    def __init__(self, experiment: Experiment, engine: type[Engine]) -> None:
        sets = make_sets(experiment)
        self.engine = engine_for(experiment, engine)(experiment, *sets)
        self.state = State.start(initial_vector(experiment))
        self.row = self.engine.row(self.state)
        self.solved_at = first_solved(self.engine, self.row[None], 0)
        self.diverged = False
        self._batches = 1

    @property
    def epoch(self) -> int:
        """Complete epochs."""
        return self.state.epoch

    def go_on(self, epochs: int, seconds: float = BURST_SECONDS) -> Array:
        """Train for about so long, and not beyond so many epochs; the rows (k, channels) of the
        epochs that were completed."""
        begun, epoch = time.perf_counter(), self.epoch
        with np.errstate(all="ignore"):
            progress = self.engine.run(self.state, self._batches, NEVER, epochs - epoch)
        rows = progress.rows
        if len(rows):
            self.row = rows[-1]
        self.diverged = progress.diverged or not math.isfinite(self.row[0])
        if self.solved_at is None:
            self.solved_at = first_solved(self.engine, rows, epoch + 1)
        spent = max(time.perf_counter() - begun, 1e-6)
        self._batches = max(1, int(self._batches * min(seconds / spent, 4.0)))
        return rows

    @property
    def scores(self) -> tuple[float, ...]:
        """Those of the network as it is now, by the names of `SCORES`."""
        return tuple(map(float, self.engine.row(self.state)[: len(SCORES)]))


def never() -> bool:
    """Go on to the end."""
    return False


def train(task: Task, should_stop: Callable[[], bool] = never) -> Row | None:
    """Do one run, in this thread; None if it was to stop before its end."""
    start = time.perf_counter()
    run = OneRun(task.experiment, engine_class())
    while run.epoch < task.epochs and not run.diverged:
        if should_stop():
            return None
        run.go_on(task.epochs)
    scores = (None if math.isnan(value) else value for value in run.scores)
    return {
        **dict(task.varied),
        "epochs": run.epoch,
        **dict(zip(SCORES, scores, strict=True)),
        "solved_at": run.solved_at,
        "diverged": run.diverged,
        "seconds": round(time.perf_counter() - start, 4),
    }


def first_solved(engine: Engine, rows: Array, epoch: int) -> int | None:
    """The epoch of the first row, of which the first is of `epoch`, that has learned its set."""
    solved = np.flatnonzero(Goal.of(engine.experiment, engine.train.labels).reached(rows))
    return epoch + int(solved[0]) if len(solved) else None


def train_all(bundle: Sequence[Task]) -> list[tuple[int, Row | None]]:
    """Do some runs, one after another: what is sent to an executor."""
    return [(task.number, train(task)) for task in bundle]
