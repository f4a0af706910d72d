"""Forward propagation in numbers: each neuron's sum and activation, then J of the example."""

import math
from collections.abc import Callable, Sequence

import numpy as np

from annplayground.core.choices.activations import Activation, Array
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.explain import LayerExplanation
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.explain.equations.calculation import Term, calculation
from annplayground.gui.explain.equations.digits import FEW, bracketed, enough
from annplayground.gui.explain.equations.parts import Block, Line, Part, Place, large, words
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
    told = words(
        translate("Forward", "The example is ({x1}, {x2}). **Inputs:**").format(
            x1=number(x1), x2=number(x2)
        )
    )
    return ((*told, *(Part(f"{one},") for one in fed[:-1]), Part(fed[-1])),)


def layer_blocks(
    snapshot: Snapshot, layer: int, one: LayerExplanation, told: int = 0
) -> list[Block]:
    """A block for each neuron of a layer, the first with the name of the layer above it; of the
    neuron `told` the symbols stand over its numbers."""
    activation, alpha = snapshot.experiment.activations[layer - 1]
    heading = words(f"**{layer_name(snapshot, layer)}**, {activation.label}:")
    n_inputs = len(one.x) if layer == 1 else 0
    inputs = [input_label(snapshot.experiment, k) for k in range(n_inputs)]
    blocks = [
        _Neuron(layer, unit, one, inputs, unit == told).block(activation, alpha)
        for unit in range(len(one.z))
    ]
    if activation.name == "softmax":
        blocks += [(_share(one.z, one.a, unit),) for unit in range(len(one.z))]
    blocks[0] = (heading, *blocks[0])
    return blocks


class _Neuron:
    """z = Σ w·x + b; a = f(z), in numbers, and in symbols over them if it is `told`."""

    def __init__(
        self, layer: int, unit: int, one: LayerExplanation, inputs: Sequence[str], told: bool
    ) -> None:
        self._layer, self._unit, self._one, self._told = layer, unit, one, told
        self._at = subscript(unit + 1)
        self._place: Place = ((layer, unit),)
        pairs = list(enumerate(zip(one.W[:, unit].tolist(), one.x.tolist(), strict=True)))
        self._small: list[float] = []
        if len(pairs) > MOST_TERMS:
            sizes = np.abs(one.terms(unit))
            kept = set(np.argsort(-sizes, kind="stable")[: MOST_TERMS - 1].tolist())
            self._small = [w * x for k, (w, x) in pairs if k not in kept]
            pairs = [pair for pair in pairs if pair[0] in kept]
        self._terms = pairs  # (source, (w, x)) of the summands; of very many, not the smallest
        self._inputs = inputs

    def block(self, activation: Activation, alpha: float) -> Block:
        """How many digits z has is decided by what f makes of it."""
        lines = self._lines(activation, alpha)
        if self._told:
            lines = [large(line) for line in lines]
        if not self._small:
            return tuple(lines)
        rest, n = number(math.fsum(self._small)), counted(len(self._small), "smallest term")
        return (
            *lines,
            words(
                translate("Forward", "{rest} is the sum of the {n}").format(rest=rest, n=n), "muted"
            ),
        )

    def _lines(self, activation: Activation, alpha: float) -> list[Line]:
        z, a = float(self._one.z[self._unit]), float(self._one.a[self._unit])
        if activation.name == "softmax":
            return [self._sum(z, FEW)]
        form, f = _form(activation, alpha, z)
        digits = enough([z], f, a)
        shown = form.format(z=number(z, digits), b=bracketed(z, digits))
        far = activation.name == "gelu" and z < _FAR
        equal, name = "≈" if far else "=", f"a{self._at}"
        if not self._told:
            own = Part(f"{name} = {shown}" if shown else name, place=self._place)
            result = Part(number(a), operator=equal, bold=True, place=self._place)
            return [(*self._sum(z, digits, ";"), own, result)]
        in_symbols = (form or "{z}").format(z=f"z{self._at}", b=f"z{self._at}")
        result = Part(name, number(a), bold=True, place=self._place)
        calculated = Part(in_symbols, shown or number(z, digits), equal, place=self._place)
        return [self._sum(z, digits), (result, calculated)]

    def _sum(self, z: float, digits: int, end: str = "") -> Line:
        rest, bias = [math.fsum(self._small)] if self._small else [], float(self._one.b[self._unit])

        def weighted(values: Sequence[float]) -> float:
            pairs, plain = values[: 2 * len(self._terms)], values[2 * len(self._terms) :]
            products = (w * x for w, x in zip(pairs[::2], pairs[1::2], strict=True))
            return math.fsum(products) + math.fsum(plain)

        values = [value for _, pair in self._terms for value in pair]
        most = enough([*values, *rest, bias], weighted, z, digits)
        summands = [self._weighted(source, w, x, most) for source, (w, x) in self._terms]
        summands += [
            (translate("Forward", "the rest"), bracketed(value, most), ()) for value in rest
        ]
        summands.append((f"b{self._at}", bracketed(bias, most), self._place))
        name = f"z{self._at}"
        if self._told:
            parts = [
                Part(symbol, text, "+" if k else "=", place=place)
                for k, (symbol, text, place) in enumerate(summands)
            ]
            return (Part(name, number(z, digits), bold=True, place=self._place), *parts)
        parts = [
            Part(text, operator="+" if k else "=", place=place)
            for k, (_, text, place) in enumerate(summands)
        ]
        result = Part(f"{number(z, digits)}{end}", operator="=", bold=True)
        return (Part(name, place=self._place), *parts, result)

    def _weighted(self, source: int, w: float, x: float, digits: int) -> tuple[str, str, Place]:
        """A summand in symbols and in numbers, and the weight in it."""
        before = subscript(self._layer - 1)
        given = self._inputs[source] if self._inputs else f"a{before}[{source + 1}]"
        symbol = f"W{subscript(self._layer)}[{source + 1},{self._unit + 1}]·{given}"
        place = ((self._layer - 1, source), (self._layer, self._unit))
        return symbol, f"{bracketed(w, digits)}·{bracketed(x, digits)}", place


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
    form = forms.get(activation.name, f"{activation.label}({{z}})")
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
    told = words(
        tokens(
            Symbolic(
                translate(
                    "Forward", "**{J} of this example** ({label}), with the target y = {target}:"
                ),
                label=loss.label,
                target=target,
            )
        )
    )
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
        term = Term("=", translate("Forward", "−ln(1 − the other a)"), (others,), "−ln(1 − {})")
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
