"""The recent steps of a weight, gone over once more: what one would have seen by looking."""

from dataclasses import replace

import numpy as np
import pytest

from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.experiment import Experiment
from annplayground.core.run.session import Session
from annplayground.core.run.trace import TRACE_STEPS

WEIGHTS = [(0, 1, 2), (1, 2, 0), (2, 0, 0)]


def make(n=60, batch=10, **training):
    """Half of the n samples are for training."""
    return Session(
        Experiment.from_dict(
            {
                "data": {"dataset": "xor", "n_samples": n},
                "network": {"hidden": [{"units": 3}, {"units": 2}]},
                "training": {"batch_size": batch, "learning_rate": 0.1, **training},
            }
        )
    )


def watch(session, steps):
    """(gradient, step) of the weights in every step, read off before and after it."""
    seen = {weight: [] for weight in WEIGHTS}
    for _ in range(steps):
        layers = session.preview().layers
        before = session.parameters
        session.step()
        for (k, i, j), rows in seen.items():
            moved = before[k][0][i, j] - session.parameters[k][0][i, j]
            rows.append((layers[k].dW[i, j], moved))
    return seen


def assert_shows(session, seen, most=TRACE_STEPS):
    for weight, rows in seen.items():
        expected = np.array(rows[-most:]).reshape(-1, 2)
        layer, i, j = weight
        trace = session.trace(layer + 1, i, j)
        assert trace.shape == expected.shape
        np.testing.assert_allclose(trace[:, 0], expected[:, 0], rtol=1e-12)
        np.testing.assert_allclose(trace[:, 1], expected[:, 1], rtol=1e-9, atol=1e-15)


def join(first, second):
    return {weight: first[weight] + second[weight] for weight in first}


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_it_shows_what_happened(optimizer):
    session = make(
        optimizer={"name": optimizer},
        regularization={"kind": "l2", "rate": 0.01},
        schedule={"kind": "exponential", "decay": 0.9},
        gradient_clip=0.3,
    )
    assert_shows(session, watch(session, 7))


def test_the_gradient_is_that_of_the_mini_batch():
    session = make()
    X, y = session.train_set.X, session.train_set.y
    rows = session.preview().rows
    gradients = session.gradients(X[rows], y[rows])
    session.step()
    for k, i, j in WEIGHTS:
        ((gradient, step),) = session.trace(k + 1, i, j)
        assert gradient == pytest.approx(gradients[k][0][i, j], rel=1e-9)
        assert step == pytest.approx(0.1 * gradient, rel=1e-12)


@pytest.mark.parametrize("steps", [0, 1, 2, 119, 120, 121, 239, 240, 241, 365])
@pytest.mark.parametrize("batch", [1, 7, 30], ids=["30 a epoch", "5 an epoch", "1 an epoch"])
def test_at_most_the_last_120_steps(batch, steps):
    session = make(batch=batch, optimizer={"name": "adam"})
    seen = watch(session, steps)
    assert_shows(session, seen)
    assert len(session.trace(1, 0, 0)) == min(steps, TRACE_STEPS)


def test_an_epoch_of_many_steps_is_not_gone_over_whole():
    session = make(n=2000, batch=1)
    walked = []
    next_batch = session._course.engine.next_batch
    session.advance(990)
    session._course.engine.next_batch = lambda state: walked.append(1) or next_batch(state)
    assert len(session.trace(1, 0, 0)) == TRACE_STEPS
    assert len(walked) < 2 * TRACE_STEPS


def test_it_does_not_depend_on_how_the_run_is_cut():
    session, whole = make(), make()
    watch(session, 30)
    whole.train(10)
    np.testing.assert_array_equal(session.trace(1, 0, 0), whole.trace(1, 0, 0))


def test_after_a_live_change_it_begins_anew():
    session = make()
    session.advance(5)
    training = replace(
        session.experiment.training, learning_rate=0.3, optimizer=OptimizerChoice("rmsprop")
    )
    assert session.adopt(replace(session.experiment, training=training))
    assert session.trace(1, 0, 0).shape == (0, 2)
    assert_shows(session, watch(session, 8))


@pytest.mark.parametrize("steps", [3, 4], ids=["end of an epoch", "in between"])
def test_after_a_change_by_hand_it_begins_anew(steps):
    session = make(optimizer={"name": "momentum"})
    session.advance(steps)
    session.set_weight(1, 0, 0, 5.0)
    assert_shows(session, watch(session, 8))
    session.set_bias(2, 0, -1.0)
    assert_shows(session, watch(session, 8))


@pytest.mark.parametrize("steps", [9, 10], ids=["end of an epoch", "in between"])
def test_after_going_back_it_shows_the_steps_that_led_there(steps):
    session = make(optimizer={"name": "adam"})
    seen = watch(session, steps)
    session.back()
    kept = {weight: rows[: 3 * session.epoch] for weight, rows in seen.items()}
    assert session.epoch == (2 if steps == 9 else 3)
    assert_shows(session, kept)
    assert_shows(session, join(kept, watch(session, 5)))


def test_far_back_there_are_still_120_steps():
    session = make(batch=30)
    seen = watch(session, 190)
    for _ in range(30):
        session.back()
    kept = {weight: rows[:160] for weight, rows in seen.items()}
    assert_shows(session, kept)
    assert_shows(session, join(kept, watch(session, 130)))


def test_going_back_behind_a_change_is_as_if_it_had_never_been():
    session, untouched = make(), make()
    seen = watch(untouched, 3)  # of three mini-batches
    session.advance(6)
    session.set_weight(1, 0, 0, 5.0)
    session.advance(1)
    session.back(), session.back()
    assert session.epoch == untouched.epoch == 1
    assert_shows(session, seen)


def test_the_way_not_taken_is_forgotten():
    """Back, a change, and on to the same place along another way."""
    session = make(n=600, batch=1)
    session.advance(900)
    session.back()
    session.set_weight(1, 0, 0, 5.0)
    assert_shows(session, watch(session, 200))


def test_a_diverged_run_has_a_trace():
    session = make(learning_rate=1000.0, loss="mse", regularization={"kind": "l2", "rate": 50.0})
    session.train(1000)
    assert session.divergence is not None
    assert len(session.trace(1, 0, 0)) > 0


def test_looking_does_not_move_the_run():
    session, left_alone = make(optimizer={"name": "adam"}), make(optimizer={"name": "adam"})
    for _ in range(10):
        session.trace(1, 0, 0)
        session.step(), left_alone.step()
    for (W, _), (V, _) in zip(session.parameters, left_alone.parameters, strict=True):
        np.testing.assert_array_equal(W, V)
