"""One mini-batch, compiled: fetch its samples, forward, backward, step."""

from annplayground.core.kernels.activations import slope, softmax_backward
from annplayground.core.kernels.compiling import compiled, inlined
from annplayground.core.kernels.metrics import measure_block, measure_step
from annplayground.core.kernels.network import add_gradient, backward, forward, padded
from annplayground.core.kernels.records import (
    BLOCK,
    CROSS_ENTROPY,
    N_SPREAD,
    SOFTMAX,
    WIDTH,
    Floats,
    Integers,
    Memory,
    Set,
    Shape,
    Training,
)
from annplayground.core.kernels.simd import load, store
from annplayground.core.kernels.updates import add_penalty, set_update, stays_finite


@compiled
def step(
    shape: Shape,
    rule: Training,
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
    share = 1.0 / float(count)  # of one sample in the mean over the batch
    for block in range(start, start + count, BLOCK):
        real = min(BLOCK, start + count - block)
        n = gather(shape, memory, samples, block, real)
        forward(shape, memory.parameters, memory.z, memory.a, n)
        set_delta(shape, rule, memory, n)
        backward(shape, memory.parameters, memory.z, memory.a, memory.delta, n)
        add_gradient(shape, memory, real, n, share)
        measure_block(shape, memory, real, n)
    add_penalty(shape, rule, memory.parameters, memory.g)
    set_update(shape, rule, lr, t, memory.g, memory.v, memory.s, memory.update)
    if not stays_finite(shape, memory.parameters, memory.update, memory.s):
        return False
    measure_step(shape, memory)
    for p in range(0, shape.n_padded, WIDTH):
        store(memory.parameters, p, load(memory.parameters, p) - load(memory.update, p))
    return True


@compiled
def set_delta(shape: Shape, rule: Training, memory: Memory, n: int) -> None:
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


@compiled
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
def fill(vector: Floats, n: int, value: float) -> None:
    """The same number in n places."""
    for p in range(n):
        vector[p] = value
