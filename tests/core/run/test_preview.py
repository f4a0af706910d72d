"""The next update, seen before it happens: it is the one that then does happen."""

from itertools import product

import numpy as np
import pytest

from annplayground.core.choices.optimizers import OPTIMIZERS
from annplayground.core.experiment import Experiment
from annplayground.core.run.session import Session

OUTPUTS = [
    ("xor", "sigmoid", "cross_entropy"),
    ("blobs3", "softmax", "mse"),
    ("hill", "linear", "mse"),
]


def make(dataset="xor", output="sigmoid", loss="cross_entropy", hidden=2, **training):
    return Session(
        Experiment.from_dict(
            {
                "data": {"dataset": dataset, "n_samples": 50},
                "network": {"output": output, "hidden": [{"units": 3}] * hidden},
                "training": {"loss": loss, "batch_size": 10, **training},
            }
        )
    )


def assert_comes_true(session):
    """The preview's weights before, and the real ones one step later, bit for bit."""
    preview, before = session.preview(), session.parameters
    session.step()
    columns = zip(preview.layers, before, session.parameters, strict=True)
    for layer, (W, b), (new_W, new_b) in columns:
        np.testing.assert_array_equal(layer.W, W)
        np.testing.assert_array_equal(layer.b, b)
        np.testing.assert_array_equal(layer.new_W, new_W)
        np.testing.assert_array_equal(layer.new_b, new_b)
        np.testing.assert_array_equal(layer.W - layer.step_W, layer.new_W)
        np.testing.assert_array_equal(layer.b - layer.step_b, layer.new_b)
        assert np.abs(layer.new_W - W).max() > 0.0
    np.testing.assert_array_equal(preview.rows, session.last_batch)


@pytest.mark.parametrize(
    ("optimizer", "kind", "clip"),
    list(product(OPTIMIZERS, ("none", "l1", "l2"), (None, 0.01))),
)
def test_it_comes_true(optimizer, kind, clip):
    session = make(
        optimizer={"name": optimizer},
        regularization={"kind": kind, "rate": 0.1},
        gradient_clip=clip,
        schedule={"kind": "exponential", "decay": 0.5},
    )
    for _ in range(4):  # 25 samples in batches of 10: the third is short, the fourth epoch 1
        assert_comes_true(session)
    assert session.epoch == 1


@pytest.mark.parametrize("hidden", [0, 3])
@pytest.mark.parametrize("case", OUTPUTS, ids="-".join)
def test_it_comes_true_for_every_kind_of_output(case, hidden):
    assert_comes_true(make(*case, hidden=hidden))


def test_the_last_batch_of_an_epoch_is_short():
    session = make()
    session.advance(2)
    preview = session.preview()
    assert len(preview.rows) == 5
    assert preview.outputs.shape == preview.targets.shape == (5, 1)
    assert preview.losses.shape == (5,)


@pytest.mark.parametrize("case", OUTPUTS, ids="-".join)
def test_it_shows_the_batch_that_is_used(case):
    session = make(*case)
    session.train(2)
    preview, samples = session.preview(), session.train_set
    X, y = samples.X[preview.rows], samples.y[preview.rows]
    np.testing.assert_allclose(preview.outputs, session.predict(X), rtol=1e-12)
    np.testing.assert_array_equal(preview.targets, y)
    for layer, (dW, db) in zip(preview.layers, session.gradients(X, y), strict=True):
        np.testing.assert_allclose(layer.dW, dW, rtol=1e-9, atol=1e-15)
        np.testing.assert_allclose(layer.db, db, rtol=1e-9, atol=1e-15)
    for row, x in enumerate(X):
        deltas = [one.delta for one in session.explain(x, y[row])]
        assert len(deltas) == len(preview.delta_rms)
    squares = [
        np.mean([session.explain(x, t)[k].delta ** 2 for x, t in zip(X, y, strict=True)])
        for k in range(len(preview.layers))
    ]
    np.testing.assert_allclose(preview.delta_rms, np.sqrt(squares), rtol=1e-9)


def test_the_losses_are_those_of_the_samples():
    session = make()
    preview = session.preview()
    p, y = preview.outputs[:, 0], preview.targets[:, 0]
    expected = -(y * np.log(p) + (1 - y) * np.log(1 - p))
    np.testing.assert_allclose(preview.losses, expected, rtol=1e-9)


def test_the_gradient_contains_the_penalty_and_is_not_clipped():
    session = make(
        regularization={"kind": "l2", "rate": 10.0}, gradient_clip=0.01, learning_rate=0.5
    )
    preview = session.preview()
    X, y = (array[preview.rows] for array in (session.train_set.X, session.train_set.y))
    plain = make()
    for layer, (W, _), (dW, _) in zip(
        preview.layers, plain.parameters, plain.gradients(X, y), strict=True
    ):
        np.testing.assert_allclose(layer.dW, dW + 10.0 * W, rtol=1e-9, atol=1e-12)
    steps = np.concatenate([step.ravel() for k in preview.layers for step in (k.step_W, k.step_b)])
    assert np.linalg.norm(steps) == pytest.approx(0.5 * 0.01)


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_looking_ahead_does_not_move_the_run(optimizer):
    session, left_alone = (make(optimizer={"name": optimizer}) for _ in range(2))
    for _ in range(8):
        session.preview()
        session.step(), left_alone.step()
    for (W, b), (V, c) in zip(session.parameters, left_alone.parameters, strict=True):
        np.testing.assert_array_equal(W, V)
        np.testing.assert_array_equal(b, c)


def test_a_preview_stays_as_it_is():
    session = make()
    preview, before = session.preview(), session.parameters
    session.train(2)
    for layer, (W, _) in zip(preview.layers, before, strict=True):
        np.testing.assert_array_equal(layer.W, W)


def test_a_step_beyond_all_numbers_can_be_looked_at():
    """No warning, and the new weights say what would happen."""
    session = make("hill", "linear", "mse", learning_rate=1000.0)
    session.set_weight(3, 0, 0, 1e200)
    session.train(1)
    assert session.divergence is not None
    preview = session.preview()
    assert not all(np.isfinite(layer.new_W).all() for layer in preview.layers)
