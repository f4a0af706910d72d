"""The diagram: what is painted, what the pointer and the keyboard mean, and what is edited."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication, QDoubleSpinBox

from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.panels.network.diagram import NetworkDiagram
from annplayground.gui.panels.network.layout import Bias, Node, Weight
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import DARK, LIGHT, Look

# Popups on the offscreen platform.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

SIZE = QSize(680, 300)


def network_of(*units, **data):
    network = Network(hidden=tuple(HiddenLayer(n) for n in units))
    return replace(Experiment(), data=Data(**data), network=network)


def snapshot_of(session, **view):
    return observe(session.moment, 0, Status(), View(**{"neurons": 16, **view}))


@pytest.fixture
def session():
    made = Session(network_of(4, 3))
    made.train(3)
    for layer in range(3):  # weights that are easy to see
        for (i, j), value in np.ndenumerate(made.parameters[layer][0]):
            made.set_weight(layer + 1, i, j, np.copysign(0.6 + 0.1 * (i + j), value))
    return made


@pytest.fixture
def diagram(qtbot, session):
    made = NetworkDiagram()
    qtbot.addWidget(made)
    made.show_experiment(session.experiment)
    made.resize(SIZE)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    made.show_snapshot(snapshot_of(session))
    made.grab()  # what is drawn is what can be found
    return made


def image_of(diagram):
    return diagram.grab().toImage()


def rect(diagram, layer, unit):
    return diagram.layout_of_nodes.columns[layer].rects[unit]


def hover(diagram, point):
    """Move the pointer; qtbot's way of doing it takes time on a real screen."""
    there = QPointF(diagram.mapToGlobal(point.toPoint()))
    none = Qt.MouseButton.NoButton
    kind, keys = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(diagram, QMouseEvent(kind, point, there, none, none, keys))


def clear_point(diagram, weight):
    """A point of a weight's curve where it is the nearest one."""
    path = diagram._picture.curves_into(weight.layer).path(weight.i, weight.j)
    points = (path.pointAtPercent(p / 100.0).toPoint() for p in range(15, 90))
    return next(QPointF(p) for p in points if diagram.target_at(QPointF(p)) == weight)


# -- painting -------------------------------------------------------------------------------


def test_the_maps_are_painted_in_their_nodes(diagram):
    image = image_of(diagram)
    x1, x2 = rect(diagram, 0, 0), rect(diagram, 0, 1)
    inset = QPointF(4, 0)
    left = image.pixelColor((x1.center() - QPointF(x1.width() / 2, 0) + inset).toPoint())
    right = image.pixelColor((x1.center() + QPointF(x1.width() / 2, 0) - inset).toPoint())
    assert left.red() > left.blue() + 60  # x₁ is negative at the left: vermilion
    assert right.blue() > right.red() + 60
    top = image.pixelColor((x2.center() - QPointF(0, x2.height() / 2 - 4)).toPoint())
    assert top.blue() > top.red() + 60  # x₂ is positive at the top: blue


def test_a_weight_has_the_colour_of_its_sign(diagram, session):
    for layer, i, j in ((1, 0, 0), (1, 1, 3), (3, 0, 0), (3, 2, 0)):
        weight = Weight(layer, i, j)
        colour = image_of(diagram).pixelColor(clear_point(diagram, weight).toPoint())
        positive = bool(session.parameters[layer - 1][0][i, j] > 0)
        assert (colour.blue() > colour.red()) is positive


def test_a_new_snapshot_is_painted(diagram, session):
    weight = Weight(3, 0, 0)
    point = clear_point(diagram, weight).toPoint()
    for value in (3.0, -3.0):
        session.set_weight(3, 0, 0, value)
        diagram.show_snapshot(snapshot_of(session))
        colour = image_of(diagram).pixelColor(point)
        assert (colour.blue() > colour.red()) is (value > 0)


def test_a_bias_mark_has_the_colour_of_its_sign_and_is_hollow_below_zero(diagram, session):
    mark = diagram.layout_of_nodes.columns[1].bias_mark(2, Look())
    edge, middle = (mark.topLeft() + QPointF(1.5, 1.5)).toPoint(), mark.center().toPoint()
    for value in (2.0, -2.0):
        session.set_bias(1, 2, value)
        diagram.show_snapshot(snapshot_of(session))
        image = image_of(diagram)
        assert (image.pixelColor(edge).blue() > image.pixelColor(edge).red()) is (value > 0)
        assert (image.pixelColor(middle) == Look().colour("card")) is (value < 0)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_ground_is_that_of_the_card(diagram, colours):
    diagram.set_look(Look(colours))
    assert image_of(diagram).pixelColor(2, 2) == QColor(colours.card)


