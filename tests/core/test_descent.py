"""Gradient descent in one dimension, against what can be worked out by hand."""

import numpy as np
import pytest

from annplayground.core.descent import LANDSCAPES, descend, ewa, fate

every_landscape = pytest.mark.parametrize("name", LANDSCAPES)


@every_landscape
def test_the_slope_is_the_derivative(name):
    landscape = LANDSCAPES[name]
    low, high = landscape.window[:2]
    for x in np.linspace(low, high, 41):
        numeric = (landscape.f(x + 1e-6) - landscape.f(x - 1e-6)) / 2e-6
        assert landscape.slope(x) == pytest.approx(numeric, rel=1e-6, abs=1e-8)


@every_landscape
def test_the_window_shows_the_start_and_the_valleys(name):
    landscape = LANDSCAPES[name]
    x_low, x_high, y_low, y_high = landscape.window
    x = np.linspace(x_low, x_high, 1001)
    y = landscape.f(x)
    assert x_low < landscape.start < x_high
    assert y_low < landscape.f(landscape.start) < y_high
    assert y_low < y.min()
    assert 0 < y.argmin() < 1000


def test_the_rule_of_the_notes():
    """On x²/2 every step multiplies x by 1 − α."""
    path = descend(LANDSCAPES["bowl"], 3.0, 0.1, 0.0, 20)
    np.testing.assert_allclose(path, 3.0 * 0.9 ** np.arange(21), rtol=1e-12)


@pytest.mark.parametrize(
    ("rate", "grows", "swings"), [(0.5, False, False), (1.5, False, True), (2.5, True, True)]
)
def test_too_small_right_and_too_large(rate, grows, swings):
    path = descend(LANDSCAPES["bowl"], 1.0, rate, 0.0, 10)
    assert (abs(path[-1]) > 1.0) == grows
    assert (path[1] < 0.0) == swings


def test_the_steep_bowl_needs_a_learning_rate_below_a_sixth():
    steep = LANDSCAPES["steep_bowl"]
    assert abs(descend(steep, 1.0, 0.16, 0.0, 100)[-1]) < 0.1
    assert abs(descend(steep, 1.0, 0.17, 0.0, 100)[-1]) > 10.0


def test_momentum_is_an_ewa_of_the_slopes():
    landscape, beta, rate = LANDSCAPES["two_valleys"], 0.8, 0.05
    path = descend(landscape, 2.4, rate, beta, 30)
    slopes = np.array([landscape.slope(x) for x in path[:-1]])
    np.testing.assert_allclose(np.diff(path), -rate * ewa(slopes, beta), rtol=1e-12)


def test_momentum_can_leave_the_smaller_valley():
    """Without it the way from the right ends in the right valley; with it, in the deeper left."""
    landscape = LANDSCAPES["two_valleys"]
    plain = descend(landscape, 2.4, 0.2, 0.0, 3000)[-1]
    pushed = descend(landscape, 2.4, 0.2, 0.99, 3000)[-1]
    assert plain > 0 > pushed
    assert landscape.f(pushed) < landscape.f(plain)


def test_on_the_plateau_it_hardly_moves():
    path = descend(LANDSCAPES["plateau"], -5.0, 0.1, 0.0, 20)
    assert 0 < path[-1] + 5.0 < 0.1


def test_a_path_that_leaves_is_cut_short():
    path = descend(LANDSCAPES["steep_bowl"], 1.0, 1.0, 0.0, 10_000)
    assert len(path) < 20
    assert 1e6 < abs(path[-1]) < 1e8
    assert np.isfinite(path).all()


@every_landscape
def test_no_steps_leave_the_start(name):
    np.testing.assert_array_equal(descend(LANDSCAPES[name], 0.5, 0.1, 0.9, 0), [0.5])


def test_ewa_is_the_weighted_sum_of_the_past():
    series = np.random.default_rng(0).normal(size=50)
    averaged = ewa(series, 0.9)
    for t in (0, 1, 10, 49):
        weights = 0.1 * 0.9 ** np.arange(t, -1, -1)
        assert averaged[t] == pytest.approx(weights @ series[: t + 1], rel=1e-12)


def test_ewa_of_a_constant_comes_near_it_after_about_one_over_one_minus_beta_steps():
    averaged = ewa(np.ones(100), 0.9)
    assert averaged[0] == pytest.approx(0.1)
    assert averaged[9] == pytest.approx(1 - 0.9**10)


def test_ewa_without_memory_is_the_series_and_whole_numbers_are_welcome():
    np.testing.assert_array_equal(ewa(np.array([1, 2, 5]), 0.0), [1.0, 2.0, 5.0])
    np.testing.assert_array_equal(ewa(np.array([1, 1]), 0.5), [0.5, 0.75])


def test_one_that_arrives_late_is_not_said_to_go_on_for_ever():
    plateau, kinds = LANDSCAPES["plateau"], {}
    for rate, beta in ((0.0316, 0.9), (0.0251, 0.9), (3.98, 0.0), (1.0, 0.0)):
        kinds[rate] = fate(plateau, plateau.start, rate, beta).kind
        path = descend(plateau, plateau.start, rate, beta, 12_000)
        assert (np.ptp(path[-100:]) < 1e-2) == (kinds[rate] != "never settles")
    assert kinds[3.98] == "never settles"
    assert kinds[0.0316] == "still moving"
