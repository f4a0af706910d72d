"""The window while it trains flat out, beside its twin: the same window paused, which draws once
more, at the same pace, the snapshots that the training had it draw. Only the training is missing.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

from tests.benchmarks.cases import CASES, Figure

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SECONDS = 6.0
TICK_MS = 5
FRAME_MS = 33
TRIES = 9  # of each latency


def run() -> Iterator[Figure]:
    """All figures of the window."""
    yield from _while_training("numba")
    yield from _while_training("numpy")


def _while_training(engine: str) -> Iterator[Figure]:
    from annplayground.app import create_application, end_window, settle
    from annplayground.core.engines.available import engine_class
    from annplayground.gui.main_window import MainWindow

    engine_class(engine)  # loaded before anything is measured
    create_application(["benchmarks"])
    window = MainWindow(CASES[1].experiment, remember=False, engine=engine)
    window.resize(1920, 1080)
    window.controller.set_speed(None)  # flat out
    window.show()
    settle(1500)
    try:
        training = _train(window)
        paused = _replay(window, training.snapshots)
        settle(500)  # the window sees that the run is paused
        space = statistics.median(_space_latency(window) for _ in range(TRIES))
        rate = statistics.median(_rate_latency(window, k) for k in range(TRIES))
    finally:
        end_window(window)
    name = f"{engine} engine, case b, 1920×1080"
    peer = "paused twin"
    compiled = engine == "numba"
    yield Figure(
        f"event-loop delay p99, {name}",
        training.delay_ms,
        "ms",
        peer,
        paused.delay_ms,
        "≤ 1.5 ×" if compiled else "",
    )
    target = "≥ 0.9 ×" if compiled else "≥ 20 /s"
    yield Figure(f"frames a second, {name}", training.frames, "/s", peer, paused.frames, target)
    what = f"GUI-thread work per frame, median, {name}"
    yield Figure(what, training.work_ms, "ms", peer, paused.work_ms, "≤ 10 ms")
    yield Figure(f"Space to the first frame, {name}", space * 1000, "ms", target="≤ 50 ms")
    yield Figure(f"learning rate to the first frame, {name}", rate * 1000, "ms", target="≤ 50 ms")


class _Watch:
    """Watches an event loop: how late a timer of 5 ms is, and the processor time that the thread
    uses from one frame to the next, painting included."""

    def __init__(self) -> None:
        self.snapshots: list[object] = []
        self._delays: list[float] = []
        self._works: list[float] = []
        self._seconds = 0.0
        self._counted = self._last_tick = 0.0

    def observe(self, poll: Callable[[], object | None]) -> None:
        """Run the event loop for `SECONDS`; `poll` shows the next snapshot, if there is one."""
        from PySide6.QtCore import QEventLoop, Qt, QTimer

        def frame() -> None:
            snapshot = poll()
            if snapshot is not None:
                self.snapshots.append(snapshot)
                self._count_frame()

        loop, tick, frames = QEventLoop(), QTimer(), QTimer()
        for timer, slot, milliseconds in ((tick, self._tick, TICK_MS), (frames, frame, FRAME_MS)):
            timer.setTimerType(Qt.TimerType.PreciseTimer)
            timer.timeout.connect(slot)
            timer.start(milliseconds)
        QTimer.singleShot(int(SECONDS * 1000), loop.quit)
        start = self._last_tick = time.perf_counter()
        self._counted = time.thread_time()
        loop.exec()
        self._seconds = time.perf_counter() - start
        tick.stop()
        frames.stop()

    def _tick(self) -> None:
        now = time.perf_counter()
        self._delays.append(max(0.0, now - self._last_tick - TICK_MS / 1000))
        self._last_tick = now

    def _count_frame(self) -> None:
        now = time.thread_time()
        self._works.append(now - self._counted)
        self._counted = now

    @property
    def delay_ms(self) -> float:
        """The lateness that one tick in a hundred exceeds."""
        return sorted(self._delays)[int(0.99 * len(self._delays))] * 1000

    @property
    def work_ms(self) -> float:
        """Median of the GUI thread's work from one frame to the next."""
        return statistics.median(self._works[1:]) * 1000

    @property
    def frames(self) -> float:
        """Frames a second."""
        return len(self._works) / self._seconds


def _train(window) -> _Watch:  # type: ignore[no-untyped-def]
    """The window while it trains."""
    controller, watch = window.controller, _Watch()

    def poll() -> object | None:
        controller._take()
        taken = controller.snapshot
        return None if watch.snapshots and taken is watch.snapshots[-1] else taken

    controller.clock.stop()
    controller.play(True)
    watch.observe(poll)
    controller.play(False)
    return watch


def _replay(window, snapshots: list[object]) -> _Watch:  # type: ignore[no-untyped-def]
    """The paused window while it draws these snapshots."""
    controller, watch, rest = window.controller, _Watch(), iter(snapshots)

    def poll() -> object | None:
        snapshot = next(rest, None)
        if snapshot is not None:
            controller.snapshotReady.emit(snapshot)
        return snapshot

    watch.observe(poll)
    controller.clock.start()
    return watch


def _space_latency(window) -> float:  # type: ignore[no-untyped-def]
    """Seconds from Space to the first painted snapshot that is training; then paused again."""
    press = window.actions_.play.trigger
    seconds = _until(window, press, lambda snapshot: snapshot.status.playing)
    _until(window, press, lambda snapshot: not snapshot.status.playing)
    return seconds


def _rate_latency(window, k: int) -> float:  # type: ignore[no-untyped-def]
    """Seconds from a new learning rate to the first painted snapshot that has it, in training."""
    controller = window.controller
    _until(window, window.actions_.play.trigger, lambda snapshot: snapshot.status.playing)
    training = replace(controller.experiment.training, learning_rate=0.01 + 0.001 * k)
    experiment = replace(controller.experiment, training=training)
    seconds = _until(
        window,
        lambda: controller.edit(experiment),
        lambda snapshot: snapshot.experiment == experiment,
    )
    _until(window, window.actions_.play.trigger, lambda snapshot: not snapshot.status.playing)
    return seconds


def _until(  # type: ignore[no-untyped-def]
    window, act: Callable[[], object], shown: Callable[[object], bool]
) -> float:
    """Seconds from an act until a snapshot that shows it is painted."""
    from PySide6.QtCore import QEvent, QEventLoop
    from PySide6.QtWidgets import QApplication

    loop = QEventLoop()

    def check(snapshot: object) -> None:
        if shown(snapshot):
            window.frame_scheduler.finish()
            QApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest)
            loop.quit()

    window.controller.snapshotReady.connect(check)
    start = time.perf_counter()
    act()
    loop.exec()
    seconds = time.perf_counter() - start
    window.controller.snapshotReady.disconnect(check)
    return seconds
