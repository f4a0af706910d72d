"""What the ready-made comparisons say is to be seen is so, whatever the first weights."""

from dataclasses import replace
from itertools import pairwise

import pytest
from sampled import sampled

from annplayground.core.edits import differences
from annplayground.core.run.session import Session
from annplayground.io.pairs import PAIRS

NAMES = {pair.name: pair for pair in PAIRS}


def solved(name, seed, epochs):
    """When A and B solved it."""
    found = []
    for experiment in NAMES[name].experiments:
        session = Session(replace(experiment, network=replace(experiment.network, seed=seed)))
        session.train(epochs)
        found.append(session.history.curves().solved_at)
    return found


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: pair.name)
def test_b_is_a_but_for_what_is_said(pair):
    a, b = pair.experiments
    fields = {path.split(".")[-1] for path in differences(a, b)}
    assert fields - {"alpha"} <= {path.split(".")[-1] for path in pair.changes}
    assert a.data == b.data
    assert a.network.seed == b.network.seed


@pytest.mark.parametrize("seed", sampled([0, 1]))
def test_sigmoid_is_stuck_where_tanh_learns(seed):
    a, b = solved("sigmoid_tanh", seed, 60)
    assert a is None
    assert b is not None


@pytest.mark.parametrize("seed", sampled([0, 1]))
def test_relu_dies_where_leaky_relu_learns(seed):
    a, b = solved("relu_leaky", seed, 150)
    assert a is None
    assert b is not None


@pytest.mark.parametrize("seed", sampled([0, 1]))
def test_squared_error_is_held_where_it_begins(seed):
    a, b = solved("losses", seed, 30)
    assert a is not None
    assert b is None


@pytest.mark.parametrize("seed", sampled([0, 1]))
def test_many_small_steps_come_further_in_as_many_epochs(seed):
    a, b = solved("batches", seed, 30)
    assert a is not None
    assert b is None


@pytest.mark.parametrize("seed", sampled([0, 1]))
def test_momentum_comes_further(seed):
    a, b = solved("momentum", seed, 150)
    assert b is not None
    assert a is None or a > 2 * b


@pytest.mark.parametrize("seed", sampled([0, 1]))
def test_large_steps_jump_about(seed):
    rises = []
    for experiment in NAMES["learning_rates"].experiments:
        session = Session(replace(experiment, network=replace(experiment.network, seed=seed)))
        session.train(60)
        _, losses = session.history.curves().channel("train_loss")
        rises.append(sum(max(y - x, 0.0) for x, y in pairwise(losses)))
    assert rises[1] > 5 * rises[0]
