"""Whatever is raised while something is painted: the painter ends, it is told once."""

import ast
import importlib
import inspect
import itertools
import pkgutil
import sys
import textwrap
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication, QGraphicsItem, QMessageBox, QWidget

import annplayground
from annplayground.app import end_window
from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment
from annplayground.core.lesson import Question, Words
from annplayground.gui import painting as module
from annplayground.gui.compare.field_marks import FieldMarks
from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.main_window import MainWindow
from annplayground.gui.painting import kept, painting
from annplayground.gui.panels.training.counter import Notice
from annplayground.gui.plots.boundary.confusion import Matrix
from annplayground.gui.plots.boundary.stage import BoundaryStage
from annplayground.gui.process.reports import ErrorReports
from annplayground.gui.teach.lesson_card import LessonCard
from annplayground.gui.teach.voting import Poll
from annplayground.gui.waiting import train_and_wait

PACKAGE = Path(annplayground.__file__).parent
# What Qt calls to have something painted: on a widget, a view or an item of one.
PAINTERS = ("QPainter", "QStylePainter")
VIRTUALS = ("paintEvent", "paint", "drawBackground", "drawForeground", "drawItems")


def painted_methods() -> list[tuple[type, str]]:
    """Every method of the program that Qt calls to paint."""
    for found in pkgutil.walk_packages(annplayground.gui.__path__, "annplayground.gui."):
        importlib.import_module(found.name)
    ours, waiting = set(), [QWidget, QGraphicsItem]
    while waiting:
        kinds = waiting.pop().__subclasses__()
        waiting += kinds
        ours.update(kind for kind in kinds if kind.__module__.startswith("annplayground."))
    named = sorted(ours, key=lambda kind: kind.__qualname__)
    return [(kind, name) for kind in named for name in VIRTUALS if name in vars(kind)]


METHODS = painted_methods()
each_method = pytest.mark.parametrize(
    ("kind", "name"), METHODS, ids=[f"{kind.__name__}.{name}" for kind, name in METHODS]
)


# -- read from the source ------------------------------------------------------------------------


