"""One update before it happens: the next mini-batch, its gradient, the step and the new weights."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.choices.norms import norm, rms
from annplayground.core.engines.numpy_engine import clip
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import State
from annplayground.core.experiment import Experiment
from annplayground.core.network import (
    Layer,
    LayerGradient,
    LayerPass,
    Parameters,
    penalty_gradient,
    split,
)
from annplayground.core.run.snapshot import LayerUpdate, Preview, UpdateTerms


def preview_update(engine: Engine, state: State) -> Preview:
    """Compute the next step on a copy of the state: the run does not move."""
    before, state = state, state.copy()
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
        terms = _terms(engine.experiment, layers, gradients, g, before, state)
        flat = tuple(_flat(layer, seen) for layer, seen in zip(layers, passes, strict=True))
    if not _slope_counts(engine.experiment):
        flat = (*flat[:-1], np.zeros_like(flat[-1]))
    for array in (g, step, new, last.a, targets, losses):
        array.flags.writeable = False
    columns = (split(vector, engine.experiment.sizes) for vector in (g, step, new))
    updates = tuple(
        LayerUpdate(layer.W, layer.b, dW, db, step_W, step_b, new_W, new_b)
        for layer, (dW, db), (step_W, step_b), (new_W, new_b) in zip(layers, *columns, strict=True)
    )
    idle = tuple((seen.x == 0.0).all(axis=0) for seen in passes)
    for array in (*flat, *idle):
        array.flags.writeable = False
    return Preview(rows, last.a, targets, losses, deltas, updates, terms, flat, idle)


def _terms(
    experiment: Experiment,
    layers: Sequence[Layer],
    gradients: Sequence[LayerGradient],
    g: Array,
    before: State,
    after: State,
) -> UpdateTerms:
    training = experiment.training
    pairs = [(gradient.dW, gradient.db) for gradient in gradients]
    data = np.concatenate([part.ravel() for pair in pairs for part in pair])
    penalty = np.zeros_like(g)
    for (W, _), layer in zip(split(penalty, experiment.sizes), layers, strict=True):
        W[:] = penalty_gradient(layer.W, training.regularization)
    clipped = clip(g, training.gradient_clip)
    old_v, old_s = before.v.copy(), before.s.copy()
    for array in (data, penalty, clipped, old_v, after.v, old_s, after.s):
        array.flags.writeable = False
    size = norm(g)
    t = after.updates
    return UpdateTerms(data, penalty, g, clipped, old_v, after.v, old_s, after.s, size, t)


def _flat(layer: Layer, seen: LayerPass) -> NDArray[np.bool_]:
    slope = layer.activation.slope(seen.z, seen.a, layer.alpha)
    return np.asarray((slope == 0.0).all(axis=0))


def _slope_counts(experiment: Experiment) -> bool:
    """Whether the output's f′ is a factor of its δ; in cross-entropy's p − y it is not."""
    return experiment.training.loss == "mse" and experiment.network.output != "softmax"
