"""What training changes, and what one call of an engine reports."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array


class DivergedError(Exception):
    """The next update would not be finite; the parameters still are, and the optimizer's memory
    is empty."""


@dataclass
class State:
    """Everything that training changes; a copy of it is all that going back needs."""

    parameters: Array  # (n_parameters,)
    v: Array  # the optimizer's mean gradient
    s: Array  # the optimizer's mean squared gradient
    updates: int = 0  # steps since the optimizer's memory was empty
    epoch: int = 0  # complete epochs
    position: int = 0  # samples of the current epoch already used
    batches: int = 0  # mini-batches of the current epoch already used
    totals: Array | None = None  # (n_layers, n_metrics) summed over those batches

    @classmethod
    def start(cls, parameters: Array) -> "State":
        """The state before the first step."""
        return cls(parameters, np.zeros_like(parameters), np.zeros_like(parameters))

    def copy(self) -> "State":
        """An independent copy."""
        totals = None if self.totals is None else self.totals.copy()
        return replace(
            self,
            parameters=self.parameters.copy(),
            v=self.v.copy(),
            s=self.s.copy(),
            totals=totals,
        )

    def count_batch(self, n_samples: int, measures: Array) -> None:
        """A mini-batch of so many samples is trained; what it measured is (n_layers, n_metrics)."""
        self.position += n_samples
        self.batches += 1
        self.totals = measures if self.totals is None else self.totals + measures

    def forget_gradients(self) -> None:
        """Empty the optimizer's memory."""
        self.v[:] = 0.0
        self.s[:] = 0.0
        self.updates = 0


@dataclass(frozen=True)
class Progress:
    """What one call of `run` did."""

    batches: int  # mini-batches trained
    rows: Array  # (k, channels): the history's rows of the k epochs completed
    states: list[State]  # at the end of the newest of these epochs, oldest first
    last_batch: NDArray[np.int64]  # rows of the training set in the newest mini-batch
    diverged: bool = False  # the next step would not be finite
