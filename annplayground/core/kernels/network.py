"""The network, forward and backward, compiled: the mathematics of `network.py`, eight samples at
a time.

Every array is flat, and inside the kernels an address (see records). z, a and δ of a block
of samples stand in rows of `n` floats, one row for each unit, layer by layer, the inputs first. n
is a multiple of 16: where a sample is missing, the last one is repeated, with δ = 0. One more row
closes a, with 1 for each real sample, and one closes δ, with zeros.
A layer's parameters are a table of rows as wide as n_out, rounded up to a multiple of eight: W
(n_in, n_out), then b. What fills the rows is and stays 0.
"""

from typing import cast

import numpy as np

from annplayground.core.kernels.activations import activate, slope
from annplayground.core.kernels.compiling import compiled, entry, inlined, read
from annplayground.core.kernels.records import BLOCK, WIDTH, Floats, Maps, Memory, Shape
from annplayground.core.kernels.simd import (
    Vector,
    load,
    muladd,
    store,
    store_transposed,
    vector,
)

# Not literals, which Numba would make types of their own and compile for.
ZERO, ONE = cast(int, np.int64(0)), cast(int, np.int64(1))


@inlined
def padded(count: int) -> int:
    """The length of a row for so many samples."""
    return (count + 2 * WIDTH - 1) // (2 * WIDTH) * (2 * WIDTH)


@compiled
def forward(shape: Shape, parameters: Floats, z: Floats, a: Floats, n: int) -> None:
    """Forward propagation of the block whose inputs are the first rows of a.

    z = x @ W + b        summation
    a = f(z)             activation; a is the x of the next layer
    """
    for layer in range(shape.n_layers):
        n_in, n_out, width = shape.sizes[layer], shape.sizes[layer + 1], shape.width[layer]
        x, here = shape.rows[layer] * n, shape.rows[layer + 1] * n
        W, b = shape.W[layer], shape.b[layer]
        multiply(parameters, b, ONE, W, width, ONE, a, x, n_in, z, here, n_out, n)
        activate(shape.activation[layer], shape.alpha[layer], z, a, here, n_out, n)


@compiled
def backward(shape: Shape, parameters: Floats, z: Floats, a: Floats, delta: Floats, n: int) -> None:
    """Back propagation of δ (set at the output) to the first layer:

    ∂J/∂x = δ @ Wᵀ                    x is the a of the layer before, so there
    δ     = ∂J/∂a · f′(z)             and so on, one layer back
    """
    zero = shape.n_padded
    for layer in range(shape.n_layers - 1, 0, -1):
        n_in, n_out, width = shape.sizes[layer], shape.sizes[layer + 1], shape.width[layer]
        before, here = shape.rows[layer] * n, shape.rows[layer + 1] * n
        W = shape.W[layer]
        multiply(parameters, zero, ZERO, W, ONE, width, delta, here, n_out, delta, before, n_in, n)
        slope(shape.activation[layer - 1], shape.alpha[layer - 1], z, a, delta, before, n_in, n)


@compiled
def multiply(
    W: Floats,
    first: int,
    step_first: int,
    start: int,
    step_in: int,
    step_out: int,
    x: Floats,
    x_start: int,
    n_in: int,
    z: Floats,
    z_start: int,
    n_out: int,
    n: int,
) -> None:
    """z[j] = b[j] + Σᵢ x[i] · W[i, j] for rows x (n_in, n) and z (n_out, n).

    W[i, j] stands at start + i · step_in + j · step_out, and b[j] at first + j · step_first. Four
    rows of 16 samples at a time: eight sums, for which each x and each W is loaded once.
    """
    fours = n_out - n_out % 4
    for j in range(0, fours, 4):
        w0 = start + j * step_out
        w1, w2, w3 = w0 + step_out, w0 + 2 * step_out, w0 + 3 * step_out
        b = first + j * step_first
        for lane in range(0, n, 2 * WIDTH):
            z0 = Z0 = vector(W[b])
            z1 = Z1 = vector(W[b + step_first])
            z2 = Z2 = vector(W[b + 2 * step_first])
            z3 = Z3 = vector(W[b + 3 * step_first])
            place = x_start + lane
            for i in range(n_in):
                step = i * step_in
                xi, Xi = load(x, place), load(x, place + WIDTH)
                w = vector(W[w0 + step])
                z0, Z0 = muladd(w, xi, z0), muladd(w, Xi, Z0)
                w = vector(W[w1 + step])
                z1, Z1 = muladd(w, xi, z1), muladd(w, Xi, Z1)
                w = vector(W[w2 + step])
                z2, Z2 = muladd(w, xi, z2), muladd(w, Xi, Z2)
                w = vector(W[w3 + step])
                z3, Z3 = muladd(w, xi, z3), muladd(w, Xi, Z3)
                place += n
            here = z_start + j * n + lane
            store(z, here, z0)
            store(z, here + WIDTH, Z0)
            store(z, here + n, z1)
            store(z, here + n + WIDTH, Z1)
            store(z, here + 2 * n, z2)
            store(z, here + 2 * n + WIDTH, Z2)
            store(z, here + 3 * n, z3)
            store(z, here + 3 * n + WIDTH, Z3)
    for j in range(fours, n_out):
        for lane in range(0, n, 2 * WIDTH):
            zj = Zj = vector(W[first + j * step_first])
            place = x_start + lane
            for i in range(n_in):
                w = vector(W[start + i * step_in + j * step_out])
                zj = muladd(w, load(x, place), zj)
                Zj = muladd(w, load(x, place + WIDTH), Zj)
                place += n
            store(z, z_start + j * n + lane, zj)
            store(z, z_start + j * n + lane + WIDTH, Zj)


