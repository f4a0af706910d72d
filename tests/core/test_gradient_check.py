"""The gradient check: it finds back propagation right, and would find it wrong."""

import math

import numpy as np
import pytest

from annplayground.core.choices.activations import ACTIVATIONS, hidden_activations
from annplayground.core.experiment import Data, Experiment, possible_losses, possible_outputs
from annplayground.core.gradient_check import (
    GradientCheck,
    check_derivative,
    spread_indices,
    worst_check,
)
from annplayground.core.run.session import Session

COMBINATIONS = [
    (dataset, output, loss)
    for dataset in ("xor", "blobs3", "plane")
    for output in possible_outputs(Data(dataset))
    for loss in possible_losses(output)
]


def make(combination=("xor", "sigmoid", "cross_entropy"), activation="tanh", **training):
    dataset, output, loss = combination
    hidden = [{"units": 3, "activation": activation}, {"units": 2, "activation": "tanh"}]
    return Session(
        Experiment.from_dict(
            {
                "data": {"dataset": dataset, "n_samples": 40},
                "network": {"output": output, "hidden": hidden},
                "training": {"loss": loss, **training},
            }
        )
    )


@pytest.mark.parametrize("activation", hidden_activations())
@pytest.mark.parametrize("combination", COMBINATIONS, ids="-".join)
def test_back_propagation_is_right(combination, activation):
    session = make(combination, activation, regularization={"kind": "l2", "rate": 0.1})
    session.train(2)
    worst = session.check_gradients()
    assert worst.agrees, worst
    assert worst.relative_error < 1e-4


@pytest.mark.parametrize("kind", ["none", "l1", "l2"])
def test_one_weight_on_the_whole_training_set_penalty_included(kind):
    session = make(regularization={"kind": kind, "rate": 0.5})
    session.step()
    gradients = session.gradients(session.train_set.X, session.train_set.y)
    for layer, i, j in [(0, 0, 0), (0, 1, 2), (1, 2, 1), (2, 1, 0)]:
        check = session.check_gradient(layer + 1, i, j)
        assert check.analytic == pytest.approx(gradients[layer][0][i, j], rel=1e-12)
        assert check.numeric == pytest.approx(check.analytic, rel=1e-5, abs=1e-9)
        assert check.agrees


def test_a_wrong_gradient_is_seen():
    session = make()
    vector, gradient = session._course.state.parameters, session.moment._full_gradient
    everything = np.arange(len(vector))
    assert worst_check(session._course.engine.objective, vector, gradient, everything).agrees
    for index in everything:
        wrong = gradient.copy()
        wrong[index] += 0.01 * max(abs(wrong[index]), 0.001)
        worst = worst_check(session._course.engine.objective, vector, wrong, everything)
        assert not worst.agrees
        assert worst.analytic == wrong[index]


def test_a_wrong_back_propagation_is_seen(monkeypatch):
    """A slope that is ten per cent too large, in one activation."""
    session = make()
    tanh = ACTIVATIONS["tanh"]
    right = tanh.slope
    monkeypatch.setitem(tanh.__dict__, "slope", lambda z, a, alpha: 1.1 * right(z, a, alpha))
    assert session.check_gradients().relative_error > 0.01
    assert not session.check_gradient(1, 0, 0).agrees
    assert session.check_gradient(3, 0, 0).agrees  # behind the last tanh


def test_a_cubic_by_hand():
    def loss_at(w):
        return float(w[0] ** 3 + 2.0 * w[1])

    vector = np.array([2.0, 5.0])
    check = check_derivative(loss_at, vector, np.array([12.0, 2.0]), 0)
    assert check.numeric == pytest.approx(12.0, rel=1e-9)
    assert check.relative_error < 1e-9
    wrong = worst_check(loss_at, vector, np.array([12.0, 4.0]), np.array([0, 1]))
    assert wrong.analytic == 4.0
    assert wrong.numeric == pytest.approx(2.0)
    assert wrong.relative_error == pytest.approx(2.0 / 6.0)
    np.testing.assert_array_equal(vector, [2.0, 5.0])


