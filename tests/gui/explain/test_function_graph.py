"""The small graph: what stands beside its frame is neither crossed nor written over."""

import numpy as np
import pytest

from annplayground.gui.explain.function_graph import Curve, FunctionGraph, Mark, apart
from annplayground.gui.theme import Look


@pytest.mark.parametrize(
    ("tops", "placed"),
    [
        ([10.0, 40.0], [10.0, 40.0]),
        ([10.0, 12.0], [10.0, 22.0]),
        ([88.0, 88.0], [68.0, 80.0]),  # at the bottom they go up
        ([-5.0, -5.0], [0.0, 12.0]),
        ([70.0, 79.0, 85.0], [56.0, 68.0, 80.0]),
        ([], []),
    ],
)
def test_labels_stand_apart_and_within(tops, placed):
    assert apart(tops, 12.0, 80.0) == placed


def test_a_tangent_ends_at_the_frame(qtbot):
    look = Look()
    graph = FunctionGraph("graph")
    qtbot.addWidget(graph)
    graph.resize(400, 120)
    curve = Curve(lambda x: x * x / 2, "accent", "f")
    graph.draw(look, (-4.0, 4.0, -1.0, 8.5), (curve,), marks=(Mark(-3.8, 7.22, "", -3.8),))
    image = graph.grab().toImage()
    beside = [
        image.pixelColor(x, y).name()
        for x in range(round(graph._frame().left()) - 1)
        for y in range(image.height())
    ]
    assert look.colour("warning").name() not in beside
    within = {image.pixelColor(x, y).name() for x in range(20, 120) for y in range(image.height())}
    assert look.colour("warning").name() in within


def test_no_peak_of_a_series_is_lost(qtbot):
    """120 values, one of them high, in a graph that is half as wide in samples."""
    look = Look()
    ticks = np.arange(120.0)
    for place in (40, 41, 42, 43):
        values = np.where(ticks == place, 1.0, 0.0)
        graph = FunctionGraph("graph")
        qtbot.addWidget(graph)
        graph.resize(140, 120)
        series = Curve(lambda x, v=values: np.interp(x, ticks, v), "accent", "δ", at=ticks)
        graph.draw(look, (0.0, 119.0, -0.1, 1.1), (series,))
        image = graph.grab().toImage()
        frame, accent = graph._frame(), look.colour("accent").name()
        high = [
            (x, y)
            for x in range(round(frame.left()) + 4, round(frame.right()) - 4)
            for y in range(round(frame.top()), round(frame.top() + 0.3 * frame.height()))
            if image.pixelColor(x, y).name() == accent
        ]
        assert high
