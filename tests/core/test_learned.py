"""When a training set is learned, and that curves keep the epoch however long the run is."""

from dataclasses import replace

import numpy as np
import pytest

from annplayground.core.choices.metrics import SCORES
from annplayground.core.experiment import Data, Experiment, Training
from annplayground.core.history import History
from annplayground.core.learned import LEARNED, Goal
from annplayground.core.run.session import Session
from annplayground.core.sweep import sweep

REGRESSION = Experiment.from_dict(
    {"data": {"dataset": "plane"}, "network": {"output": "linear"}, "training": {"loss": "mse"}}
)


def rows_of(accuracies):
    rows = np.full((len(accuracies), len(SCORES)), np.nan)
    rows[:, SCORES.index("train_accuracy")] = accuracies
    return rows


def first_solved(session):
    """By hand, from the run's epochs, one after another."""
    labels = session.train_set.labels
    for epoch in range(session.epoch + 1):
        moment = session.at(epoch)
        if session.experiment.data.n_classes:
            score = moment.accuracies().train
        else:
            score = 1.0 - 2.0 * moment.losses().train / labels.var()
        if score >= LEARNED:
            return epoch
    return None


@pytest.mark.parametrize("capacity", [4, 8, 1024])
@pytest.mark.parametrize("first", [0, 1, 13, 37, 63, 64])
def test_thinned_curves_know_the_epoch(capacity, first):
    history = History(SCORES, capacity, Goal())
    accuracies = np.where(np.arange(64) == first, 0.96, 0.9)
    history.append(0, rows_of(accuracies[:1])[0])
    for epoch in range(1, 64, 5):
        history.extend(epoch, rows_of(accuracies[epoch : epoch + 5]))
    assert history.curves().solved_at == (first if first < 64 else None)


def test_a_newest_row_that_is_measured_anew_counts_as_it_is_now():
    history = History(SCORES, 4, Goal())
    history.extend(0, rows_of([0.5, 0.96]))
    assert history.curves().solved_at == 1
    history.replace_last(rows_of([0.9])[0])
    assert history.curves().solved_at is None
    history.replace_last(rows_of([1.0])[0])
    assert history.curves().solved_at == 1
    history.extend(2, rows_of([1.0, 1.0, 1.0, 0.2, 1.0]))  # two epochs a bucket by now
    history.replace_last(rows_of([0.0])[0])
    assert history.curves().solved_at == 1


@pytest.mark.parametrize(
    "experiment",
    [Experiment(training=Training(learning_rate=0.3)), REGRESSION, Experiment(Data("xor"))],
)
def test_a_run_knows_it_as_its_epochs_and_a_sweep_say(experiment):
    experiment = replace(experiment, network=replace(experiment.network, seed=0))
    session = Session(experiment)
    session.train(30)
    solved = session.history.curves().solved_at
    assert solved == first_solved(session)
    (row,) = sweep(experiment, seeds=1, epochs=30, workers=1)
    assert row["solved_at"] == solved
    if solved:  # the past knows it from that epoch on only
        assert session.at(solved).curves.solved_at == solved
        assert session.at(solved - 1).curves.solved_at is None
        assert session.fork(solved - 1).history.curves().solved_at is None


def test_of_targets_that_do_not_vary_nothing_is_learned():
    goal = Goal.of(REGRESSION, np.zeros(5))
    assert not goal.reached(np.zeros((3, len(SCORES)))).any()
