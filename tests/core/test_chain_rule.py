"""The chain rule of one weight, path by path: its value against finite differences and `gradients`,
its paths against all that there are."""

import math
from dataclasses import replace
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annplayground.core.choices.activations import ACTIVATIONS, hidden_activations
from annplayground.core.choices.losses import LOSSES
from annplayground.core.experiment import Data, Experiment, possible_losses, possible_outputs
from annplayground.core.network import weight_index
from annplayground.core.run.session import Session
from tests.toys import TOYS

HIDDEN = hidden_activations()
FEATURES = ["x1", "x2", "x1x2", "sin_x2"]
H = 1e-5  # of the central differences
COMBINATIONS = [
    (dataset, output, loss)
    for dataset in ("xor", "blobs3", "plane")
    for output in possible_outputs(Data(dataset))
    for loss in possible_losses(output)
]
every_combination = pytest.mark.parametrize("combination", COMBINATIONS, ids="-".join)


def make(combination, hidden, seed=0, init="xavier"):
    """A Session with `hidden` as (units, activation) pairs, with a penalty, which does not count
    here; its biases are random as well."""
    dataset, output, loss = combination
    session = Session(
        Experiment.from_dict(
            {
                "data": {"dataset": dataset, "n_samples": 20, "features": FEATURES, "seed": seed},
                "network": {
                    "hidden": [{"units": units, "activation": name} for units, name in hidden],
                    "output": output,
                    "init": init,
                    "seed": seed,
                },
                "training": {"loss": loss, "regularization": {"kind": "l2", "rate": 0.1}},
            }
        ),
        engine="numpy",
    )
    rng = np.random.default_rng(seed)
    if init != "zeros":
        for k, (_, b) in enumerate(session.parameters):
            for j in range(len(b)):
                session.set_bias(k + 1, j, rng.normal(0.0, 0.5))
    return session


@st.composite
def cases(draw, combination, hidden=HIDDEN, init="xavier"):
    """A random network, a sample and a weight: (session, x (2,), y (n_outputs,), (layer, i, j))."""
    layers = draw(
        st.lists(st.tuples(st.integers(1, 4), st.sampled_from(hidden)), min_size=0, max_size=3)
    )
    session = make(combination, layers, draw(st.integers(0, 999)), init)
    row = draw(st.integers(0, 9))
    layer = draw(st.integers(1, len(layers) + 1))
    n_in, n_out = session.experiment.sizes[layer - 1 : layer + 1]
    weight = layer, draw(st.integers(0, n_in - 1)), draw(st.integers(0, n_out - 1))
    return session, session.train_set.X[row], session.train_set.y[row], weight


def data_loss(session, x, y):
    """J of one sample, without the penalty."""
    output = session.forward(np.array([x]))[-1]
    activation = session.moment.layers[-1].activation
    loss = LOSSES[session.experiment.training.loss]
    return float(loss.per_sample(activation, output.z, output.a, np.array([y]))[0])


def difference(session, x, y, weight):
    """The central difference of J by one weight, which is as it was afterwards."""
    layer, i, j = weight
    at = float(session.parameters[layer - 1][0][i, j])
    J = []
    for w in (at + H, at - H):
        session.set_weight(layer, i, j, w)
        J.append(data_loss(session, x, y))
    session.set_weight(layer, i, j, at)
    return (J[0] - J[1]) / (2 * H)


def every_path(session, x, y, weight):
    """(units, exact product) of all paths, strongest first, from the equations themselves."""
    layer, i, j = weight
    explained, layers = session.explain(x, y), session.moment.layers
    experiment, last = session.experiment, len(layers)
    a, y = explained[-1].a, np.asarray(y)
    if experiment.training.loss == "cross_entropy":
        start = [[value] for value in a - y]
    elif experiment.network.output == "softmax":
        start = [[value] for value in a * ((a - y) - (a * (a - y)).sum())]
    else:
        start = [[d, f] for d, f in zip(a - y, explained[-1].slope, strict=True)]
    found = []
    for units in product([j], *(range(n) for n in experiment.sizes[layer + 1 :])):
        factors = [*start[units[-1]], explained[layer - 1].x[i]]
        for m in range(layer, last):
            here, there = units[m - layer], units[m - layer + 1]
            factors += [layers[m].W[here, there], explained[m - 1].slope[here]]
        found.append((units, math.prod(Fraction(float(value)) for value in factors)))
    return sorted(found, key=lambda path: (-abs(float(path[1])), path[0]))


