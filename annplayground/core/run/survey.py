"""A survey of the loss around a moment: the plane, the way down the gradient, and the next step.

It takes a tenth of a second or more, so that it is made in a thread of its own.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from annplayground.core.experiment import Experiment
from annplayground.core.landscape import Landscape, Slice, landscape, never, slice_down
from annplayground.core.network import backward, forward, penalty_gradient
from annplayground.core.run.moment import WAY_POINTS, Moment
from annplayground.core.run.preview import preview_update

# Points along a side of the plane: as many as a budget of processor time has room for.
SIZES = (51, 41, 31, 21, 15, 11)
_SECONDS = 0.3  # of the plane


@dataclass(frozen=True, eq=False)
class Survey:
    """What was found at an epoch. `step` is where the next update leads, as α, β and how far off
    the plane, and `step_length` how long it is; None and 0 after a divergence."""

    experiment: Experiment
    epoch: int
    batch: int
    landscape: Landscape
    down: Slice
    step: tuple[float, float, float] | None
    step_length: float


def seen(moment: Moment) -> Moment:
    """The moment with its J known: what may be surveyed in another thread."""
    moment.losses()
    return moment


def survey(
    moment: Moment,
    directions: str,
    seed: int,
    should_stop: Callable[[], bool] = never,
) -> Survey:
    """Survey a moment that is `seen`. Raises what `landscape` raises."""
    engine, J, vector = moment.another_engine(), moment.losses().train, moment.state.parameters
    begun = time.thread_time()
    engine.losses(vector[None])
    spent = time.thread_time() - begun
    size = next((size for size in SIZES if size**2 * spent <= _SECONDS), SIZES[-1])
    way = moment.keyframes.way_to(moment.state, WAY_POINTS)
    found = landscape(engine, J, way, size, directions, seed, should_stop)
    down = slice_down(engine, J, vector, _gradient(moment), moment.learning_rate)
    step, length = None, 0.0
    if moment.divergence is None:
        layers = preview_update(engine, moment.state).layers
        offset = -np.concatenate([part.ravel() for k in layers for part in (k.step_W, k.step_b)])
        if np.isfinite(offset).all():
            step, length = found.place(offset), float(np.linalg.norm(offset))
    return Survey(moment.experiment, moment.epoch, moment.batch, found, down, step, length)


def _gradient(moment: Moment) -> np.ndarray:
    """∂J/∂θ on the whole training set, penalty included."""
    engine, layers = moment.another_engine(), moment.layers
    with np.errstate(all="ignore"):
        passes = forward(layers, engine.x_train)
        found = backward(layers, passes, moment.train_set.y, engine.loss)
        penalty = moment.experiment.training.regularization
        parts = [
            part.ravel()
            for layer, g in zip(layers, found, strict=True)
            for part in (g.dW + penalty_gradient(layer.W, penalty), g.db)
        ]
    return np.concatenate(parts)
