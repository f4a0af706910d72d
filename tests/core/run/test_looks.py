"""Where findings began and ended, against the findings of each epoch."""

import pytest

from annplayground.core.experiment import Experiment
from annplayground.core.run.looks import MOST, PARTS, Looks
from annplayground.core.run.runner import Runner
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import View
from annplayground.core.run.thread.onsets import Onsets
from tests.core.run.pairs import with_training
from tests.core.run.running import until, wait

# Dead units from the start, and a plateau that comes and goes.
ILL = Experiment.from_dict(
    {
        "data": {"dataset": "xor", "n_samples": 40},
        "network": {"hidden": [{"units": 4, "activation": "relu"}] * 2},
        "training": {"learning_rate": 3.0},
    }
)
EPOCHS = 80


def looked_at(session):
    """The same run, once all is known of it."""
    onsets = Onsets(lambda: None)

    def known():
        onsets.follow(session, playing=False)
        if onsets._search is not None:
            onsets._search._rest_times = 0.0  # nobody else waits
        return onsets._search is None

    until(known)
    return session


@pytest.fixture(scope="module")
def ill():
    session = Session(ILL, "numpy")
    session.train(EPOCHS)
    return looked_at(session)


def told(marks):
    return [(m.epoch, m.kind, m.finding) for m in marks]


def kinds(session, epoch):
    return {finding.kind for finding in session.at(epoch).findings()}


# -- in a run ---------------------------------------------------------------------------------


def test_each_mark_stands_where_the_findings_of_one_epoch_and_the_next_differ(ill):
    marks = ill.looks.marks
    assert {m.kind for m in marks} == {"began", "ended"}
    assert all(m.exact for m in marks)
    for mark in marks:
        before = kinds(ill, mark.epoch - 1) if mark.epoch else set()
        here = kinds(ill, mark.epoch)
        assert mark.finding in (here - before if mark.kind == "began" else before - here)


def test_a_mark_says_what_the_finding_says_there(ill):
    mark = next(m for m in ill.looks.marks if m.kind == "began" and m.epoch)
    titles = {f.kind: f.title for f in ill.at(mark.epoch).findings()}
    assert mark.cause == titles[mark.finding]


def test_a_fork_has_the_marks_up_to_there_and_the_run_it_left_has_all(ill):
    middle = ill.looks.marks[1].epoch
    fork, all_of_them = ill.branch(middle), told(ill.looks.marks)
    assert told(fork.looks.marks) == [m for m in all_of_them if m[0] <= middle] != all_of_them
    left = ill.left()
    assert told(left.looks.marks) == all_of_them
    fork.train(EPOCHS - middle)
    assert told(looked_at(fork).looks.marks) == all_of_them  # the same run came again


def test_a_change_drops_what_was_found_from_there_on(ill):
    run = ill.branch(EPOCHS)
    run.adopt(with_training(ILL, learning_rate=0.01))
    assert max(run.looks._found) < EPOCHS
    run = ill.branch(EPOCHS)
    run.step()
    version = run.looks.version
    run.set_weight(1, 0, 0, 0.5)  # in the midst of an epoch: those before ended as they did
    assert run.looks.version == version
    assert max(run.looks._found) == EPOCHS


def test_what_was_looked_at_before_a_change_is_not_said_of_the_run_after_it(ill):
    run = ill.branch(0)
    run.train(3)
    onsets = Onsets(lambda: None)
    onsets.follow(run, playing=False)
    search = onsets._search
    search.join()
    run.set_weight(1, 0, 0, 0.5)
    onsets.follow(run, playing=False)
    assert onsets._search is not search
    assert max(run.looks._found, default=0) < 3
    onsets.give_up(wait=True)


def test_to_look_for_them_changes_nothing(ill):
    other = Session(ILL, "numpy")
    other.train(EPOCHS)
    assert (other._course.state.parameters == ill._course.state.parameters).all()
    assert (other.history.curves().low == ill.history.curves().low)[:, :2].all()


def test_the_runner_tells_of_them_while_it_rests_and_only_who_wants_findings():
    runner = Runner(ILL, "numpy")
    runner.start()
    try:
        for _ in range(21):
            runner.step_epoch()
        marks = wait(runner, lambda s: s.epoch == 21).marks
        assert "began" not in {m.kind for m in marks}
        runner.watch(View(diagnosis=True))
        snapshot = wait(runner, lambda s: ("began", 20) in {(m.kind, m.epoch) for m in s.marks})
        assert snapshot.began("plateau") == 20
        assert snapshot.began("dead_relu") == 0
        assert snapshot.began("overfitting") is None
    finally:
        runner.stop()


# -- where to look ------------------------------------------------------------------------------


def looked(truth, newest):
    """Looks at a run in which a finding is there wherever `truth` says."""
    looks = Looks()
    while (epoch := looks.next(newest)) is not None:
        assert epoch not in looks._found
        looks.add(epoch, {"stuck": "Stuck"} if truth(epoch) else {})
    return looks


def test_a_long_run_takes_few_looks():
    looks = looked(lambda epoch: 12_345 <= epoch < 700_001, 1_000_000)
    assert told(looks.marks) == [(12_345, "began", "stuck"), (700_001, "ended", "stuck")]
    assert len(looks) < 2 * PARTS + 2 * 20 + 20


def test_what_is_not_yet_found_exactly_says_so():
    looks = Looks()
    looks.add(0, {})
    looks.add(10, {"stuck": "Stuck"})
    (mark,) = looks.marks
    assert (mark.epoch, mark.exact) == (10, False)
    assert looks.next(10) == 1


def test_a_run_that_goes_on_keeps_few_of_its_looks():
    looks = Looks()
    for newest in range(100, 40_000, 100):
        while (epoch := looks.next(newest)) is not None:
            looks.add(epoch, {"stuck": "Stuck"} if epoch > 7_777 else {})
        looks.thin(newest)
    assert told(looks.marks) == [(7_778, "began", "stuck")]
    assert len(looks) < 2 * PARTS + 20


def test_one_that_comes_and_goes_all_the_time_takes_no_more_looks_than_there_is_room_for():
    looks = Looks()
    for newest in range(0, 3_000, 3):
        while (epoch := looks.next(newest)) is not None:
            looks.add(epoch, {"stuck": "Stuck"} if epoch % 2 else {})
        looks.thin(newest)
    assert len(looks) < 2 * MOST
