"""The curves of a run, bounded in memory however long it is.

Epochs are gathered into buckets that keep the lowest and the highest value of each channel. When
all buckets are taken, neighbours are merged and each covers twice as many epochs: spikes survive.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.learned import Goal

CAPACITY = 1024
_JUDGED = "test_loss"  # of this channel the epoch is known at which it was lowest
_NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Lowest:
    """The lowest value of a channel, and the epochs among which it was reached: one where the
    curves hold every epoch, else those of its bucket."""

    value: float
    first: int
    last: int


@dataclass(frozen=True)
class Curves:
    """A read-only picture of the history.

    epochs: (n,) first epoch of each bucket. low, high: (n, channels) envelope. last: (channels,)
    the newest values, at epoch `last_epoch`. stride: epochs per bucket. NaN marks what does not
    exist (an accuracy in regression, a gradient before the first epoch).
    """

    names: tuple[str, ...]
    epochs: NDArray[np.int64]
    low: Array
    high: Array
    last: Array
    last_epoch: int
    stride: int
    best_test: tuple[int, float] | None = None  # where J on the test set was lowest, and that J
    solved_at: int | None = None  # the first epoch after which the training set was learned

    def channel(self, name: str) -> tuple[Array, Array]:
        """x and y of one curve, (m,) each; thinned buckets give two points, low and high."""
        column = self.names.index(name)
        if self.stride == 1:
            return self.epochs.astype(float), self.low[:, column]
        x = np.repeat(self.epochs.astype(float), 2)
        x[1::2] += self.stride / 2
        return x, np.stack([self.low[:, column], self.high[:, column]], axis=1).ravel()

    def lowest(self, name: str) -> Lowest | None:
        """Where a channel was lowest, the first time; None where it has no finite value."""
        values = self.low[:, self.names.index(name)]
        if not np.isfinite(values).any():
            return None
        bucket = int(np.nanargmin(values))
        first = int(self.epochs[bucket])
        return Lowest(float(values[bucket]), first, min(first + self.stride - 1, self.last_epoch))

    def newest(self, name: str) -> float:
        """The value of a channel at the last epoch."""
        return float(self.last[self.names.index(name)])


class History:
    """Collects one row per epoch; constant memory, and amortised constant time per row. Of a
    `goal` it keeps the epoch at which that was first reached."""

    def __init__(
        self, names: Sequence[str], capacity: int = CAPACITY, goal: Goal | None = None
    ) -> None:
        self.names = tuple(names)
        self.capacity = capacity
        self.goal = goal
        self.clear()

    def clear(self) -> None:
        """Forget everything."""
        self.stride = 1
        self._n = 0
        self._bucket = np.zeros(self.capacity, dtype=np.int64)
        self._low = np.zeros((self.capacity, len(self.names)))
        self._high = np.zeros_like(self._low)
        self._lowest = np.full(self.capacity, _NEVER)  # the epoch of the lowest judged value
        self._solved = np.full(self.capacity, _NEVER)  # the first epoch that reaches the goal
        self.last = np.full(len(self.names), np.nan)
        self.last_epoch = -1

    def append(self, epoch: int, row: Array) -> None:
        """Add the row (channels,) of an epoch, later than all before."""
        self.extend(epoch, row[None, :])

    def extend(self, epoch: int, rows: Array) -> None:
        """Add rows (k, channels) of k epochs in a row, the first of them `epoch`."""
        if not len(rows):
            return
        self.last, self.last_epoch = rows[-1].copy(), epoch + len(rows) - 1
        epochs = np.arange(epoch, epoch + len(rows))
        while True:
            buckets = epochs // self.stride
            starts = np.flatnonzero(np.diff(buckets, prepend=buckets[0] - 1))
            # The first of the rows may belong to a bucket that is already begun.
            at = self._n - int(self._n > 0 and self._bucket[self._n - 1] == buckets[0])
            if at + len(starts) <= self.capacity:
                break
            self._merge()
        # fmin and fmax pass over NaN.
        low, high = np.fmin.reduceat(rows, starts), np.fmax.reduceat(rows, starts)
        lowest = self._lowest_epochs(rows, epochs, starts)
        solved = np.minimum.reduceat(np.where(self._reached(rows), epochs, _NEVER), starts)
        if at < self._n:
            solved[0] = min(solved[0], self._solved[at])
            if not self._is_lower(low[0], self._low[at]):
                lowest[0] = self._lowest[at]
            np.fmin(low[0], self._low[at], out=low[0])
            np.fmax(high[0], self._high[at], out=high[0])
        self._n = at + len(starts)
        self._bucket[at : self._n], self._lowest[at : self._n] = buckets[starts], lowest
        self._solved[at : self._n] = solved
        self._low[at : self._n], self._high[at : self._n] = low, high

    def _merge(self) -> None:
        """Double the stride, taking neighbouring buckets together."""
        bucket = self._bucket[: self._n] // 2
        starts = np.flatnonzero(np.diff(bucket, prepend=-1))
        merged = len(starts)
        self._lowest[:merged] = self._lowest_epochs(
            self._low[: self._n], self._lowest[: self._n], starts
        )
        self._solved[:merged] = np.minimum.reduceat(self._solved[: self._n], starts)
        self._low[:merged] = np.fmin.reduceat(self._low[: self._n], starts, axis=0)
        self._high[:merged] = np.fmax.reduceat(self._high[: self._n], starts, axis=0)
        self._bucket[:merged] = bucket[starts]
        self._n, self.stride = merged, self.stride * 2

    @property
    def _judged(self) -> int | None:
        return self.names.index(_JUDGED) if _JUDGED in self.names else None

    def _lowest_epochs(
        self, rows: Array, epochs: NDArray[np.int64], starts: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """For each group of rows (k, channels) that begins at one of the starts, the first of their
        epochs (k,) at which the judged value is lowest."""
        if self._judged is None:
            return np.full(len(starts), _NEVER)
        values = rows[:, self._judged]
        low = np.repeat(np.fmin.reduceat(values, starts), np.diff(starts, append=len(values)))
        return np.minimum.reduceat(np.where(values == low, epochs, _NEVER), starts)

    def _is_lower(self, row: Array, than: Array) -> bool:
        k = self._judged
        return k is not None and bool(row[k] < than[k] or np.isnan(than[k]))

    def _reached(self, rows: Array) -> NDArray[np.bool_]:
        return np.zeros(len(rows), dtype=bool) if self.goal is None else self.goal.reached(rows)

    def _solved_at(self) -> int | None:
        first = int(self._solved[: self._n].min(initial=_NEVER))
        return None if first == _NEVER else first

    def _best_test(self) -> tuple[int, float] | None:
        if self._judged is None or self._n == 0:
            return None
        values = np.where(np.isfinite(values := self._low[: self._n, self._judged]), values, np.inf)
        k = int(values.argmin())
        return (int(self._lowest[k]), float(values[k])) if np.isfinite(values[k]) else None

    def replace_last(self, row: Array) -> None:
        """Put another row (channels,) in the place of the newest: the epoch ends differently now.

        Where its bucket holds earlier epochs too, their envelope stays and takes the row in.
        """
        self.last, newest = row.copy(), self._n - 1
        if self._solved[newest] >= self.last_epoch:  # not earlier in its bucket
            self._solved[newest] = self.last_epoch if self._reached(row[None, :])[0] else _NEVER
        if self._bucket[newest] * self.stride == self.last_epoch:
            self._lowest[newest] = self.last_epoch
            self._low[newest] = self._high[newest] = row
            return
        if self._is_lower(row, self._low[newest]):
            self._lowest[newest] = self.last_epoch
        np.fmin(self._low[newest], row, out=self._low[newest])
        np.fmax(self._high[newest], row, out=self._high[newest])

    def until(self, epoch: int) -> "History":
        """A copy of what is known exactly of the epochs up to this one: whole buckets only; their
        last row is known where each holds one epoch."""
        copy = History(self.names, self.capacity, self.goal)
        n_buckets = (epoch + 1) // self.stride
        copy.stride, copy.last_epoch = self.stride, n_buckets * self.stride - 1
        n = copy._n = int(np.searchsorted(self._bucket[: self._n], n_buckets))
        copy._bucket[:n], copy._low[:n], copy._high[:n] = (
            array[:n] for array in (self._bucket, self._low, self._high)
        )
        copy._lowest[:n], copy._solved[:n] = self._lowest[:n], self._solved[:n]
        if n and self.stride == 1:
            copy.last = copy._low[n - 1].copy()
        return copy

    def curves(self) -> Curves:
        """A copy that nobody changes any more."""
        n = self._n
        epochs = self._bucket[:n] * self.stride
        low, high, last = self._low[:n].copy(), self._high[:n].copy(), self.last.copy()
        for array in (epochs, low, high, last):
            array.flags.writeable = False
        return Curves(
            *(self.names, epochs, low, high, last, self.last_epoch, self.stride),
            best_test=self._best_test(),
            solved_at=self._solved_at(),
        )
