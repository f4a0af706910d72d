"""The value axis of a chart: log or linear, its range, its ticks and how numbers are written."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.gui.text import number

# Positive values below this are drawn at it: a log axis has to end somewhere.
FLOOR = 1e-12
# How far below the axis exact zeros are drawn, and the least span, in axis units.
_ZERO_GAP = 0.14
_LEAST_SPAN = math.log10(5.0) - 1e-9
# A range that still fits is kept until it is this much too large: the axis stays calm.
_KEEP = 0.7
# Ticks are round: these digits only drop the dust of 10 ** -3.
_TICK_DIGITS = 7


def value_text(value: float, digits: int = 2) -> str:
    """A value of a curve; a gap is a dash."""
    return "–" if math.isnan(value) else number(value, digits)


@dataclass(frozen=True)
class Extent:
    """The values to make room for; all NaN if there are none.

    low and high bound the recent epochs, all_low and all_high every epoch. On a log axis they
    are positive and `zero` says whether exact zeros occur as well.
    """

    low: float
    high: float
    all_low: float
    all_high: float
    zero: bool = False

    def widened(self, values: Sequence[float]) -> "Extent":
        """The extent with room for some values."""
        low, high = min(self.low, *values, self.low), max(self.high, *values, self.high)
        return Extent(low, high, min(self.all_low, low), max(self.all_high, high), self.zero)


@dataclass(frozen=True)
class Scale:
    """A range of the axis. low and high are in axis units: log₁₀ of the value, or the value."""

    log: bool = True
    low: float = -3.0
    high: float = 0.0
    zero: bool = False  # exact zeros have a line of their own below the range

    @property
    def zero_level(self) -> float:
        """Where exact zeros are drawn on a log axis."""
        return self.low - _ZERO_GAP * (self.high - self.low)

    @property
    def bottom(self) -> float:
        """The lowest place in use."""
        return self.zero_level if self.zero else self.low

    def place(self, values: Array) -> Array:
        """Values in axis units; what is not finite becomes NaN, a gap."""
        values = np.asarray(values, dtype=float)
        finite = np.isfinite(values)
        if not self.log:
            return np.where(finite, values, np.nan)
        with np.errstate(invalid="ignore"):
            placed = np.log10(np.where(finite, np.maximum(values, FLOOR), np.nan))
        return np.where(values == 0.0, self.zero_level, placed)

    def ticks(self, most: int) -> list[tuple[float, str]]:
        """At most so many (place, text), round numbers; at least one."""
        places = self._log_ticks(most) if self.log else self._linear_ticks(most)
        return [
            (place, number(10.0**place if self.log else place, _TICK_DIGITS)) for place in places
        ]

    def _linear_ticks(self, most: int) -> list[float]:
        step = nice_step((self.high - self.low) / max(most - 1, 1))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [round(k * step, 12) for k in range(first, last + 1)]

    def _log_ticks(self, most: int) -> list[float]:
        steps = [_step(k) for k in range(_step_at(self.low), _step_at(self.high) + 1)]
        decades = range(math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9) + 1)
        if len(steps) <= most and len(decades) < 4:
            return steps
        if len(decades) < 2:
            return [steps[0], steps[-1]][: max(most, 1)]
        every = math.ceil(len(decades) / max(most, 1))
        return [float(k) for k in decades if k % every == 0]


def fit(extent: Extent, log: bool, reach: float, previous: Scale | None = None) -> Scale:
    """The range for the recent epochs. Earlier ones widen it, but by `reach` decades at most, so
    that an old spike does not flatten what happens now."""
    zero = log and extent.zero
    if not math.isfinite(extent.high):
        return Scale(log, -3.0 if log else 0.0, 0.0 if log else 1.0, zero)
    new = _fit_log(extent, reach, zero) if log else _fit_linear(extent, reach)
    if previous is not None and (previous.log, previous.zero) == (log, zero):
        fits = previous.low <= new.low and new.high <= previous.high
        if fits and new.high - new.low >= _KEEP * (previous.high - previous.low):
            return previous
    return new


def _fit_linear(extent: Extent, reach: float) -> Scale:
    high = min(extent.all_high, extent.high * 10.0**reach) or 1.0
    step = nice_step(high / 4.0)
    return Scale(False, 0.0, math.ceil(high / step - 1e-9) * step)


def _fit_log(extent: Extent, reach: float, zero: bool) -> Scale:
    low, high, all_low, all_high = (
        math.log10(min(max(value, FLOOR), 1e300))
        for value in (extent.low, extent.high, extent.all_low, extent.all_high)
    )
    low, high = max(all_low, low - reach), min(all_high, high + reach)
    first, last = _step_at(low), _step_at(high)
    if _step(last) < high - 1e-9:
        last += 1
    while _step(last) - _step(first) < _LEAST_SPAN:
        if _step(last) - high < low - _step(first):
            last += 1
        else:
            first -= 1
    return Scale(True, _step(first), _step(last), zero)


def nice_step(least: float) -> float:
    """The smallest of 1, 2, 5 × 10ᵏ that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * k for k in (1, 2, 5, 10) if power * k >= least * (1 - 1e-9))


def _step(index: int) -> float:
    """log₁₀ of the numbers 1, 2, 5, 10, 20, …; index 0 is 1."""
    return index // 3 + (0.0, math.log10(2.0), math.log10(5.0))[index % 3]


def _step_at(place: float) -> int:
    """Index of the last step not above a place."""
    index = 3 * math.floor(place + 1e-9)
    while _step(index + 1) <= place + 1e-9:
        index += 1
    return index
