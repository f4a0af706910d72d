"""One curve's values: thinned to the pixels there are, smoothed, and looked up at an epoch."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.history import Curves
from annplayground.gui.plots.charts.scale import Extent, value_text

# The last part of the run that decides the range of the axis.
RECENT = 0.3


@dataclass(frozen=True)
class Reading:
    """What a series shows at an epoch: the lowest and highest value of first … last."""

    first: int
    last: int
    low: float
    high: float

    @property
    def text(self) -> str:
        """The value, or from the lowest to the highest."""
        low, high = value_text(self.low, 3), value_text(self.high, 3)
        return low if low == high else f"{low} … {high}"


@dataclass(frozen=True, eq=False)
class Series:
    """epochs: (n,) first epoch of each bucket of `stride` epochs. low, high: (n,) its envelope.
    newest: the value at `last_epoch`."""

    epochs: NDArray[np.int64]
    low: Array
    high: Array
    stride: int
    last_epoch: int
    newest: float

    @classmethod
    def of(cls, curves: Curves, name: str) -> "Series":
        """A channel of the history."""
        column = curves.names.index(name)
        low, high = curves.low[:, column], curves.high[:, column]
        newest = float(curves.last[column])
        return cls(curves.epochs, low, high, curves.stride, curves.last_epoch, newest)

    @property
    def end(self) -> tuple[float, float] | None:
        """Epoch and value of the last finite point; None if there is none."""
        if np.isfinite(self.newest):
            return float(self.last_epoch), self.newest
        finite = np.flatnonzero(np.isfinite(self.high))
        if len(finite) == 0:
            return None
        return float(self.epochs[finite[-1]]), float(self.high[finite[-1]])

    def points(self, most: int) -> tuple[Array, Array]:
        """x and y to draw, about `most` points: the lowest and the highest of each group of
        neighbours, so that spikes survive."""
        n = len(self.epochs)
        if self.stride == 1 and n <= most:
            return self.epochs.astype(float), self.low
        # Whole groups from the first epoch on: they stay where they are while the curve grows.
        group = -(-n // max(most // 2, 1))
        starts = np.arange(0, n, group)
        low = np.fmin.reduceat(self.low, starts)
        high = np.fmax.reduceat(self.high, starts)
        x = np.repeat(self.epochs[starts].astype(float), 2)
        x[1::2] += group * self.stride / 2
        y = np.stack([low, high], axis=1)
        falling = _falling(low + high)
        y[falling] = y[falling, ::-1]
        x = np.minimum(np.append(x, self.last_epoch), self.last_epoch)
        return x, np.append(y.ravel(), self.newest)

    def within(self, first: float, last: float) -> "Series":
        """The buckets that hold some epoch from `first` to `last`; the newest value is the one
        at the last of them."""
        start = max(int(np.searchsorted(self.epochs, first, side="right")) - 1, 0)
        stop = max(int(np.searchsorted(self.epochs, last, side="right")), start + 1)
        end = min(int(last), self.last_epoch)
        newest = self.newest if end == self.last_epoch else float(self.high[stop - 1])
        low, high = self.low[start:stop], self.high[start:stop]
        return Series(self.epochs[start:stop], low, high, self.stride, end, newest)

    def at(self, epoch: float) -> Reading:
        """The values at the bucket that holds an epoch, or the nearest."""
        index = int(np.searchsorted(self.epochs, round(epoch), side="right")) - 1
        index = min(max(index, 0), len(self.epochs) - 1)
        first = int(self.epochs[index])
        last = min(first + self.stride - 1, self.last_epoch)
        return Reading(first, max(first, last), float(self.low[index]), float(self.high[index]))

    def smoothed(self, beta: float) -> "Series":
        """The exponentially weighted average of the buckets' middles."""
        with np.errstate(invalid="ignore"):
            y = ewa((self.low + self.high) / 2.0, beta)
        return Series(self.epochs, y, y, self.stride, self.last_epoch, float(y[-1]))


def ewa(values: Array, beta: float) -> Array:
    """v(t) = β·v(t−1) + (1−β)·J(t), divided by 1 − βᵗ so that it does not start near 0.

    What is not finite stays a gap and does not count.
    """
    averages = []
    v = weight = 0.0
    for value, finite in zip(values.tolist(), np.isfinite(values).tolist(), strict=True):
        if not finite:
            averages.append(np.nan)
            continue
        v = beta * v + (1.0 - beta) * value
        weight = beta * weight + (1.0 - beta)
        averages.append(v / weight)
    return np.array(averages)


def extent(series: Sequence[Series], log: bool) -> Extent:
    """The values that several series span, recently and ever."""
    spans, zero = [], False
    for one in series:
        low, high = _cleaned(one.low), _cleaned(one.high)
        if log:
            zero = zero or bool((low == 0).any())
            low, high = np.where(low > 0, low, np.nan), np.where(high > 0, high, np.nan)
            low = np.fmin(low, high)  # a bucket from 0 to 0.1 has at least the 0.1
        recent = one.epochs >= (1.0 - RECENT) * one.last_epoch
        spans.append([_least(low[recent]), -_least(-high[recent]), _least(low), -_least(-high)])
    if not spans:
        return Extent(np.nan, np.nan, np.nan, np.nan)
    low, high, all_low, all_high = np.array(spans).T
    ever = (_least(all_low), -_least(-all_high))
    recently = (_least(low), -_least(-high))
    return Extent(*(recently if np.isfinite(recently[0]) else ever), *ever, zero)


def _falling(values: Array) -> NDArray[np.bool_]:
    """Where a curve goes down: there the highest value of a group comes first."""
    falling = np.zeros(len(values), dtype=bool)
    falling[1:] = values[1:] < values[:-1]
    return falling


def _cleaned(values: Array) -> Array:
    return np.where(np.isfinite(values), values, np.nan)


def _least(values: Array) -> float:
    return float(np.fmin.reduce(values)) if len(values) else float("nan")
