"""The activation functions: equation, slope, range, where to use each one and what to beware of.

A new activation is one entry in `ACTIVATIONS`.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.notations import Symbolic
from annplayground.core.words import translate

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Activation:
    """One activation function a = f(z), applied to each unit of a layer on its own.

    `f(z, alpha)` and `slope(z, a, alpha)` take arrays of any shape and return the same shape;
    `slope` is f'(z), given a = f(z) as well because several slopes are simplest in terms of a.
    """

    name: str
    label: str
    short: str  # fits a narrow column of the diagram
    f: Callable[[Array, float], Array]
    slope: Callable[[Array, Array, float], Array]
    equation: str
    slope_equation: str
    latex: str  # the equation and the slope once more, to be typeset
    slope_latex: str
    range: str
    where: str
    caveat: str
    alpha: float | None = None  # default of the parameter α; None: it has none
    midpoint: float = 0.0  # the neutral value, drawn white in a neuron's map
    targets: tuple[float, float] = (0.0, 1.0)  # what a two-class output of this kind aims at

    @property
    def reaches_negative(self) -> bool:
        """Whether a regression value anywhere in [-1, 1] can come out of this activation."""
        return self.targets[0] < 0


def sigmoid(z: Array) -> Array:
    """σ(z) = 1 / (1 + e⁻ᶻ), split by sign so that e is never raised to a positive power."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1.0, e) / (1.0 + e)


def softplus(z: Array) -> Array:
    """log(1 + eᶻ) = max(z, 0) + log(1 + e^−|z|), which does not overflow."""
    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))


def softmax(z: Array) -> Array:
    """pᵢ = e^zᵢ / Σⱼ e^zⱼ along the last axis; the largest z is subtracted first (same p)."""
    e = np.exp(z - z.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


def softmax_backward(p: Array, upstream: Array) -> Array:
    """∂J/∂zⱼ = Σᵢ ∂J/∂pᵢ · pᵢ(δᵢⱼ − pⱼ): the softmax Jacobian applied to ∂J/∂p, row by row."""
    return np.asarray(p * (upstream - (p * upstream).sum(axis=-1, keepdims=True)))


def _normal_pdf(z: Array) -> Array:
    """φ(z) = e^(−z²/2) / √(2π); beyond |z| = 40 it is 0 in floating point."""
    z = np.clip(z, -40.0, 40.0)
    return np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)


_TABLE_END, _TABLE_STEPS = 9, 128  # Φ and φ are tabled from −9 to 9, 128 steps to the unit


@cache
def _normal_tables() -> tuple[Array, Array]:
    """Φ and φ: Φ as the integral of φ, which is a polynomial of degree 90 there but for rounding.

    Of NumPy alone, so that a script makes the same table.
    """
    z = np.arange(-_TABLE_END * _TABLE_STEPS, _TABLE_END * _TABLE_STEPS + 1) / _TABLE_STEPS
    polynomial = np.polynomial.Chebyshev.interpolate(_normal_pdf, 90, [-_TABLE_END, _TABLE_END])
    return polynomial.integ(lbnd=-_TABLE_END)(z), _normal_pdf(z)


def _normal_cdf(z: Array) -> Array:
    """Φ(z) = ½(1 + erf(z / √2)), to 1e-14: NumPy has no erf, and math.erf is ten times slower.

    Taylor's series around the nearest entry t of the table, with d = z − t:
    Φ(z) = Φ(t) + φ(t)(d − td²/2 + (t² − 1)d³/6 − (t² − 3)td⁴/24)
    """
    table_cdf, table_pdf = _normal_tables()
    x = np.clip(z, -_TABLE_END, _TABLE_END)
    t = np.rint(x * _TABLE_STEPS) / _TABLE_STEPS
    d = x - t
    with np.errstate(invalid="ignore"):  # NaN has no entry; d is NaN and so is the result
        index = ((t + _TABLE_END) * _TABLE_STEPS).astype(np.intp)
    series = d * (1.0 - d * (t / 2.0 - d * ((t * t - 1.0) / 6.0 - d * (t * t - 3.0) * t / 24)))
    cdf = table_cdf.take(index, mode="clip") + table_pdf.take(index, mode="clip") * series
    # Beyond the table it is 0 or 1 exactly, so that it may be times a z of any size.
    return np.where(np.abs(z) >= _TABLE_END, np.where(z > 0, 1.0, 0.0), cdf)


def _gelu_slope(z: Array, a: Array, alpha: float) -> Array:
    return _normal_cdf(z) + z * _normal_pdf(z)


