"""A part of the run, looked at closely: wheel, drag, double-click and keys on a real chart."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from wheel import turn_wheel

from annplayground.core.history import History
from annplayground.gui.plots.charts.chart import Chart
from annplayground.gui.plots.charts.frame import Curve
from annplayground.gui.plots.charts.scale import value_text
from annplayground.gui.plots.charts.series import Series
from annplayground.gui.plots.charts.zoom import LEAST
from annplayground.gui.theme import Look

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton


def values(n):
    return [1.0 + np.sin(0.05 * epoch) / 2 for epoch in range(n)]


def curves(n, capacity=1024):
    history = History(("v",), capacity)
    for epoch, value in enumerate(values(n)):
        history.append(epoch, np.array([value]))
    return (Curve("J", "J", QColor("#c00000"), Series.of(history.curves(), "v")),)


@pytest.fixture
def chart(qtbot):
    chart = Chart("test_chart", "Test")
    qtbot.addWidget(chart)
    chart.resize(500, 180)
    chart.set_look(Look())
    chart.show()
    qtbot.waitExposed(chart)
    chart.show_curves(curves(1001), log=False)
    return chart


def at(chart, epoch):
    return QPoint(round(chart.frame.x(epoch)), round(chart.frame.plot.center().y()))


def wheel(chart, epoch, modifier=CTRL, notches=1):
    turn_wheel(chart.viewport(), at(chart, epoch), notches, modifier)


def shown(chart):
    return chart.frame.first, chart.frame.last


def test_ctrl_and_wheel_zooms_at_the_pointer(chart):
    place = at(chart, 250)
    wheel(chart, 250, notches=3)
    first, last = shown(chart)
    assert last - first == pytest.approx(1000 * 0.8**3)
    assert at(chart, 250).x() == pytest.approx(place.x(), abs=1)
    left, right = chart.plotItem.vb.viewRange()[0]
    assert left == pytest.approx(first, abs=0.02 * 512)
    assert right == pytest.approx(last, abs=0.02 * 512)
    wheel(chart, 250, notches=-9)
    assert shown(chart) == (0, 1000)
    assert chart.zoom.window is None


def test_without_ctrl_nothing_moves(qtbot, chart):
    wheel(chart, 250, NONE)
    qtbot.mousePress(chart.viewport(), LEFT, NONE, at(chart, 200))
    qtbot.mouseMove(chart.viewport(), at(chart, 700))
    qtbot.mouseRelease(chart.viewport(), LEFT, NONE, at(chart, 700))
    assert shown(chart) == (0, 1000)


def test_what_is_drawn_and_said_is_the_part_that_is_seen(chart):
    wheel(chart, 250, notches=8)  # a point for each epoch
    first, last = shown(chart)
    x, y = chart._items.points[0]
    assert x[0] <= first
    assert x[-1] == int(last)
    np.testing.assert_allclose(y, np.array(values(1001))[x.astype(int)])
    assert chart.labels[0].value == value_text(values(1001)[int(last)])
    assert all(first <= tick <= last for tick, _ in chart.frame.epoch_ticks(Look().font()))


def test_ctrl_and_drag_keeps_the_epoch_under_the_pointer(qtbot, chart):
    wheel(chart, 500, notches=4)
    before, target = shown(chart), at(chart, 450)
    qtbot.mousePress(chart.viewport(), LEFT, CTRL, at(chart, 500))
    qtbot.mouseMove(chart.viewport(), target)
    qtbot.mouseRelease(chart.viewport(), LEFT, CTRL, target)
    assert shown(chart)[0] == pytest.approx(before[0] + 50, abs=2)
    assert chart.frame.epoch(target.x()) == pytest.approx(500, abs=2)
    after = shown(chart)
    qtbot.mouseMove(chart.viewport(), at(chart, 600))
    assert shown(chart) == after  # let go


def test_the_keys_do_the_same(qtbot, chart):
    for key, expected in (
        (Qt.Key.Key_Up, (100, 900)),
        (Qt.Key.Key_Right, (180, 980)),
        (Qt.Key.Key_Right, (200, 1000)),
        (Qt.Key.Key_Left, (120, 920)),
        (Qt.Key.Key_Down, (0, 1000)),
        (Qt.Key.Key_Up, (100, 900)),
        (Qt.Key.Key_Home, (0, 1000)),
    ):
        qtbot.keyClick(chart, key, CTRL)
        assert shown(chart) == pytest.approx(expected)


@pytest.mark.parametrize("axis", ["below", "left"])
def test_a_double_click_on_an_axis_shows_all_again(qtbot, chart, axis):
    wheel(chart, 500)
    qtbot.mouseDClick(chart.viewport(), LEFT, NONE, at(chart, 500))
    assert shown(chart) != (0, 1000)
    plot = chart.frame.plot
    below = QPoint(at(chart, 500).x(), round(plot.bottom()) + 5)
    place = below if axis == "below" else QPoint(round(plot.left()) - 8, 60)
    qtbot.mouseDClick(chart.viewport(), LEFT, NONE, place)
    assert shown(chart) == (0, 1000)


def test_a_window_stays_while_the_run_grows_and_goes_with_it(chart):
    wheel(chart, 500, notches=4)
    before = shown(chart)
    chart.show_curves(curves(1500), log=False)
    assert shown(chart) == before
    chart.show_curves(curves(50), log=False)
    assert shown(chart) == (0, 49)


def test_a_run_of_a_few_epochs_and_of_thinned_ones(chart):
    wheel(chart, 500, notches=60)
    first, last = shown(chart)
    assert last - first == pytest.approx(LEAST)
    chart.grab()
    chart.show_curves(curves(2), log=True)
    wheel(chart, 0.5, notches=5)
    assert shown(chart) == (0, 1)
    chart.show_curves(curves(1001, capacity=64), log=True)
    wheel(chart, 700, notches=8)
    chart.grab()
    x = chart._items.points[0][0]
    assert x[0] <= shown(chart)[0]
    assert x[-1] == int(shown(chart)[1])
