"""The histograms of the explanations: any values are counted, and the axis says the truth."""

import math
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from annplayground.core.experiment import Experiment, HiddenLayer, Network, Training
from annplayground.gui.explain.histogram import BINS, histogram
from annplayground.gui.main_window import MainWindow
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


def test_the_words_below():
    assert histogram(np.array([-1.0, 1.0])).captions("a") == ("−1  a  1", "−1 a 1", "a")
    assert "−0.12 w 0.99" in histogram(np.array([-0.1234, 0.987])).captions("w")
    strays = histogram(np.array([-1.0, 1.0, np.nan, np.inf]))
    assert strays.captions("w") == ("−1  w  1, 2 not finite", "w, 2 not finite", "w !")
    assert histogram(np.full(7, np.nan)).captions("w")[0] == "w: 7 not finite"
    near = histogram(np.array([1.0, 1.00002]))
    assert near.captions("a")[0] == "a ≈ 1, over 2.0e−5"  # not '1  a  1'


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
