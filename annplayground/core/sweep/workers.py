"""All runs of a sweep, in some threads or by an executor, until they are done or nobody waits."""

import math
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait

from annplayground.core.sweep.one_run import Row, never, train, train_all
from annplayground.core.sweep.plan import Task, check_number

BUNDLE_SECONDS = 0.1  # the least that is worth a journey to another machine
LOOK_SECONDS = 0.05  # between two looks at whether nobody waits any more


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def finished(
    planned: Sequence[Task],
    workers: int | None = None,
    executor: Executor | None = None,
    should_stop: Callable[[], bool] = never,
) -> Iterator[tuple[int, Row]]:
    """Do these runs, and give each its number and row as soon as it is done; it ends soon after
    `should_stop` says so, or after the last one.

    An `executor` gets as many runs at a time as make its work worth the journey; `workers` is then
    how many it has.
    """
    workers = cores() if workers is None else workers
    check_number("workers", workers, 1, 10_000)
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
