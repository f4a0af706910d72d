"""The one writer of numbers: the same value reads the same everywhere, on screen and in a terminal.

The minus sign is −, an exponent is 2.1 × 10⁻⁵, thousands are set apart in counts only.
"""

import math
import re

from annplayground.core.words import translate

MINUS = "−"
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_LEVEL = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
_THOUSANDS = re.compile(r"^-?\d{1,3}(,\d{3})+$")
_POWER = re.compile(r"^(-?)(?:([\d.]+) *× *)?10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)$")
_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
# Numbers of these powers of ten are written without an exponent: 0.0001 … 9999.
_PLAIN = range(-4, 4)
_MOST_DIGITS = 17  # which tell any two numbers apart


def number(value: float, digits: int = 3) -> str:
    """A value in so many significant digits: 0.5, −1.25, 7.82 × 10⁻⁵, 10⁻⁹; ∞ and NaN as such.

    Zeros at its end are left out where it is exactly what is left: 0.5 is 0.5, but what is only
    near 0.42 is 0.420. Up to 9999 the digits before the point are all written.
    """
    if value == 0:
        return "0"
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else f"{_sign(value)}∞"
    mantissa, _, exponent = f"{abs(value):.{digits - 1}e}".partition("e")
    power = int(exponent)
    if power in _PLAIN:
        text = f"{abs(value):.{max(digits - 1 - power, 0)}f}"
        return _sign(value) + (_without_zeros(text) if _same(float(text), value) else text)
    if _same(float(f"{mantissa}e{exponent}"), value):
        mantissa = _without_zeros(mantissa)
    return _sign(value) + ("" if mantissa == "1" else f"{mantissa} × ") + f"10{superscript(power)}"


def rounded(value: float, digits: int = 3) -> float:
    """The number that `number` writes, without writing it: `read_number(number(value, digits))`.

    Where it is no finite number it stays as it is.
    """
    if value == 0 or not math.isfinite(value):
        return value
    text = f"{value:.{digits - 1}e}"
    power = int(text[text.index("e") + 1 :])
    if digits - 1 < power < _PLAIN.stop:  # there the digits before the point are all written
        return float(f"{value:.0f}")
    return float(text)


def exact(value: float) -> str:
    """A value in as many digits as it takes to say exactly this one: what somebody has set."""
    for digits in range(1, _MOST_DIGITS):
        if float(f"{value:.{digits - 1}e}") == value:
            return number(value, digits)
    return number(value, _MOST_DIGITS)


def fixed(value: float, places: int) -> str:
    """A value with so many decimals, as in a column or on an axis: 1.50, −0.25, never −0.00; what
    is too large for that has an exponent."""
    if not math.isfinite(value) or abs(value) >= 1e4:
        return number(value, places + 1)
    text = f"{abs(value):.{places}f}"
    return text if not float(text) else _sign(value) + text


def count(n: float) -> str:
    """How many there are: 12,345. What is not whole is rounded."""
    return f"{MINUS if n < 0 else ''}{abs(round(n)):,}"


# What is counted: by its English name, one of it and more of it.
NOUNS = {
    "claim": (translate("Counts", "claim"), translate("Counts", "claims")),
    "class": (translate("Counts", "class"), translate("Counts", "classes")),
    "epoch": (translate("Counts", "epoch"), translate("Counts", "epochs")),
    "example": (translate("Counts", "example"), translate("Counts", "examples")),
    "hidden layer": (translate("Counts", "hidden layer"), translate("Counts", "hidden layers")),
    "line": (translate("Counts", "line"), translate("Counts", "lines")),
    "more path": (translate("Counts", "more path"), translate("Counts", "more paths")),
    "parameter": (translate("Counts", "parameter"), translate("Counts", "parameters")),
    "point": (translate("Counts", "point"), translate("Counts", "points")),
    "ReLU unit": (translate("Counts", "ReLU unit"), translate("Counts", "ReLU units")),
    "scene": (translate("Counts", "scene"), translate("Counts", "scenes")),
    "smallest term": (translate("Counts", "smallest term"), translate("Counts", "smallest terms")),
    "step": (translate("Counts", "step"), translate("Counts", "steps")),
    "training sample": (
        translate("Counts", "training sample"),
        translate("Counts", "training samples"),
    ),
    "unit": (translate("Counts", "unit"), translate("Counts", "units")),
}


def counted(n: float, one: str, more: str = "") -> str:
    """How many of what: 1 point, 2 points, 12,345 epochs; `one` is the name of one of the nouns."""
    return f"{count(n)} {plural(round(n), one, more)}"


def plural(n: float, one: str, more: str = "") -> str:
    """The word for so many, without the number: a noun by its name, or one of two texts."""
    one, more = NOUNS.get(one, (one, more or f"{one}s"))
    return one if n == 1 else more


def percent(share: float, places: int = 0) -> str:
    """A share of 1 as 97 %: all is 100 % and nothing is 0 %, and what is nearly so has the decimals
    to show it. Where it is a hundred times all, or more, three digits do. A share of nothing, NaN,
    is a dash."""
    if not math.isfinite(share):
        return "–"
    if abs(share) >= 100:
        return f"{number(100 * share)} %"
    for more in range(places, places + 4):
        text = f"{100 * abs(share):.{more}f}"
        if share in (0, 1) or float(text) not in (0, 100):
            break
    text = "100" if share == 1 else text
    return f"{_sign(share) if float(text) else ''}{text} %"


def exact_percent(share: float) -> str:
    """A share that somebody has set: 80 %, 12.5 %."""
    return f"{number(100 * share, 6)} %"


def read_number(text: str, whole: bool = False) -> float | None:
    """The finite number that a text says, as it is written here or as it is typed: 10⁻⁵, 1e-5, or
    with a decimal comma, which sets thousands apart where it is to be `whole`; None for others.
    """
    typed = text.strip().replace(MINUS, "-")
    if whole and "," in typed:
        typed = typed.replace(",", "") if _THOUSANDS.match(typed) else ""
    typed = typed.replace(",", ".")
    power = _POWER.match(typed)
    if power is not None:
        sign, mantissa, exponent = power.groups()
        typed = f"{sign}{mantissa or 1}e{exponent.translate(_LEVEL)}"
    try:
        value = float(typed)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def superscript(n: int) -> str:
    """A whole number raised: ⁻¹²."""
    return str(n).translate(_RAISED)


def subscript(n: int) -> str:
    """A number of a layer or unit lowered: ₁₂."""
    return str(n).translate(_LOWERED)


def _sign(value: float) -> str:
    return MINUS if value < 0 else ""


def _same(written: float, value: float) -> bool:
    """Whether it is exactly what is written, but for the dust of 0.1 + 0.2."""
    return math.isclose(written, abs(value), rel_tol=1e-12)


def _without_zeros(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
