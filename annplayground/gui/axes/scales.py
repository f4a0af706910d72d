"""The scales of axes: round numbers, and values on a logarithmic axis that keeps still."""

import math
from dataclasses import dataclass

import numpy as np

from annplayground.core.choices.activations import Array

_STEPS = (1.0, 2.0, 5.0)
_MULTIPLES = ((1,), (1, 3), (1, 2, 5), (1, 2, 3, 4, 5, 6, 7, 8, 9))
_DECADES = 8  # the most from the top down


@dataclass(frozen=True)
class LogScale:
    """A logarithmic axis from one round positive number to another."""

    low: float = 0.1
    high: float = 1.0

    def place(self, values: Array | float) -> Array:
        """Where values are, 0 at the low end and 1 at the high one; what lies beyond is at most a
        little way outside, and what is no number at the top."""
        span = math.log10(self.high / self.low)
        with np.errstate(all="ignore"):
            places = np.log10(np.asarray(values) / self.low) / span
        return np.clip(np.where(np.isnan(places), 1.1, places), -0.1, 1.1)

    def ticks(self, most: int) -> list[float]:
        """Round numbers on the axis: two at least, if there is room for them."""
        powers = range(math.floor(math.log10(self.low)) - 1, math.ceil(math.log10(self.high)) + 1)
        found: list[float] = []
        for multiples in _MULTIPLES:
            ticks = [float(f"{m}e{k}") for k in powers for m in multiples]
            ticks = [t for t in ticks if self.low * 0.999 <= t <= self.high * 1.001]
            if len(ticks) > most and found:
                break
            found = ticks[:: -(-len(ticks) // max(most, 1)) or 1]
            if len(found) >= min(3, most):
                break
        return found


def log_scale(low: float, high: float, decades: int = _DECADES) -> LogScale:
    """An axis that holds two positive numbers, so many decades at most, and keeps still when they
    change a little."""
    high = _round(high, up=True)
    low = _round(max(low, high * 10.0**-decades), up=False)
    return LogScale(low, high if high > low else low * 10.0)


def _round(value: float, up: bool) -> float:
    """The next 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(value))
    rounds = [step * power for step in (*_STEPS, 10.0)]
    if up:
        return next(r for r in rounds if r >= value * (1 - 1e-12))
    return next(r for r in reversed(rounds) if r <= value * (1 + 1e-12))


def whole_ticks(last: int, most: int) -> list[int]:
    """Round whole numbers from 0 to the last, so many at most."""
    step = int(_round(max(last / max(most, 1), 1.0), up=True))
    return list(range(0, last + 1, step))


def round_ticks(low: float, high: float) -> list[float]:
    """Three to six round numbers in a range."""
    step = _round((high - low) / 5, up=True)
    first, last = int(np.ceil(low / step)), int(np.floor(high / step))
    return [float(f"{k * step:.6g}") for k in range(first, last + 1)]
