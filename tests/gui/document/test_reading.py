"""Files are read beside the window: it goes on meanwhile, and the last one asked for is had."""

import threading
from dataclasses import replace

import pytest
from dialogs import open_file

from annplayground.gui.document import reading
from annplayground.gui.main_window import MainWindow
from annplayground.io.formats import read_file

TABLE = "x1,x2,label\n1,1,a\n2,2,a\n-1,-1,b\n-2,-2,b\n"


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.controller.snapshotReady):
        made.show()
    yield made
    made.close()


@pytest.fixture
def gate(monkeypatch):
    """Holds whatever is read until it is set; `threads` are those that read."""

    gate = threading.Event()
    gate.threads = []

    def slowly(path, experiment):
        gate.threads.append(threading.current_thread())
        assert gate.wait(60)
        return read_file(path, experiment)

    monkeypatch.setattr(reading, "read_file", slowly)
    yield gate
    gate.set()


def table(folder, name, text=TABLE):
    path = folder / name
    path.write_text(text)
    return path


def test_the_window_goes_on_while_a_file_is_read(qtbot, window, tmp_path, gate):
    window.files.open_path(table(tmp_path, "p.csv"))
    with qtbot.waitSignal(window.controller.snapshotReady):
        window.actions_.step_epoch.trigger()
    assert window.controller.experiment.data.dataset != "custom"
    gate.set()
    qtbot.waitUntil(lambda: window.controller.experiment.data.dataset == "custom")
    assert threading.main_thread() not in gate.threads


def test_what_is_changed_meanwhile_is_not_lost(qtbot, window, tmp_path, gate):
    """Points are put into the Experiment as it is when they come."""
    window.files.open_path(table(tmp_path, "p.csv"))
    now = window.controller.experiment
    window.controller.edit(replace(now, training=replace(now.training, learning_rate=0.2)))
    gate.set()
    qtbot.waitUntil(lambda: window.controller.experiment.data.dataset == "custom")
    assert window.controller.experiment.training.learning_rate == 0.2


def test_the_last_one_asked_for_is_had(qtbot, window, tmp_path, gate):
    opened = []
    window.files.fileOpened.connect(lambda experiment, document: opened.append(document.name))
    window.files.open_path(table(tmp_path, "first.csv"))
    qtbot.waitUntil(lambda: bool(gate.threads))
    window.files.open_path(table(tmp_path, "second.csv"))
    window.files.open_path(table(tmp_path, "third.csv"))
    gate.set()
    qtbot.waitUntil(lambda: bool(opened))
    qtbot.waitUntil(lambda: not window.files.reading.busy)
    assert opened == ["third.csv"]
    assert not any(thread.is_alive() for thread in gate.threads)


def test_closing_while_a_file_is_read_ends_its_thread(qtbot, window, tmp_path, gate):
    window.files.open_path(table(tmp_path, "p.csv"))
    qtbot.waitUntil(lambda: bool(gate.threads))
    gate.set()
    window.close()
    assert not any(thread.is_alive() for thread in gate.threads)
    assert not window.files.reading.busy


def test_an_error_of_ours_is_one_sentence(qtbot, window, tmp_path, monkeypatch):
    def broken(path, experiment):
        raise RuntimeError("a fault of the program")

    monkeypatch.setattr(reading, "read_file", broken)
    before = window.controller.experiment
    open_file(qtbot, window, table(tmp_path, "p.csv"))
    assert window.toast.text() == "p.csv cannot be read."
    assert window.controller.experiment is before


def test_reading_costs_the_window_no_time(qtbot, window, tmp_path):
    """Counted, not timed: no line of a table is read in the GUI thread."""
    used = []
    readers = reading.read_file

    def watched(path, experiment):
        used.append(threading.current_thread())
        return readers(path, experiment)

    rows = "\n".join(f"{i % 70 / 12:.3f},{i % 91 / 16:.3f},{'ab'[i % 2]}" for i in range(5000))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "read_file", watched)
        open_file(qtbot, window, table(tmp_path, "many.csv", f"x1,x2,label\n{rows}\n"))
    assert len(window.controller.experiment.data.points) == 5000
    assert threading.main_thread() not in used
