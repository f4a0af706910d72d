"""The recent steps of one parameter, by going over them again.

Nothing is recorded while training: the run is deterministic, so a copy of it walks the same way
once more.
"""

import numpy as np

from annplayground.core.engines.numpy_engine import clip
from annplayground.core.engines.state import State
from annplayground.core.network import Parameters
from annplayground.core.run.course import Course
from annplayground.core.run.weight_steps import WeightSteps

TRACE_STEPS = 120


def trace_parameter(course: Course, now: State, index: int) -> WeightSteps:
    """What every update of `course` did to parameter `index` until it stands at `now`, at most the
    last `TRACE_STEPS`."""
    engine, state = course.engine, course.state.copy()
    bound = engine.experiment.training.gradient_clip
    rows = []
    with np.errstate(all="ignore"):
        while (state.epoch, state.position) < (now.epoch, now.position):
            batch = engine.next_batch(state)
            layers = Parameters(engine.experiment, state.parameters).layers
            _, _, g = engine.gradient(layers, batch)
            before = state.parameters[index], state.v[index], state.s[index]
            rate, step = engine.learning_rate(state.epoch), engine.update(state, g)
            state.parameters -= step
            state.position += len(batch)
            if state.position >= len(engine.train):
                state.epoch, state.position = state.epoch + 1, 0
            gradient = g[index], clip(g, bound)[index]
            after = state.v[index], state.s[index], rate, step[index]
            rows.append((state.updates, *before, *gradient, *after))
    columns = np.array(rows[-TRACE_STEPS:]).reshape(-1, 10).T
    number = columns[0].astype(np.int64)
    for array in (number, columns):
        array.flags.writeable = False
    return WeightSteps(number, *columns[1:])
