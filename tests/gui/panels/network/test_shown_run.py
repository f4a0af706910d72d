"""What the diagram may show of a snapshot, above all while the network has already changed."""

from dataclasses import replace

import numpy as np
import pytest

from annplayground.core.experiment import Experiment, HiddenLayer, Network
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.panels.network.layout import Bias, Node, Weight
from annplayground.gui.panels.network.shown_run import ShownRun


def snapshot_of(session, run=0, playing=False, **view):
    return observe(session.moment, run, Status(playing=playing), View(**view))


@pytest.fixture
def session():
    return Session(Experiment())


@pytest.fixture
def shown(session):
    made = ShownRun()
    made.set_experiment(session.experiment)
    made.set_snapshot(snapshot_of(session, neurons=8))
    return made


def test_values_are_those_of_the_session(shown, session):
    weights, biases = session.parameters[1]
    assert np.array_equal(shown.weights(2), weights)
    assert np.array_equal(shown.biases(2), biases)
    assert shown.value(Weight(2, 2, 0)) == weights[2, 0]
    assert shown.value(Bias(2, 1)) == biases[1]
    assert [len(shown.maps(layer)) for layer in range(4)] == [2, 4, 2, 1]


def test_before_the_first_snapshot_there_is_nothing():
    shown = ShownRun()
    assert shown.weights(1) is None
    assert shown.maps(0) is None
    assert shown.value(Bias(1, 0)) is None
    assert shown.large_map(Node(0, 0)) is None


def test_only_what_fits_a_changed_network_is_shown(shown):
    hidden = (HiddenLayer(4), HiddenLayer(7), HiddenLayer(3))
    shown.set_experiment(replace(Experiment(), network=Network(hidden=hidden)))
    fits = [shown.weights(layer) is not None for layer in range(5)]
    assert fits == [False, True, False, False, False]
    assert shown.maps(1) is not None
    assert shown.maps(2) is None
    assert shown.maps(4) is None


def test_shares_grow_at_once_and_shrink_slowly_in_training(shown, session):
    strongest = max(np.abs(W).max() for W, _ in session.parameters)
    session.set_weight(1, 0, 0, 10 * strongest)
    shown.set_snapshot(snapshot_of(session, playing=True))
    assert shown.shares(shown.weights(1))[0, 0] == 1.0
    session.set_weight(1, 0, 0, strongest)
    shown.set_snapshot(snapshot_of(session, playing=True))
    assert 0.1 < shown.shares(shown.weights(1))[0, 0] < 0.2
    shown.set_snapshot(snapshot_of(session))  # at rest it is as if there had been nothing
    assert shown.shares(shown.weights(1))[0, 0] == pytest.approx(1.0)
    shown.set_snapshot(snapshot_of(session, run=1))
    assert shown.shares(shown.weights(1))[0, 0] == pytest.approx(1.0)


def test_shares_of_what_is_not_finite_are_zero(shown):
    assert shown.shares(np.array([np.nan, 1e9, -np.inf])).tolist() == [0.0, 1.0, -1.0]


def test_the_large_map_is_taken_only_for_its_own_node(shown, session):
    shown.set_snapshot(snapshot_of(session, neurons=8, detail=(1, 2)))
    assert shown.large_map(Node(1, 2)).shape == (96, 96)
    assert shown.large_map(Node(1, 3)).shape == (8, 8)  # the small one until it comes
