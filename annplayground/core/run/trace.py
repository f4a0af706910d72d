"""The recent steps of one parameter: its gradient and the step taken, by going over them again.

Nothing is recorded while training: the run is deterministic, so a copy of it walks the same way
once more.
"""

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.engines.state import State
from annplayground.core.network import Parameters
from annplayground.core.run.course import Course

TRACE_STEPS = 120


def trace_parameter(course: Course, now: State, index: int) -> Array:
    """(gradient, step) of parameter `index` in every update of `course` until it stands at `now`,
    (n, 2), at most the last `TRACE_STEPS`. The gradient is the optimizer's raw g, penalty
    included."""
    engine, state = course.engine, course.state.copy()
    rows = []
    with np.errstate(all="ignore"):
        while (state.epoch, state.position) < (now.epoch, now.position):
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
