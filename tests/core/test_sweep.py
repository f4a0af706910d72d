"""Many runs of one experiment: each is that of a Session, and the table is the same however many
work at it."""

import pickle
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from annplayground import Experiment, Session, sweep
from annplayground.core.edits import changed
from annplayground.core.experiment import Data, HiddenLayer, Network, Training
from annplayground.core.sweep import Task, columns, finished, tasks, train

SMALL = Experiment(
    Data("circle", 40), Network((HiddenLayer(3, "tanh"),)), Training(learning_rate=0.5)
)
PLANE = Experiment(Data("plane", 40), Network((), "linear"), Training("mse", learning_rate=0.1))
RATE = "training.learning_rate"


def timeless(rows):
    return [{name: value for name, value in row.items() if name != "seconds"} for row in rows]


def test_a_row_is_the_run_of_a_session():
    rows = sweep(SMALL, seeds=2, vary={RATE: [0.1, 1.0]}, epochs=30)
    assert [(row[RATE], row["seed"]) for row in rows] == [(0.1, 0), (0.1, 1), (1.0, 0), (1.0, 1)]
    for row in rows:
        assert tuple(row) == columns([RATE])
        experiment = changed(changed(SMALL, RATE, row[RATE]), "network.seed", row["seed"])
        run = Session(experiment)
        run.train(30)
        losses, accuracies = run.losses(), run.accuracies()
        assert (row["train_loss"], row["test_loss"]) == (losses.train, losses.test)
        assert (row["train_accuracy"], row["test_accuracy"]) == (accuracies.train, accuracies.test)
        assert (row["epochs"], row["diverged"]) == (30, False)
        assert row["seconds"] > 0


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_the_table_is_the_same_at_any_number_of_workers(workers):
    vary = {"network.hidden.units": [2, 5], "training.optimizer.name": ["sgd", "adam"]}
    rows = sweep(SMALL, 3, vary, 15, workers)
    assert timeless(rows) == timeless(train(task) for task in tasks(SMALL, 3, vary, 15))


@pytest.mark.numba
@pytest.mark.parametrize("workers", [1, 4])
def test_compiled_runs_are_those_of_a_session_too(workers, monkeypatch):
    monkeypatch.setenv("ANNPLAYGROUND_ENGINE", "numba")
    for row in sweep(SMALL, 4, epochs=200, workers=workers):
        run = Session(changed(SMALL, "network.seed", row["seed"]), "numba")
        run.train(200)
        assert (row["train_loss"], row["test_loss"]) == (run.losses().train, run.losses().test)


class Faraway(ThreadPoolExecutor):
    """As if on another machine: what is asked and answered goes there and back as bytes."""

    def submit(self, function, *arguments):
        sent = pickle.dumps((function, arguments))
        return super().submit(self.do, sent)

    def do(self, sent):
        function, arguments = pickle.loads(sent)
        return pickle.loads(pickle.dumps(function(*arguments)))


def test_any_executor_will_do():
    with Faraway(2) as pool:
        rows = sweep(SMALL, 12, epochs=5, executor=pool)
    assert timeless(rows) == timeless(sweep(SMALL, 12, epochs=5, workers=1))


def test_what_is_sent_away_is_worth_the_journey():
    class Counting(Faraway):
        sent = ()

        def do(self, sent):
            self.sent = (*self.sent, len(pickle.loads(sent)[1][0]))
            return super().do(sent)

    with Counting(1) as pool:
        rows = sweep(SMALL, 200, epochs=1, executor=pool, workers=1)
    assert len(rows) == sum(pool.sent) == 200
    assert pool.sent[0] == 1  # how long a run takes is not known yet
    assert len(pool.sent) < 100


def test_solved_is_the_first_epoch_with_95_percent_of_the_training_set():
    rows = sweep(replace(SMALL, training=Training(learning_rate=1.0)), 4, epochs=60)
    solved = [row["solved_at"] for row in rows]
    assert any(epoch is not None for epoch in solved)
    for row in rows:
        run = Session(changed(SMALL, "network.seed", row["seed"]))
        run.adopt(replace(run.experiment, training=Training(learning_rate=1.0)))
        found = None
        for epoch in range(1, 61):
            run.train(1)
            if run.accuracies().train >= 0.95:
                found = epoch
                break
        assert row["solved_at"] == found


