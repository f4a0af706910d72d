"""The timeline: how soon its handle follows, and how soon all panels show another epoch."""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterator

from tests.benchmarks.cases import CASES, Case, Figure

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SEEKS = 30


def run() -> Iterator[Figure]:
    """Processor time where the run rests, that of all threads; else the clock's, which says little
    on a machine that others use, too."""
    for case, epochs in ((CASES[0], 20_000), (CASES[1], 20_000), (CASES[4], 5_000)):
        yield from _figures(case, epochs)


def _figures(case: Case, epochs: int) -> Iterator[Figure]:
    from annplayground.app import create_application, end_window, settle
    from annplayground.core.engines.available import engine_class
    from annplayground.gui.main_window import MainWindow
    from annplayground.gui.waiting import train_and_wait

    engine_class("numba")  # loaded before anything is measured
    create_application(["benchmarks"])
    window = MainWindow(case.experiment, remember=False, engine="numba")
    window.resize(1440, 860)
    window.show()
    settle(500)
    try:
        train_and_wait(window, epochs)
        rng = random.Random(0)
        seeks = [rng.randrange(epochs) for _ in range(SEEKS)]
        handle = [_handle(window, epoch) for epoch in seeks]
        resting = [_panels(window, epoch, time.process_time) for epoch in seeks]
        window.controller.set_speed(None)
        window.controller.play(True)
        training = [_panels(window, epoch, time.perf_counter) for epoch in seeks]
    finally:
        end_window(window)
    for what, seconds, target in (
        ("handle, number and cursors", handle, 16),
        ("all panels at another epoch, paused", resting, 50),
        ("all panels at another epoch, training (clock)", training, 90),
    ):
        middle = statistics.median(seconds) * 1e3
        yield Figure(f"{what}, {case.label}", middle, "ms", target=f"≤ {target} ms")


def _handle(window, epoch: int) -> float:  # type: ignore[no-untyped-def]
    """Seconds of the GUI thread until handle, number and cursors are painted at an epoch."""
    charts = [card.chart.viewport() for card in (window.loss, window.gradient)]
    start = time.thread_time()
    window.timeline.seek(epoch)
    for part in (window.timeline, *charts):
        part.repaint()
    seconds = time.thread_time() - start
    _panels(window, epoch + 1, time.thread_time)
    return seconds


def _panels(window, epoch: int, clock: Callable[[], float]) -> float:  # type: ignore[no-untyped-def]
    """Seconds until all panels are painted at an epoch."""
    from PySide6.QtCore import QEvent, QEventLoop
    from PySide6.QtWidgets import QApplication

    loop = QEventLoop()

    def check(snapshot) -> None:  # type: ignore[no-untyped-def]
        if snapshot.live_epoch is not None and snapshot.epoch == epoch:
            window.frame_scheduler.finish()
            QApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest)
            loop.quit()

    window.controller.snapshotReady.connect(check)
    start = clock()
    window.controller.looking.look(epoch)
    loop.exec()
    seconds = clock() - start
    window.controller.snapshotReady.disconnect(check)
    return seconds
