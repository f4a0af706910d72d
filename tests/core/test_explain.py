"""One sample taken apart: each number against finite differences, `gradients` and PyTorch."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annplayground.core.chain import chain
from annplayground.core.choices.activations import ACTIVATIONS, hidden_activations, softmax
from annplayground.core.experiment import Data, Experiment, possible_losses, possible_outputs
from annplayground.core.run.session import Session

KINKED = ("relu", "leaky_relu")
H = 1e-5  # of the central differences

COMBINATIONS = [
    (dataset, output, loss)
    for dataset in ("xor", "blobs3", "plane")
    for output in possible_outputs(Data(dataset))
    for loss in possible_losses(output)
]
every_combination = pytest.mark.parametrize("combination", COMBINATIONS, ids="-".join)
every_activation = pytest.mark.parametrize("activation", hidden_activations())


def make(combination, hidden, seed):
    """A Session with `hidden` as (units, activation) pairs; its biases are random as well."""
    dataset, output, loss = combination
    network = {
        "hidden": [{"units": units, "activation": name} for units, name in hidden],
        "output": output,
        "seed": seed,
    }
    data = {"dataset": dataset, "n_samples": 20, "seed": seed, "features": ["x1", "x2", "sin_x1"]}
    session = Session(
        Experiment.from_dict({"data": data, "network": network, "training": {"loss": loss}})
    )
    rng = np.random.default_rng(seed)
    for k, (_, b) in enumerate(session.parameters):
        for j in range(len(b)):
            session.set_bias(k + 1, j, rng.normal(0.0, 0.5))
    return session


@st.composite
def cases(draw, combination, activation):
    """A random network and a sample: (session, x (2,), y (n_outputs,))."""
    widths = draw(st.lists(st.integers(1, 5), min_size=1, max_size=3))
    others = [draw(st.sampled_from(hidden_activations())) for _ in widths[1:]]
    hidden = list(zip(widths, [activation, *others], strict=True))
    session = make(combination, hidden, draw(st.integers(0, 999)))
    row = draw(st.integers(0, 9))
    return session, session.train_set.X[row], session.train_set.y[row]


def loss_behind(session, index, y, z):
    """J of one sample with targets y when the layer `index` has this z."""
    layer = session.moment.layers[index]
    return loss_behind_a(session, index, y, layer.activation.f(z, layer.alpha))


def loss_behind_a(session, index, y, a):
    """The same when it has this a: the rest of the network written out once more, and J from the
    output's a alone, so that ∂J/∂a can be taken."""
    for layer in session.moment.layers[index + 1 :]:
        a = layer.activation.f(a @ layer.W + layer.b, layer.alpha)
    if session.experiment.training.loss == "mse":
        return 0.5 * ((a - y) ** 2).sum()
    if session.experiment.network.output == "softmax":
        return -(y * np.log(a)).sum()
    return -(y * np.log(a) + (1 - y) * np.log(1 - a)).sum()


def differences(f, at):
    """Central differences of f by each entry of `at` (units,)."""
    found = np.empty_like(at)
    for k in range(len(at)):
        step = np.zeros_like(at)
        step[k] = H
        found[k] = (f(at + step) - f(at - step)) / (2 * H)
    return found


# -- against finite differences -------------------------------------------------------------


@every_activation
@every_combination
@settings(max_examples=2)
@given(data=st.data())
def test_slope_delta_and_upstream(combination, activation, data):
    session, x, y = data.draw(cases(combination, activation))
    explained = session.explain(x, y)
    for layer, one in zip(session.moment.layers, explained, strict=True):
        assume(layer.activation.name not in KINKED or np.abs(one.z).min() > 1e-3)
    last = len(explained) - 1
    for index, (layer, one) in enumerate(zip(session.moment.layers, explained, strict=True)):
        close = {"rtol": 2e-5, "atol": 1e-7}
        np.testing.assert_allclose(
            one.delta, differences(partial(loss_behind, session, index, y), one.z), **close
        )
        np.testing.assert_allclose(
            one.upstream, differences(partial(loss_behind_a, session, index, y), one.a), **close
        )
        activation = layer.activation
        if activation.name == "softmax":
            np.testing.assert_allclose(one.slope, one.a * (1 - one.a))
        else:
            slope = [
                (activation.f(z + H, layer.alpha) - activation.f(z - H, layer.alpha)) / (2 * H)
                for z in one.z
            ]
            np.testing.assert_allclose(one.slope, slope, **close)
        if index < last:
            np.testing.assert_allclose(one.delta, one.upstream * one.slope, rtol=1e-12)


# -- against the session and PyTorch ----------------------------------------------------------


