"""Two runs in one thread, in step by epoch, each as if it were alone."""

import random
import time

import pytest
from sampled import sampled

from annplayground.core.engines import available
from annplayground.core.engines.available import VARIABLE
from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.core.run.runner import Runner
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import View
from annplayground.core.run.thread import bursts as bursts_module
from tests.core.run.pairs import (
    LOST,
    A,
    B,
    both,
    is_alone,
    places,
    wider,
    with_training,
)
from tests.core.run.running import (
    nothing_comes,
    random_experiment,
    same_weights,
    sessions,
    settled,
    until,
    wait,
)

# -- in step --------------------------------------------------------------------------------


@pytest.mark.parametrize("speed", sampled([None, 60.0]))
@pytest.mark.parametrize(
    "other",
    [B, with_training(A, batch_size=1), with_training(A, batch_size=250), wider(A, 32), A],
    ids=["fewer", "many", "one", "slower", "equal"],
)
def test_they_stand_in_the_same_epoch_whenever_they_are_seen(start, other, speed):
    runner = start(A)
    runner.compare(other)
    runner.set_speed(speed)
    runner.set_rules(StopRules(epoch=25))
    runner.play()
    seen = []

    def noted(snapshot):
        if snapshot.status.playing:
            seen.append((snapshot.epoch, snapshot.other.epoch, snapshot.status.catching_up))
        return snapshot.status.stop_reason is not None and not snapshot.status.playing

    end = wait(runner, noted)
    assert len(seen) > 3
    assert all(a == b and behind is None for a, b, behind in seen)
    assert places(end) == [(25, 0), (25, 0)]
    assert is_alone(end)
    assert is_alone(end.other)


@pytest.mark.numba
def test_compiled_runs_are_in_step_too_and_each_is_as_if_alone(monkeypatch):
    monkeypatch.setenv(VARIABLE, "auto")
    assert available.load_compiled() is not None
    runner = Runner(A)
    runner.start()
    runner.compare(with_training(B, batch_size=1))
    runner.play()
    try:
        end = wait(runner, lambda s: s.epoch > 2000)
        assert end.epoch == end.other.epoch
        assert is_alone(end)
        assert is_alone(end.other)
    finally:
        runner.stop()
    assert runner.failure is None


def test_within_a_long_epoch_as_much_of_it_remains_to_each(start):
    """Here an epoch of B takes many bursts, and A does not hurry on to its end."""
    many = Data(n_samples=1200, train_fraction=0.9)
    hidden = tuple(HiddenLayer(32) for _ in range(4))
    slow = Experiment(many, Network(hidden=hidden), Training(batch_size=1))
    runner = start(with_training(A, batch_size=25))  # ten mini-batches
    runner.compare(slow)
    runner.play()
    snapshot = wait(runner, lambda s: s.other and s.other.batch > 150)
    done = snapshot.other.batch / snapshot.other.batches_per_epoch
    assert snapshot.epoch == snapshot.other.epoch
    assert 0 < snapshot.batch <= done * 10 < snapshot.batch + 1


def test_b_begins_with_first_weights_and_catches_up_while_a_waits(start):
    runner = start(A)
    for _ in range(40):
        runner.step_epoch()
    runner.compare(B)
    put_in, b = both(runner)
    assert (put_in.epoch, b.epoch) == (40, 0)
    assert same_weights(b, Session(B))
    runner.set_speed(1.0)  # which is not meant for catching up
    runner.play()
    seen = []

    def noted(snapshot):
        if snapshot.status.catching_up:
            assert snapshot.status.catching_up == "b"
            assert (snapshot.epoch, snapshot.batch) == (40, 0)
            seen.append(snapshot.other.epoch)
        return not snapshot.status.catching_up and snapshot.other.epoch > 0

    level = wait(runner, noted)
    assert seen == sorted(seen)
    assert level.epoch == level.other.epoch == 40
    assert is_alone(level)
    assert is_alone(level.other)


def test_the_one_that_begins_anew_catches_up(start):
    runner = start(A)
    runner.compare(B)
    both(runner, 30)
    runner.play()
    runner.submit(wider(A))
    level = wait(runner, lambda s: s.experiment == wider(A) and not s.status.catching_up)
    assert level.epoch == level.other.epoch >= 30
    assert is_alone(level)
    assert is_alone(level.other)


def test_a_burst_is_as_long_as_both_may_take_together(monkeypatch):
    """What counts is the time of both, not that of the first alone."""
    clock = [0.0]
    advance = Session.advance

    def timed(session, batches, *rest):
        clock[0] += batches * (0.001 if session.experiment == B else 1e-6)
        return advance(session, batches, *rest)

    monkeypatch.setattr(Session, "advance", timed)
    monkeypatch.setattr(bursts_module.time, "perf_counter", lambda: clock[0])
    runner = Runner(A)
    runner.compare(B)
    runner._obey()
    for _ in range(30):
        began = clock[0]
        runner._trainer.train()
    assert clock[0] - began < 2 * bursts_module.GIL_BURST_SECONDS


# -- one of them waits ----------------------------------------------------------------------


