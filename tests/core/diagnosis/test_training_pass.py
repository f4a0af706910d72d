"""The state of a network on its training set, against brute force, sample by sample."""

import math
from dataclasses import replace

import numpy as np
import pytest

from annplayground.core.choices.metrics import channel_names
from annplayground.core.choices.norms import norm, rms
from annplayground.core.diagnosis.neighbours import neighbour_score
from annplayground.core.experiment import Experiment
from annplayground.core.history import Curves
from annplayground.core.run.session import Session


def make(dataset="xor", output="sigmoid", loss="cross_entropy", hidden=("tanh",), n=60, **network):
    layers = [{"units": 4, "activation": name} for name in hidden]
    return Session(
        Experiment.from_dict(
            {
                "data": {"dataset": dataset, "n_samples": n},
                "network": {"hidden": layers, "output": output, **network},
                "training": {"loss": loss},
            }
        )
    )


def brute_force(session, is_so):
    """Share of the training samples for which is_so(activation name, a), per hidden unit."""
    shares = []
    for k, layer in enumerate(session.moment.layers[:-1]):
        counts = [0.0] * len(layer.b)
        for x, y in zip(session.train_set.X, session.train_set.y, strict=True):
            for j, a in enumerate(session.explain(x, y)[k].a):
                counts[j] += is_so(layer.activation.name, float(a))
        shares.append(np.array(counts) / len(session.train_set))
    return shares


def flat(name, a):
    if name == "tanh":
        return a < -0.97 or a > 0.97
    return name == "sigmoid" and (a < 0.03 or a > 0.97)


@pytest.mark.parametrize("scale", [0.5, 1.0, 5.0])
@pytest.mark.parametrize("hidden", [("tanh", "sigmoid"), ("relu", "tanh"), ("elu", "leaky_relu")])
def test_saturated_shares(hidden, scale):
    session = make(hidden=hidden, init_scale=scale)
    whole = session.moment.training_pass
    for found, expected in zip(whole.saturated, brute_force(session, flat), strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-12)
    if scale == 5.0 and "tanh" in hidden:
        assert max(share.max() for share in whole.saturated) > 0.3


@pytest.mark.parametrize("hidden", [("relu", "relu"), ("relu", "tanh"), ("softplus", "leaky_relu")])
def test_dead_units(hidden):
    session = make(hidden=hidden)
    for layer, units in ((0, (0, 3)), (1, (1,))):
        for j in units:
            session.set_bias(layer + 1, j, -100.0)
    whole = session.moment.training_pass
    always_zero = brute_force(session, lambda name, a: name == "relu" and a == 0.0)
    for found, shares in zip(whole.dead, always_zero, strict=True):
        assert found.dtype == bool
        np.testing.assert_array_equal(found, shares == 1.0)
    if hidden[0] == "relu":
        assert whole.dead[0][[0, 3]].all()
        assert not whole.dead[0].all()


def test_zero_on_some_samples_is_not_dead():
    session = make(hidden=("relu",))
    zeros = (session.moment.training_pass.passes[0].a == 0.0).mean(axis=0)
    assert (zeros > 0.2).all()
    assert not session.moment.training_pass.dead[0].any()


def test_a_network_without_hidden_layers():
    whole = make(hidden=()).moment.training_pass
    assert whole.saturated == whole.dead == []
    assert len(whole.gradient_rms) == len(whole.delta_rms) == 1


def test_gradients_are_those_of_the_session():
    session = make(hidden=("tanh", "relu"))
    session.train(2)
    whole = session.moment.training_pass
    gradients = session.gradients(session.train_set.X, session.train_set.y)
    for found, (dW, _) in zip(whole.gradient_rms, gradients, strict=True):
        assert found == pytest.approx(np.sqrt((dW**2).mean()), rel=1e-9)
    deltas = [
        [one.delta for one in session.explain(x, y)]
        for x, y in zip(session.train_set.X, session.train_set.y, strict=True)
    ]
    for k, found in enumerate(whole.delta_rms):
        squares = np.mean([sample[k] ** 2 for sample in deltas])
        assert found == pytest.approx(math.sqrt(squares), rel=1e-9)


def test_the_larger_gradient_norm_of_now_and_the_last_epoch():
    session = make()
    now = [norm(g.dW) for g in session.moment.training_pass.gradients]
    assert session.moment.training_pass.gradient_norms == pytest.approx(now)  # no epoch yet
    session.train(1)
    whole = session.moment.training_pass
    assert whole.gradient_norms == [
        max(norm(g.dW), last)
        for g, last in zip(whole.gradients, whole.newest("gradient_norm"), strict=True)
    ]


def test_training_on_does_not_change_it():
    session = make()
    whole = session.moment.training_pass
    weights = whole.layers[0].W.copy()
    session.train(2)
    np.testing.assert_array_equal(whole.layers[0].W, weights)
    assert whole.epoch == 0


