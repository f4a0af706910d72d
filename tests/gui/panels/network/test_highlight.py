"""What is lit of a run: a node with its weights, a weight, a bias."""

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from annplayground.core.experiment import Experiment
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.panels.network import highlight
from annplayground.gui.panels.network.highlight import Highlight
from annplayground.gui.panels.network.layout import Bias, Node, Weight
from annplayground.gui.panels.network.painted.picture import Picture
from annplayground.gui.panels.network.shown_run import ShownRun
from annplayground.gui.theme import LIGHT, Look

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need an application

GROUND = QColor("#ff00ff")
BOUNDS = QRectF(0.0, 0.0, 700.0, 300.0)


class Scene:
    """A picture of the default network, and what is lit of it."""

    def __init__(self) -> None:
        self.session = Session(Experiment())
        self.picture = Picture()
        self.picture.arrange(Experiment(), BOUNDS.width(), BOUNDS.height(), 1.0, Look())
        self.run = ShownRun()
        self.show()

    def show(self, **view):
        snapshot = observe(self.session.moment, 0, Status(), View(neurons=8, **view))
        self.run.set_snapshot(snapshot)

    def light(self, target):
        image = QImage(700, 300, QImage.Format.Format_RGB32)
        image.fill(GROUND)
        painter = QPainter(image)
        Highlight(Experiment(), self.run, self.picture, Look()).paint(painter, BOUNDS, target, None)
        painter.end()
        return image

    def colour_on(self, image, layer, i, j):
        point = self.picture.curves_into(layer).path(i, j).pointAtPercent(0.85).toPoint()
        near = [image.pixelColor(point.x(), point.y() + d) for d in (-1, 0, 1)]
        return {colour.name() for colour in near}


@pytest.fixture
def scene(qapp):
    return Scene()


def test_a_weight_is_lit_in_the_colour_of_its_sign(scene):
    for value, name in ((2.0, LIGHT.positive), (-2.0, LIGHT.negative)):
        scene.session.set_weight(1, 1, 2, value)
        scene.show()
        image = scene.light(Weight(1, 1, 2))
        assert name in scene.colour_on(image, 1, 1, 2)
        assert scene.colour_on(image, 1, 0, 0) == {GROUND.name()}  # the others are not


def test_a_node_lights_the_weights_into_it(scene):
    for i in (0, 1):
        scene.session.set_weight(1, i, 3, 2.0)
    scene.show()
    image = scene.light(Node(1, 3))
    for i in (0, 1):
        assert LIGHT.positive in scene.colour_on(image, 1, i, 3)


def test_a_node_lights_all_its_weights_and_no_other(scene, monkeypatch):
    """Also those out of it, which its large map may hide."""
    lit = []
    monkeypatch.setattr(highlight, "paint_lit_weight", lambda _, path, *rest: lit.append(path))
    for layer in range(len(Experiment().sizes)):
        lit.clear()
        scene.light(Node(layer, 0))
        expected = _paths_at(scene.picture, layer)
        assert len(lit) == len(expected)
        assert all(path in lit for path in expected)


def _paths_at(picture, layer):
    sizes = Experiment().sizes
    into = [picture.curves_into(layer).path(i, 0) for i in range(sizes[layer - 1])] if layer else []
    if layer + 1 == len(sizes):
        return into
    return into + [picture.curves_into(layer + 1).path(0, j) for j in range(sizes[layer + 1])]


def test_a_bias_is_ringed_at_its_mark(scene):
    image = scene.light(Bias(1, 1))
    mark = scene.picture.layout.columns[1].bias_mark(1, Look())
    around = [
        image.pixelColor(x, int(mark.center().y()))
        for x in range(int(mark.left()) - 5, int(mark.left()) + 1)
    ]
    assert QColor(LIGHT.accent) in around


def test_without_values_nothing_is_said(scene):
    scene.run = ShownRun()
    for target in (Weight(1, 0, 0), Bias(1, 0)):
        image = scene.light(target)
        assert image.pixelColor(350, 150) == GROUND
        assert scene.colour_on(image, 1, 0, 0) == {GROUND.name()}