@pytest.mark.parametrize("lost", ["a", "b"])
def test_one_that_diverged_waits_while_the_other_goes_on(start, lost):
    runner = start(LOST if lost == "a" else A)
    runner.compare(A if lost == "a" else LOST)
    runner.play()
    snapshot = wait(runner, lambda s: s.other and max(s.epoch, s.other.epoch) > 30)
    one, other = (snapshot, snapshot.other) if lost == "a" else (snapshot.other, snapshot)
    assert one.divergence is not None
    assert one.epoch < 30
    assert (other.divergence, snapshot.status.playing) == (None, True)
    assert snapshot.status.catching_up is None
    assert is_alone(other)
    # A pause changes nothing of this.
    runner.pause(), runner.play()
    wait(runner, lambda s: max(s.epoch, s.other.epoch) > other.epoch + 10)
    # With a smaller learning rate it returns to where it was well, and catches up.
    runner.submit(with_training(LOST, learning_rate=0.01), lost)
    level = wait(runner, lambda s: s.epoch == s.other.epoch > 40)
    assert (level.divergence, level.other.divergence) == (None, None)


def test_when_both_have_diverged_it_pauses_and_play_is_refused(start):
    runner = start(LOST)
    runner.compare(with_training(LOST, learning_rate=300.0))
    runner.play()
    end = wait(runner, lambda s: not s.status.playing and s.other and s.other.divergence)
    assert end.divergence is not None
    runner.play()
    assert not settled(runner).status.playing
    assert nothing_comes(runner)


def test_one_that_a_rule_stops_waits_until_all_have_stopped(start):
    """Batches of one sample reach that accuracy long before whole epochs do."""
    runner = start(with_training(A, batch_size=1))
    runner.compare(with_training(A, batch_size=250, learning_rate=1.0))
    runner.set_rules(StopRules(test_accuracy=0.9))
    runner.play()
    early = wait(runner, lambda s: s.status.stop_reason)
    assert early.status.playing
    assert early.other.status.stop_reason is None
    on = wait(runner, lambda s: s.other.epoch > early.epoch + 20)
    assert (on.epoch, on.status.playing, on.status.catching_up) == (early.epoch, True, None)
    end = wait(runner, lambda s: not s.status.playing)
    assert end.status.stop_reason == early.status.stop_reason
    assert end.other.status.stop_reason.key == "test_accuracy"
    assert is_alone(end)
    assert is_alone(end.other)


def test_to_take_out_the_only_one_that_goes_pauses(start):
    runner = start(LOST)
    runner.play()
    wait(runner, lambda s: s.divergence)
    runner.compare(A)
    runner.play()
    wait(runner, lambda s: s.other and s.other.epoch > 5)
    runner.compare(None)
    assert wait(runner, lambda s: s.other is None and not s.status.playing).divergence


# -- the engine, and the end ------------------------------------------------------------------


@pytest.mark.numba
def test_both_go_over_to_the_compiled_engine_and_are_trained_once_more_by_it(start, monkeypatch):
    assert available.load_compiled() is not None
    runner = start(A)
    runner.compare(B)
    both(runner, 5)
    runner.use_engine("numba")
    snapshot = wait(runner, lambda s: s.status.engine == s.other.status.engine == "numba")
    for shown in (snapshot, snapshot.other):
        session = Session(shown.experiment, "numba")
        session.train(5)
        assert same_weights(shown, session)


@pytest.mark.parametrize("order", ["play", "step_epoch", "step_batch"])
def test_it_ends_in_the_middle_of_a_large_epoch_of_b(start, order):
    """Which would take many seconds; the fixture sees that it is not waited for."""
    slow = Experiment(
        Data(n_samples=5000, train_fraction=0.9),
        Network(hidden=tuple(HiddenLayer(64) for _ in range(10))),
        Training(batch_size=1),
    )
    runner = start(with_training(A, batch_size=250))
    runner.compare(slow)
    getattr(runner, order)()
    until(lambda: len(sessions(runner)) == 2 and sessions(runner)[1].batch > 10)


def test_it_ends_while_one_catches_up(start):
    runner = start(with_training(A, batch_size=250))
    for _ in range(300):
        runner.step_epoch()
    runner.compare(with_training(A, batch_size=1))
    runner.play()
    wait(runner, lambda s: s.other and s.other.epoch > 1)


@pytest.mark.parametrize("seed", sampled([0, 1]))
def test_random_orders_for_both_raise_nothing_and_a_is_as_if_alone(start, seed):
    rng = random.Random(seed)
    runner = start(A)
    runner.play()
    for _ in range(120):
        match rng.randrange(8):
            case 0:
                runner.compare(rng.choice([None, random_experiment(rng, A)]))
            case 1 | 2:
                runner.submit(random_experiment(rng, A), rng.choice(["a", "b"]))
            case 3:
                runner.set_weight(1, 0, 0, rng.uniform(-9, 9), rng.choice(["a", "b"]))
            case 4:
                getattr(runner, rng.choice(["step_batch", "step_epoch", "back", "restart"]))()
            case 5:
                runner.set_speed(rng.choice([None, 1.0, 50.0]))
            case 6:
                runner.watch(View(rng.choice([0, 20]), diagnosis=rng.random() < 0.5))
        runner.play()
        snapshot = runner.take()
        if snapshot is not None and snapshot.other is not None and snapshot.status.playing:
            stopped = any(s.divergence or s.status.stop_reason for s in (snapshot, snapshot.other))
            level = snapshot.epoch == snapshot.other.epoch
            assert level or stopped or snapshot.status.catching_up
        time.sleep(rng.choice([0.0, 0.0, 0.005, 0.02]))
    runner.submit(wider(A, 3))
    runner.set_speed(None)
    runner.restart()
    runner.play()
    end = wait(runner, lambda s: s.experiment == wider(A, 3) and s.epoch > 3)
    assert is_alone(end)
