"""To look at the past of a run while it goes on, and to go on from there."""

import random
from dataclasses import fields, is_dataclass, replace

import numpy as np
import pytest
from sampled import sampled

from annplayground.core.diagnosis import trials
from annplayground.core.experiment import Experiment, HiddenLayer
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import View
from annplayground.core.run.thread import past as past_module
from tests.core.run.pairs import LOST, A, B, alone, wider, with_training
from tests.core.run.running import PATIENCE, same_weights, sessions, settled, until, wait

EVERYTHING = View(
    boundary=20,
    neurons=8,
    detail=(1, 2),
    confusion=True,
    classes=True,
    diagnosis=True,
    preview=True,
    trace=(1, 0, 0),
    check=(2, 1, 1),
)
# What is of the run as a whole. Findings clear at other thresholds than they appear at, and so
# depend on how often somebody looked before: they are compared apart.
OF_THE_RUN = {"status", "curves", "live_epoch", "marks", "past_curves", "findings", "run"}


@pytest.fixture(autouse=True)
def _gone_at_once(monkeypatch):
    """What is seen of a longer way than a frame has time for, test_long_way tests: on a slow
    machine each of these would be one."""
    monkeypatch.setattr(past_module, "FRAME_SECONDS", 60.0)


def picture(value):
    """All that a value shows, to the bit."""
    if isinstance(value, np.ndarray):
        return value.shape, value.dtype.str, value.tobytes()
    if isinstance(value, Experiment):
        return value
    if is_dataclass(value):
        names = [f.name for f in fields(value) if f.name not in OF_THE_RUN]
        return {name: picture(getattr(value, name)) for name in names}
    if isinstance(value, tuple | list):
        return [picture(part) for part in value]
    return repr(value) if isinstance(value, float) else value


def answered(runner, number, condition=lambda snapshot: True):
    """The first snapshot that obeys an order to look, and is exact: on a busy machine the nearest
    keyframe is seen before."""
    return wait(
        runner, lambda s: s.status.look >= number and s.share_of_way == 1.0 and condition(s)
    )


def with_history(runner, rng, epochs=12):
    """Train, edit and set weights by hand at rest; what was shown at the end of each epoch."""
    seen = {}
    for epoch in range(epochs + 1):
        if epoch:
            runner.step_epoch()
        if epoch == epochs // 3:
            experiment = settled(runner).experiment
            runner.submit(with_training(experiment, learning_rate=0.2))
        if epoch == epochs // 2:
            runner.set_weight(1, 0, 1, rng.uniform(-1, 1))
        seen[epoch] = settled(runner)
    return seen


@pytest.mark.parametrize("seed", sampled(range(4)))
def test_what_is_shown_of_the_past_is_what_was_shown_then(start, seed):
    rng = random.Random(seed)
    runner = start(with_training(A, batch_size=rng.choice([7, 10, 250])))
    runner.watch(EVERYTHING)
    seen = with_history(runner, rng)
    runner.play()
    wait(runner, lambda s: s.epoch > 30)
    for _ in range(15):
        epoch = rng.choice(list(seen))
        past = answered(runner, runner.look(epoch))
        assert past.epoch == epoch
        assert past.live_epoch > 30
        assert past.status.playing
        assert picture(past) == picture(seen[epoch])
        assert picture(past.curves_then) == picture(seen[epoch].curves)
        session = sessions(runner)[0]
        assert list(past.diagnosis.findings) == session.at(epoch).findings()
    live = answered(runner, runner.look(None))
    assert (live.live_epoch, live.epoch > 30) == (None, True)


def test_training_goes_on_while_the_past_is_looked_at_and_costs_no_second_look(start):
    runner = start(A)
    runner.watch(View(boundary=20))
    runner.play()
    wait(runner, lambda s: s.epoch > 20)
    past = answered(runner, runner.look(9))
    later = wait(runner, lambda s: s.live_epoch > past.live_epoch + 100)
    assert (later.epoch, later.batch) == (9, 0)
    assert later.boundary is past.boundary
    assert later.curves.last_epoch == later.live_epoch
    runner.pause()
    at_rest = wait(runner, lambda s: not s.status.playing)
    assert at_rest.epoch == 9


