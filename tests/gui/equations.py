"""Equations on screen, read back: with the rounding of the digits that are written, both sides of
each must have a number in common."""

import math
import re
from dataclasses import dataclass
from itertools import pairwise

from annplayground.core.numerals import read_number

_RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_LEVEL = str.maketrans(_RAISED, "-0123456789")
NUMBER = rf"(?:\d+(?:\.\d+)?(?: × 10[{_RAISED}]+)?|10[{_RAISED}]+)"
_EXPRESSION = re.compile(rf"(?:{NUMBER}|[()+−·/√ {_RAISED}]|tanh|max|ln|exp|σ|Φ|,)+")


@dataclass(frozen=True)
class Interval:
    """All numbers from low to high."""

    low: float
    high: float

    def __add__(self, other):
        return Interval(self.low + other.low, self.high + other.high)

    def __neg__(self):
        return Interval(-self.high, -self.low)

    def __sub__(self, other):
        return self + -other

    def __mul__(self, other):
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __truediv__(self, other):
        if other.low <= 0 <= other.high:
            return Interval(-math.inf, math.inf)
        ends = [a / b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(ends), max(ends))

    def __pow__(self, n):
        ends = [self.low**n, self.high**n]
        least = 0.0 if n % 2 == 0 and self.low < 0 < self.high else min(ends)
        return Interval(least, max(ends))

    def through(self, f):
        """Where a function that rises takes it."""
        return Interval(f(self.low), f(self.high))

    def meets(self, other, slack=0.0) -> bool:
        """Whether they have a number in common, but for the rounding of floats."""
        slack += 1e-12 * max(abs(self.low), abs(self.high), abs(other.low), abs(other.high))
        return self.low <= other.high + slack and other.low <= self.high + slack


def number(text: str) -> Interval:
    """A number as written, with half a unit of its last digit; a small whole one is exact."""
    plain = float(read_number(text))
    digits, _, power = text.partition(" × 10")
    decimals = len(digits.partition(".")[2])
    unit = 10.0**-decimals * float(read_number(f"10{power}") if power else 1.0)
    half = 0.5 * unit if decimals or power or abs(plain) >= 100.0 else 0.0
    return Interval(plain - half, plain + half)


FUNCTIONS = {
    "tanh": lambda x: x.through(math.tanh),
    "σ": lambda x: x.through(lambda v: 1.0 / (1.0 + math.exp(-v)) if v > -700.0 else math.exp(v)),
    "Φ": lambda x: x.through(lambda v: 0.5 * math.erfc(-v / math.sqrt(2.0))),
    "exp": lambda x: x.through(lambda v: math.exp(v) if v < 709.0 else math.inf),
    "ln": lambda x: x.through(lambda v: math.log(v) if v > 0 else -math.inf),
    "sqrt": lambda x: x.through(lambda v: math.sqrt(max(v, 0.0))),
    "maximum": lambda x, y: Interval(max(x.low, y.low), max(x.high, y.high)),
}


def value(text: str) -> Interval | None:
    """What an expression in numbers may be; None if there are symbols or words in it."""
    text = text.strip()
    if not text or not _EXPRESSION.fullmatch(text) or not re.search(r"\d", text):
        return None
    code = re.sub(NUMBER, lambda m: f"number('{m[0]}')", text)
    code = re.sub(rf"(?<=\))[{_RAISED}]+", lambda m: f"**{m[0].translate(_LEVEL)}", code)
    for sign, python in (("·", "*"), ("max", "maximum"), ("√", "sqrt")):
        code = code.replace(sign, python)
    # Minus signs outside the numbers.
    parts = enumerate(code.split("'"))
    code = "'".join(part if k % 2 else part.replace("−", "-") for k, part in parts)
    return eval(code, {"number": number, **FUNCTIONS})


def checked(text: str) -> int:
    """The number of equations in a text whose sides are in numbers; fails if one does not hold."""
    count = 0
    for line in text.split("\n"):
        for equation in re.split(r"[;:]| for | is | to ", line):
            slack = 1e-15 if "exp" in equation or "ln(1" in equation else 0.0
            sides = [side for side in map(value, equation.split("=")) if side is not None]
            for left, right in pairwise(sides):
                assert left.meets(right, slack), f"{equation}: {left} and {right}"
                count += 1
    return count
