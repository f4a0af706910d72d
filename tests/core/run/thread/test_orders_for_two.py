"""Orders for one of two runs, or for both."""

from concurrent.futures import CancelledError

import pytest

from annplayground.core.experiment import Experiment, HiddenLayer, Network
from annplayground.core.run.runner import Runner
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import View
from annplayground.core.run.thread import side as side_module
from tests.core.run.pairs import (
    LOST,
    A,
    B,
    both,
    is_alone,
    places,
    same_parameters,
    wider,
    with_training,
)
from tests.core.run.running import (
    PATIENCE,
    same_weights,
    settled,
    wait,
)

# -- orders ---------------------------------------------------------------------------------


def test_a_step_is_one_mini_batch_of_a_and_as_much_of_b(start):
    runner = start(A)  # 25 mini-batches
    runner.compare(with_training(A, batch_size=50))  # 5
    for _ in range(7):
        runner.step_batch()
    snapshot, other = both(runner)
    assert places(snapshot) == [(0, 7), (0, 1)]
    assert is_alone(snapshot)
    assert is_alone(other)
    for _ in range(18):
        runner.step_batch()
    assert places(both(runner)[0]) == [(1, 0), (1, 0)]
    runner.step_batch()
    runner.step_epoch()
    snapshot, other = both(runner)
    assert places(snapshot) == [(2, 0), (2, 0)]
    assert is_alone(snapshot)
    assert is_alone(other)


def test_a_step_of_one_that_is_behind_waits_for_nobody(start):
    runner = start(A)
    both_epochs = []
    runner.step_epoch(), runner.step_epoch()
    runner.compare(B)
    both_epochs.append(places(both(runner, 1)[0]))  # B goes on, too
    runner.submit(wider(A))
    both_epochs.append(places(both(runner, 1)[0]))  # B, ahead, waits
    runner.step_batch()
    both_epochs.append(places(both(runner)[0]))
    assert both_epochs == [[(3, 0), (1, 0)], [(1, 0), (1, 0)], [(1, 1), (1, 0)]]


def test_where_a_has_diverged_b_is_stepped(start):
    runner = start(LOST)
    runner.play()
    lost = wait(runner, lambda s: s.divergence)
    runner.compare(B)
    runner.step_batch()
    assert places(both(runner)[0]) == [(lost.epoch, lost.batch), (0, 1)]
    runner.step_epoch()
    assert places(both(runner)[0]) == [(lost.epoch, lost.batch), (1, 0)]


def test_back_returns_both_and_leaves_behind_who_is_behind(start):
    runner = start(A)
    runner.compare(B)
    before, other_before = both(runner, 4)
    left = runner.back()
    snapshot, other = both(runner)
    assert places(snapshot) == [(3, 0), (3, 0)]
    assert is_alone(snapshot)
    assert is_alone(other)
    assert left.result(0).epoch == 4
    runner.resume(left, {"a": A, "b": B})
    snapshot, other = both(runner)
    assert same_parameters(snapshot, before)
    assert same_parameters(other, other_before)
    runner.submit(wider(A))
    assert places(both(runner, 1)[0]) == [(1, 0), (4, 0)]
    runner.back()
    assert places(both(runner)[0]) == [(1, 0), (3, 0)]


def test_restart_returns_both_to_their_first_weights_and_resume_brings_both_back(start):
    runner = start(A)
    runner.compare(B)
    before, other_before = both(runner, 3)
    left = runner.restart()
    snapshot, other = both(runner)
    assert same_weights(snapshot, Session(A))
    assert same_weights(other, Session(B))
    anew = runner.resume(left, {"a": A, "b": B})
    snapshot, other = both(runner)
    assert same_parameters(snapshot, before)
    assert same_parameters(other, other_before)
    assert anew.result(0).epoch == 0


def test_b_is_edited_by_the_same_orders_and_a_knows_nothing_of_it(start):
    runner = start(A)
    runner.compare(A)
    first, _ = both(runner, 3)
    faster = with_training(A, learning_rate=0.2)
    runner.submit(faster, "b")
    live, b = both(runner)
    assert (b.epoch, b.learning_rate, live.learning_rate) == (3, 0.2, 0.03)
    old = runner.set_weight(1, 0, 0, 4.5, "b")
    older = runner.set_bias(2, 1, -1.5, session="b")
    edited, b = both(runner)
    assert (b.parameters[0][0][0, 0], b.parameters[1][1][1]) == (4.5, -1.5)
    assert old.result(0) == live.other.parameters[0][0][0, 0]
    assert older.result(0) == live.other.parameters[1][1][1]
    assert runner.ask(lambda moment: moment.learning_rate, "b").result(PATIENCE) == 0.2
    assert runner.ask(lambda moment: moment.learning_rate).result(PATIENCE) == 0.03
    left = runner.submit(wider(A), "b")
    anew, b = both(runner)
    assert (b.epoch, b.experiment) == (0, wider(A))
    assert left.result(0).epoch == 3
    assert (b.run > edited.other.run, anew.run) == (True, first.run)
    assert same_parameters(anew, first)
    assert is_alone(anew)