def breaches(source: str) -> list[str]:
    """Where a source makes painters of its own, or keeps their state by hand."""
    tree, found = ast.parse(source), []
    entered = {
        item.context_expr
        for node in ast.walk(tree)
        if isinstance(node, ast.With)
        for item in node.items
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = ast.unparse(node.func).rsplit(".", 1)
            if called[-1] in PAINTERS:
                found.append(f"line {node.lineno} makes a painter")
            if called[-1] in ("painting", "kept", "reporting") and node not in entered:
                found.append(f"line {node.lineno} calls {called[-1]} without 'with'")
            if called[0] == "painter" and called[-1] in ("save", "restore", "begin", "end"):
                found.append(f"line {node.lineno} calls {called[-1]}")
        elif isinstance(node, ast.ImportFrom):
            aliases = [a for a in node.names if a.asname and a.name in PAINTERS]
            found += [f"line {node.lineno} hides {a.name}" for a in aliases]
    return found


SOURCES = [path for path in PACKAGE.rglob("*.py") if path != Path(module.__file__)]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_painters_are_made_in_one_place(path):
    source = path.read_text(encoding="utf-8")
    if "QPainter" in source:
        assert breaches(source) == []


@pytest.mark.parametrize(
    "source",
    [
        "painter = QPainter(self)",
        "look, painter = self._look, QtGui.QPainter(pixmap)",
        "painter = QStylePainter()",
        "from PySide6.QtGui import QPainter as P",
        "painter = painting(self).__enter__()",
        "painter.save()",
    ],
)
def test_a_breach_is_found(source):
    assert breaches(source)


@each_method
def test_nothing_is_done_outside(kind, name):
    """The whole body is guarded, but for Qt's own painting."""
    source = textwrap.dedent(inspect.getsource(vars(kind)[name]))
    (function,) = ast.parse(source).body
    body = [ast.unparse(node) for node in function.body[1:]]  # without the docstring
    start = "with painting(self" if name == "paintEvent" else "with reporting(), kept("
    guarded = [part for part in body if part.startswith(start)]
    assert len(guarded) == 1
    assert all(part in guarded or part.startswith(f"super().{name}(") for part in body)


# -- tried ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def window(qapp):
    """A window in which every explanation was opened and everything has something to show."""
    made = MainWindow(Experiment(), remember=False, engine="numpy")
    made.resize(1600, 900)
    made.show()
    train_and_wait(made, 2)
    made.boundary.confusion.click()
    for name in CATALOGUE:
        made.explain.show_view(name)
        train_and_wait(made, 2)
    made.caption_bar.say("A sentence.", ["1 of 2"], 0, 2)
    made.caption_bar.ask(Poll(Question(Words("Which?"), (Words("a"), Words("b")), 1)), "en")
    made.director.hide(("data",))
    LessonCard("card", "A lesson", "What it shows.", made.appearance.look, made.data).show()
    differing = changed(Experiment(), "training.learning_rate", 3.0)
    FieldMarks([made.training], made).show_experiments(Experiment(), differing)
    made.stage.show_all()  # the explanation lay over the map
    train_and_wait(made, 2)
    made.findChild(Notice).say(("It stopped.",), "accent")
    alive = QApplication.topLevelWidgets()  # the check for leaks compares Python's own objects
    yield made
    end_window(made)
    alive.clear()


@pytest.fixture
def reports(window, monkeypatch, tmp_path):
    """The error reports as in `run_window`."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    made = ErrorReports(window)
    monkeypatch.setattr(sys, "excepthook", made.report)
    yield made
    for box in boxes(window):
        box.deleteLater()
    made.deleteLater()


def boxes(window) -> list[QMessageBox]:
    return window.findChildren(QMessageBox, "error_report")


def shown(window, kind) -> QWidget:
    """The widget of this kind, or the one in which an item of this kind is painted."""
    window.raise_()
    window.activateWindow()
    QApplication.processEvents()
    window.training.play.setFocus()  # the ring of the focus is there while something has it
    if kind is BoundaryStage:
        return kind(window)  # that of the window lies under its map, and paints no more
    if issubclass(kind, QGraphicsItem):
        on_map = kind.__module__.startswith("annplayground.gui.plots.boundary")
        return window.boundary.map if on_map else window.loss.chart
    return next(widget for widget in window.findChildren(QWidget) if isinstance(widget, kind))


class Broken:
    """A painter that raises whatever it is asked for, in other words each time."""

    numbers = itertools.count()

    def __getattr__(self, name):
        raise RuntimeError(f"planted {next(self.numbers)}")


def plant(monkeypatch, kind, name):
    """Let this method raise as soon as it uses its painter."""

    @contextmanager
    def failing_painter(device):
        with painting(device) as painter:
            caller = sys._getframe(2)
            mine = caller.f_code is vars(kind)[name].__code__
            yield Broken() if mine else painter

    @contextmanager
    def failing_state(painter):
        with kept(painter):
            if sys._getframe(2).f_code is vars(kind)[name].__code__:
                Broken().setPen()
            yield

    place = sys.modules[kind.__module__]
    for known, failing in (("painting", failing_painter), ("kept", failing_state)):
        if hasattr(place, known):
            monkeypatch.setattr(place, known, failing)


@each_method
def test_an_error_in_a_paint_is_told_once_and_the_window_lives(
    window, reports, tmp_path, kind, name
):
    widget = shown(window, kind)
    with pytest.MonkeyPatch.context() as patch:
        plant(patch, kind, name)
        for _ in range(3):
            widget.grab()  # a frame; not even here is anything raised
            widget.repaint()
    assert not widget.paintingActive()
    reports.show_waiting()
    (box,) = boxes(window)
    assert "planted" in box.text() or "Broken" in box.text()  # given to Qt, it is no painter
    (log,) = tmp_path.rglob("errors.log")
    known = log.read_text()
    assert known.count("Traceback") >= 3
    box.close()
    widget.grab()
    assert not window.grab().isNull()
    reports.show_waiting()
    assert log.read_text() == known


def test_an_error_in_a_slot_is_told_once_and_the_window_lives(window, reports, qtbot):
    calls = []

    def slot():
        calls.append(f"call {len(calls)} failed")
        raise ValueError(calls[-1])

    timer = QTimer(window)
    timer.timeout.connect(slot)
    timer.start(1)
    qtbot.waitUntil(lambda: len(calls) > 5)
    timer.stop()
    timer.deleteLater()
    reports.show_waiting()
    (box,) = boxes(window)
    assert "ValueError: call 0 failed" in box.text()
    assert not window.grab().isNull()


def test_two_errors_are_told_both(window, reports):
    for kind in (ValueError, TypeError):
        for number in range(2):
            try:
                raise kind(f"the {number}th")
            except kind as error:
                reports.report(kind, error, error.__traceback__)
    told = []
    for _ in range(2):
        reports.show_waiting()
        (box,) = [box for box in boxes(window) if box.isVisible()]  # one after the other
        told.append(box.text())
        box.close()
    reports.show_waiting()
    assert all(not box.isVisible() for box in boxes(window))
    assert "ValueError: the 0th" in told[0]
    assert "TypeError: the 0th" in told[1]


def test_a_picture_that_fails_is_raised_and_its_painter_ended(qapp):
    pixmap = QPixmap(8, 8)
    with pytest.raises(ValueError, match="planted"), painting(pixmap) as painter:
        raise ValueError("planted")
    assert not painter.isActive()
    assert not pixmap.paintingActive()


def test_a_painter_gets_its_state_back(qapp):
    pixmap = QPixmap(8, 8)
    with painting(pixmap) as painter:
        painter.setPen(QColor("red"))
        with suppress(ValueError), kept(painter):
            painter.setPen(QColor("blue"))
            raise ValueError("planted")
        assert painter.pen().color() == QColor("red")


def test_the_matrix_has_counts(window):
    """Or its paint would end before anything can go wrong in it."""
    assert window.findChild(Matrix).counts is not None
