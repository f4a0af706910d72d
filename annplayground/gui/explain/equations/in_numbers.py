"""An equation with its numbers in it, as one writes it on a blackboard."""

from collections.abc import Sequence
from dataclasses import dataclass

from annplayground.gui.explain.focus import short

_FEWEST, _MOST = 3, 9  # significant digits
_IN_POWERS = set("e×⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True)
class Line:
    """An equation to be typeset, the same in plain characters, and with the numbers in it."""

    latex: str
    text: str
    numbers: str = ""


def factor(value: float, digits: int = _FEWEST) -> str:
    """A number behind a sign of calculation or before a power: in brackets if it is negative or
    has a power of ten of its own."""
    text = short(value, digits)
    return f"({text})" if text.startswith("−") or set(text) & _IN_POWERS else text


def digits_apart(values: Sequence[float]) -> int:
    """So many digits that values which differ are written differently, if nine are enough."""
    different = len(set(values))
    for digits in range(_FEWEST, _MOST):
        if len({short(value, digits) for value in values}) == different:
            return digits
    return _MOST
