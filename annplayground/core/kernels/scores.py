"""Losses and accuracies on a whole set of samples, compiled."""

import math

from annplayground.core.kernels.activations import largest
from annplayground.core.kernels.batch import begin_block
from annplayground.core.kernels.compiling import compiled, inlined
from annplayground.core.kernels.functions import exp, log, softplus
from annplayground.core.kernels.network import ONE, forward
from annplayground.core.kernels.records import (
    BLOCK,
    CROSS_ENTROPY,
    SOFTMAX,
    WIDTH,
    Floats,
    Memory,
    Set,
    Shape,
    Training,
)
from annplayground.core.kernels.simd import (
    Vector,
    absolute,
    if_greater,
    load,
    muladd,
    store,
    total,
    vector,
)


@compiled
def evaluate(shape: Shape, rule: Training, samples: Set, memory: Memory) -> tuple[float, float]:
    """Data loss J and accuracy (NaN for regression) on a whole set; NaN both if it is empty."""
    if samples.n == 0:
        return math.nan, math.nan
    losses, right = vector(0.0), vector(0.0)
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
def _loss(shape: Shape, rule: Training, memory: Memory, lane: int, n: int) -> Vector:
    """The loss of eight samples."""
    units, start = shape.sizes[shape.n_layers], shape.rows[shape.n_layers] * n + lane
    result = vector(0.0)
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
        result = softplus(z) - z * y
    return result


@compiled
def _class(shape: Shape, rule: Training, memory: Memory, lane: int, n: int) -> Vector:
    """The class numbers that eight samples are given."""
    start = shape.rows[shape.n_layers] * n + lane
    if shape.activation[shape.n_layers - 1] != SOFTMAX:
        return if_greater(load(memory.a, start), rule.middle, 1.0, 0.0)
    best, winner = load(memory.a, start), vector(0.0)
    for k in range(1, shape.sizes[shape.n_layers]):
        p = load(memory.a, start + k * n)
        winner = if_greater(p, best, float(k), winner)
        best = if_greater(p, best, p, best)
    return winner


@inlined
def copy_rows(source: Floats, start: int, stride: int, rows: int, target: Floats, n: int) -> None:
    """Copy n neighbours of each row."""
    for row in range(rows):
        for lane in range(0, n, WIDTH):
            store(target, row * n + lane, load(source, row * stride + start + lane))