def test_what_is_for_a_b_that_is_not_there_comes_to_nothing(start):
    runner = start(A)
    runner.step_epoch()
    before = settled(runner)
    assert runner.submit(B, "b").result(PATIENCE) is None
    assert runner.compare(None).result(PATIENCE) is None
    for answer in (runner.set_weight(1, 0, 0, 1.0, "b"), runner.ask(lambda m: m, "b")):
        with pytest.raises(CancelledError):
            answer.result(PATIENCE)
    after = settled(runner)
    assert same_parameters(after, before)
    assert after.other is None


def test_b_is_taken_out_and_put_in_again_as_it_was(start):
    runner = start(A)
    runner.compare(B)
    before, b_before = both(runner, 3)
    left = runner.compare(None)
    gone = settled(runner)
    assert gone.other is None
    assert same_parameters(gone, before)
    runner.step_epoch()
    runner.resume(left, {"b": B})
    after, b = both(runner)
    assert same_parameters(b, b_before)
    assert b.run > b_before.run  # so that nobody takes it for what was shown before
    assert (after.epoch, after.run) == (4, before.run)
    taken = runner.resume(None, {"b": None})
    assert settled(runner).other is None
    assert taken.result(0).epoch == 3


def test_another_b_takes_the_place_of_the_one_before_from_its_start(start):
    runner = start(A)
    runner.compare(B)
    both(runner, 2)
    left = runner.compare(with_training(B, learning_rate=0.2))
    _, b = both(runner)
    assert (b.epoch, b.learning_rate) == (0, 0.2)
    assert left.result(0).epoch == 2


def test_who_opens_another_experiment_compares_it_with_none(start):
    runner = start(A)
    runner.compare(B)
    before, b_before = both(runner, 2)
    left = runner.load(wider(A))
    opened = settled(runner)
    assert (opened.experiment, opened.other) == (wider(A), None)
    runner.resume(left, {"a": A, "b": B})
    after, b = both(runner)
    assert same_parameters(after, before)
    assert same_parameters(b, b_before)


def test_without_a_known_run_only_what_differs_goes_on_changed(start):
    """A that has diverged is not brought back to life because B is."""
    runner = start(LOST)
    runner.play()
    lost = wait(runner, lambda s: s.divergence)
    runner.compare(A)
    runner.resume(None, {"a": LOST, "b": with_training(A, learning_rate=0.3)})
    snapshot, b = both(runner)
    assert snapshot.divergence == lost.divergence
    assert b.learning_rate == 0.3


# -- looking --------------------------------------------------------------------------------


def test_each_shows_what_is_watched_of_it(start):
    runner = start(A)
    runner.watch(View(boundary=12))
    runner.compare(B)
    snapshot, b = both(runner)
    assert snapshot.boundary.shape == b.boundary.shape == (12, 12, 1)
    runner.watch(View(boundary=6, neurons=4), "b")
    snapshot, b = both(runner)
    assert (len(snapshot.boundary), snapshot.neuron_maps) == (12, None)
    assert (len(b.boundary), len(b.neuron_maps)) == (6, 3)
    runner.watch(View())
    snapshot, b = both(runner)
    assert (snapshot.boundary, b.boundary) == (None, None)


def test_what_was_found_of_one_is_not_said_of_the_other(monkeypatch):
    """A finding clears at a lower threshold than it appears at: for each run by itself."""
    known = []
    observe = side_module.observe

    def note(moment, run, status, view, before):
        known.append((moment.experiment, before))
        return observe(moment, run, status, view, before)

    monkeypatch.setattr(side_module, "observe", note)
    ill = Experiment(network=Network(hidden=tuple(HiddenLayer(8, "sigmoid") for _ in range(6))))
    runner = Runner(ill)
    runner.compare(A)
    runner.watch(View(diagnosis=True))
    runner._obey()
    first = runner._take_snapshot()
    runner._take_snapshot()
    runner.set_bias(1, 0, 0.5, session="b")
    runner._obey()
    runner._take_snapshot()
    kinds = [frozenset(f.kind for f in s.diagnosis.findings) for s in (first, first.other)]
    assert kinds[0] != kinds[1]
    none = frozenset()
    assert [before for made, before in known if made == ill] == [none, kinds[0], kinds[0]]
    assert [before for made, before in known if made == A] == [none, kinds[1], none]


def test_the_looks_at_both_get_a_fifth_of_the_time_together(monkeypatch):
    clock = [100.0]
    observe = side_module.observe

    def observe_slowly(*arguments):
        clock[0] += 2.0
        return observe(*arguments)

    monkeypatch.setattr(side_module, "observe", observe_slowly)
    monkeypatch.setattr(side_module.time, "perf_counter", lambda: clock[0])
    runner = Runner(A)
    runner.compare(B)
    runner.watch(View(diagnosis=True))
    runner._obey()
    runner._take_snapshot()
    a, b = runner._sides.all
    assert (a._look_due, b._look_due) == (102.0 + 18.0, 104.0 + 18.0)


def test_a_treatment_belongs_to_one_of_them_and_ends_with_it(start):
    ill = with_training(A, learning_rate=1e-5)
    runner = start(ill)
    runner.watch(View(diagnosis=True, remedies=True))
    runner.compare(ill)
    both(runner, 100)
    a, b = (side._treatments._present for side in runner._sides.all)
    assert a is not None
    assert b is not None
    assert a is not b
    runner.compare(None)
    settled(runner)
    assert not b.is_alive()
    assert runner._sides.all[0]._treatments._present is a
