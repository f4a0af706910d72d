"""Back propagation against central differences and PyTorch autograd, for all that is allowed.

Every output × loss × hidden activation × regularisation, at several depths and widths.
"""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annplayground.core.choices.activations import ACTIVATIONS, hidden_activations
from annplayground.core.choices.features import FEATURES
from annplayground.core.choices.losses import LOSSES
from annplayground.core.experiment import (
    Data,
    Experiment,
    possible_losses,
    possible_outputs,
)
from annplayground.core.network import Layer, backward, forward, mean_loss, penalty
from annplayground.core.run.session import Session

KINKED = ("relu", "leaky_relu", "elu")  # elu only where α is not 1
STEP = 2e-5  # of the central differences
MARGIN = 1e-3  # so far from a kink no step reaches it


# (dataset, output, loss); the last test makes sure that no allowed combination is missing.
COMBINATIONS = [
    *(("xor", output, "mse") for output in ACTIVATIONS),
    ("xor", "sigmoid", "cross_entropy"),
    ("xor", "softmax", "cross_entropy"),
    ("blobs3", "softmax", "mse"),
    ("blobs3", "softmax", "cross_entropy"),
    *(("plane", output, "mse") for output in ("linear", "tanh", "leaky_relu", "elu")),
]
every_combination = pytest.mark.parametrize("combination", COMBINATIONS, ids="-".join)


@st.composite
def shapes(draw, activation):
    """Hidden layers (1 to 4 of 1 to 5 units), the first of them with the activation asked for."""
    widths = draw(st.lists(st.integers(1, 5), min_size=1, max_size=4))
    layers = []
    for index, units in enumerate(widths):
        name = activation if index == 0 else draw(st.sampled_from(hidden_activations()))
        layer = {"units": units, "activation": name}
        if name in ("leaky_relu", "elu"):
            layer["alpha"] = draw(st.sampled_from([0.01, 0.2, 1.0, 1.5]))
        layers.append(layer)
    return layers


def make_session(combination, hidden, kind, features, seed):
    """A Session whose weights and biases are all drawn at random."""
    dataset, output, loss = combination
    session = Session(
        Experiment.from_dict(
            {
                "data": {"dataset": dataset, "n_samples": 20, "features": features, "seed": seed},
                "network": {"hidden": hidden, "output": output, "seed": seed},
                "training": {"loss": loss, "regularization": {"kind": kind, "rate": 0.07}},
            }
        )
    )
    rng = np.random.default_rng(seed)
    for k, (_, b) in enumerate(session.parameters):
        for j in range(len(b)):
            session.set_bias(k + 1, j, rng.normal(0.0, 0.5))
    return session


def objective(session, vector_layers, x, y):
    """J with the penalty, of layers that need not be the session's, for inputs x."""
    training = session.experiment.training
    data_loss = mean_loss(vector_layers, forward(vector_layers, x), y, LOSSES[training.loss])
    return data_loss + penalty(vector_layers, training.regularization)


def numeric_gradients(session, X, y):
    """Central differences of fourth order, one parameter after the other."""
    layers = [Layer(k.W.copy(), k.b.copy(), k.activation, k.alpha) for k in session.moment.layers]
    x = session.forward(X)[0].x
    gradients = []
    for layer in layers:
        pair = []
        for array in (layer.W, layer.b):
            gradient = np.empty_like(array)
            for place in np.ndindex(array.shape):
                before, values = array[place], []
                for steps in (-2, -1, 1, 2):
                    array[place] = before + steps * STEP
                    values.append(objective(session, layers, x, y))
                array[place] = before
                gradient[place] = np.dot(values, (1.0, -8.0, 8.0, -1.0)) / (12.0 * STEP)
            pair.append(gradient)
        gradients.append(pair)
    return gradients


def away_from_kinks(session, X):
    for layer, seen in zip(session.moment.layers, session.forward(X), strict=True):
        if layer.activation.name in KINKED and np.abs(seen.z).min() < MARGIN:
            return False
        penalised = session.experiment.training.regularization.kind == "l1"
        if penalised and np.abs(layer.W).min() < MARGIN:
            return False
    return True


