"""What is marked in a run, against the run itself."""

import numpy as np
import pytest

from annplayground.core.experiment import Experiment
from annplayground.core.history import History
from annplayground.core.run.session import Session
from annplayground.core.run.thread.marks import Marks
from tests.core.run.pairs import LOST, A, with_training
from tests.core.run.running import settled

SLOW, FAST = with_training(A, learning_rate=0.01), with_training(A, learning_rate=0.3)


def marks(session):
    return Marks().of(session, session.history.curves())


def of_settings(session):
    return [(m.epoch, m.settings) for m in marks(session) if m.kind == "settings"]


def test_each_change_of_settings_is_marked_where_it_was_made():
    session = Session(A, "numpy")
    session.train(3)
    session.adopt(SLOW)
    session.train(2)
    session.step()
    session.adopt(FAST)
    session.train(2)
    assert of_settings(session) == [(3, (A, SLOW)), (5, (SLOW, FAST))]


def test_all_changes_of_one_epoch_are_one_and_there_and_back_is_none():
    session = Session(A, "numpy")
    session.adopt(SLOW)
    session.adopt(A)
    session.train(3)
    session.adopt(SLOW)
    session.adopt(FAST)
    assert of_settings(session) == [(3, (A, FAST))]


def test_what_back_has_dropped_is_marked_no_more():
    session, kept = Session(A, "numpy"), Marks()
    session.train(3)
    session.adopt(SLOW)
    session.train(1)
    assert len(kept.of(session, session.history.curves())) >= 1
    session.back()
    session.back()  # to epoch 2, with the settings of now
    found = kept.of(session, session.history.curves())
    assert [m.epoch for m in found if m.kind == "settings"] == [2]


@pytest.mark.parametrize("epochs", [5, 60, 700])
def test_the_best_test_epoch_is_exact_in_long_runs_too(epochs, monkeypatch):
    monkeypatch.setattr(History.__init__, "__defaults__", (32, None))
    noisy = {"data": {"noise": 0.4, "n_samples": 60}, "training": {"learning_rate": 0.5}}
    session = Session(Experiment.from_dict(noisy), "numpy")
    losses = [session.losses().test]
    for _ in range(epochs):
        session.train()
        losses.append(session.losses().test)
    assert session.history.stride > 1 or epochs < 32
    best = int(np.argmin(losses))
    assert session.history.curves().best_test == (best, losses[best])
    (mark,) = [m for m in marks(session) if m.kind == "best_test"] or [None]
    assert (mark is None) == (best == epochs)
    # A fork knows the same of its part.
    part = session.branch(epochs // 2)
    best = int(np.argmin(losses[: epochs // 2 + 1]))
    assert part.history.curves().best_test == (best, losses[best])


def test_a_lower_loss_by_hand_is_the_best():
    session = Session(A, "numpy")
    session.train(2)
    best = session.history.curves().best_test
    session.set_bias(3, 0, 50.0)
    assert session.history.curves().best_test[0] < 2 <= best[0]


def test_losses_that_cannot_be_compared_have_no_best():
    session = Session(with_training(A, learning_rate=0.5), "numpy")
    session.train(30)
    session.adopt(with_training(session.experiment, loss="mse"))
    session.train(30)
    assert not [m for m in marks(session) if m.kind == "best_test"]


def test_no_test_set_no_best():
    session = Session(Experiment.from_dict({"data": {"train_fraction": 1.0}}), "numpy")
    session.train(3)
    assert session.history.curves().best_test is None


def test_a_divergence_is_marked():
    session = Session(LOST, "numpy")
    session.train(50)
    (mark,) = [m for m in marks(session) if m.kind == "divergence"]
    assert (mark.epoch, mark.cause) == (session.epoch, session.divergence.sentence)


def test_a_look_at_the_past_shows_the_marks_of_the_whole_run(start):
    runner = start(A)
    for _ in range(4):
        runner.step_epoch()
    runner.submit(SLOW)
    runner.step_epoch()
    live = settled(runner)
    assert (4, (A, SLOW)) in [(m.epoch, m.settings) for m in live.marks]
    runner.look(1)
    assert settled(runner).marks == live.marks
