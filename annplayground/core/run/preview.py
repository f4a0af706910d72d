"""One update before it happens: the next mini-batch, its gradient, the step and the new weights."""

import numpy as np

from annplayground.core.choices.norms import rms
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import State
from annplayground.core.network import Parameters, split
from annplayground.core.run.snapshot import LayerUpdate, Preview


def preview_update(engine: Engine, state: State) -> Preview:
    """Compute the next step on a copy of the state: the run does not move."""
    state = state.copy()
    rows = engine.next_batch(state)
    state.parameters.flags.writeable = False  # views see the arrays
    layers = Parameters(engine.experiment, state.parameters).layers
    with np.errstate(all="ignore"):
        passes, gradients, g = engine.gradient(layers, rows)
        step = engine.update(state, g)
        new = state.parameters - step
        last, targets = passes[-1], engine.train.y[rows]
        losses = engine.loss.per_sample(layers[-1].activation, last.z, last.a, targets)
        deltas = tuple(rms(gradient.delta) for gradient in gradients)
    for array in (g, step, new, last.a, targets, losses):
        array.flags.writeable = False
    columns = (split(vector, engine.experiment.sizes) for vector in (g, step, new))
    updates = tuple(
        LayerUpdate(layer.W, layer.b, dW, db, step_W, step_b, new_W, new_b)
        for layer, (dW, db), (step_W, step_b), (new_W, new_b) in zip(layers, *columns, strict=True)
    )
    return Preview(rows, last.a, targets, losses, deltas, updates)
