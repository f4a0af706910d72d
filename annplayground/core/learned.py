"""When a training set counts as learned: what sweeps, comparisons and diagnoses call solved."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.choices.metrics import SCORES
from annplayground.core.experiment import Experiment

# So much of a training set must be right, or so much of its variance explained.
LEARNED = 0.95
_ACCURACY, _LOSS = SCORES.index("train_accuracy"), SCORES.index("train_loss")


@dataclass(frozen=True)
class Goal:
    """To have learned one training set; `variance` is that of a regression's targets, and None
    where there are classes."""

    variance: float | None = None

    @classmethod
    def of(cls, experiment: Experiment, labels: Array) -> Self:
        """That of an experiment whose training set has these labels (n,)."""
        return cls(None if experiment.data.n_classes else float(labels.var()))

    def scores(self, rows: Array) -> Array:
        """The share that is right, or explained, (k,); each row (k, channels) begins with
        `SCORES`. Of targets that do not vary nothing can be explained: NaN."""
        if self.variance is None:
            return rows[:, _ACCURACY]
        if not self.variance:
            return np.full(len(rows), np.nan)
        return np.asarray(1.0 - 2.0 * rows[:, _LOSS] / self.variance)

    def reached(self, rows: Array) -> NDArray[np.bool_]:
        """At which of the rows (k, channels) it is learned, (k,)."""
        return np.asarray(self.scores(rows) >= LEARNED)


def constant_loss(loss: str, y: Array) -> float:
    """The J of the best guess for targets y (n, n_outputs) that does not look at the inputs: ln K
    for K balanced classes with cross-entropy; half the variance of the targets with "mse"."""
    if loss == "mse":
        return float(0.5 * y.var(axis=0).sum())
    shares = y.mean(axis=0) if y.shape[1] > 1 else np.array([y.mean(), 1.0 - y.mean()])
    return float(-sum(share * np.log(share) for share in shares if share > 0))
