"""One update before it happens: the next mini-batch, its gradient, the step and the new weights."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.choices.norms import rms
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import State
from annplayground.core.network import Parameters, split


@dataclass(frozen=True)
class LayerUpdate:
    """One layer's part, W (n_in, units) and b (units,): before, gradient, step and after.

    new = old − step. The gradient is that of the mini-batch, penalty included, before clipping;
    for plain gradient descent without clipping step = lr · gradient.
    """

    W: Array
    b: Array
    dW: Array
    db: Array
    step_W: Array
    step_b: Array
    new_W: Array
    new_b: Array


@dataclass(frozen=True)
class Preview:
    """What the next training step will do: rows (n,) of the training set, outputs and targets
    (n, n_outputs), each sample's loss (n,), the RMS of δ per layer, and the layers' updates."""

    rows: NDArray[np.int64]
    outputs: Array
    targets: Array
    losses: Array
    delta_rms: tuple[float, ...]
    layers: tuple[LayerUpdate, ...]


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
