"""The compiled engine against NumPy's, which is the definition of what is right."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from random_experiments import experiments

from annplayground.core.engines.available import load_compiled
from annplayground.core.experiment import (
    Data,
    Experiment,
    HiddenLayer,
    Network,
    Training,
)
from annplayground.core.run.observe import grid_inputs
from annplayground.core.run.session import Session

pytestmark = pytest.mark.numba


@settings(max_examples=40)
@given(experiments(), st.lists(st.integers(1, 7), min_size=1, max_size=12))
def test_the_same_bits_however_the_run_is_cut(experiment, cuts):
    whole, cut = Session(experiment, "numba"), Session(experiment, "numba")
    whole.advance(sum(cuts))
    for batches in cuts:
        cut.advance(batches)
    assert np.array_equal(whole._course.state.parameters, cut._course.state.parameters)
    assert (whole.epoch, whole.batch) == (cut.epoch, cut.batch)
    assert np.array_equal(whole.history.last, cut.history.last, equal_nan=True)


@settings(max_examples=60)
@given(experiments())
def test_maps_and_scores_agree(experiment):
    compiled, plain = Session(experiment, "numba"), Session(experiment, "numpy")
    x = grid_inputs(9, experiment.data.features)
    for ours, theirs in zip(compiled.moment.maps(x), plain.moment.maps(x), strict=True):
        assert ours.shape == theirs.shape
        assert np.allclose(ours, theirs, rtol=1e-6, atol=1e-6)
    assert np.isclose(compiled.losses().test, plain.losses().test, rtol=1e-11, atol=1e-13)


@pytest.mark.parametrize("units", [1, 7, 8, 9, 64])
@pytest.mark.parametrize("batch", [1, 3, 8, 31, 250])
def test_every_width_and_batch(units, batch):
    network = Network((HiddenLayer(units, "tanh"), HiddenLayer(units, "relu")))
    experiment = Experiment(Data(n_samples=40), network, Training(batch_size=batch))
    compiled, plain = Session(experiment, "numba"), Session(experiment, "numpy")
    compiled.train(2)
    plain.train(2)
    for (W, b), (W_right, b_right) in zip(compiled.parameters, plain.parameters, strict=True):
        assert np.allclose(W, W_right, rtol=1e-11, atol=1e-13)
        assert np.allclose(b, b_right, rtol=1e-11, atol=1e-13)


def test_going_back_is_exact():
    run, other = Session(Experiment(), "numba"), Session(Experiment(), "numba")
    run.train(300)
    other.train(299)
    assert run.can_go_back
    assert run.back()
    assert run.epoch == 299
    assert np.array_equal(run._course.state.parameters, other._course.state.parameters)
    assert np.array_equal(run.history.last, other.history.last)
    run.train(1)
    other.train(1)
    assert np.array_equal(run._course.state.parameters, other._course.state.parameters)


def test_divergence_leaves_finite_weights_and_is_told():
    data = Data("hill")
    network = Network((HiddenLayer(16, "relu"),), "linear", "normal")
    experiment = Experiment(data, network, Training("mse", learning_rate=100.0))
    run = Session(experiment, "numba")
    run.train(50)
    assert run.divergence is not None
    assert np.isfinite(run._course.state.parameters).all()
    assert run._course.state.updates == 0


def test_a_change_of_engine_keeps_the_run_going():
    run, plain = Session(Experiment(), "numpy"), Session(Experiment(), "numpy")
    run.train(3)
    run.use_engine(load_compiled())
    run.train(3)
    plain.train(6)
    assert np.allclose(run._course.state.parameters, plain._course.state.parameters, rtol=1e-10)
    assert np.allclose(run.history.curves().low[1:], plain.history.curves().low[1:], rtol=1e-9)
