"""Facts that the screen got wrong once, read where they stand: in tips and popups of the real
window, and in explanations of networks for which they are easily said wrong."""

import math
import re

import numpy as np
import pytest
from equations import checked
from opened import opened
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from said import said_by

from annplayground.core.choices.datasets import DATASETS
from annplayground.core.choices.schedules import SCHEDULES
from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.numerals import number, read_number
from annplayground.core.run.session import Session
from annplayground.gui.explain.catalogue import key_of
from annplayground.gui.explain.copying import as_text, plain
from annplayground.gui.explain.staged import STAGES
from annplayground.gui.waiting import train_and_wait

SMALL = {
    "data": {"dataset": "xor", "n_samples": 40},
    "network": {"hidden": [{"units": 2, "activation": "tanh"}]},
}


def experiment(**changes):
    """The small one with other entries in its parts."""
    parts = {"data", "network", "training"}
    given = {part: {**SMALL.get(part, {}), **changes.get(part, {})} for part in parts}
    return Experiment.from_dict(given)


@pytest.fixture(scope="module")
def window(qapp):
    with opened(qapp, experiment(), 2, "update") as made:
        made.explain.view("descent").landscape.view()  # its list is a window of its own
        made.held += qapp.topLevelWidgets()
        yield made


def show(window, wanted, epochs, name):
    """This experiment after so many epochs, with an explanation open, and what that says."""
    if window.explain.current.name != name or not window.explain.isVisible():
        QTest.keySequence(window, key_of(name))
    window.controller.edit(wanted)
    train_and_wait(window, epochs)
    return as_text(window.explain.current)


def said(window, name):
    """All that the widgets and actions of this name say."""
    sayers = (*window.findChildren(QWidget, name), *window.findChildren(QAction, name))
    return "\n".join(plain(str(text)) for sayer in sayers for text in said_by(sayer) if text)


# -- tips and popups --------------------------------------------------------------------------

TIPS = [
    ("loss", "Sigmoid: J = −y log p − (1 − y) log(1 − p)", "Sigmoid: J = −Σ"),
    ("loss", "The mean over the samples.", "sum over the samples"),
    ("init_zeros", "With sigmoid they learn as one unit", "cannot learn"),
    ("init_zeros", "only the bias of the output moves", "cannot learn"),
    ("init_zeros", "Without hidden layers it does no harm", "cannot learn"),
    ("init_xavier", "Var W = 2 / (n_in + n_out)", ""),
    ("init_he", "Var W = 2 / n_in", ""),
    ("init_lecun", "Var W = 1 / n_in", ""),
    ("layer_1_activation_sigmoid", "in many hidden layers in a row", "in hidden layers the"),
    ("layer_1_activation_sigmoid", "zero-centred is another drawback", ""),
    ("layer_1_activation_sigmoid", "Range (0, 1)", ""),
    ("layer_1_activation_tanh", "= 2σ(2z) − 1", ""),
    ("layer_1_activation_tanh", "Hidden layers (zero-centred)", "output layer only"),
    ("layer_1_activation_relu", "The slope is 0 for z < 0", "slope never zero"),
    ("layer_1_activation_leaky_relu", "0.2 or 0.5 in the notes", ""),
    ("layer_1_activation_leaky_relu", "z for z > 0, az otherwise", "max("),
    ("layer_1_activation_linear", "they bend no more than the inputs do", "bend nothing"),
    ("output_activation_softmax", "draws a shifted sigmoid", "look like sigmoid"),
    ("regularization", "towards 0, about which they swing", "weights to 0"),
    ("optimizer_convention_ewa", "sum to 1 − βᵗ, so that it is too small at", "true average"),
    ("optimizer_convention_classical", "a sum, 1/(1 − β) times as large", ""),
    ("optimizer_epsilon", "Added to √s, outside the root", ""),
    ("gradient_clip_on", "With Adam and RMSProp it does not", "keeps steps small"),
    ("noise", "At 0 clouds and moons keep some of their own", "0 is none"),
    ("dataset_gauss", "but for what overlaps (3 % at noise 0.25, 8 % at 0.5)", "can part it"),
    ("engine_numpy", "each step agrees to 12 digits, long runs may part", "same numbers"),
]


@pytest.fixture(scope="module")
def told(window):
    """What the whole window says, by the names of what says it."""
    sayers = (*window.findChildren(QWidget), *window.findChildren(QAction))
    found = {}
    for sayer in sayers:
        texts = (plain(str(text)) for text in said_by(sayer) if text)
        found.setdefault(sayer.objectName(), []).extend(texts)
    return {name: "\n".join(texts) for name, texts in found.items()}


@pytest.mark.parametrize(("name", "true", "wrong"), TIPS)
def test_a_tip_says_what_is_true(told, name, true, wrong):
    own = told[name]
    if name == "noise":  # its row has the tip
        own = "\n".join(told.values())
    assert true in own
    assert not wrong or wrong not in own


