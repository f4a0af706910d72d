"""The thread: its orders, its pace, its mailbox, and that it ends. Every test runs a real one."""

import random
import threading
import time
from concurrent.futures import Future
from dataclasses import replace

import numpy as np
import pytest

from annplayground.core.engines import available as engines
from annplayground.core.engines.numpy_engine import NumpyEngine
from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import (
    Experiment,
    HiddenLayer,
    Network,
    Training,
)
from annplayground.core.run.observe import observe
from annplayground.core.run.runner import Runner
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import View
from annplayground.core.run.thread import bursts as bursts_module
from annplayground.core.run.thread import side as side_module
from annplayground.core.run.thread.orders import SetParameter, Watch
from tests.core.run.running import (
    PATIENCE,
    nothing_comes,
    random_experiment,
    same_weights,
    sessions,
    settled,
    until,
    wait,
)

# -- play, pause, step ----------------------------------------------------------------------


def test_it_starts_paused_and_shows_the_first_weights(start):
    runner = start()
    snapshot = wait(runner)
    assert (snapshot.epoch, snapshot.batch, snapshot.status.playing) == (0, 0, False)
    assert same_weights(snapshot, Session())


def test_play_and_pause(start):
    runner = start()
    runner.play()
    playing = wait(runner, lambda s: s.epoch >= 20)
    assert playing.status.playing
    runner.pause()
    paused = wait(runner, lambda s: not s.status.playing)
    assert paused.epoch >= playing.epoch
    assert nothing_comes(runner)
    runner.play()
    assert wait(runner, lambda s: s.epoch > paused.epoch).run == paused.run


def test_while_paused_nothing_is_published_without_news(start):
    runner = start()
    wait(runner)
    assert nothing_comes(runner)
    runner.watch(View(boundary=8))  # but what is to be shown is news
    assert wait(runner).boundary.shape == (8, 8, 1)
    assert nothing_comes(runner)


def test_what_an_order_did_is_shown_though_nobody_took_the_last_snapshot(start):
    runner = start()
    runner.play()
    wait(runner, lambda snapshot: snapshot.status.playing and snapshot.epoch > 0)
    until(lambda: runner._slot is not None)
    training = replace(Experiment().training, learning_rate=0.011)
    runner.submit(replace(Experiment(), training=training))
    until(lambda: runner._slot.learning_rate == 0.011)


def test_step_batch_trains_one_mini_batch_and_pauses(start):
    runner = start()
    runner.step_batch()
    runner.step_batch()
    snapshot = settled(runner)
    session = Session()
    session.step(), session.step()
    assert (snapshot.epoch, snapshot.batch, snapshot.status.playing) == (0, 2, False)
    np.testing.assert_array_equal(snapshot.last_batch, session.last_batch)
    assert same_weights(snapshot, session)


def test_step_epoch_trains_to_the_end_of_the_epoch_and_pauses(start):
    runner = start()
    runner.step_batch()
    runner.step_epoch()
    snapshot = settled(runner)
    assert (snapshot.epoch, snapshot.batch, snapshot.status.playing) == (1, 0, False)
    session = Session()
    session.train(1)
    assert same_weights(snapshot, session)


@pytest.mark.parametrize("step", ["step_batch", "step_epoch", "back", "restart"])
def test_stepping_pauses_a_run_that_plays(start, step):
    runner = start()
    runner.play()
    wait(runner, lambda s: s.epoch >= 3)
    getattr(runner, step)()
    wait(runner, lambda s: not s.status.playing)
    assert nothing_comes(runner)


def test_back_returns_to_the_epoch_before(start):
    runner = start()
    for _ in range(3):
        runner.step_epoch()
    runner.back()
    snapshot = settled(runner)
    session = Session()
    session.train(2)
    assert snapshot.epoch == 2
    assert same_weights(snapshot, session)
    runner.back(), runner.back(), runner.back()
    snapshot = settled(runner)
    assert (snapshot.epoch, snapshot.can_go_back) == (0, False)


def test_the_numbers_are_those_of_a_session(start):
    """However the bursts fall."""
    runner = start()
    runner.set_rules(StopRules(epoch=60))
    runner.play()
    snapshot = wait(runner, lambda s: s.status.stop_reason is not None)
    session = Session()
    session.train(60)
    assert same_weights(snapshot, session)
    np.testing.assert_array_equal(snapshot.curves.low, session.history.curves().low)


