"""The gradient card: one curve per layer, of five metrics, and what helps to judge them."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from annplayground.core.choices.metrics import METRICS
from annplayground.core.experiment import Experiment
from annplayground.core.history import History
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.plots.charts.gradient_card import GradientCard
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import DARK, LIGHT, Look, layer_colour


def network(n_layers, units=4, activation="tanh", **more):
    hidden = [{"units": units, "activation": activation}] * n_layers
    return Experiment.from_dict({"data": {"n_samples": 60}, "network": {"hidden": hidden, **more}})


def snapshot_of(session, run=0):
    return observe(session.moment, run, Status(), View())


def trained(experiment, epochs=12):
    session = Session(experiment)
    session.train(epochs)
    return session


@pytest.fixture
def card(qtbot):
    card = GradientCard()
    qtbot.addWidget(card)
    card.resize(600, 230)
    card.set_look(Look())
    card.show()
    qtbot.waitExposed(card)
    return card


def drawn(card, index):
    """y of a layer's curve as drawn, in axis units."""
    return card.chart._items.points[index][1]


@pytest.mark.parametrize("look", [Look(), Look(DARK)])
def test_every_layer_has_its_curve_in_its_colour_from_input_to_output(card, look):
    card.set_look(look)
    session = trained(network(2))
    card.show_snapshot(snapshot_of(session))
    assert [curve.name for curve in card.chart.curves] == ["Layer 1", "Layer 2", "Output"]
    curves = session.history.curves()
    for k, curve in enumerate(card.chart.curves, start=1):
        assert curve.colour == layer_colour(k, 3, look)
        measured = curves.channel(f"layer{k}.gradient_norm")[1]
        assert np.isnan(drawn(card, k - 1)[0])  # nothing before the first epoch
        assert drawn(card, k - 1)[1:] == pytest.approx(np.log10(measured[1:]))
        assert float(card.chart.labels[k - 1].value) == pytest.approx(measured[-1], rel=0.06)


def test_before_the_first_epoch_it_says_how_to_begin(card):
    card.show_snapshot(snapshot_of(Session(network(2))))
    assert card.chart.curves == ()
    assert "Press play" in card.chart._message
    card.show_snapshot(snapshot_of(trained(network(2), 1)))
    assert card.chart._message == ""
    assert [label.shown for label in card.chart.labels] == [True, True, True]


@pytest.mark.parametrize("name", METRICS)
def test_the_menu_chooses_what_is_drawn(card, qtbot, name):
    session = trained(network(2))
    card.show_snapshot(snapshot_of(session))
    action = card.findChild(QAction, f"gradient_metric_{name}")
    assert action.toolTip() == METRICS[name].about
    action.trigger()
    assert card.metric_name == name
    assert action.isChecked()
    button = card.findChild(QToolButton, "gradient_metric")
    assert METRICS[name].symbol in button.text()
    assert METRICS[name].about in button.toolTip()
    assert METRICS[name].label.lower() in card.title.lower()
    measured = session.history.curves().channel(f"layer1.{name}")[1]
    assert drawn(card, 0)[1:] == pytest.approx(np.log10(measured[1:]))


def test_the_menu_opens_and_chooses_by_key(card, qtbot):
    card.show_snapshot(snapshot_of(trained(network(1))))
    button = card.findChild(QToolButton, "gradient_metric")
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    assert button.accessibleName()
    menu = button.menu()
    assert isinstance(menu, QMenu)
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    qtbot.waitUntil(menu.isVisible)
    for _ in range(2):
        qtbot.keyClick(menu, Qt.Key.Key_Down)
    qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert card.metric_name == "gradient_rms"
    assert card.title == "Gradient per weight, per layer"


def test_a_vanished_gradient_lies_in_the_shaded_band_by_its_rms(card):
    session = trained(network(6, units=8, activation="sigmoid"), 3)
    snapshot = snapshot_of(session)
    card.show_snapshot(snapshot)
    newest = session.history.curves().newest
    vanished = newest("layer1.gradient_rms") < 1e-3 * newest("layer7.gradient_rms")
    assert vanished
    for metric in ("gradient_norm", "gradient_rms"):
        card.set_metric(metric)
        (band,) = card.chart._bands
        assert (band.text, band.low) == ("vanishing", 0.0)
        assert newest(f"layer1.{metric}") < band.high < newest(f"layer7.{metric}")
        # Both show the same fact, in units of their own.
        assert band.high / newest(f"layer1.{metric}") == pytest.approx(
            1e-3
            * np.median(session.history.curves().channel("layer7.gradient_rms")[1][1:])
            / newest("layer1.gradient_rms"),
            rel=1e-6,
        )
    plot, image = card.chart.frame.plot, card.chart.grab().toImage()
    pixel = image.pixelColor(int(plot.right()) - 3, int(plot.bottom()) - 4)
    assert pixel.red() > pixel.green() + 5
    card.set_metric("delta_rms")
    assert card.chart._bands == ()


