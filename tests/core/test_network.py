"""Forward and backward against sums worked out by hand, the penalty, and the parameter vector."""

import math
from dataclasses import replace

import numpy as np
import pytest

from annplayground.core.choices.activations import ACTIVATIONS
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.penalties import Regularization
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network
from annplayground.core.network import (
    Layer,
    Parameters,
    backward,
    forward,
    initial_vector,
    mean_loss,
    penalty,
    penalty_gradient,
    split,
)


def layer(W, b, activation="linear", alpha=0.0):
    return Layer(np.array(W, dtype=float), np.array(b, dtype=float), ACTIVATIONS[activation], alpha)


def test_forward_by_hand():
    layers = [
        layer([[1.0, -1.0], [2.0, 0.5]], [0.0, 1.0], "relu"),
        layer([[3.0], [-2.0]], [0.5]),
    ]
    hidden, output = forward(layers, np.array([[1.0, 2.0], [-1.0, 0.0]]))
    np.testing.assert_array_equal(hidden.z, [[5.0, 1.0], [-1.0, 2.0]])
    np.testing.assert_array_equal(hidden.a, [[5.0, 1.0], [0.0, 2.0]])
    np.testing.assert_array_equal(output.x, hidden.a)
    np.testing.assert_array_equal(output.a, [[15.0 - 2.0 + 0.5], [-4.0 + 0.5]])


def test_backward_is_the_chain_rule_of_the_notes():
    """dJ/dW1 = dJ/dA2 · dA2/dz2 · dz2/dA1 · dA1/dz1 · dz1/dW1, one unit per layer."""
    x, w1, b1, w2, b2, y = 0.7, -0.4, 0.2, 1.3, -0.1, 1.0
    sigma = lambda z: 1.0 / (1.0 + math.exp(-z))  # noqa: E731
    a1 = sigma(w1 * x + b1)
    a2 = sigma(w2 * a1 + b2)
    dJ_dz2 = (a2 - y) * a2 * (1 - a2)
    dJ_dz1 = dJ_dz2 * w2 * a1 * (1 - a1)

    layers = [layer([[w1]], [b1], "sigmoid"), layer([[w2]], [b2], "sigmoid")]
    passes = forward(layers, np.array([[x]]))
    first, second = backward(layers, passes, np.array([[y]]), LOSSES["mse"])

    assert second.delta[0, 0] == second.db[0] == pytest.approx(dJ_dz2, rel=1e-14)
    assert second.dW[0, 0] == pytest.approx(dJ_dz2 * a1, rel=1e-14)
    assert first.delta[0, 0] == first.db[0] == pytest.approx(dJ_dz1, rel=1e-14)
    assert first.dW[0, 0] == pytest.approx(dJ_dz1 * x, rel=1e-14)
    assert mean_loss(layers, passes, np.array([[y]]), LOSSES["mse"]) == pytest.approx(
        0.5 * (a2 - y) ** 2
    )


def test_the_gradient_is_a_mean_over_samples():
    layers = [layer([[0.3], [-0.2]], [0.1], "tanh")]
    X, y = np.array([[1.0, 2.0], [-1.0, 0.5], [0.0, 3.0]]), np.array([[1.0], [-1.0], [1.0]])

    def gradient(rows):
        passes = forward(layers, X[rows])
        return backward(layers, passes, y[rows], LOSSES["mse"])[0]

    one_by_one = [gradient([k]) for k in range(3)]
    together = gradient([0, 1, 2])
    np.testing.assert_allclose(together.dW, np.mean([g.dW for g in one_by_one], axis=0))
    np.testing.assert_allclose(together.db, np.mean([g.db for g in one_by_one], axis=0))
    # δ belongs to each sample's own loss.
    np.testing.assert_allclose(together.delta, np.concatenate([g.delta for g in one_by_one]))


def test_a_dead_unit_gets_no_gradient():
    layers = [layer([[1.0, -1.0]], [0.0, -5.0], "relu"), layer([[1.0], [1.0]], [0.0])]
    passes = forward(layers, np.array([[1.0], [2.0]]))
    first, _ = backward(layers, passes, np.array([[9.0], [9.0]]), LOSSES["mse"])
    assert (first.dW[:, 1] == 0.0).all()
    assert (first.db[1] == 0.0).all()
    assert (first.dW[:, 0] != 0.0).all()