def test_what_rounding_explains_is_no_error():
    assert GradientCheck(0.0, 0.0).relative_error == 0.0
    assert GradientCheck(1e-12, -3e-12).agrees
    assert not GradientCheck(1e-3, 1.01e-3).agrees
    assert GradientCheck(1e6, 1e6 + 1.0).agrees


def test_what_is_not_a_number_does_not_agree():
    assert not GradientCheck(1.0, math.nan).agrees
    assert not GradientCheck(math.inf, math.nan).agrees


def test_a_diverged_run_can_be_checked():
    """Whatever it says, it says it without a warning."""
    session = make(("plane", "linear", "mse"), "relu", learning_rate=500.0)
    session.train(1000)
    assert session.divergence is not None
    assert isinstance(session.check_gradients().agrees, bool)


def test_checking_does_not_move_the_run():
    session, left_alone = make(), make()
    for _ in range(3):
        session.check_gradient(1, 0, 0)
        session.check_gradients(most=5)
        session.step(), left_alone.step()
    for (W, b), (V, c) in zip(session.parameters, left_alone.parameters, strict=True):
        np.testing.assert_array_equal(W, V)
        np.testing.assert_array_equal(b, c)


@pytest.mark.parametrize(("n", "most"), [(1, 200), (5, 5), (7, 3), (38_000, 200), (201, 200)])
def test_a_subset_is_spread_evenly(n, most):
    indices = spread_indices(n, most)
    assert len(indices) == min(n, most) == len(set(indices.tolist()))
    assert indices[0] == 0
    assert indices[-1] == (n - 1 if most > 1 else 0)
    if len(indices) > 2:
        assert np.ptp(np.diff(indices)) <= 1


def test_a_small_subset_looks_at_few_parameters():
    moment = make().moment
    objective, calls = moment.engine.objective, []
    moment.engine.objective = lambda vector: calls.append(1) or objective(vector)
    moment.check_gradients(most=6)
    assert len(calls) == 12


@pytest.mark.parametrize("penalty", ["none", "l1"])
def test_right_back_propagation_is_not_accused_at_corners(penalty):
    """Networks of ReLUs have a corner near one weight or another; L1 has one at 0."""
    for seed in range(12):
        hidden = [{"units": 8, "activation": "relu"}] * 3
        given = {
            "data": {"dataset": "spiral"},
            "network": {"hidden": hidden, "init": "he", "seed": seed},
            "training": {"regularization": {"kind": penalty, "rate": 0.01}},
        }
        session = Session(Experiment.from_dict(given), "numpy")
        session.set_weight(1, 0, 0, 2e-6)
        assert session.check_gradients().agrees, seed
        assert session.check_gradient(1, 0, 0).agrees, seed
        if penalty == "l1":
            assert session.check_gradient(1, 0, 0).corner


def absolute(vector):
    """J = |w₀| + w₁², with a corner at w₀ = 0."""
    return float(abs(vector[0]) + vector[1] ** 2)


@pytest.mark.parametrize("w", [0.0, 1e-6, -5e-6])
def test_a_corner_is_told_and_looked_past(w):
    vector = np.array([w, 1.0])
    for slope in {np.sign(w)} if w else {-1.0, 1.0}:
        check = check_derivative(absolute, vector, np.array([slope, 2.0]), 0)
        assert (check.corner, check.agrees) == (True, True)
    slopes = np.array([1.0 if w >= 0 else -1.0, 2.0])
    worst = worst_check(absolute, vector, slopes, np.arange(2))
    assert (worst.corner, worst.analytic) == (False, 2.0)


def test_a_wrong_slope_is_seen_at_a_corner_too():
    check = check_derivative(absolute, np.array([0.0, 1.0]), np.array([1.5, 2.0]), 0)
    assert (check.corner, check.agrees) == (False, False)
    worst = worst_check(absolute, np.array([0.0, 1.0]), np.array([1.0, 2.2]), np.arange(2))
    assert not worst.agrees