def test_without_maps_the_nodes_are_plain(diagram, session):
    diagram.show_snapshot(snapshot_of(session, neurons=0))
    middle = rect(diagram, 1, 1).center().toPoint()
    assert image_of(diagram).pixelColor(middle) == QColor(LIGHT.control)


def test_a_changed_network_is_drawn_before_its_first_snapshot(diagram):
    diagram.show_experiment(network_of(4, 5, 6))
    image = image_of(diagram)
    assert len(diagram.layout_of_nodes.columns) == 5
    plain = rect(diagram, 2, 4).center().toPoint()
    assert image.pixelColor(plain) == QColor(LIGHT.control)
    known = rect(diagram, 0, 0).center().toPoint() + QPoint(15, 0)
    assert image.pixelColor(known) != QColor(LIGHT.control)


@pytest.mark.parametrize("look", [Look(), Look(DARK, PRESENTATION)], ids=["desk", "presentation"])
def test_a_large_network_says_what_it_leaves_out(qtbot, look):
    experiment = network_of(*[64] * 10)
    diagram = NetworkDiagram()
    qtbot.addWidget(diagram)
    diagram.set_look(look)
    diagram.resize(700, 380)
    diagram.show_experiment(experiment)
    diagram.show()
    diagram.show_snapshot(snapshot_of(Session(experiment), neurons=12))
    image = image_of(diagram)
    below = range(image.height() - 22, image.height())
    ground = image.pixelColor(2, 2)
    written = [image.pixelColor(x, y) != ground for x in range(200, 500) for y in below]
    assert sum(written) > 200  # the caption
    colours = {
        image.pixelColor(r.center().toPoint()).name()
        for r in diagram.layout_of_nodes.columns[5].rects
    }
    assert len(colours) > 20  # 64 different maps


def test_values_that_are_not_finite_are_painted(diagram, session):
    snapshot = snapshot_of(session)
    broken = tuple(np.full_like(W, np.nan) for W in snapshot.neuron_maps)
    parameters = tuple((np.full_like(W, np.inf), b * np.nan) for W, b in snapshot.parameters)
    diagram.show_snapshot(replace(snapshot, neuron_maps=broken, parameters=parameters))
    middle = image_of(diagram).pixelColor(rect(diagram, 1, 1).center().toPoint())
    assert abs(middle.red() - middle.blue()) < 12  # neutral


def test_class_outputs_are_marked_as_on_the_boundary(qtbot):
    network = Network(hidden=(HiddenLayer(3),), output="softmax")
    experiment = replace(Experiment(), data=Data("blobs3"), network=network)
    diagram = NetworkDiagram()
    qtbot.addWidget(diagram)
    diagram.resize(SIZE)
    diagram.show_experiment(experiment)
    diagram.show()
    diagram.show_snapshot(snapshot_of(Session(experiment)))
    image = image_of(diagram)
    for unit, name in enumerate(("#d55e00", "#0072b2", "#009e73")):
        node = rect(diagram, 2, unit)
        beside = QPointF(node.right() + 11.0, node.center().y() + 1.0).toPoint()
        assert image.pixelColor(beside).name() == name


# -- the view that is asked for -------------------------------------------------------------


def test_maps_are_asked_for_at_the_size_of_the_nodes(qtbot, diagram):
    usual = diagram.neuron_resolution
    assert 12 <= usual <= 48
    with qtbot.waitSignal(diagram.viewChanged):
        diagram.resize(300, 120)
    assert 12 <= diagram.neuron_resolution < usual


def test_hidden_it_asks_for_nothing(qtbot, diagram):
    with qtbot.waitSignal(diagram.viewChanged):
        diagram.hide()
    assert diagram.neuron_resolution == 0
    with qtbot.waitSignal(diagram.viewChanged):
        diagram.show()
    assert diagram.neuron_resolution > 0


def test_hovering_a_node_asks_for_its_large_map_and_shows_it(qtbot, diagram, session):
    before = image_of(diagram)
    with qtbot.waitSignal(diagram.detailRequested) as caught:
        hover(diagram, rect(diagram, 1, 2).center())
    assert caught.args == [(1, 2)]
    assert diagram.detail == (1, 2)
    diagram.show_snapshot(snapshot_of(session, detail=(1, 2)))
    after = image_of(diagram)
    node = rect(diagram, 1, 2)
    changed = [
        before.pixel(x, 150) != after.pixel(x, 150)
        for x in range(int(node.right()) + 30, int(node.right()) + 180)
    ]
    assert sum(changed) > 100
    with qtbot.waitSignal(diagram.detailRequested) as caught:
        hover(diagram, QPointF(1, 1))
    assert caught.args == [None]
    assert image_of(diagram) == before


