"""The histograms of the explanations: any values are counted, and the axis says the truth."""

import math
import re
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QLabel
from sampled import sampled
from whole import assert_nothing_cut, faults

from annplayground.core.experiment import Experiment, HiddenLayer, Network, Training
from annplayground.gui.explain.histograms.histogram import BINS, histogram, span_of
from annplayground.gui.explain.histograms.row import Column, HistogramRow
from annplayground.gui.main_window import MainWindow
from annplayground.gui.text import read_number
from annplayground.gui.theme import Look
from annplayground.gui.waiting import train_and_wait

LARGEST = sys.float_info.max


@given(arrays(np.float64, st.integers(0, 60), elements=st.floats(width=64)))
def test_every_value_is_counted_where_it_lies(values):
    made = histogram(values)
    finite = values[np.isfinite(values)]
    assert made.strays == len(values) - len(finite)
    assert made.counts.sum() == len(finite)
    assert math.isfinite(made.low)
    assert math.isfinite(made.high)
    if not len(finite):
        return
    assert made.low < made.high
    # Each value lies in a bin that is not empty; a rounding error may put it into the next one.
    largest = np.abs(finite).max() or 1.0
    low, high = made.low / largest, made.high / largest
    places = (finite / largest - low) / (high - low) * BINS
    for place in places:
        near = range(int(place - 1e-6), int(place + 1e-6) + 1)
        assert any(made.counts[min(max(k, 0), BINS - 1)] for k in near)


@pytest.mark.parametrize(
    "values",
    [
        [1.0, np.nextafter(1.0, 2.0)],
        [0.99999, np.nextafter(0.99999, 0.0), np.nextafter(0.99999, 2.0)],
        [1e300, np.nextafter(1e300, 0.0)],
        [-LARGEST, np.nextafter(-LARGEST, 0.0)],
        [3.0] * 5,
        [0.0],
    ],
)
def test_values_that_differ_by_rounding_stand_in_one_place(values):
    made = histogram(np.array(values))
    (filled,) = np.flatnonzero(made.counts)
    width = made.high / BINS - made.low / BINS
    assert made.low + filled * width <= max(values)
    assert made.low + (filled + 1) * width >= min(values)


