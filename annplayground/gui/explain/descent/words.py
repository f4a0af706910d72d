"""A descent in equations: its rule, its last step in numbers, and the average of a series."""

from annplayground.core.choices.activations import Array
from annplayground.core.descent import Landscape, velocities
from annplayground.core.words import translate
from annplayground.gui.explain.equations.in_numbers import digits_apart, factor
from annplayground.gui.explain.focus import short
from annplayground.gui.text import counted, exact

MEAN = "v(t) = β · v(t−1) + (1 − β) · δ(t)"
MEAN_LATEX = r"v(t) = \beta \, v(t-1) + (1 - \beta) \, \delta(t)"


def rule(beta: float) -> tuple[str, str]:
    """How x moves with this momentum, to be typeset and in plain characters."""
    if beta:
        return r"x_{new} = x - \alpha \, v", "x_new = x − α v"
    return r"x_{new} = x - \alpha \, f'(x)", "x_new = x − α f′(x)"


def last_step(entry: Landscape, path: Array, rate: float, beta: float) -> str:
    """The newest step of a path in numbers; under momentum, its v before it."""
    if len(path) < 2:
        return ""
    v = velocities(entry, path, beta)
    x, new, slope = float(path[-2]), float(path[-1]), entry.slope(float(path[-2]))
    digits = digits_apart([x, new])
    move = f"{short(x, digits)} − {short(rate)}·{factor(v[-1])} = {short(new, digits)}"
    if not beta:
        return move
    before = factor(v[-2]) if len(v) > 1 else "0"
    mean = f"v = {exact(beta)}·{before} + {short(1 - beta)}·{factor(slope)} = {short(v[-1])}"
    return f"{mean}\n{move}"


def last_mean(series: Array, averaged: Array, beta: float) -> str:
    """The newest value of the average (n,) of a series (n,) in numbers, and what is averaged."""
    before, new, t = averaged[-2], series[-1], len(series) - 1
    sum_ = f"{exact(beta)}·{factor(before)} + {short(1 - beta)}·{factor(new)}"
    about = translate(
        "Descent", "δ is a noisy series, v(−1) = 0; v averages about {counted}"
    ).format(counted=counted(1 / (1 - beta), "step"))
    return f"v({t}) = {sum_} = {short(averaged[-1])}\n{about}"