def test_nothing_is_called_vanishing_where_all_gradients_are_enormous(card):
    session = Session(network(2, activation="relu"), engine="numpy")
    session.set_bias(3, 0, 50.0)
    for layer in (1, 2, 3):
        session.set_weight(layer, 0, 0, 1e4)
    session.train(1)
    card.show_snapshot(snapshot_of(session))
    newest = session.history.curves().newest
    assert 1e-3 * newest("layer3.gradient_norm") > 1
    assert card.chart._bands == ()


def test_a_network_without_hidden_layers_cannot_vanish(card):
    card.show_snapshot(snapshot_of(trained(network(0))))
    assert [label.name for label in card.chart.labels] == ["Output"]
    assert card.chart._bands == ()


def test_the_update_ratio_shows_what_is_healthy_whatever_the_values(card):
    snapshot = snapshot_of(trained(network(2)))
    card.set_metric("update_ratio")
    curves = replace(snapshot.curves, low=np.full_like(snapshot.curves.low, 1e-7))
    card.show_snapshot(replace(snapshot, curves=curves))
    (band,), (guide,) = card.chart._bands, card.chart._guides
    assert (band.low, band.high, guide.value) == (1e-4, 1e-2, 1e-3)
    assert "10⁻³" in band.text
    assert card.chart.axis.low <= -7
    assert card.chart.axis.high >= -2


def test_exact_zero_is_marked_as_such(card):
    card.show_snapshot(snapshot_of(trained(network(2, init="zeros"))))
    assert [label.value for label in card.chart.labels][:2] == ["exactly 0", "exactly 0"]
    assert card.chart.axis.zero
    card.set_metric("update_ratio")
    assert card.chart.curves == () or card.chart.labels


@pytest.mark.parametrize("size", [(250, 200), (600, 230)])
@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_eleven_layers_stay_readable(card, size, colours):
    card.set_look(Look(colours))
    card.resize(*size)
    card.show_snapshot(snapshot_of(trained(network(10, units=3), 3)))
    shown = [label for label in card.chart.labels if label.shown]
    assert {card.chart.labels[0].name, card.chart.labels[-1].name} <= {x.name for x in shown}
    assert len(shown) >= 6
    centres = sorted(label.centre for label in shown)
    assert min(np.diff(centres)) >= 10
    right = max(label.x for label in shown) + card.chart._gap + card.chart._texts.width
    assert right <= card.chart.width()


def test_a_narrow_card_shortens_its_title(card):
    assert card.title == "Gradient norm per layer"
    card.resize(250, 200)
    assert card.title in ("Gradient norm", "Gradient")
    assert card.width() == 250
    assert card.accessibleName() == "Gradient norm per layer"


def test_where_the_newest_value_is_missing_the_last_measured_one_stays_named(card):
    snapshot = snapshot_of(Session(network(1)))
    history = History(snapshot.curves.names)
    for epoch, value in enumerate((np.nan, 0.5, 0.25, np.nan)):
        history.append(epoch, np.full(len(history.names), value))
    card.show_snapshot(replace(snapshot, curves=history.curves(), epoch=3))
    assert card.chart.labels[0].value == "0.25"
    assert card.chart.labels[0].x == pytest.approx(card.chart.frame.x(2))


def test_a_spike_survives_a_long_run_but_does_not_rule_the_axis(card):
    snapshot = snapshot_of(Session(network(1)))
    history = History(snapshot.curves.names)
    for epoch in range(20_000):
        value = 1e6 if epoch == 100 else 1e-3 * (1.5 + np.sin(epoch))
        history.append(epoch, np.full(len(history.names), value))
    card.show_snapshot(replace(snapshot, curves=history.curves(), epoch=19_999))
    x, y = card.chart._items.points[0]
    assert len(x) <= card.chart.frame.plot.width() + 1
    assert y.max() == pytest.approx(6)
    assert card.chart.axis.high <= 0


def test_a_presentation_folds_the_menu_away(card):
    card.resize(900, 420)
    card.show_snapshot(snapshot_of(trained(network(2))))
    card.set_look(Look(LIGHT, PRESENTATION))
    assert card.findChild(QToolButton, "gradient_metric").isHidden()
    assert card.chart._items._items[0][1].opts["pen"].widthF() >= 3
    assert card.title == "Gradient norm per layer"


def test_the_symbols_follow_the_notation(card):
    card.set_look(Look(notation="partial"))
    assert "∂L/∂W" in card.findChild(QToolButton, "gradient_metric").text()
    assert "∂L/∂z" in card.findChild(QAction, "gradient_metric_delta_rms").text()


def test_it_says_what_is_averaged_and_what_decides_the_axis(card):
    tip = card.findChild(QToolButton, "gradient_metric").toolTip()
    assert "Mean over the mini-batches of each epoch" in tip
    assert "last 30 %" in tip
    card.resize(900, 230)
    assert card._caption.text() == "mean over the epoch's mini-batches"
