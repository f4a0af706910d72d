"""The loss card: what its curves, its axis and its smoothing show."""

import math
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton, QSlider

from annplayground.core.experiment import Experiment
from annplayground.core.history import History
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.plots.charts import words
from annplayground.gui.plots.charts.chart import Chart
from annplayground.gui.plots.charts.frame import Curve, Guide, Spot
from annplayground.gui.plots.charts.loss_card import LossCard, chance_guide
from annplayground.gui.plots.charts.series import Series
from annplayground.gui.plots.charts.words import spot_word
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import DARK, Look


def snapshot_of(session, run=0):
    return observe(session.moment, run, Status(), View())


@pytest.fixture
def session():
    session = Session(Experiment.from_dict({"data": {"n_samples": 60}}))
    session.train(30)
    return session


@pytest.fixture
def card(qtbot):
    card = LossCard()
    qtbot.addWidget(card)
    card.resize(420, 230)
    card.set_look(Look())
    card.show()
    qtbot.waitExposed(card)
    return card


def control(card, kind, name):
    found = card.findChild(kind, name)
    assert found.accessibleName()
    assert found.toolTip()
    return found


def drawn(card, index):
    """y of a curve as drawn, in axis units."""
    return card.chart._items.points[index][1]


def test_both_losses_are_drawn_as_they_are_on_a_log_axis(card, session):
    card.show_snapshot(snapshot_of(session))
    curves = session.history.curves()
    assert [curve.name for curve in card.chart.curves] == ["train", "test"]
    for index, name in enumerate(("train_loss", "test_loss")):
        assert drawn(card, index) == pytest.approx(np.log10(curves.channel(name)[1]))
    labels = {label.name: float(label.value) for label in card.chart.labels}
    assert labels["train"] == pytest.approx(session.losses().train, rel=0.006)
    assert labels["test"] == pytest.approx(session.losses().test, rel=0.006)


def test_the_test_curve_is_told_apart_by_more_than_its_colour(card, session):
    card.show_snapshot(snapshot_of(session))
    train, test = card.chart.curves
    assert (train.dashed, test.dashed) == (False, True)
    assert train.colour != test.colour


@pytest.mark.parametrize("press", ["click", "key"])
def test_the_chip_switches_to_a_linear_axis_and_back(card, session, qtbot, press):
    card.show_snapshot(snapshot_of(session))
    before = card.chart.grab().toImage()
    chip = control(card, QPushButton, "loss_log")

    def switch():
        if press == "click":
            qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
        else:
            qtbot.keyClick(chip, Qt.Key.Key_Space)

    assert chip.isChecked()
    switch()
    assert not card.chart.axis.log
    assert card.chart.axis.low == 0
    assert drawn(card, 0) == pytest.approx(session.history.curves().channel("train_loss")[1])
    assert card.chart.grab().toImage() != before
    switch()
    assert card.chart.axis.log
    assert card.chart.grab().toImage() == before


def test_smoothing_by_key_draws_the_average_before_the_faint_measured_curve(card, session, qtbot):
    card.show_snapshot(snapshot_of(session))
    label = card.chart.labels[0].value
    slider = control(card, QSlider, "loss_smoothing")
    assert (slider.minimum(), slider.maximum(), card.beta) == (0, 99, 0)
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert card.beta == 0.99
    slider.setValue(90)
    measured = session.history.curves().channel("train_loss")[1]
    v = 0.0
    for value in measured:
        v = 0.9 * v + 0.1 * value
    assert 10 ** drawn(card, 0)[-1] == pytest.approx(v / (1 - 0.9 ** len(measured)))
    train = card.chart.curves[0]
    assert train.ghost is not None
    assert train.ghost.points(1000)[1] == pytest.approx(measured)
    assert card.chart.labels[0].value == label  # the number stays the measured one
    slider.setValue(0)
    assert card.chart.curves[0].ghost is None


def test_the_meaning_of_beta_is_shown_and_its_formula_explained(card, session):
    card.resize(700, 230)
    slider = control(card, QSlider, "loss_smoothing")
    slider.setValue(90)
    assert card._caption.text() == "β 0.90 ≈ mean of 10 points"
    assert "v(t) = β·v(t−1) + (1−β)·J(t)" in slider.toolTip()
    assert "bias correction" in slider.toolTip()
    card.resize(260, 230)
    QApplication.sendPostedEvents()
    assert card._caption.text() in ("β 0.90 ≈ 10", "β 0.90", "")


def test_the_first_point_shows_before_any_training(card):
    session = Session(Experiment())
    card.show_snapshot(snapshot_of(session))
    assert len(card.chart.labels) == 2
    assert all(label.shown for label in card.chart.labels)
    assert float(card.chart.labels[0].value) == pytest.approx(session.losses().train, rel=0.006)


def test_guessing_has_a_guide_for_cross_entropy_only():
    def guide(data):
        return chance_guide(Experiment.from_dict(data))

    (two,) = guide({})
    assert (two.value, two.text) == (pytest.approx(math.log(2)), "50 % guess")
    softmax = {"data": {"dataset": "blobs3"}, "network": {"output": "softmax"}}
    (three,) = guide(softmax)
    assert (three.value, three.text) == (pytest.approx(math.log(3)), "33 % guess")
    assert guide({"training": {"loss": "mse"}}) == ()
    assert (
        guide(
            {
                "data": {"dataset": "plane"},
                "network": {"output": "linear"},
                "training": {"loss": "mse"},
            }
        )
        == ()
    )


