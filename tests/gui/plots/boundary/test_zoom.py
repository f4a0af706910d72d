"""The decision map as a pyqtgraph plot, and a part of it looked at closely: wheel, drag,
double-click and keys on the real card."""

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtWidgets import QWidget
from wheel import turn_wheel

from annplayground.core.experiment import Data, Experiment
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.plots.boundary.frame import WHOLE, ticks
from annplayground.gui.plots.boundary.zoom import LEAST

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NONE, LEFT = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton


@pytest.fixture(autouse=True)
def shown(card):
    session = Session(Experiment().with_data(Data(dataset="circle")))
    session.train(30)
    show(card, session)


def show(card, session):
    view = View(boundary=card.resolution, classes=True)
    card.show_snapshot(observe(session.moment, 0, Status(), view))


def at(card, x1, x2):
    return card.map.frame.to_pixel(x1, x2).toPoint()


def wheel(card, place, modifier=CTRL, notches=1):
    return turn_wheel(card.map.viewport(), place, notches, modifier)


def window(card):
    return card.map.frame.window


def test_the_map_is_a_pyqtgraph_plot_with_an_image_and_a_curve(card):
    plot = card.findChild(QWidget, "boundary_map")
    assert isinstance(plot, pg.PlotWidget)
    kinds = [type(item) for item in plot.plotItem.items]
    assert any(issubclass(kind, pg.ImageItem) for kind in kinds)
    assert any(issubclass(kind, pg.PlotCurveItem) for kind in kinds)


@pytest.mark.parametrize("notches", [0, 4])
def test_pyqtgraph_and_the_frame_agree_where_things_are(card, notches):
    if notches:
        wheel(card, at(card, 1.0, 2.0), notches=notches)
    view = card.map.plotItem.vb
    for place in ((1.0, 2.0), (0.5, 1.5), (1.2, 2.2)):
        seen, said = view.mapViewToScene(QPointF(*place)), card.map.frame.to_pixel(*place)
        assert (seen.x(), seen.y()) == pytest.approx((said.x(), said.y()), abs=1e-3)


def test_the_wheel_zooms_at_the_pointer_with_ctrl_only(card):
    place = at(card, 2.0, -1.0)
    before = card.map.frame.to_data(QPointF(place))
    assert not wheel(card, place, NONE)
    assert window(card) == WHOLE
    assert wheel(card, place, notches=3)
    assert window(card).span == pytest.approx(12 * 0.8**3)
    assert card.map.frame.to_data(QPointF(place)) == pytest.approx(before)
    wheel(card, place, notches=100)
    assert window(card).span == LEAST
    wheel(card, place, notches=-100)
    assert window(card) == WHOLE


def test_a_drag_with_ctrl_keeps_the_place_under_the_pointer_and_picks_nothing(card, qtbot):
    picked = []
    card.sampleChosen.connect(picked.append)
    wheel(card, at(card, 0.0, 0.0), notches=4)
    start, viewport = at(card, 0.5, 0.5), card.map.viewport()
    held = card.map.frame.to_data(QPointF(start))
    end = start + QPoint(40, -25)
    qtbot.mousePress(viewport, LEFT, CTRL, start)
    qtbot.mouseMove(viewport, end)
    assert card.map.frame.to_data(QPointF(end)) == pytest.approx(held)
    qtbot.mouseRelease(viewport, LEFT, CTRL, end)
    qtbot.mouseMove(viewport, start)
    assert card.map.frame.to_data(QPointF(end)) == pytest.approx(held)  # it was let go
    assert picked == []


def test_it_does_not_leave_the_data(card, qtbot):
    wheel(card, at(card, 0.0, 0.0), notches=2)
    card.map.setFocus()
    for _ in range(30):
        qtbot.keyClick(card.map, Qt.Key.Key_Right, CTRL)
        qtbot.keyClick(card.map, Qt.Key.Key_Up, CTRL)
    seen = window(card)
    assert (seen.left + seen.span, seen.bottom + seen.span) == pytest.approx((6.0, 6.0))


def test_keys_zoom_pan_and_show_all_again(card, qtbot):
    card.map.setFocus()
    qtbot.keyClick(card.map, Qt.Key.Key_Up, CTRL | SHIFT)
    assert window(card).span == pytest.approx(9.6)
    qtbot.keyClick(card.map, Qt.Key.Key_Left, CTRL)
    assert window(card).left == pytest.approx(-4.8 - 0.96)
    qtbot.keyClick(card.map, Qt.Key.Key_Home, CTRL)
    assert window(card) == WHOLE


@pytest.mark.parametrize("axis", ["lower", "left"])
def test_a_double_click_on_an_axis_shows_all_again(card, qtbot, axis):
    wheel(card, at(card, 0.0, 0.0), notches=4)
    square = card.map.frame.square.toRect()
    middle = square.center()
    place = (
        QPoint(middle.x(), square.bottom() + 8)
        if axis == "lower"
        else QPoint(square.left() - 8, middle.y())
    )
    qtbot.mouseDClick(card.map.viewport(), LEFT, NONE, middle)
    assert window(card) != WHOLE
    qtbot.mouseDClick(card.map.viewport(), LEFT, NONE, place)
    assert window(card) == WHOLE


def test_a_finer_map_is_asked_for_where_it_is_seen_closely(card, qtbot):
    before = card.resolution
    with qtbot.waitSignal(card.viewChanged):
        wheel(card, at(card, 0.0, 0.0), notches=8)
    assert before < card.resolution <= 320


def test_points_picked_and_probed_in_a_zoomed_map_are_those_that_are_seen(card, qtbot):
    wheel(card, at(card, 0.0, 0.0), notches=5)
    seen = at(card, 0.4, -0.7)
    qtbot.mouseMove(card.map.viewport(), seen)
    assert card.map.place == pytest.approx((0.4, -0.7), abs=0.02)


def test_what_lies_outside_of_a_zoomed_map_is_not_painted_around_it(card):
    whole = card.map.grab().toImage()
    wheel(card, at(card, 0.0, 0.0), notches=3)
    image, square = card.map.grab().toImage(), card.map.frame.square.toRect()
    right = QRect(square.right() + 4, 4, image.width() - square.right() - 6, square.height() - 8)
    colours = {
        image.pixel(x, y)
        for x in range(right.left(), right.right())
        for y in range(right.top(), right.bottom(), 3)
    }
    assert image != whole
    assert colours == {card._look.colour("card").rgb()}


@pytest.mark.parametrize("notches", range(0, 15, 2))
def test_ticks_are_round_and_lie_in_what_is_seen(card, notches):
    if notches:
        wheel(card, at(card, 1.1, -2.3), notches=notches)
    seen = window(card)
    numbers = ticks(seen.left, seen.span)
    assert 2 <= len(numbers) <= 6
    for value, text in numbers:
        assert float(text.replace("−", "-")) == pytest.approx(value, abs=1e-9)
        assert seen.left - 1e-6 <= value <= seen.left + seen.span + 1e-6
    assert len(np.unique(np.diff([value for value, _ in numbers]).round(9))) == 1


def test_the_whole_map_has_the_ticks_of_always():
    assert [text for _, text in ticks(-6.0, 12.0)] == ["−6", "−3", "0", "3", "6"]
