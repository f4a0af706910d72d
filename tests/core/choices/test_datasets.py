"""The toy problems: where their points lie, how noise mixes them, how they are split."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annplayground.core.choices.datasets import DATASETS, LIMIT
from annplayground.core.experiment import Data, Experiment
from annplayground.core.samples import draw_points, encode_targets, make_sets

DRAWN = [name for name in DATASETS if name != "custom"]
TWO_CLASSES = [name for name in DRAWN if DATASETS[name].n_classes == 2]
POINTS = ((0.0, 1.0, 0), (1.0, -2.0, 1), (3.0, 3.0, 0), (-4.0, 0.5, 1), (5.0, 5.0, 1))


def draw(name, n=500, noise=0.0, seed=0):
    return draw_points(Data(name, n_samples=n, noise=noise, seed=seed))


def experiment(data):
    return Experiment().with_data(data)


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("noise", [0.0, 0.1, 0.5, 1.0])
def test_points_lie_in_the_square_with_labels_that_exist(name, noise):
    n_classes = DATASETS[name].n_classes
    for seed in range(5):
        X, labels = draw(name, 1000, noise, seed)
        assert X.shape == (1000, 2)
        assert labels.shape == (1000,)
        assert np.abs(X).max() <= LIMIT
        if n_classes:
            assert set(labels) == set(range(n_classes))
        else:
            assert np.abs(labels).max() <= 1.0
            assert labels.std() > 0.1


@pytest.mark.parametrize("name", [n for n in DRAWN if DATASETS[n].n_classes])
@pytest.mark.parametrize("n", [10, 11, 500, 5000])
def test_classes_are_balanced(name, n):
    """250 + 250 of two classes; of any n, no class has more than one point above another."""
    counts = np.bincount(draw(name, n)[1].astype(int), minlength=DATASETS[name].n_classes)
    assert counts.sum() == n
    assert counts.max() - counts.min() <= 1


@given(st.sampled_from(DRAWN), st.integers(10, 200), st.floats(0.0, 1.0), st.integers(0, 2**32 - 1))
def test_the_seed_decides(name, n, noise, seed):
    X, labels = draw(name, n, noise, seed)
    again_X, again_labels = draw(name, n, noise, seed)
    np.testing.assert_array_equal(X, again_X)
    np.testing.assert_array_equal(labels, again_labels)
    other_X, _ = draw(name, n, noise, (seed + 1) % 2**32)
    assert not np.array_equal(X, other_X)


# -- geometry -------------------------------------------------------------------------------


def radius(X):
    return np.hypot(X[:, 0], X[:, 1])


def test_circle_is_a_disc_of_half_the_radius_inside_a_ring_of_radius_5():
    X, labels = draw("circle", 5000)
    inside, outside = radius(X[labels == 1]), radius(X[labels == 0])
    assert 2.4 < inside.max() <= 2.5
    assert inside.min() < 0.1
    assert 3.5 <= outside.min() < 3.6
    assert 4.9 < outside.max() <= 5.0


def test_xor_is_the_sign_of_the_product_with_a_gap_at_the_axes():
    X, labels = draw("xor", 5000)
    np.testing.assert_array_equal(labels, X[:, 0] * X[:, 1] > 0)
    assert 0.3 <= np.abs(X).min() < 0.31
    assert 5.2 < np.abs(X).max() <= 5.3
    quadrants = (X[:, 0] > 0) * 2 + (X[:, 1] > 0)
    np.testing.assert_array_equal(np.bincount(quadrants), [1250] * 4)


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_gauss_is_two_clouds_of_growing_variance(noise, variance):
    X, labels = draw("gauss", 5000, noise)
    for label, centre in ((0, -2.0), (1, 2.0)):
        cloud = X[labels == label]
        # What falls outside the square is drawn again, so wide clouds are a little narrower.
        assert cloud.mean(axis=0) == pytest.approx([centre] * 2, abs=0.3)
        assert cloud.var() == pytest.approx(variance, rel=0.2)


def test_spiral_has_two_arms_of_one_and_three_quarter_turns():
    X, labels = draw("spiral")
    for label, start in ((1.0, 0.0), (0.0, np.pi)):
        arm = X[labels == label]
        arm = arm[np.argsort(radius(arm))]
        along = np.arange(250) / 250
        np.testing.assert_allclose(radius(arm), 5.0 * along, atol=1e-12)
        angle = np.unwrap(np.arctan2(arm[1:, 0], arm[1:, 1]))
        turned = (angle[-1] - angle[0]) / (2 * np.pi) / (along[-1] - along[1])
        assert turned == pytest.approx(1.75)
        assert np.cos(angle[0] - start - 2 * np.pi * 1.75 / 250) == pytest.approx(1.0)


def test_three_arms_are_one_arm_turned_by_a_third():
    X, labels = draw("spiral3", 300)
    arms = [X[labels == k][np.argsort(radius(X[labels == k]))] for k in range(3)]
    np.testing.assert_allclose(
        arms[0].sum(axis=0) * 0, (arms[0] + arms[1] + arms[2]).sum(axis=0), atol=1e-9
    )
    np.testing.assert_allclose(radius(arms[0]), radius(arms[1]), atol=1e-12)


def test_moons_hook_into_each_other():
    X, labels = draw("moons")
    upper, lower = X[labels == 0], X[labels == 1]
    # Each is half a circle of radius 3.2 around its own centre.
    assert np.hypot(*(upper - (-1.6, -0.8)).T) == pytest.approx(3.2, abs=0.7)
    assert np.hypot(*(lower - (1.6, 0.8)).T) == pytest.approx(3.2, abs=0.7)
    assert upper[:, 0].max() > lower[:, 0].min() + 1.0  # no vertical line parts them
    assert upper[:, 1].min() < lower[:, 1].max() - 1.0


def test_checkerboard_has_sixteen_squares_in_turn():
    X, labels = draw("checkerboard", 5000)
    cells = np.floor((X + LIMIT) / 3.0).astype(int)
    np.testing.assert_array_equal(labels, cells.sum(axis=1) % 2 == 0)
    counts = np.bincount(cells[:, 0] * 4 + cells[:, 1])
    assert len(counts) == 16
    assert counts.max() - counts.min() <= 1


def test_rings_are_thin_and_apart():
    X, labels = draw("rings")
    outer, inner = radius(X[labels == 0]), radius(X[labels == 1])
    assert (inner.min() >= 1.7, inner.max() <= 2.3) == (True, True)
    assert (outer.min() >= 4.2, outer.max() <= 4.8) == (True, True)


def test_blobs3_are_three_clouds():
    X, labels = draw("blobs3", 3000)
    for label, centre in enumerate([(-2.6, -1.7), (2.6, -1.7), (0.0, 2.8)]):
        assert X[labels == label].mean(axis=0) == pytest.approx(centre, abs=0.1)


def test_plane_and_hill_are_functions_of_the_point():
    X, values = draw("plane")
    np.testing.assert_allclose(values, X.sum(axis=1) / 12.0)
    X, values = draw("hill")
    assert values.max() > 0.8
    assert values.min() < -0.8
    assert X[values.argmax()] == pytest.approx((-2.0, 1.5), abs=1.0)
    assert X[values.argmin()] == pytest.approx((2.0, -1.5), abs=1.0)
    distances = ((X - (-2.0, 1.5)) ** 2).sum(axis=1), ((X - (2.0, -1.5)) ** 2).sum(axis=1)
    expected = np.exp(-distances[0] / 6.0) - np.exp(-distances[1] / 6.0)
    np.testing.assert_allclose(values, expected, atol=1e-12)


# -- noise ----------------------------------------------------------------------------------


def hardness(name, noise):
    """Share of points whose nearest other point is of another class (or distance in value)."""
    hard = []
    for seed in range(4):
        X, labels = draw(name, 600, noise, seed)
        distance = np.hypot(*(X[:, None] - X[None]).transpose(2, 0, 1))
        np.fill_diagonal(distance, np.inf)
        hard.append(np.abs(labels - labels[distance.argmin(axis=1)]).clip(0, 1).mean())
    return np.mean(hard)


@pytest.mark.parametrize("name", DRAWN)
def test_more_noise_makes_it_harder(name):
    levels = [hardness(name, noise) for noise in (0.0, 0.15, 0.3, 0.5)]
    assert levels[0] < 0.1
    assert all(low <= high + 0.02 for low, high in pairwise(levels)), levels
    assert hardness(name, 1.0) > levels[0] + 0.05


# -- own data -------------------------------------------------------------------------------


def test_custom_points_are_all_used():
    X, labels = draw_points(Data("custom", points=POINTS, seed=3))
    assert sorted(zip(*X.T.tolist(), labels.tolist(), strict=True)) == sorted(POINTS)


def test_custom_points_decide_the_number_of_classes():
    assert Data("custom", points=POINTS).n_classes == 2
    three = (*POINTS, (0.0, 0.0, 2))
    assert Data("custom", points=three).n_classes == 3
    assert make_sets(experiment(Data("custom", points=three)))[0].y.shape[1] == 3


# -- split and targets ----------------------------------------------------------------------


@given(st.integers(10, 300), st.floats(0.1, 0.9), st.integers(0, 1000))
def test_the_split_takes_every_point_once(n, fraction, seed):
    data = Data("gauss", n_samples=n, train_fraction=fraction, seed=seed)
    train, test = make_sets(experiment(data))
    assert len(train) + len(test) == n
    assert min(len(train), len(test)) >= 1
    assert len(train) == data.n_train
    assert abs(len(train) - fraction * n) <= 0.5 + 1e-9
    together = np.concatenate([train.X, test.X])
    X, _ = draw_points(data)
    np.testing.assert_array_equal(np.sort(together, axis=0), np.sort(X, axis=0))


def test_half_of_500_is_250_and_the_split_is_mixed():
    train, test = make_sets(Experiment())
    assert (len(train), len(test)) == (250, 250)
    for samples in (train, test):
        assert 95 < samples.labels.sum() < 155


def test_the_smallest_sets():
    small = Data("xor", n_samples=10, train_fraction=0.1)
    assert [len(samples) for samples in make_sets(experiment(small))] == [1, 9]
    four = Data("custom", points=POINTS[:4], train_fraction=0.9)
    assert [len(samples) for samples in make_sets(experiment(four))] == [3, 1]


def test_at_a_share_of_1_all_train_and_below_at_least_one_tests():
    for points in (POINTS[:4], POINTS):
        data = Data("custom", points=points, train_fraction=1.0)
        assert [len(s) for s in make_sets(experiment(data))] == [len(points), 0]
    nearly = Data("gauss", n_samples=10, train_fraction=0.99)
    assert [len(s) for s in make_sets(experiment(nearly))] == [9, 1]
    with_three = Experiment().with_data(Data("blobs3", train_fraction=1.0))
    assert [samples.y.shape for samples in make_sets(with_three)] == [(500, 3), (0, 3)]


@pytest.mark.parametrize(
    ("output", "low", "high"),
    [("sigmoid", 0, 1), ("tanh", -1, 1), ("linear", -1, 1), ("relu", 0, 1), ("elu", -1, 1)],
)
def test_targets_of_two_classes(output, low, high):
    e = Experiment().with_output(output)
    y = encode_targets(np.array([0.0, 1.0, 1.0]), e)
    np.testing.assert_array_equal(y, [[low], [high], [high]])


def test_targets_of_softmax_are_one_hot():
    y = encode_targets(np.array([0.0, 2.0, 1.0]), experiment(Data("blobs3")))
    np.testing.assert_array_equal(y, [[1, 0, 0], [0, 0, 1], [0, 1, 0]])
    two = encode_targets(np.array([1.0, 0.0]), Experiment().with_output("softmax"))
    np.testing.assert_array_equal(two, [[0, 1], [1, 0]])


def test_targets_of_regression_are_the_values():
    y = encode_targets(np.array([0.25, -1.0]), experiment(Data("plane")))
    np.testing.assert_array_equal(y, [[0.25], [-1.0]])


def test_the_sets_are_read_only():
    train, _ = make_sets(Experiment())
    for array in (train.X, train.y, train.labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0.0


def test_features_and_network_do_not_change_the_points():
    e = Experiment()
    other = replace(e, data=replace(e.data, features=("x1x2",)), network=replace(e.network, seed=9))
    np.testing.assert_array_equal(make_sets(e)[0].X, make_sets(other)[0].X)
