"""What training changes, and what one call of an engine reports."""

from collections.abc import Sequence
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
class Kept:
    """States at the ends of epochs, as arrays: epochs (k,), vectors (k, 3, n_parameters), which are
    parameters, v and s, and updates (k,)."""

    epochs: NDArray[np.int64]
    vectors: Array
    updates: NDArray[np.int64]

    @classmethod
    def none(cls, n_parameters: int) -> "Kept":
        """No state."""
        return cls(_NONE, np.zeros((0, 3, n_parameters)), _NONE)

    @classmethod
    def of(cls, states: Sequence[State], n_parameters: int) -> "Kept":
        """These states, which stand at the ends of epochs, as copies."""
        if not states:
            return cls.none(n_parameters)
        vectors = np.array([(state.parameters, state.v, state.s) for state in states])
        epochs, updates = (np.array([getattr(s, n) for s in states]) for n in ("epoch", "updates"))
        return cls(epochs, vectors, updates)

    def __len__(self) -> int:
        return len(self.epochs)

    def state(self, index: int) -> State:
        """One of them, as a copy."""
        parameters, v, s = self.vectors[index].copy()
        return State(parameters, v, s, int(self.updates[index]), int(self.epochs[index]))


_NONE = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True)
class Progress:
    """What one call of `run` did."""

    batches: int  # mini-batches trained
    rows: Array  # (k, channels): the history's rows of the k epochs completed
    kept: Kept  # the states at the end of those of these epochs that are multiples of the stride
    last_batch: NDArray[np.int64]  # rows of the training set in the newest mini-batch
    diverged: bool = False  # the next step would not be finite
