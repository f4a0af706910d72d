"""One weight's update in numbers: w_new = w_old − lr · dJ/dw_old, and whatever else is in use."""

import math
from dataclasses import replace

import numpy as np

from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.choices.optimizers import OPTIMIZERS
from annplayground.core.choices.penalties import PENALTIES
from annplayground.core.network import weight_index
from annplayground.core.run.snapshot import Preview, Snapshot
from annplayground.core.words import translate
from annplayground.gui.explain.equations.calculation import Term, calculation
from annplayground.gui.explain.equations.digits import FEW
from annplayground.gui.explain.equations.parts import Block, Line, large, words
from annplayground.gui.explain.focus import Focus, weight_name
from annplayground.gui.text import counted, exact, number, subscript, superscript

_MOST_DIGITS = 9  # with which a change is shown


def digits_of_change(old: float, new: float) -> int:
    """With how many digits the new number looks unlike the old one."""
    change = abs(new - old)
    if not change or not new or not math.isfinite(change):
        return FEW
    needed = math.ceil(math.log10(abs(new) / change)) + 2
    return min(max(needed, FEW), _MOST_DIGITS)


_OLD_SLOPE = "{d}{J}/{d}w_old"


class UpdateText:
    """What is written about the update of the weight in focus, with tokens for the symbols."""

    def __init__(self, snapshot: Snapshot, preview: Preview, focus: Focus) -> None:
        self._preview, self._focus = preview, focus
        self._training = snapshot.experiment.training
        self._rate = snapshot.learning_rate
        place = focus.layer, focus.source, focus.unit
        at = weight_index(snapshot.experiment.sizes, *place)
        terms, layer = preview.terms, preview.layers[focus.layer - 1]
        here = focus.source, focus.unit
        self._old, self._new = float(layer.W[here]), float(layer.new_W[here])
        self._step = float(layer.step_W[here])
        self._data, self._penalty = float(terms.data[at]), float(terms.penalty[at])
        self._gradient, self._g = float(terms.gradient[at]), float(terms.clipped[at])
        self._old_v, self._v = float(terms.old_v[at]), float(terms.v[at])
        self._old_s, self._s = float(terms.old_s[at]), float(terms.s[at])
        self._name = weight_name(focus)
        self._slope = f"{{d}}{{J}}/{{d}}{self._name}"

    # -- the gradient -----------------------------------------------------------------------

    def gradient(self) -> list[Block]:
        """dJ/dW of the mini-batch, with the penalty's part."""
        n = counted(len(self._preview.rows), "example")
        told = translate(
            "Update", "**{slope}** is the mean of δ · x over the {n} of the mini-batch"
        ).format(slope=self._slope, n=n)
        if self._training.regularization.kind == "none":
            return [(words(f"{told}: **{number(self._gradient)}**"),), *self.still()]
        parts = (
            words(translate("Update", "{told}, plus the slope of the penalty:").format(told=told)),
            self._sum(),
        )
        return [self._placed(parts), *self.still()]

    def _sum(self) -> Line:
        penalty = self._training.regularization
        w = self._old
        if penalty.kind == "l2":
            added = Term("+", "λ · w", (penalty.rate, w), "{} · {}")
        elif penalty.kind == "l1":
            added = Term("+", "λ · sign w", (penalty.rate, float(np.sign(w))), "{} · {}")
        else:
            label = PENALTIES[penalty.kind].label
            added = Term(
                "+", translate("Update", "slope of {label}").format(label=label), (self._penalty,)
            )
        terms = [Term("=", translate("Update", "mean of δ · x"), (self._data,)), added]
        return calculation(self._slope, self._gradient, terms, lambda mean, *p: mean + math.prod(p))

    # -- the step ---------------------------------------------------------------------------

    def step(self) -> list[Block]:
        """From the gradient to the new weight, a line for everything that is in use."""
        blocks: list[Block] = []
        if self._training.regularization.kind != "none":
            blocks.append((self._sum(),))
        blocks += self._clip()
        blocks += [tuple(self._averages())] if self._averages() else []
        blocks.append(
            (
                words(
                    translate("Update", "The weight in focus, **{name}**:").format(name=self._name)
                ),
                large(self._new_weight()),
            )
        )
        return [self._placed(block) for block in [*blocks, *self.still()]]

    def _placed(self, block: Block) -> Block:
        """With the symbols of the weight and of its gradient told apart from the others."""
        own = {"w", "w_old", "w_new", _OLD_SLOPE, self._slope}
        return tuple(
            tuple(
                replace(part, place=self._focus.weight) if part.symbol in own else part
                for part in line
            )
            for line in block
        )

    @property
    def _clipped(self) -> bool:
        bound = self._training.gradient_clip
        return bound is not None and self._preview.terms.norm > bound

    @property
    def _g_name(self) -> str:
        return "g" if self._clipped else _OLD_SLOPE

    def _clip(self) -> list[Block]:
        bound, size = self._training.gradient_clip, self._preview.terms.norm
        if bound is None:
            return []
        if not self._clipped:
            told = translate(
                "Update", "The clip changes nothing: ‖g‖ is {size}, not above {bound}."
            ).format(size=number(size), bound=exact(bound))
            return [(words(told),)]
        told = translate(
            "Update",
            "The norm of the whole gradient, of all weights and biases, is ‖g‖, "
            "above the bound {bound}: the clip shortens it.",
        ).format(bound=exact(bound))
        terms = [
            Term("=", _OLD_SLOPE, (self._gradient,)),
            Term("·", "bound", (bound,)),
            Term("/", "‖g‖", (size,)),
        ]
        return [(words(told), calculation("g", self._g, terms, lambda g, b, n: g * b / n))]

    def _averages(self) -> list[Line]:
        """v and s of the optimizer, where it has them."""
        choice = self._training.optimizer
        match choice.name:
            case "momentum":
                return [self._mean("v", choice.beta, choice.convention == "ewa")]
            case "nesterov":
                return [
                    self._mean("v", choice.beta, choice.convention == "ewa"),
                    self._looking_ahead(),
                ]
            case "rmsprop":
                return [self._square("ρ", choice.rho)]
            case "adam":
                t = self._preview.terms.t
                return [
                    self._mean("v", choice.beta1, True, "β₁"),
                    self._square("β₂", choice.beta2),
                    self._unbiased("v", self._v, "β₁", choice.beta1, t),
                    self._unbiased("s", self._s, "β₂", choice.beta2, t),
                ]
        return []

    def _mean(self, name: str, beta: float, average: bool, symbol: str = "β") -> Line:
        terms = [
            Term("=", symbol, (beta,)),
            Term("·", f"{name}_old", (self._old_v,)),
        ]
        if not average:
            terms.append(Term("+", self._g_name, (self._g,)))
            return calculation(name, self._v, terms, lambda b, v, g: b * v + g)
        terms += [
            Term("+", f"(1 − {symbol})", (beta,), "(1 − {})"),
            Term("·", self._g_name, (self._g,)),
        ]
        return calculation(name, self._v, terms, lambda b, v, c, g: b * v + (1 - c) * g)

    def _looking_ahead(self) -> Line:
        choice = self._training.optimizer
        beta, average = choice.beta, choice.convention == "ewa"
        weight = 1.0 - beta if average else 1.0
        result = beta * self._v + weight * self._g
        terms = [Term("=", "β", (beta,)), Term("·", "v", (self._v,))]
        if not average:
            terms.append(Term("+", self._g_name, (self._g,)))
            return calculation("d", result, terms, lambda b, v, g: b * v + g)
        terms += [
            Term("+", "(1 − β)", (beta,), "(1 − {})"),
            Term("·", self._g_name, (self._g,)),
        ]
        return calculation("d", result, terms, lambda b, v, c, g: b * v + (1 - c) * g)

    def _square(self, symbol: str, rho: float) -> Line:
        terms = [
            Term("=", symbol, (rho,)),
            Term("·", "s_old", (self._old_s,)),
            Term("+", f"(1 − {symbol})", (rho,), "(1 − {})"),
            Term("·", f"({self._g_name})²", (self._g,), "({0})²" if self._g >= 0 else "{}²"),
        ]
        return calculation("s", self._s, terms, lambda r, s, q, g: r * s + (1 - q) * g * g)

    def _unbiased(self, name: str, value: float, symbol: str, beta: float, t: int) -> Line:
        """The average without what its start at 0 takes from it."""
        terms = [
            Term("=", name, (value,)),
            Term("/", f"(1 − {symbol}ᵗ)", (beta,), f"(1 − {{}}{superscript(t)})"),
        ]
        result = value / (1.0 - beta**t)
        return calculation(f"{name}′", result, terms, lambda v, b: v / (1.0 - b**t))

    def _new_weight(self) -> Line:
        choice, t = self._training.optimizer, self._preview.terms.t
        start = [
            Term("=", "w_old", (self._old,)),
            Term("−", "{lr}", (self._rate,)),
        ]
        digits = digits_of_change(self._old, self._new)

        def end(*terms: Term) -> Line:
            def equation(w: float, lr: float, g: float, *below: float) -> float:
                return w - lr * g / (math.sqrt(below[0]) + below[1]) if below else w - lr * g

            name = "w_new"
            return calculation(name, self._new, [*start, *terms], equation, digits)

        match choice.name:
            case "sgd":
                return end(Term("·", self._g_name, (self._g,)))
            case "momentum":
                return end(Term("·", "v", (self._v,)))
            case "nesterov":
                weight = 1.0 - choice.beta if choice.convention == "ewa" else 1.0
                d = choice.beta * self._v + weight * self._g
                return end(Term("·", "d", (d,)))
            case "rmsprop":
                below = Term("/", "(√s + ε)", (self._s, choice.epsilon), "(√({}) + {})")
                return end(Term("·", self._g_name, (self._g,)), below)
            case "adam":
                v = self._v / (1.0 - choice.beta1**t)
                s = self._s / (1.0 - choice.beta2**t)
                below = Term("/", "(√s′ + ε)", (s, choice.epsilon), "(√({}) + {})")
                return end(Term("·", "v′", (v,)), below)
        label = OPTIMIZERS[choice.name].label
        terms = [
            Term("=", "w_old", (self._old,)),
            Term("−", translate("Update", "step of {label}").format(label=label), (self._step,)),
        ]
        return calculation("w_new", self._new, terms, lambda w, step: w - step, digits)

    # -- what stands still ------------------------------------------------------------------

    def still(self) -> list[Block]:
        """Why the weight is not changed, or only by something else than the data."""
        if self._data != 0.0:
            if self._step == 0.0:
                told = tokens(
                    Symbolic(
                        translate("Update", "**{name} is not changed**: {lr} = {rate}."),
                        name=self._name,
                        rate=number(self._rate),
                    )
                )
                return [(words(told),)]
            return []
        zero = translate("Update", "{slope} = 0 because {reason}").format(
            slope=self._slope, reason=self._reason()
        )
        if self._step == 0.0:
            return [
                (
                    words(
                        translate("Update", "**{name} is not changed**: {zero}.").format(
                            name=self._name, zero=zero
                        )
                    ),
                )
            ]
        others = [translate("Update", "the penalty")] * (self._penalty != 0.0) + [
            translate("Update", "the optimizer's average")
        ] * (self._gradient == 0.0)
        moves = translate("Update", " and ").join(others)
        told = translate(
            "Update", "Of the data loss alone, {zero}; what changes {name} is {moves}."
        ).format(zero=zero, name=self._name, moves=moves)
        return [(words(told),)]

    def _reason(self) -> str:
        focus, which = self._focus, for_all(len(self._preview.rows))
        unit, at = focus.unit + 1, subscript(focus.layer)
        if self._preview.flat[focus.layer - 1][focus.unit]:
            return translate("Update", "f′(z{at}[{unit}]) = 0 {which}").format(
                at=at, unit=unit, which=which
            )
        if self._preview.idle[focus.layer - 1][focus.source]:
            return translate("Update", "what the weight is multiplied by is 0 {which}").format(
                which=which
            )
        if len(self._preview.rows) == 1:
            return translate("Update", "the example's δ is 0")
        return translate("Update", "each example's δ · x is 0, or they cancel out")


def for_all(n_examples: int) -> str:
    """Of which examples something holds: of every one of a mini-batch, which may have only one."""
    if n_examples == 1:
        return translate("Update", "for the one example")
    return translate("Update", "for all {n}").format(n=counted(n_examples, "example"))
