"""The vectorised elementary functions against NumPy's long doubles."""

import math

import numpy as np
import pytest

pytest.importorskip("numba", exc_type=ModuleNotFoundError)

from numba.core import types
from numba.extending import intrinsic

from annplayground.core.kernels import functions as kernel_math
from annplayground.core.kernels.simd import WIDTH, load, store

needs_extended = pytest.mark.skipif(
    np.finfo(np.longdouble).nmant < 60, reason="long double is no longer than double here"
)
NAMES = ("exp", "expm1", "log", "log1p", "tanh", "sigmoid", "softplus", "normal_pdf", "normal_cdf")


@intrinsic
def address(typingctx, array):
    """The address of an array's first element, as the kernels are handed it."""

    def generate(context, builder, signature, values):
        return context.make_array(array)(context, builder, values[0]).data

    return types.CPointer(array.dtype)(array), generate


def for_arrays(function):
    """Make a function of Vector one of arrays."""
    import numba

    @numba.njit(error_model="numpy")
    def apply(x, y):
        source, target = address(x), address(y)
        for p in range(0, len(x), WIDTH):
            store(target, p, function(load(source, p)))

    def call(values):
        values = np.asarray(values, dtype=float)
        x = np.ones(-(-len(values) // WIDTH) * WIDTH)
        x[: len(values)] = values
        y = np.empty_like(x)
        apply(x, y)
        return y[: len(values)]

    return call


@pytest.fixture(scope="module")
def functions():
    return {name: for_arrays(getattr(kernel_math, name)) for name in NAMES}


def exact(name, x):
    """The function in extended precision."""
    x = x.astype(np.longdouble)
    if name == "sigmoid":
        return 1 / (1 + np.exp(-x))
    if name == "softplus":
        return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))
    return getattr(np, name)(x)


def spread(low, high, n=200_000):
    """Points all over an interval, and some very close to 0."""
    rng = np.random.default_rng(0)
    tiny = 10.0 ** rng.uniform(-300, 0, n // 10)
    points = np.concatenate([rng.uniform(low, high, n), tiny, -tiny, [low, high]])
    return points[(points >= low) & (points <= high)]


@needs_extended
@pytest.mark.parametrize(
    ("name", "low", "high", "ulps"),
    [
        ("exp", -708.0, 709.0, 2.0),
        ("tanh", -25.0, 25.0, 2.0),
        ("tanh", -0.6, 0.6, 2.0),
        ("sigmoid", -708.0, 708.0, 2.5),
        ("softplus", -700.0, 700.0, 3.0),
        ("expm1", -40.0, 0.0, 3.0),
        ("log", 0.01, 50.0, 2.5),
        ("log1p", 0.0, 1.0, 2.5),
    ],
)
def test_units_in_the_last_place(functions, name, low, high, ulps):
    x = spread(low, high)
    right = exact(name, x)
    off = np.abs(functions[name](x) - right) / np.spacing(np.abs(right.astype(float)))
    worst = off.argmax()
    assert off[worst] <= ulps, f"{name}({x[worst]!r}) is {off[worst]} ulp off"


@pytest.mark.parametrize(
    ("name", "below", "above"),
    [
        ("exp", 0.0, math.inf),
        ("tanh", -1.0, 1.0),
        ("sigmoid", 0.0, 1.0),
        ("normal_cdf", 0.0, 1.0),
        ("normal_pdf", 0.0, 0.0),
    ],
)
def test_far_out_stands_the_limit(functions, name, below, above):
    assert functions[name]([-1000.0, -1e300, -math.inf]).tolist() == [below] * 3
    assert functions[name]([1000.0, 1e300, math.inf]).tolist() == [above] * 3


def test_softplus_and_expm1_far_out(functions):
    assert functions["softplus"]([-1000.0, 1000.0, math.inf]).tolist() == [0.0, 1000.0, math.inf]
    assert functions["expm1"]([-1000.0, -math.inf]).tolist() == [-1.0, -1.0]


@pytest.mark.parametrize("name", NAMES)
def test_nan_stays_nan_and_touches_no_neighbour(functions, name):
    y = functions[name]([0.5, math.nan, 0.25])
    assert np.isnan(y).tolist() == [False, True, False]


def test_exp_goes_on_below_the_normal_numbers(functions):
    x = np.array([-745.0, -720.0, -709.0])
    assert np.allclose(functions["exp"](x), [math.exp(v) for v in x], rtol=1e-9, atol=5e-324)


@pytest.mark.parametrize(("name", "value"), [("tanh", 0.0), ("exp", 1.0), ("sigmoid", 0.5)])
def test_zero_is_exact(functions, name, value):
    y = functions[name]([0.0, -0.0])
    assert y.tolist() == [value, value]
    if name == "tanh":
        assert np.signbit(y).tolist() == [False, True]


def test_tanh_is_odd_to_the_last_bit(functions):
    x = spread(0.0, 25.0)
    assert np.array_equal(functions["tanh"](-x), -functions["tanh"](x))


def test_the_normal_distribution(functions):
    z = np.concatenate([np.linspace(-38, 38, 4001), np.linspace(-1, 1, 1001)])
    cdf = np.array([0.5 * math.erfc(-v / math.sqrt(2.0)) for v in z])
    pdf = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    assert np.abs(functions["normal_cdf"](z) - cdf).max() <= 4e-16
    assert np.allclose(functions["normal_cdf"](z), cdf, rtol=1e-12, atol=1e-300)
    assert np.allclose(functions["normal_pdf"](z), pdf, rtol=1e-12, atol=1e-300)
