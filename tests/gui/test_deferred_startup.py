"""What comes after the first paint: in turns, at once on demand, and never after the end."""

import contextlib
import io
import subprocess
import sys

import pytest
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from annplayground.gui.main_window import MainWindow
from annplayground.gui.process.deferred_startup import DeferredStartup
from annplayground.gui.process.late import late

# The first paint of the real window in a process of its own, and what has been loaded by then.
FIRST_PAINT = """
import builtins, sys
from PySide6.QtWidgets import QWidget
from annplayground.app import create_application, end_window
app = create_application(["test"])
from annplayground.gui.main_window import MainWindow
window = MainWindow(remember=False, engine="auto")
window.show()
app.processEvents()
picture = window.grab()
loaded = {"pyqtgraph", "numba", "llvmlite", "numpy.ma", "tomllib"} & sys.modules.keys()
assert not loaded, loaded
late = {f"annplayground.{name}" for name in (
    "core.lesson", "io.lessons.found", "io.export.numpy_script", "gui.wiring.side_b",
    "gui.teach.lesson_list", "gui.teach.palette.palette", "gui.widgets.help_dialog",
    "gui.explain.equations.written",
)}
assert not late & sys.modules.keys(), late & sys.modules.keys()
assert builtins.__import__.__name__ != "__feature_import__"  # which reads all sources
assert window.findChild(QWidget, "layer_2_units") and not window.findChild(QWidget, "layer_3_units")
engines = {name for name in sys.modules if name.startswith("annplayground.core.engines")}
assert engines <= {"annplayground.core.engines", "annplayground.core.engines.stopping"}, engines
assert not window.deferred_startup.done
assert not window.controller.running
end_window(window)
"""


class Paints(QObject):
    """Counts the paint events of a widget."""

    def __init__(self, widget):
        super().__init__(widget)
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched, event):
        self.count += event.type() == QEvent.Type.Paint
        return False


@pytest.fixture
def widget(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    return made


def test_steps_are_taken_in_their_order_after_the_first_paint(qtbot, widget):
    paints, taken = Paints(widget), []
    steps = [lambda: taken.append(("a", paints.count)), lambda: taken.append(("b", paints.count))]
    completion = DeferredStartup(widget, steps)
    with qtbot.waitSignal(completion.completed):
        widget.show()
    assert [name for name, _ in taken] == ["a", "b"]
    assert all(count > 0 for _, count in taken)
    assert completion.done


def test_each_step_has_a_turn_of_the_event_loop(qtbot, widget):
    taken = []

    def first():
        taken.append("first")
        QTimer.singleShot(0, lambda: taken.append("something else"))

    completion = DeferredStartup(widget, [first, lambda: None, lambda: taken.append("last")])
    with qtbot.waitSignal(completion.completed):
        widget.show()
    assert taken == ["first", "something else", "last"]


def test_finish_takes_the_rest_at_once_and_only_once(qtbot, widget):
    taken, told = [], []
    completion = DeferredStartup(widget, [lambda: taken.append(1), lambda: taken.append(2)])
    completion.completed.connect(lambda: told.append(len(taken)))
    completion.finish()
    completion.finish()
    widget.show()
    qtbot.waitExposed(widget)
    assert taken == [1, 2]
    assert told == [2]


def test_nothing_is_done_after_it_was_abandoned(qtbot, widget):
    taken, told = [], []
    completion = DeferredStartup(widget, [lambda: completion.abandon(), lambda: taken.append(1)])
    completion.completed.connect(lambda: told.append(1))
    widget.show()
    qtbot.waitUntil(lambda: completion.done)
    completion.finish()
    assert taken == told == []


def test_a_window_that_is_never_painted_is_completed_all_the_same(qtbot, widget):
    with qtbot.waitSignal(DeferredStartup(widget, [lambda: None]).completed):
        pass
    assert not widget.isVisible()


def test_the_window_completes_by_itself(qtbot):
    window = MainWindow(remember=False)
    window.resize(1440, 860)
    qtbot.addWidget(window)
    assert window.findChild(QWidget, "loss_chart") is None
    with qtbot.waitSignal(window.controller.snapshotReady):
        window.show()
    assert window.deferred_startup.done
    assert window.findChild(QWidget, "loss_chart").isVisible()
    assert window.findChild(QWidget, "gradient_chart").isVisible()
    assert window.loss.chart.curves
    window.close()


def test_nothing_moves_when_the_charts_arrive(qtbot):
    window = MainWindow(remember=False)
    qtbot.addWidget(window)
    window.resize(window.minimumSize())
    window.show()
    qtbot.waitExposed(window)
    before = [card.geometry() for card in window.cards], window.loss._title_row.geometry()
    qtbot.waitUntil(lambda: window.loss._chart is not None)
    window.deferred_startup.finish()
    assert window.loss.chart.size() == window.loss._room.size()
    assert before == ([card.geometry() for card in window.cards], window.loss._title_row.geometry())
    window.close()


@pytest.mark.parametrize("shown", [False, True])
def test_closing_before_the_window_is_complete_leaves_nothing(qtbot, shown):
    window = MainWindow(remember=False)
    qtbot.addWidget(window)
    if shown:
        window.show()
    window.close()
    assert window.deferred_startup.done
    assert not window.controller.running


def test_a_late_module_is_loaded_when_something_of_it_is_used():
    name = "this"  # a module of Python's that nothing imports, and that prints when it is
    late_one = late(name)
    assert name not in sys.modules
    with contextlib.redirect_stdout(io.StringIO()):
        assert late_one.c == 97
    assert sys.modules.pop(name)
    with pytest.raises(ModuleNotFoundError):
        _ = late("annplayground.no_such_module").anything


def test_the_first_paint_waits_for_no_heavy_module():
    subprocess.run([sys.executable, "-c", FIRST_PAINT], check=True, timeout=60)
