"""What the compiled kernels are handed: records of numbers and arrays, and the codes in them.

Nothing here needs Numba, so a program that only calls the kernels never imports it. A record
crosses over as the address of a row of 8 bytes a field: an integer, a float, or the address of an
array's first element (see `pack`, and `read` in compiling).
"""

from functools import cache
from typing import Any, NamedTuple, get_type_hints

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Map = NDArray[np.float32]
# Said here once more: what an alias is made of is NumPy's own affair, and differs by its version.
_ELEMENTS: dict[object, object] = {Floats: np.float64, Integers: np.int64, Map: np.float32}

WIDTH = 8  # lanes: the samples that one instruction works on
BLOCK = 64  # the most samples in a block: its rows stay in the first-level cache

# Codes of what there is to choose.
LINEAR, SIGMOID, TANH, RELU, LEAKY_RELU, ELU, GELU, SILU, SOFTPLUS, SOFTMAX = range(10)
SGD, MOMENTUM, NESTEROV, RMSPROP, ADAM = range(5)
NONE, L1, L2 = range(3)
MSE, CROSS_ENTROPY = range(2)

# … and the names that these codes have outside: what is not in a table has no compiled form.
ACTIVATION_CODES = {
    "linear": LINEAR,
    "sigmoid": SIGMOID,
    "tanh": TANH,
    "relu": RELU,
    "leaky_relu": LEAKY_RELU,
    "elu": ELU,
    "gelu": GELU,
    "silu": SILU,
    "softplus": SOFTPLUS,
    "softmax": SOFTMAX,
}
OPTIMIZER_CODES = {
    "sgd": SGD,
    "momentum": MOMENTUM,
    "nesterov": NESTEROV,
    "rmsprop": RMSPROP,
    "adam": ADAM,
}
PENALTY_CODES = {"none": NONE, "l1": L1, "l2": L2}
LOSS_CODES = {"mse": MSE, "cross_entropy": CROSS_ENTROPY}

# The measures of a layer in a row of the history, each in its place.
GRADIENT_NORM, GRADIENT_RMS, DELTA_RMS, ACTIVATION_STD, UPDATE_RATIO = range(5)
METRIC_CODES = {
    "gradient_norm": GRADIENT_NORM,
    "gradient_rms": GRADIENT_RMS,
    "delta_rms": DELTA_RMS,
    "activation_std": ACTIVATION_STD,
    "update_ratio": UPDATE_RATIO,
}
N_MEASURES = len(METRIC_CODES)
N_SPREAD = 4  # see Memory.spread
N_SCORES = 4  # losses and accuracies come first in a row

# Places in `Call.counters`: those of State, then what `run` reports.
UPDATES, EPOCH, POSITION, BATCHES, FINISHED, DIVERGED, LAST_START, LAST_COUNT, TRAINED = range(9)
N_COUNTERS = 9


class Shape(NamedTuple):
    """The architecture; all numbers, so that another one needs no other machine code."""

    n_layers: int
    n_padded: int  # parameters, gaps included; after them stands a 0
    n_rows: int  # of units
    sizes: Integers  # (n_layers + 1,) units, from the inputs to the outputs
    rows: Integers  # (n_layers + 1,) the first row of each
    W: Integers  # (n_layers,) where its weights begin
    b: Integers  # (n_layers,) where its biases begin
    width: Integers  # (n_layers,) of a row of its weights
    share: Floats  # (n_layers,) 1 / √(number of weights)
    activation: Integers  # (n_layers,) codes
    alpha: Floats  # (n_layers,)


class Training(NamedTuple):
    """How to train: numbers only."""

    loss: int
    middle: float  # between the two targets of a two-class output
    n_classes: int  # 0: regression
    batch_size: int
    seed: int
    optimizer: int
    beta: float
    weight: float  # of the new gradient in v: 1 − β (EWA) or 1 (classical)
    rho: float
    epsilon: float
    beta1: float
    beta2: float
    penalty: int
    rate: float
    clip: float  # infinite: no bound
    stop_epoch: int  # −1: not in use
    stop_loss: float  # NaN: not in use
    stop_accuracy: float  # NaN: not in use


class Set(NamedTuple):
    """A training or test set, unit by unit: `stride` floats in a row, the last sample repeated."""

    n: int
    stride: int
    x: Floats  # (n_inputs * stride,)
    y: Floats  # (n_outputs * stride,)
    labels: Floats  # (stride,)


class Memory(NamedTuple):
    """What training changes, padded, and room to compute in."""

    parameters: Floats  # (n_padded,), as are v, s, g and update
    v: Floats
    s: Floats
    g: Floats
    update: Floats
    z: Floats  # (n_rows * BLOCK,), as are a and delta
    a: Floats
    delta: Floats
    turned: Floats  # (BLOCK * widest layer,)
    y: Floats  # (n_outputs * BLOCK,)
    labels: Floats  # (BLOCK,)
    order: Integers  # (n_train,) of the newest epoch
    spread: Floats  # (n_layers * 4,): n, mean, squared deviation of a, norm of δ in this batch
    totals: Floats  # (n_layers * N_MEASURES,) summed over the batches of the epoch
    scores: Floats  # (2,): loss and accuracy that `scores` was asked for


class Call(NamedTuple):
    """What one call of `run` is asked for and where it reports."""

    batches: int  # at most
    epochs: int  # at most
    rates: Floats  # (epochs,) learning rates of this and the following epochs
    rows: Floats  # (epochs * channels,) takes the rows of the epochs finished
    stride: int  # the state is kept after each epoch that is a multiple of it; 0: after none
    kept: Floats  # (n * 3 * n_padded,) takes parameters, v and s, one kept epoch after another
    kept_updates: Integers  # (n,) takes the updates until then
    counters: Integers  # (N_COUNTERS,) both ways


class Maps(NamedTuple):
    """What `write_maps` is asked for."""

    n: int
    x: Floats  # (n, n_inputs)
    first: int  # the first layer that is wanted; 0 are the inputs
    n_rows: int  # units from that layer on
    maps: Map  # (n_rows, n)


@cache
def field_kinds(record: type[tuple[Any, ...]]) -> tuple[object, ...]:
    """Of each field of a NamedTuple: int, float, or the type of an array's elements."""
    hints = get_type_hints(record).values()
    return tuple(kind if kind in (int, float) else _ELEMENTS[kind] for kind in hints)


def pack(record: tuple[Any, ...]) -> Integers:
    """A record as the kernels read it, (fields,). Whoever calls keeps the record's arrays alive.

    Raises `TypeError` if an array is not of the type that its field names, or not contiguous: the
    kernels would read past it.
    """
    packed = np.empty(len(record), dtype=np.int64)
    floats = packed.view(np.float64)
    for i, (value, kind) in enumerate(zip(record, field_kinds(type(record)), strict=True)):
        if kind is float:
            floats[i] = value
        elif kind is int:
            packed[i] = value
        elif value.dtype == kind and value.flags.c_contiguous:
            packed[i] = value.ctypes.data
        else:
            name = type(record).__name__
            raise TypeError(f"field {i} of {name} must be a contiguous array of {kind}")
    return packed
