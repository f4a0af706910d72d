"""The start: what may be missing on a machine, each told in one sentence, and errors later on."""

import gc
import logging
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

import annplayground
from annplayground import screen
from annplayground.screen import StartError, check_screen, library_problem

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asked on Linux only")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """For a process of its own: this checkout, settings of its own, and no screen at all."""
    screens = {"DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "XDG_SESSION_TYPE"}
    values = {k: v for k, v in os.environ.items() if k not in screens | {"QT_QPA_PLATFORM"}}
    package = Path(annplayground.__file__).parent
    values["PYTHONPATH"] = os.pathsep.join([str(package.parent), values.get("PYTHONPATH", "")])
    values["XDG_CONFIG_HOME"] = str(tmp_path / "config")
    return values


def start(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "annplayground", *arguments],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def run_code(environment: dict[str, str], code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )


# -- no screen ------------------------------------------------------------------------------------


@linux
@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "there is no screen here"),
        ({"DISPLAY": ""}, "there is no screen here"),
        ({"DISPLAY": ":4242"}, "DISPLAY=:4242 cannot be reached"),
        ({"DISPLAY": "nonsense"}, "DISPLAY=nonsense cannot be reached"),
        ({"QT_QPA_PLATFORM": "xcb"}, "DISPLAY is not set"),
        ({"QT_QPA_PLATFORM": "xcb", "DISPLAY": ":4242"}, "DISPLAY=:4242 cannot be reached"),
    ],
)
def test_without_a_screen_the_window_names_the_ways_out(environment, values, words):
    done = start(environment | values)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    for word in (words, "annplayground render", "xvfb-run"):
        assert word in done.stderr


@linux
def test_an_unknown_platform_is_told_what_there_is(environment):
    done = start(environment | {"QT_QPA_PLATFORM": "paper"})
    assert done.returncode == 2
    assert "QT_QPA_PLATFORM=paper" in done.stderr
    assert "offscreen" in done.stderr


@linux
@pytest.mark.parametrize("platform", ["offscreen", "minimal", "offscreen:size=800x600"])
def test_platforms_without_a_screen_are_taken(platform):
    check_screen({"QT_QPA_PLATFORM": platform})


@linux
def test_a_screen_that_fails_leaves_the_next_one(monkeypatch):
    answers = {"wayland": False, "xcb": True}
    monkeypatch.setattr(screen, "_load_plugin", lambda name: None)
    monkeypatch.setattr(screen, "_x_server_answers", lambda environ: answers["xcb"])
    monkeypatch.setattr(screen, "_wayland_answers", lambda environ: answers["wayland"])
    both = {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}
    check_screen(both)
    check_screen({"QT_QPA_PLATFORM": "wayland;xcb", "DISPLAY": ":0"})
    answers["xcb"] = False
    with pytest.raises(StartError, match="DISPLAY=:0 cannot be reached"):
        check_screen(both)
    with pytest.raises(StartError, match="Wayland screen cannot be reached"):
        check_screen({"XDG_SESSION_TYPE": "wayland"})
    answers["wayland"] = True
    check_screen(both)


@linux
def test_a_wayland_screen_that_is_not_there():
    with pytest.raises(StartError):
        check_screen({"WAYLAND_DISPLAY": "wayland-4242"})


def test_other_systems_always_have_a_screen(monkeypatch):
    for system in ("win32", "darwin"):
        monkeypatch.setattr(sys, "platform", system)
        check_screen({})


# -- missing parts --------------------------------------------------------------------------------


def test_a_missing_library_names_the_apt_line():
    error = ImportError("libEGL.so.1: cannot open shared object file: No such file or directory")
    sentence = str(library_problem(error))
    assert "libEGL.so.1 is missing" in sentence
    assert "apt-get install libegl1 libgl1" in sentence
    assert "libxkbcommon-x11-0" in sentence


def test_a_missing_wayland_library_names_its_own_packages():
    error = OSError("libwayland-cursor.so.0: cannot open shared object file: No such file")
    assert "apt-get install libwayland-client0" in str(library_problem(error))


def test_other_failures_to_load_qt():
    missing = ModuleNotFoundError("No module named 'PySide6'", name="PySide6")
    assert "package PySide6 is missing" in str(library_problem(missing))
    assert "undefined symbol" in str(library_problem(ImportError("undefined symbol: x\nmore")))


@linux
def test_a_plugin_with_a_missing_library(tmp_path, monkeypatch):
    (tmp_path / "libqxcb.so").write_bytes(b"not a library")
    monkeypatch.setattr(screen, "_plugin_folder", lambda: tmp_path)
    with pytest.raises(StartError, match="Qt cannot be loaded"):
        check_screen({"DISPLAY": ":0"})


# Stands in for a machine whose libraries are missing: importing QtGui fails as it does there.
MISSING_LIBRARY = """
import sys
class Broken:
    def find_spec(self, name, path=None, target=None):
        if name == "PySide6.QtGui":
            raise ImportError("libEGL.so.1: cannot open shared object file: No such file")