def test_huge_values_do_not_overflow():
    made = histogram(np.array([-LARGEST, 0.0, LARGEST]))
    assert (made.low, made.high) == (-LARGEST, LARGEST)
    assert np.flatnonzero(made.counts).tolist() == [0, BINS // 2, BINS - 1]


def test_the_smallest_values_are_told_apart():
    made = histogram(np.array([0.0, 5e-324]))
    assert np.flatnonzero(made.counts).tolist() == [0, BINS - 1]


@given(
    arrays(np.float64, st.integers(0, 30), elements=st.floats(width=64)),
    arrays(np.float64, st.integers(0, 30), elements=st.floats(width=64)),
)
def test_on_a_common_axis_nothing_is_lost(first, second):
    span = span_of(np.concatenate([first, second]))
    for values in (first, second):
        made = histogram(values, span=span)
        finite = np.isfinite(values)
        assert made.counts.sum() == finite.sum()
        assert made.strays == (~finite).sum()
        assert (made.low, made.high) == (span if finite.any() else (0.0, 0.0))


# -- the view -------------------------------------------------------------------------------------

DEEP = Experiment(network=Network(tuple(HiddenLayer(8, "tanh") for _ in range(9)), init_scale=0.5))


def opened(qtbot, experiment, size, present):
    window = MainWindow(experiment, remember=False)
    qtbot.addWidget(window)
    window.set_presentation(present)
    window.resize(*size)
    with qtbot.waitExposed(window):
        window.show()
    train_and_wait(window, 3)
    window.explain.show_view("histograms")
    view = window.explain.current
    qtbot.waitUntil(lambda: len(view.activations.histograms) == len(experiment.sizes) - 1)
    return window, view


def heading(view, what):
    """What it says, and the ends of the axis that it says."""
    text = re.sub("<.*?>", "", view.findChild(QLabel, f"histogram_heading_{what}").text())
    low, high = re.search(r"every axis from (.+) to (.+)$", text).groups()
    return text, read_number(low), read_number(high)


def test_every_number_is_that_of_the_network(qtbot):
    window, view = opened(qtbot, DEEP, (1280, 720), False)
    snapshot = view.snapshot
    rows = {"a": snapshot.diagnosis.a, "w": tuple(W for W, _ in snapshot.parameters)}
    for what, shown in (("a", view.activations), ("w", view.weights)):
        low = min(values.min() for values in rows[what])
        high = max(values.max() for values in rows[what])
        _, told_low, told_high = heading(view, what)
        assert told_low == pytest.approx(low, rel=5e-3)
        assert told_high == pytest.approx(high, rel=5e-3)
        for layer, values in enumerate(rows[what]):
            expected, _ = np.histogram(values, BINS, (low, high))
            assert np.abs(shown.histograms[layer].counts - expected).sum() <= 4  # at their edges
            assert shown.caption(layer).startswith("std ")
            told = read_number(shown.caption(layer).removeprefix("std "))
            assert told == pytest.approx(values.std(), rel=5e-3)
    window.close()


@pytest.mark.slow
def test_that_the_activations_shrink_is_seen(qtbot):
    """At half the scale each layer's are smaller than those before: on one axis they are narrower,
    each on its own they would all look alike."""
    window, view = opened(qtbot, DEEP, (1280, 720), False)
    filled = [np.flatnonzero(made.counts) for made in view.activations.histograms[:-1]]
    reach = [np.ptp(places) for places in filled]
    assert reach[0] > 2 * reach[4] > 2 * reach[8]
    window.close()


@pytest.mark.parametrize("present", [False, True])
@pytest.mark.parametrize("size", sampled([(800, 512), (1280, 720)], (1280, 720)))
def test_all_layers_are_seen_page_by_page_and_each_text_is_whole(qtbot, size, present):
    window, view = opened(qtbot, DEEP, size, present)
    seen = []
    for page in range(view.pager.count):
        assert view.pager.page == page
        qtbot.waitUntil(lambda: not faults(view))
        assert_nothing_cut(view)
        shown = [row for row in view._rows if row.isVisible()]
        assert len(shown) == 2
        for row in shown:
            width = (row.width() + 8) / row._room - 8
            measure = QFontMetricsF(view.look.font()).horizontalAdvance
            for column in row.columns:
                assert max(measure(column.heading), measure(column.caption)) <= width + 1
            assert row.height() >= row.minimumHeight()
            seen += [(row.objectName(), column.heading) for column in row.columns]
        window.setFocus()
        qtbot.keyClick(window, Qt.Key.Key_PageDown)
    layers = [*(f"Layer {k}" for k in range(1, 10)), "Output"]
    for what in ("activations", "weights"):
        assert [h for name, h in seen if name == f"histogram_{what}"] == layers
    assert view.pager.page == 0  # after the last page comes the first
    window.close()


def test_without_pages_their_keys_are_free(qtbot):
    window, view = opened(qtbot, Experiment(), (1280, 720), False)
    assert view.pager.count == 1
    assert not any(action.isEnabled() for action in window.explain.paging)
    window.close()


def test_the_marks_of_the_axis_stand_at_its_ends_and_at_zero(qtbot):
    """Their numbers do not lie on each other, and none leaves the axis."""
    row = HistogramRow("row")
    qtbot.addWidget(row)
    row.resize(300, 150)
    row.show_columns(Look(), [Column("a", histogram(np.array([-1.0, 4.0])), "b", QColor("red"))], 1)
    image = row.grab().toImage()
    line = QFontMetricsF(Look().font()).height()
    below = round(150 - 2 * line) + 2
    dark = [x for x in range(300) if image.pixelColor(x, below).lightness() < 128]
    assert min(abs(x - 60) for x in dark) <= 1
    assert min(dark) <= 1
    assert max(dark) >= 298


def network(activation):
    return Network((HiddenLayer(1, activation),))


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(network=network("linear"), training=Training(learning_rate=100.0)),
        Experiment(network=network("tanh")),
    ],
)
def test_a_run_that_saturates_or_diverges_is_drawn(qtbot, experiment):
    window = MainWindow(experiment, remember=False, engine="numpy")
    qtbot.addWidget(window)
    window.resize(1600, 900)
    window.show()
    window.controller.set_bias(1, 0, 18.0)
    window.explain.show_view("histograms")
    # pytest-qt fails the test for whatever is raised in a paint.
    for epoch in (1, 3, 10):
        train_and_wait(window, epoch)
        assert not window.explain.current.grab().isNull()
    window.close()