def check_paths(session, x, y, weight, most=8):
    """All that a chain rule says of its paths."""
    rule, expected = session.chain_rule(*weight, x, y, most), every_path(session, x, y, weight)
    assert rule.n_paths == len(expected)
    assert [path.units for path in rule.paths] == [units for units, _ in expected[:most]]
    for path, (_, exact) in zip(rule.paths, expected, strict=False):
        assert path.product == float(exact)
        assert math.prod(v for _, v in path.factors) == pytest.approx(path.product, rel=1e-12)
        assert path.steps[-1].product == pytest.approx(path.product, rel=1e-12)
    listed = sum(path.product for path in rule.paths)
    assert rule.rest == rule.value - listed
    rest = float(sum(exact for _, exact in expected[most:]))
    scale = max(abs(float(exact)) for _, exact in expected)
    assert rule.rest == pytest.approx(rest, rel=1e-9, abs=1e-14 + 1e-12 * scale)
    return rule


# -- the value ----------------------------------------------------------------------------------


@every_combination
@settings(max_examples=6)
@given(data=st.data())
def test_the_value_is_the_slope_of_the_samples_own_data_loss(combination, data):
    session, x, y, weight = data.draw(cases(combination))
    for layer, one in zip(session.moment.layers, session.explain(x, y), strict=True):
        kinked = layer.activation.name in ("relu", "leaky_relu")
        assume(not kinked or np.abs(one.z).min() > 1e-3)
    value = session.chain_rule(*weight, x, y).value
    assert value == pytest.approx(difference(session, x, y, weight), rel=2e-5, abs=1e-7)


@every_combination
@settings(max_examples=6)
@given(data=st.data())
def test_the_value_is_what_gradients_say_without_the_penalty(combination, data):
    session, x, y, weight = data.draw(cases(combination))
    layer, i, j = weight
    value = session.chain_rule(*weight, x, y).value
    with_penalty = session.gradients(x[None], y[None])[layer - 1][0][i, j]
    w = session.parameters[layer - 1][0][i, j]
    assert value == pytest.approx(with_penalty - 0.1 * w, rel=1e-9, abs=1e-12)
    training = session.experiment.training
    bare = replace(training, regularization=replace(training.regularization, kind="none"))
    session.adopt(replace(session.experiment, training=bare))
    assert value == session.gradients(x[None], y[None])[layer - 1][0][i, j]


# -- the paths ----------------------------------------------------------------------------------


@every_combination
@settings(max_examples=8)
@given(data=st.data())
def test_the_paths_are_the_strongest_of_all(combination, data):
    session, x, y, weight = data.draw(cases(combination))
    check_paths(session, x, y, weight, data.draw(st.integers(0, 70)))


@pytest.mark.parametrize("init", ["zeros", "round"])
@settings(max_examples=15)
@given(data=st.data())
def test_equal_paths_stand_in_the_order_of_their_units(init, data):
    """Dead units, weights of 0 and round weights make many equal products."""
    combination = data.draw(st.sampled_from(COMBINATIONS))
    session, x, y, weight = data.draw(cases(combination, ("relu", "linear", "tanh"), init))
    check_paths(session, x, y, weight, data.draw(st.integers(1, 12)))


def test_a_product_of_the_same_factors_in_another_order_is_equal():
    """0.1 · 0.3 · 0.7 and 0.7 · 0.3 · 0.1 differ in their last bit when they are multiplied as
    floats, and are one number."""
    assert 0.1 * 0.3 * 0.7 != 0.7 * 0.3 * 0.1
    session = make(("plane", "linear", "mse"), [(1, "linear"), (2, "linear"), (2, "linear")])
    for k, weights in enumerate([[[0.7, 0.1]], [[0.3, 9.0], [9.0, 0.3]], [[0.1], [0.7]]], start=2):
        for (i, j), w in np.ndenumerate(np.array(weights)):
            session.set_weight(k, i, j, float(w))
    rule = check_paths(session, [1.0, 2.0], 1.0, (1, 0, 0))
    assert [path.units for path in rule.paths][2:] == [(0, 0, 0, 0), (0, 1, 1, 0)]
    assert rule.paths[2].product == rule.paths[3].product


@every_combination
@pytest.mark.parametrize("hidden", [[], [(3, "tanh")], [(4, "relu"), (2, "gelu")]], ids=len)
def test_a_weight_of_the_output_has_one_path(combination, hidden):
    session = make(combination, hidden)
    x, y = session.train_set.X[0], session.train_set.y[0]
    rule = check_paths(session, x, y, (len(hidden) + 1, 1, session.experiment.n_outputs - 1))
    assert rule.n_paths == 1
    assert rule.rest == pytest.approx(0.0, abs=1e-12)


def test_the_last_factor_of_an_input_is_the_feature():
    session = make(("xor", "sigmoid", "cross_entropy"), [(2, "tanh")])
    for i, feature in enumerate([1.5, -2.0, 1.5 * -2.0, math.sin(-2.0)]):
        rule = check_paths(session, [1.5, -2.0], 1.0, (1, i, 0))
        assert rule.paths[0].factors[-1] == (f"a₀[{i}]", feature)