# -- changes --------------------------------------------------------------------------------


def test_a_live_change_goes_on_with_the_same_weights(start):
    runner = start()
    runner.step_epoch()
    before = settled(runner)
    training = replace(before.experiment.training, learning_rate=0.1, loss="mse")
    runner.submit(replace(before.experiment, training=training))
    after = settled(runner)
    assert (after.run, after.epoch, after.learning_rate) == (before.run, 1, 0.1)
    for (W, _), (other, _) in zip(after.parameters, before.parameters, strict=True):
        np.testing.assert_array_equal(W, other)


def test_another_structure_starts_a_new_run_and_goes_on_playing(start):
    runner = start()
    runner.play()
    before = wait(runner, lambda s: s.epoch >= 5)
    network = Network(hidden=(HiddenLayer(3, "relu"),))
    runner.submit(replace(before.experiment, network=network))
    after = wait(runner, lambda s: s.run > before.run)
    assert after.experiment.network == network
    assert after.epoch < before.epoch + 5
    assert after.status.playing
    wait(runner, lambda s: s.epoch >= 5)


def test_load_starts_anew_and_pauses(start):
    runner = start()
    experiment = Experiment()
    runner.play()
    before = wait(runner, lambda s: s.epoch >= 1)
    runner.load(experiment)  # the same experiment: still from its first weights
    after = wait(runner, lambda s: s.run > before.run)
    assert (after.epoch, after.batch, after.status.playing) == (0, 0, False)


def test_restart_returns_to_the_first_weights(start):
    runner = start()
    runner.step_epoch()
    before = settled(runner)
    runner.restart()
    after = settled(runner)
    assert after.run > before.run
    assert after.epoch == 0
    assert same_weights(after, Session())
    assert after.curves.last_epoch == 0


def test_weights_and_biases_set_by_hand(start):
    runner = start()
    runner.set_weight(1, 1, 2, 4.5)
    runner.set_bias(3, 0, -3.0)
    snapshot = settled(runner)
    assert snapshot.parameters[0][0][1, 2] == 4.5
    assert snapshot.parameters[2][1][0] == -3.0


def test_the_value_before_is_the_answer_and_can_be_given_back(start):
    runner = start()
    old = settled(runner).parameters[0][0][1, 2]
    before = runner.set_weight(1, 1, 2, 4.5)
    last = runner.set_weight(1, 1, 2, before)
    assert settled(runner).parameters[0][0][1, 2] == old
    assert (before.result(0), last.result(0)) == (old, 4.5)
    gone = runner.set_bias(1, 7, 1.0)
    runner.set_bias(1, 0, gone)  # nothing came of the one, and nothing comes of the other
    settled(runner)
    assert gone.cancelled()


def test_what_is_found_in_training_is_found_anew_after_a_weight_set_by_hand(start, monkeypatch):
    monkeypatch.setattr(side_module, "DIAGNOSIS_SECONDS", 1e9)
    runner = start()
    runner.watch(View(diagnosis=True))
    runner.play()
    wait(runner, lambda s: s.status.playing and s.diagnosis is None)
    runner.set_bias(1, 0, 100.0)
    wait(runner, lambda s: s.status.playing and s.diagnosis is not None)


def test_what_was_found_in_one_run_is_not_waited_for_in_the_next(start, monkeypatch):
    monkeypatch.setattr(side_module, "DIAGNOSIS_SECONDS", 1e9)
    runner = start()
    runner.watch(View(diagnosis=True))
    runner.play()
    wait(runner, lambda s: s.status.playing and s.diagnosis is None)
    runner.submit(Experiment(network=Network(hidden=())))
    found = wait(runner, lambda s: s.status.playing and s.diagnosis is not None)
    assert found.experiment.network.hidden == ()


def test_a_weight_that_has_gone_meanwhile_is_no_error(start):
    runner = start()
    runner.submit(Experiment(network=Network(hidden=())))
    runner.set_weight(3, 0, 0, 1.0)
    runner.set_bias(1, 7, 1.0)
    assert settled(runner).experiment.network.hidden == ()