@every_activation
@every_combination
@settings(max_examples=2)
@given(data=st.data())
def test_it_is_what_the_session_computes(combination, activation, data):
    session, x, y = data.draw(cases(combination, activation))
    explained = session.explain(x, y)
    passes, gradients = session.forward(x[None]), session.gradients(x[None], y[None])
    rows = zip(explained, passes, gradients, session.parameters, strict=True)
    for one, seen, (dW, db), (W, b) in rows:
        for found, expected in (
            (one.x, seen.x[0]), (one.z, seen.z[0]), (one.a, seen.a[0]),
            (one.dW, dW), (one.db, db), (one.W, W), (one.b, b),
        ):  # fmt: skip
            np.testing.assert_allclose(found, expected, rtol=1e-12)
            assert found.shape == expected.shape
        np.testing.assert_allclose(one.dW, np.outer(one.x, one.delta), rtol=1e-12)
        np.testing.assert_allclose(one.db, one.delta, rtol=1e-12)
        for unit in range(len(one.z)):
            assert one.terms(unit).shape == one.x.shape
            np.testing.assert_allclose(
                one.terms(unit).sum() + one.b[unit], one.z[unit], rtol=1e-9, atol=1e-12
            )


def torch_functions(torch):
    F = torch.nn.functional
    return {
        "linear": lambda z: z, "sigmoid": torch.sigmoid, "tanh": torch.tanh, "relu": F.relu,
        "leaky_relu": F.leaky_relu, "elu": F.elu, "gelu": F.gelu, "silu": F.silu,
        "softplus": F.softplus, "softmax": lambda z: torch.softmax(z, dim=0),
    }  # fmt: skip


@every_activation
@every_combination
@settings(max_examples=2)
@given(data=st.data())
def test_autograd_says_the_same(combination, activation, data):
    torch = pytest.importorskip("torch")
    session, x, y = data.draw(cases(combination, activation))
    explained = session.explain(x, y)
    a, zs, activations, weights = torch.tensor(explained[0].x), [], [], []
    for layer in session.moment.layers:
        W, b = (torch.tensor(array, requires_grad=True) for array in (layer.W, layer.b))
        z = a @ W + b
        a = torch_functions(torch)[layer.activation.name](z)
        for tensor in (z, a):
            tensor.retain_grad()
        zs.append(z), activations.append(a), weights.append((W, b))
    target = torch.tensor(y)
    if session.experiment.training.loss == "mse":
        J = 0.5 * ((a - target) ** 2).sum()
    elif session.experiment.network.output == "softmax":
        J = -(target * torch.log(a)).sum()
    else:
        J = torch.nn.functional.binary_cross_entropy(a, target, reduction="sum")
    J.backward()
    for one, z, a, (W, b) in zip(explained, zs, activations, weights, strict=True):
        for found, expected in (
            (one.z, z.detach()), (one.a, a.detach()), (one.delta, z.grad),
            (one.upstream, a.grad), (one.dW, W.grad), (one.db, b.grad),
        ):  # fmt: skip
            # PyTorch's Softplus is the identity beyond 20; autograd through log(p) loses digits.
            np.testing.assert_allclose(found, expected.numpy(), rtol=1e-6, atol=1e-8)


# -- the chain of a layer ---------------------------------------------------------------------


@every_combination
@pytest.mark.parametrize("depth", [0, 1, 3])
def test_the_product_of_the_factors_is_the_gradient(combination, depth):
    session = make(combination, [(4, "tanh"), (3, "sigmoid"), (5, "gelu")][:depth], seed=depth)
    x, y = session.train_set.X[0], session.train_set.y[0]
    explained = session.explain(x, y)
    for layer in range(1, depth + 2):
        factors = chain(explained, layer)
        expected = math.sqrt((explained[layer - 1].dW ** 2).mean())
        assert math.prod(factor.value for factor in factors) == pytest.approx(expected, rel=1e-9)
        assert factors[-1].product == pytest.approx(expected, rel=1e-9)
        running = 1.0
        for factor in factors:
            running *= factor.value
            assert factor.product == pytest.approx(running, rel=1e-9)


def test_the_factors_are_named_in_the_order_of_back_propagation():
    session = make(("xor", "sigmoid", "cross_entropy"), [(4, "tanh"), (3, "relu")], seed=0)
    explained = session.explain(session.train_set.X[0], session.train_set.y[0])
    factors = chain(explained, 1)
    assert [factor.symbol for factor in factors] == [
        "∂J/∂A₃", "∂A₃/∂Z₃", "∂Z₃/∂A₂", "∂A₂/∂Z₂", "∂Z₂/∂A₁", "∂A₁/∂Z₁", "∂Z₁/∂W₁",
    ]  # fmt: skip
    assert [factor.kind for factor in factors] == [
        "loss", "slope", "weights", "slope", "weights", "slope", "input",
    ]  # fmt: skip
    assert [factor.layer for factor in factors] == [3, 3, 3, 2, 2, 1, 1]
    assert [factor.symbol for factor in chain(explained, 3)] == ["∂J/∂A₃", "∂A₃/∂Z₃", "∂Z₃/∂W₃"]


