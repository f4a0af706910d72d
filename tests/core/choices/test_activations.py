"""Every activation against its equation, its derivative, and PyTorch."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from annplayground.core.choices.activations import (
    ACTIVATIONS,
    hidden_activations,
    sigmoid,
    softmax,
    softmax_backward,
)

ALPHAS = {"leaky_relu": (0.0, 0.01, 0.2, 0.5, 1.0), "elu": (0.5, 1.0, 2.0)}
CASES = [(name, alpha) for name in hidden_activations() for alpha in ALPHAS.get(name, (0.0,))]
every_activation = pytest.mark.parametrize(("name", "alpha"), CASES)

# Written down from the equations, at z = −2, 0, 1.
E2, E1 = math.exp(-2.0), math.exp(1.0)
BY_HAND = {
    "linear": (-2.0, 0.0, 1.0),
    "sigmoid": (E2 / (1.0 + E2), 0.5, E1 / (1.0 + E1)),
    "tanh": (math.tanh(-2.0), 0.0, (E1 - 1 / E1) / (E1 + 1 / E1)),
    "relu": (0.0, 0.0, 1.0),
    "leaky_relu": (-0.4, 0.0, 1.0),
    "elu": (0.2 * (E2 - 1.0), 0.0, 1.0),
    "gelu": (-2.0 * 0.022750131948179195, 0.0, 0.8413447460685429),
    "silu": (-2.0 * E2 / (1.0 + E2), 0.0, E1 / (1.0 + E1)),
    "softplus": (math.log(1.0 + E2), math.log(2.0), math.log(1.0 + E1)),
}
# The least and the largest value; inf: unbounded.
RANGES = {
    "linear": (-math.inf, math.inf),
    "sigmoid": (0.0, 1.0),
    "tanh": (-1.0, 1.0),
    "relu": (0.0, math.inf),
    "leaky_relu": (-math.inf, math.inf),
    "elu": (-2.0, math.inf),
    "gelu": (-0.17, math.inf),
    "silu": (-0.2785, math.inf),
    "softplus": (0.0, math.inf),
}


def value_and_slope(name, z, alpha):
    activation = ACTIVATIONS[name]
    a = activation.f(z, alpha)
    return a, activation.slope(z, a, alpha)


@pytest.mark.parametrize("name", hidden_activations())
def test_values_by_hand(name):
    z = np.array([-2.0, 0.0, 1.0])
    np.testing.assert_allclose(ACTIVATIONS[name].f(z, 0.2), BY_HAND[name], rtol=1e-12, atol=1e-14)


@every_activation
def test_slope_is_the_derivative(name, alpha):
    z = np.linspace(-8.0, 8.0, 400)  # an even number: no point on the kink at 0
    f, h = ACTIVATIONS[name].f, 1e-5
    numeric = (f(z + h, alpha) - f(z - h, alpha)) / (2.0 * h)
    np.testing.assert_allclose(value_and_slope(name, z, alpha)[1], numeric, rtol=1e-6, atol=1e-9)


@every_activation
def test_range(name, alpha):
    low, high = RANGES[name]
    a = ACTIVATIONS[name].f(np.linspace(-30.0, 30.0, 6001), alpha)
    assert low <= a.min()
    assert a.max() <= high
    if math.isinf(high):
        assert a.max() >= 29.9
    if name in ("sigmoid", "tanh"):  # the whole range is used
        np.testing.assert_allclose([a.min(), a.max()], [low, high], atol=1e-9)


@every_activation
def test_nothing_overflows_far_out(name, alpha):
    """At z = ±1000 and beyond; any warning fails the test by itself."""
    z = np.array([-1e4, -1000.0, 1000.0, 1e4])
    a, slope = value_and_slope(name, z, alpha)
    low = {"linear": z[:2], "tanh": -1.0, "leaky_relu": alpha * z[:2], "elu": -alpha}
    high = {"sigmoid": 1.0, "tanh": 1.0}
    np.testing.assert_allclose(a[:2], low.get(name, 0.0), atol=1e-12)
    np.testing.assert_allclose(a[2:], high.get(name, z[2:]), rtol=1e-12)
    low_slope = {"linear": 1.0, "leaky_relu": alpha}
    high_slope = {"sigmoid": 0.0, "tanh": 0.0}
    np.testing.assert_allclose(slope[:2], low_slope.get(name, 0.0), atol=1e-12)
    np.testing.assert_allclose(slope[2:], high_slope.get(name, 1.0), atol=1e-12)


@every_activation
def test_shape_and_input_are_kept(name, alpha):
    z = np.linspace(-3.0, 3.0, 24).reshape(2, 3, 4)
    before = z.copy()
    a, slope = value_and_slope(name, z, alpha)
    assert a.shape == slope.shape == z.shape
    assert a.dtype == slope.dtype == np.float64
    assert not np.shares_memory(a, z)
    np.testing.assert_array_equal(z, before)


@every_activation
def test_not_a_number_stays_one(name, alpha):
    assert np.isnan(ACTIVATIONS[name].f(np.array([np.nan]), alpha)).all()


@every_activation
def test_agrees_with_pytorch(name, alpha):
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    reference = {
        "linear": lambda z: z * 1.0,
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": F.relu,
        "leaky_relu": lambda z: F.leaky_relu(z, alpha),
        "elu": lambda z: F.elu(z, alpha),
        "gelu": F.gelu,
        "silu": F.silu,
        "softplus": lambda z: F.softplus(z, threshold=700),
    }[name]
    z = np.concatenate([np.linspace(-30.0, 30.0, 1201), [-1000.0, 1000.0]])  # 0 is among them
    a, slope = value_and_slope(name, z, alpha)
    z_torch = torch.tensor(z, requires_grad=True)
    a_torch = reference(z_torch)
    a_torch.sum().backward()
    np.testing.assert_allclose(a, a_torch.detach().numpy(), rtol=1e-11, atol=1e-12)
    np.testing.assert_allclose(slope, z_torch.grad.numpy(), rtol=1e-11, atol=1e-12)


def test_facts_about_sigmoid_and_tanh():
    z = np.linspace(-6.0, 6.0, 1201)
    s, s_slope = value_and_slope("sigmoid", z, 0.0)
    t, t_slope = value_and_slope("tanh", z, 0.0)
    assert s_slope.max() == s_slope[600] == 0.25
    assert t_slope.max() == t_slope[600] == 1.0
    np.testing.assert_allclose(t, 2.0 * sigmoid(2.0 * z) - 1.0, atol=1e-15)
    np.testing.assert_allclose(s + s[::-1], 1.0, atol=1e-15)  # σ(−z) = 1 − σ(z)
    np.testing.assert_allclose(t + t[::-1], 0.0, atol=1e-15)


def test_slope_of_relu_at_zero_is_zero():
    for zero in (0.0, -0.0):
        assert value_and_slope("relu", np.array([zero]), 0.0)[1] == 0.0
        assert value_and_slope("leaky_relu", np.array([zero]), 0.2)[1] == 0.2


def test_gelu_is_exact_and_not_the_tanh_approximation():
    z = np.random.default_rng(0).normal(0.0, 3.0, 2000)
    exact = [v * 0.5 * math.erfc(-v / math.sqrt(2.0)) for v in z.tolist()]
    np.testing.assert_allclose(ACTIVATIONS["gelu"].f(z, 0.0), exact, atol=3e-14)


logits = arrays(np.float64, (3, 4), elements=st.floats(-1000.0, 1000.0))


@given(logits, st.floats(-500.0, 500.0))
def test_softmax_is_a_distribution_that_a_shift_does_not_change(z, shift):
    p = softmax(z)
    assert (p >= 0.0).all()
    np.testing.assert_allclose(p.sum(axis=1), 1.0, rtol=1e-14)
    np.testing.assert_allclose(softmax(z + shift), p, atol=1e-10)
    order = np.argmax(z, axis=1)
    np.testing.assert_array_equal(p[range(3), order], p.max(axis=1))


def test_softmax_of_two_classes_is_a_sigmoid_of_the_difference():
    z = np.random.default_rng(1).normal(0.0, 4.0, (50, 2))
    np.testing.assert_allclose(softmax(z)[:, 0], sigmoid(z[:, 0] - z[:, 1]), rtol=1e-12)


@given(
    arrays(np.float64, (2, 3), elements=st.floats(-5.0, 5.0)),
    arrays(np.float64, (2, 3), elements=st.floats(-2.0, 2.0)),
)
def test_softmax_backward_is_the_jacobian_product(z, upstream):
    p = softmax(z)
    expected = [
        (np.diag(row) - np.outer(row, row)) @ up for row, up in zip(p, upstream, strict=True)
    ]
    np.testing.assert_allclose(softmax_backward(p, upstream), expected, atol=1e-14)
    h = 1e-5
    for j in range(3):
        step = np.eye(3)[j] * h
        numeric = ((softmax(z + step) - softmax(z - step)) / (2 * h) * upstream).sum(axis=1)
        np.testing.assert_allclose(softmax_backward(p, upstream)[:, j], numeric, atol=1e-9)


def test_softmax_agrees_with_pytorch():
    torch = pytest.importorskip("torch")
    z = np.random.default_rng(2).normal(0.0, 10.0, (20, 3))
    expected = torch.softmax(torch.tensor(z), dim=1).numpy()
    np.testing.assert_allclose(softmax(z), expected, rtol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_entry_explains_itself(name):
    activation = ACTIVATIONS[name]
    assert activation.name == name
    for text in (
        activation.label,
        activation.equation,
        activation.slope_equation,
        activation.range,
        activation.where,
        activation.caveat,
    ):
        assert text.strip()
    assert len(activation.short) <= 5
    assert (activation.alpha is not None) == (name in ALPHAS)
