"""As many digits as an equation in numbers needs, so that whoever multiplies it out by hand arrives
where it says."""

import math
from collections.abc import Callable, Sequence
from functools import lru_cache

from annplayground.gui.text import MINUS, number, read_number, rounded

FEW, MANY = 3, 7  # significant digits


@lru_cache(maxsize=4096)  # what goes into a layer stands in the sum of each of its units
def bracketed(value: float, digits: int = FEW) -> str:
    """A number within a product or a sum: a negative one in brackets."""
    return in_brackets(number(value, digits))


def in_brackets(text: str) -> str:
    """A number that is written already, likewise."""
    return f"({text})" if text.startswith(MINUS) else text


def read(text: str) -> float:
    """The number that is written; NaN, if it is none."""
    value = read_number(text.strip("()"))
    return math.nan if value is None else value


def enough(
    values: Sequence[float],
    equation: Callable[[Sequence[float]], float],
    result: float,
    digits: int = FEW,
) -> int:
    """With how many digits the values, put into the equation as they are written, give the result
    to a unit of the last of its `digits` digits: at least as many, and at most `MANY` if these
    are not more."""
    if not math.isfinite(result) or not all(map(math.isfinite, values)):
        return digits
    unit = 10.0 ** (math.floor(math.log10(abs(result))) - digits + 1) if result else 0.0
    wanted = rounded(result, digits)
    for count in range(digits, max(MANY, digits)):
        try:
            found = equation([rounded(value, count) for value in values])
        except (ArithmeticError, ValueError):
            continue
        if abs(found - wanted) <= 1.001 * unit:
            return count
    return max(MANY, digits)
