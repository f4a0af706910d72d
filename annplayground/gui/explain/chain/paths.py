"""The chain rule in words and numbers: of one weight, path by path, and of a whole layer in RMS."""

import math
import re
from collections.abc import Sequence

from annplayground.core.chain import ChainRule, Factor, Path
from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.experiment import Experiment
from annplayground.core.explain import LayerExplanation
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.explain.equations.digits import bracketed, enough
from annplayground.gui.explain.equations.parts import Block, Line, Part, Place, large, words
from annplayground.gui.explain.focus import (
    Focus,
    input_label,
    layer_name,
    source_name,
    weight_name,
)
from annplayground.gui.text import count, counted, layer_within, number, subscript

# A δ of a softmax so near to 0 comes from numbers that take each other away but for rounding.
_SURE = 1e-9


def symbol_of(symbol: str, experiment: Experiment) -> str:
    """A factor's symbol with units counted from 1, and with its layer: p₃[2] − y[2], W₂[1,1]."""
    if symbol.startswith("a₀"):
        return input_label(experiment, int(symbol[3:-1]))
    last = subscript(len(experiment.sizes) - 1)
    symbol = re.sub(r"\[([^]]*)\]", _counted_from_1, symbol).replace("p[", f"p{last}[")
    if experiment.n_outputs == 1:
        symbol = re.sub(rf"((?<!W){last}|y)\[1\]", r"\1", symbol)
    return symbol


def _counted_from_1(units: re.Match[str]) -> str:
    return "[" + ",".join(str(int(unit) + 1) for unit in units[1].split(",")) + "]"


