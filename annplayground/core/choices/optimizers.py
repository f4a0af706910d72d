"""The optimizers: how a gradient becomes a step, and the memory each one keeps between steps.

A new optimizer is one entry in `OPTIMIZERS`. Every parameter has two memories at hand, `v` for a
mean of gradients and `s` for a mean of squared gradients, updated in place.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.choices.notations import Symbolic
from annplayground.core.words import translate


@dataclass(frozen=True)
class Convention:
    """How the mean gradient v is formed; `word` is its name within a name, as 'Momentum (EWA)'."""

    name: str
    label: str
    word: str
    about: str


CONVENTIONS: dict[str, Convention] = {
    entry.name: entry
    for entry in (
        Convention(
            "ewa",
            "EWA",
            "EWA",
            translate(
                "Optimizers",
                "v ← βv + (1 − β)g: an average, as in the notes. After t steps its weights "
                "sum to 1 − βᵗ, so that it is too small at first.",
            ),
        ),
        Convention(
            "classical",
            translate("Optimizers", "Classical"),
            translate("Optimizers", "classical"),
            translate("Optimizers", "v ← βv + g: a sum, 1/(1 − β) times as large."),
        ),
    )
}


@dataclass(frozen=True)
class OptimizerChoice:
    """An optimizer and its parameters; those that it does not use are kept for the next one."""

    name: str = "sgd"
    beta: float = 0.9
    convention: str = "ewa"
    rho: float = 0.9
    epsilon: float = 1e-8
    beta1: float = 0.9
    beta2: float = 0.999


# (gradient g, memory v, memory s, number t of this step from 1, choice) -> direction,
# all arrays (n_parameters,); the weights move by −lr · direction.
Direction = Callable[[Array, Array, Array, int, OptimizerChoice], Array]


@dataclass(frozen=True)
class Optimizer:
    """One update rule and the names of the parameters of `OptimizerChoice` that it uses.

    `classical` is the equation where gradients are summed up instead of averaged, if it can be;
    `says_convention` if its full name tells which of both it is.
    """

    name: str
    label: str
    equation: str
    parameters: tuple[str, ...]
    direction: Direction
    classical: str = ""
    says_convention: bool = False

    def full_label(self, convention: str) -> str:
        """Its name, true of the convention in use."""
        if not self.says_convention:
            return self.label
        return f"{self.label} ({CONVENTIONS[convention].word})"

    def equation_by(self, convention: str) -> str:
        """The equation with the convention in use."""
        return self.classical if self.classical and convention == "classical" else self.equation


def _sgd(g: Array, v: Array, s: Array, t: int, choice: OptimizerChoice) -> Array:
    return g


def _average_gradient(g: Array, v: Array, choice: OptimizerChoice) -> float:
    """Move v towards g in place and return the weight of g: 1 − β (EWA) or 1 (classical)."""
    weight = 1.0 - choice.beta if choice.convention == "ewa" else 1.0
    v *= choice.beta
    v += weight * g
    return weight


def _momentum(g: Array, v: Array, s: Array, t: int, choice: OptimizerChoice) -> Array:
    _average_gradient(g, v, choice)
    return v


def _nesterov(g: Array, v: Array, s: Array, t: int, choice: OptimizerChoice) -> Array:
    """Momentum that looks one step ahead, in the form PyTorch uses: weight · g + βv."""
    weight = _average_gradient(g, v, choice)
    return weight * g + choice.beta * v


def _rmsprop(g: Array, v: Array, s: Array, t: int, choice: OptimizerChoice) -> Array:
    s *= choice.rho
    s += (1.0 - choice.rho) * g * g
    return g / (np.sqrt(s) + choice.epsilon)


def _adam(g: Array, v: Array, s: Array, t: int, choice: OptimizerChoice) -> Array:
    v *= choice.beta1
    v += (1.0 - choice.beta1) * g
    s *= choice.beta2
    s += (1.0 - choice.beta2) * g * g
    v_unbiased = v / (1.0 - choice.beta1**t)
    s_unbiased = s / (1.0 - choice.beta2**t)
    return np.asarray(v_unbiased / (np.sqrt(s_unbiased) + choice.epsilon))


BUILT_IN = (
    Optimizer(
        "sgd", translate("Optimizers", "Gradient descent"), Symbolic("w ← w − {lr} · g"), (), _sgd
    ),
    Optimizer(
        "momentum",
        translate("Optimizers", "Momentum"),
        Symbolic("v ← βv + (1 − β)g,  w ← w − {lr} · v"),
        ("beta", "convention"),
        _momentum,
        classical=Symbolic("v ← βv + g,  w ← w − {lr} · v"),
        says_convention=True,
    ),
    Optimizer(
        "nesterov",
        translate("Optimizers", "Nesterov"),
        Symbolic("v ← βv + (1 − β)g,  w ← w − {lr} · (βv + (1 − β)g)"),
        ("beta", "convention"),
        _nesterov,
        classical=Symbolic("v ← βv + g,  w ← w − {lr} · (βv + g)"),
    ),
    Optimizer(
        "rmsprop",
        "RMSProp",
        Symbolic("s ← ρs + (1 − ρ)g²,  w ← w − {lr} · g / (√s + ε)"),
        ("rho", "epsilon"),
        _rmsprop,
    ),
    Optimizer(
        "adam",
        translate("Optimizers", "Adam"),
        Symbolic(
            "v ← β₁v + (1 − β₁)g,  s ← β₂s + (1 − β₂)g²,  "
            "v′ = v / (1 − β₁ᵗ),  s′ = s / (1 − β₂ᵗ),  w ← w − {lr} · v′ / (√s′ + ε)"
        ),
        ("beta1", "beta2", "epsilon"),
        _adam,
    ),
)

OPTIMIZERS: dict[str, Optimizer] = {entry.name: entry for entry in BUILT_IN}
