"""What the last steps of a run did to one weight: values only."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array


@dataclass(frozen=True, eq=False)
class WeightSteps:
    """A row per step, (n,) each, the newest last; w_new = w − step.

    `gradient` is that of the mini-batch with the penalty, `taken` what the clip leaves of it, which
    goes into the averages; `v` and `s` are the optimizer's own after the step, 0 where it keeps
    none, `v_before` and `s_before` before it. `number` counts its steps from 1 since they were 0.
    """

    number: NDArray[np.int64]
    w: Array
    v_before: Array
    s_before: Array
    gradient: Array
    taken: Array
    v: Array
    s: Array
    learning_rate: Array
    step: Array

    def __len__(self) -> int:
        return len(self.number)

    @property
    def trace(self) -> Array:
        """(gradient, step) of each, (n, 2)."""
        trace = np.stack([self.gradient, self.step], axis=1)
        trace.flags.writeable = False
        return trace
