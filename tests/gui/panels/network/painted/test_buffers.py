"""Which buffers of the diagram are painted anew, and how often."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from annplayground.core.experiment import Experiment
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.panels.network.diagram import NetworkDiagram
from annplayground.gui.panels.network.painted import buffers
from annplayground.gui.panels.network.painted.buffers import Buffers
from annplayground.gui.panels.network.painted.marks import Marks
from annplayground.gui.panels.network.painted.picture import Picture
from annplayground.gui.panels.network.shown_run import ShownRun
from annplayground.gui.theme import Look

SIZE = QSize(600, 300)


class Canvas:
    """Buffers of the default network, and what was painted of them."""

    def __init__(self, monkeypatch):
        self.session = Session(Experiment(), "numpy")
        self.picture, self.run = Picture(), ShownRun()
        self.picture.arrange(self.session.experiment, 600.0, 300.0, 1.0, Look())
        self.run.set_experiment(self.session.experiment)
        self.buffers = Buffers(self.picture)
        self.buffers.arrange(SIZE, 1.0, Look())
        self.painted, self.now = [], 0.0
        for name in ("paint_weights", "paint_maps", "paint_frames"):
            monkeypatch.setattr(self.picture, name, self._noting(name))
        monkeypatch.setattr(buffers.time, "monotonic", lambda: self.now)

    def _noting(self, name):
        paint = getattr(self.picture, name)

        def painting(*arguments):
            self.painted.append(name.removeprefix("paint_"))
            paint(*arguments)

        return painting

    def paint(self, playing=True, marks=None):
        """What is painted for the present state of the session."""
        snapshot = observe(self.session.moment, 0, Status(playing=playing), View(neurons=16))
        self.run.set_snapshot(snapshot)
        self.painted.clear()
        pixmap = QPixmap(SIZE)
        painter = QPainter(pixmap)
        self.buffers.paint(painter, self.run, marks or Marks())
        painter.end()
        return self.painted

    def change_weight(self, value):
        self.session.set_weight(1, 0, 0, value)


@pytest.fixture
def canvas(qapp, monkeypatch):
    return Canvas(monkeypatch)


def test_the_same_weights_are_not_painted_twice(canvas):
    assert canvas.paint(playing=False) == ["weights", "frames", "maps"]
    assert canvas.paint(playing=False) == ["maps"]


def test_while_training_the_weights_wait_for_a_tenth_of_a_second(canvas):
    canvas.paint()
    canvas.change_weight(0.01)
    canvas.now = 0.05
    assert canvas.paint() == ["maps"]
    canvas.now = 0.11
    assert canvas.paint() == ["weights", "maps"]


def test_at_rest_they_do_not_wait(canvas):
    canvas.paint()
    canvas.change_weight(0.01)
    assert canvas.paint(playing=False) == ["weights", "maps"]


def test_marks_are_painted_with_the_frames(canvas):
    canvas.paint(playing=False)
    flow = Marks(flow=(np.array([0.5, 0.25]),))
    assert canvas.paint(playing=False, marks=flow) == ["frames", "maps"]
    assert canvas.paint(playing=False, marks=flow) == ["maps"]
    assert canvas.paint(playing=False, marks=replace(flow, flow=())) == ["frames", "maps"]


def test_the_same_snapshot_again_paints_nothing(qtbot):
    session = Session(Experiment(), "numpy")
    snapshot = observe(session.moment, 0, Status(), View(neurons=16))
    diagram, painted = NetworkDiagram(), []
    qtbot.addWidget(diagram)
    diagram.show_experiment(session.experiment)
    diagram.resize(SIZE)
    with qtbot.waitExposed(diagram):
        diagram.show()
    diagram.show_snapshot(snapshot)
    QApplication.processEvents()
    diagram._buffers.paint = lambda *_: painted.append(True)
    diagram.show_snapshot(snapshot)
    QApplication.processEvents()
    assert not painted
    diagram.show_snapshot(replace(snapshot))
    qtbot.waitUntil(lambda: bool(painted))
