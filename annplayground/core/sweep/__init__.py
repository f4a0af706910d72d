"""A sweep: one experiment over many first weights, and over a grid of settings if need be.

Each run is its own Experiment, trained by an engine of its own in one of some threads (compiled
code has no need of the interpreter's lock), so that the table is the same however many there are.
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from typing import Any

from annplayground.core.experiment import Experiment
from annplayground.core.sweep.one_run import Row, train
from annplayground.core.sweep.plan import SweepError, Task, check_path, columns, tasks
from annplayground.core.sweep.workers import LOOK_SECONDS, cores, finished

__all__ = [
    "LOOK_SECONDS",
    "Row",
    "SweepError",
    "Task",
    "check_path",
    "columns",
    "cores",
    "finished",
    "sweep",
    "tasks",
    "train",
]


def sweep(
    experiment: Experiment,
    seeds: int = 20,
    vary: Mapping[str, Sequence[Any]] | None = None,
    epochs: int = 1000,
    workers: int | None = None,
    executor: Executor | None = None,
) -> list[Row]:
    """Train an experiment with network.seed = 0 … seeds − 1, for each combination of the values of
    `vary` (path -> values); data.seed stays.

    Rows in the order of the grid, the seeds of a combination together. In each: "seed", the paths,
    "epochs" trained, "train_loss", "test_loss", "train_accuracy", "test_accuracy", "solved_at" (the
    first epoch after which 95 % of the training set were right, or explained, or None), "diverged",
    and "seconds". Accuracies are None in regression, what a test set would give without one.

    It takes `workers` threads (one a core if None), or any `executor` of concurrent.futures.
    Raises `SweepError` for what cannot be.
    """
    planned = tasks(experiment, seeds, vary or {}, epochs)
    found = dict(finished(planned, workers, executor))
    return [found[task.number] for task in planned]