def test_a_slope_of_zero_is_the_factor_that_kills():
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "relu"), (2, "tanh")], seed=0)
    for j in range(3):
        session.set_bias(1, j, -1000.0)
    factors = chain(session.explain([1.0, 2.0], [1.0]), 1)
    assert [f.kind for f in factors if f.product > 0.0] == ["loss", "slope", "weights", "slope",
                                                           "weights"]  # fmt: skip
    assert factors[5].value == factors[6].value == 0.0


# -- edges --------------------------------------------------------------------------------------


def test_ten_layers_have_two_figures():
    session = make(("xor", "tanh", "mse"), [(2, "tanh")] * 9, seed=0)
    factors = chain(session.explain([1.0, 2.0], [1.0]), 10)
    assert factors[0].symbol == "∂J/∂A₁₀"


@pytest.mark.parametrize("y", [1.0, [1.0], np.array([1.0])])
def test_a_single_target_may_be_a_number(y):
    session = make(("xor", "sigmoid", "cross_entropy"), [(2, "tanh")], seed=0)
    assert session.explain([1.0, 2.0], y)[-1].delta == session.predict([[1.0, 2.0]])[0] - 1.0


def test_training_on_does_not_change_an_explanation():
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh")], seed=0)
    one = session.explain([1.0, 2.0], [1.0])[0]
    session.train(3)
    np.testing.assert_allclose(one.x @ one.W + one.b, one.z, rtol=1e-12)


def test_explaining_does_not_move_the_run():
    session, left_alone = (
        make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh")], seed=0) for _ in range(2)
    )
    for _ in range(3):
        session.explain([1.0, 2.0], [1.0])
        session.step(), left_alone.step()
    for (W, b), (V, c) in zip(session.parameters, left_alone.parameters, strict=True):
        np.testing.assert_array_equal(W, V)
        np.testing.assert_array_equal(b, c)


@pytest.mark.parametrize(
    "combination", [c for c in COMBINATIONS if c[2] == "cross_entropy"], ids="-".join
)
def test_an_output_that_is_sure_and_wrong_still_has_a_gradient(combination):
    """∂J/∂a is infinite in floating point, so the chain starts at ∂J/∂z = p − y."""
    session = make(combination, [(3, "tanh")], seed=0)
    output = len(session.parameters)
    session.set_bias(output, 0, 2000.0)
    wrong = (
        [0.0]
        if session.experiment.n_outputs == 1
        else [0.0, 1.0, 0.0][: session.experiment.n_outputs]
    )
    explained = session.explain([1.0, 2.0], wrong)
    assert not np.isfinite(explained[-1].upstream).all()
    assert np.abs(explained[-1].delta).max() == 1.0
    factors = chain(explained, 1)
    assert factors[0].symbol == "∂J/∂Z₂"
    assert factors[0].value > 0.5
    product = math.prod(factor.value for factor in factors)
    assert product == pytest.approx(math.sqrt((explained[0].dW ** 2).mean()), rel=1e-9)


def test_with_the_squared_error_the_same_output_has_none():
    session = make(("xor", "sigmoid", "mse"), [(3, "tanh")], seed=0)
    session.set_bias(2, 0, 2000.0)
    factors = chain(session.explain([1.0, 2.0], [0.0]), 1)
    assert [factor.value for factor in factors[:2]] == [1.0, 0.0]


def test_huge_numbers_are_no_warning():
    session = make(("plane", "linear", "mse"), [(3, "relu")], seed=0)
    for j in range(3):
        session.set_bias(1, j, 1e200)
    factors = chain(session.explain([1.0, 2.0], [0.0]), 1)
    assert factors[0].value > 1e190


def test_softmax_goes_through_its_whole_jacobian():
    session = make(("blobs3", "softmax", "mse"), [(3, "tanh")], seed=0)
    last = session.explain([1.0, 2.0], [0.0, 1.0, 0.0])[-1]
    p = softmax(last.z)
    jacobian = p[:, None] * (np.eye(3) - p)
    np.testing.assert_allclose(last.delta, jacobian.T @ (p - [0.0, 1.0, 0.0]), rtol=1e-12)
    assert not np.allclose(last.delta, last.upstream * last.slope)


def test_every_output_is_in_the_combinations():
    assert {output for _, output, _ in COMBINATIONS} == set(ACTIVATIONS)
