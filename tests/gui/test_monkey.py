"""5,000 random acts on the real window: no error, no warning of Qt's, a thread that answers, and
nothing that is left or grows. Not run by default: -m slow."""

import gc
import os
import sys
import threading
import time
import traceback

import pytest
from holdings import Held, held, too_much_more
from monkey import Monkey
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from annplayground.core.engines.available import VARIABLE
from annplayground.core.experiment import Experiment
from annplayground.gui.main_window import MainWindow
from annplayground.gui.wiring.compare import Comparison

ACTS = int(os.environ.get("MONKEY_ACTS", "5000"))
SEEDS = [int(seed) for seed in os.environ.get("MONKEY_SEEDS", "1 2 3").split()]
# So much more may be held after the second half of a run than after the first: what is loaded or
# made once may be so in the second; what each act left would be far more.
MOST_GROWTH = Held(objects=50_000, blocks=150_000, widgets=500, asked=40 * 2**20, pages=120 * 2**20)
ANSWER_SECONDS = 300.0  # a busy machine is no failure
CHECKPOINT = 250  # acts
MOST_WINDOWS = 100  # menus and popups of a window; some 88 are seen


class Faults:
    """What went wrong: errors of any thread, errors in training, warnings of Qt's."""

    def __init__(self, monkeypatch, qtlog) -> None:
        self._errors, self._log = [], qtlog
        monkeypatch.setattr(sys, "excepthook", lambda *error: self._errors.append(error))
        monkeypatch.setattr(threading, "excepthook", lambda error: self._errors.append(error[:3]))

    def watch(self, window: MainWindow) -> None:
        """Take the errors in training, too."""
        window.controller.trainingFailed.connect(self._errors.append)

    def found(self) -> list[str]:
        """One text for each."""
        warnings = [
            record.message
            for record in self._log.records
            if not record.ignored and record.log_type_name != "QtDebugMsg"
        ]
        return [*map(_told, self._errors), *warnings]


def _told(error: object) -> str:
    return "".join(traceback.format_exception(*error)) if isinstance(error, tuple) else str(error)


@pytest.fixture
def monkey_at_work(qapp, qtlog, monkeypatch, tmp_path):
    """Makes a monkey with a seed; at the end its window is closed and destroyed."""
    monkeypatch.setenv(VARIABLE, "auto")
    monkeypatch.setenv("HOME", str(tmp_path))  # where the dialogs begin
    monkeypatch.chdir(tmp_path)
    faults, made = Faults(monkeypatch, qtlog), []

    def open_window() -> MainWindow:
        window = MainWindow()
        faults.watch(window)
        window.show()
        window.activateWindow()
        return window

    def make(seed: int) -> tuple[Monkey, Faults]:
        made.append(Monkey(seed, tmp_path, open_window))
        return made[0], faults

    yield make
    made[0].leave()
    made[0].window.deleteLater()


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_whatever_a_monkey_does_the_window_goes_on(monkey_at_work, seed):
    monkey, faults = monkey_at_work(seed)
    most = len(QApplication.topLevelWidgets()) + MOST_WINDOWS  # others may be kept by failed tests
    try:
        for number in range(1, ACTS + 1):
            monkey.act()
            assert not faults.found()
            if number % CHECKPOINT == 0:
                assert_it_answers(monkey)
                assert_no_windows_pile_up(most)
            if number == ACTS // 2:
                half = at_rest(monkey)
        assert not too_much_more(half, at_rest(monkey), MOST_GROWTH)
    except BaseException:
        print(f"seed {seed}, the last acts:", monkey.newest(), *faults.found(), sep="\n")
        raise


def assert_it_answers(monkey: Monkey) -> None:
    """The thread is alive and obeys; a window that was just closed has none."""
    window = monkey.window
    if not window.isVisible():
        assert not window.controller.running
        return
    window.deferred_startup.finish()
    assert window.controller.running
    answer = window.controller._runner.ask(lambda moment: moment.epoch)
    deadline = time.monotonic() + ANSWER_SECONDS
    while not answer.done():
        QApplication.processEvents()
        assert time.monotonic() < deadline, "the thread does not answer"


def assert_no_windows_pile_up(most: int) -> None:
    """Besides the window there are its menus and popups, of which each kind is made once."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    tops = [type(w).__name__ for w in QApplication.topLevelWidgets()]
    assert tops.count("MainWindow") == 1
    assert len(tops) <= most, sorted(tops)


def at_rest(monkey: Monkey) -> Held:
    """What is held while a small run stands still: of a large one that is trained, keyframes may be
    kept up to a bound, and at any other moment it may or may not be large. The parts of B, some 500
    widgets, are made by then, whether they were needed or not."""
    if monkey.window.isVisible():
        monkey.window.controller.play(False)
        monkey.window.controller.edit(Experiment())
        assert_it_answers(monkey)
        (comparison,) = monkey.window.findChildren(Comparison)
        while comparison._b is None:
            comparison._make_more()
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return held()