@pytest.mark.parametrize("look", [Look(), Look(DARK), Look(size=PRESENTATION)])
@pytest.mark.parametrize("size", [QSize(680, 300), QSize(600, 160), QSize(1400, 800)])
def test_the_large_map_stands_beside_its_node(qtbot, diagram, session, look, size):
    diagram.set_look(look)
    diagram.resize(size)
    for node in (Node(0, 1), Node(1, 3), Node(2, 0), Node(3, 0)):
        place = (node.layer, node.unit)
        diagram.show_snapshot(snapshot_of(session))
        before = image_of(diagram)
        hover(diagram, rect(diagram, *place).center())
        diagram.show_snapshot(snapshot_of(session, detail=place))
        after = image_of(diagram)
        middle = rect(diagram, *place).center().toPoint()
        assert after.pixel(middle) == before.pixel(middle)  # it is not covered
        assert after != before
        hover(diagram, QPointF(1, 1))


# -- the pointer ----------------------------------------------------------------------------


def test_every_node_and_bias_is_found(diagram):
    for layer, column in enumerate(diagram.layout_of_nodes.columns):
        for unit, node in enumerate(column.rects):
            assert diagram.target_at(node.center()) == Node(layer, unit)
            mark = column.bias_mark(unit, Look())
            if layer:
                assert diagram.target_at(mark.center()) == Bias(layer, unit)
    assert diagram.target_at(QPointF(2, 2)) is None


def test_every_weight_can_be_hit(diagram):
    for layer, (n_in, n_out) in enumerate(((2, 4), (4, 3), (3, 1)), start=1):
        for i in range(n_in):
            for j in range(n_out):
                assert clear_point(diagram, Weight(layer, i, j)) is not None


def test_hovering_a_weight_lights_it_and_says_its_value(qtbot, diagram):
    before = image_of(diagram)
    point = clear_point(diagram, Weight(1, 0, 1))
    with qtbot.assertNotEmitted(diagram.detailRequested):
        hover(diagram, point)
    after = image_of(diagram)
    assert diagram.cursor().shape() == Qt.CursorShape.PointingHandCursor
    ink = QColor(LIGHT.ink).rgb()
    tags = [
        sum(image.pixel(x, y) == ink for x in range(SIZE.width()) for y in range(SIZE.height()))
        for image in (before, after)
    ]
    assert tags[1] > tags[0] + 1000  # the dark label
    hover(diagram, QPointF(1, 1))
    assert diagram.cursor().shape() == Qt.CursorShape.ArrowCursor
    assert image_of(diagram) == before


def editor_box(diagram):
    return diagram.findChild(QDoubleSpinBox, "parameter_value")


def test_a_click_on_a_weight_sets_it(qtbot, diagram, session):
    weight = Weight(2, 3, 2)
    point = clear_point(diagram, weight).toPoint()
    qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=point)
    box = editor_box(diagram)
    qtbot.waitUntil(box.isVisible)
    assert box.value() == pytest.approx(session.parameters[1][0][3, 2], abs=1e-4)
    assert box.accessibleName() == "Weight unit 4 of layer 1 → unit 3 of layer 2"
    qtbot.keyClicks(box, "-2.5")
    with qtbot.waitSignal(diagram.weightEdited) as caught:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert caught.args == [2, 3, 2, -2.5]


@pytest.mark.parametrize("how", ["mark", "double", "right", "enter"])
def test_a_bias_is_set_in_several_ways(qtbot, diagram, how):
    centre = rect(diagram, 2, 1).center().toPoint()
    if how == "mark":
        mark = diagram.layout_of_nodes.columns[2].bias_mark(1, Look()).center().toPoint()
        qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=mark)
    elif how == "double":
        qtbot.mouseDClick(diagram, Qt.MouseButton.LeftButton, pos=centre)
    elif how == "right":
        qtbot.mouseClick(diagram, Qt.MouseButton.RightButton, pos=centre)
    else:
        qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=centre)
        qtbot.keyClick(diagram, Qt.Key.Key_Return)
    box = editor_box(diagram)
    qtbot.waitUntil(box.isVisible)
    qtbot.keyClicks(box, "0.75")
    with qtbot.waitSignal(diagram.biasEdited) as caught:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert caught.args == [2, 1, 0.75]


def test_an_input_has_no_bias(qtbot, diagram):
    qtbot.mouseDClick(
        diagram, Qt.MouseButton.LeftButton, pos=rect(diagram, 0, 0).center().toPoint()
    )
    assert not editor_box(diagram).isVisible()


