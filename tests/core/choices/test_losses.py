"""Both losses against their equations, their derivatives, and PyTorch."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annplayground.core.choices.activations import ACTIVATIONS, sigmoid, softmax
from annplayground.core.choices.losses import (
    LOSSES,
    binary_cross_entropy,
    categorical_cross_entropy,
)

PAIRS = [(loss.name, output) for loss in LOSSES.values() for output in loss.outputs]
every_pair = pytest.mark.parametrize(("loss_name", "output"), PAIRS)


def per_sample(loss_name, output, z, y):
    activation = ACTIVATIONS[output]
    alpha = activation.alpha or 0.0
    return LOSSES[loss_name].per_sample(activation, z, activation.f(z, alpha), y)


def delta(loss_name, output, z, y):
    activation = ACTIVATIONS[output]
    alpha = activation.alpha or 0.0
    return LOSSES[loss_name].delta(activation, alpha, z, activation.f(z, alpha), y)


def example(output, n=8, scale=2.0):
    """Logits z and targets y of an output, drawn at random."""
    rng = np.random.default_rng(5)
    if output == "softmax":
        return rng.normal(0.0, scale, (n, 3)), np.eye(3)[rng.integers(0, 3, n)]
    targets = np.array(ACTIVATIONS[output].targets)
    return rng.normal(0.0, scale, (n, 1)), targets[rng.integers(0, 2, (n, 1))]


def test_which_loss_goes_with_which_output():
    assert set(LOSSES["cross_entropy"].outputs) == {"sigmoid", "softmax"}
    assert set(LOSSES["mse"].outputs) == set(ACTIVATIONS)


def test_binary_cross_entropy_is_minus_log_p_of_the_class():
    z = np.linspace(-10.0, 10.0, 41)
    p = sigmoid(z)
    np.testing.assert_allclose(binary_cross_entropy(z, np.ones(41)), -np.log(p), rtol=1e-10)
    np.testing.assert_allclose(binary_cross_entropy(z, np.zeros(41)), -np.log(1 - p), rtol=1e-10)


def test_categorical_cross_entropy_is_minus_log_p_of_the_class():
    z, y = example("softmax")
    p_of_class = (softmax(z) * y).sum(axis=1)
    np.testing.assert_allclose(categorical_cross_entropy(z, y), -np.log(p_of_class), rtol=1e-12)


def test_softmax_of_two_classes_has_the_loss_of_a_sigmoid():
    z = np.random.default_rng(0).normal(0.0, 3.0, (30, 2))
    y = (np.arange(30) % 2).astype(float)
    one_hot = np.stack([1.0 - y, y], axis=1)
    np.testing.assert_allclose(
        categorical_cross_entropy(z, one_hot), binary_cross_entropy(z[:, 1] - z[:, 0], y)
    )


def test_squared_error_is_half_the_sum_of_squares():
    z = np.array([[1.0, 3.0], [0.0, -2.0]])
    y = np.array([[0.0, 1.0], [0.0, 1.0]])
    np.testing.assert_array_equal(per_sample("mse", "linear", z, y), [0.5 * (1 + 4), 0.5 * 9])


@pytest.mark.parametrize("n_classes", [2, 3, 5])
def test_the_first_loss_is_near_log_k(n_classes):
    """All probabilities equal: ln K, and ln 2 = 0.693 for a sigmoid at 50 %."""
    zero, y = np.zeros((1, n_classes)), np.eye(n_classes)[:1]
    assert categorical_cross_entropy(zero, y)[0] == pytest.approx(math.log(n_classes))
    assert binary_cross_entropy(np.zeros(1), np.ones(1))[0] == pytest.approx(math.log(2))


@every_pair
def test_delta_is_the_derivative_with_respect_to_z(loss_name, output):
    z, y = example(output)
    h = 1e-5
    numeric = np.empty_like(z)
    for j in range(z.shape[1]):
        step = np.eye(z.shape[1])[j] * h
        above = per_sample(loss_name, output, z + step, y)
        below = per_sample(loss_name, output, z - step, y)
        numeric[:, j] = (above - below) / (2 * h)
    np.testing.assert_allclose(delta(loss_name, output, z, y), numeric, rtol=1e-6, atol=1e-9)


@every_pair
def test_nothing_overflows_far_out(loss_name, output):
    for size in (1000.0, -1000.0):
        z, y = example(output)
        z[:, 0] = size
        assert np.isfinite(per_sample(loss_name, output, z, y)).all()
        assert np.isfinite(delta(loss_name, output, z, y)).all()


@pytest.mark.parametrize("output", ["sigmoid", "softmax"])
def test_a_saturated_wrong_output_vanishes_with_mse_and_not_with_cross_entropy(output):
    z = np.array([[1000.0]]) if output == "sigmoid" else np.array([[1000.0, 0.0]])
    wrong = np.array([[0.0]]) if output == "sigmoid" else np.array([[0.0, 1.0]])
    right = 1.0 - wrong
    assert per_sample("cross_entropy", output, z, wrong)[0] == 1000.0
    assert per_sample("cross_entropy", output, z, right)[0] == 0.0
    assert abs(delta("cross_entropy", output, z, wrong)[0, 0]) == 1.0
    assert abs(delta("mse", output, z, wrong)).max() == 0.0


@given(st.floats(-700.0, 700.0), st.sampled_from([0.0, 1.0]))
def test_cross_entropy_is_positive_and_its_delta_is_p_minus_y(z, y):
    z, y = np.array([[z]]), np.array([[y]])
    assert per_sample("cross_entropy", "sigmoid", z, y)[0] >= 0.0
    assert delta("cross_entropy", "sigmoid", z, y)[0, 0] == (sigmoid(z) - y)[0, 0]


@every_pair
def test_agrees_with_pytorch(loss_name, output):
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    z, y = example(output, n=40, scale=6.0)
    z_torch, y_torch = torch.tensor(z, requires_grad=True), torch.tensor(y)
    if loss_name == "mse":
        a = ACTIVATIONS[output]
        functions = {
            "linear": lambda v: v,
            "sigmoid": torch.sigmoid,
            "tanh": torch.tanh,
            "relu": F.relu,
            "leaky_relu": lambda v: F.leaky_relu(v, a.alpha),
            "elu": lambda v: F.elu(v, a.alpha),
            "gelu": F.gelu,
            "silu": F.silu,
            "softplus": lambda v: F.softplus(v, threshold=700),
            "softmax": lambda v: torch.softmax(v, dim=1),
        }
        losses = 0.5 * F.mse_loss(functions[output](z_torch), y_torch, reduction="none").sum(1)
    elif output == "softmax":
        losses = F.cross_entropy(z_torch, y_torch.argmax(1), reduction="none")
    else:
        losses = F.binary_cross_entropy_with_logits(z_torch, y_torch, reduction="none").sum(1)
    losses.sum().backward()
    np.testing.assert_allclose(
        per_sample(loss_name, output, z, y), losses.detach().numpy(), rtol=1e-10, atol=1e-12
    )
    np.testing.assert_allclose(
        delta(loss_name, output, z, y), z_torch.grad.numpy(), rtol=1e-10, atol=1e-12
    )
