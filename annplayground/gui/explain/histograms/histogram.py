"""Counts of values in equal bins, whatever the values are."""

import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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


def span_of(values: NDArray[np.float64]) -> tuple[float, float]:
    """The ends of an axis for values of any shape: the least and the largest finite one; (0, 0) if
    there is none. Equal ones, and those that differ by rounding only, stand in the middle of an
    axis as wide as they are large."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return 0.0, 0.0
    # In units of the largest value nothing overflows.
    largest = float(np.abs(finite).max()) or 1.0
    low, high = float(finite.min()) / largest, float(finite.max()) / largest
    if high - low < SAME:
        most = sys.float_info.max / largest
        low, high = max(high - 0.5, -most), min(high + 0.5, most)
    return low * largest, high * largest


def histogram(
    values: NDArray[np.float64], bins: int = BINS, span: tuple[float, float] | None = None
) -> Histogram:
    """Count values of any shape on an axis with these ends, which holds all of them; without ends
    it is their own, see `span_of`."""
    finite = values[np.isfinite(values)]
    strays = values.size - finite.size
    if not finite.size:
        return Histogram(np.zeros(bins, np.int64), 0.0, 0.0, strays)
    low, high = span or span_of(finite)
    # In units of the largest end nothing overflows, and neither do bins become too narrow.
    largest = max(abs(low), abs(high))
    shares = np.clip(finite / largest, low / largest, high / largest)
    if span is None and float(np.ptp(shares)) < SAME:
        shares[:] = shares.max()
    counts, _ = np.histogram(shares, bins, (low / largest, high / largest))
    return Histogram(counts, low, high, strays)
