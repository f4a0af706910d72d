"""Forward propagation in numbers: each neuron's sum and activation, then J of the example."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from annplayground.core.choices.activations import Activation, Array
from annplayground.core.choices.losses import LOSSES
from annplayground.core.explain import LayerExplanation
from annplayground.core.run.snapshot import Snapshot
from annplayground.gui.explain.equations.calculation import Term, calculation
from annplayground.gui.explain.equations.digits import FEW, bracketed, enough
from annplayground.gui.explain.equations.written import Block, Line, Part, words
from annplayground.gui.explain.focus import Focus, input_label, layer_name
from annplayground.gui.text import counted, number, subscript

# An output so near to 0 or 1 is not written as p, whose digits would not do, but by its z.
_SURE = 1e-4
# So small a J has few digits that do not come from rounding.
_ROUNDING = 1e-12
# There Φ is so small that its table has few digits of it.
_FAR = -7.0
MOST_TERMS = 16  # of a sum; of more, the smallest are added up to one


def example_block(snapshot: Snapshot, focus: Focus, inputs: Array) -> Block:
    """The example, and what the network is fed with."""
    x1, x2 = snapshot.train_set.X[focus.example]
    labels = [input_label(snapshot.experiment, k) for k in range(len(inputs))]
    fed = [f"{label} = {number(x)}" for label, x in zip(labels, inputs.tolist(), strict=True)]
    told = words(f"The example is ({number(x1)}, {number(x2)}). **Inputs:**")
    return ((*told, *(Part(f"{one},") for one in fed[:-1]), Part(fed[-1])),)


def layer_blocks(snapshot: Snapshot, layer: int, one: LayerExplanation) -> list[Block]:
    """A block for each neuron of a layer, the first with the name of the layer above it."""
    activation, alpha = snapshot.experiment.activations[layer - 1]
    heading = words(f"**{layer_name(snapshot, layer)}**, {activation.label}:")
    softmax = activation.name == "softmax"
    blocks = [_neuron(one, unit, activation, alpha) for unit in range(len(one.z))]
    if softmax:
        blocks += [(_share(one.z, one.a, unit),) for unit in range(len(one.z))]
    blocks[0] = (heading, *blocks[0])
    return blocks


def _neuron(one: LayerExplanation, unit: int, activation: Activation, alpha: float) -> Block:
    """z = Σ w·x + b; a = f(z). How many digits z has is decided by what f makes of it."""
    z, a, at = float(one.z[unit]), float(one.a[unit]), subscript(unit + 1)
    terms, small = _terms(one, unit)
    if activation.name == "softmax":
        line = _sum(f"z{at}", z, terms, small, float(one.b[unit]), FEW)
    else:
        form, f = _form(activation, alpha, z)
        digits = enough([z], f, a)
        line = _sum(f"z{at}", z, terms, small, float(one.b[unit]), digits, ";")
        shown = form.format(z=number(z, digits), b=bracketed(z, digits))
        line += (Part(f"a{at} = {shown}" if shown else f"a{at}"),)
        far = activation.name == "gelu" and z < _FAR
        line += (Part(number(a), operator="≈" if far else "=", bold=True),)
    if not small:
        return (line,)
    told = f"{number(math.fsum(small))} is the sum of the {counted(len(small), 'smallest term')}"
    return (line, words(told, "muted"))


def _terms(one: LayerExplanation, unit: int) -> tuple[list[tuple[float, float]], list[float]]:
    """(w, x) of the summands, and of very many the smallest ones, multiplied."""
    pairs = list(zip(one.W[:, unit].tolist(), one.x.tolist(), strict=True))
    if len(pairs) <= MOST_TERMS:
        return pairs, []
    sizes = np.abs(one.terms(unit))
    kept = set(np.argsort(-sizes, kind="stable")[: MOST_TERMS - 1].tolist())
    small = [w * x for k, (w, x) in enumerate(pairs) if k not in kept]
    return [pair for k, pair in enumerate(pairs) if k in kept], small


def _sum(
    name: str,
    z: float,
    terms: list[tuple[float, float]],
    small: list[float],
    bias: float,
    digits: int,
    end: str = "",
) -> Line:
    rest = [math.fsum(small)] if small else []

    def weighted(values: Sequence[float]) -> float:
        pairs, plain = values[: 2 * len(terms)], values[2 * len(terms) :]
        products = (w * x for w, x in zip(pairs[::2], pairs[1::2], strict=True))
        return math.fsum(products) + math.fsum(plain)

    values = [value for pair in terms for value in pair]
    most = enough([*values, *rest, bias], weighted, z, digits)
    texts = [f"{bracketed(w, most)}·{bracketed(x, most)}" for w, x in terms]
    texts += [bracketed(value, most) for value in (*rest, bias)]
    parts = [Part(text, operator="+" if k else "=") for k, text in enumerate(texts)]
    result = Part(f"{number(z, digits)}{end}", operator="=", bold=True)
    return (Part(name), *parts, result)


Function = Callable[[Sequence[float]], float]


def _form(activation: Activation, alpha: float, z: float) -> tuple[str, Function]:
    """How f(z) is written, with z, or b where a negative one is in brackets; and as a function."""
    leak = bracketed(alpha)

    def exact(values: Sequence[float]) -> float:
        return float(activation.f(np.array([values[0]]), alpha)[0])

    forms = {
        "linear": "",
        "sigmoid": "σ({z})",
        "tanh": "tanh({z})",
        "relu": "max(0, {z})",
        "leaky_relu": f"max({leak}·{{b}}, {{z}})" if 0.0 <= alpha <= 1.0 else f"{leak}·{{b}}",
        "elu": f"{leak}·(exp({{z}}) − 1)",
        "gelu": "{b}·Φ({z})",
        "silu": "{b}·σ({z})",
        "softplus": "ln(1 + exp({z}))",
    }
    form = forms.get(activation.name, f"{activation.label} of {{z}}")
    straight = activation.name == "elu" or (activation.name == "leaky_relu" and alpha > 1.0)
    if straight and z > 0.0:
        form = ""  # there f(z) = z
    return form, exact


def _share(z: Array, a: Array, unit: int) -> Line:
    """p = exp(z) / Σ exp(z) of a softmax, where no exp is too large or too small."""
    name, p = f"a{subscript(unit + 1)}", float(a[unit])
    if np.abs(z).max() > 300.0:
        return (Part(name), Part(number(p), operator="=", bold=True))
    values = [float(z[unit]), *z.tolist()]
    most = enough(values, lambda v: math.exp(v[0]) / sum(map(math.exp, v[1:])), p)
    own, *all_of_them = (f"exp({number(value, most)})" for value in values)
    sums = [Part(f"({all_of_them[0]}", operator="/")]
    sums += [Part(text, operator="+") for text in all_of_them[1:]]
    sums[-1] = Part(f"{sums[-1].symbol})", operator=sums[-1].operator)
    result = Part(number(p), operator="=", bold=True)
    return (Part(name), Part(own, operator="="), *sums, result)


# -- the loss ---------------------------------------------------------------------------------


def loss_block(snapshot: Snapshot, focus: Focus, output: LayerExplanation) -> Block:
    """J of this one example, from the output and its target, with tokens for the symbols."""
    experiment, y = snapshot.experiment, snapshot.train_set.y[focus.example]
    loss = LOSSES[experiment.training.loss]
    activation = experiment.activations[-1][0]
    row = (output.z[None], output.a[None], y[None])
    J = float(loss.per_sample(activation, *row)[0])
    target = ", ".join(map(number, y.tolist()))
    told = words(f"**{{J}} of this example** ({loss.label}), with the target y = {target}:")
    name = "{J}"
    if 0.0 < J < _ROUNDING:
        return (told, (Part(name), Part(number(J), operator="=", bold=True)))
    if loss.name == "mse":
        return (told, _squares(name, J, output.a.tolist(), y.tolist()))
    if loss.name == "cross_entropy" and activation.name == "softmax":
        return (told, _surprise(name, J, output.a.tolist(), int(y.argmax())))
    if loss.name == "cross_entropy" and float(y[0]) in (0.0, 1.0):
        return (told, _binary(name, J, float(output.a[0]), float(output.z[0]), float(y[0])))
    return (told, (Part(name), Part(number(J), operator="=", bold=True)))


def _squares(name: str, J: float, a: list[float], y: list[float]) -> Line:
    n = len(a)

    def equation(*v: float) -> float:
        return 0.5 * math.fsum((p - t) ** 2 for p, t in zip(v[::2], v[1::2], strict=True))

    terms = []
    for k, pair in enumerate(zip(a, y, strict=True)):
        at = subscript(k + 1) if n > 1 else ""
        symbol = f"½·(a{at} − y{at})²"
        terms.append(Term("+" if k else "=", symbol, pair, "0.5·({} − {})²"))
    return calculation(name, J, terms, equation)


def _surprise(name: str, J: float, p: list[float], k: int) -> Line:
    """−ln p of the right class; where it is sure, by the share of the others."""
    if p[k] == 0.0:
        return (Part(name), Part(number(J), operator="=", bold=True))
    others = math.fsum(value for j, value in enumerate(p) if j != k)
    if others < _SURE:
        term = Term("=", "−ln(1 − the other a)", (others,), "−ln(1 − {})")
        return calculation(name, J, [term], lambda q: -math.log1p(-q))
    term = Term("=", f"−ln a{subscript(k + 1)}", (p[k],), "−ln({})")
    return calculation(name, J, [term], lambda p: -math.log(p))


def _binary(name: str, J: float, p: float, z: float, y: float) -> Line:
    """−ln p or −ln(1 − p); where the output is sure of one, the same from its z."""
    if min(p, 1.0 - p) < _SURE:
        if abs(z) > 300.0:
            return (Part(name), Part(number(J), operator="=", bold=True))
        sign, form = (-1.0, "ln(1 + exp(−{}))") if y else (1.0, "ln(1 + exp({}))")
        symbol = "ln(1 + exp(−z))" if y else "ln(1 + exp(z))"
        return calculation(
            name, J, [Term("=", symbol, (z,), form)], lambda z: math.log1p(math.exp(sign * z))
        )
    if y:
        return calculation(name, J, [Term("=", "−ln a", (p,), "−ln({})")], lambda p: -math.log(p))
    term = Term("=", "−ln(1 − a)", (p,), "−ln(1 − {})")
    return calculation(name, J, [term], lambda p: -math.log(1.0 - p))
