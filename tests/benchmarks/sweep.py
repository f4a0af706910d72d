"""Many runs: how long twenty of them take, and how soon they end when they are to."""

import time
from collections.abc import Iterator

from annplayground.core.engines.available import load_compiled
from annplayground.core.sweep import LOOK_SECONDS, cores, finished, sweep, tasks
from annplayground.core.sweep.starts import Study, trained_by
from tests.benchmarks.cases import CASES, Figure

SEEDS, EPOCHS, RUNS = 20, 1000, 5


def run() -> Iterator[Figure]:
    """Figures by the clock, beside the processor time of the same work in one thread."""
    load_compiled()
    case = CASES[1]
    alone, together = [], []
    for _ in range(RUNS):
        start = time.process_time()
        sweep(case.experiment, SEEDS, epochs=EPOCHS, workers=1)
        alone.append(time.process_time() - start)
        start = time.perf_counter()
        sweep(case.experiment, SEEDS, epochs=EPOCHS)
        together.append(time.perf_counter() - start)
    what = f"sweep of {SEEDS} × {EPOCHS:,} epochs, {cores()} threads, {case.label}"
    yield Figure(what, min(together), "s", "1 thread, work", min(alone), "≤ 2 s")
    yield Figure(f"until it has ended, {case.label}", max(_endings()), "ms", target="≤ 100 ms")
    firsts, ends = zip(*(_luck() for _ in range(RUNS)), strict=True)
    for what, times, bound in (("first curve", firsts, 300), ("stopped", ends, 100)):
        label = f"is it luck: {what}, {case.label}"
        yield Figure(label, max(times), "ms", target=f"≤ {bound} ms")


def _endings() -> Iterator[float]:
    """Milliseconds from the wish to end to the end, of runs that would take hours."""
    planned = tasks(CASES[1].experiment, SEEDS, {}, 10**8)
    for _ in range(RUNS):
        asked: list[float] = []
        start = time.perf_counter()

        def enough(start: float = start, asked: list[float] = asked) -> bool:
            if time.perf_counter() - start < 0.3:
                return False
            asked.append(time.perf_counter())
            return True

        list(finished(planned, should_stop=enough))
        # The wish may have come just after the look before, which is part of the time.
        yield (time.perf_counter() - asked[0] + LOOK_SECONDS) * 1e3


def _luck() -> tuple[float, float]:
    """Milliseconds from the wish to the first epochs of a curve, and from the end of the wish to
    the end, of starts that would take hours."""
    study = Study({"a": CASES[1].experiment, "b": CASES[2].experiment}, 10**6, trained_by("numba"))
    start = time.perf_counter()
    study.add(SEEDS)
    while study.starts[0].n < 2:
        time.sleep(0.001)
    first = time.perf_counter() - start
    time.sleep(0.2)
    start = time.perf_counter()
    study.stop()
    while study.running:
        time.sleep(0.001)
    return first * 1e3, (time.perf_counter() - start) * 1e3