def test_of_many_looks_only_the_newest_is_gone_to(start, monkeypatch):
    runner = start(A)
    runner.play()
    wait(runner, lambda s: s.epoch > 50)
    runner.pause()
    wait(runner, lambda s: not s.status.playing)
    gone_to, replay = [], Session.replay
    monkeypatch.setattr(Session, "replay", lambda run, e: gone_to.append(e) or replay(run, e))
    runner.ask(lambda moment: [runner.look(epoch) for epoch in range(40)]).result(PATIENCE)
    past = wait(runner, lambda s: s.live_epoch is not None and not s.near)
    assert (past.epoch, gone_to) == (39, [39])


@pytest.mark.parametrize("batches", [0, 3])
def test_what_the_run_has_not_left_behind_is_no_past(start, batches):
    runner = start(A)
    runner.step_epoch(), runner.step_epoch()
    for _ in range(batches):
        runner.step_batch()
    runner.look(2)
    shown = settled(runner)
    if batches:
        assert (shown.epoch, shown.batch, shown.live_epoch) == (2, 0, 2)
    else:
        assert (shown.epoch, shown.live_epoch) == (2, None)
    runner.look(3)
    assert settled(runner).live_epoch is None
    runner.look(1)
    assert settled(runner).live_epoch == 2


def test_an_answer_is_about_what_is_looked_at(start):
    runner = start(A)
    for _ in range(3):
        runner.step_epoch()
    runner.look(1)
    assert runner.ask(lambda moment: moment.epoch).result(PATIENCE) == 1
    runner.look(None)
    assert runner.ask(lambda moment: moment.epoch).result(PATIENCE) == 3


# -- going on from there ------------------------------------------------------------------------


def test_a_fork_goes_on_as_if_nothing_had_come_later(start):
    runner = start(A)
    for epoch in range(9):
        runner.step_epoch()
        if epoch == 6:
            runner.submit(with_training(A, learning_rate=1.0))
            runner.set_weight(1, 0, 0, 3.0)
    first = settled(runner)
    runner.look(5)
    left = runner.fork()
    forked = settled(runner)
    assert left.result(PATIENCE).epoch == 9
    assert (forked.epoch, forked.live_epoch, forked.experiment) == (5, None, A)
    assert forked.run != first.run
    for _ in range(6):
        runner.step_epoch()
    end, straight = settled(runner), alone(A, 11)
    assert same_weights(end, straight)
    assert np.array_equal(end.curves.low, straight.history.curves().low, equal_nan=True)
    runner.resume(left, {"a": first.experiment})
    back = settled(runner)
    assert back.epoch == 9
    assert picture(back.parameters) == picture(first.parameters)


def test_an_edit_in_the_past_goes_on_from_there(start):
    runner = start(A)
    for _ in range(6):
        runner.step_epoch()
    runner.look(4)
    left = runner.submit(with_training(A, learning_rate=0.5))
    shown = settled(runner)
    assert (shown.epoch, shown.live_epoch, shown.learning_rate) == (4, None, 0.5)
    assert left.result(PATIENCE).epoch == 6
    runner.step_epoch()
    straight = alone(A, 4)
    straight.adopt(with_training(A, learning_rate=0.5))
    straight.train()
    assert same_weights(settled(runner), straight)


def test_an_edit_that_begins_anew_leaves_the_whole_run(start):
    runner = start(A)
    runner.compare(B)
    for _ in range(4):
        runner.step_epoch()
    runner.look(2)
    left = runner.submit(wider(A))
    shown = settled(runner)
    assert (shown.epoch, shown.experiment, shown.live_epoch) == (0, wider(A), None)
    assert (shown.other.epoch, shown.other.live_epoch) == (4, None)
    assert left.result(PATIENCE).epoch == 4
    assert list(left.result().sessions) == ["a"]


