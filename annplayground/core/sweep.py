"""A sweep: one experiment over many first weights, and over a grid of settings if need be.

Each run is its own Experiment, trained by an engine of its own in one of some threads (compiled
code has no need of the interpreter's lock), so that the table is the same however many there are.
"""

import difflib
import math
import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from annplayground.core.checks import ExperimentError, plain
from annplayground.core.choices.activations import Array
from annplayground.core.choices.metrics import SCORES
from annplayground.core.diagnosis.training_pass import LEARNED
from annplayground.core.edits import changed, value_at
from annplayground.core.engines.available import engine_class, engine_for
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import State
from annplayground.core.engines.stopping import NEVER
from annplayground.core.experiment import Experiment
from annplayground.core.network import initial_vector
from annplayground.core.samples import make_sets
from annplayground.core.settings import MAX_EPOCHS, MAX_SEED, SETTINGS, setting

SEED = "network.seed"
MAX_RUNS = 100_000
BURST_SECONDS = 0.03  # between two looks at whether to stop
BUNDLE_SECONDS = 0.1  # the least that is worth a journey to another machine
LOOK_SECONDS = 0.05  # between two looks at whether nobody waits any more
_ALIKE = re.compile(r"network\.hidden\.(\d+)\.(units|activation|alpha)")

Row = dict[str, Any]  # by the names of `columns`; None stands for what does not exist


class SweepError(ValueError):
    """A sweep that cannot be; the text is one sentence that says why."""


@dataclass(frozen=True)
class Task:
    """One run of a sweep: its place in the table, what is varied, and what is trained how long."""

    number: int
    varied: tuple[tuple[str, Any], ...]  # (path, value), the seed first
    experiment: Experiment
    epochs: int


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


# -- the plan -------------------------------------------------------------------------------------


def columns(paths: Sequence[str]) -> tuple[str, ...]:
    """The names of a row's values."""
    return ("seed", *paths, "epochs", *SCORES, "solved_at", "diverged", "seconds")


def tasks(
    experiment: Experiment, seeds: int, vary: Mapping[str, Sequence[Any]], epochs: int
) -> list[Task]:
    """All runs of a sweep. Raises `SweepError` for what cannot be."""
    _check_number("seeds", seeds, 1, MAX_SEED + 1)
    _check_number("epochs", epochs, 0, MAX_EPOCHS)
    values = {path: _checked(path, vary[path]) for path in vary}
    n = seeds * math.prod(map(len, values.values()))
    if n > MAX_RUNS:
        raise SweepError(f"a sweep has {MAX_RUNS:,} runs at most, and these are {n:,}")
    found: list[Task] = []
    for combination in product(*values.values()):
        varied = tuple(zip(values, combination, strict=True))
        case = _changed(experiment, varied)
        for seed in range(seeds):
            network = replace(case.network, seed=seed)
            run = replace(case, network=network)
            found.append(Task(len(found), (("seed", seed), *varied), run, epochs))
    return found


def check_path(path: str) -> None:
    """Raise `SweepError` for a path that is no setting, or none that can be varied."""
    if path == SEED:
        raise SweepError(f"{SEED} is varied already: it is the seed of each run")
    if path == "data.points":
        raise SweepError("data.points cannot be varied: own points are one set of data")
    if path not in SETTINGS and not _ALIKE.fullmatch(path):
        raise SweepError(f"there is no setting {path[:40]!r}: did you mean {_nearest(path)!r}?")


def _nearest(path: str) -> str:
    layer = re.search(r"\.(\d+)(\.|$)", path)
    known = [known for known in SETTINGS if known not in (SEED, "data.points")]

    def likeness(name: str) -> float:
        words = (name, name.rsplit(".", 1)[-1])
        return max(difflib.SequenceMatcher(None, path[:80], word).ratio() for word in words)

    found = max(known, key=likeness)
    if layer and found.startswith("network.hidden."):
        return found.replace("hidden.", f"hidden.{layer[1]}.")
    return found


def _checked(path: str, values: Sequence[Any]) -> tuple[Any, ...]:
    check_path(path)
    row = setting(path)
    if isinstance(values, str) or not isinstance(values, Sequence | np.ndarray) or not len(values):
        raise SweepError(f"{path} is to be varied over a list of values, not {values!r}")
    found = tuple(plain(value) for value in values)
    for place, value in enumerate(found):
        try:
            if row.count:
                replace(row, whole=True).check(value, path)
            else:
                row.check(value, path)
        except ExperimentError as error:
            raise SweepError(str(error)) from error
        if value in found[:place]:
            raise SweepError(f"{path} is to take the value {value!r} twice")
    return found


def _changed(experiment: Experiment, varied: Sequence[tuple[str, Any]]) -> Experiment:
    # In the order of the settings: the data before the output that suits them, and so on.
    order = list(SETTINGS)
    for path, value in sorted(varied, key=lambda pair: order.index(setting(pair[0]).path)):
        try:
            experiment = changed(experiment, path, value)
        except (ExperimentError, KeyError) as error:
            raise SweepError(f"{_listed(varied)} cannot be: {error.args[0]}") from error
    for path, value in varied:
        found = value_at(experiment, path)
        if path == "network.hidden":
            found = len(found)
        elif path.startswith("network.hidden.") and isinstance(found, tuple):
            found = value if set(found) <= {value} else found
        if found != value:
            raise SweepError(f"{_listed(varied)} cannot be: {path} is {found!r} then")
    return experiment


