"""Checks of the arrays that a script hands to a run: one sentence instead of a wrong answer."""

from typing import Any

import numpy as np

from annplayground.core.choices.activations import Array


def raw_coordinates(X: Any) -> Array:
    """X as floats (n, 2); `ValueError` for any other shape."""
    array = _floats("X", X)
    if array.ndim != 2 or array.shape[1] != 2:
        raise ValueError(
            f"X must be (n, 2), the raw coordinates x1 and x2 of n samples, not {array.shape}"
        )
    return array


def raw_sample(x: Any) -> Array:
    """One sample x as floats (2,); `ValueError` for any other shape."""
    array = _floats("x", x)
    if array.shape != (2,):
        raise ValueError(
            f"x must be (2,), the raw coordinates x1 and x2 of one sample, not {array.shape}"
        )
    return array


def targets(y: Any, n: int, n_outputs: int) -> Array:
    """y as floats (n, n_outputs), or (n,) given for one output; `ValueError` for other shapes."""
    array = _floats("y", y)
    if n_outputs == 1 and array.shape == (n,):
        return array[:, None]
    if array.shape != (n, n_outputs):
        also = f" or ({n},)" if n_outputs == 1 else ""
        raise ValueError(
            f"y must be ({n}, {n_outputs}){also}, the targets of {n} samples, not {array.shape}"
        )
    return array


def sample_targets(y: Any, n_outputs: int) -> Array:
    """The targets y of one sample as floats (n_outputs,), or a number given for one output;
    `ValueError` for other shapes."""
    array = np.atleast_1d(_floats("y", y))
    if array.shape != (n_outputs,):
        raise ValueError(f"y must be ({n_outputs},), the targets of one sample, not {array.shape}")
    return array


def _floats(name: str, values: Any) -> Array:
    try:
        return np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be an array of numbers: {error}") from None
