"""The curves: bounded, cheap, and true to every spike, against a plain list of all rows."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annplayground.core.choices.metrics import METRICS, channel_names
from annplayground.core.history import CAPACITY, History


def filled(series, capacity=16, names=("a", "b")):
    history = History(names, capacity)
    for epoch, row in enumerate(series):
        history.append(epoch, np.array(row, dtype=float))
    return history


def random_series(n, seed=0):
    rng = np.random.default_rng(seed)
    series = rng.normal(0.0, 1.0, (n, 2))
    series[rng.integers(0, n, max(n // 40, 1))] *= 1000.0  # spikes
    return series


@given(st.integers(1, 700), st.sampled_from([2, 3, 16, 50]), st.integers(0, 99))
def test_the_envelope_is_that_of_every_row(n, capacity, seed):
    series = random_series(n, seed)
    curves = filled(series, capacity).curves()
    stride = curves.stride
    assert len(curves.epochs) <= capacity
    np.testing.assert_array_equal(curves.epochs, np.arange(0, n, stride))
    for epoch, low, high in zip(curves.epochs, curves.low, curves.high, strict=True):
        bucket = series[epoch : epoch + stride]
        np.testing.assert_array_equal(low, bucket.min(axis=0))
        np.testing.assert_array_equal(high, bucket.max(axis=0))


@given(st.integers(1, 700), st.integers(0, 99))
def test_the_resolution_is_the_best_that_fits(n, seed):
    """No more thinning than the capacity asks for."""
    curves = filled(random_series(n, seed), capacity=16).curves()
    assert curves.stride == 2 ** max(0, math.ceil(math.log2(n / 16)))


def test_a_single_spike_survives_100_000_epochs():
    history = History(("a",), capacity=64)
    rows = np.ones((100_000, 1))
    rows[777], rows[55_555] = 5.0, -3.0
    for epoch in range(0, 100_000, 10):
        history.extend(epoch, rows[epoch : epoch + 10])
    _, y = history.curves().channel("a")
    assert (y.max(), y.min()) == (5.0, -3.0)
    assert len(y) <= 128


def test_memory_does_not_grow():
    history = History(("a", "b"), capacity=32)

    def size():
        return sum(v.nbytes for v in vars(history).values() if isinstance(v, np.ndarray))

    before = size()
    for epoch in range(5000):
        history.append(epoch, np.zeros(2))
    assert size() == before


def test_the_cost_per_row_does_not_grow(monkeypatch):
    """Merging touches all buckets, but it happens only when the length doubles."""
    merges = []
    merge = History._merge
    monkeypatch.setattr(History, "_merge", lambda self: (merges.append(1), merge(self)))
    filled(random_series(16 * 2**6), capacity=16)
    assert len(merges) == 6


def test_every_epoch_is_kept_while_there_is_room():
    series = random_series(16)
    curves = filled(series).curves()
    assert curves.stride == 1
    for column, name in enumerate(("a", "b")):
        x, y = curves.channel(name)
        np.testing.assert_array_equal(x, np.arange(16))
        np.testing.assert_array_equal(y, series[:, column])


def test_thinned_curves_give_both_ends_of_each_bucket_in_order():
    series = random_series(100)
    curves = filled(series).curves()
    x, y = curves.channel("b")
    assert len(x) == len(y) == 2 * len(curves.epochs)
    assert (np.diff(x) > 0).all()
    np.testing.assert_array_equal(y[0::2], curves.low[:, 1])
    np.testing.assert_array_equal(y[1::2], curves.high[:, 1])


def test_the_newest_value_is_exact_however_thinned():
    series = random_series(999)
    curves = filled(series).curves()
    assert curves.last_epoch == 998
    assert curves.newest("a") == series[-1, 0]
    assert curves.newest("b") == series[-1, 1]


def test_not_a_number_is_passed_over_unless_there_is_nothing_else():
    rows = [[np.nan, np.nan], [1.0, np.nan], [3.0, np.nan], [np.nan, np.nan]] * 10
    curves = filled(rows).curves()
    assert curves.stride == 4
    np.testing.assert_array_equal(curves.low[:, 0], 1.0)
    np.testing.assert_array_equal(curves.high[:, 0], 3.0)
    assert np.isnan(curves.low[:, 1]).all()


@pytest.mark.parametrize("n", [10, 16, 17, 100, 1000])
@pytest.mark.parametrize("back", [1, 2, 5, 9])
def test_until_is_what_is_known_exactly(n, back):
    series = random_series(n)
    history, epoch = filled(series), n - 1 - back
    before = history.curves()
    curves = history.until(epoch).curves()
    assert curves.stride == before.stride
    assert epoch - curves.stride < curves.last_epoch <= epoch
    assert list(curves.epochs) == list(range(0, curves.last_epoch + 1, curves.stride))
    for start, low, high in zip(curves.epochs, curves.low, curves.high, strict=True):
        bucket = series[start : start + curves.stride]
        np.testing.assert_array_equal((low, high), (bucket.min(axis=0), bucket.max(axis=0)))
    np.testing.assert_array_equal(history.curves().low, before.low)  # it is a copy


@pytest.mark.parametrize("n", [16, 100])
def test_after_until_it_goes_on_as_if_nothing_had_been(n):
    series = random_series(n)
    again = filled(series).until(n // 2)
    for epoch in range(again.last_epoch + 1, n):
        again.append(epoch, series[epoch])
    straight, again = filled(series).curves(), again.curves()
    np.testing.assert_array_equal(again.epochs, straight.epochs)
    np.testing.assert_array_equal(again.low, straight.low)
    np.testing.assert_array_equal(again.high, straight.high)
    np.testing.assert_array_equal(again.last, straight.last)


def test_curves_are_a_read_only_copy():
    history = filled(random_series(5))
    curves = history.curves()
    before = curves.low.copy()
    history.append(5, np.full(2, 99.0))
    np.testing.assert_array_equal(curves.low, before)
    for array in (curves.epochs, curves.low, curves.high, curves.last):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 0


def test_a_row_is_copied():
    history, row = History(("a",), 4), np.array([1.0])
    history.append(0, row)
    row[0] = 2.0
    assert history.curves().newest("a") == 1.0
    np.testing.assert_array_equal(history.curves().low, [[1.0]])


def test_clear_starts_anew():
    history = filled(random_series(100))
    history.clear()
    assert len(history.curves().epochs) == 0
    assert (history.stride, history.last_epoch) == (1, -1)
    history.append(0, np.array([1.0, 2.0]))
    assert history.curves().newest("b") == 2.0


def test_the_capacity_is_enough_for_a_screen():
    assert CAPACITY >= 1000


def test_names_of_the_channels():
    names = channel_names(2)
    assert names[:4] == ("train_loss", "test_loss", "train_accuracy", "test_accuracy")
    assert len(names) == len(set(names)) == 4 + 2 * len(METRICS)
    assert names[4] == "layer1.gradient_norm"
    assert names[-1] == "layer2.update_ratio"


def test_another_row_in_place_of_the_newest_leaves_the_others():
    history = History(("a",))
    history.extend(0, np.array([[3.0], [9.0], [2.0]]))
    history.replace_last(np.array([5.0]))
    curves = history.curves()
    assert curves.low[:, 0].tolist() == curves.high[:, 0].tolist() == [3.0, 9.0, 5.0]
    assert (curves.newest("a"), curves.last_epoch) == (5.0, 2)


def test_another_row_in_a_bucket_of_several_epochs_keeps_their_spikes():
    history = History(("a",), capacity=2)
    for epoch, value in enumerate((3.0, 4.0, 99.0, 2.0)):
        history.append(epoch, np.array([value]))
    history.replace_last(np.array([50.0]))
    curves = history.curves()
    assert curves.stride == 2
    assert curves.high[:, 0].tolist() == [4.0, 99.0]
    assert curves.newest("a") == 50.0