sys.meta_path.insert(0, Broken())
from annplayground.cli import main
sys.exit(main({arguments}))
"""


@pytest.mark.parametrize("arguments", [[], ["render", "--out", "p.png"]], ids=["window", "render"])
def test_a_machine_without_the_libraries(environment, tmp_path, arguments):
    environment["QT_QPA_PLATFORM"] = "offscreen"
    if arguments:
        arguments = [*arguments[:-1], str(tmp_path / "p.png")]
    done = run_code(environment, MISSING_LIBRARY.format(arguments=arguments))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "sudo apt-get install libegl1" in done.stderr


@linux
@pytest.mark.parametrize("folder", ["", "<dir>/nowhere</dir>"])
def test_a_machine_without_fonts(environment, tmp_path, folder):
    nothing = tmp_path / "fonts.conf"
    nothing.write_text(f'<?xml version="1.0"?><fontconfig>{folder}</fontconfig>')
    environment["FONTCONFIG_FILE"] = str(nothing)
    done = start(environment, "render", "--out", str(tmp_path / "p.png"))
    assert done.returncode == 2
    assert "Qt finds no fonts" in done.stderr
    assert "fonts-dejavu-core" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "p.png").exists()


# Opens the real window without a screen and closes it by the means given.
OPEN_AND_END = """
import os, signal, sys, threading
from PySide6.QtCore import QTimer
from annplayground import app
sys.argv = ["annplayground"]
app.create_application(["annplayground"])
QTimer.singleShot(700, lambda: {end})
sys.exit(app.run_window())
"""
CLOSE = "[w.close() for w in app.QApplication.topLevelWidgets() if w.objectName() == 'main_window']"


@pytest.mark.parametrize("end", [CLOSE, "app.QApplication.quit()"], ids=["close", "quit"])
def test_the_window_opens_and_ends_without_a_word(environment, end):
    environment["QT_QPA_PLATFORM"] = "offscreen"
    done = run_code(environment, OPEN_AND_END.format(end=end))
    assert (done.returncode, done.stdout) == (0, "")
    assert without_platform_note(done.stderr) == ""


def test_settings_that_cannot_be_saved_are_told_and_the_window_opens(environment, tmp_path):
    blocked = tmp_path / "config"
    blocked.write_text("a file where the folder should be")
    environment["QT_QPA_PLATFORM"] = "offscreen"
    done = run_code(environment, OPEN_AND_END.format(end=CLOSE))
    assert done.returncode == 0
    told = without_platform_note(done.stderr)
    assert told.startswith("annplayground: ")
    assert told.count("\n") == 1
    assert "cannot be saved" in told


def without_platform_note(text: str) -> str:
    """Without what Qt's platform without a screen says about sizes."""
    return "".join(line for line in text.splitlines(True) if "propagateSizeHints" not in line)


# -- the application ------------------------------------------------------------------------------


def test_the_application_is_made_once(qapp):
    from annplayground.app import GarbageCollector, create_application

    assert create_application(["annplayground"]) is qapp
    assert len(qapp.findChildren(GarbageCollector)) == 1
    assert qapp.style().objectName() == "fusion"
    assert qapp.applicationName() == qapp.organizationName() == "annplayground"
    assert not qapp.windowIcon().isNull()


def test_no_fonts_is_an_error_of_the_start(qapp, monkeypatch):
    from annplayground import app

    monkeypatch.setattr(app.QFontMetrics, "inFontUcs4", lambda metrics, character: False)
    with pytest.raises(StartError, match="fonts-dejavu-core"):
        app.create_application(["annplayground"])


def test_garbage_is_collected_on_the_gui_thread_only(qapp, qtbot):
    from annplayground.app import GarbageCollector

    assert not gc.isenabled()
    threads = set()

    def note(phase: str, info: dict[str, int]) -> None:
        threads.add(threading.current_thread())

    def make_garbage() -> None:
        for _ in range(20_000):
            cycle: list[object] = []
            cycle.append(cycle)

    gc.callbacks.append(note)
    try:
        worker = threading.Thread(target=make_garbage)
        worker.start()
        worker.join()
        assert threads == set()
        assert qapp.findChild(GarbageCollector) is not None
        qtbot.waitUntil(lambda: bool(threads))
    finally:
        gc.callbacks.remove(note)
    assert threads == {threading.main_thread()}


def test_a_collected_cycle_is_gone(qapp):
    import weakref

    from annplayground.app import GarbageCollector

    class Thing:
        pass

    collector = qapp.findChild(GarbageCollector)
    thing = Thing()
    thing.itself = thing
    gone = weakref.ref(thing)
    del thing
    assert gone() is not None
    for _ in range(collector.TICKS_PER_FULL):
        collector.collect()
    assert gone() is None


# -- errors while the window is open --------------------------------------------------------------


@pytest.fixture
def reports(qtbot, qapp, tmp_path, monkeypatch):
    from PySide6.QtWidgets import QWidget

    from annplayground.gui.process.reports import ErrorReports

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    return ErrorReports(window)