@pytest.mark.parametrize(("noise", "share"), [(0.25, 3), (0.5, 8)])
def test_what_overlaps_in_two_clouds_is_what_the_tip_says(told, noise, share):
    X, labels = DATASETS["gauss"].draw(np.random.default_rng(1), 20_000, noise)
    assert round(100 * float(np.mean((X.sum(axis=1) > 0) != labels))) == share
    assert f"{share} % at " in told["dataset_gauss"]


def test_the_cosine_schedule_is_0_for_good(window):
    schedule = {"kind": "cosine", "epochs": 400}
    wanted = experiment(training={"schedule": schedule, "learning_rate": 0.03})
    window.controller.edit(wanted)
    note = said(window, "schedule_note")
    assert "then 0 for good" in note
    choice = wanted.training.schedule
    for epoch in (100, 1000):
        rate = 0.03 * SCHEDULES["cosine"].factor(epoch, choice)
        assert f"{number(rate)} at {epoch:,}" in note


@pytest.mark.parametrize(
    ("optimizer", "equation"),
    [("rmsprop", "g / (√s + ε)"), ("adam", "v′ / (√s′ + ε)"), ("momentum", "v ← βv + (1 − β)g")],
)
def test_the_popup_of_the_optimizer_says_where_epsilon_stands(window, optimizer, equation):
    window.controller.edit(experiment(training={"optimizer": {"name": optimizer}}))
    assert equation in said(window, "optimizer_equation")


# -- explanations -----------------------------------------------------------------------------


def at_stage(window, stage):
    """What the update says there."""
    view = window.explain.current
    view.stage = STAGES.index(stage)
    view.refresh()
    return as_text(view)


def test_one_update_has_the_penalty_and_the_clip_in_it(window):
    penalty = {"kind": "l2", "rate": 0.1}
    training = {"regularization": penalty, "gradient_clip": 0.001, "learning_rate": 0.5}
    show(window, experiment(training=training), 2, "update")
    preview = window.controller.snapshot.preview
    text = at_stage(window, STAGES[1])
    assert f"data loss is the mean of their losses: {number(float(preview.losses.mean()))}" in text
    assert "plus the slope of the penalty" in at_stage(window, "∇W")
    text = at_stage(window, "Update")
    assert "The norm of the whole gradient, of all weights and biases, is ‖g‖" in text
    lines = text.split("\n")
    norm = read_number(lines[lines.index("g = dJ/dw_old · bound / ‖g‖") + 1].split(" / ")[-1])
    assert norm == pytest.approx(preview.terms.norm, rel=5e-3)
    assert "w_new = w_old − lr · g" in text
    assert checked(text) >= 3


def test_where_the_slope_is_0_a_penalty_is_not_forgotten(window):
    hidden = {"hidden": [{"units": 2, "activation": "relu"}]}
    units = "dJ/dW = 0 because f′ = 0 for all 10 examples: unit 1 of layer 1."
    for kind, said_of in (("none", units), ("l2", f"Of the data loss alone, {units}")):
        penalty = {"kind": kind, "rate": 0.1}
        show(window, experiment(network=hidden, training={"regularization": penalty}), 1, "update")
        window.controller.set_bias(1, 0, -100.0)
        train_and_wait(window, 1)
        assert said_of in at_stage(window, "Update").split("\n")


def test_softmax_with_squared_error_has_its_whole_jacobian(window):
    data, loss = {"dataset": "blobs3"}, {"loss": "mse"}
    wanted = experiment(data=data, network={"output": "softmax"}, training=loss)
    text = show(window, wanted, 1, "chain")
    assert re.search(r"δ₂\[\d\] = p₂\[\d\] · \(p₂\[\d\] − y₂?\[\d\] − S\)", text), text
    assert "∂J/∂a · f′" not in text
    assert checked(text) > 4


def test_a_gradient_check_at_a_corner_says_so_with_the_diagram_hidden(window):
    hidden = {"hidden": [{"units": 2, "activation": "relu"}]}
    show(window, experiment(network=hidden), 1, "chain")
    (W, _), (x1, x2) = (
        window.controller.snapshot.parameters[0],
        window.controller.snapshot.train_set.X[0],
    )
    # z of the first example is 0: within w − h … w + h, a corner.
    window.controller.set_bias(1, 0, -float(W[0, 0] * x1 + W[1, 0] * x2))
    train_and_wait(window, 1)
    window.stage.show(("explain",))
    window.explain.current.check.setChecked(True)
    train_and_wait(window, 1)
    try:
        text = as_text(window.explain.current)
        one, _ = window.controller.snapshot.checks
        assert one.corner
        assert "a corner of J lies between w − h and w + h" in text
        assert "neither is wrong" in text
        assert "they differ" not in text
    finally:
        window.explain.current.check.setChecked(False)
        window.stage.show_all()