def torch_gradients(session, X, y):
    """The same gradients by automatic differentiation of a network written in PyTorch."""
    torch = pytest.importorskip("torch")
    F = torch.nn.functional
    experiment = session.experiment
    functions = {
        "linear": lambda z, alpha: z,
        "sigmoid": lambda z, alpha: torch.sigmoid(z),
        "tanh": lambda z, alpha: torch.tanh(z),
        "relu": lambda z, alpha: F.relu(z),
        "leaky_relu": lambda z, alpha: F.leaky_relu(z, alpha),
        "elu": lambda z, alpha: F.elu(z, alpha),
        "gelu": lambda z, alpha: F.gelu(z),
        "silu": lambda z, alpha: F.silu(z),
        "softplus": lambda z, alpha: F.softplus(z, threshold=700),
        "softmax": lambda z, alpha: torch.softmax(z, dim=1),
    }
    x1, x2 = torch.tensor(X).unbind(1)
    columns = {
        "x1": x1, "x2": x2, "x1_squared": x1**2, "x2_squared": x2**2, "x1x2": x1 * x2,
        "sin_x1": torch.sin(x1), "sin_x2": torch.sin(x2),
    }  # fmt: skip
    a = torch.stack([columns[name] for name in experiment.data.features], dim=1)
    parameters = [
        (torch.tensor(W, requires_grad=True), torch.tensor(b, requires_grad=True))
        for W, b in session.parameters
    ]
    names = [(h.activation, h.alpha) for h in experiment.network.hidden]
    names.append(
        (experiment.network.output, {"leaky_relu": 0.01, "elu": 1.0}.get(experiment.network.output))
    )
    for (W, b), (name, alpha) in zip(parameters, names, strict=True):
        z = a @ W + b
        a = functions[name](z, alpha)
    y = torch.tensor(y)
    if experiment.training.loss == "mse":
        J = (0.5 * (a - y) ** 2).sum(1).mean()
    elif experiment.network.output == "softmax":
        J = F.cross_entropy(z, y)
    else:
        J = F.binary_cross_entropy_with_logits(z, y)
    rate = experiment.training.regularization.rate
    kind = experiment.training.regularization.kind
    if kind == "l1":
        J = J + rate * sum(W.abs().sum() for W, _ in parameters)
    if kind == "l2":
        J = J + rate / 2 * sum((W**2).sum() for W, _ in parameters)
    J.backward()
    return [(W.grad.numpy(), b.grad.numpy()) for W, b in parameters]


def assert_close(found, expected, rtol, atol):
    for pair, expected_pair in zip(found, expected, strict=True):
        for gradient, wanted in zip(pair, expected_pair, strict=True):
            np.testing.assert_allclose(gradient, wanted, rtol=rtol, atol=atol)


seeds = st.integers(0, 999)
some_features = st.lists(st.sampled_from(sorted(FEATURES)), min_size=1, max_size=3, unique=True)


def sessions(combination, hidden, features, seed):
    """A session of every regularisation, with a few samples."""
    for kind in ("none", "l1", "l2"):
        session = make_session(combination, hidden, kind, features, seed)
        yield session, session.train_set.X[:5], session.train_set.y[:5]


def check_by_differences(session, X, y):
    assume(away_from_kinks(session, X))
    scale = max(1.0, objective(session, session.moment.layers, session.forward(X)[0].x, y))
    numeric = numeric_gradients(session, X, y)
    assert_close(session.gradients(X, y), numeric, rtol=1e-6, atol=1e-9 * scale)


def check_by_pytorch(session, X, y):
    assert_close(session.gradients(X, y), torch_gradients(session, X, y), rtol=1e-9, atol=1e-12)


every_check = pytest.mark.parametrize("check", [check_by_differences, check_by_pytorch])


@every_check
@pytest.mark.parametrize("activation", hidden_activations())
@every_combination
@settings(max_examples=3)
@given(data=st.data())
def test_gradients(combination, activation, check, data):
    hidden = data.draw(shapes(activation))
    features, seed = data.draw(some_features), data.draw(seeds)
    for case in sessions(combination, hidden, features, seed):
        check(*case)


@every_check
@every_combination
@settings(max_examples=3)
@given(features=some_features, seed=seeds)
def test_gradients_without_hidden_layers(combination, check, features, seed):
    for case in sessions(combination, [], features, seed):
        check(*case)


@pytest.mark.parametrize("activation", hidden_activations())
@every_combination
def test_nothing_overflows_at_a_thousand(combination, activation):
    """Neither J nor a gradient, at |z| = 1000 and more; a warning fails the test by itself."""
    hidden = [{"units": 3, "activation": activation}] * 2
    session = make_session(combination, hidden, "none", ["x1", "x2"], seed=1)
    layers = [Layer(1000.0 * k.W, k.b, k.activation, k.alpha) for k in session.moment.layers]
    loss = LOSSES[session.experiment.training.loss]
    y = session.train_set.y
    passes = forward(layers, session.train_set.X)
    assert np.abs(passes[0].z).max() > 1000.0
    assert np.isfinite(mean_loss(layers, passes, y, loss))
    for gradient in backward(layers, passes, y, loss):
        assert np.isfinite(gradient.dW).all()
        assert np.isfinite(gradient.db).all()


def test_the_combinations_are_all_that_is_allowed():
    allowed = {
        (dataset, output, loss)
        for dataset in ("xor", "blobs3", "plane")
        for output in possible_outputs(Data(dataset))
        for loss in possible_losses(output)
    }
    assert set(COMBINATIONS) == allowed