# -- rules and divergence -------------------------------------------------------------------


def test_a_rule_stops_and_says_why_and_play_goes_on(start):
    runner = start()
    runner.set_rules(StopRules(epoch=7))
    runner.play()
    stopped = wait(runner, lambda s: s.status.stop_reason is not None)
    assert (stopped.epoch, stopped.batch, stopped.status.playing) == (7, 0, False)
    assert stopped.status.stop_reason.sentence == "Stopped at epoch 7."
    runner.play()
    on = wait(runner, lambda s: s.epoch > 10)
    assert on.status.stop_reason is None


def test_divergence_pauses_and_play_is_refused_until_something_changes(start):
    experiment = Experiment.from_dict(
        {
            "data": {"dataset": "plane"},
            "network": {"output": "linear", "hidden": [{"units": 4, "activation": "relu"}]},
            "training": {"loss": "mse", "learning_rate": 200.0},
        }
    )
    runner = start(experiment)
    runner.watch(View(boundary=10, neurons=5, detail=(1, 1), confusion=True))
    runner.play()
    diverged = wait(runner, lambda s: s.divergence is not None)
    assert not diverged.status.playing
    runner.play()
    assert not settled(runner).status.playing
    runner.submit(replace(experiment, training=replace(experiment.training, learning_rate=0.01)))
    runner.play()
    resumed = wait(runner, lambda s: s.divergence is None and s.epoch > diverged.epoch + 20)
    assert resumed.run == diverged.run
    assert resumed.losses.train < 0.1


# -- pace -----------------------------------------------------------------------------------

# One step an epoch, which even a busy machine takes many times a second.
QUICK = Experiment(training=Training(batch_size=500))


def test_a_limited_speed_is_kept(start):
    runner = start(QUICK)
    runner.set_speed(20.0)
    runner.play()
    first = wait(runner, lambda s: s.epoch >= 2)
    began = time.perf_counter()
    second = wait(runner, lambda s: s.epoch >= first.epoch + 15)
    speed = (second.epoch - first.epoch) / (time.perf_counter() - began)
    assert speed < 25.0
    # On a busy machine it may be lower for a while.
    wait(runner, lambda s: s.status.epochs_per_second == pytest.approx(20.0, rel=0.3))


def test_without_a_limit_it_is_much_faster_and_says_so(start):
    runner = start(QUICK)
    runner.play()
    wait(runner, lambda s: s.status.epochs_per_second > 30.0)


# -- bursts, without a thread ---------------------------------------------------------------


class Fast(NumpyEngine):
    """Stands in for the compiled engine."""

    name, holds_gil = "fast", False


class Clock:
    """Stands in for the module `time`: nothing takes any time but what says so."""

    def __init__(self):
        self.now, self.slept = 100.0, []

    def perf_counter(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(seconds)


@pytest.fixture
def clock(monkeypatch):
    made = Clock()
    for module in (bursts_module, side_module):
        monkeypatch.setattr(module, "time", made)
    return made


def test_a_burst_is_at_most_twice_as_long_as_the_one_before(clock):
    """However little time it took: the next mini-batches may take longer."""
    bursts = Runner(Experiment())._trainer.bursts
    sides = Runner(Experiment())._sides.all
    for length in (1, 2, 4, 8):
        assert bursts.train(list(sides)) == length
        assert bursts.size == 2 * length


def test_only_numpy_rests_so_that_the_window_can_draw(clock):
    runner = Runner(Experiment())
    runner._trainer.train()
    assert clock.slept == [bursts_module.REST_SECONDS]
    sessions(runner)[0].use_engine(Fast)
    runner._trainer.train()
    assert len(clock.slept) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda runner: runner.submit(Experiment(training=Training(batch_size=500))),
        lambda runner: runner.submit(Experiment(network=Network(hidden=()))),
        lambda runner: runner.load(Experiment(network=Network(hidden=()))),
        lambda runner: runner.resume(None, {"a": Experiment(network=Network(hidden=()))}),
        lambda runner: runner.use_engine("numpy"),
        lambda runner: runner.use_engine("numba"),
    ],
    ids=["live", "structure", "another", "resumed", "numpy", "compiled"],
)
def test_after_a_change_the_first_burst_is_one_mini_batch(change, monkeypatch):
    """It may take much longer than those before."""
    monkeypatch.setattr(engines, "_loaded", Fast)
    runner = Runner(Experiment())
    runner._obey()
    runner._trainer.bursts.size = 4096
    change(runner)
    runner._obey()
    runner._change_engine()
    assert runner._trainer.bursts.size == 1