def test_penalty_by_hand_and_without_the_biases():
    layers = [layer([[1.0, -2.0]], [100.0, 100.0]), layer([[0.0], [3.0]], [100.0])]
    l1, l2 = Regularization("l1", 0.1), Regularization("l2", 0.1)
    assert penalty(layers, l1) == pytest.approx(0.1 * 6.0)
    assert penalty(layers, l2) == pytest.approx(0.05 * 14.0)
    assert penalty(layers, Regularization("none", 0.1)) == 0.0
    np.testing.assert_allclose(penalty_gradient(layers[0].W, l1), [[0.1, -0.1]])
    np.testing.assert_allclose(penalty_gradient(layers[0].W, l2), [[0.1, -0.2]])
    np.testing.assert_allclose(penalty_gradient(layers[1].W, l1), [[0.0], [0.1]])  # 0 at w = 0
    assert penalty_gradient(layers[0].W, Regularization("none", 0.1)) == 0.0


def experiment(hidden, **network):
    return Experiment(network=Network(hidden=hidden, **network))


def test_no_hidden_layer_is_a_logistic_regression():
    parameters = Parameters(experiment(()))
    assert parameters.sizes == (2, 1)
    assert [layer.W.shape for layer in parameters.layers] == [(2, 1)]


def test_the_vector_holds_every_layer_and_the_layers_look_into_it():
    hidden = (HiddenLayer(3, "elu", 0.5), HiddenLayer(2, "relu"))
    e = replace(experiment(hidden, output="softmax", seed=4), data=Data("blobs3", features=("x1",)))
    parameters = Parameters(e)
    assert parameters.sizes == (1, 3, 2, 3)
    assert len(parameters.vector) == e.n_parameters == (1 + 1) * 3 + (3 + 1) * 2 + (2 + 1) * 3
    assert [(layer.activation.name, layer.alpha) for layer in parameters.layers] == [
        ("elu", 0.5),
        ("relu", 0.0),
        ("softmax", 0.0),
    ]
    parameters.vector[:] = np.arange(len(parameters.vector))
    first = parameters.layers[0]
    np.testing.assert_array_equal(first.W, [[0.0, 1.0, 2.0]])
    np.testing.assert_array_equal(first.b, [3.0, 4.0, 5.0])
    np.testing.assert_array_equal(parameters.layers[1].W, np.arange(6.0, 12.0).reshape(3, 2))
    first.W[0, 1] = -1.0
    assert parameters.vector[1] == -1.0


def test_equal_layers_of_different_networks_start_alike():
    """Each layer draws from (seed, layer): what stands before or behind it does not matter."""
    first = Parameters(experiment((HiddenLayer(5), HiddenLayer(4), HiddenLayer(3)), seed=7)).layers
    other = (HiddenLayer(6, "relu"), HiddenLayer(4), HiddenLayer(3), HiddenLayer(9))
    second = Parameters(experiment(other, seed=7)).layers
    np.testing.assert_array_equal(first[2].W, second[2].W)  # both are (4, 3)
    deeper = Parameters(experiment((HiddenLayer(5), HiddenLayer(5), HiddenLayer(5)), seed=7)).layers
    assert not np.array_equal(deeper[1].W, deeper[2].W)


def test_the_first_parameters_follow_the_seed_and_the_scale():
    hidden = (HiddenLayer(5), HiddenLayer(4))
    vector = initial_vector(experiment(hidden, seed=7))
    np.testing.assert_array_equal(vector, initial_vector(experiment(hidden, seed=7)))
    assert not np.array_equal(vector, initial_vector(experiment(hidden, seed=8)))
    np.testing.assert_allclose(
        initial_vector(experiment(hidden, seed=7, init_scale=2.5)), 2.5 * vector
    )
    for W, b in split(vector, (2, 5, 4, 1)):
        assert (b == 0.0).all()
        assert (W != 0.0).all()
    assert not initial_vector(experiment(hidden, init="zeros")).any()


def test_all_biases_begin_at_the_initial_bias_and_the_weights_stay():
    hidden = (HiddenLayer(5), HiddenLayer(4))
    vector = initial_vector(experiment(hidden, seed=7))
    lifted = initial_vector(experiment(hidden, seed=7, init_bias=0.1, init_scale=1.0))
    pairs = zip(split(vector, (2, 5, 4, 1)), split(lifted, (2, 5, 4, 1)), strict=True)
    for (W, _), (V, c) in pairs:
        np.testing.assert_array_equal(W, V)
        assert (c == 0.1).all()
