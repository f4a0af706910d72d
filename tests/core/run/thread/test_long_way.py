"""A long way to an epoch of the past: the nearest keyframe is seen at once and said to be that, and
the exact one when the way is gone; training goes on, and nothing of it changes."""

import numpy as np
import pytest

from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import View
from annplayground.core.run.thread import past as module
from tests.core.run.running import PATIENCE, same_weights, sessions, until, wait

SMALL = Experiment(
    Data("circle", 60), Network((HiddenLayer(4, "tanh"),)), Training(learning_rate=0.3)
)
EPOCHS = 203


@pytest.fixture
def long_way(monkeypatch):
    """No time for any way, and few keyframes."""
    monkeypatch.setattr(module, "FRAME_SECONDS", 0.0)
    monkeypatch.setattr("annplayground.core.run.keyframes.MAX_NUMBER", 8)


@pytest.fixture
def runner(start, long_way):
    made = start(SMALL)
    made.watch(View(boundary=10, diagnosis=True))
    made.ask(lambda moment: sessions(made)[0].train(EPOCHS)).result(PATIENCE)
    return made


def exact(epoch):
    run = Session(SMALL, "numpy")
    run.train(epoch)
    return run


@pytest.mark.parametrize("epoch", [0, 5, 100, 147, 202])
def test_the_nearest_keyframe_comes_first_and_then_the_epoch(runner, epoch):
    number = runner.look(epoch)
    seen = [wait(runner, lambda s: s.status.look == number)]
    while seen[-1].near:
        seen.append(wait(runner))
    kept = sessions(runner)[0]._keyframes.epochs
    nearest = min(kept, key=lambda there: abs(there - epoch))
    for snapshot in seen[:-1]:
        assert snapshot.epoch == nearest
        assert same_weights(snapshot, exact(nearest))
        assert snapshot.losses == exact(nearest).losses()
        assert 0 <= snapshot.share_of_way < 1
    shares = [snapshot.share_of_way for snapshot in seen]
    assert shares == sorted(shares)
    assert seen[-1].epoch == epoch
    assert seen[-1].live_epoch == EPOCHS
    assert same_weights(seen[-1], exact(epoch))
    assert np.array_equal(seen[-1].boundary, wait_for_map(epoch))


def wait_for_map(epoch):
    from annplayground.core.run.observe import observe
    from annplayground.core.run.snapshot import Status

    return observe(exact(epoch).moment, 0, Status(), View(boundary=10)).boundary


def test_who_looks_elsewhere_ends_the_way(runner):
    for epoch in (50, 120, 33, 199, 77):
        number = runner.look(epoch)
    found = wait(runner, lambda s: s.status.look == number and not s.near)
    assert found.epoch == 77
    runner.look(None)
    assert wait(runner, lambda s: s.live_epoch is None).epoch == EPOCHS


def test_to_go_on_from_there_is_exact_at_once(runner):
    runner.look(150)
    runner.fork()
    run = wait(runner, lambda s: s.live_epoch is None and s.epoch == 150)
    assert same_weights(run, exact(150))


def test_training_goes_on_as_if_nobody_looked(runner):
    runner.play()
    for epoch in (20, 160, 90):
        number = runner.look(epoch)
        found = wait(runner, lambda s, n=number: s.status.look == n and not s.near)
        assert same_weights(found, exact(epoch))
    runner.look(None)
    runner.pause()
    found = wait(runner, lambda s: not s.status.playing and s.live_epoch is None)
    until(lambda: not runner._playing)
    assert same_weights(found, sessions(runner)[0])
