"""The bookkeeping of training in NumPy: what is measured in a step, and what a call reports."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.choices.metrics import METRICS, channel_names
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import Kept, Progress, State
from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.network import Layer, LayerGradient, LayerPass, split


def measure(
    layers: Sequence[Layer],
    passes: Sequence[LayerPass],
    gradients: Sequence[LayerGradient],
    g: Array,
    step: Array,
    sizes: Sequence[int],
) -> Array:
    """Each layer's `METRICS` in one step, (n_layers, n_metrics); `layers` are as before the step,
    the gradient g with its penalty and the step are (n_parameters,)."""
    columns = zip(layers, passes, gradients, split(g, sizes), split(step, sizes), strict=True)
    return np.array(
        [
            [metric.measure(layer, seen, own, dW, step_W) for metric in METRICS.values()]
            for layer, seen, own, (dW, _), (step_W, _) in columns
        ]
    )


def finish_epoch(engine: Engine, state: State) -> Array:
    """Close the epoch: its row for the history, and the counters set for the next."""
    assert state.totals is not None, "an epoch has at least one mini-batch"
    measures = state.totals / state.batches
    state.epoch += 1
    state.position = state.batches = 0
    state.totals = None
    return np.concatenate([scores(engine, state), measures.ravel()])


def first_row(engine: Engine, state: State) -> Array:
    """The row of the history before any training: nothing has been measured."""
    n_metrics = len(engine.experiment.activations) * len(METRICS)
    return np.concatenate([scores(engine, state), np.full(n_metrics, np.nan)])


def scores(engine: Engine, state: State) -> list[float]:
    """Losses and accuracies at the present parameters, in the order of `metrics.SCORES`."""
    train_loss, train_accuracy = engine.evaluate(state, engine.x_train, engine.train)
    test_loss, test_accuracy = engine.evaluate(state, engine.x_test, engine.test)
    return [train_loss, test_loss, train_accuracy, test_accuracy]


class Record:
    """What one call of `run` has done so far, for its `Progress`."""

    def __init__(self, experiment: Experiment, stride: int) -> None:
        """`stride`: the states after epochs that are multiples of it are kept; 0: none."""
        self.diverged = False
        self._batches = 0
        self._last_batch = np.zeros(0, dtype=np.int64)
        self._rows: list[Array] = []
        self._stride, self._states = stride, list[State]()
        self._n_parameters = experiment.n_parameters
        self._width = len(channel_names(len(experiment.activations)))

    def add_batch(self, rows: NDArray[np.int64]) -> None:
        """A mini-batch is trained."""
        self._batches += 1
        self._last_batch = rows

    def add_epoch(self, state: State, row: Array, rules: StopRules, max_epochs: int) -> bool:
        """An epoch is complete; whether the call ends with it."""
        self._rows.append(row)
        if self._stride and state.epoch % self._stride == 0:
            self._states.append(state.copy())
        met = rules.reason(state.epoch, row) is not None
        return met or not np.isfinite(row[0]) or len(self._rows) == max_epochs

    def progress(self) -> Progress:
        """The report."""
        return Progress(
            self._batches,
            np.array(self._rows).reshape(-1, self._width),
            Kept.of(self._states, self._n_parameters),
            self._last_batch,
            self.diverged,
        )
