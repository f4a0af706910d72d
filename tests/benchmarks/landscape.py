"""The loss landscape: how long a plane of 51 × 51 points takes, with the way that led there."""

import time
from collections.abc import Iterator

from annplayground.core.run.session import Session
from annplayground.core.run.survey import seen, survey
from tests.benchmarks.cases import CASES, Figure

EPOCHS, RUNS = 100, 5
TARGETS = ((CASES[1], 60), (CASES[2], 100), (CASES[4], 300))


def run() -> Iterator[Figure]:
    """Figures in processor time, the best of some runs."""
    for case, target in TARGETS:
        session = Session(case.experiment, "numba")
        session.train(EPOCHS)
        for directions in ("random", "path"):
            spent = []
            for _ in range(RUNS):
                start = time.process_time()
                session.landscape(directions=directions)
                spent.append(time.process_time() - start)
            what = f"landscape 51×51, {directions}, {case.label}"
            yield Figure(what, min(spent) * 1e3, "ms", target=f"≤ {target} ms")
        moment, spent = seen(session.moment), []
        for _ in range(RUNS):
            start = time.process_time()
            survey(moment, "path", 0)
            spent.append(time.process_time() - start)
        what = f"all that its view shows, at least 3 a second, {case.label}"
        yield Figure(what, min(spent) * 1e3, "ms", target="≤ 333 ms")
