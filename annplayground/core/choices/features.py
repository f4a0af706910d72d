"""The inputs of the network: functions of the raw coordinates x₁ and x₂, fed in as they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from annplayground.core.choices.activations import Array


@dataclass(frozen=True)
class Feature:
    """One input; `f(x1, x2)` takes and returns arrays of shape (n,)."""

    name: str
    label: str
    f: Callable[[Array, Array], Array]


FEATURES: dict[str, Feature] = {
    feature.name: feature
    for feature in (
        Feature("x1", "x₁", lambda x1, x2: x1),
        Feature("x2", "x₂", lambda x1, x2: x2),
        Feature("x1_squared", "x₁²", lambda x1, x2: x1 * x1),
        Feature("x2_squared", "x₂²", lambda x1, x2: x2 * x2),
        Feature("x1x2", "x₁x₂", lambda x1, x2: x1 * x2),
        Feature("sin_x1", "sin x₁", lambda x1, x2: np.sin(x1)),
        Feature("sin_x2", "sin x₂", lambda x1, x2: np.sin(x2)),
    )
}


def compute_features(X: Array, names: Sequence[str]) -> Array:
    """Turn raw coordinates X (n, 2) into the network's inputs (n, len(names))."""
    columns = [FEATURES[name].f(X[:, 0], X[:, 1]) for name in names]
    return np.ascontiguousarray(np.stack(columns, axis=1))
