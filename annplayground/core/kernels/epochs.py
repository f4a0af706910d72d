"""Whole epochs, compiled: one call of `run` trains any number of mini-batches without the
interpreter or its lock.
"""

import math

import numpy as np

from annplayground.core.kernels.batch import fill, step
from annplayground.core.kernels.compiling import compiled, entry, read
from annplayground.core.kernels.records import (
    BATCHES,
    DIVERGED,
    EPOCH,
    FINISHED,
    LAST_COUNT,
    LAST_START,
    N_MEASURES,
    N_SCORES,
    POSITION,
    TRAINED,
    UPDATES,
    WIDTH,
    Call,
    Floats,
    Integers,
    Memory,
    Set,
    Shape,
    Training,
)
from annplayground.core.kernels.scores import evaluate
from annplayground.core.kernels.simd import load, store


@compiled
def finish_epoch(
    shape: Shape,
    rule: Training,
    train: Set,
    test: Set,
    memory: Memory,
    batches: int,
    rows: Floats,
    row: int,
) -> bool:
    """Write the row of the history; True if a stop rule or a J that is not finite ends the run."""
    train_loss, train_accuracy = evaluate(shape, rule, train, memory)
    test_loss, test_accuracy = evaluate(shape, rule, test, memory)
    rows[row], rows[row + 1] = train_loss, test_loss
    rows[row + 2], rows[row + 3] = train_accuracy, test_accuracy
    for i in range(shape.n_layers * N_MEASURES):
        rows[row + N_SCORES + i] = memory.totals[i] / float(batches)
        memory.totals[i] = 0.0
    reached = test_loss <= rule.stop_loss or test_accuracy >= rule.stop_accuracy
    return reached or not math.isfinite(train_loss)


@entry
def run(shape: Shape, rule: Training, train: Set, test: Set, memory: Memory, call: Call) -> None:
    """Train up to so many mini-batches and epochs, or until a stop rule or a step that would
    not be finite; the optimizer's memory is then empty, the parameters are the last ones."""
    shape, rule, call = read(Shape, shape), read(Training, rule), read(Call, call)
    train, test, memory = read(Set, train), read(Set, test), read(Memory, memory)
    counters = call.counters
    if counters[POSITION] > 0:
        shuffle(memory.order, rule.seed, counters[EPOCH], train.n)
    for _ in range(call.batches):
        start = counters[POSITION]
        if start == 0:
            shuffle(memory.order, rule.seed, counters[EPOCH], train.n)
        count = min(rule.batch_size, train.n - start)
        lr = call.rates[counters[FINISHED]]
        if not step(shape, rule, train, memory, counters[UPDATES] + 1, lr, start, count):
            fill(memory.v, shape.n_padded, 0.0)
            fill(memory.s, shape.n_padded, 0.0)
            counters[UPDATES] = 0
            counters[DIVERGED] = 1
            return
        counters[LAST_START], counters[LAST_COUNT] = start, count
        counters[TRAINED] += 1
        counters[UPDATES] += 1
        counters[BATCHES] += 1
        counters[POSITION] += count
        if counters[POSITION] < train.n:
            continue
        row = counters[FINISHED] * (N_SCORES + N_MEASURES * shape.n_layers)
        ends = finish_epoch(shape, rule, train, test, memory, counters[BATCHES], call.rows, row)
        counters[FINISHED] += 1
        counters[EPOCH] += 1
        counters[POSITION] = 0
        counters[BATCHES] = 0
        if call.stride > 0 and counters[EPOCH] % call.stride == 0:
            keep_state(shape, memory, call)
        if ends or counters[EPOCH] == rule.stop_epoch or counters[FINISHED] == call.epochs:
            return


@compiled
def keep_state(shape: Shape, memory: Memory, call: Call) -> None:
    """Copy the state at the end of this epoch to its place among those kept."""
    epoch = call.counters[EPOCH]
    first = (epoch - call.counters[FINISHED]) // call.stride  # kept before this call
    place = epoch // call.stride - first - 1
    start, n = place * 3 * shape.n_padded, shape.n_padded
    for p in range(0, n, WIDTH):
        store(call.kept, start + p, load(memory.parameters, p))
        store(call.kept, start + n + p, load(memory.v, p))
        store(call.kept, start + 2 * n + p, load(memory.s, p))
    call.kept_updates[place] = call.counters[UPDATES]


@entry
def scores(shape: Shape, rule: Training, samples: Set, memory: Memory) -> None:
    """`evaluate` for calls from Python: into `memory.scores`."""
    shape, rule = read(Shape, shape), read(Training, rule)
    samples, memory = read(Set, samples), read(Memory, memory)
    memory.scores[0], memory.scores[1] = evaluate(shape, rule, samples, memory)


@compiled
def _splitmix64(counter: np.uint64) -> np.uint64:
    z = np.uint64(counter) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


@compiled
def shuffle(order: Integers, seed: int, epoch: int, n: int) -> None:
    """Write shuffle.epoch_order(seed, epoch, n) to `order`."""
    key = _splitmix64(_splitmix64(np.uint64(seed)) ^ np.uint64(epoch))
    for i in range(n):
        order[i] = i
    for i in range(n - 1, 0, -1):
        random = np.uint32(_splitmix64(key + np.uint64(i)) >> np.uint64(33))
        j = np.int64(random % np.uint32(i + 1))
        order[i], order[j] = order[j], order[i]
