"""What is measured in every mini-batch, compiled: a layer's norms, and the spread of its values.

The definitions are those of `METRICS` in core/choices; the sums run over blocks of samples, and
padding counts for nothing.
"""

import math

from annplayground.core.kernels.compiling import compiled, inlined
from annplayground.core.kernels.network import ZERO
from annplayground.core.kernels.records import (
    ACTIVATION_STD,
    DELTA_RMS,
    GRADIENT_NORM,
    GRADIENT_RMS,
    N_MEASURES,
    N_SPREAD,
    UPDATE_RATIO,
    WIDTH,
    Floats,
    Memory,
    Shape,
)
from annplayground.core.kernels.simd import Vector, load, muladd, square_root, total, vector


@compiled
def measure_block(shape: Shape, memory: Memory, count: int, n: int) -> None:
    """Add a block to the spread of a (Chan's formula) and to the norm of δ, layer by layer."""
    a, delta, spread, real = memory.a, memory.delta, memory.spread, shape.n_rows * n
    for layer in range(shape.n_layers):
        start, units = shape.rows[layer + 1] * n, shape.sizes[layer + 1]
        end, here = start + units * n, layer * N_SPREAD
        number, before = float(units * count), spread[here]
        sums = squares = vector(0.0)
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
            norm = length_of(spread[here + 3], norm)
            number = together
        spread[here], spread[here + 1] = number, mean
        spread[here + 2], spread[here + 3] = deviation, norm


@inlined
def _squared_deviation(a: Floats, start: int, end: int, real: int, n: int, mean: float) -> Vector:
    """Σ (a − mean)² over the real samples of a layer."""
    even = odd = vector(0.0)
    for lane in range(0, n, 2 * WIDTH):
        ones, more = load(a, real + lane), load(a, real + lane + WIDTH)
        for p in range(start + lane, end, n):
            apart = (load(a, p) - mean) * ones
            even = muladd(apart, apart, even)
            apart = (load(a, p + WIDTH) - mean) * more
            odd = muladd(apart, apart, odd)
    return even + odd


@compiled
def measure_step(shape: Shape, memory: Memory) -> None:
    """Add each layer's measures in this step to the epoch's totals."""
    totals = memory.totals
    for layer in range(shape.n_layers):
        start, end = shape.W[layer], shape.b[layer]
        g_squares = W_squares = squares = vector(0.0)
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
        totals[here + DELTA_RMS] += square_root(mean) * memory.spread[seen + 3]
        totals[here + ACTIVATION_STD] += square_root(deviation * mean)
        totals[here + UPDATE_RATIO] += change / length if length > 0.0 else math.nan


@compiled
def norm_of(x: Floats, n: int) -> float:
    """Length of the vector x (n,)."""
    squares = vector(0.0)
    for p in range(0, n, WIDTH):
        xp = load(x, p)
        squares = muladd(xp, xp, squares)
    return root_of(total(squares), x, ZERO, n)


@inlined
def root_of(square: float, x: Floats, start: int, end: int) -> float:
    """√square, the length of x[start:end], also where the squares are not floats."""
    if 1e-200 < square < 1e200:
        return square_root(square)
    return _scaled_norm(x, start, end)


@compiled
def _scaled_norm(x: Floats, start: int, end: int) -> float:
    largest = 0.0
    for p in range(start, end):
        if not abs(x[p]) <= largest:
            largest = abs(x[p])
            if not math.isfinite(largest):
                return largest
    if largest == 0.0:
        return 0.0
    square = 0.0
    for p in range(start, end):
        share = x[p] / largest
        square += share * share
    return largest * square_root(square)


@inlined
def length_of(a: float, b: float) -> float:
    """√(a² + b²) of two lengths, also where the squares are not floats."""
    small, large = (a, b) if a < b else (b, a)
    if large == 0.0 or large == math.inf:
        return large
    share = small / large
    return large * square_root(1.0 + share * share)
