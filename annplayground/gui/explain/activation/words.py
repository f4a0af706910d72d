"""The activations of the notes in equations, each with the numbers of one z below it."""

import math
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from annplayground.core.choices.activations import Activation, softmax
from annplayground.core.choices.notations import NOTATIONS, written
from annplayground.core.words import translate
from annplayground.gui.explain.equations.in_numbers import Line, factor
from annplayground.gui.explain.focus import short
from annplayground.gui.text import subscript

_MOST_LOGITS = 6  # written out in one sum
_WRITTEN_OUT = 300.0  # of a larger |z|, e^z is no number one can write out

# Sigmoid's slope from the quotient rule, as in the notes; each line is equal to the one before.
DERIVATION = (
    Line(
        r"\sigma(z) = \frac{1}{1 + e^{-z}} = \frac{U}{V}",
        "σ(z) = 1 / (1 + e^(−z)) = U / V",
        "U = 1, V = 1 + e^(−z)",
    ),
    Line(
        r"\sigma'(z) = \frac{V \frac{dU}{dz} - U \frac{dV}{dz}}{V^2}",
        "σ′(z) = (V · dU/dz − U · dV/dz) / V²",
        translate("Activation", "the quotient rule; dU/dz = 0, dV/dz = −e^(−z)"),
    ),
    Line(
        r"= \frac{(1 + e^{-z}) \cdot 0 - 1 \cdot (-e^{-z})}{(1 + e^{-z})^2}",
        "= ((1 + e^(−z)) · 0 − 1 · (−e^(−z))) / (1 + e^(−z))²",
    ),
    Line(r"= \frac{e^{-z}}{(1 + e^{-z})^2}", "= e^(−z) / (1 + e^(−z))²"),
    Line(
        r"= \frac{e^{-z}}{1 + e^{-z}} \cdot \frac{1}{1 + e^{-z}}",
        "= e^(−z) / (1 + e^(−z)) · 1 / (1 + e^(−z))",
    ),
    Line(
        r"= \frac{1 + e^{-z} - 1}{1 + e^{-z}} \cdot \frac{1}{1 + e^{-z}}",
        "= (1 + e^(−z) − 1) / (1 + e^(−z)) · 1 / (1 + e^(−z))",
    ),
    Line(
        r"= \left(1 - \frac{1}{1 + e^{-z}}\right) \cdot \frac{1}{1 + e^{-z}}",
        "= (1 − 1 / (1 + e^(−z))) · 1 / (1 + e^(−z))",
    ),
)
_LIMITS = (
    Line(r"\sigma(-\infty) = \frac{1}{1 + e^{\infty}} = 0", "σ(−∞) = 1 / (1 + e^∞) = 0"),
    Line(r"\sigma(0) = \frac{1}{1 + e^{0}} = 0.5", "σ(0) = 1 / (1 + e^0) = 0.5"),
    Line(
        r"\sigma(+\infty) = \frac{1}{1 + e^{-\infty}} = 1",
        "σ(+∞) = 1 / (1 + e^(−∞)) = 1",
        translate("Activation", "0 and 1 are limits: no z reaches them"),
    ),
)
_END = Line(
    r"\sigma'(z) = (1 - s) \, s", "σ′(z) = (1 − s) · s", translate("Activation", "with s for σ(z)")
)
# The equation and the slope in numbers, and what the notes have besides.
_More = tuple[str, str, tuple[Line, ...]]
RELU_CODE = translate("Activation", "if input > 0:\n    input\nelse:\n    zero")


def leak(notation: str) -> str:
    """What the slope of Leaky ReLU for z ≤ 0 is called, and the depth of ELU there."""
    return NOTATIONS[notation].symbols["leak"]


def equations(activation: Activation, notation: str) -> tuple[Line, Line]:
    """The function and its slope."""
    symbol = {"a": "a", "α": r"\alpha"}[leak(notation)]
    own, slope = (
        part.replace(r"\alpha", symbol) for part in (activation.latex, activation.slope_latex)
    )
    return (
        Line(own, written(activation.equation, notation)),
        Line(slope, written(activation.slope_equation, notation)),
    )


def lines(activation: Activation, z: float, alpha: float, notation: str) -> list[Line]:
    """The equation, the slope and what else the notes have of it, in numbers for this z."""
    a = activation.f(np.array([z]), alpha)
    slope = float(activation.slope(np.array([z]), a, alpha)[0])
    value, told = f"f({short(z)}) = {short(float(a[0]))}", f"f′({short(z)}) = {short(slope)}"
    extra: tuple[Line, ...] = ()
    more = _MORE.get(activation.name)
    if more is not None:
        value, told, extra = more(z, alpha, notation)
    own, its_slope = equations(activation, notation)
    return [replace(own, numbers=value), replace(its_slope, numbers=told), *extra]


