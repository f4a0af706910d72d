"""A line of an explanation that can be calculated: symbols, the numbers under them, the result."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annplayground.gui.explain.equations.digits import FEW, bracketed, enough
from annplayground.gui.explain.equations.parts import Line, Part
from annplayground.gui.text import number


@dataclass(frozen=True)
class Term:
    """An operator and what follows it; `form` has a {} for each of the values."""

    operator: str
    symbol: str
    values: tuple[float, ...]
    form: str = "{}"


def calculation(
    name: str,
    result: float,
    terms: Sequence[Term],
    equation: Callable[..., float],
    digits: int = FEW,
) -> Line:
    """name = the terms, and below the numbers, in as many digits as it takes to arrive at the
    result, which has `digits`. `equation` takes the values of all terms, one after the other."""
    values = [value for term in terms for value in term.values]
    most = enough(values, lambda given: equation(*given), result, digits)
    parts = [Part(term.symbol, _filled(term, most), term.operator) for term in terms]
    return (Part(name, number(result, digits), bold=True), *parts)


def _filled(term: Term, digits: int) -> str:
    return term.form.format(*(bracketed(value, digits) for value in term.values))
