"""Counts of values in equal bins, whatever the values are, and the words for their axis."""

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annplayground.gui.explain.focus import short

BINS = 32
# Values nearer to each other than this share of the largest differ by rounding only.
SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Histogram:
    """`counts` (bins,) between `low` and `high`; `strays`, how many values are NaN or infinite.
    Without a finite value all counts and both ends are 0."""

    counts: NDArray[np.int64]
    low: float
    high: float
    strays: int

    def captions(self, symbol: str) -> tuple[str, ...]:
        """What to write below it, the longest first: the ends of the axis, and the strays."""
        if not self.counts.any():
            return f"{symbol}: {self.strays} not finite", f"{symbol} !"
        low, high = short(self.low), short(self.high)
        ends = f"{low}  {symbol}  {high}"
        if low == high:
            ends = f"{symbol} ≈ {low}, over {short(self.high - self.low)}"
        if not self.strays:
            return ends, self._narrow(symbol), symbol
        strays = f"{self.strays} not finite"
        return f"{ends}, {strays}", f"{symbol}, {strays}", f"{symbol} !"

    def _narrow(self, symbol: str) -> str:
        """The ends in fewer digits, where two are enough to tell them apart."""
        low, high = short(self.low, 2), short(self.high, 2)
        return f"{low} {symbol} {high}" if low != high else symbol


def histogram(values: NDArray[np.float64], bins: int = BINS) -> Histogram:
    """Count values of any shape. Equal ones, and those that differ by rounding only, stand in the
    middle of an axis as wide as they are large."""
    finite = values[np.isfinite(values)]
    strays = values.size - finite.size
    if not finite.size:
        return Histogram(np.zeros(bins, np.int64), 0.0, 0.0, strays)
    # In units of the largest value nothing overflows, and neither do bins become too narrow.
    largest = float(np.abs(finite).max()) or 1.0
    shares = finite / largest
    low, high = float(shares.min()), float(shares.max())
    if high - low < SAME:
        most = sys.float_info.max / largest
        shares[:] = high
        low, high = max(low - 0.5, -most), min(high + 0.5, most)
    counts, _ = np.histogram(shares, bins, (low, high))
    return Histogram(counts, low * largest, high * largest, strays)