def _listed(varied: Sequence[tuple[str, Any]]) -> str:
    return " with ".join(f"{path}={value}" for path, value in varied)


def _check_number(name: str, value: object, low: int, high: int) -> None:
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not (whole and low <= value <= high):  # type: ignore[operator]
        raise SweepError(f"{name} must be a whole number from {low} to {high}, not {value!r}")


# -- one run --------------------------------------------------------------------------------------


def _never() -> bool:
    return False


def train(task: Task, should_stop: Callable[[], bool] = _never) -> Row | None:
    """Do one run, in this thread; None if it was to stop before its end."""
    start = time.perf_counter()
    experiment, sets = task.experiment, make_sets(task.experiment)
    engine = engine_for(experiment, engine_class())(experiment, *sets)
    state = State.start(initial_vector(experiment))
    rows, diverged, batches = engine.row(state)[None], False, 1
    solved_at = _first_solved(engine, rows, 0)
    while state.epoch < task.epochs and not diverged:
        if should_stop():
            return None
        begun, epoch = time.perf_counter(), state.epoch
        with np.errstate(all="ignore"):
            progress = engine.run(state, batches, NEVER, task.epochs - epoch)
        rows = progress.rows
        diverged = progress.diverged or bool(len(rows) and not math.isfinite(rows[-1, 0]))
        if solved_at is None:
            solved_at = _first_solved(engine, rows, epoch + 1)
        spent = max(time.perf_counter() - begun, 1e-6)
        batches = max(1, int(batches * min(BURST_SECONDS / spent, 4.0)))
    scores = (
        None if math.isnan(value) else float(value) for value in engine.row(state)[: len(SCORES)]
    )
    return {
        **dict(task.varied),
        "epochs": state.epoch,
        **dict(zip(SCORES, scores, strict=True)),
        "solved_at": solved_at,
        "diverged": diverged,
        "seconds": round(time.perf_counter() - start, 4),
    }


def _first_solved(engine: Engine, rows: Array, epoch: int) -> int | None:
    """The epoch of the first row, of which the first is of `epoch`, that has learned its set."""
    if engine.experiment.data.n_classes:
        scores = rows[:, SCORES.index("train_accuracy")]
    else:
        variance = float(engine.train.labels.var())
        if not variance:
            return None
        scores = 1.0 - 2.0 * rows[:, SCORES.index("train_loss")] / variance
    solved = np.flatnonzero(scores >= LEARNED)
    return epoch + int(solved[0]) if len(solved) else None


def train_all(bundle: Sequence[Task]) -> list[tuple[int, Row | None]]:
    """Do some runs, one after another: what is sent to an executor."""
    return [(task.number, train(task)) for task in bundle]


# -- all runs -------------------------------------------------------------------------------------


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def finished(
    planned: Sequence[Task],
    workers: int | None = None,
    executor: Executor | None = None,
    should_stop: Callable[[], bool] = _never,
) -> Iterator[tuple[int, Row]]:
    """Do these runs, and give each its number and row as soon as it is done; it ends soon after
    `should_stop` says so, or after the last one.

    An `executor` gets as many runs at a time as make its work worth the journey; `workers` is then
    how many it has.
    """
    workers = cores() if workers is None else workers
    _check_number("workers", workers, 1, 10_000)
    stopping = threading.Event()
    pool = executor or ThreadPoolExecutor(workers, "annplayground-sweep")
    waiting, running = list(planned[::-1]), set[Future[list[tuple[int, Row | None]]]]()
    size = 1
    try:
        while (waiting or running) and not should_stop():
            while waiting and len(running) < 2 * workers:
                bundle = [waiting.pop() for _ in range(min(size, len(waiting)))]
                if executor is None:
                    running.add(pool.submit(_train_here, bundle[0], stopping.is_set))
                else:
                    running.add(pool.submit(train_all, bundle))
            done, running = wait(running, LOOK_SECONDS, FIRST_COMPLETED)
            for future in done:
                rows = [(number, row) for number, row in future.result() if row is not None]
                if executor is not None:
                    size = _bundle_size(rows)
                yield from rows
    finally:
        stopping.set()
        for future in running:
            future.cancel()
        if executor is None:
            pool.shutdown(wait=True)


def _train_here(task: Task, should_stop: Callable[[], bool]) -> list[tuple[int, Row | None]]:
    return [(task.number, train(task, should_stop))]


def _bundle_size(rows: Sequence[tuple[int, Row]]) -> int:
    """How many runs such as these are worth a journey."""
    seconds: float = sum(row["seconds"] for _, row in rows) / max(len(rows), 1)
    return max(1, math.ceil(BUNDLE_SECONDS / max(seconds, 1e-4)))
