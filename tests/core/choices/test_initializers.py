"""The first weights: their spread, their shape, and that they depend on the generator alone."""

import math

import numpy as np
import pytest

from annplayground.core.choices.initializers import INITIALIZERS

N_IN, N_OUT = 60, 20
STD = {
    "xavier": math.sqrt(2.0 / (N_IN + N_OUT)),
    "he": math.sqrt(2.0 / N_IN),
    "lecun": math.sqrt(1.0 / N_IN),
    "normal": 1.0,
    "uniform": 1.0 / math.sqrt(12.0),
    "zeros": 0.0,
}
FIXED = ("zeros", "round")  # the same whatever the seed


def draw(name, seed=0, n_in=N_IN, n_out=N_OUT):
    return INITIALIZERS[name].draw(np.random.default_rng(seed), n_in, n_out)


def test_every_scheme_is_tested():
    assert set(STD) | set(FIXED) == set(INITIALIZERS)


@pytest.mark.parametrize("name", STD)
def test_mean_and_spread(name):
    weights = np.stack([draw(name, seed) for seed in range(20)])  # 24,000 weights
    assert weights.shape == (20, N_IN, N_OUT)
    assert weights.std() == pytest.approx(STD[name], rel=0.02, abs=1e-15)
    assert abs(weights.mean()) <= 4.0 * STD[name] / math.sqrt(weights.size)


def test_uniform_stays_in_its_range_and_normal_has_tails():
    assert np.abs(draw("uniform")).max() <= 0.5
    assert np.abs(draw("uniform")).max() > 0.49
    for name in ("xavier", "he", "lecun", "normal"):
        assert np.abs(draw(name)).max() > 2.5 * STD[name]


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_seed_decides(name):
    np.testing.assert_array_equal(draw(name, 3), draw(name, 3))
    assert np.array_equal(draw(name, 3), draw(name, 4)) == (name in FIXED)


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_smallest_layer(name):
    assert draw(name, n_in=1, n_out=1).shape == (1, 1)


# -- round numbers --------------------------------------------------------------------------


def test_round_numbers_of_the_whiteboard():
    np.testing.assert_array_equal(draw("round", n_in=2, n_out=2), [[0.5, -0.5], [-0.5, 1.0]])
    np.testing.assert_array_equal(draw("round", n_in=2, n_out=1), [[0.5], [-0.5]])


@pytest.mark.parametrize("n_in", [1, 2, 6, 12, 64])
@pytest.mark.parametrize("n_out", [2, 6, 7, 64])
def test_round_numbers_make_no_two_units_the_same(n_in, n_out):
    W = draw("round", n_in=n_in, n_out=n_out)
    assert W.shape == (n_in, n_out)
    assert len(np.unique(W, axis=1).T) == n_out
    assert np.abs(W).max() <= 1.1
    np.testing.assert_allclose(W, W.round(2), atol=1e-12)


def test_round_numbers_do_not_use_the_generator():
    rng = np.random.default_rng(0)
    INITIALIZERS["round"].draw(rng, 3, 3)
    assert rng.random() == np.random.default_rng(0).random()
