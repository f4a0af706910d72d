"""One mini-batch, one epoch: who is visited when, what is measured, and what happens at the end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annplayground.core.choices.metrics import METRICS
from annplayground.core.engines.measuring import finish_epoch
from annplayground.core.engines.numpy_engine import NumpyEngine
from annplayground.core.engines.state import DivergedError, State
from annplayground.core.experiment import Experiment
from annplayground.core.network import Parameters, backward, forward, initial_vector
from annplayground.core.run.session import Session
from annplayground.core.samples import make_sets, predicted_classes


def engine_and_state(**d):
    experiment = Experiment.from_dict(d)
    engine = NumpyEngine(experiment, *make_sets(experiment))
    return engine, State.start(initial_vector(experiment))


def one_epoch(engine, state):
    """Train an epoch; the rows of each mini-batch."""
    batches = []
    for _ in range(10_000):
        batches.append(engine.next_batch(state))
        if engine.step(state):
            return batches
    raise AssertionError("the epoch does not end")


# -- mini-batches ---------------------------------------------------------------------------


@settings(max_examples=25)
@given(n=st.integers(10, 80), batch_size=st.integers(1, 100), epochs=st.integers(1, 3))
def test_every_sample_is_visited_once_per_epoch(n, batch_size, epochs):
    engine, state = engine_and_state(
        data={"n_samples": n, "train_fraction": 0.7}, training={"batch_size": batch_size}
    )
    orders = []
    for _ in range(epochs):
        batches = one_epoch(engine, state)
        finish_epoch(engine, state)
        n_train = len(engine.train)
        assert len(batches) == -(-n_train // batch_size)
        assert all(len(rows) == min(batch_size, n_train) for rows in batches[:-1])
        assert len(batches[-1]) == n_train - batch_size * (len(batches) - 1)  # the short one
        order = np.concatenate(batches)
        assert sorted(order.tolist()) == list(range(n_train))
        orders.append(tuple(order.tolist()))
    assert len(set(orders)) == epochs  # reshuffled


def test_the_last_short_batch_is_used():
    engine, state = engine_and_state(training={"batch_size": 240})
    assert engine.step(state) is False
    before = state.parameters.copy()
    assert len(engine.next_batch(state)) == 10
    assert engine.step(state) is True
    assert (state.parameters != before).all()


def test_a_step_uses_the_batch_that_was_announced():
    engine, state = engine_and_state(training={"learning_rate": 0.5})
    rows = engine.next_batch(state)
    layers = Parameters(engine.experiment, state.parameters.copy()).layers
    passes = forward(layers, engine.x_train[rows])
    gradients = backward(layers, passes, engine.train.y[rows], engine.loss)
    engine.step(state)
    for new, old, g in zip(
        Parameters(engine.experiment, state.parameters).layers, layers, gradients, strict=True
    ):
        np.testing.assert_allclose(new.W, old.W - 0.5 * g.dW)
        np.testing.assert_allclose(new.b, old.b - 0.5 * g.db)


def test_the_order_follows_the_seed_of_the_network():
    """Another start is another order too; the same start is the same order."""
    first, again, other = (
        engine_and_state(network={"seed": seed})[0]._order(0).tolist() for seed in (1, 1, 2)
    )
    assert first == again != other


def test_nobody_can_change_the_order():
    engine, state = engine_and_state()
    with pytest.raises(ValueError, match="read-only"):
        engine.next_batch(state)[0] = 0


def test_the_counters():
    engine, state = engine_and_state(training={"batch_size": 100})
    engine.step(state)
    assert (state.epoch, state.position, state.batches, state.updates) == (0, 100, 1, 1)
    engine.step(state)
    engine.step(state)
    finish_epoch(engine, state)
    assert (state.epoch, state.position, state.batches, state.updates) == (1, 0, 0, 3)
    assert state.totals is None


def test_a_copied_state_is_independent():
    engine, state = engine_and_state(training={"optimizer": {"name": "adam"}})
    engine.step(state)
    copy = state.copy()
    before = [x.copy() for x in (copy.parameters, copy.v, copy.s, copy.totals)]
    engine.step(state)
    after = (copy.parameters, copy.v, copy.s, copy.totals)
    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(old, new)
    engine.step(copy)
    np.testing.assert_array_equal(copy.parameters, state.parameters)


# -- the layers' measures -------------------------------------------------------------------


def independent_measures(session):
    """The five metrics of one step, worked out afresh and with other words."""
    experiment = session.experiment
    rows = session._course.engine.next_batch(session._course.state)
    X, y = session.train_set.X[rows], session.train_set.y[rows]
    gradients, passes, old = session.gradients(X, y), session.forward(X), session.parameters
    # ∂J/∂z of one sample at a time, from its own gradient of b: db = Σ δ of one sample.
    deltas = [session.gradients(X[k : k + 1], y[k : k + 1]) for k in range(len(rows))]
    session.step()
    table = []
    for k in range(len(experiment.activations)):
        dW, step = gradients[k][0], session.parameters[k][0] - old[k][0]
        delta = np.array([sample[k][1] for sample in deltas])
        table.append(
            [
                np.linalg.norm(dW),
                np.sqrt(np.mean(dW**2)),
                np.sqrt(np.mean(delta**2)),
                np.sqrt(np.mean((passes[k].a - passes[k].a.mean()) ** 2)),
                np.linalg.norm(step) / np.linalg.norm(old[k][0]),
            ]
        )
    return np.array(table)


@pytest.mark.parametrize("training", [
    {"batch_size": 100},  # 100, 100 and a short one of 50
    {"batch_size": 77, "optimizer": {"name": "adam"}, "learning_rate": 0.01},
    {"batch_size": 250, "regularization": {"kind": "l2", "rate": 0.1}, "gradient_clip": 0.05},
])  # fmt: skip
def test_the_quantities_are_means_over_the_batches_of_the_epoch(training):
    session = Session(Experiment.from_dict({"data": {"dataset": "moons"}, "training": training}))
    for _ in range(2):
        steps = [independent_measures(session) for _ in range(session.batches_per_epoch)]
        expected = np.mean(steps, axis=0)
        found = np.array(
            [
                [session.history.curves().newest(f"layer{k}.{name}") for name in METRICS]
                for k in (1, 2, 3)
            ]
        )
        np.testing.assert_allclose(found, expected, rtol=1e-9)


def test_the_row_ends_with_scores_of_the_whole_sets():
    session = Session()
    session.train(2)
    curves = session.history.curves()
    losses, accuracies = session.losses(), session.accuracies()
    assert curves.newest("train_loss") == losses.train
    assert curves.newest("test_loss") == losses.test
    assert curves.newest("train_accuracy") == accuracies.train
    assert curves.newest("test_accuracy") == accuracies.test


def test_a_tiny_gradient_is_not_shown_as_zero():
    """Its square would be no float any more; exactly zero has a mark of its own."""
    hidden = [{"units": 2, "activation": "sigmoid"}]
    session = Session(Experiment.from_dict({"network": {"hidden": hidden, "init_scale": 0.0}}))
    for j in (0, 1):
        session.set_bias(1, j, -400.0)
        session.set_weight(2, j, 0, 1.0)
    session.train(1)
    norm = session.history.curves().newest("layer1.gradient_norm")
    assert 0.0 < norm < 1e-165
    # And zero is zero: a network of zeros has no gradient in its first layer.
    zeros = Session(Experiment.from_dict({"network": {"init": "zeros"}}))
    zeros.train(1)
    assert zeros.history.curves().newest("layer1.gradient_norm") == 0.0
    assert np.isnan(zeros.history.curves().newest("layer1.update_ratio"))  # 0 / 0


# -- divergence -----------------------------------------------------------------------------


@pytest.mark.parametrize("optimizer", ["sgd", "momentum", "nesterov", "rmsprop", "adam"])
def test_an_update_that_is_not_finite_is_refused(optimizer):
    engine, state = engine_and_state(
        data={"dataset": "plane"},
        network={"output": "linear", "hidden": [{"units": 4, "activation": "linear"}] * 2},
        training={"loss": "mse", "optimizer": {"name": optimizer}},
    )
    engine.step(state)
    state.parameters[:] = 1e90  # the output is near 1e270, so the gradient is not finite
    before = state.parameters.copy()
    with pytest.raises(DivergedError):
        engine.step(state)
    np.testing.assert_array_equal(state.parameters, before)
    assert not state.v.any()
    assert not state.s.any()
    assert state.updates == 0


@pytest.mark.parametrize("optimizer", ["rmsprop", "adam"])
def test_a_squared_gradient_that_is_not_finite_is_noticed(optimizer):
    """With s = inf every step would be 0, for ever, without a sign that anything is wrong."""
    engine, state = engine_and_state(
        data={"dataset": "plane"},
        network={"output": "linear", "hidden": []},
        training={"loss": "mse", "optimizer": {"name": optimizer}},
    )
    state.parameters[:] = 1e160
    with pytest.raises(DivergedError):
        engine.step(state)


# -- classes --------------------------------------------------------------------------------


@pytest.mark.parametrize(("output", "middle"), [("sigmoid", 0.5), ("tanh", 0.0), ("relu", 0.5)])
def test_the_class_is_the_side_of_the_middle_of_the_targets(output, middle):
    experiment = Experiment().with_output(output)
    a = np.array([[middle - 1e-9], [middle + 1e-9]])
    np.testing.assert_array_equal(predicted_classes(experiment, a), [0.0, 1.0])


def test_the_class_of_softmax_is_the_largest_probability():
    experiment = Experiment.from_dict(
        {"data": {"dataset": "blobs3"}, "network": {"output": "softmax"}}
    )
    a = np.array([[0.5, 0.3, 0.2], [0.1, 0.2, 0.7], [0.3, 0.4, 0.3]])
    np.testing.assert_array_equal(predicted_classes(experiment, a), [0.0, 2.0, 1.0])