class WeightText:
    """What is written about dJ/dW[i, j] of one example, with tokens for the symbols; of `most` of
    its listed paths, and `brief` without their ways, which the diagram shows.

    `blocks` are written in this order; `path_of` says which path each of them is about, from 0.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        focus: Focus,
        explained: Sequence[LayerExplanation],
        most: int | None = None,
        brief: bool = False,
    ) -> None:
        self.snapshot, self.focus, self._explained = snapshot, focus, explained
        self._experiment, self._brief = snapshot.experiment, brief
        self._name = weight_name(focus)
        self._derivative = f"{{d}}{{J}}/{{d}}{self._name}"
        self.blocks: list[Block] = []
        self.path_of: list[int] = []
        rule = snapshot.chain
        one = explained[focus.layer - 1]
        if rule is None:
            value = float(one.dW[focus.source, focus.unit])
            told = translate(
                "Chain", "A factor of it is not finite, so that nothing can be multiplied out."
            )
            self._add(0, words(f"**{self._derivative} = {number(value)}**"), words(told))
            self._add(0, words(self._where()))
            return
        self._paths = rule.paths[:most]
        self._rest = rule.value - math.fsum(path.product for path in self._paths)
        self._digits = self._share_digits(rule)
        if rule.value == 0.0:
            self._add(0, words(self._why_zero(one)))
        for index, path in enumerate(self._paths):
            self._add(index, *self._path(rule, path, index))
        last = max(len(self._paths) - 1, 0)
        if rule.n_paths > 1:
            told = tokens(
                Symbolic(
                    translate("Chain", "**{derivative}** is the sum over {n_paths} paths to {J}:"),
                    derivative=self._derivative,
                    n_paths=count(rule.n_paths),
                )
            )
            self._add(last, words(told), self._sum(rule))
        self._add(last, *self._share(rule.value))
        self._add(last, *self._notes())

    def _add(self, path: int, *lines: Line) -> None:
        self.blocks.append(lines)
        self.path_of.append(path)

    def _where(self) -> str:
        """Which weight it is, and which example."""
        snapshot, focus = self.snapshot, self.focus
        source = source_name(snapshot, focus.layer, focus.source)
        if focus.layer > 1:
            source = f"a{subscript(focus.layer - 1)}[{focus.source + 1}]"
        x1, x2 = snapshot.train_set.X[focus.example]
        return translate(
            "Chain",
            "{name} is the weight from {source} to {unit}; the example is ({x1}, {x2}).",
        ).format(
            name=self._name,
            source=source,
            unit=_unit(self._experiment, focus.layer, focus.unit),
            x1=number(x1),
            x2=number(x2),
        )

    def _why_zero(self, one: LayerExplanation) -> str:
        focus, at = self.focus, subscript(self.focus.layer)
        if one.x[focus.source] == 0.0:
            return translate("Chain", "It is 0 because what the weight is multiplied by is 0.")
        if one.slope[focus.unit] == 0.0 and focus.layer < len(self._explained):
            return translate("Chain", "It is 0 because f′(z{at}[{unit}]) = 0.").format(
                at=at, unit=focus.unit + 1
            )
        return translate(
            "Chain", "It is 0 because every path to {J} has a factor 0, or they cancel out."
        )

    def _share_digits(self, rule: ChainRule) -> int:
        shares = [path.product for path in self._paths]
        if rule.n_paths > len(shares):
            shares.append(self._rest)
        return enough(shares, math.fsum, rule.value)

    def _sum(self, rule: ChainRule) -> Line:
        """The shares of the paths, and what all others have together."""
        shares = [path.product for path in self._paths]
        names = [_path(k) for k in range(1, len(shares) + 1)]
        if rule.n_paths > len(shares):
            shares.append(self._rest)
            names.append(counted(rule.n_paths - len(self._paths), "more path"))
        first = Part(self._derivative, number(rule.value), bold=True, place=self.focus.weight)
        addends = zip(names, shares, strict=True)
        return first, *(
            Part(name, bracketed(share, self._digits), "+" if k else "=")
            for k, (name, share) in enumerate(addends)
        )

    def _path(self, rule: ChainRule, path: Path, index: int) -> list[Line]:
        several = rule.n_paths > 1
        line = product_line(
            [symbol_of(step.symbol, self._experiment) for step in path.steps],
            [step.value for step in path.steps],
            (_path(index + 1) if several else self._derivative, path.product),
            self._digits,
            self.places(path),
        )
        lines = [line if index else large(line)]
        if several:
            lines.insert(0, words(self._heading(rule, path, index)))
        if path.steps[0].symbol.startswith("δ") and self._experiment.training.loss == "mse":
            lines += self._softmax_delta(path.units[-1])
        return lines

    def _heading(self, rule: ChainRule, path: Path, index: int) -> str:
        whole = translate("Chain", "**{derivative} = {value}** over {n} paths").format(
            derivative=self._derivative, value=number(rule.value), n=count(rule.n_paths)
        )
        if self._brief and not index:
            return f"{whole}:"
        way = "" if self._brief else self._way(path)
        if index:
            return translate("Chain", "**Path {n}:** {way}").format(n=index + 1, way=way)
        return translate("Chain", "{whole}. **Path 1**, the strongest: {way}").format(
            whole=whole, way=way
        )

    def places(self, path: Path) -> list[Place]:
        """The unit or the weight that each factor of a path belongs to."""
        first, last = self.focus.layer, len(self._explained)
        units = dict(enumerate((self.focus.source, *path.units), start=first - 1))
        places: list[Place] = []
        layer = last
        for step in path.steps[:-1]:
            if step.kind == "weights":
                layer -= 1
                places.append(((layer, units[layer]), (layer + 1, units[layer + 1])))
            else:
                places.append(((layer, units[layer]),))
        return [*places, ((first - 1, units[first - 1]),)]

    def _way(self, path: Path) -> str:
        """The units that it goes through."""
        *hidden, output = path.units
        first, last = self.focus.layer, len(self._explained)
        end = _unit(self._experiment, last, output)
        if last - first == 1:
            return f"{_unit(self._experiment, first, hidden[0])} → {end}"
        numbers = " → ".join(str(unit + 1) for unit in hidden)
        return translate("Chain", "units {numbers} of layers {first} to {last} → {end}").format(
            numbers=numbers, first=first, last=last - 1, end=end
        )

    def _softmax_delta(self, k: int) -> list[Line]:
        """δₖ = pₖ((pₖ − yₖ) − Σᵢ pᵢ(pᵢ − yᵢ)), with the sum as a line of its own."""
        last, at = self._explained[-1], subscript(len(self._explained))
        p, y = last.a.tolist(), self.snapshot.train_set.y[self.focus.example].tolist()
        n, delta = len(p), float(last.delta[k])
        if abs(delta) < _SURE:
            return []
        mean = float(last.a @ last.upstream)

        def gives_mean(v: Sequence[float]) -> float:
            return sum(a * (a - b) for a, b in zip(v[:n], v[n:], strict=True))

        digits = enough([*p, *y], gives_mean, mean)
        digits = max(
            digits, enough([p[k], y[k], mean], lambda v: v[0] * (v[0] - v[1] - v[2]), delta)
        )
        own, wanted = number(p[k], digits), number(y[k], digits)
        terms = [
            Part(
                f"p{at}[{i}](p{at}[{i}] − y[{i}])",
                f"{number(a, digits)}·({number(a, digits)} − {number(b, digits)})",
                "=" if i == 1 else "+",
            )
            for i, (a, b) in enumerate(zip(p, y, strict=True), start=1)
        ]
        name, unit = f"δ{at}[{k + 1}]", f"[{k + 1}]"
        return [
            (
                Part(name, number(delta)),
                Part(f"p{at}{unit}", own, "="),
                Part(
                    f"(p{at}{unit} − y{unit} − S)",
                    f"({own} − {wanted} − {bracketed(mean, digits)})",
                    "·",
                ),
            ),
            (Part("S", number(mean, digits)), *terms),
        ]

    def _share(self, value: float) -> list[Line]:
        n = min(self._experiment.training.batch_size, len(self.snapshot.train_set))
        told = words(
            translate(
                "Chain",
                "{where} This is its data loss, without a penalty; an update takes "
                "the mean over a mini-batch of {n}. This example's share of that "
                "mean:",
            ).format(where=self._where(), n=n)
        )
        digits = enough([value], lambda v: v[0] / n, value / n)
        return [told, (Part(f"{number(value, digits)} / {n}"), Part(number(value / n), "", "="))]

    def _notes(self) -> list[Line]:
        """The first link of the chain as the notes write it."""
        focus, at = self.focus, subscript(self.focus.layer)
        one = self._explained[focus.layer - 1]
        x, slope = float(one.x[focus.source]), float(one.slope[focus.unit])
        symbols = [f"{{d}}A{at}/{{d}}Z{at}", f"{{d}}Z{at}/{{d}}W{at}"]
        result = f"{{d}}A{at}/{{d}}W{at}"
        line = product_line(symbols, [slope, x], (result, slope * x))
        return [words(translate("Chain", "In the form of the notes, for this unit:")), line]


def layer_blocks(snapshot: Snapshot, focus: Focus, factors: Sequence[Factor]) -> list[Block]:
    """What is written about the RMS of a whole layer's dJ/dW."""
    result = f"{{d}}{{J}}/{{d}}W{subscript(focus.layer)}"
    told = translate(
        "Chain",
        "**{layer}, all weights** at once, as root mean squares (RMS) "
        "for this example: each factor says how much larger or smaller the "
        "RMS is after it. Slopes and weights are separate factors: 0.25 per "
        "sigmoid is only half of the story.",
    ).format(layer=layer_name(snapshot, focus.layer))
    symbols = [derivative(factor) for factor in factors]
    line = product_line(symbols, [f.value for f in factors], (result, factors[-1].product))
    return [(words(told),), (line,)]


