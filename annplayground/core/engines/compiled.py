"""The training loop compiled by Numba: NumpyEngine's steps to 12 digits, some 100 times faster.

This is the side of it that Python sees: it calls the compiled functions on a run that lies in
memory as `compiled_layout` says.
"""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.choices.metrics import channel_names
from annplayground.core.engines.compiled_forms import lacking_form
from annplayground.core.engines.compiled_layout import (
    make_memory,
    make_set,
    make_shape,
    make_training,
    stop_numbers,
)
from annplayground.core.engines.measuring import first_row
from annplayground.core.engines.numpy_engine import NumpyEngine
from annplayground.core.engines.protocol import MAX_EPOCHS
from annplayground.core.engines.state import Kept, Progress, State
from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.kernels.library import load_library
from annplayground.core.kernels.records import (
    BATCHES,
    DIVERGED,
    EPOCH,
    FINISHED,
    LAST_COUNT,
    LAST_START,
    N_COUNTERS,
    N_MEASURES,
    POSITION,
    TRAINED,
    UPDATES,
    Call,
    Maps,
    pack,
)
from annplayground.core.samples import Samples


class CompiledEngine:
    """An `Engine` that trains many mini-batches in one call. Raises `ValueError` for an experiment
    of which it `lacks` something."""

    name: ClassVar[str] = "numba"
    holds_gil: ClassVar[bool] = False

    def __init__(self, experiment: Experiment, train: Samples, test: Samples) -> None:
        if lacking := self.lacks(experiment):
            raise ValueError(f"{lacking}; NumpyEngine trains it")
        plain = NumpyEngine(experiment, train, test)
        self.experiment, self.loss = experiment, plain.loss
        self.train, self.test = train, test
        self.x_train, self.x_test = plain.x_train, plain.x_test
        # One step, to be looked at before it is made, and one J: nothing for compiled code.
        self.learning_rate, self.next_batch = plain.learning_rate, plain.next_batch
        self.gradient, self.update = plain.gradient, plain.update
        self.objective = plain.objective
        self._kernels = load_library()
        self._shape, self._place = make_shape(experiment)
        self._training = make_training(experiment)
        self._sets = make_set(self.x_train, train), make_set(self.x_test, test)
        self._memory = make_memory(self._shape, len(train))
        # As the kernels read them; the arrays stay where they are as long as this engine lives.
        self._packed_shape, self._packed_memory = pack(self._shape), pack(self._memory)
        self._packed_train, self._packed_test = map(pack, self._sets)
        self._channels = len(channel_names(len(experiment.activations)))

    @staticmethod
    def lacks(experiment: Experiment) -> str | None:
        """What of this experiment has no compiled form, as the end of a sentence."""
        return lacking_form(experiment)

    def run(
        self,
        state: State,
        batches: int,
        rules: StopRules = NEVER,
        max_epochs: int = MAX_EPOCHS,
        stride: int = 0,
    ) -> Progress:
        """Train as `Engine.run` says, at most `MAX_EPOCHS` epochs in one call."""
        memory = self._memory
        per_epoch = -(-len(self.train) // self.experiment.training.batch_size)
        n_rows = min(max_epochs, MAX_EPOCHS, (state.batches + batches) // per_epoch + 1)
        rows = np.empty((n_rows, self._channels))
        first = state.epoch
        n_kept = (first + n_rows) // stride - first // stride if stride else 0
        states = np.empty((n_kept, 3, self._shape.n_padded))
        updates = np.zeros(n_kept, dtype=np.int64)
        counters = np.zeros(N_COUNTERS, dtype=np.int64)
        counters[UPDATES], counters[EPOCH] = state.updates, state.epoch
        counters[POSITION], counters[BATCHES] = state.position, state.batches
        self._copy_in(state)
        call = Call(
            batches,
            n_rows,
            self._rates(state.epoch, n_rows),
            rows.reshape(-1),
            stride,
            states.reshape(-1),
            updates,
            counters,
        )
        self._kernels.run(
            self._packed_shape,
            pack(self._training._replace(**stop_numbers(rules))),
            self._packed_train,
            self._packed_test,
            self._packed_memory,
            pack(call),
        )
        self._copy_out(state, counters)
        start, count, finished = (counters[k] for k in (LAST_START, LAST_COUNT, FINISHED))
        kept = Kept.none(len(state.parameters))
        if stride:
            epochs = np.arange(first // stride + 1, state.epoch // stride + 1) * stride
            n = len(epochs)
            kept = Kept(epochs, states[:n, :, self._place], updates[:n])
        last_batch = memory.order[start : start + count].copy()
        diverged = bool(counters[DIVERGED])
        return Progress(int(counters[TRAINED]), rows[:finished], kept, last_batch, diverged)

    def evaluate(self, state: State, x: Array, samples: Samples) -> tuple[float, float]:
        """Data loss J and accuracy (NaN for regression) on the training or the test set."""
        self._memory.parameters[self._place] = state.parameters
        chosen = self._packed_train if samples is self.train else self._packed_test
        self._kernels.scores(self._packed_shape, pack(self._training), chosen, self._packed_memory)
        loss, accuracy = self._memory.scores.tolist()
        return loss, accuracy

    def losses(self, vectors: Array) -> Array:
        """The data loss J (k,) on the training set for vectors of all parameters (k,
        n_parameters)."""
        memory, training, found = self._memory, pack(self._training), np.empty(len(vectors))
        for number, vector in enumerate(vectors):
            memory.parameters[self._place] = vector
            self._kernels.scores(
                self._packed_shape, training, self._packed_train, self._packed_memory
            )
            found[number] = memory.scores[0]
        return found

    def row(self, state: State) -> Array:
        """The row of the history for these parameters before any training."""
        return first_row(self, state)

    def maps(self, parameters: Array, x: Array, first: int = 0) -> list[NDArray[np.float32]]:
        """The activations for inputs x (n, n_inputs), (units, n) for each layer from `first` on;
        0 are the inputs, −1 is the output alone."""
        sizes = self.experiment.sizes
        first %= len(sizes)
        memory = self._memory
        memory.parameters[self._place] = parameters
        x = np.ascontiguousarray(x, dtype=float)
        maps = np.empty((sum(sizes[first:]), len(x)), dtype=np.float32)
        job = Maps(len(x), x, first, len(maps), maps)
        self._kernels.write_maps(self._packed_shape, self._packed_memory, pack(job))
        return np.split(maps, np.cumsum(sizes[first:])[:-1])

    def _rates(self, epoch: int, n: int) -> Array:
        if self.experiment.training.schedule.kind == "constant":
            return np.full(n, self.learning_rate(epoch))
        return np.array([self.learning_rate(epoch + i) for i in range(n)])

    def _copy_in(self, state: State) -> None:
        memory, place = self._memory, self._place
        memory.parameters[place] = state.parameters
        memory.v[place] = state.v
        memory.s[place] = state.s
        memory.totals[:] = 0.0 if state.totals is None else state.totals.ravel()

    def _copy_out(self, state: State, counters: NDArray[np.int64]) -> None:
        memory, place = self._memory, self._place
        state.parameters[:] = memory.parameters[place]
        state.v[:] = memory.v[place]
        state.s[:] = memory.s[place]
        state.updates, state.epoch = int(counters[UPDATES]), int(counters[EPOCH])
        state.position, state.batches = int(counters[POSITION]), int(counters[BATCHES])
        state.totals = memory.totals.reshape(-1, N_MEASURES).copy() if state.batches else None
