"""How a run lies in memory for the compiled kernels, which say in `records` what they read."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.kernels.records import (
    ACTIVATION_CODES,
    BLOCK,
    LOSS_CODES,
    N_MEASURES,
    N_SPREAD,
    OPTIMIZER_CODES,
    PENALTY_CODES,
    WIDTH,
    Memory,
    Set,
    Shape,
    Training,
)
from annplayground.core.samples import Samples


def make_shape(experiment: Experiment) -> tuple[Shape, NDArray[np.int64]]:
    """The architecture as the kernels read it, and where each parameter of State stands there
    (n_parameters,): see `kernels`."""
    sizes = experiment.sizes
    rows = [0, *np.cumsum(sizes).tolist()]
    widths = [_rounded(n_out, WIDTH) for n_out in sizes[1:]]
    W: list[int] = []
    b: list[int] = []
    place: list[int] = []
    end = 0
    for (n_in, n_out), width in zip(pairwise(sizes), widths, strict=True):
        W.append(end)
        b.append(end + n_in * width)
        place += [end + i * width + j for i in range(n_in + 1) for j in range(n_out)]
        end += (n_in + 1) * width
    codes = [ACTIVATION_CODES[a.name] for a, _ in experiment.activations]
    shape = Shape(
        n_layers=len(W),
        n_padded=end,
        n_rows=rows[-1],
        sizes=_integers(sizes),
        rows=_integers(rows[:-1]),
        W=_integers(W),
        b=_integers(b),
        width=_integers(widths),
        share=np.array([(n_in * n_out) ** -0.5 for n_in, n_out in pairwise(sizes)]),
        activation=_integers(codes),
        alpha=np.array([alpha for _, alpha in experiment.activations]),
    )
    return shape, _integers(place)


def make_training(experiment: Experiment) -> Training:
    """How to train, as numbers."""
    training = experiment.training
    optimizer, penalty = training.optimizer, training.regularization
    return Training(
        loss=LOSS_CODES[training.loss],
        middle=float(sum(experiment.activations[-1][0].targets)) / 2.0,
        n_classes=experiment.data.n_classes,
        batch_size=training.batch_size,
        seed=experiment.network.seed,
        optimizer=OPTIMIZER_CODES[optimizer.name],
        beta=float(optimizer.beta),
        weight=1.0 - optimizer.beta if optimizer.convention == "ewa" else 1.0,
        rho=float(optimizer.rho),
        epsilon=float(optimizer.epsilon),
        beta1=float(optimizer.beta1),
        beta2=float(optimizer.beta2),
        penalty=PENALTY_CODES[penalty.kind],
        rate=float(penalty.rate),
        clip=np.inf if training.gradient_clip is None else float(training.gradient_clip),
        **stop_numbers(NEVER),
    )


def stop_numbers(rules: StopRules) -> dict[str, Any]:
    """When to stop, as numbers; what never stops it is −1 or NaN."""
    return {
        "stop_epoch": -1 if rules.epoch is None else rules.epoch,
        "stop_loss": np.nan if rules.test_loss is None else float(rules.test_loss),
        "stop_accuracy": np.nan if rules.test_accuracy is None else float(rules.test_accuracy),
    }


def make_memory(shape: Shape, n_train: int) -> Memory:
    """Room for training; what begins at the start of a cache line is faster to load."""
    padded, rows = shape.n_padded + WIDTH, (shape.n_rows + 1) * BLOCK
    return Memory(
        parameters=_aligned(padded),
        v=_aligned(padded),
        s=_aligned(padded),
        g=_aligned(padded),
        update=_aligned(padded),
        z=_aligned(rows),
        a=_aligned(rows),
        delta=_aligned(rows),
        turned=_aligned(int(shape.width.max()) * BLOCK),
        y=_aligned(int(shape.sizes[-1]) * BLOCK),
        labels=_aligned(BLOCK),
        order=np.zeros(n_train, dtype=np.int64),
        spread=np.zeros(shape.n_layers * N_SPREAD),
        totals=np.zeros(shape.n_layers * N_MEASURES),
        scores=np.zeros(2),
    )


def make_set(x: Array, samples: Samples) -> Set:
    """Inputs x (n, n_inputs) and samples as the kernels read them, feature by feature."""
    n = len(x)
    stride = _rounded(n, 2 * WIDTH)
    rows = np.minimum(np.arange(stride), n - 1)

    def transposed(table: Array) -> Array:
        flat = _aligned(table.shape[1] * stride)
        flat[:] = table[rows].T.ravel()
        return flat

    labels = samples.labels[:, None]
    return Set(n, stride, transposed(x), transposed(samples.y), transposed(labels))


def _rounded(n: int, multiple: int) -> int:
    return -(-n // multiple) * multiple


def _integers(values: Sequence[int]) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


def _aligned(n: int) -> Array:
    """Zeros (n,) whose memory begins at a multiple of 64 bytes."""
    room = np.zeros(n + WIDTH)
    skip = -room.ctypes.data // 8 % WIDTH
    return room[skip : skip + n]