def boxes(reports) -> list:
    from PySide6.QtWidgets import QMessageBox

    return reports.parent().findChildren(QMessageBox, "error_report")


def raised(text: str) -> Exception:
    try:
        raise ValueError(text)
    except ValueError as error:
        return error


@linux
def test_an_error_is_told_once_and_logged_each_time(reports, tmp_path, capsys):
    for _ in range(3):
        error = raised("the map is upside down")
        reports.report(type(error), error, error.__traceback__)
    reports.show_waiting()
    (box,) = boxes(reports)
    assert "ValueError: the map is upside down" in box.text()
    (log,) = tmp_path.rglob("errors.log")
    assert str(log) in box.text()
    assert log.read_text().count("Traceback") == 3
    assert capsys.readouterr().err == ""  # the terminal belongs to the user
    box.close()


@linux
def test_an_error_of_another_thread_is_told_on_the_gui_thread(reports, monkeypatch, qtbot):
    monkeypatch.setattr(threading, "excepthook", reports.report_thread)
    worker = threading.Thread(target=raised_in_thread)
    worker.start()
    worker.join()
    qtbot.waitUntil(lambda: len(boxes(reports)) == 1)
    (box,) = boxes(reports)
    assert "RuntimeError: from a thread" in box.text()
    box.close()


def raised_in_thread() -> None:
    raise RuntimeError("from a thread")


@linux
def test_a_log_that_cannot_be_written_is_told(reports, tmp_path):
    (tmp_path / "state").write_text("a file where the folder should be")
    error = raised("x")
    reports.report(type(error), error, error.__traceback__)
    reports.show_waiting()
    (box,) = boxes(reports)
    assert "log cannot be written" in box.text()
    box.close()


@linux
def test_the_log_stays_small(reports, tmp_path, monkeypatch):
    from annplayground.gui.process.log_file import LOG_FILE
    from annplayground.gui.process.reports import write_log

    monkeypatch.setattr(LOG_FILE, "maxBytes", 5_000)
    for number in range(100):
        write_log(raised(f"again and again, the {number}th time"))
    logs = sorted(tmp_path.rglob("errors.log*"))
    assert [log.name for log in logs] == ["errors.log", "errors.log.1", "errors.log.2"]
    assert all(0 < log.stat().st_size <= 5_000 for log in logs)
    assert "the 99th time" in logs[0].read_text()
    assert "the 99th time" not in logs[1].read_text()


@linux
def test_what_the_package_swallows_stands_in_the_log(tmp_path, monkeypatch, qapp, capsys):
    from annplayground.gui.process.log_file import logging_to_file

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    logger = logging.getLogger("annplayground.core.anything")
    with logging_to_file():
        logger.info("swallowed", exc_info=raised("why"))
        assert capsys.readouterr().err == ""
        logger.warning("for the user")
    assert capsys.readouterr().err == "for the user\n"  # as where no handler is set up
    (log,) = tmp_path.rglob("errors.log")
    text = log.read_text()
    assert text.count("annplayground.core.anything") == 2
    assert "ValueError: why" in text
    logger.info("of nobody's window")
    assert log.read_text() == text


def full_disk(_handler):
    return Path("/dev/full").open("w")


@linux
def test_a_full_disk_is_told(tmp_path, monkeypatch, qapp):
    from annplayground.gui.process import log_file
    from annplayground.gui.process.reports import write_log

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with monkeypatch.context() as patch:
        patch.setattr(log_file.LogFile, "_open", full_disk)
        assert write_log(raised("lost")) is None
    assert write_log(raised("kept")).read_text().count("ValueError: kept") == 1


@linux
def test_a_log_that_is_a_pipe_is_left_alone(tmp_path, monkeypatch, qapp):
    from annplayground.gui.process.reports import write_log

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    log = write_log(raised("first"))
    log.unlink()
    os.mkfifo(log)
    assert write_log(raised("second")) is None


def test_ctrl_c_in_a_slot_closes_the_window(reports):
    reports.report(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not reports.parent().isVisible()
    assert boxes(reports) == []


# -- the whole, also on a real X server -----------------------------------------------------------


@pytest.mark.smoke
def test_run_window_opens_the_window_and_returns(qapp, qtbot):
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    from annplayground.app import run_window
    from annplayground.gui.main_window import MainWindow

    seen, steps = [], []

    def look_and_close() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow) and window.deferred_startup.done:
                seen.append(window.isVisible())
                steps.append(window.lecture.first_steps.on)
                window.close()
                clock.stop()

    hooks = sys.excepthook, threading.excepthook, signal.getsignal(signal.SIGINT)
    clock = QTimer()
    clock.timeout.connect(look_and_close)
    clock.start(50)
    assert run_window() == 0
    assert seen == [True]
    assert steps == [True]  # this was a first start
    assert hooks == (sys.excepthook, threading.excepthook, signal.getsignal(signal.SIGINT))
