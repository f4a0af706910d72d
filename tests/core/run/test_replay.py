"""The way to an earlier epoch, gone in parts and in another thread: exactly where the run was; and
what has changed since then."""

import threading

import numpy as np
import pytest

from annplayground import Experiment, Session
from annplayground.core.edits import changed
from annplayground.core.experiment import Data, HiddenLayer, Network, Training
from annplayground.core.run.change import RESOLUTION, change_between
from annplayground.core.run.observe import grid_inputs

SMALL = Experiment(
    Data("circle", 60), Network((HiddenLayer(4, "tanh"),)), Training(learning_rate=0.3)
)
CASES = {
    "two classes": SMALL,
    "three classes": Experiment(Data("blobs3", 60), Network(output="softmax")),
    "regression": Experiment(Data("plane", 60), Network((), "linear"), Training("mse")),
}


def flat(parameters):
    return np.concatenate([part.ravel() for pair in parameters for part in pair])


def run_with_changes():
    run = Session(SMALL, "numpy")
    run.train(5)
    run.adopt(changed(SMALL, "training.learning_rate", 0.05))
    run.train(3)
    run.set_weight(1, 0, 1, 2.5)
    run.train(4)
    run.step()
    return run


@pytest.mark.parametrize("epoch", [0, 1, 4, 5, 6, 8, 9, 12])
def test_it_comes_to_what_at_says_however_it_is_cut(epoch):
    run = run_with_changes()
    wanted = run.at(epoch)
    way = run.replay(epoch)
    shares = [way.share]
    while not way.done:
        way.go_on(seconds=0.0)  # a mini-batch at a time
        shares.append(way.share)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    found = way.result()
    assert found.epoch == epoch
    assert flat(found.parameters).tolist() == flat(wanted.parameters).tolist()
    assert found.losses() == wanted.losses()
    assert found.last_batch.tolist() == wanted.last_batch.tolist()
    assert found.experiment == wanted.experiment
    assert np.array_equal(found.curves.epochs, wanted.curves.epochs)


def test_it_is_gone_in_another_thread_while_the_run_goes_on():
    run, same = run_with_changes(), run_with_changes()
    way = run.replay(7)
    found = []
    thread = threading.Thread(target=lambda: found.append(way.finish(lambda: False)))
    thread.start()
    run.train(20)
    thread.join()
    assert flat(found[0].parameters).tolist() == flat(same.at(7).parameters).tolist()
    same.train(20)
    assert flat(run.parameters).tolist() == flat(same.parameters).tolist()


def test_it_ends_when_nobody_waits():
    assert run_with_changes().replay(12).finish(lambda: True) is None


@pytest.mark.parametrize("experiment", CASES.values(), ids=CASES)
def test_what_has_changed(experiment):
    run = Session(experiment, "numpy")
    run.train(15)
    then, now = run.at(3), run.moment
    found = change_between(then, now)
    assert (found.since, found.epoch) == (3, 15)
    assert found.losses == (then.losses(), now.losses())
    X = grid_inputs(RESOLUTION, ("x1", "x2"))
    before, after = then.predict(X), now.predict(X)
    if after.shape[1] > 1:
        wanted = 0.5 * np.abs(after - before).sum(axis=1)
        old, new = before.argmax(axis=1), after.argmax(axis=1)
    else:
        wanted = (after - before)[:, 0]
        old, new = before[:, 0] > 0.5, after[:, 0] > 0.5
    np.testing.assert_allclose(found.difference.ravel(), wanted, atol=1e-6)
    if experiment.data.n_classes:
        assert found.map_share == pytest.approx((old != new).mean(), abs=2e-4)
        samples = run.train_set.X
        classes = [
            m.predict(samples).argmax(axis=1)
            if m.predict(samples).shape[1] > 1
            else m.predict(samples)[:, 0] > 0.5
            for m in (then, now)
        ]
        assert found.n_samples == (classes[0] != classes[1]).sum()
    else:
        assert found.map_share is found.n_samples is found.accuracies is None
    for moved, (W, b), (W0, b0) in zip(found.layers, now.parameters, then.parameters, strict=True):
        assert pytest.approx(np.sqrt(((W - W0) ** 2).sum())) == moved.W
        assert moved.b == pytest.approx(np.sqrt(((b - b0) ** 2).sum()))
        assert moved.share == pytest.approx(moved.W / np.sqrt((W0**2).sum()))
