"""The curve of an activation and its slope, as functions of z alone, and how far they reach."""

from functools import partial

import numpy as np

from annplayground.core.choices.activations import Activation


def functions(activation: Activation, alpha: float):  # type: ignore[no-untyped-def]
    """f and f′ of z alone."""
    return (
        partial(_f, activation, alpha),
        partial(_slope, activation, alpha),
    )


def _f(activation: Activation, alpha: float, z: np.ndarray) -> np.ndarray:
    return activation.f(z, alpha)


def _slope(activation: Activation, alpha: float, z: np.ndarray) -> np.ndarray:
    return activation.slope(z, activation.f(z, alpha), alpha)


def reach(activation: Activation, alpha: float) -> tuple[float, float]:
    """From where to where the curve and its slope go."""
    a = activation.f(np.linspace(-5.0, 5.0, 201), alpha)
    low, high = min(float(a.min()), -0.2), max(float(a.max()), 1.1)
    return low - 0.1, min(high, 3.0) + 0.1
