"""The first weights: their spread, their shape, and that they depend on the generator alone."""

import math

import numpy as np
import pytest

from annplayground.core.initializers import INITIALIZERS

N_IN, N_OUT = 60, 20
STD = {
    "xavier": math.sqrt(2.0 / (N_IN + N_OUT)),
    "he": math.sqrt(2.0 / N_IN),
    "lecun": math.sqrt(1.0 / N_IN),
    "normal": 1.0,
    "uniform": 1.0 / math.sqrt(12.0),
    "zeros": 0.0,
}


def draw(name, seed=0, n_in=N_IN, n_out=N_OUT):
    return INITIALIZERS[name].draw(np.random.default_rng(seed), n_in, n_out)


@pytest.mark.parametrize("name", INITIALIZERS)
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
    assert np.array_equal(draw(name, 3), draw(name, 4)) == (name == "zeros")


@pytest.mark.parametrize("name", INITIALIZERS)
def test_the_smallest_layer(name):
    assert draw(name, n_in=1, n_out=1).shape == (1, 1)
