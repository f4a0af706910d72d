"""The start of the window and its memory, beside an empty pyqtgraph window."""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator

from tests.benchmarks.cases import Figure

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

STARTS = 5

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
while not (window.deferred_startup.done and window.controller.snapshot):
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
    window.controller.set_speed(None)
    play.play.trigger()
end = time.perf_counter() + 8
while time.perf_counter() < end:
    app.processEvents()
    time.sleep(0.01)
rss = int(open("/proc/self/statm").read().split()[1]) * resource.getpagesize() / 1e6
print(rss, flush=True)
os._exit(0)
"""


def run() -> Iterator[Figure]:
    """All figures of the start."""
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
