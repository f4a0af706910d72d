"""The order of an epoch: a permutation, the same every time, and fair."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annplayground.core.engines.shuffle import epoch_order


@given(st.integers(0, 2**32 - 1), st.integers(0, 10**9), st.integers(1, 300))
def test_is_a_permutation_that_seed_and_epoch_decide(seed, epoch, n):
    order = epoch_order(seed, epoch, n)
    assert sorted(order.tolist()) == list(range(n))
    np.testing.assert_array_equal(order, epoch_order(seed, epoch, n))


def test_differs_from_epoch_to_epoch_and_from_seed_to_seed():
    orders = {tuple(epoch_order(seed, epoch, 60)) for seed in range(30) for epoch in range(30)}
    assert len(orders) == 900


def test_every_order_is_equally_likely():
    """Four samples, 24 orders, 24,000 epochs: chi² with 23 degrees of freedom."""
    counts = dict.fromkeys(permutations(range(4)), 0)
    for epoch in range(24_000):
        counts[tuple(epoch_order(5, epoch, 4).tolist())] += 1
    chi_squared = sum((count - 1000.0) ** 2 / 1000.0 for count in counts.values())
    assert 8.0 < chi_squared < 50.0  # beyond either bound once in a thousand


def test_no_sample_prefers_a_place():
    epochs, n = 4000, 10
    orders = np.array([epoch_order(11, epoch, n) for epoch in range(epochs)])
    for place in range(n):
        counts = np.bincount(orders[:, place], minlength=n)
        assert counts == pytest.approx(epochs / n, rel=0.25)  # five standard deviations


def test_neighbouring_epochs_are_not_alike():
    """Mean correlation between the orders of epochs next to each other is near 0."""
    orders = np.array([epoch_order(0, epoch, 200) for epoch in range(200)])
    centred = orders - orders.mean(axis=1, keepdims=True)
    correlation = (centred[1:] * centred[:-1]).mean(axis=1) / centred.var(axis=1)[1:]
    assert abs(correlation.mean()) < 4.0 / np.sqrt(200 * 200)
