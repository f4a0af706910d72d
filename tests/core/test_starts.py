"""Is it luck? Runs from many first weights in the background: each is the run that a session would
train, and what is said of them all is recomputed."""

import math
import threading
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from annplayground.core.engines.numpy_engine import NumpyEngine
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.core.run.session import Session
from annplayground.core.sweep import starts
from annplayground.core.sweep.starts import Start, Study, quartiles, wilson, winner

PATIENCE = 60
EASY = Experiment(
    Data("gauss", n_samples=40), Network((HiddenLayer(3),)), Training(learning_rate=0.3)
)
SLOW = Experiment(
    Data("gauss", n_samples=40), Network((HiddenLayer(3),)), Training(learning_rate=0.001)
)


def trained(experiments, epochs, seeds=3, engine=NumpyEngine):
    study = Study(experiments, epochs, engine)
    study.add(seeds)
    wait_for(study)
    return study


def wait_for(study):
    deadline = time.monotonic() + PATIENCE
    while study.running or threads():
        assert time.monotonic() < deadline
        time.sleep(0.005)
    assert study.failure is None


def threads():
    """Those of studies, which end when nothing is left to do."""
    return [one for one in threading.enumerate() if one.name.startswith("annplayground-starts")]


def session_of(start, epochs):
    session = Session(start.experiment, "numpy")
    session.train(epochs)
    return session


def test_each_start_is_the_run_that_a_session_trains():
    study = trained({"a": EASY, "b": SLOW}, 7)
    assert [(start.side, start.seed) for start in study.starts] == [
        (side, seed) for seed in range(3) for side in "ab"
    ]
    for start in study.starts:
        assert start.experiment.network.seed == start.seed
        assert start.experiment.data == study.experiments[start.side].data
        curves = [session_of(start, epoch).losses() for epoch in range(8)]
        assert start.curve("train_loss").tolist() == [scores.train for scores in curves]
        assert start.curve("test_loss").tolist() == [scores.test for scores in curves]
        learned = [session_of(start, epoch).accuracies().train >= 0.95 for epoch in range(8)]
        assert start.solved_at == (learned.index(True) if any(learned) else None)


def test_more_starts_are_the_next_seeds_and_change_none():
    study = trained({"a": EASY}, 5, 2)
    before = [start.values.copy() for start in study.starts]
    study.add(3)
    wait_for(study)
    assert [start.seed for start in study.starts] == [0, 1, 2, 3, 4]
    assert all(
        np.array_equal(start.values, values)
        for start, values in zip(study.starts, before, strict=False)
    )
    assert study.outcome("a").n == 5


def test_long_runs_keep_epochs_that_were_trained_and_none_between(monkeypatch):
    monkeypatch.setattr(starts, "MOST_KEPT", 20)
    epochs = 41
    tiny = Experiment(Data("gauss", n_samples=10), Network(()), Training(batch_size=5000))
    study = trained({"a": tiny}, epochs, 1)
    (start,) = study.starts
    assert study.epochs_kept[:2].tolist() == [0, 3]
    assert study.epochs_kept[-1] == epochs
    assert start.n == len(study.epochs_kept)
    session = Session(start.experiment, "numpy")
    session.train(epochs)
    for place in (0, 1, 7, start.n - 1):
        kept = int(study.epochs_kept[place])
        assert start.values[place, 0] == session.at(kept).losses().train


def test_a_run_that_diverges_counts_as_infinite_and_loses():
    wild = Experiment(
        Data("plane", n_samples=40),
        Network((HiddenLayer(8, "relu"),), output="linear"),
        Training(learning_rate=10.0, loss="mse"),
    )
    study = trained({"a": wild, "b": SLOW}, 30)
    assert all(start.diverged_at is not None for start in study.of("a"))
    outcome = study.outcome("a")
    assert (outcome.n, outcome.solved, outcome.diverged) == (3, 0, 3)
    assert outcome.median_epoch is None
    band = study.band("a", "train_loss")
    assert np.isinf(band.median[-1])
    assert not np.isnan(np.stack([band.low, band.median, band.high])).any()
    pairs = study.pairs()
    assert (pairs.n, pairs.a, pairs.b, pairs.ties) == (3, 0, 3, 0)


