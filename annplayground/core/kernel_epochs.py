"""Whole epochs, compiled: shuffle, mini-batches, the epoch's losses and measures, stop rules.

One call of `run` trains any number of mini-batches without the interpreter or its lock.
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from annplayground.core.kernel_activations import SOFTMAX, largest, slope, softmax_backward
from annplayground.core.kernel_lanes import (
    WIDTH,
    Lanes,
    absolute,
    addresses,
    cached,
    compiled,
    if_greater,
    inlined,
    lanes,
    load,
    muladd,
    store,
    total,
)
from annplayground.core.kernel_math import exp, log, log1p
from annplayground.core.kernel_rules import (
    CROSS_ENTROPY,
    Rule,
    add_penalty,
    root_of,
    set_update,
    stays_finite,
)
from annplayground.core.kernels import (
    BLOCK,
    ONE,
    Memory,
    Shape,
    add_gradient,
    backward,
    forward,
    padded,
)

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

# The measures of a layer in a row of the history, in the order of QUANTITIES.
GRADIENT_NORM, GRADIENT_RMS, DELTA_RMS, ACTIVATION_STD, UPDATE_RATIO = range(5)
N_MEASURES = 5
N_SPREAD = 4  # see Memory.spread
N_SCORES = 4  # losses and accuracies come first in a row

# Places in `counters`: those of State, then what `run` reports.
UPDATES, EPOCH, POSITION, BATCHES, FINISHED, DIVERGED, LAST_START, LAST_COUNT, TRAINED = range(9)
N_COUNTERS = 9


class Set(NamedTuple):
    """A training or test set, unit by unit: `stride` floats in a row, the last sample repeated."""

    n: int
    stride: int
    x: Floats  # (n_inputs * stride,)
    y: Floats  # (n_outputs * stride,)
    labels: Floats  # (stride,)


# -- the order of the samples, as in shuffle.py ---------------------------------------------------


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


@inlined
def fill(vector: Floats, n: int, value: float) -> None:
    """The same number in n places."""
    for p in range(n):
        vector[p] = value


# -- blocks of samples ----------------------------------------------------------------------------


@inlined
def begin_block(shape: Shape, memory: Memory, count: int) -> int:
    """Set the rows of ones and zeros for `count` samples; returns the length of a row."""
    n = padded(count)
    last = shape.n_rows * n
    for lane in range(0, n, WIDTH):
        store(memory.a, last + lane, 1.0)
        store(memory.delta, last + lane, 0.0)
    for lane in range(count, n):
        memory.a[last + lane] = 0.0
    return n


@inlined
def gather(shape: Shape, memory: Memory, samples: Set, start: int, count: int) -> int:
    """Fetch a block of the shuffled training samples: x into a, y; returns the row length."""
    n = begin_block(shape, memory, count)
    for i in range(shape.sizes[0]):
        gather_row(samples.x, i * samples.stride, memory.order, start, count, memory.a, i * n, n)
    for k in range(shape.sizes[shape.n_layers]):
        gather_row(samples.y, k * samples.stride, memory.order, start, count, memory.y, k * n, n)
    return n


@inlined
def gather_row(
    source: Floats,
    row: int,
    order: Integers,
    start: int,
    count: int,
    target: Floats,
    here: int,
    n: int,
) -> None:
    """Fetch one row, and repeat its last sample to the end."""
    for lane in range(count):
        target[here + lane] = source[row + order[start + lane]]
    last = target[here + count - 1]
    for lane in range(count, n):
        target[here + lane] = last


@inlined
def copy_rows(source: Floats, start: int, stride: int, rows: int, target: Floats, n: int) -> None:
    """Copy n neighbours of each row."""
    for row in range(rows):
        for lane in range(0, n, WIDTH):
            store(target, row * n + lane, load(source, row * stride + start + lane))


# -- one mini-batch -------------------------------------------------------------------------------


@inlined
def set_delta(shape: Shape, rule: Rule, memory: Memory, n: int) -> None:
    """δ = ∂J/∂z at the output: a − y for cross-entropy, else (a − y) · f′(z)."""
    a, delta, units = memory.a, memory.delta, shape.sizes[shape.n_layers]
    start = shape.rows[shape.n_layers] * n
    for p in range(0, units * n, WIDTH):
        store(delta, start + p, load(a, start + p) - load(memory.y, p))
    if rule.loss != CROSS_ENTROPY:
        if shape.activation[shape.n_layers - 1] == SOFTMAX:
            softmax_backward(a, delta, start, units, n)
        else:
            slope(
                shape.activation[shape.n_layers - 1],
                shape.alpha[shape.n_layers - 1],
                memory.z,
                a,
                delta,
                start,
                units,
                n,
            )
    ones = start + units * n
    for lane in range(n - 2 * WIDTH, n, WIDTH):
        for p in range(start + lane, ones, n):
            store(delta, p, load(delta, p) * load(a, ones + lane))


@inlined
def measure_block(shape: Shape, memory: Memory, count: int, n: int) -> None:
    """Add a block to the spread of a (Chan's formula) and to the norm of δ, layer by layer."""
    a, delta, spread, real = memory.a, memory.delta, memory.spread, shape.n_rows * n
    for layer in range(shape.n_layers):
        start, units = shape.rows[layer + 1] * n, shape.sizes[layer + 1]
        end, here = start + units * n, layer * N_SPREAD
        number, before = float(units * count), spread[here]
        sums = squares = lanes(0.0)
        for lane in range(0, n, WIDTH):
            ones = load(a, real + lane)
            for p in range(start + lane, end, n):
                dp = load(delta, p)
                sums = muladd(load(a, p), ones, sums)
                squares = muladd(dp, dp, squares)
        mean = total(sums) / number
        norm = root_of(total(squares), delta, start, end)
        deviation = total(_squared_deviation(a, start, end, real, n, mean))
        if before > 0.0:
            apart, together = mean - spread[here + 1], before + number
            deviation += spread[here + 2] + apart * apart * (before * (number / together))
            mean = spread[here + 1] + apart * (number / together)
            norm = math.hypot(spread[here + 3], norm)
            number = together
        spread[here], spread[here + 1] = number, mean
        spread[here + 2], spread[here + 3] = deviation, norm


@inlined
def _squared_deviation(a: Floats, start: int, end: int, real: int, n: int, mean: float) -> Lanes:
    """Σ (a − mean)² over the real samples of a layer."""
    even = odd = lanes(0.0)
    for lane in range(0, n, 2 * WIDTH):
        ones, more = load(a, real + lane), load(a, real + lane + WIDTH)
        for p in range(start + lane, end, n):
            apart = (load(a, p) - mean) * ones
            even = muladd(apart, apart, even)
            apart = (load(a, p + WIDTH) - mean) * more
            odd = muladd(apart, apart, odd)
    return even + odd


@inlined
def measure_step(shape: Shape, memory: Memory) -> None:
    """Add each layer's measures in this step to the epoch's totals."""
    totals = memory.totals
    for layer in range(shape.n_layers):
        start, end = shape.W[layer], shape.b[layer]
        g_squares = W_squares = squares = lanes(0.0)
        for p in range(start, end, WIDTH):
            g, W, step = load(memory.g, p), load(memory.parameters, p), load(memory.update, p)
            g_squares = muladd(g, g, g_squares)
            W_squares = muladd(W, W, W_squares)
            squares = muladd(step, step, squares)
        norm = root_of(total(g_squares), memory.g, start, end)
        length = root_of(total(W_squares), memory.parameters, start, end)
        change = root_of(total(squares), memory.update, start, end)
        here, seen = layer * N_MEASURES, layer * N_SPREAD
        number, deviation = memory.spread[seen], memory.spread[seen + 2]
        mean = 1.0 / number
        totals[here + GRADIENT_NORM] += norm
        totals[here + GRADIENT_RMS] += norm * shape.share[layer]
        totals[here + DELTA_RMS] += math.sqrt(mean) * memory.spread[seen + 3]
        totals[here + ACTIVATION_STD] += math.sqrt(deviation * mean)
        totals[here + UPDATE_RATIO] += change / length if length > 0.0 else math.nan


@inlined
def step(
    shape: Shape,
    rule: Rule,
    samples: Set,
    memory: Memory,
    t: int,
    lr: float,
    start: int,
    count: int,
) -> bool:
    """Train one mini-batch; False, and the parameters as they were, if they would not be finite."""
    fill(memory.g, shape.n_padded, 0.0)
    fill(memory.spread, shape.n_layers * N_SPREAD, 0.0)
    for block in range(start, start + count, BLOCK):
        real = min(BLOCK, start + count - block)
        n = gather(shape, memory, samples, block, real)
        forward(shape, memory.parameters, memory.z, memory.a, n)
        set_delta(shape, rule, memory, n)
        backward(shape, memory.parameters, memory.z, memory.a, memory.delta, n)
        add_gradient(shape, memory, real, n)
        measure_block(shape, memory, real, n)
    add_penalty(shape, rule, memory.parameters, memory.g, count)
    set_update(shape, rule, lr, t, memory.g, memory.v, memory.s, memory.update)
    if not stays_finite(shape, memory.parameters, memory.update, memory.s):
        return False
    measure_step(shape, memory)
    for p in range(0, shape.n_padded, WIDTH):
        store(memory.parameters, p, load(memory.parameters, p) - load(memory.update, p))
    return True


# -- losses and accuracies ------------------------------------------------------------------------


@compiled
def evaluate(shape: Shape, rule: Rule, samples: Set, memory: Memory) -> tuple[float, float]:
    """Data loss J and accuracy (NaN for regression) on a whole set."""
    losses, right = lanes(0.0), lanes(0.0)
    for start in range(0, samples.n, BLOCK):
        n = begin_block(shape, memory, min(BLOCK, samples.n - start))
        copy_rows(samples.x, start, samples.stride, shape.sizes[0], memory.a, n)
        copy_rows(samples.y, start, samples.stride, shape.sizes[shape.n_layers], memory.y, n)
        copy_rows(samples.labels, start, samples.stride, ONE, memory.labels, n)
        forward(shape, memory.parameters, memory.z, memory.a, n)
        ones = shape.n_rows * n
        for lane in range(0, n, WIDTH):
            real = load(memory.a, ones + lane)
            loss = _loss(shape, rule, memory, lane, n)
            losses = losses + if_greater(real, 0.0, loss, 0.0)
            wrong = absolute(_class(shape, rule, memory, lane, n) - load(memory.labels, lane))
            right = right + if_greater(wrong, 0.0, 0.0, real)
    accuracy = total(right) / float(samples.n) if rule.n_classes > 0 else math.nan
    return total(losses) / float(samples.n), accuracy


@compiled
def _loss(shape: Shape, rule: Rule, memory: Memory, lane: int, n: int) -> Lanes:
    """The loss of eight samples."""
    units, start = shape.sizes[shape.n_layers], shape.rows[shape.n_layers] * n + lane
    result = lanes(0.0)
    if rule.loss != CROSS_ENTROPY:
        for k in range(units):
            error = load(memory.a, start + k * n) - load(memory.y, lane + k * n)
            result = muladd(error, error * 0.5, result)
    elif shape.activation[shape.n_layers - 1] == SOFTMAX:
        top = largest(memory.z, start, units, n)
        for k in range(units):
            result = result + exp(load(memory.z, start + k * n) - top)
        result = log(result) + top
        for k in range(units):
            result = result - load(memory.z, start + k * n) * load(memory.y, lane + k * n)
    else:
        z, y = load(memory.z, start), load(memory.y, lane)
        result = if_greater(0.0, z, 0.0, z) - z * y + log1p(exp(0.0 - absolute(z)))
    return result


@compiled
def _class(shape: Shape, rule: Rule, memory: Memory, lane: int, n: int) -> Lanes:
    """The class numbers that eight samples are given."""
    start = shape.rows[shape.n_layers] * n + lane
    if shape.activation[shape.n_layers - 1] != SOFTMAX:
        return if_greater(load(memory.a, start), rule.middle, 1.0, 0.0)
    best, winner = load(memory.a, start), lanes(0.0)
    for k in range(1, shape.sizes[shape.n_layers]):
        p = load(memory.a, start + k * n)
        winner = if_greater(p, best, float(k), winner)
        best = if_greater(p, best, p, best)
    return winner


# -- the whole run --------------------------------------------------------------------------------


@compiled
def keep(shape: Shape, vector: Floats, kept: Floats, start: int) -> None:
    """Copy a padded vector (n_padded,) to (n_parameters,) places from `start` on."""
    for p in range(shape.n_parameters):
        kept[start + p] = vector[shape.place[p]]


@compiled
def finish_epoch(
    shape: Shape,
    rule: Rule,
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


class Call(NamedTuple):
    """What one call of `run` is asked for and where it reports."""

    batches: int  # at most
    epochs: int  # at most
    rates: Floats  # (epochs,) learning rates of this and the following epochs
    rows: Floats  # (epochs * channels,) takes the rows of the epochs finished
    n_kept: int
    kept: Floats  # (n_kept * 3 * n_parameters,) parameters, v and s after epoch e in place
    kept_updates: Integers  # … e % n_kept, and (n_kept,) the updates until then
    counters: Integers  # (N_COUNTERS,) both ways


@cached
def run(shape: Shape, rule: Rule, train: Set, test: Set, memory: Memory, call: Call) -> None:
    """Train up to so many mini-batches and epochs, or until a stop rule or a step that would
    not be finite; the optimizer's memory is then empty, the parameters are the last ones."""
    shape, train, test = addresses(shape), addresses(train), addresses(test)
    memory, call = addresses(memory), addresses(call)
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
        if call.n_kept > 0:
            keep_state(shape, memory, call)
        if ends or counters[EPOCH] == rule.stop_epoch or counters[FINISHED] == call.epochs:
            return


@compiled
def keep_state(shape: Shape, memory: Memory, call: Call) -> None:
    """Copy the state at the end of this epoch to its place among those kept."""
    place = call.counters[EPOCH] % call.n_kept
    start = place * 3 * shape.n_parameters
    keep(shape, memory.parameters, call.kept, start)
    keep(shape, memory.v, call.kept, start + shape.n_parameters)
    keep(shape, memory.s, call.kept, start + 2 * shape.n_parameters)
    call.kept_updates[place] = call.counters[UPDATES]


@cached
def scores(shape: Shape, rule: Rule, samples: Set, memory: Memory) -> tuple[float, float]:
    """`evaluate` for calls from Python."""
    return evaluate(addresses(shape), rule, addresses(samples), addresses(memory))
