"""The readout: its words for every kind of output, and its place inside the widget."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF

from annplayground.core.experiment import Data, Experiment
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.core.samples import predicted_classes
from annplayground.gui.plots.boundary.probe import Line, readout, readout_area
from annplayground.gui.sizes import DESK, PRESENTATION
from annplayground.gui.text import number
from annplayground.gui.theme import Look


def snapshot_of(experiment):
    return observe(Session(experiment).moment, 0, Status(), View())


def test_a_sigmoid_says_the_probability_of_blue():
    snapshot = snapshot_of(Experiment())
    p = snapshot.predict(np.array([[1.0, -2.0]]))[0, 0]
    first, place = readout(snapshot, 1.0, -2.0)
    assert first.text == f"p(blue) = {p:.2f}"
    assert first.label == 1
    assert place.text == "x₁ 1.00   x₂ −2.00"


def test_a_softmax_of_two_says_the_same():
    snapshot = snapshot_of(Experiment().with_output("softmax"))
    p = snapshot.predict(np.array([[1.0, 2.0]]))[0, 1]
    assert readout(snapshot, 1.0, 2.0)[0].text == f"p(blue) = {p:.2f}"


@pytest.mark.parametrize("output", ["tanh", "linear", "relu"])
def test_other_outputs_say_the_value_and_the_class(output):
    snapshot = snapshot_of(Experiment().with_output(output))
    point = np.array([[2.0, 2.0]])
    name = ("vermilion", "blue")[
        int(predicted_classes(snapshot.experiment, snapshot.predict(point))[0])
    ]
    text = readout(snapshot, 2.0, 2.0)[0].text
    value = number(snapshot.predict(point)[0, 0])
    assert text == f"a = {value} → {name}"


def test_three_classes_say_all_probabilities_and_stress_the_winner():
    snapshot = snapshot_of(Experiment().with_data(Data(dataset="blobs3")))
    lines = readout(snapshot, 0.0, 3.0)
    p = snapshot.predict(np.array([[0.0, 3.0]]))[0]
    assert [line.text.split(")")[0] for line in lines[:3]] == ["p(vermilion", "p(blue", "p(green"]
    assert [line.strong for line in lines[:3]] == [k == p.argmax() for k in range(3)]


def test_a_regression_says_the_value():
    snapshot = snapshot_of(Experiment().with_data(Data(dataset="plane")))
    value = snapshot.predict(np.array([[3.0, 3.0]]))[0, 0]
    assert readout(snapshot, 3.0, 3.0)[0].text == f"a = {number(value)}"


def test_nearly_sure_is_not_shown_as_sure():
    session = Session(Experiment())
    session.set_bias(3, 0, 30.0)
    snapshot = observe(session.moment, 0, Status(), View())
    assert readout(snapshot, 0.0, 0.0)[0].text == "p(blue) > 0.99"


@pytest.mark.parametrize("size", [DESK, PRESENTATION])
@pytest.mark.parametrize("side", [240, 460])
def test_the_readout_is_never_cut(qapp, size, side):
    bounds = QRectF(0, 0, side, side)
    lines = [Line(f"p({name}) = 0.33", "0.33", 0) for name in ("vermilion", "blue", "green")]
    lines.append(Line("x₁ −5.99   x₂ −5.99", "(−6.0, −6.0)"))
    for x in range(0, side + 1, 20):
        for y in range(0, side + 1, 20):
            area = readout_area(bounds, Look(size=size), QPointF(x, y), lines)
            assert bounds.contains(area)
