"""What the tests of a running Runner share."""

import time
from dataclasses import replace

import numpy as np

from annplayground.core.choices.activations import hidden_activations
from annplayground.core.choices.datasets import DATASETS
from annplayground.core.choices.features import FEATURES
from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.choices.penalties import Regularization
from annplayground.core.experiment import Data, HiddenLayer, possible_outputs

# Seconds; a busy machine is no failure.
PATIENCE = 60.0


def sessions(runner):
    return [side.session for side in runner._sides.all]


def wait(runner, condition=lambda snapshot: True, seconds=PATIENCE):
    """The first snapshot that fulfils a condition."""
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        snapshot = runner.take()
        if snapshot is not None and condition(snapshot):
            return snapshot
        time.sleep(0.001)
    raise AssertionError("the snapshot waited for never came")


def until(condition):
    """Wait for what no snapshot tells."""
    deadline = time.perf_counter() + PATIENCE
    while not condition():
        assert time.perf_counter() < deadline, "it did not happen in time"
        time.sleep(0.001)


def settled(runner):
    """The snapshot after all orders given so far, for a runner that does not play."""
    # The last order empties the slot, so that what comes next is newer than all of them.
    runner.ask(lambda moment: runner.take()).result(PATIENCE)
    return wait(runner)


def nothing_comes(runner, seconds=0.15):
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline:
        if runner.take() is not None:
            return False
        time.sleep(0.002)
    return True


def same_weights(snapshot, session):
    return all(
        np.array_equal(W, other_W) and np.array_equal(b, other_b)
        for (W, b), (other_W, other_b) in zip(snapshot.parameters, session.parameters, strict=True)
    )


def random_experiment(rng, old):
    """One random edit, as the panels make them."""
    training, network, data = old.training, old.network, old.data
    kind = rng.randrange(9)
    if kind == 0:
        training = replace(training, learning_rate=rng.choice([1e-3, 0.03, 1.0, 30.0, 1000.0]))
    elif kind == 1:
        training = replace(training, optimizer=OptimizerChoice(rng.choice(list(OPTIMIZERS))))
    elif kind == 2:
        training = replace(training, batch_size=rng.choice([1, 10, 33, 250, 5000]))
    elif kind == 3:
        regularization = Regularization(rng.choice(["none", "l1", "l2"]), rng.random())
        training = replace(training, regularization=regularization)
    elif kind == 4:
        hidden = tuple(
            HiddenLayer(rng.randint(1, 12), rng.choice(hidden_activations()))
            for _ in range(rng.randint(0, 5))
        )
        network = replace(network, hidden=hidden)
    elif kind == 5 and network.hidden:
        place = rng.randrange(len(network.hidden))
        layer = HiddenLayer(network.hidden[place].units, rng.choice(hidden_activations()))
        hidden = (*network.hidden[:place], layer, *network.hidden[place + 1 :])
        network = replace(network, hidden=hidden)
    elif kind == 6:
        return old.with_output(rng.choice(possible_outputs(data)))
    elif kind == 7:
        names = [name for name in DATASETS if name != "custom"]
        features = tuple(rng.sample(list(FEATURES), rng.randint(1, 4)))
        new = Data(rng.choice(names), rng.randint(10, 800), rng.random(), features=features)
        return old.with_data(new)
    else:
        network = replace(network, seed=rng.randrange(100))
    return replace(old, data=data, network=network, training=training)