def product_line(
    symbols: Sequence[str],
    values: Sequence[float],
    result: tuple[str, float],
    digits: int = 3,
    places: Sequence[Place] = (),
) -> Line:
    """A product and its factors, with the numbers under their symbols; `places` of the factors."""
    name, product = result
    most = enough(values, math.prod, product, digits)
    factors = zip(symbols, values, places or [()] * len(values), strict=True)
    parts = [
        Part(
            f"({symbol})" if "−" in symbol else symbol,
            bracketed(value, most),
            "·" if k else "=",
            place=place,
        )
        for k, (symbol, value, place) in enumerate(factors)
    ]
    return (Part(name, number(product, digits), bold=True), *parts)


def derivative(factor: Factor) -> str:
    """A factor of a layer's chain rule, which core names with ∂, with tokens."""
    return factor.symbol.replace("∂", "{d}").replace("J", "{J}")


def _path(k: int) -> str:
    return translate("Chain", "path {n}").format(n=k)


def _unit(experiment: Experiment, layer: int, unit: int) -> str:
    if layer < len(experiment.sizes) - 1:
        return translate("Chain", "unit {n} of {layer}").format(
            n=unit + 1, layer=layer_within(layer)
        )
    return (
        translate("Chain", "the output")
        if experiment.n_outputs == 1
        else translate("Chain", "output {n}").format(n=unit + 1)
    )