def test_to_go_over_to_another_engine_is_news(monkeypatch):
    """Nobody trains, and the window says all the same which engine it is."""
    monkeypatch.setattr(engines, "_loaded", Fast)
    runner = Runner(Experiment(), "numba")
    runner._obey()
    runner._news = False
    runner._change_engine()
    runner._publish()
    assert runner.take().status.engine == "fast"


def test_a_look_at_the_training_set_gets_a_fifth_of_the_time_at_most(clock, monkeypatch):
    seconds = []

    def observe_slowly(*arguments):
        clock.now += seconds[-1]
        return observe(*arguments)

    monkeypatch.setattr(side_module, "observe", observe_slowly)
    runner = Runner(Experiment())
    runner._carry_out(Watch(View(diagnosis=True)))
    for taken, pause in ((2.0, 8.0), (0.01, side_module.DIAGNOSIS_SECONDS)):
        seconds.append(taken)
        runner._take_snapshot()
        assert runner._sides.all[0]._look_due - clock.now == pytest.approx(pause)


def test_what_was_found_is_known_at_the_next_look_until_a_weight_is_set_by_hand(monkeypatch):
    """A finding clears at a lower threshold than it appears at."""
    known = []

    def note(moment, run, status, view, before):
        known.append(before)
        return observe(moment, run, status, view, before)

    monkeypatch.setattr(side_module, "observe", note)
    sigmoid = tuple(HiddenLayer(8, "sigmoid") for _ in range(6))
    runner = Runner(Experiment(network=Network(hidden=sigmoid)), "numpy")
    runner._carry_out(Watch(View(diagnosis=True)))
    found = runner._take_snapshot().diagnosis.findings
    runner._take_snapshot()
    runner._carry_out(SetParameter(1, 0, 0, 9.0, Future()))
    runner._take_snapshot()
    assert found
    assert known == [frozenset(), {finding.kind for finding in found}, frozenset()]


def test_a_question_is_answered_between_two_mini_batches(start):
    runner = start()
    assert runner.ask(lambda moment: moment.epoch).result(PATIENCE) == 0
    wrong = runner.ask(lambda moment: moment.maps(None))
    assert isinstance(wrong.exception(PATIENCE), Exception)
    assert runner.failure is None  # it is the asker's
    runner.play()
    assert runner.ask(lambda moment: len(moment.parameters)).result(PATIENCE) == 3


def test_a_question_can_be_cancelled_until_it_is_answered(start):
    asked = []
    runner = Runner(Experiment(), "numpy")  # not yet running
    answer = runner.ask(asked.append)
    assert answer.cancel()
    later = runner.ask(lambda moment: moment.epoch)
    runner.start()
    assert later.result(PATIENCE) == 0
    assert asked == []
    runner.stop()


def test_a_loader_ends_with_the_thread(monkeypatch):
    stopped = []
    monkeypatch.setattr(engines, "_loaded", None)
    monkeypatch.setattr(engines, "_problem", None)
    monkeypatch.setattr(engines.EngineLoader, "start", lambda loader: None)
    monkeypatch.setattr(engines.EngineLoader, "stop", lambda loader: stopped.append(loader))
    runner = Runner(Experiment(), "numba")
    runner.start()
    until(lambda: runner._loader is not None)
    loader = runner._loader
    runner.stop()
    assert stopped == [loader]


# -- the mailbox ----------------------------------------------------------------------------


def test_the_newest_snapshot_wins_and_is_given_once(start):
    runner = start()
    for _ in range(10):
        runner.step_epoch()
    until(lambda: runner._slot is not None and runner._slot.epoch == 10)
    assert runner.take().epoch == 10
    assert runner.take() is None


