"""A Moment: a network at one time, and everything that can be asked of it, each computed once.

To look changes nothing: a Moment has a copy of the state and an engine that trains nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from annplayground.core.arrays import raw_coordinates, raw_sample, sample_targets, targets
from annplayground.core.chain import ChainRule, chain_rule
from annplayground.core.choices.activations import Array
from annplayground.core.choices.features import compute_features
from annplayground.core.choices.losses import LOSSES
from annplayground.core.engines.protocol import Engine
from annplayground.core.explain import LayerExplanation, explain
from annplayground.core.gradient_check import (
    GradientCheck,
    check_derivative,
    spread_indices,
    worst_check,
)
from annplayground.core.landscape import Landscape, landscape
from annplayground.core.network import LayerPass, backward, forward, penalty_gradient, weight_index
from annplayground.core.run.course import Course
from annplayground.core.run.keyframes import Keyframes
from annplayground.core.run.log import Change
from annplayground.core.run.measured import Measured
from annplayground.core.run.preview import preview_update
from annplayground.core.run.replay import Replay
from annplayground.core.run.snapshot import Preview
from annplayground.core.run.trace import trace_parameter
from annplayground.core.run.weight_steps import WeightSteps

WAY_POINTS = 64  # the most of the path in a landscape


@dataclass(frozen=True, kw_only=True)
class Moment(Measured):
    """A network at one time. Layers are counted from 1, the first after the inputs; i and j from 0.

    `before` gives the run some steps earlier, for `weight_steps`, `earlier` the way to an epoch.
    """

    last_batch: NDArray[np.int64]  # rows of the training set in the newest mini-batch
    before: Callable[[], Course]
    earlier: Callable[[int], "Replay[Moment]"]  # in the thread of the run only
    keyframes: Keyframes  # of the run up to here
    changes: Callable[[], Sequence[Change]]  # made up to here; in the thread of the run only

    # -- for any samples --------------------------------------------------------------------

    def forward(self, X: Array) -> list[LayerPass]:
        """Forward propagation of raw coordinates X (n, 2): every layer's x, z and a.

        Raises `ValueError` if X has another shape; so do `predict`, `gradients` and `explain`.
        """
        x = compute_features(raw_coordinates(X), self.experiment.data.features)
        with np.errstate(all="ignore"):
            return forward(self.layers, x)

    def predict(self, X: Array) -> Array:
        """The output a (n, n_outputs) for raw coordinates X (n, 2)."""
        return self.forward(X)[-1].a

    def maps(self, x: Array, first: int = 0) -> list[NDArray[np.float32]]:
        """The activations for inputs x (n, n_inputs), (units, n) for each layer from `first` on.

        0 are the inputs, −1 is the output alone.
        """
        return self.engine.maps(self.state.parameters, x, first)

    def gradients(self, X: Array, y: Array) -> list[tuple[Array, Array]]:
        """[(dW, db), …] of J for raw coordinates X (n, 2) and targets y (n, n_outputs).

        The mean over the samples, penalty included. For one output, y may also be (n,).
        """
        training = self.experiment.training
        X = raw_coordinates(X)
        y = targets(y, len(X), self.experiment.n_outputs)
        with np.errstate(all="ignore"):
            gradients = backward(self.layers, self.forward(X), y, LOSSES[training.loss])
            return [
                (g.dW + penalty_gradient(layer.W, training.regularization), g.db)
                for layer, g in zip(self.layers, gradients, strict=True)
            ]

    # -- taken apart ------------------------------------------------------------------------

    def explain(self, x: Array, y: Array) -> list[LayerExplanation]:
        """One sample, raw coordinates x (2,) and targets y (n_outputs,), layer by layer."""
        features = self.experiment.data.features
        inputs = compute_features(raw_sample(x)[None, :], features)[0]
        y = sample_targets(y, self.experiment.n_outputs)
        loss = LOSSES[self.experiment.training.loss]
        with np.errstate(all="ignore"):
            return explain(self.layers, inputs, y, loss)

    def chain_rule(
        self, layer: int, i: int, j: int, x: Array, y: Array, most: int = 8
    ) -> ChainRule:
        """∂J/∂W[i, j] of one sample's data loss as a sum over paths; the `most` strongest are told.

        x (2,) raw coordinates, y (n_outputs,) targets. Raises `IndexError` if there is no such
        weight, `ValueError` if x, y or `most` cannot be, or where a factor is not finite.
        """
        self.index(layer, i, j)
        if not isinstance(most, int | np.integer) or most < 0:
            raise ValueError(f"most must be a whole number of 0 or more, not {most!r}")
        return chain_rule(self.explain(x, y), self.experiment, layer, i, j, most)

    def landscape(self, size: int = 51, directions: str = "random", seed: int = 0) -> Landscape:
        """J on the training set, over a plane of size × size points through these weights.

        `directions` are "random", drawn from `seed`, or the principal ones of this run's own
        "path". May be asked in any thread. Raises `ValueError` for what cannot be.
        """
        engine = self.another_engine()
        way = self.keyframes.way_to(self.state, WAY_POINTS)
        return landscape(engine, self.losses().train, way, size, directions, seed)

    def another_engine(self) -> Engine:
        """An engine like the one that looks, for another thread."""
        return type(self.engine)(self.experiment, self.train_set, self.test_set)

    def apart(self) -> "Moment":
        """The same for another thread: with an engine of its own."""
        return replace(self, engine=self.another_engine())

    def preview(self) -> Preview:
        """The next mini-batch's update, before it happens."""
        return preview_update(self.engine, self.state)

    def weight_steps(self, layer: int, i: int, j: int) -> WeightSteps:
        """What its last steps did to W[i, j].

        At most 120, and none from before the run was last changed from outside.
        """
        return trace_parameter(self.before(), self.state, self.index(layer, i, j))

    def trace(self, layer: int, i: int, j: int) -> Array:
        """(gradient, step) of W[i, j] in these steps, (n, 2)."""
        return self.weight_steps(layer, i, j).trace

    def check_gradient(self, layer: int, i: int, j: int) -> GradientCheck:
        """∂J/∂W[i, j] by back propagation and by central differences.

        On the training set, penalty included. At a `corner` the slopes on both sides differ.
        """
        index = self.index(layer, i, j)
        with np.errstate(all="ignore"):
            vector, gradient = self.state.parameters, self._full_gradient
            return check_derivative(self.engine.objective, vector, gradient, index)

    def check_gradients(self, most: int = 200) -> GradientCheck:
        """The same for all weights and biases, or for `most` of them evenly spread.

        The pair that differs most, of those at no corner.
        """
        with np.errstate(all="ignore"):
            vector, gradient = self.state.parameters, self._full_gradient
            indices = spread_indices(len(vector), most)
            return worst_check(self.engine.objective, vector, gradient, indices)

    @cached_property
    def _full_gradient(self) -> Array:
        """The gradient on the whole training set, (n_parameters,)."""
        with np.errstate(all="ignore"):
            return self.engine.gradient(self.layers, np.arange(len(self.train_set)))[2]

    def index(self, layer: int, i: int, j: int) -> int:
        """See `weight_index`."""
        return weight_index(self.experiment.sizes, layer, i, j)