def test_a_drag_from_one_thing_to_another_means_nothing(qtbot, diagram):
    point = clear_point(diagram, Weight(1, 1, 0)).toPoint()
    qtbot.mousePress(diagram, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    qtbot.mouseRelease(diagram, Qt.MouseButton.LeftButton, pos=point)
    assert not editor_box(diagram).isVisible()


# -- the keyboard ---------------------------------------------------------------------------


def test_arrows_choose_a_node_and_show_its_map(qtbot, diagram):
    diagram.setFocus()
    qtbot.waitUntil(diagram.hasFocus)
    places = []
    diagram.detailRequested.connect(places.append)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Escape):
        qtbot.keyClick(diagram, key)
    assert places == [(1, 1), (2, 1), (2, 0), None]


def test_w_goes_round_the_weights_and_enter_sets_one(qtbot, diagram):
    diagram.setFocus()
    qtbot.waitUntil(diagram.hasFocus)
    before = image_of(diagram)
    qtbot.keyClick(diagram, Qt.Key.Key_Right)
    qtbot.keyClick(diagram, Qt.Key.Key_W)
    qtbot.keyClick(diagram, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert image_of(diagram) != before  # the weight is lit
    qtbot.keyClick(diagram, Qt.Key.Key_Enter)
    box = editor_box(diagram)
    qtbot.waitUntil(box.isVisible)
    qtbot.keyClicks(box, "1")
    with qtbot.waitSignal(diagram.weightEdited) as caught:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    assert caught.args == [2, 1, 0, 1.0]


def test_what_is_gone_is_no_longer_chosen(qtbot, diagram):
    with qtbot.waitSignal(diagram.detailRequested):
        hover(diagram, rect(diagram, 2, 2).center())
    with qtbot.waitSignal(diagram.detailRequested) as caught:
        diagram.show_experiment(network_of(4, 2))
    assert caught.args == [None]


def test_the_editor_closes_when_its_weight_goes(qtbot, diagram):
    point = clear_point(diagram, Weight(2, 3, 2)).toPoint()
    qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=point)
    qtbot.waitUntil(editor_box(diagram).isVisible)
    diagram.show_experiment(network_of(4))
    assert not editor_box(diagram).isVisible()


# -- what is lit goes out ------------------------------------------------------------------------


def test_a_clicked_weight_goes_out_with_the_pointer(qtbot, diagram):
    before = image_of(diagram)
    weight = Weight(2, 2, 0)
    place = clear_point(diagram, weight)
    hover(diagram, place)
    assert image_of(diagram) != before
    qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=place.toPoint())
    hover(diagram, place)  # was on its way when the popup opened
    box = diagram.findChild(QDoubleSpinBox, "parameter_value")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    # The popup had the pointer: nobody says that it has left the diagram.
    assert not box.isVisible()
    assert image_of(diagram) == before
    hover(diagram, place)
    assert image_of(diagram) != before
    QApplication.sendEvent(diagram, QEvent(QEvent.Type.Leave))
    assert image_of(diagram) == before


def test_a_clicked_unit_goes_out_with_the_pointer(qtbot, diagram):
    before = image_of(diagram)
    place = rect(diagram, 1, 2).center()
    hover(diagram, place)
    qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=place.toPoint())
    QApplication.sendEvent(diagram, QEvent(QEvent.Type.Leave))
    assert image_of(diagram) == before
    assert diagram.detail is None
    qtbot.keyClick(diagram, Qt.Key.Key_Down)  # the keyboard goes on from there
    assert diagram.detail == (1, 3)


def test_another_network_lights_what_is_under_the_pointer_now(diagram, session):
    weight = Weight(1, 1, 3)
    place = clear_point(diagram, weight)
    hover(diagram, place)
    diagram.show_experiment(network_of(4, 3, 2))
    there = diagram.target_at(place)
    assert there != weight
    assert diagram._active == there


def test_a_lit_weight_has_the_newest_value(diagram, session):
    weight = Weight(3, 0, 0)
    hover(diagram, clear_point(diagram, weight))
    images = []
    for value in (3.0, -3.0):
        session.set_weight(3, 0, 0, value)
        diagram.show_snapshot(snapshot_of(session))
        images.append(image_of(diagram))
    assert images[0] != images[1]


def test_the_editor_closes_when_the_run_is_another(diagram, session):
    diagram._edit(Weight(1, 0, 0), QPointF(20, 20))
    box = diagram.findChild(QDoubleSpinBox, "parameter_value")
    assert box.isVisible()
    diagram.show_snapshot(replace(snapshot_of(session), run=1))
    assert not box.isVisible()