def softmax_lines(logits: Sequence[float]) -> list[Line]:
    """p of each class from the numbers c of the output units, as in the notes, and the largest."""
    n = len(logits)
    p = softmax(np.array(logits, dtype=float))
    names = [f"c{subscript(k + 1)}" for k in range(n)]
    total = " + ".join(f"e^{name}" for name in names)
    total_latex = " + ".join(f"e^{{c_{k + 1}}}" for k in range(n))
    short_sum = n <= _MOST_LOGITS and max(map(abs, logits)) < _WRITTEN_OUT
    found = []
    for k, name in enumerate(names):
        latex = rf"p(c_{{{k + 1}}}) = \frac{{e^{{c_{{{k + 1}}}}}}}{{{total_latex}}}"
        numbers = f"p({name}) = {short(p[k])}"
        if short_sum:
            numbers = (
                f"p({name}) = e^{factor(logits[k])} / "
                f"({' + '.join(f'e^{factor(c)}' for c in logits)}) = {short(p[k])}"
            )
        found.append(Line(latex, f"p({name}) = e^{name} / ({total})", numbers))
    best = int(np.argmax(p))
    all_latex = r", \; ".join(f"p(c_{{{k + 1}}})" for k in range(n))
    of = ", ".join(f"p({name})" for name in names)
    values = ", ".join(short(value) for value in p)
    output = translate("Activation", "max({values}) = {p}: class {k}").format(
        values=values, p=short(p[best]), k=best + 1
    )
    found.append(Line(rf"output = \max\{{{all_latex}\}}", f"output = max{{{of}}}", output))
    return found


def _sigmoid(z: float, alpha: float, notation: str) -> _More:
    s = 1.0 / (1.0 + math.exp(-z)) if z >= -_WRITTEN_OUT else math.exp(z)
    numbers = f"s = 1 / (1 + e^{factor(-z)}) = {short(s)}"
    if abs(z) >= _WRITTEN_OUT:
        numbers = f"s = {short(s)}"
    slope = f"σ′({short(z)}) = (1 − {short(s)})·{factor(s)} = {short((1 - s) * s)}"
    if 1 - s < 1e-2:  # then the digits of s say little of 1 − s
        slope = f"σ′({short(z)}) = {factor(1 - s)}·{factor(s)} = {short((1 - s) * s)}"
    return numbers, slope, (*DERIVATION, _END, *_LIMITS)


def _tanh(z: float, alpha: float, notation: str) -> _More:
    a = math.tanh(z)
    big = abs(z) >= _WRITTEN_OUT
    sinh, cosh = (0.0, 0.0) if big else (math.sinh(z), math.cosh(z))
    plus, minus = f"e^{factor(z)}", f"e^{factor(-z)}"
    whole, parts = f"tanh({short(z)}) = {short(a)}", []
    if not big:
        whole = f"tanh({short(z)}) = {factor(sinh)} / {factor(cosh)} = {short(a)}"
    for name, sign, value in (("sinh", "−", sinh), ("cosh", "+", cosh)):
        latex = rf"\{name}(z) = \frac{{e^z {sign.replace('−', '-')} e^{{-z}}}}{{2}}"
        numbers = "" if big else f"{name}(z) = ({plus} {sign} {minus}) / 2 = {short(value)}"
        parts.append(Line(latex, f"{name}(z) = (e^z {sign} e^(−z)) / 2", numbers))
    ratio = Line(
        r"\tanh(z) = \frac{\sinh(z)}{\cosh(z)}", "tanh(z) = sinh(z) / cosh(z)", "" if big else whole
    )
    slope = 1 - a * a
    told = f"tanh′({short(z)}) = 1 − {factor(a)}² = {short(slope)}"
    if slope < 1e-2:  # then the digits of a do not tell
        told = f"tanh′({short(z)}) = {short(slope)}"
    return f"tanh({short(z)}) = {short(a)}", told, (*parts, ratio)


def _leaky_relu(z: float, alpha: float, notation: str) -> _More:
    name = leak(notation)
    symbol = r"\alpha" if name == "α" else "a"
    value, slope = (z, 1.0) if z > 0 else (alpha * z, alpha)
    numbers = ""
    latex, text = rf"LeakyReLU(z) = ({symbol} z, \; z)", f"LeakyReLU(z) = ({name}z, z)"
    if 0 <= alpha <= 1:  # else the larger one is not meant
        latex, text = rf"{latex} = \max({symbol} z, \; z)", f"{text} = max({name}z, z)"
        numbers = f"max({short(alpha)}·{factor(z)}, {short(z)}) = {short(value)}"
    notes = Line(latex, text, numbers)
    return f"f({short(z)}) = {short(value)}", f"f′({short(z)}) = {short(slope)}", (notes,)


_MORE: dict[str, Callable[[float, float, str], _More]] = {
    "sigmoid": _sigmoid,
    "tanh": _tanh,
    "leaky_relu": _leaky_relu,
}