def test_it_ends_soon_and_keeps_what_is_done():
    study = Study({"a": EASY}, 10**8, NumpyEngine)
    study.add(4)
    while not study.starts[0].n:
        time.sleep(0.001)
    study.stop()
    wait_for(study)
    assert not any(start.done for start in study.starts)
    assert study.band("a", "train_loss") is None
    assert study.outcome("a").n == 0


def test_what_goes_wrong_in_a_thread_is_told(monkeypatch):
    monkeypatch.setattr(NumpyEngine, "run", lambda *_, **__: 1 / 0)
    study = Study({"a": EASY}, 5, NumpyEngine)
    study.add(1)
    while study.running or threads() or study.failure is None:
        time.sleep(0.001)
    assert isinstance(study.failure, ZeroDivisionError)


@pytest.mark.numba
def test_compiled_runs_are_trained_in_every_core():
    from annplayground.core.engines.available import load_compiled

    compiled = load_compiled()
    study = trained({"a": EASY}, 50, 4, compiled)
    for start in study.starts:
        session = Session(start.experiment, "numba")
        session.train(50)
        assert start.values[-1].tolist() == [session.losses().train, session.losses().test]


# -- what is said of them all ----------------------------------------------------------------------


@given(
    arrays(np.float64, st.tuples(st.integers(1, 7), st.integers(1, 4)), elements=st.floats(0, 1e6))
)
def test_quartiles_are_those_of_numpy(values):
    wanted = np.percentile(values, [25, 50, 75], axis=0)
    np.testing.assert_allclose(np.stack(quartiles(values)), wanted, rtol=1e-12, atol=1e-12)


def test_quartiles_of_infinite_values_are_no_nan():
    column = np.array([[1.0], [2.0], [math.inf], [math.inf]])
    low, median, high = (float(part[0]) for part in quartiles(column))
    assert (low, median, high) == (1.75, math.inf, math.inf)
    assert float(quartiles(column[:3])[1][0]) == 2.0


@pytest.mark.parametrize(
    ("k", "n", "wanted"),
    # From the formula's usual examples: 0 and all of 20, and half of 10.
    [(0, 20, (0.0, 0.1611)), (20, 20, (0.8389, 1.0)), (5, 10, (0.2366, 0.7634)), (0, 0, (0, 1))],
)
def test_the_interval_of_a_share(k, n, wanted):
    assert wilson(k, n) == pytest.approx(wanted, abs=1e-4)


@given(st.integers(1, 300), st.data())
def test_wilsons_bounds_solve_his_equation(n, data):
    k = data.draw(st.integers(0, n))
    for bound in wilson(k, n):
        if 0 < bound < 1:
            z = abs(k / n - bound) / math.sqrt(bound * (1 - bound) / n)
            assert z == pytest.approx(1.959964, abs=1e-5)


def ended(solved_at, loss, diverged_at=None):
    start = Start("a", 0, EASY, 1)
    start.values[0, 0], start.n = loss, 1
    start.solved_at, start.diverged_at, start.done = solved_at, diverged_at, True
    return start


@pytest.mark.parametrize(
    ("a", "b", "wanted"),
    [
        (ended(5, 0.3), ended(6, 0.1), "a"),
        (ended(None, 0.1), ended(6, 0.3), "b"),
        (ended(5, 0.1), ended(5, 0.3), None),
        (ended(None, 0.1), ended(None, 0.3), "a"),
        (ended(None, 0.3), ended(None, 0.3), None),
        (ended(None, 0.3), ended(None, 0.1, diverged_at=4), "a"),
        (ended(None, 1.0, 3), ended(None, 2.0, 3), None),
    ],
)
def test_who_wins_a_pair(a, b, wanted):
    assert winner(a, b) == wanted