@pytest.mark.parametrize(("layer", "n"), [(1, 2 * 3 * 4 * 3), (2, 3 * 4 * 3), (5, 3), (6, 1)])
def test_the_paths_are_counted(layer, n):
    hidden = [(5, "tanh"), (2, "tanh"), (3, "tanh"), (4, "tanh"), (1, "tanh")]
    session = make(("blobs3", "softmax", "cross_entropy"), hidden)
    rule = session.chain_rule(layer, 0, 0, [1.0, 2.0], [0.0, 1.0, 0.0], most=1)
    assert rule.n_paths == n
    assert len(rule.paths) == 1


@pytest.mark.parametrize("init", ["xavier", "zeros"])
def test_the_strongest_are_found_among_more_than_could_be_tried(init):
    session = make(("xor", "sigmoid", "cross_entropy"), [(64, "tanh")] * 10, init=init)
    rule = session.chain_rule(1, 0, 5, [1.0, 2.0], 1.0)
    assert rule.n_paths == 64**9
    if init == "zeros":
        assert [path.units[-3:] for path in rule.paths] == [(0, k, 0) for k in range(8)]
        assert rule.value == rule.rest == 0.0
        return
    # The strongest of all by the same recursion from the other end, forwards.
    explained, layers = session.explain([1.0, 2.0], 1.0), session.moment.layers
    best = abs(explained[0].slope * (np.arange(64) == 5) * explained[0].x[0])
    for one, layer in zip(explained[1:-1], layers[1:-1], strict=True):
        best = (best[:, None] * abs(layer.W)).max(axis=0) * abs(one.slope)
    strongest = float((best * abs(layers[-1].W[:, 0])).max() * abs(explained[-1].delta[0]))
    assert abs(rule.paths[0].product) == pytest.approx(strongest, rel=1e-12)
    sizes = [abs(path.product) for path in rule.paths]
    assert sizes == sorted(sizes, reverse=True)
    assert len({path.units for path in rule.paths}) == 8
    assert sum(path.product for path in rule.paths) + rule.rest == pytest.approx(rule.value)


# -- the factors ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("combination", "start"),
    [
        (("xor", "sigmoid", "cross_entropy"), [("p[0] − y[0]", "loss", 3)]),
        (("blobs3", "softmax", "cross_entropy"), [("p[1] − y[1]", "loss", 3)]),
        (("blobs3", "softmax", "mse"), [("δ₃[1]", "loss", 3)]),
        (("plane", "tanh", "mse"), [("a₃[0] − y[0]", "loss", 3), ("f′(z₃[0])", "slope", 3)]),
    ],
    ids=str,
)
def test_the_factors_are_named_from_the_loss_backwards(combination, start):
    session = make(combination, [(3, "tanh"), (2, "sigmoid")])
    y = session.train_set.y[0]
    paths = session.chain_rule(1, 1, 2, [1.0, 2.0], y, most=99).paths
    k = session.experiment.n_outputs and start[0][0].count("[1]") > 0
    path = next(path for path in paths if path.units == (2, 1, int(k)))
    expected = [
        *start,
        (f"W₃[1, {int(k)}]", "weights", 3),
        ("f′(z₂[1])", "slope", 2),
        ("W₂[2, 1]", "weights", 2),
        ("f′(z₁[2])", "slope", 1),
        ("a₀[1]", "input", 1),
    ]
    assert [(step.symbol, step.kind, step.layer) for step in path.steps] == expected
    assert [symbol for symbol, _ in path.factors] == [symbol for symbol, _, _ in expected]
    running = 1.0
    for step, (_, value) in zip(path.steps, path.factors, strict=True):
        running *= value
        assert step.product == pytest.approx(running, rel=1e-12)


def test_another_loss_starts_with_its_delta(monkeypatch):
    toy = next(toy for toy in TOYS if toy.kind == "loss")
    toy.register(monkeypatch)
    session = Session(toy.chosen(), engine="numpy")
    x, y = session.train_set.X[0], session.train_set.y[0]
    rule = session.chain_rule(1, 0, 0, x, y)
    assert rule.paths[0].factors[0][0] == "δ₃[0]"
    assert rule.rest == pytest.approx(0.0, abs=1e-12)
    assert rule.value == pytest.approx(difference(session, x, y, (1, 0, 0)), rel=2e-5)


def test_every_output_is_in_the_combinations():
    assert {output for _, output, _ in COMBINATIONS} == set(ACTIVATIONS)


# -- edges --------------------------------------------------------------------------------------


