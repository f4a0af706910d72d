"""What every test stands on: no real screen, no real settings, and nothing left behind.

Qt is imported inside the fixtures only, so that the tests of core and io run without it.
"""

import gc
import importlib.util
import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples on every machine, and no limit of time: a busy machine is no failure.
settings.register_profile("project", derandomize=True, deadline=None)
settings.load_profile("project")

# Without a screen, or when nobody says which to use, the windows are drawn into memory.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# NumPy is the definition of what is right; tests of the compiled engine ask for it by name.
os.environ.setdefault("ANNPLAYGROUND_ENGINE", "numpy")

# A timer of the program that belongs to the application, not to a test.
LASTING_TIMERS = {"garbage_collector"}
# What a Runner does behind its run for as long as that takes; it ends with the Runner.
LASTING_THREADS = {"annplayground-onsets"}
# What is waited for has this long: a busy machine is no failure.
PATIENCE_MS = 60_000
XDG_FOLDERS = ("CONFIG", "DATA", "STATE", "CACHE")


@pytest.fixture(scope="session", autouse=True)
def _own_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep the whole run, and every process that it starts, away from the user's folders."""
    root = tmp_path_factory.mktemp("user")
    with pytest.MonkeyPatch.context() as patch:
        for kind in XDG_FOLDERS:
            patch.setenv(f"XDG_{kind}_HOME", str(root / kind.lower()))
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_collection_in_other_threads() -> Iterator[None]:
    """As in the program: only the GUI thread may collect, or it destroys widgets elsewhere."""
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(scope="session")
def qapp():
    """The application as the program makes it; pytest-qt's own fixtures build on this one."""
    from annplayground.app import create_application

    # It stays alive until the process ends: Qt does not survive a second one.
    qapp.keep = create_application(["annplayground"])  # type: ignore[attr-defined]
    return qapp.keep  # type: ignore[attr-defined]


@pytest.fixture
def qtbot(qapp, request: pytest.FixtureRequest):
    """pytest-qt's, with more patience than its five seconds."""
    from pytestqt.qtbot import QtBot

    class PatientBot(QtBot):
        def waitSignal(self, signal, *, timeout=PATIENCE_MS, **rest):  # noqa: N802
            return super().waitSignal(signal, timeout=timeout, **rest)

        def waitUntil(self, callback, *, timeout=PATIENCE_MS):  # noqa: N802
            super().waitUntil(callback, timeout=timeout)

    return PatientBot(request)


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path) -> None:
    """Give each test settings of its own, empty ones."""
    if "PySide6.QtCore" not in sys.modules:
        return
    from PySide6.QtCore import QSettings

    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    for file_format in (QSettings.Format.IniFormat, QSettings.Format.NativeFormat):
        for scope in (QSettings.Scope.UserScope, QSettings.Scope.SystemScope):
            QSettings.setPath(file_format, scope, str(tmp_path / "settings"))


@pytest.fixture
def circle(tmp_path: Path) -> Path:
    """The file of the default experiment."""
    from annplayground.core.experiment import Experiment
    from annplayground.io.experiment_file import write_experiment

    path = tmp_path / "circle.json"
    write_experiment(path, Experiment())
    return path


@pytest.fixture
def environment() -> dict[str, str]:
    """For a process of its own: this checkout, and no screen."""
    import annplayground

    values = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    package = Path(annplayground.__file__).parent
    values["PYTHONPATH"] = os.pathsep.join([str(package.parent), values.get("PYTHONPATH", "")])
    return values


NUMBA_IS_INSTALLED = importlib.util.find_spec("numba") is not None
NO_EXCUSES = ("numba", "annplayground")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip the tests of compiled code where Numba is not installed, and for no other reason."""
    if not NUMBA_IS_INSTALLED and item.get_closest_marker("numba"):
        pytest.skip("numba is not installed")


def _refuse_excuse(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Fail what is skipped because of Numba although it is installed, or because of our code."""
    if report.skipped and NUMBA_IS_INSTALLED and isinstance(report.longrepr, tuple):
        path, line, reason = report.longrepr
        if any(word in reason.lower() for word in NO_EXCUSES):
            report.outcome = "failed"
            report.longrepr = f"{path}:{line}: skipped although Numba is installed: {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    """See whether a whole module has a reason to be skipped."""
    report = yield
    _refuse_excuse(report)
    return report


_FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    """Remember that a test failed: its traceback keeps things alive that are no leak."""
    report = yield
    _refuse_excuse(report)
    if report.failed:
        item.stash[_FAILED] = True
    return report


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Collect after each test, and fail it if it leaves threads, windows or timers behind."""
    # What is there already need not be looked through again: this makes the suite twice as fast.
    gc.freeze()
    threads = set(threading.enumerate())
    widgets, timers = set(map(id, _top_level_widgets())), set(map(id, _active_timers()))
    yield
    # pytest still holds what the test got from its fixtures, and with it whole windows.
    request.node.funcargs.clear()
    gc.collect()
    _delete_later_now()
    left = [f"thread {thread.name}" for thread in _left_threads(threads)]
    if request.node.stash.get(_FAILED, False):
        return
    left += [f"window {w!r}" for w in _top_level_widgets() if id(w) not in widgets]
    left += [f"timer {t!r} of {t.parent()!r}" for t in _active_timers() if id(t) not in timers]
    if left:
        pytest.fail("left behind: " + ", ".join(left))


def _left_threads(before: set[threading.Thread]) -> list[threading.Thread]:
    """Threads that were not there before and do not end within a moment."""
    deadline = time.monotonic() + 3.0
    new = [thread for thread in threading.enumerate() if thread not in before]
    if any(type(thread).__name__ == "Runner" and thread.is_alive() for thread in before):
        new = [thread for thread in new if thread.name not in LASTING_THREADS]  # of a shared window
    for thread in new:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [thread for thread in new if thread.is_alive()]


def _application():
    """The running QApplication, or None; does not import Qt."""
    if "PySide6.QtWidgets" not in sys.modules:
        return None
    from PySide6.QtWidgets import QApplication

    return QApplication.instance()


def _delete_later_now() -> None:
    """Carry out every deleteLater() at once."""
    if _application() is None:
        return
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


def _top_level_widgets() -> list:
    app = _application()
    return [] if app is None else app.topLevelWidgets()


def _active_timers() -> list:
    """Every running QTimer that Python knows of."""
    if _application() is None:
        return []
    import shiboken6
    from PySide6.QtCore import QTimer

    # `type` instead of `isinstance`: the latter asks objects for their __class__, and some answer
    # with side effects.
    found = [thing for thing in gc.get_objects() if issubclass(type(thing), QTimer)]
    return [
        timer
        for timer in found
        if shiboken6.isValid(timer)
        and timer.isActive()
        and timer.objectName() not in LASTING_TIMERS
    ]
