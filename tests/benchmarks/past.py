"""Any epoch of a long run: how long it takes to get there, and what it costs to be able to."""

import random
import statistics
import time
from collections.abc import Iterator

from annplayground.core.run.session import Session
from tests.benchmarks.cases import CASES, Case, Figure

EPOCHS = 1_000_000
LOOKS, RUNS = 30, 9
_LARGE = 50_000  # epochs of the large network: its time grows with the stride of its keyframes


def run() -> Iterator[Figure]:
    """Figures of replay and recording, in processor time."""
    for case, epochs, target in ((CASES[1], EPOCHS, "≤ 30"), (CASES[4], _LARGE, "≤ 75")):
        middle, longest = _looks(case, epochs)
        yield Figure(f"at() among {epochs:,} epochs, median, {case.label}", middle, "ms")
        yield Figure(f"at() among {epochs:,} epochs, longest, {case.label}", longest, "ms",
                     target=f"{target} ms")  # fmt: skip
    for case, epochs in ((CASES[0], 30_000), (CASES[1], 20_000), (CASES[4], 2_500)):
        recorded, bare = _recording(case, epochs)
        yield Figure(f"training with keyframes, {case.label}", recorded, "s", "without", bare,
                     "≤ 1.02 ×")  # fmt: skip


def _looks(case: Case, epochs: int) -> tuple[float, float]:
    session = Session(case.experiment, "numba")
    session.train(epochs)
    rng, spent = random.Random(0), []
    for _ in range(LOOKS):
        start = time.process_time()
        session.at(rng.randrange(epochs))
        spent.append((time.process_time() - start) * 1e3)
    return statistics.median(spent), max(spent)


def _recording(case: Case, epochs: int) -> tuple[float, float]:
    """Seconds with and without keyframes, medians of alternating runs."""
    spent: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(RUNS):
        for records in (True, False):
            session = Session(case.experiment, "numba")
            if not records:
                session._keyframes.stride = 10**9
            start = time.process_time()
            session.train(epochs)
            spent[records].append(time.process_time() - start)
    return statistics.median(spent[True]), statistics.median(spent[False])
