"""A million epochs: the last tenth as fast as the first, and memory that does not grow."""

import sys
import time
from collections.abc import Iterator

from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from tests.benchmarks.cases import CASES, Figure

EPOCHS = 1_000_000


def run() -> Iterator[Figure]:
    """Figures of the long run."""
    session = Session(CASES[0].experiment, "numba")
    session.train(EPOCHS // 100)
    before, frame_before = _rss(), _frame_ms(session)
    tenth = (EPOCHS - session.epoch) // 10
    spent = []
    for _ in range(10):
        start = time.perf_counter()
        session.train(tenth)
        spent.append(time.perf_counter() - start)
    first, last = tenth / spent[0], tenth / spent[-1]
    what = f"epochs/s in the last tenth of {EPOCHS:,} epochs, case a"
    yield Figure(what, last, "epochs/s", "first tenth", first, "≥ 0.95 ×")
    if before:
        yield Figure("growth of memory over them", _rss() - before, "MB", target="≤ 5 MB")
    yield Figure("snapshot after them", _frame_ms(session), "ms", "before", frame_before)


def _frame_ms(session: Session) -> float:
    start = time.perf_counter()
    for _ in range(20):
        observe(session.moment, 0, Status(), View(boundary=100, neurons=24))
    return (time.perf_counter() - start) * 50


def _rss() -> float:
    """Memory in use, in MB; 0 where it cannot be told."""
    if not sys.platform.startswith("linux"):
        return 0.0
    import resource
    from pathlib import Path

    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6