@compiled
def add_gradient(shape: Shape, memory: Memory, count: int, n: int, share: float) -> None:
    """g += share · xᵀ @ δ for the weights and share · Σ δ for the biases, over the real samples.

    δ is first turned round, so that the units of a layer are neighbours: (n, width).
    """
    a, turned, g = memory.a, memory.turned, memory.g
    for layer in range(shape.n_layers):
        n_in, width = shape.sizes[layer], shape.width[layer]
        turn(shape, memory.delta, layer, n, turned)
        for j in range(0, width, WIDTH):
            delta = j * n
            p = shape.W[layer] + j
            x = shape.rows[layer] * n
            fours = n_in - n_in % 4
            for i in range(0, fours, 4):
                x0 = x + i * n
                x1, x2, x3 = x0 + n, x0 + 2 * n, x0 + 3 * n
                g0 = g1 = g2 = g3 = vector(0.0)
                for sample in range(count):
                    d = load(turned, delta + sample * WIDTH)
                    g0 = muladd(a[x0 + sample], d, g0)
                    g1 = muladd(a[x1 + sample], d, g1)
                    g2 = muladd(a[x2 + sample], d, g2)
                    g3 = muladd(a[x3 + sample], d, g3)
                add(g, p + i * width, g0, share)
                add(g, p + (i + 1) * width, g1, share)
                add(g, p + (i + 2) * width, g2, share)
                add(g, p + (i + 3) * width, g3, share)
            for i in range(fours, n_in):
                x0 = x + i * n
                g0 = vector(0.0)
                for sample in range(count):
                    g0 = muladd(a[x0 + sample], load(turned, delta + sample * WIDTH), g0)
                add(g, p + i * width, g0, share)
            g0 = vector(0.0)
            for sample in range(count):
                g0 = g0 + load(turned, delta + sample * WIDTH)
            add(g, p + n_in * width, g0, share)


@inlined
def add(g: Floats, p: int, value: Vector, share: float) -> None:
    """g[p : p + 8] += share · value"""
    store(g, p, muladd(value, share, load(g, p)))


@compiled
def turn(shape: Shape, delta: Floats, layer: int, n: int, turned: Floats) -> None:
    """Write δ (units, n) of a layer as (n, 8) for each eight units, zeros where one is missing."""
    start, end = shape.rows[layer + 1] * n, (shape.rows[layer + 1] + shape.sizes[layer + 1]) * n
    zeros = shape.n_rows * n
    for j in range(0, shape.width[layer], WIDTH):
        for lane in range(0, n, WIDTH):
            here = start + j * n
            store_transposed(
                turned,
                j * n + lane * WIDTH,
                load(delta, row_or(zeros, here, end) + lane),
                load(delta, row_or(zeros, here + n, end) + lane),
                load(delta, row_or(zeros, here + 2 * n, end) + lane),
                load(delta, row_or(zeros, here + 3 * n, end) + lane),
                load(delta, row_or(zeros, here + 4 * n, end) + lane),
                load(delta, row_or(zeros, here + 5 * n, end) + lane),
                load(delta, row_or(zeros, here + 6 * n, end) + lane),
                load(delta, row_or(zeros, here + 7 * n, end) + lane),
            )


@inlined
def row_or(zeros: int, row: int, end: int) -> int:
    """The position of a row, or of the row of zeros if it is beyond the end."""
    return row if row < end else zeros


@entry
def write_maps(shape: Shape, memory: Memory, maps: Maps) -> None:
    """Forward propagation of x (n, n_inputs) into maps (rows, n), one row for every unit from
    layer `first` on (0: the inputs too)."""
    shape, memory, maps = read(Shape, shape), read(Memory, memory), read(Maps, maps)
    a, top, n_inputs = memory.a, shape.rows[maps.first], shape.sizes[0]
    for start in range(0, maps.n, BLOCK):
        count = min(BLOCK, maps.n - start)
        n = padded(count)
        for i in range(n_inputs):
            for lane in range(n):
                a[i * n + lane] = maps.x[(start + min(lane, count - 1)) * n_inputs + i]
        forward(shape, memory.parameters, memory.z, a, n)
        for row in range(maps.n_rows):
            for lane in range(count):
                maps.maps[row * maps.n + start + lane] = a[(top + row) * n + lane]
