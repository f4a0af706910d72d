"""The recent steps of one parameter: its gradient and the step taken, by going over them again.

Nothing is recorded while training, but every now and then a copy of the state: the run is
deterministic, so the copy walks the same way once more.
"""

from collections import deque
from collections.abc import Iterable

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import State
from annplayground.core.network import Parameters

TRACE_STEPS = 120


class Trail:
    """The states from which the recent steps can be walked once more: since the run was last
    changed from outside, and at most 2 × `TRACE_STEPS` steps back."""

    def __init__(self, state: State) -> None:
        self._states: deque[State] = deque(maxlen=2)
        self.restart(state)

    def restart(self, state: State) -> None:
        """Begin anew: from here the steps have nothing to do with those before."""
        self._since = _place(state)
        self._begin(state)

    def _begin(self, state: State) -> None:
        self._states.clear()
        self._states.append(state.copy())
        self._steps = 0

    def follow(self, state: State, steps: int) -> None:
        """Take note of the steps just made; those of a long way are not walked again."""
        self._steps += steps
        if steps > TRACE_STEPS:
            self._begin(state)
        elif self._steps >= TRACE_STEPS:
            self._states.append(state.copy())
            self._steps = 0

    def go_back(self, here: State, earlier: Iterable[State], batches_per_epoch: int) -> None:
        """The run has returned to `here`; `earlier` are ends of epochs that it came through, in
        order, `here` the last of them."""
        states = [state for state in earlier if self._since <= _place(state)]
        if not states:
            self.restart(here)
            return
        epochs = -(-TRACE_STEPS // batches_per_epoch)
        far = [state for state in states if state.epoch <= here.epoch - epochs]
        self._begin(far[-1] if far else states[0])
        self._states.append(here.copy())

    @property
    def start(self) -> State:
        """The earliest of them."""
        return self._states[0]


def trace_parameter(engine: Engine, start: State, now: State, index: int) -> Array:
    """(gradient, step) of parameter `index` in every update from `start` to `now`, (n, 2), at
    most the last `TRACE_STEPS`. The gradient is the optimizer's raw g, penalty included."""
    state, rows = start.copy(), []
    with np.errstate(all="ignore"):
        while _place(state) < _place(now):
            batch = engine.next_batch(state)
            layers = Parameters(engine.experiment, state.parameters).layers
            _, _, g = engine.gradient(layers, batch)
            step = engine.update(state, g)
            state.parameters -= step
            state.position += len(batch)
            if state.position >= len(engine.train):
                state.epoch, state.position = state.epoch + 1, 0
            rows.append((g[index], step[index]))
    trace = np.array(rows[-TRACE_STEPS:]).reshape(-1, 2)
    trace.flags.writeable = False
    return trace


def _place(state: State) -> tuple[int, int]:
    return state.epoch, state.position
