"""Sentences of the registries and of the run that are easily said too strongly: each beside the
numbers that it is about."""

from dataclasses import replace

import numpy as np
import pytest

from annplayground.core.choices.activations import ACTIVATIONS
from annplayground.core.choices.datasets import DATASETS
from annplayground.core.choices.initializers import INITIALIZERS
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.optimizers import CONVENTIONS, OPTIMIZERS, OptimizerChoice
from annplayground.core.choices.penalties import PENALTIES
from annplayground.core.choices.schedules import SCHEDULES, ScheduleChoice
from annplayground.core.descent import ewa
from annplayground.core.experiment import Experiment
from annplayground.core.run.session import Session
from annplayground.core.settings import setting

ENGINES = ["numpy", pytest.param("numba", marks=pytest.mark.numba)]


def experiment(network=None, training=None, data=None):
    given = {"network": network, "training": training, "data": data}
    return Experiment.from_dict({key: value for key, value in given.items() if value})


def test_cross_entropy_of_a_sigmoid_has_both_terms():
    loss, p, y = LOSSES["cross_entropy"], 0.3, 0.0
    z = np.log(p / (1 - p))
    got = loss.per_sample(ACTIVATIONS["sigmoid"], *(np.array([[v]]) for v in (z, p, y)))
    assert got == pytest.approx(-y * np.log(p) - (1 - y) * np.log(1 - p))
    assert "Sigmoid: J = −y log p − (1 − y) log(1 − p)" in loss.equation
    assert all("The mean over the samples." in entry.equation for entry in LOSSES.values())


def moved(network):
    """Of each array of parameters, whether 50 epochs moved any of it from zeros."""
    session = Session(experiment({"init": "zeros", **network}), "numpy")
    session.train(50)
    return [bool(np.any(part)) for pair in session.parameters for part in pair]


def test_zeros_are_not_said_to_keep_every_network_from_learning():
    words = INITIALIZERS["zeros"].about
    assert "cannot learn" not in words
    for name in ("tanh", "relu"):
        hidden = [{"units": 3, "activation": name}]
        assert moved({"hidden": hidden}) == [False, False, False, True]
    assert "only the bias of the output moves" in words
    assert moved({"hidden": []}) == [True, True]
    assert all(moved({"hidden": [{"units": 3, "activation": "sigmoid"}]}))


def test_sigmoid_vanishes_only_where_many_stand_in_a_row():
    assert "in many hidden layers in a row" in ACTIVATIONS["sigmoid"].caveat


def test_the_weights_of_an_average_sum_to_less_than_one_at_first():
    beta = 0.9
    assert ewa(np.ones(30), beta) == pytest.approx(1 - beta ** np.arange(1, 31))
    assert "1 − βᵗ" in CONVENTIONS["ewa"].about
    assert "true average" not in CONVENTIONS["ewa"].about


def test_l1_swings_about_zero():
    """A step of the subgradient passes 0 by its length."""
    w, steps = np.array([0.005]), []
    for _ in range(6):
        w = w - 0.1 * 0.1 * PENALTIES["l1"].gradient(w)
        steps.append(float(w[0]))
    assert min(steps) < 0 < max(steps)
    assert "towards 0, about which they swing" in PENALTIES["l1"].about


def test_cosine_ends_at_0_for_good():
    choice = ScheduleChoice("cosine", epochs=40)
    factors = [SCHEDULES["cosine"].factor(epoch, choice) for epoch in (39, 40, 41, 4000)]
    assert factors[0] > 0
    assert factors[1:] == pytest.approx([0.0, 0.0, 0.0], abs=1e-15)
    assert SCHEDULES["cosine"].equation.endswith("then 0 for good")


def spread(name, noise):
    X, labels = DATASETS[name].draw(np.random.default_rng(0), 4000, noise)
    return np.mean([X[labels == k].std(axis=0).mean() for k in np.unique(labels)])


@pytest.mark.parametrize("name", ["gauss", "blobs3"])
def test_no_half_of_the_noise_is_dead(name):
    spreads = [spread(name, noise) for noise in (0.0, 0.25, 0.5, 0.75, 1.0)]
    assert np.all(np.diff(spreads) > 0.05)
    assert spreads[0] > 0.6  # their own
    assert "At 0 clouds and moons keep some of their own" in setting("data.noise").about


def test_a_line_does_not_part_the_two_clouds_wholly():
    X, labels = DATASETS["gauss"].draw(np.random.default_rng(0), 20000, 0.25)
    wrong = np.mean((X.sum(axis=1) > 0) != labels)
    assert wrong == pytest.approx(0.03, abs=0.005)
    assert "3 % at noise 0.25" in DATASETS["gauss"].about


def test_clipping_does_not_make_the_steps_of_adam_small():
    def step(name, factor):
        choice, v, s = OptimizerChoice(name), np.zeros(3), np.zeros(3)
        g = factor * np.array([3.0, -1.0, 2.0])
        return OPTIMIZERS[name].direction(g, v, s, 1, choice)

    assert step("adam", 1e-3) == pytest.approx(step("adam", 1.0), rel=1e-3)
    assert step("sgd", 1e-3) == pytest.approx(1e-3 * step("sgd", 1.0))


@pytest.mark.parametrize("engine", ENGINES)
def test_gelu_of_an_enormous_number_is_0_or_the_number(engine):
    session = Session(experiment({"hidden": [{"units": 1, "activation": "gelu"}]}), engine)
    for i, value in enumerate((-1e18, 0.0)):
        session.set_weight(1, i, 0, value)
    a = session.forward(np.array([[1.0, 0.0], [-1.0, 0.0], [40.0, 0.0]]))[0].a[:, 0]
    assert a.tolist() == [0.0, 1e18, 0.0]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_cause_of_a_divergence_is_what_stops_it_when_it_is_changed(engine):
    hidden = [{"units": 64, "activation": "relu"}] * 10
    wide = experiment({"hidden": hidden, "init": "normal"}, {"learning_rate": 1e-5})
    session = Session(wide, engine)
    session.train(20)
    assert session.divergence.cause == "initial weights too large for these layers"
    mended = Session(replace(wide, network=replace(wide.network, init="he")), engine)
    mended.train(session.epoch + 2)
    assert mended.divergence is None
    # With usual weights it can only be the learning rate, whatever the weights are.
    fast = Session(experiment(training={"learning_rate": 1000.0, "loss": "mse"},
                              network={"output": "linear", "init_scale": 0.5},
                              data={"dataset": "plane"}), engine)  # fmt: skip
    fast.train(50)
    assert fast.divergence.cause == "learning rate 1000 too large"


def test_a_linear_network_with_curved_inputs_is_said_to_bend_no_further():
    training = {"learning_rate": 0.1}
    for features, words in ((["x1", "x2"], "boundary"), (["x1", "x1x2"], "boundary beyond its")):
        data = {"dataset": "rings", "features": features}
        session = Session(experiment({"hidden": []}, training, data), "numpy")
        session.train(60)
        (found,) = [f for f in session.moment.findings() if f.kind == "too_little_capacity"]
        assert words in found.title
        assert ("beyond" in found.title) == ("x1x2" in features)
