"""What is said of a run in which nothing looks wrong: every number is recomputed."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtWidgets import QLabel
from sampled import sampled
from whole import assert_nothing_cut, faults

from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.core.history import Lowest
from annplayground.core.run.observe import observe, weights_moved
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Scores, Status, View
from annplayground.gui.explain.copying import plain
from annplayground.gui.explain.going_on.calm_words import calm_words, worth_trying
from annplayground.gui.main_window import MainWindow
from annplayground.gui.text import read_number
from annplayground.gui.waiting import train_and_wait

REGRESSION = Experiment().with_data(replace(Experiment().data, dataset="plane"))
ALL_TRAIN = Experiment(data=Data(train_fraction=1.0))


def looked_at(session):
    return observe(session.moment, 0, Status(), View(diagnosis=True))


def said(told, begin):
    """The numbers of the line that begins so."""
    (line,) = [line for line in told if line.startswith(begin)]
    return [read_number(text) for text in re.findall(r"\d+(?:\.\d+)?", line)]


@pytest.mark.parametrize("experiment", [Experiment(), REGRESSION], ids=["classes", "regression"])
def test_the_numbers_are_those_of_the_run(experiment):
    session = Session(experiment, engine="numpy")
    first = [W.copy() for W, _ in session.parameters]
    tests = [session.losses().test]
    for _ in range(60):
        session.train(1)
        tests.append(session.losses().test)
    told = calm_words(looked_at(session))
    losses = session.losses()
    assert said(told, "J is") == pytest.approx([losses.train, losses.test], rel=6e-3)
    if session.accuracies() is None:
        assert not any(line.startswith("Accuracy") for line in told)
    else:
        right = [100 * session.accuracies().train, 100 * session.accuracies().test]
        assert said(told, "Accuracy is") == pytest.approx(right, abs=0.051)
    value, epoch = said(told, "The best J")
    assert epoch == int(np.argmin(tests))
    assert value == pytest.approx(min(tests), rel=6e-3)
    (line,) = [line for line in told if line.startswith("The weights")]
    moved = [read_number(text) for text in re.findall(r"([\d.]+) % in", line)]
    expected = [
        100 * np.linalg.norm(W - W0) / np.linalg.norm(W0)
        for (W, _), W0 in zip(session.parameters, first, strict=True)
    ]
    assert moved == pytest.approx(expected, abs=0.51)


def test_within_an_epoch_it_says_so_for_the_charts_have_whole_epochs():
    session = Session(Experiment(), engine="numpy")
    session.train(3)
    session.step()
    assert "After 1 of 25 mini-batches of epoch 4:" in calm_words(looked_at(session))
    playing = observe(session.moment, 0, Status(playing=True), View(diagnosis=True))
    assert not any("mini-batches" in line for line in calm_words(playing))  # nothing flickers


def test_without_a_test_set_nothing_is_said_of_one():
    session = Session(ALL_TRAIN, engine="numpy")
    session.train(5)
    assert not any("test set" in line for line in calm_words(looked_at(session)))


def test_weights_that_began_as_zeros_are_said_to():
    experiment = Experiment(network=Network((HiddenLayer(2, "sigmoid"),), init="zeros"))
    session = Session(experiment, engine="numpy")
    assert weights_moved(experiment, session.parameters) == (0.0, 0.0)
    session.train(2)
    assert any("from zeros in the output layer" in line for line in calm_words(looked_at(session)))


def test_of_a_long_run_the_bucket_of_the_best_epoch_is_said():
    session = Session(Experiment(training=Training(batch_size=250)), engine="numpy")
    session.train(1500)
    snapshot = looked_at(session)
    assert snapshot.curves.stride == 2
    best = snapshot.curves.lowest("test_loss")
    values = [session.at(epoch).losses().test for epoch in range(best.first, best.last + 1)]
    assert min(values) == pytest.approx(best.value, rel=1e-9)
    if best.first < best.last:
        assert f"between epochs {best.first:,} and {best.last:,}" in calm_words(snapshot)[3]


def test_what_is_worth_trying_follows_from_the_numbers():
    session = Session(Experiment(), engine="numpy")
    session.train(20)
    snapshot = looked_at(session)
    worse = replace(snapshot, losses=Scores(0.1, 0.5))
    assert "was lower at epoch 7" in worth_trying(worse, Lowest(0.2, 7, 7))
    fall = replace(
        snapshot.curves,
        low=np.linspace(1, 0, snapshot.curves.low.size).reshape(snapshot.curves.low.shape),
    )
    falling = replace(snapshot, curves=fall, accuracies=Scores(0.7, 0.7))
    assert worth_trying(falling, None) == "J still falls: train on."
    assert "smaller network" in worth_trying(replace(snapshot, accuracies=Scores(1.0, 1.0)), None)
    flat = replace(snapshot.curves, low=np.ones_like(snapshot.curves.low))
    stuck = replace(snapshot, curves=flat, accuracies=Scores(0.7, 0.7))
    assert "another start" in worth_trying(stuck, None)


def opened(qtbot, size, present):
    window = MainWindow(remember=False)
    qtbot.addWidget(window)
    window.set_presentation(present)
    window.resize(*size)
    with qtbot.waitExposed(window):
        window.show()
    train_and_wait(window, 300)
    return window


@pytest.mark.parametrize("present", [False, True])
@pytest.mark.parametrize("size", sampled([(800, 512), (1280, 720)], (1280, 720)))
def test_the_card_says_it_whole(qtbot, size, present):
    window = opened(qtbot, size, present)
    window.explain.show_view("going_on")
    view = window.explain.view("going_on")
    calm = view.findChild(QLabel, "going_on_calm")
    qtbot.waitUntil(lambda: calm.isVisible() and "Worth trying" in calm.text())
    qtbot.waitUntil(lambda: not faults(view))
    assert_nothing_cut(view)
    expected = calm_words(view.snapshot)
    assert plain(calm.text()).splitlines()[: len(expected)] == [
        line.replace("**", "") for line in expected
    ]
    window.close()


def test_the_best_epoch_is_marked_on_the_loss_curve(qtbot):
    window = opened(qtbot, (1440, 860), False)
    snapshot = window.controller.snapshot
    (spot,) = window.loss.chart.spots
    best = snapshot.curves.lowest("test_loss")
    assert (spot.epoch, spot.value) == (best.first, best.value)
    window.grab()
    chart = window.loss.chart
    marked = chart.grab().toImage()
    chart.spots = ()
    assert chart.grab().toImage() != marked
    window.close()
