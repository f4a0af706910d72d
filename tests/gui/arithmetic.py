"""Equations on screen, read back: they must hold within the rounding of the digits shown."""

import math
import re
from dataclasses import dataclass
from itertools import pairwise

_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_TOKEN = re.compile(
    r"(?P<number>\d+(?:\.\d+)?(?:e−?\d+| × 10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?|10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{2,})"
    r"|(?P<power>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<sign>[-+−·/^()√,∞])|(?P<name>max|e)| +"
)
_ROUNDED = 3  # digits: zeros at the end may have been left out


@dataclass(frozen=True)
class Interval:
    """All that a number as written may be."""

    low: float
    high: float

    def meets(self, other):
        """Whether they have a number in common, but for the rounding of floats."""
        slack = 1e-9 * max(map(abs, (self.low, self.high, other.low, other.high)))
        return self.low <= other.high + slack and other.low <= self.high + slack


def written(text):
    """The interval of a number as it is written."""
    plain = re.sub(r"e(−?\d+)$", lambda m: f"e{m[1]}", text)
    mantissa, _, power = plain.partition(" × 10") if " × 10" in plain else plain.partition("e")
    if mantissa.startswith("10") and set(mantissa[2:]) & set("⁻⁰¹²³⁴⁵⁶⁷⁸⁹"):
        mantissa, power = "1", mantissa[2:]
    scale = 10.0 ** int(power.translate(_RAISED).replace("−", "-") or 0)
    value = float(mantissa)
    if value == 0:
        return Interval(0.0, 0.0)
    decimals = len(mantissa.partition(".")[2])
    if "e" not in text:  # there all digits are written
        decimals = max(decimals, _ROUNDED - 1 - math.floor(math.log10(value)))
    half = 0.5 * 10.0**-decimals
    return Interval((value - half) * scale, (value + half) * scale)


class Expression:
    """Reads sums, products, powers, roots, e^x and max{…} of numbers."""

    def __init__(self, text):
        self.tokens, at = [], 0
        while at < len(text):
            match = _TOKEN.match(text, at)
            if not match:
                raise ValueError(f"{text[at:]!r} is no arithmetic")
            at = match.end()
            if match.lastgroup:
                self.tokens.append((match.lastgroup, match[0]))

    def value(self):
        """The interval of the whole."""
        result = self._sum()
        if self.tokens:
            raise ValueError(f"{self.tokens} are left")
        return result

    def _take(self, *wanted):
        if self.tokens and self.tokens[0][1] in wanted:
            return self.tokens.pop(0)[1]
        return None

    def _sum(self):
        result = self._product()
        while sign := self._take("+", "−", "-"):
            other = self._product()
            ends = (other.low, other.high) if sign == "+" else (-other.high, -other.low)
            result = Interval(result.low + ends[0], result.high + ends[1])
        return result

    def _product(self):
        result = self._signed()
        while sign := self._take("·", "/"):
            other = self._signed()
            if sign == "/":
                if other.low <= 0 <= other.high:
                    return Interval(-math.inf, math.inf)
                other = Interval(1 / other.high, 1 / other.low)
            ends = [a * b for a in (result.low, result.high) for b in (other.low, other.high)]
            result = Interval(min(ends), max(ends))
        return result

    def _signed(self):
        if self._take("−", "-"):
            inner = self._signed()
            return Interval(-inner.high, -inner.low)
        return self._power()

    def _power(self):
        base = self._atom()
        exponent = None
        if self.tokens and self.tokens[0][0] == "power":
            exponent = int(self.tokens.pop(0)[1].translate(_RAISED))
        elif self._take("^"):
            exponent = self._signed()
            if base is math.e:
                return Interval(*(math.exp(min(x, 700.0)) for x in (exponent.low, exponent.high)))
            exponent = round((exponent.low + exponent.high) / 2)
        if base is math.e:
            raise ValueError("e without a power")
        if exponent is None:
            return base
        ends = [base.low**exponent, base.high**exponent]
        low = 0.0 if base.low < 0 < base.high and exponent % 2 == 0 else min(ends)
        return Interval(low, max(ends))

    def _atom(self):
        if self._take("("):
            inner = self._sum()
            if not self._take(")"):
                raise ValueError("a bracket is open")
            return inner
        if self._take("√"):
            inner = self._atom()
            return Interval(math.sqrt(max(inner.low, 0.0)), math.sqrt(max(inner.high, 0.0)))
        if self._take("e"):
            return math.e
        if self._take("max"):
            self._take("(")
            parts = [self._sum()]
            while self._take(","):
                parts.append(self._sum())
            self._take(")")
            return Interval(max(p.low for p in parts), max(p.high for p in parts))
        if self.tokens and self.tokens[0][0] == "number":
            return written(self.tokens.pop(0)[1])
        raise ValueError(f"{self.tokens} is no number")


def value(text):
    """The interval of an expression; None where it holds symbols or words."""
    try:
        return Expression(text.strip()).value()
    except ValueError:
        return None


def assert_holds(text):
    """Fail if the sides of "name = expression = number" have no number in common; returns how
    many sides are in numbers."""
    sides = [side for side in map(value, text.split(" = ")) if side is not None]
    assert len(sides) > 1, f"nothing to compare in {text!r}"
    for one, other in pairwise(sides):
        assert one.meets(other), f"{text!r}: {one} and {other}"
    return len(sides)
