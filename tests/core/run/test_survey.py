"""A survey of the loss around a moment: the plane's middle is J, the slice is one step of gradient
descent, the next step is the one that training takes."""

from dataclasses import replace

import numpy as np
import pytest

from annplayground import Experiment, Session
from annplayground.core.choices.penalties import Regularization
from annplayground.core.experiment import Data, HiddenLayer, Network, Training
from annplayground.core.landscape import TOO_LARGE, BeyondMeasureError, Slice, StoppedError
from annplayground.core.run import survey as module
from annplayground.core.run.survey import SIZES, seen, survey

SMALL = Experiment(
    Data("circle", 60),
    Network((HiddenLayer(4, "tanh"), HiddenLayer(3, "relu")), init_bias=0.1),
    Training(learning_rate=0.2),
)
CASES = {
    "plain": SMALL,
    "penalty": replace(SMALL, training=Training(regularization=Regularization("l2", 0.01))),
    "no hidden layer": replace(SMALL, network=Network(())),
    "three classes": replace(SMALL, data=Data("blobs3", 60), network=Network(output="softmax")),
    "regression": Experiment(Data("plane", 60), Network((), "linear"), Training("mse")),
}


def flat(parameters):
    return np.concatenate([part.ravel() for pair in parameters for part in pair])


def trained(experiment=SMALL, epochs=5):
    run = Session(experiment, "numpy")
    run.train(epochs)
    return run


def loss_at(run, vector):
    """J of the run's network with other weights, by the engine's plain definition."""
    return run.moment.another_engine().losses(vector[None])[0]


@pytest.mark.parametrize("experiment", CASES.values(), ids=CASES)
@pytest.mark.parametrize("directions", ["random", "path"])
def test_the_survey_is_of_this_moment(experiment, directions):
    run = trained(experiment)
    found = survey(seen(run.moment), directions, 3)
    plane, middle = found.landscape, len(found.landscape.alpha) // 2
    assert found.epoch == 5
    assert found.down.J == plane.J[middle, middle] == run.losses().train
    now = flat(run.parameters)
    # A slice is a step of gradient descent on the whole training set.
    train = run.train_set
    gradient = flat(run.gradients(train.X, train.y))
    for k in (0, 40, 90):
        wanted = loss_at(run, now - found.down.rates[k] * gradient)
        assert found.down.J_after[k] == pytest.approx(wanted, rel=1e-9)
    assert found.down.rate == experiment.training.learning_rate
    wanted = loss_at(run, now - found.down.rate * gradient)
    assert found.down.J_at_rate == pytest.approx(wanted, rel=1e-9)
    # The next step is the one that training takes.
    run.step()
    offset = flat(run.parameters) - now
    alpha, beta, off = found.step
    within = alpha * plane.directions[0] + beta * plane.directions[1]
    assert found.step_length == pytest.approx(np.linalg.norm(offset), rel=1e-9)
    assert off == pytest.approx(np.linalg.norm(offset - within), rel=1e-6, abs=1e-12)
    # Nearest in the plane: what is left stands at a right angle to both directions.
    assert np.allclose(plane.directions @ (offset - within), 0, atol=1e-9)


def test_to_survey_changes_nothing():
    run, same = trained(), trained()
    survey(seen(run.moment), "path", 0)
    run.train(3)
    same.train(3)
    assert flat(run.parameters).tolist() == flat(same.parameters).tolist()


def test_it_stops_between_two_rows():
    with pytest.raises(StoppedError):
        survey(seen(trained().moment), "random", 0, should_stop=lambda: True)


def test_where_a_loss_takes_long_the_plane_has_fewer_points(monkeypatch):
    monkeypatch.setattr(module, "_SECONDS", 0.0)
    assert survey(seen(trained().moment), "random", 0).landscape.J.shape == (SIZES[-1],) * 2


def test_after_a_divergence_there_is_no_next_step():
    wild = replace(CASES["regression"], training=Training("mse", learning_rate=10.0))
    run = trained(wild, 400)
    assert run.divergence is not None
    if np.abs(flat(run.parameters)).max() > TOO_LARGE:
        with pytest.raises(BeyondMeasureError, match="squares no numbers"):
            survey(seen(run.moment), "random", 0)
    else:
        assert survey(seen(run.moment), "random", 0).step is None


# -- what a learning rate is called ----------------------------------------------------------------


def bowl(rate, J=1.0):
    """J(lr) = J (1 − lr)², as on a bowl: 1 is best, and 2 takes it back to where it was."""
    rates = np.logspace(-4, 2, 91)
    return Slice(J, rates, J * (1 - rates) ** 2, rate, J * (1 - rate) ** 2)


@pytest.mark.parametrize(
    ("rate", "wanted"),
    [
        (0.01, "too_small"),
        (0.5, "right"),
        (1.0, "right"),
        (1.6, "right"),
        (1.9, "large"),
        (2.0, "too_large"),
        (50.0, "too_large"),
        (float("inf"), "too_large"),
    ],
)
def test_too_small_right_and_too_large(rate, wanted):
    made = bowl(rate)
    assert made.verdict == wanted
    low, high = made.right
    assert low <= made.best <= high
    for edge in (low, high):
        assert bowl(edge).verdict == "right"
    assert low == pytest.approx(1 - 0.5**0.5, rel=0.17)  # the rates tried are 16 % apart
    assert high == pytest.approx(1 + 0.5**0.5, rel=0.17)


def test_at_a_minimum_no_step_helps():
    rates = np.array([0.1, 1.0])
    assert Slice(1.0, rates, np.array([1.0, np.inf]), 0.1, 1.0).verdict == "none"


def test_a_leap_into_another_valley_is_not_called_right():
    rates = np.array([0.1, 1.0, 10.0, 50.0])
    after = np.array([0.9, 0.8, 1.5, 0.1])
    at = [
        Slice(1.0, rates, after, float(rate), float(J))
        for rate, J in zip(rates, after, strict=True)
    ]
    assert [one.verdict for one in at] == ["right", "right", "too_large", "large"]
    assert (at[0].best, at[0].right, at[0].fall) == (1.0, (0.1, 1.0), pytest.approx(0.2))