# -- the loss -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (("gauss", "sigmoid", "cross_entropy"), math.log(2)),
        (("gauss", "softmax", "cross_entropy"), math.log(2)),
        (("blobs3", "softmax", "cross_entropy"), math.log(3)),
        (("gauss", "sigmoid", "mse"), 1 / 8),
        (("gauss", "tanh", "mse"), 1 / 2),
    ],
)
def test_the_loss_of_a_constant(case, expected):
    session = make(*case, n=1200)
    assert session.moment.training_pass.constant_loss == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize(
    "case", [("gauss", "sigmoid", "cross_entropy"), ("blobs3", "softmax", "mse"),
             ("hill", "linear", "mse")], ids="-".join
)  # fmt: skip
def test_no_constant_is_better(case):
    """Weights at 0 make the output a constant; the best bias gives exactly that loss."""
    session = make(*case, hidden=(), init="zeros")
    means = session.train_set.y.mean(axis=0)
    inverse = {"sigmoid": lambda p: np.log(p / (1 - p)), "softmax": np.log, "linear": np.copy}
    for j, b in enumerate(inverse[case[1]](means)):
        session.set_bias(1, j, b)
    assert session.losses().train == pytest.approx(
        session.moment.training_pass.constant_loss, rel=1e-9
    )


def curves_of(losses, stride=1):
    """Curves whose J on both sets is given epoch by epoch, thinned."""
    names = channel_names(2)
    buckets = [losses[k : k + stride] for k in range(0, len(losses), stride)]
    low = np.repeat([[min(bucket)] for bucket in buckets], len(names), axis=1)
    high = np.repeat([[max(bucket)] for bucket in buckets], len(names), axis=1)
    epochs = np.arange(len(buckets)) * stride
    last = np.full(len(names), losses[-1])
    return Curves(names, epochs, low, high, last, len(losses) - 1, stride)


def health_of(losses, stride=1):
    return replace(make().moment.training_pass, curves=curves_of(losses, stride))


@pytest.mark.parametrize("stride", [1, 2, 8, 16])
def test_thinned_curves_say_the_same(stride):
    falling = list(np.linspace(2.0, 1.0, 320))
    whole = health_of(falling, stride)
    assert len(whole.train_losses) == 320 // stride
    assert np.all(np.diff(whole.train_losses) < 0)
    assert whole.fall == pytest.approx(1 - 1.05 / 1.5, abs=0.05)
    assert whole.jumps.mean() < 0.05
    flat = health_of([0.5] * 320, stride)
    assert flat.fall == 0.0
    assert flat.jumps.max() == 0.0
    jumping = health_of([0.5, 1.0] * 160, stride)
    assert abs(jumping.fall) < 0.05
    assert jumping.jumps.mean() == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("stride", [1, 8])
def test_the_newest_and_the_best_loss(stride):
    whole = health_of([3.0, 1.0, 2.0, 4.0] * 8, stride)
    assert whole.train_loss == whole.test_loss == 4.0
    assert whole.best_test_loss == 1.0


def test_falling_is_no_jump():
    assert health_of([4.0, 2.0, 1.0, 0.5]).jumps.max() == 0.0
    assert health_of([4.0]).fall == 0.0


def test_the_score_of_classes_is_their_accuracy_and_of_values_the_explained_variance():
    session = make()
    session.train(1)
    assert session.moment.training_pass.score == session.accuracies().train
    session = make("plane", "linear", "mse", hidden=())
    assert session.moment.training_pass.score < 0.95
    session.train(50)
    labels = session.train_set.labels
    residual = session.predict(session.train_set.X)[:, 0] - labels
    expected = 1.0 - (residual**2).mean() / labels.var()
    assert session.moment.training_pass.score == pytest.approx(expected, rel=1e-9)
    assert session.moment.training_pass.learned


# -- neighbours -----------------------------------------------------------------------------


def brute_neighbours(x, labels, k):
    said = []
    for i in range(len(x)):
        order = sorted(
            (d for d in range(len(x)) if d != i), key=lambda d: ((x[d] - x[i]) ** 2).sum()
        )
        said.append(np.mean([labels[d] for d in order[:k]]))
    return np.array(said)


def test_neighbours_of_classes_and_of_values():
    rng = np.random.default_rng(0)
    x, classes, values = rng.normal(size=(80, 3)), rng.integers(0, 3, 80) * 1.0, rng.normal(size=80)
    expected = (brute_neighbours(x, classes, 1) == classes).mean()
    assert neighbour_score(x, classes, regression=False) == expected
    residual = brute_neighbours(x, values, 3) - values
    expected = 1.0 - (residual**2).mean() / values.var()
    assert neighbour_score(x, values, regression=True) == pytest.approx(expected)


def test_neighbours_know_what_can_be_learned():
    scores = {
        name: Session(
            Experiment.from_dict({"data": {"dataset": name, **more}})
        ).moment.training_pass.possible_score
        for name, more in {"circle": {}, "spiral": {}, "gauss": {"noise": 0.5}}.items()
    }
    assert scores["circle"] > 0.9
    assert scores["spiral"] > 0.9
    assert scores["gauss"] < 0.9


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_hardly_any_neighbours(n):
    x, labels = np.arange(n)[:, None] * 1.0, np.arange(n) * 1.0
    for regression in (False, True):
        assert neighbour_score(x, labels, regression) <= 1.0
    assert neighbour_score(x, np.zeros(n), regression=True) == 0.0


# -- norms ----------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1e-300, 1e-160, 1.0, 1e160, 1e300])
def test_norms_without_overflow(size):
    array = size * np.array([[3.0, 0.0], [0.0, 4.0]])
    with np.errstate(all="ignore"):
        assert norm(array) == pytest.approx(5.0 * size, rel=1e-12)
        assert rms(array) == pytest.approx(2.5 * size, rel=1e-12)


def test_norms_of_nothing_and_of_what_is_no_number():
    assert norm(np.zeros((2, 3))) == rms(np.zeros(4)) == 0.0
    assert norm(np.array([1.0, np.inf])) == math.inf
    assert math.isnan(norm(np.array([1.0, np.nan])))