def _silu_slope(z: Array, a: Array, alpha: float) -> Array:
    s = sigmoid(z)
    return s + a * (1.0 - s)


def _elu(z: Array, alpha: float) -> Array:
    return np.where(z > 0, z, alpha * np.expm1(np.minimum(z, 0.0)))


BUILT_IN = (
    Activation(
        name="linear",
        label=translate("Activations", "Linear"),
        short="lin",
        f=lambda z, alpha: z.copy(),
        slope=lambda z, a, alpha: np.ones_like(z),
        equation="f(z) = z",
        slope_equation="f′(z) = 1",
        latex=r"f(z) = z",
        slope_latex=r"f'(z) = 1",
        range="(−∞, ∞)",
        where=translate("Activations", "The output of a regression network."),
        caveat=translate(
            "Activations",
            "Linear layers in a row are one linear layer: they bend no more than the inputs do.",
        ),
        targets=(-1.0, 1.0),
    ),
    Activation(
        name="sigmoid",
        label=translate("Activations", "Sigmoid"),
        short="σ",
        f=lambda z, alpha: sigmoid(z),
        slope=lambda z, a, alpha: a * (1.0 - a),
        equation="σ(z) = 1 / (1 + e⁻ᶻ)",
        slope_equation=translate("Activations", "σ′(z) = σ(z)(1 − σ(z)), at most 0.25"),
        latex=r"\sigma(z) = \frac{1}{1 + e^{-z}}",
        slope_latex=r"\sigma'(z) = \sigma(z)(1 - \sigma(z)) \leq \frac{1}{4}",
        range="(0, 1)",
        where=translate("Activations", "The output for two classes, with cross-entropy."),
        caveat=translate(
            "Activations",
            "Its slope is 0.25 at most: in many hidden layers in a row the gradient tends to "
            "vanish. Not being zero-centred is another drawback.",
        ),
        midpoint=0.5,
    ),
    Activation(
        name="tanh",
        label="tanh",
        short="tanh",
        f=lambda z, alpha: np.tanh(z),
        slope=lambda z, a, alpha: 1.0 - a * a,
        equation="tanh(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ) = 2σ(2z) − 1",
        slope_equation=translate("Activations", "tanh′(z) = 1 − tanh²(z), at most 1"),
        latex=r"\tanh(z) = \frac{e^z - e^{-z}}{e^z + e^{-z}}",
        slope_latex=r"\tanh'(z) = 1 - \tanh^2(z) \leq 1",
        range="(−1, 1)",
        where=translate(
            "Activations", "Hidden layers (zero-centred); an output with targets −1 and +1."
        ),
        caveat=translate("Activations", "Flat for large |z|: a saturated unit hardly learns."),
        targets=(-1.0, 1.0),
    ),
    Activation(
        name="relu",
        label="ReLU",
        short="ReLU",
        f=lambda z, alpha: np.maximum(z, 0.0),
        slope=lambda z, a, alpha: np.where(z > 0, 1.0, 0.0),
        equation="ReLU(z) = max(0, z)",
        slope_equation=translate("Activations", "1 for z > 0, 0 for z < 0 (0 is used at z = 0)"),
        latex=r"f(z) = \max(0, z)",
        slope_latex=r"f'(z) = 1 \ (z > 0), \quad 0 \ (z < 0)",
        range="[0, ∞)",
        where=translate(
            "Activations", "Hidden layers, above all of deep networks; start with He weights."
        ),
        caveat=translate(
            "Activations", "The slope is 0 for z < 0: a unit negative on every sample is dead."
        ),
    ),
    Activation(
        name="leaky_relu",
        label="Leaky ReLU",
        short="LReLU",
        f=lambda z, alpha: np.where(z > 0, z, alpha * z),
        slope=lambda z, a, alpha: np.where(z > 0, 1.0, alpha),
        equation=Symbolic(translate("Activations", "f(z) = z for z > 0, {leak}z otherwise")),
        slope_equation=Symbolic(translate("Activations", "1 for z > 0, {leak} otherwise")),
        latex=r"f(z) = z \ (z > 0), \quad \alpha z \ (z \leq 0)",
        slope_latex=r"f'(z) = 1 \ (z > 0), \quad \alpha \ (z \leq 0)",
        range=Symbolic(translate("Activations", "(−∞, ∞) for {leak} > 0")),
        where=translate("Activations", "Hidden layers where ReLU units die."),
        caveat=Symbolic(
            translate(
                "Activations",
                "{leak} is one more choice: 0.01 in PyTorch, 0.2 or 0.3 in Keras, 0.2 or 0.5 in "
                "the notes.",
            )
        ),
        alpha=0.01,
        targets=(-1.0, 1.0),
    ),
    Activation(
        name="elu",
        label="ELU",
        short="ELU",
        f=_elu,
        slope=lambda z, a, alpha: np.where(z > 0, 1.0, alpha * np.exp(np.minimum(z, 0.0))),
        equation=Symbolic(translate("Activations", "f(z) = z for z > 0, {leak}(eᶻ − 1) otherwise")),
        slope_equation=Symbolic(translate("Activations", "1 for z > 0, {leak}eᶻ otherwise")),
        latex=r"f(z) = z \ (z > 0), \quad \alpha (e^z - 1) \ (z \leq 0)",
        slope_latex=r"f'(z) = 1 \ (z > 0), \quad \alpha e^z \ (z \leq 0)",
        range=Symbolic("(−{leak}, ∞)"),
        where=translate(
            "Activations", "Hidden layers; outputs are nearer to zero mean than ReLU's."
        ),
        caveat=Symbolic(
            translate(
                "Activations", "Saturates at −{leak} on the negative side; costs an exponential."
            )
        ),
        alpha=1.0,
        targets=(-1.0, 1.0),
    ),
    Activation(
        name="gelu",
        label="GELU",
        short="GELU",
        f=lambda z, alpha: z * _normal_cdf(z),
        slope=_gelu_slope,
        equation=translate("Activations", "f(z) = z Φ(z), Φ the normal distribution function"),
        slope_equation="Φ(z) + z φ(z)",
        latex=r"f(z) = z \, \Phi(z)",
        slope_latex=r"f'(z) = \Phi(z) + z \, \varphi(z)",
        range="[−0.17, ∞)",
        where=translate("Activations", "Hidden layers of transformers."),
        caveat=translate("Activations", "Not monotonic; the dearest to compute of these."),
    ),
    Activation(
        name="silu",
        label="SiLU",
        short="SiLU",
        f=lambda z, alpha: z * sigmoid(z),
        slope=_silu_slope,
        equation=translate("Activations", "f(z) = z σ(z), also called swish"),
        slope_equation="σ(z) + f(z)(1 − σ(z))",
        latex=r"f(z) = z \, \sigma(z)",
        slope_latex=r"f'(z) = \sigma(z) + f(z)(1 - \sigma(z))",
        range="[−0.28, ∞)",
        where=translate("Activations", "Hidden layers; a smooth ReLU."),
        caveat=translate("Activations", "Not monotonic; costs an exponential."),
    ),
    Activation(
        name="softplus",
        label=translate("Activations", "Softplus"),
        short="soft+",
        f=lambda z, alpha: softplus(z),
        slope=lambda z, a, alpha: sigmoid(z),
        equation="f(z) = log(1 + eᶻ)",
        slope_equation="σ(z)",
        latex=r"f(z) = \ln(1 + e^z)",
        slope_latex=r"f'(z) = \sigma(z)",
        range="(0, ∞)",
        where=translate(
            "Activations", "Where a value must be positive; a ReLU without the corner."
        ),
        caveat=translate("Activations", "Never exactly zero and not zero-centred."),
    ),
    Activation(
        name="softmax",
        label=translate("Activations", "Softmax"),
        short="smax",
        f=lambda z, alpha: softmax(z),
        # The Jacobian's diagonal; the chain rule needs all of it: softmax_backward.
        slope=lambda z, a, alpha: a * (1.0 - a),
        equation="pᵢ = e^zᵢ / Σⱼ e^zⱼ",
        slope_equation="∂pᵢ/∂zⱼ = pᵢ(δᵢⱼ − pⱼ)",
        latex=r"p_i = \frac{e^{z_i}}{\sum_j e^{z_j}}",
        slope_latex=r"\frac{\partial p_i}{\partial z_j} = p_i (\delta_{ij} - p_j)",
        range=translate("Activations", "(0, 1), together 1"),
        where=translate("Activations", "The output for several classes, with cross-entropy."),
        caveat=translate(
            "Activations",
            "A function of the whole layer, with no graph of its own for one unit: one z against "
            "the others as they are draws a shifted sigmoid.",
        ),
        midpoint=0.5,
    ),
)

ACTIVATIONS: dict[str, Activation] = {entry.name: entry for entry in BUILT_IN}


def hidden_activations() -> tuple[str, ...]:
    """The names of those that a hidden layer may have: all that act on each unit on its own."""
    return tuple(name for name in ACTIVATIONS if name != "softmax")
