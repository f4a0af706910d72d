"""What an optimizer does to one weight: its equations in the notes' symbols, and in numbers."""

from collections.abc import Callable

from annplayground.core.choices.notations import Symbolic
from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.run.weight_steps import WeightSteps
from annplayground.core.words import translate
from annplayground.gui.explain.equations.in_numbers import Line, digits_apart, factor
from annplayground.gui.explain.focus import short
from annplayground.gui.text import exact

_V = r"v(t) = \beta \, v(t-1) + (1 - \beta) \, \delta(t)"
_V_SUM = r"v(t) = \beta \, v(t-1) + \delta(t)"
_S = r"s(t) = \rho \, s(t-1) + (1 - \rho) \, \delta(t)^2"


def lines(choice: OptimizerChoice, steps: WeightSteps) -> list[Line]:
    """What the newest of the steps calculated; empty for an optimizer that is not known here."""
    make = _LINES.get(choice.name)
    return make(choice, steps) if make else []


def keeps(choice: OptimizerChoice) -> tuple[bool, bool]:
    """Whether an optimizer keeps an average v of the gradients, and s of their squares."""
    equation = OPTIMIZERS[choice.name].equation_by(choice.convention)
    return "v ←" in equation, "s ←" in equation


def unused(choice: OptimizerChoice) -> str:
    """One sentence: what of v and s the optimizer does without."""
    label = OPTIMIZERS[choice.name].label
    return {
        (False, False): translate(
            "Optimizer", "{label} keeps no averages: it uses neither v nor s."
        ).format(label=label),
        (True, False): translate("Optimizer", "{label} keeps v; it uses no s.").format(label=label),
        (False, True): translate("Optimizer", "{label} keeps s; it uses no v.").format(label=label),
        (True, True): translate("Optimizer", "{label} keeps both v and s.").format(label=label),
    }[keeps(choice)]


def _last(steps: WeightSteps, name: str) -> float:
    return float(getattr(steps, name)[-1])


def _average(steps: WeightSteps, name: str, decay: float, weight: str, square: str = "") -> str:
    """v(t) or s(t) in numbers; `weight` is what stands before δ(t), with its sign."""
    before, after = _last(steps, f"{name}_before"), _last(steps, name)
    delta = factor(_last(steps, "taken"))
    return f"{name}(t) = {exact(decay)}·{factor(before)} + {weight}{delta}{square} = {short(after)}"


def _move(steps: WeightSteps, symbol: str, latex: str, direction: str) -> Line:
    """w_new = w_old − lr · direction; `direction` holds its numbers."""
    w, rate = _last(steps, "w"), _last(steps, "learning_rate")
    new = w - _last(steps, "step")
    digits = digits_apart([w, new])
    numbers = f"w_new = {short(w, digits)} − {short(rate)}·{direction} = {short(new, digits)}"
    text = Symbolic(f"w_new = w_old − {{lr}} · {symbol}")
    return Line(rf"w_{{new}} = w_{{old}} - lr \cdot {latex}", text, numbers)


def _sgd(choice: OptimizerChoice, steps: WeightSteps) -> list[Line]:
    direction = factor(_last(steps, "taken"))
    return [_move(steps, "{d}{J}/{d}w_old", r"\frac{dJ}{dw_{old}}", direction)]


def _mean_gradient(choice: OptimizerChoice, steps: WeightSteps) -> Line:
    if choice.convention == "ewa":
        weight = f"{short(1 - choice.beta)}·"
        numbers = _average(steps, "v", choice.beta, weight)
        return Line(_V, "v(t) = β · v(t−1) + (1 − β) · δ(t)", numbers)
    numbers = _average(steps, "v", choice.beta, "")
    return Line(_V_SUM, "v(t) = β · v(t−1) + δ(t)", numbers)


def _momentum(choice: OptimizerChoice, steps: WeightSteps) -> list[Line]:
    move = _move(steps, "v(t)", "v(t)", factor(_last(steps, "v")))
    return [_mean_gradient(choice, steps), move]


def _nesterov(choice: OptimizerChoice, steps: WeightSteps) -> list[Line]:
    own, own_latex, weight = "δ(t)", r"\delta(t)", ""
    if choice.convention == "ewa":
        own, own_latex = "(1 − β) · δ(t)", r"(1 - \beta) \, \delta(t)"
        weight = f"{short(1 - choice.beta)}·"
    v, delta = factor(_last(steps, "v")), factor(_last(steps, "taken"))
    direction = f"({exact(choice.beta)}·{v} + {weight}{delta})"
    symbol, latex = f"(β · v(t) + {own})", rf"(\beta \, v(t) + {own_latex})"
    return [_mean_gradient(choice, steps), _move(steps, symbol, latex, direction)]


def _rmsprop(choice: OptimizerChoice, steps: WeightSteps) -> list[Line]:
    numbers = _average(steps, "s", choice.rho, f"{short(1 - choice.rho)}·", "²")
    mean = Line(_S, "s(t) = ρ · s(t−1) + (1 − ρ) · δ(t)²", numbers)
    delta, s = factor(_last(steps, "taken")), factor(_last(steps, "s"))
    direction = f"{delta} / (√{s} + {short(choice.epsilon)})"
    latex = r"\frac{\delta(t)}{\sqrt{s(t)} + \varepsilon}"
    return [mean, _move(steps, "δ(t) / (√s(t) + ε)", latex, direction)]


def _adam(choice: OptimizerChoice, steps: WeightSteps) -> list[Line]:
    v, s, t = _last(steps, "v"), _last(steps, "s"), int(_last(steps, "number"))
    means, unbiased = [], []
    for name, value, beta, index, power in (
        ("v", v, choice.beta1, 1, ""),
        ("s", s, choice.beta2, 2, "²"),
    ):
        symbol = f"β{'₁₂'[index - 1]}"
        text = f"{name}(t) = {symbol} · {name}(t−1) + (1 − {symbol}) · δ(t){power}"
        b, raised = rf"\beta_{index}", "^2" if power else ""
        latex = rf"{name}(t) = {b} \, {name}(t-1) + (1 - {b}) \, \delta(t){raised}"
        numbers = _average(steps, name, beta, f"{short(1 - beta)}·", power)
        means.append(Line(latex, text, numbers))
        latex = rf"{name}' = \frac{{{name}(t)}}{{1 - {b}^t}}"
        right = value / (1.0 - beta**t)
        numbers = f"{name}′ = {factor(value)} / (1 − {exact(beta)}^{t}) = {short(right)}"
        unbiased.append((right, Line(latex, f"{name}′ = {name}(t) / (1 − {symbol}^t)", numbers)))
    (v_right, v_line), (s_right, s_line) = unbiased
    direction = f"{factor(v_right)} / (√{factor(s_right)} + {short(choice.epsilon)})"
    move = _move(steps, "v′ / (√s′ + ε)", r"\frac{v'}{\sqrt{s'} + \varepsilon}", direction)
    return [*means, v_line, s_line, move]


_LINES: dict[str, Callable[[OptimizerChoice, WeightSteps], list[Line]]] = {
    "sgd": _sgd,
    "momentum": _momentum,
    "nesterov": _nesterov,
    "rmsprop": _rmsprop,
    "adam": _adam,
}
