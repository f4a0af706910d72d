"""How well a set can be learned at all: each sample is asked what its nearest neighbour says."""

import numpy as np

from annplayground.core.choices.activations import Array

MOST = 300  # samples asked; all others may answer


def neighbour_score(x: Array, labels: Array, regression: bool) -> float:
    """Inputs x (n, n_inputs) and labels (n,): the share of samples whose nearest other one is of
    the same class, or the share of the variance that the three nearest explain (R²)."""
    n, k = len(x), 3 if regression else 1
    if n <= k:
        return 0.0
    asked = np.arange(0, n, -(-n // MOST))
    distance = np.zeros((len(asked), n))
    for column in x.T:
        distance += (column[asked, None] - column) ** 2
    distance[np.arange(len(asked)), asked] = np.inf  # nobody answers for itself
    nearest = np.argpartition(distance, k - 1, axis=1)[:, :k]
    said = labels[nearest].mean(axis=1)
    if not regression:
        return float((said == labels[asked]).mean())
    variance = float(labels.var())
    return 1.0 - float(((said - labels[asked]) ** 2).mean()) / variance if variance else 0.0
