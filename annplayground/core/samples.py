"""The training set and the test set of an experiment: drawn, shuffled, split, and encoded for its
output."""

from dataclasses import dataclass, replace

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.choices.datasets import DATASETS, Labels
from annplayground.core.experiment import Data, Experiment
from annplayground.core.words import translate

# Said wherever a figure of the test set would stand.
NO_TEST_SET = translate("Data", "There is no test set: all points train.")


@dataclass(frozen=True)
class Samples:
    """A training or test set: X (n, 2) raw coordinates, y (n, n_outputs) targets of the loss,
    labels (n,) classes or values. The arrays are read-only."""

    X: Array
    y: Array
    labels: Labels

    def __len__(self) -> int:
        return len(self.X)


def encode_targets(labels: Labels, experiment: Experiment) -> Array:
    """Labels (n,) as the targets y (n, n_outputs) that the loss sees: one-hot for softmax, the
    output's two target values for two classes, the value itself for regression."""
    output = experiment.activations[-1][0]
    if output.name == "softmax":
        return np.asarray(np.eye(experiment.n_outputs)[labels.astype(int)])
    if experiment.data.n_classes == 0:
        return labels[:, None].copy()
    return np.asarray(np.take(output.targets, labels.astype(int))[:, None])


def draw_points(data: Data) -> tuple[Array, Labels]:
    """All the points of an experiment, X (n, 2) and labels (n,), in shuffled order."""
    rng = np.random.default_rng(data.seed)
    if data.dataset == "custom":
        table = np.asarray(data.points, dtype=float)
        X, labels = table[:, :2], table[:, 2]
    else:
        X, labels = DATASETS[data.dataset].draw(rng, data.n_samples, data.noise)
    order = rng.permutation(len(X))
    return X[order], labels[order]


def make_sets(experiment: Experiment) -> tuple[Samples, Samples]:
    """The training set and the test set of an experiment; the test set is empty if all train."""
    X, labels = draw_points(experiment.data)
    y = encode_targets(labels, experiment)
    n_train = experiment.data.n_train
    for array in (X, y, labels):
        array.flags.writeable = False
    return (
        Samples(X[:n_train], y[:n_train], labels[:n_train]),
        Samples(X[n_train:], y[n_train:], labels[n_train:]),
    )


def encoded_for(samples: Samples, experiment: Experiment) -> Samples:
    """The same samples with the targets of this experiment's output."""
    y = encode_targets(samples.labels, experiment)
    y.flags.writeable = False
    return replace(samples, y=y)


def predicted_classes(experiment: Experiment, a: Array) -> Array:
    """Outputs a (n, n_outputs) as class numbers (n,): the largest probability, or which side of
    the middle of the two targets."""
    output = experiment.activations[-1][0]
    if output.name == "softmax":
        return np.asarray(a.argmax(axis=1), dtype=float)
    return np.asarray(a[:, 0] > sum(output.targets) / 2.0, dtype=float)