def test_a_moment_of_the_past_answers_too():
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh")])
    first = session.chain_rule(1, 0, 0, [1.0, 2.0], 1.0)
    session.train(3)
    assert session.at(0).chain_rule(1, 0, 0, [1.0, 2.0], 1.0) == first
    assert session.chain_rule(1, 0, 0, [1.0, 2.0], 1.0) != first


def test_numpy_numbers_are_numbers():
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh")])
    plain = session.chain_rule(1, 0, 2, [1.0, 2.0], [1.0], 2)
    layer, i, j, most = np.int64([1, 0, 2, 2])
    same = session.chain_rule(layer, i, j, np.float32([1.0, 2.0]), np.ones(1), most)
    assert same == plain
    assert type(same.paths[0].units[0]) is int


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        ((0, 0, 0), "there is no layer 0: layers are 1 to 2"),
        ((3, 0, 0), "there is no layer 3: layers are 1 to 2"),
        ((1, 4, 0), r"layer 1 has weights W \(4, 3\)"),
        ((1, 0, -1), r"layer 1 has weights W \(4, 3\)"),
        ((1.0, 0, 0), "layer must be a whole number, not 1.0"),
        ((1, None, 0), "i must be a whole number, not None"),
        ((1, 0, "a"), "j must be a whole number, not 'a'"),
    ],
)
def test_a_weight_that_does_not_exist_is_refused(weight, words):
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh")])
    with pytest.raises(IndexError, match=words):
        session.chain_rule(*weight, [1.0, 2.0], 1.0)


@pytest.mark.parametrize(
    ("x", "y", "most", "words"),
    [
        ([1.0], 1.0, 8, r"x must be \(2,\)"),
        ([[1.0, 2.0]], 1.0, 8, r"x must be \(2,\)"),
        ([1.0, 2.0], [0.0, 1.0], 8, r"y must be \(1,\)"),
        ([1.0, 2.0], "a", 8, "y must be an array of numbers"),
        ([1.0, 2.0], 1.0, -1, "most must be a whole number of 0 or more, not -1"),
        ([1.0, 2.0], 1.0, 2.5, "most must be a whole number of 0 or more, not 2.5"),
        ([math.nan, 2.0], 1.0, 8, "a factor that is not finite"),
    ],
)
def test_a_sample_that_cannot_be_is_refused(x, y, most, words):
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh")])
    with pytest.raises(ValueError, match=words):
        session.chain_rule(1, 0, 0, x, y, most)


def test_numbers_that_overflow_are_told_and_huge_ones_are_not():
    session = make(("plane", "linear", "mse"), [(2, "relu"), (2, "linear")])
    session.set_bias(1, 0, 1e200)
    assert session.chain_rule(3, 0, 0, [1.0, 2.0], 0.0).value != 0.0
    rule = session.chain_rule(1, 0, 0, [1.0, 2.0], 0.0)
    assert abs(rule.paths[0].product) > 1e190
    session.set_weight(2, 0, 0, 1e200)
    with pytest.raises(ValueError, match="a factor that is not finite"):
        session.chain_rule(1, 0, 0, [1.0, 2.0], 0.0)


def test_a_product_beyond_all_floats_is_infinite():
    session = make(("plane", "linear", "mse"), [(1, "linear"), (1, "linear")])
    session.set_weight(2, 0, 0, 1e-200)
    session.set_weight(3, 0, 0, 1e300)
    session.set_bias(3, 0, 1e300)
    rule = session.chain_rule(2, 0, 0, [1e8, 1e8], 0.0)
    assert math.isinf(rule.paths[0].product)
    assert math.copysign(1.0, rule.paths[0].product) == math.copysign(1.0, rule.value)


def test_a_saturated_output_that_is_wrong_starts_with_minus_one():
    session = make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh")])
    session.set_bias(2, 0, -2000.0)
    rule = check_paths(session, [1.0, 2.0], [1.0], (1, 0, 0))
    assert rule.paths[0].factors[0] == ("p[0] − y[0]", -1.0)


def test_asking_does_not_move_the_run():
    one, other = (make(("xor", "sigmoid", "cross_entropy"), [(3, "tanh")]) for _ in range(2))
    for _ in range(3):
        one.chain_rule(1, 0, 0, [1.0, 2.0], 1.0)
        one.step(), other.step()
    for (W, b), (V, c) in zip(one.parameters, other.parameters, strict=True):
        np.testing.assert_array_equal(W, V)
        np.testing.assert_array_equal(b, c)


def test_each_weight_stands_once_in_the_vector():
    sizes = (2, 3, 4, 1)
    found = [
        weight_index(sizes, layer, i, j)
        for layer in (1, 2, 3)
        for i in range(sizes[layer - 1])
        for j in range(sizes[layer])
    ]
    assert len(set(found)) == len(found) == 2 * 3 + 3 * 4 + 4