def test_values_under_the_pointer(card, session, qtbot):
    card.show_snapshot(snapshot_of(session))
    chart = card.chart
    qtbot.mouseMove(chart.viewport(), QPoint(round(chart.frame.x(12)), 60))
    title, rows = chart.reading()
    losses = session.history.curves().channel("train_loss")[1]
    assert title == "epoch 12"
    assert float(rows[0][1]) == pytest.approx(losses[12], rel=0.006)
    control(card, QSlider, "loss_smoothing").setValue(50)
    assert "smoothed" in chart.reading()[1][0][1]


def test_nothing_is_drawn_twice_nor_while_hidden(card, session, monkeypatch):
    calls = []
    show = card.chart.show_curves
    monkeypatch.setattr(card.chart, "show_curves", lambda *a, **k: (calls.append(1), show(*a, **k)))
    snapshot = snapshot_of(session)
    card.show_snapshot(snapshot)
    card.show_snapshot(replace(snapshot, batch=3))
    assert len(calls) == 1
    card.hide()
    session.train(1)
    card.show_snapshot(snapshot_of(session))
    assert len(calls) == 1
    card.show()
    assert len(calls) == 2
    assert card.chart.curves[0].series.last_epoch == 31


def test_going_back_and_on_with_another_rate_draws_the_other_way(card, session):
    card.show_snapshot(snapshot_of(session))
    before = drawn(card, 0)[-1]
    assert session.back()
    training = replace(session.experiment.training, learning_rate=0.5)
    assert session.adopt(replace(session.experiment, training=training))
    session.train(1)
    card.show_snapshot(snapshot_of(session))
    assert drawn(card, 0)[-1] != before


def test_a_new_run_starts_its_own_axis(card):
    def with_losses(values, run):
        history = History(snapshot.curves.names)
        for epoch, value in enumerate(values):
            history.append(epoch, np.full(len(history.names), value))
        return replace(snapshot, run=run, curves=history.curves())

    snapshot = snapshot_of(Session(Experiment()))
    card.show_snapshot(with_losses(np.geomspace(100, 1e-6, 50), 0))
    low = card.chart.axis.low
    card.show_snapshot(with_losses([0.7, 0.5], 1))
    assert card.chart.axis.low > low + 4


def test_a_loss_that_is_not_finite_says_so(card):
    snapshot = snapshot_of(Session(Experiment()))
    history = History(snapshot.curves.names)
    for epoch, value in enumerate((0.7, 0.9, np.nan)):
        history.append(epoch, np.full(len(history.names), value))
    card.show_snapshot(replace(snapshot, curves=history.curves()))
    assert card.chart.labels[0].value == "not finite"
    history.clear()
    history.append(0, np.full(len(history.names), np.nan))
    card.show_snapshot(replace(snapshot, run=1, curves=history.curves()))
    assert card.chart.labels == ()
    assert card.chart._message == "J is not finite."


def test_a_presentation_has_large_text_thick_lines_and_no_small_controls(card, session):
    card.resize(900, 500)
    card.show_snapshot(snapshot_of(session))
    card.set_look(Look(DARK, PRESENTATION))
    assert card.findChild(QSlider, "loss_smoothing").isHidden()
    assert card.findChild(QPushButton, "loss_log").isHidden()
    pen = card.chart._items._items[0][1].opts["pen"]
    assert pen.widthF() >= 3
    assert pen.color().name() == DARK.ink
    card.set_look(Look())
    assert not card.findChild(QSlider, "loss_smoothing").isHidden()


def test_the_symbols_follow_the_notation(card):
    card.set_look(Look(notation="partial"))
    assert card.title == "Loss L"
    assert "L(t)" in card.findChild(QSlider, "loss_smoothing").toolTip()


def test_a_double_click_on_the_title_asks_for_the_whole_window(card, qtbot):
    with qtbot.waitSignal(card.expandRequested):
        position = QPointF(5, 5)
        event = QMouseEvent(
            QEvent.Type.MouseButtonDblClick,
            position,
            card._title_row.mapToGlobal(position),
            Qt.MouseButton.LeftButton,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(card._title_row, event)


@pytest.mark.parametrize("share", [0.2, 0.5, 0.7, 0.9])
def test_the_words_of_the_chart_stand_apart(qtbot, monkeypatch, share):
    chart = Chart("test_chart", "Test")
    qtbot.addWidget(chart)
    chart.resize(400, 200)
    chart.show()
    qtbot.waitExposed(chart)
    history = History(("v",), 1024)
    for epoch in range(201):  # all the while what a guess gives
        history.append(epoch, np.array([0.693]))
    curve = Curve("J", "J", QColor("#c00000"), Series.of(history.curves(), "v"))
    spot, boxes = Spot(round(200 * share), 0.693, "best test"), {}
    chart.show_curves([curve], True, guides=[Guide(0.693, "50 % guess")], spots=[spot])
    monkeypatch.setattr(
        words, "write", lambda painter, box, flags, text, *rest: boxes.update({text: box})
    )
    chart.grab()
    word = spot_word(chart.frame, Look(), spot, chart._items)
    assert word is not None
    assert not word.intersects(boxes["50 % guess"])
