"""The activation functions and their slopes, compiled: whole layers, chosen by a number."""

from annplayground.core.kernels.compiling import compiled
from annplayground.core.kernels.functions import (
    exp,
    expm1,
    normal_cdf,
    normal_pdf,
    sigmoid,
    softplus,
    tanh,
)
from annplayground.core.kernels.records import (
    ELU,
    GELU,
    LEAKY_RELU,
    LINEAR,
    RELU,
    SIGMOID,
    SILU,
    SOFTMAX,
    SOFTPLUS,
    TANH,
    WIDTH,
    Floats,
)
from annplayground.core.kernels.simd import (
    Vector,
    if_greater,
    load,
    store,
    vector,
)


@compiled
def activate(code: int, alpha: float, z: Floats, a: Floats, start: int, units: int, n: int) -> None:
    """a = f(z) for a layer whose rows begin at `start`."""
    if code == SOFTMAX:
        _softmax(z, a, start, units, n)
        return
    end = start + units * n
    if code == TANH:
        for p in range(start, end, WIDTH):
            store(a, p, tanh(load(z, p)))
    elif code == SIGMOID:
        for p in range(start, end, WIDTH):
            store(a, p, sigmoid(load(z, p)))
    elif code == LINEAR:
        for p in range(start, end, WIDTH):
            store(a, p, load(z, p))
    elif code == RELU:
        for p in range(start, end, WIDTH):
            store(a, p, _relu(load(z, p)))
    elif code == LEAKY_RELU:
        for p in range(start, end, WIDTH):
            x = load(z, p)
            store(a, p, if_greater(x, 0.0, x, alpha * x))
    elif code == ELU:
        for p in range(start, end, WIDTH):
            x = load(z, p)
            store(a, p, if_greater(x, 0.0, x, alpha * expm1(_not_above_zero(x))))
    elif code == GELU:
        for p in range(start, end, WIDTH):
            x = load(z, p)
            store(a, p, x * normal_cdf(x))
    elif code == SILU:
        for p in range(start, end, WIDTH):
            x = load(z, p)
            store(a, p, x * sigmoid(x))
    elif code == SOFTPLUS:
        for p in range(start, end, WIDTH):
            store(a, p, softplus(load(z, p)))


@compiled
def slope(
    code: int, alpha: float, z: Floats, a: Floats, delta: Floats, start: int, units: int, n: int
) -> None:
    """δ = δ · f′(z) for a layer whose rows begin at `start`."""
    end = start + units * n
    if code == TANH:
        for p in range(start, end, WIDTH):
            ap = load(a, p)
            store(delta, p, load(delta, p) * (1.0 - ap * ap))
    elif code == SIGMOID:
        for p in range(start, end, WIDTH):
            ap = load(a, p)
            store(delta, p, load(delta, p) * (ap * (1.0 - ap)))
    elif code == RELU:
        for p in range(start, end, WIDTH):
            store(delta, p, load(delta, p) * if_greater(load(z, p), 0.0, 1.0, 0.0))
    elif code == LEAKY_RELU:
        for p in range(start, end, WIDTH):
            store(delta, p, load(delta, p) * if_greater(load(z, p), 0.0, 1.0, alpha))
    elif code == ELU:
        for p in range(start, end, WIDTH):
            x = load(z, p)
            e = alpha * exp(_not_above_zero(x))
            store(delta, p, load(delta, p) * if_greater(x, 0.0, 1.0, e))
    elif code == GELU:
        for p in range(start, end, WIDTH):
            x = load(z, p)
            store(delta, p, load(delta, p) * (normal_cdf(x) + x * normal_pdf(x)))
    elif code == SILU:
        for p in range(start, end, WIDTH):
            s = sigmoid(load(z, p))
            store(delta, p, load(delta, p) * (s + load(a, p) * (1.0 - s)))
    elif code == SOFTPLUS:
        for p in range(start, end, WIDTH):
            store(delta, p, load(delta, p) * sigmoid(load(z, p)))


@compiled
def _relu(z: Vector) -> Vector:
    """max(z, 0), and NaN for NaN."""
    return if_greater(0.0, z, 0.0, z)


@compiled
def _not_above_zero(z: Vector) -> Vector:
    """min(z, 0), and NaN for NaN."""
    return if_greater(z, 0.0, 0.0, z)


@compiled
def _softmax(z: Floats, a: Floats, start: int, units: int, n: int) -> None:
    """pᵢ = e^zᵢ / Σⱼ e^zⱼ; the largest z is subtracted first."""
    for lane in range(start, start + n, WIDTH):
        top = largest(z, lane, units, n)
        total = vector(0.0)
        for p in range(lane, lane + units * n, n):
            e = exp(load(z, p) - top)
            store(a, p, e)
            total = total + e
        for p in range(lane, lane + units * n, n):
            store(a, p, load(a, p) / total)


@compiled
def largest(z: Floats, lane: int, units: int, n: int) -> Vector:
    """The largest z of the units in the rows from `lane` on."""
    top = load(z, lane)
    for p in range(lane + n, lane + units * n, n):
        zp = load(z, p)
        top = if_greater(zp, top, zp, top)
    return top


@compiled
def softmax_backward(p: Floats, delta: Floats, start: int, units: int, n: int) -> None:
    """δⱼ = Σᵢ δᵢ · pᵢ(δᵢⱼ − pⱼ): from ∂J/∂p to ∂J/∂z, through the whole Jacobian."""
    for lane in range(start, start + n, WIDTH):
        inner = vector(0.0)
        for k in range(lane, lane + units * n, n):
            inner = inner + load(p, k) * load(delta, k)
        for k in range(lane, lane + units * n, n):
            store(delta, k, load(p, k) * (load(delta, k) - inner))