def test_two_runs_are_looked_at_and_forked_together(start):
    runner = start(A)
    runner.compare(B)
    for _ in range(5):
        runner.step_epoch()
    faster = with_training(B, learning_rate=0.4)
    runner.submit(faster, "b")
    runner.step_epoch()
    runner.look(3)
    shown = settled(runner)
    assert (shown.epoch, shown.other.epoch) == (3, 3)
    assert (shown.live_epoch, shown.other.live_epoch) == (6, 6)
    left = runner.submit(with_training(A, learning_rate=0.5))
    forked = settled(runner)
    assert (forked.epoch, forked.other.epoch) == (3, 3)
    assert (forked.learning_rate, forked.other.learning_rate) == (0.5, 0.4)
    assert same_weights(forked.other, alone(B, 3))
    runner.resume(left, {"a": A, "b": faster})
    back = settled(runner)
    assert (back.epoch, back.other.epoch) == (6, 6)


def test_b_that_has_not_come_so_far_is_shown_as_it_stands(start):
    runner = start(A)
    for _ in range(5):
        runner.step_epoch()
    runner.compare(B)
    runner.look(3)
    shown = settled(runner)
    assert (shown.epoch, shown.live_epoch) == (3, 5)
    assert (shown.other.epoch, shown.other.live_epoch) == (0, None)
    left = runner.fork()
    assert settled(runner).other.epoch == 0
    assert list(left.result(PATIENCE).sessions) == ["a"]


ENDING = {
    "step_batch": lambda runner: runner.step_batch(),
    "step_epoch": lambda runner: runner.step_epoch(),
    "back": lambda runner: runner.back(),
    "restart": lambda runner: runner.restart(),
    "load": lambda runner: runner.load(B),
    "compare": lambda runner: runner.compare(B),
    "weight": lambda runner: runner.set_weight(1, 0, 0, 1.0),
    "resume": lambda runner: runner.resume(None, {"a": A}),
}


@pytest.mark.parametrize("act", ENDING)
def test_what_changes_a_run_shows_it_as_it_stands(start, act):
    runner = start(A)
    for _ in range(4):
        runner.step_epoch()
    runner.look(1)
    assert settled(runner).live_epoch == 4
    ENDING[act](runner)
    assert settled(runner).live_epoch is None


def test_a_fork_of_nothing_leaves_nothing(start):
    runner = start(A)
    runner.step_epoch()
    before = settled(runner)
    assert runner.fork().result(PATIENCE) is None
    assert settled(runner).run == before.run


def test_a_diverged_run_goes_on_from_before(start):
    runner = start(LOST)
    runner.play()
    lost = wait(runner, lambda s: s.divergence)
    past = answered(runner, runner.look(0))
    assert (past.divergence, past.live_epoch) == (None, lost.epoch)
    runner.submit(with_training(LOST, learning_rate=1e-4))
    runner.step_epoch()
    end = settled(runner)
    assert (end.epoch, end.divergence) == (1, None)


def test_remedies_are_tried_for_the_moment_that_is_looked_at(start, monkeypatch):
    monkeypatch.setattr(trials, "WORK", trials.WORK // 100)  # whether, not how well
    deep = replace(A.network, hidden=(HiddenLayer(8, "sigmoid"),) * 5)
    runner = start(replace(A, network=deep))
    runner.watch(View(diagnosis=True, remedies=True))
    for _ in range(3):
        runner.step_epoch()
    answered(runner, runner.look(1))

    def tried():
        diagnosis = settled(runner).diagnosis
        return diagnosis.findings and not any(f.pending for f in diagnosis.findings)

    until(tried)
    assert settled(runner).epoch == 1
