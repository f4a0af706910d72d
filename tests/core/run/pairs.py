"""What the tests of two runs in one Runner share."""

from dataclasses import replace

import numpy as np

from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.core.run.session import Session
from tests.core.run.running import (
    same_weights,
    settled,
)

A = Experiment()
B = Experiment(
    data=Data(n_samples=330),
    network=Network(hidden=(HiddenLayer(7, "relu"),)),
    training=Training(batch_size=32, learning_rate=0.1),
)
# A squared error without a bound, and a learning rate that nothing survives.
LOST = Experiment.from_dict(
    {
        "data": {"dataset": "plane"},
        "network": {"output": "linear", "hidden": [{"units": 4, "activation": "relu"}]},
        "training": {"loss": "mse", "learning_rate": 200.0},
    }
)


def with_training(experiment, **fields):
    return replace(experiment, training=replace(experiment.training, **fields))


def wider(experiment, units=9):
    return replace(experiment, network=replace(experiment.network, hidden=(HiddenLayer(units),)))


def alone(experiment, epochs, batches=0):
    """A run of its own up to there."""
    session = Session(experiment)
    session.train(epochs)
    session.advance(batches)
    return session


def is_alone(snapshot):
    """Whether what is shown is what a single run of its experiment gives, bit for bit."""
    session = alone(snapshot.experiment, snapshot.epoch, snapshot.batch)
    same_curves = np.array_equal(snapshot.curves.low, session.history.curves().low, equal_nan=True)
    return same_weights(snapshot, session) and same_curves


def both(runner, epochs=0):
    """The two at rest at this epoch."""
    for _ in range(epochs):
        runner.step_epoch()
    snapshot = settled(runner)
    assert snapshot.other is not None
    return snapshot, snapshot.other


def places(snapshot):
    return [(s.epoch, s.batch) for s in (snapshot, snapshot.other)]


def same_parameters(one, other):
    return one.epoch == other.epoch and all(
        np.array_equal(x, y)
        for first, second in zip(one.parameters, other.parameters, strict=True)
        for x, y in zip(first, second, strict=True)
    )
