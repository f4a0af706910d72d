"""The window while it trains flat out, beside the same window paused; its start and its memory."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator

from tests.benchmarks.cases import CASES, Figure

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

SECONDS = 6.0
TICK_MS = 5
STARTS = 5


def run() -> Iterator[Figure]:
    """All figures of the window."""
    yield from _while_training("numba")
    yield from _while_training("numpy")
    yield from _start()


def _while_training(engine: str) -> Iterator[Figure]:
    from annplayground.app import create_application, end_window, settle
    from annplayground.core.engines import engine_class
    from annplayground.gui.main_window import MainWindow

    engine_class(engine)  # loaded before anything is measured
    create_application(["benchmarks"])
    window = MainWindow(CASES[1].experiment, remember=False, engine=engine)
    window.resize(1920, 1080)
    window.show()
    settle(1500)
    try:
        training = _observe(window, playing=True)
        paused = _observe(window, playing=False)
        latencies = [_latency(window) for _ in range(9)]
    finally:
        end_window(window)
    name = f"{engine} engine, case b, 1920×1080"
    yield Figure(
        f"event-loop delay p99, {name}",
        training.delay_ms,
        "ms",
        "paused, redrawing",
        paused.delay_ms,
        "≤ 1.5 ×" if engine == "numba" else "",
    )
    yield Figure(
        f"frames a second, {name}",
        training.frames,
        "/s",
        "paused, redrawing",
        paused.frames,
        "≥ 0.9 ×" if engine == "numba" else "≥ 20 /s",
    )
    yield Figure(
        f"GUI-thread work per frame, {name}",
        training.work_ms,
        "ms",
        "paused, redrawing",
        paused.work_ms,
        "≤ 10 ms median",
    )
    yield Figure(
        f"Space to the first frame that shows it, {name}",
        statistics.median(latencies) * 1000,
        "ms",
        target="≤ 50 ms median",
    )


class _Observation:
    """What a window did for some seconds."""

    def __init__(self, delays: list[float], works: list[float], seconds: float) -> None:
        self.delay_ms = sorted(delays)[int(0.99 * len(delays))] * 1000
        self.work_ms = statistics.median(works) * 1000
        self.frames = len(works) / seconds


def _observe(window, playing: bool) -> _Observation:  # type: ignore[no-untyped-def]
    """Watch the window while it trains, or while the same snapshot is drawn again and again."""
    from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
    from PySide6.QtWidgets import QApplication

    controller = window.controller
    loop, tick, again = QEventLoop(), QTimer(), QTimer()
    delays: list[float] = []
    works: list[float] = []
    last = [time.perf_counter()]

    def ticked() -> None:
        now = time.perf_counter()
        delays.append(max(0.0, now - last[0] - TICK_MS / 1000))
        last[0] = now

    def draw(snapshot: object) -> None:
        """All that one frame costs: taking the snapshot in, and painting."""
        start = time.perf_counter()
        controller_emit(snapshot)
        QApplication.sendPostedEvents(window, QEvent.Type.UpdateRequest)
        works.append(time.perf_counter() - start)

    controller_emit = controller.snapshotReady.emit
    take = controller._runner.take
    newest = [controller.snapshot]

    def poll() -> None:
        snapshot = take() if playing else newest[0]
        if snapshot is not None:
            newest[0] = snapshot
            draw(snapshot)

    controller._timer.stop()
    again.setTimerType(Qt.TimerType.PreciseTimer)
    again.timeout.connect(poll)
    tick.setTimerType(Qt.TimerType.PreciseTimer)
    tick.timeout.connect(ticked)
    controller.play(playing)
    again.start(33)
    tick.start(TICK_MS)
    QTimer.singleShot(int(SECONDS * 1000), loop.quit)
    start = time.perf_counter()
    loop.exec()
    seconds = time.perf_counter() - start
    again.stop()
    tick.stop()
    controller.play(False)
    controller._timer.start()
    return _Observation(delays, works, seconds)


def _latency(window) -> float:  # type: ignore[no-untyped-def]
    """Seconds from Space to the first drawn snapshot that is training; then paused again."""
    from PySide6.QtCore import QEventLoop

    def wait(playing: bool) -> float:
        loop, start = QEventLoop(), time.perf_counter()

        def check(snapshot) -> None:  # type: ignore[no-untyped-def]
            if snapshot.status.playing == playing:
                loop.quit()

        window.controller.snapshotReady.connect(check)
        window.actions_.play.trigger()
        loop.exec()
        window.controller.snapshotReady.disconnect(check)
        return time.perf_counter() - start

    seconds = wait(True)
    wait(False)
    return seconds


_EMPTY = """
import time, os
start = time.perf_counter()
from PySide6.QtWidgets import QApplication
import pyqtgraph
app = QApplication([])
app.setStyle("Fusion")
window = pyqtgraph.PlotWidget()
window.resize(1440, 860)
window.show()
app.processEvents()
window.grab()
{end}
"""
_OURS = """
import time, os
start = time.perf_counter()
from annplayground.app import create_application
app = create_application(["benchmarks"])
from annplayground.gui.main_window import MainWindow
window = MainWindow(remember=False)
window.resize(1440, 860)
window.show()
app.processEvents()
window.grab()
{end}
"""
_COMPLETE = """
while not (window.completion.done and window.controller.snapshot):
    app.processEvents()
window.grab()
print(time.perf_counter() - start, flush=True)
os._exit(0)
"""
_TIME = "print(time.perf_counter() - start, flush=True); os._exit(0)"
_MEMORY = """
import resource, time
play = getattr(window, "actions_", None)
if play is not None:
    play.play.trigger()
end = time.perf_counter() + 8
while time.perf_counter() < end:
    app.processEvents()
    time.sleep(0.01)
rss = int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
print(rss, flush=True)
os._exit(0)
"""


def _start() -> Iterator[Figure]:
    # As a user's Python, each start finds the modules compiled, also where the environment forbids
    # to write bytecode beside them.
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": folder, "PYTHONDONTWRITEBYTECODE": ""}
        yield from _starts(environment)


def _starts(environment: dict[str, str]) -> Iterator[Figure]:
    def compare(ours: str, empty: str, times: int) -> tuple[float, float]:
        return _in_turn(_OURS.format(end=ours), _EMPTY.format(end=empty), times, environment)

    peer = "empty pyqtgraph window"
    ours, empty = compare(_TIME, _TIME, STARTS)
    yield Figure("first painted window", ours, "s", peer, empty, "≤ 1.25 ×")
    ours, empty = compare(_COMPLETE, _TIME, STARTS)
    yield Figure("complete window: all charts, first snapshot drawn", ours, "s", peer, empty)
    if sys.platform.startswith("linux"):
        ours, empty = compare(_MEMORY, _MEMORY, 1)
        yield Figure("memory (RSS) while training", ours, "MB", peer, empty, "≤ 1.5 ×")


def _in_turn(one: str, other: str, times: int, environment: dict[str, str]) -> tuple[float, float]:
    """Medians of what two programs print, run in turn, after one run of each that is not
    counted."""
    results: tuple[list[float], list[float]] = ([], [])
    for _ in range(times + (times > 1)):
        for program, figures in zip((one, other), results, strict=True):
            output = subprocess.run(
                [sys.executable, "-c", program],
                capture_output=True,
                text=True,
                check=True,
                env=environment,
            ).stdout
            figures.append(float(output.split()[-1]))
    counted: Callable[[list[float]], float] = lambda f: statistics.median(f[-times:])  # noqa: E731
    return counted(results[0]), counted(results[1])