def test_whoever_draws_slowly_does_not_slow_down_training(start, monkeypatch):
    """While nobody takes the snapshot, no further one is made."""
    made = []
    original = side_module.observe
    monkeypatch.setattr(side_module, "observe", lambda *a: (made.append(1), original(*a))[1])
    runner = start()
    wait(runner)
    runner.play()
    until(lambda: sessions(runner)[0].epoch >= 20)
    assert len(made) <= 4
    first = runner.take()
    newer = wait(runner, lambda s: s.epoch > first.epoch)
    assert newer.epoch > first.epoch + 5  # training had gone on all the time


# -- robustness -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [0, 1])
def test_200_random_edits_while_playing_raise_nothing(start, seed):
    rng = random.Random(seed)
    experiment = Experiment()
    runner = start(experiment)
    runner.play()
    for _ in range(200):
        experiment = random_experiment(rng, experiment)
        runner.submit(experiment)
        extra = rng.randrange(9)
        if extra == 0:
            runner.set_weight(rng.randrange(1, 5), rng.randrange(4), 0, rng.uniform(-9, 9))
        elif extra == 1:
            runner.set_bias(rng.randrange(1, 5), rng.randrange(4), rng.uniform(-9, 9))
        elif extra == 2:
            detail = (rng.randrange(5), rng.randrange(8))
            runner.watch(View(rng.choice([0, 30]), rng.choice([0, 12]), detail, True))
        elif extra == 3:
            getattr(runner, rng.choice(["step_batch", "step_epoch", "back", "restart"]))()
        elif extra == 4:
            runner.set_speed(rng.choice([None, 1.0, 50.0]))
        runner.play()
        runner.take()
        time.sleep(rng.choice([0.0, 0.0, 0.005, 0.02]))
    runner.submit(Experiment(training=Training(learning_rate=0.05)))
    runner.set_speed(None)
    runner.restart()
    runner.play()
    final = wait(runner, lambda s: s.experiment.training.learning_rate == 0.05 and s.epoch > 3)
    assert final.status.playing
    assert runner.failure is None


def test_orders_may_come_from_any_thread(start):
    runner = start()

    def order():
        for _ in range(20):
            runner.step_batch()

    threads = [threading.Thread(target=order) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    snapshot = settled(runner)
    assert snapshot.epoch * 25 + snapshot.batch == 80


@pytest.mark.parametrize("order", ["play", "step_epoch"])
def test_it_ends_in_the_middle_of_a_large_epoch(start, order):
    """An epoch of this network takes many seconds; the fixture sees that it is not waited for."""
    hidden = [{"units": 64, "activation": "tanh"}] * 10
    runner = start(
        data={"n_samples": 5000, "train_fraction": 0.9},
        network={"hidden": hidden},
        training={"batch_size": 1},
    )
    runner.watch(View(boundary=60, neurons=24))
    getattr(runner, order)()
    until(lambda: sessions(runner)[0].batch > 10)


def test_stop_is_harmless_before_the_start_and_a_second_time():
    runner = Runner(Experiment())
    runner.stop()
    runner.start()
    runner.join(PATIENCE)
    assert not runner.is_alive()
    runner.stop()


def test_an_error_of_the_program_pauses_and_is_kept_and_the_thread_lives(monkeypatch):
    calls = []

    def broken(*arguments):
        calls.append(1)
        raise RuntimeError("cannot be shown")

    runner = Runner(Experiment())
    with monkeypatch.context() as patch:
        patch.setattr(side_module, "observe", broken)
        runner.start()
        runner.play()
        until(lambda: runner.failure is not None)
        assert "cannot be shown" in str(runner.failure)
        time.sleep(0.1)
        assert len(calls) < 10  # it waits for an order, it does not fail again and again
        assert runner.is_alive()
    runner.failure = None
    runner.step_epoch()
    assert not wait(runner).status.playing
    runner.play()
    wait(runner, lambda s: s.epoch > 3)
    runner.stop()
    assert runner.failure is None


def test_after_an_error_in_training_the_pause_is_shown(monkeypatch):
    runner = Runner(Experiment())
    runner.start()
    runner.play()
    wait(runner, lambda s: s.status.playing)

    def broken(*arguments):
        raise RuntimeError("cannot be trained")

    with monkeypatch.context() as patch:
        patch.setattr(Session, "advance", broken)
        wait(runner, lambda s: not s.status.playing)
        assert "cannot be trained" in str(runner.failure)
    runner.stop()
