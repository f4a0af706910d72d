"""Two networks beside each other: how soon B is seen, how fast both are trained, and how smoothly
they are drawn meanwhile."""

import os
import statistics
import time
from collections.abc import Iterator

from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment
from tests.benchmarks.cases import CASES, Figure

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

ROUNDS, SECONDS = 3, 1.0
DEEP = CASES[2].experiment
SMALL = CASES[0].experiment


def run() -> Iterator[Figure]:
    """Speeds of one and of two by turns, so that others on the machine count for both."""
    from annplayground.core.engines.available import engine_class

    engine_class("numba")  # loaded before anything is measured
    other = changed(DEEP, "network.hidden.activation", "sigmoid")
    yield from _equal(DEEP, other)
    yield from _unequal(DEEP, SMALL)
    yield from _window(DEEP, other)


def _equal(a: Experiment, b: Experiment) -> Iterator[Figure]:
    alone, both = _speeds([(a, None), (a, b)])
    yield Figure(
        "A and B of one size, each", both, "epochs/s", "alone", alone, target="≥ 0.4 of it alone"
    )


def _unequal(a: Experiment, b: Experiment) -> Iterator[Figure]:
    first, second, both = _speeds([(a, None), (b, None), (a, b)])
    possible = 1.0 / (1.0 / first + 1.0 / second)
    yield Figure(
        "A and B of two sizes, each", both, "epochs/s", "possible", possible, target="≥ 0.85 of it"
    )


def _speeds(pairs: list[tuple[Experiment, Experiment | None]]) -> list[float]:
    """Epochs a second of each, as the medians of some rounds."""
    found: list[list[float]] = [[] for _ in pairs]
    for _ in range(ROUNDS):
        for speeds, (a, b) in zip(found, pairs, strict=True):
            speeds.append(_speed(a, b))
    return [statistics.median(speeds) for speeds in found]


def _speed(a: Experiment, b: Experiment | None) -> float:
    from annplayground.core.run.runner import Runner

    runner = Runner(a, "numba")
    runner.compare(b)
    runner.start()
    try:
        runner.play()
        time.sleep(0.2)
        first, start = _epoch(runner), time.perf_counter()
        time.sleep(SECONDS)
        last, end = _epoch(runner), time.perf_counter()
    finally:
        runner.stop()
    return (last - first) / (end - start)


def _epoch(runner) -> int:  # type: ignore[no-untyped-def]
    return int(runner.ask(lambda moment: moment.epoch).result(60))


def _window(a: Experiment, b: Experiment) -> Iterator[Figure]:
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    from annplayground.app import create_application, end_window, settle
    from annplayground.gui.main_window import MainWindow

    create_application(["benchmarks"])
    window = MainWindow(a, remember=False, engine="numba")
    window.resize(1600, 900)
    window.show()
    settle(1000)
    try:
        alone = _frames(window)
        start = time.thread_time()
        window.controller.compare(b)
        while window.controller.snapshot is None or window.controller.snapshot.other is None:
            QApplication.processEvents()
        window.frame_scheduler.finish()
        QApplication.sendPostedEvents(None, QEvent.Type.UpdateRequest)
        first = time.thread_time() - start
        settle(500)
        both = _frames(window)
    finally:
        end_window(window)
    what = "first frame of a comparison (GUI thread)"
    yield Figure(what, 1e3 * first, "ms", target="≤ 150 ms")
    what = "frames a second while training flat out"
    yield Figure(what, both, "/s", "alone", alone, "≥ 25 /s")


def _frames(window) -> float:  # type: ignore[no-untyped-def]
    """How often a second all views have had their turn, while training flat out (clock)."""
    from annplayground.app import settle

    seen: list[int] = []
    window.controller.set_speed(None)
    window.controller.play(True)
    settle(500)
    window.frame_scheduler.add(lambda snapshot: seen.append(snapshot.epoch))
    start, begun = time.perf_counter(), len(seen)
    settle(3000)
    rate = (len(seen) - begun) / (time.perf_counter() - start)
    window.controller.play(False)
    settle(300)
    return rate