def descent(window, landscape, rate, beta, steps):
    """Its view after so many steps, with what it said on the way."""
    if window.explain.current.name != "descent" or not window.explain.isVisible():
        QTest.keySequence(window, key_of("descent"))
    view = window.explain.current
    view.landscape.setCurrentIndex(view.landscape.findData(landscape))
    view.rate.setValue(round(10 * math.log10(rate)))
    view.beta.setValue(round(100 * beta))
    view.reset_button.click()
    verdicts = []
    for _ in range(steps):
        view.step_button.click()
        verdicts.append(plain(view.findChild(QWidget, "descent_verdict").text()))
    return view, verdicts


def test_a_descent_with_momentum_moves_by_v(window):
    for beta, rule in ((0.0, "x_new = x − α f′(x)"), (0.9, "x_new = x − α v")):
        view, _ = descent(window, "bowl", 0.1, beta, 3)
        assert rule in said(window, "descent_rule") + as_text(view)
        assert checked(plain(view.findChild(QWidget, "descent_numbers").text())) >= 1
        assert "v(t) = β · v(t−1) + (1 − β) · δ(t)" in as_text(view)


@pytest.mark.parametrize(
    ("landscape", "rate", "beta", "end"),
    [
        ("plateau", 3.98, 0.0, "never settles"),
        ("two_valleys", 0.5, 0.0, "never settles"),
        ("bowl", 2.51, 0.0, "Too large"),
        ("bowl", 0.1, 0.0, "Arrived|Slow"),
        ("bowl", 1.0, 0.9, "Arrived|Slow"),
    ],
)
def test_a_verdict_on_a_descent_is_about_where_it_goes(window, landscape, rate, beta, end):
    _, verdicts = descent(window, landscape, rate, beta, 60)
    assert re.search(end, verdicts[-1]), verdicts[-1]
    arrived = [k for k, verdict in enumerate(verdicts) if "Arrived" in verdict]
    assert arrived == list(range(60 - len(arrived), 60))  # not in passing
    if end == "never settles":
        assert not any("small" in verdict for verdict in verdicts)


# -- findings ---------------------------------------------------------------------------------


def findings(qtbot, window, wanted, epochs):
    """All that is found after so many epochs, as it is written in the boxes, and the snapshot. What
    is tried against it is not waited for."""
    if window.explain.current.name != "going_on" or not window.explain.isVisible():
        QTest.keySequence(window, key_of("going_on"))
    controller = window.controller
    controller.edit(wanted)
    controller.set_rules(StopRules(epoch=epochs))
    controller.set_speed(None)
    controller.play(True)

    def judged():
        shown = controller.snapshot
        ended = shown.epoch == epochs or shown.divergence is not None
        return shown.experiment == wanted and ended and shown.diagnosis is not None

    qtbot.waitUntil(lambda: judged() and window.explain.current.snapshot is not None)
    window.frame_scheduler.finish()
    controller.set_rules(NEVER)
    told = as_text(window.explain.current), controller.snapshot
    controller.edit(experiment())  # which ends what is being tried
    return told


def test_a_plateau_is_called_what_it_is(qtbot, window):
    zeros = experiment(network={"init": "zeros"}, data={"train_fraction": 1.0})
    text, snapshot = findings(qtbot, window, zeros, 25)
    loss = re.search(r"J = ([\d.]+) is about ln 2 = 0\.693, what the best constant guess", text)
    assert float(loss[1]) == pytest.approx(snapshot.losses.train, abs=5e-4)
    assert "not a minimum" not in text
    assert "so the units stay equal for ever" in text
    moved = [bool(np.any(part)) for pair in snapshot.parameters for part in pair]
    assert moved == [False, False, False, True]


def test_a_linear_network_with_curved_inputs_is_linear_in_its_inputs(qtbot, window):
    data = {"dataset": "rings", "features": ["x1", "x1x2"]}
    wanted = experiment(data=data, network={"hidden": []}, training={"learning_rate": 0.3})
    text, _ = findings(qtbot, window, wanted, 60)
    assert "A linear network cannot bend its boundary beyond its inputs" in text
    for name in ("forward", "neuron"):
        assert "x₁x₂" in show(window, wanted, 60, name)
        while name == "forward" and window.explain.current.next.isEnabled():
            window.explain.current.advance()
        checked(as_text(window.explain.current))


def test_the_cause_of_a_divergence_is_what_stops_it(qtbot, window):
    penalty = {"kind": "l2", "rate": 100.0}
    strong = experiment(training={"regularization": penalty, "learning_rate": 0.3})
    text, snapshot = findings(qtbot, window, strong, 120)
    assert snapshot.divergence.cause == "λ = 100 too large for learning rate 0.3"
    assert "The penalty on the weights is too strong" in text
    assert "The learning rate looks too large" not in text
    # Without the penalty the same learning rate is none too large.
    calm = Session(experiment(training={"learning_rate": 0.3}), "numpy")
    calm.train(120)
    assert calm.divergence is None