def test_a_regression_is_solved_when_it_is_explained():
    (row,) = sweep(PLANE, 1, epochs=80)
    assert row["train_accuracy"] is row["test_accuracy"] is None
    run = Session(PLANE)
    variance = run.train_set.labels.var()
    for _ in range(row["solved_at"]):
        assert 1 - 2 * run.losses().train / variance < 0.95
        run.train(1)
    assert 1 - 2 * run.losses().train / variance >= 0.95


def test_a_run_that_diverges_says_so_and_the_others_go_on():
    network = Network((HiddenLayer(8, "relu"),), "linear")
    ill = Experiment(Data("plane", 60), network, Training("mse"))
    rows = sweep(ill, 1, {RATE: [0.01, 1000.0]}, 500)
    assert [row["diverged"] for row in rows] == [False, True]
    run = Session(changed(ill, RATE, 1000.0))
    run.train(500)
    assert rows[1]["epochs"] == run.divergence.epoch < 500
    assert rows[0]["epochs"] == 500


def test_without_a_test_set_and_without_epochs():
    (row,) = sweep(changed(SMALL, "data.train_fraction", 1.0), 1, epochs=0)
    assert (row["epochs"], row["test_loss"], row["test_accuracy"]) == (0, None, None)
    assert row["train_loss"] == Session(changed(SMALL, "data.train_fraction", 1.0)).losses().train


def test_rows_come_as_they_are_done_and_it_ends_when_it_should():
    planned, seen = tasks(SMALL, 50, {}, 10_000_000), []
    quick = [replace(task, epochs=3) for task in planned[:2]]
    for number, _ in finished([*quick, *planned[2:]], 3, should_stop=lambda: len(seen) == 2):
        seen.append(number)
    assert sorted(seen) == [0, 1]
    assert not [t for t in threading.enumerate() if t.name.startswith("annplayground-sweep")]


def test_a_mistake_in_a_run_is_not_swallowed():
    broken = Task(0, (("seed", 0),), None, 1)
    with pytest.raises(AttributeError):
        list(finished([broken], 1))


def test_settings_are_changed_in_an_order_that_suits_them():
    vary = {"network.hidden.1.alpha": [0.2, 0.4], "network.hidden.activation": ["leaky_relu"]}
    found = tasks(SMALL, 1, {**vary, "network.hidden": [2]}, 1)
    hidden = [task.experiment.network.hidden for task in found]
    usual = HiddenLayer(3, "leaky_relu")
    assert hidden == [(HiddenLayer(3, "leaky_relu", alpha), usual) for alpha in (0.2, 0.4)]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"seeds": 0}, "seeds must be a whole number from 1 to 4294967296, not 0"),
        ({"epochs": -1}, "epochs must be a whole number from 0"),
        ({"workers": 0}, "workers must be a whole number from 1"),
        ({"vary": {"training.learning_rat": [1]}}, "did you mean 'training.learning_rate'?"),
        ({"vary": {"learning_rate": [1]}}, "did you mean 'training.learning_rate'?"),
        ({"vary": {"network.hidden.2.unit": [1]}}, "did you mean 'network.hidden.2.units'?"),
        ({"vary": {"network.seed": [1]}}, "network.seed is varied already"),
        ({"vary": {"data.points": [1]}}, "data.points cannot be varied"),
        ({"vary": {RATE: []}}, "a list of values"),
        ({"vary": {RATE: "0.1"}}, "a list of values, not '0.1'"),
        ({"vary": {RATE: [0.1, 0.1]}}, "the value 0.1 twice"),
        ({"vary": {RATE: [-1.0]}}, "must be a number from 1e-09 to 1000, not -1.0"),
        ({"vary": {"network.hidden": [2.5]}}, "must be a whole number from 0 to 10, not 2.5"),
        ({"vary": {"training.loss": ["msee"]}}, "did you mean 'mse'?"),
        ({"vary": {"network.hidden.3.units": [4]}}, "there is no hidden layer 3"),
        ({"vary": {"network.hidden.1.alpha": [0.5]}}, "alpha means nothing to tanh"),
        ({"seeds": 10**6}, "a sweep has 100,000 runs at most, and these are 1,000,000"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(wrong, words):
    with pytest.raises(ValueError, match=re.escape(words)) as caught:
        sweep(SMALL, **{"seeds": 1, "epochs": 1, **wrong})
    assert "\n" not in str(caught.value)
