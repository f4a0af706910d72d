"""A run: the same numbers however it is cut, live changes, the way back, and divergence."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annplayground.core.choices.optimizers import OptimizerChoice
from annplayground.core.experiment import Experiment, HiddenLayer
from annplayground.core.history import CAPACITY
from annplayground.core.network import initial_vector
from annplayground.core.run.keyframes import MAX_BYTES, MAX_NUMBER
from annplayground.core.run.session import Session

ADAM = {"name": "adam"}
COSINE = {"kind": "cosine", "epochs": 20}


def make(**d):
    return Session(Experiment.from_dict(d))


def vector(session):
    """All parameters in one row."""
    return np.concatenate([array.ravel() for pair in session.parameters for array in pair])


def assert_same(session, other):
    """The same weights, place and history, bit for bit."""
    np.testing.assert_array_equal(vector(session), vector(other))
    assert (session.epoch, session.batch) == (other.epoch, other.batch)
    curves, others = session.history.curves(), other.history.curves()
    for name in ("epochs", "low", "high", "last"):
        np.testing.assert_array_equal(getattr(curves, name), getattr(others, name))


# -- the same numbers -----------------------------------------------------------------------

RUNS = [
    {},
    {"training": {"batch_size": 33, "optimizer": ADAM, "schedule": COSINE}},
    {
        "data": {"dataset": "blobs3", "noise": 0.3},
        "network": {"output": "softmax", "hidden": [{"units": 3, "activation": "gelu"}]},
        "training": {"batch_size": 1, "optimizer": {"name": "nesterov"}, "learning_rate": 0.01},
    },
]


@pytest.mark.parametrize("d", RUNS)
def test_the_same_numbers_however_the_run_is_cut(d):
    whole = make(**d)
    whole.train(5)

    epochs = make(**d)
    for _ in range(5):
        epochs.train(1)

    steps = make(**d)
    for _ in range(5 * steps.batches_per_epoch):
        steps.step()

    chunks = make(**d)
    while chunks.epoch < 5:
        left = (5 - chunks.epoch) * chunks.batches_per_epoch - chunks.batch
        chunks.advance(min(7, left))

    for other in (epochs, steps, chunks):
        assert_same(whole, other)


@settings(max_examples=10)
@given(st.lists(st.integers(1, 40), min_size=1, max_size=12))
def test_any_cut_gives_the_same_numbers(cuts):
    cut, whole = make(), make()
    for batches in cuts:
        cut.advance(batches)
    whole.advance(sum(cuts))
    assert_same(cut, whole)


def test_looking_changes_nothing():
    looked_at, left_alone = make(), make()
    for _ in range(30):
        looked_at.step()
        looked_at.losses(), looked_at.accuracies(), looked_at.confusion()
        looked_at.predict(np.zeros((3, 2)))
        looked_at.gradients(looked_at.train_set.X, looked_at.train_set.y)
        looked_at.history.curves()
        for W, b in looked_at.parameters:
            W += 1.0  # a copy
            b += 1.0
    left_alone.advance(30)
    assert_same(looked_at, left_alone)


def test_other_seeds_are_other_runs():
    base = make()
    for change in ({"data": {"seed": 1}}, {"network": {"seed": 1}}):
        other = make(**change)
        base.train(1), other.train(1)
        assert not np.array_equal(vector(base), vector(other))


def test_it_starts_from_the_drawn_weights():
    session = make(network={"seed": 5})
    np.testing.assert_array_equal(vector(session), initial_vector(session.experiment))
    assert (session.epoch, session.batch, session.divergence) == (0, 0, None)
    assert session.history.curves().newest("train_loss") == session.losses().train


# -- train ----------------------------------------------------------------------------------


def test_an_epoch_already_begun_counts_as_the_first():
    session = make()
    session.step()
    session.train(2)
    assert (session.epoch, session.batch) == (2, 0)


def test_train_asks_whether_to_stop_before_each_epoch():
    session = make()
    session.train(100, should_stop=lambda: session.epoch == 3)
    assert session.epoch == 3


def test_batches_per_epoch_counts_the_short_one():
    assert make(training={"batch_size": 10}).batches_per_epoch == 25
    assert make(training={"batch_size": 240}).batches_per_epoch == 2
    assert make(training={"batch_size": 5000}).batches_per_epoch == 1


# -- the public numbers ---------------------------------------------------------------------


def test_losses_accuracies_and_confusion_agree_with_the_predictions():
    session = make(data={"dataset": "blobs3", "noise": 0.4}, network={"output": "softmax"})
    session.train(3)
    for which, samples in (("train", session.train_set), ("test", session.test_set)):
        p = session.predict(samples.X)
        loss = -np.log((p * samples.y).sum(axis=1)).mean()
        assert getattr(session.losses(), which) == pytest.approx(loss, rel=1e-12)
        right = (p.argmax(axis=1) == samples.labels).mean()
        assert getattr(session.accuracies(), which) == right
        table = session.confusion()[which == "test"]
        assert table.sum() == len(samples)
        assert np.trace(table) == right * len(samples)
        np.testing.assert_array_equal(table.sum(axis=1), np.bincount(samples.labels.astype(int)))


def test_losses_leave_the_penalty_out_and_gradients_take_it_in():
    plain = make()
    punished = make(training={"regularization": {"kind": "l2", "rate": 0.5}})
    assert punished.losses() == plain.losses()
    X, y = plain.train_set.X, plain.train_set.y
    for (dW, db), (dW2, db2), (W, _) in zip(
        plain.gradients(X, y), punished.gradients(X, y), plain.parameters, strict=True
    ):
        np.testing.assert_allclose(dW2, dW + 0.5 * W, rtol=1e-12)
        np.testing.assert_array_equal(db2, db)


def test_gradients_take_targets_as_a_column_or_a_row_and_nothing_else():
    session = make()
    X, y = session.train_set.X[:4], session.train_set.y[:4]
    for (dW, _), (dW2, _) in zip(
        session.gradients(X, y), session.gradients(X.tolist(), y[:, 0].tolist()), strict=True
    ):
        np.testing.assert_array_equal(dW, dW2)
    softmax = make(data={"dataset": "blobs3"}, network={"output": "softmax"})
    with pytest.raises(ValueError, match=r"y must be \(4, 3\).* not \(4,\)"):
        softmax.gradients(X, np.array([0.0, 1.0, 2.0, 1.0]))  # class numbers are no targets


def test_regression_has_no_accuracy():
    session = make(
        data={"dataset": "plane"}, network={"output": "linear"}, training={"loss": "mse"}
    )
    session.train(1)
    assert session.accuracies() is None
    assert session.confusion() is None
    assert math.isnan(session.history.curves().newest("test_accuracy"))
    assert session.predict(np.zeros((7, 2))).shape == (7, 1)


# -- live changes ---------------------------------------------------------------------------


def changed_training(experiment, **changes):
    return replace(experiment, training=replace(experiment.training, **changes))


def with_hidden(experiment, *hidden):
    return replace(experiment, network=replace(experiment.network, hidden=hidden))


LIVE = {
    "learning rate": lambda e: changed_training(e, learning_rate=0.5),
    "optimizer": lambda e: changed_training(e, optimizer=OptimizerChoice("adam")),
    "batch size": lambda e: changed_training(e, batch_size=17),
    "loss": lambda e: changed_training(e, loss="mse"),
    "regularisation": lambda e: changed_training(
        e, regularization=replace(e.training.regularization, kind="l1", rate=0.01)
    ),
    "schedule": lambda e: changed_training(
        e, schedule=replace(e.training.schedule, kind="exponential")
    ),
    "clip": lambda e: changed_training(e, gradient_clip=0.1),
    "activation": lambda e: with_hidden(e, HiddenLayer(4, "gelu"), HiddenLayer(2, "leaky_relu")),
    "alpha": lambda e: with_hidden(e, HiddenLayer(4), HiddenLayer(2, "leaky_relu", 0.5)),
    "output": lambda e: e.with_output("tanh"),
}
NEW_START = {
    "width": lambda e: with_hidden(e, HiddenLayer(5), HiddenLayer(2, "leaky_relu")),
    "depth": lambda e: with_hidden(e, HiddenLayer(4)),
    "no hidden layer": lambda e: with_hidden(e),
    "dataset": lambda e: e.with_data(replace(e.data, dataset="xor")),
    "noise": lambda e: e.with_data(replace(e.data, noise=0.1)),
    "data seed": lambda e: e.with_data(replace(e.data, seed=1)),
    "split": lambda e: e.with_data(replace(e.data, train_fraction=0.8)),
    "features": lambda e: e.with_data(replace(e.data, features=("x2", "x1"))),
    "number of outputs": lambda e: e.with_output("softmax"),
    "init": lambda e: replace(e, network=replace(e.network, init="he")),
    "init scale": lambda e: replace(e, network=replace(e.network, init_scale=2.0)),
    "init bias": lambda e: replace(e, network=replace(e.network, init_bias=0.1)),
    "network seed": lambda e: replace(e, network=replace(e.network, seed=1)),
}


@pytest.mark.parametrize("change", LIVE.values(), ids=LIVE)
@pytest.mark.parametrize("batches", [0, 30])  # at the start, and in the middle of an epoch
def test_a_live_change_keeps_the_weights_and_has_its_effect(change, batches):
    session, unchanged = make(), make()
    session.advance(batches), unchanged.advance(batches)
    before, place = vector(session), (session.epoch, session.batch)
    assert session.adopt(change(session.experiment))
    np.testing.assert_array_equal(vector(session), before)
    assert (session.epoch, session.batch) == place
    session.advance(40), unchanged.advance(40)
    assert not np.array_equal(vector(session), vector(unchanged))
    assert np.isfinite(vector(session)).all()


@pytest.mark.parametrize("change", NEW_START.values(), ids=NEW_START)
def test_a_change_that_needs_a_new_start_changes_nothing(change):
    session, untouched = make(), make()
    session.advance(30), untouched.advance(30)
    experiment = session.experiment
    assert session.adopt(change(experiment)) is False
    assert session.experiment is experiment
    session.advance(30), untouched.advance(30)
    assert_same(session, untouched)


def test_adopting_the_same_experiment_changes_nothing():
    session, untouched = make(training={"optimizer": ADAM}), make(training={"optimizer": ADAM})
    session.advance(30), untouched.advance(30)
    assert session.adopt(Experiment.from_dict(session.experiment.to_dict()))
    session.advance(70), untouched.advance(70)
    assert_same(session, untouched)


def test_another_batch_size_goes_on_where_the_epoch_stands():
    """The samples already used are not used again, and none is left out."""
    session = make(training={"batch_size": 100})
    session.step()
    used = session.last_batch.tolist()
    session.adopt(changed_training(session.experiment, batch_size=30))
    while session.epoch == 0:
        session.step()
        used += session.last_batch.tolist()
    assert sorted(used) == list(range(250))


def test_another_optimizer_starts_with_an_empty_memory():
    """As a fresh optimizer would: the first step of Adam is lr in every direction."""
    session = make(training={"optimizer": {"name": "momentum"}})
    session.train(3)
    session.adopt(
        changed_training(session.experiment, optimizer=OptimizerChoice("adam"), learning_rate=1e-4)
    )
    before = vector(session)
    session.step()
    np.testing.assert_allclose(np.abs(vector(session) - before).max(), 1e-4, rtol=1e-4)


def test_another_output_has_other_targets():
    session = make()
    assert set(session.train_set.y.ravel()) == {0.0, 1.0}
    assert session.adopt(session.experiment.with_output("tanh"))
    for samples in (session.train_set, session.test_set):
        assert set(samples.y.ravel()) == {-1.0, 1.0}
        with pytest.raises(ValueError, match="read-only"):
            samples.y[0] = 0.0
    assert session.adopt(session.experiment.with_output("sigmoid"))
    assert set(session.train_set.y.ravel()) == {0.0, 1.0}


def test_a_weight_set_by_hand_is_there_and_trains_on():
    session = make()
    session.train(2)
    session.set_weight(2, 2, 1, 3.25)
    session.set_bias(1, 3, -1.5)
    assert session.parameters[1][0][2, 1] == 3.25
    assert session.parameters[0][1][3] == -1.5
    session.train(1)
    assert session.parameters[1][0][2, 1] != 3.25


@pytest.mark.parametrize("steps", [0, 25, 30, 75])  # 25 mini-batches are an epoch
def test_after_a_value_set_by_hand_the_newest_figures_are_those_of_the_new_weights(steps):
    session = make()
    session.advance(steps)
    session.diagnose()
    before = session.history.curves()
    session.set_weight(1, 0, 0, 9.0)
    curves = session.history.curves()
    assert curves.newest("train_loss") == session.losses().train != before.newest("train_loss")
    assert curves.newest("test_loss") == session.losses().test
    assert curves.newest("train_accuracy") == session.accuracies().train
    assert curves.low[-1, 0] == curves.high[-1, 0] == session.losses().train
    assert curves.last_epoch == before.last_epoch
    np.testing.assert_array_equal(curves.low[:-1], before.low[:-1])
    np.testing.assert_array_equal(curves.last[4:], before.last[4:])  # measured while it trained


def test_the_value_that_was_there_comes_back_and_sets_everything_as_it_was():
    session, untouched = make(), make()
    session.train(2), untouched.train(2)
    weight = session.set_weight(2, 2, 1, 3.25)
    bias = session.set_bias(1, 3, -1.5)
    session.set_weight(2, 2, 1, weight)
    session.set_bias(1, 3, bias)
    assert_same(session, untouched)


def test_back_from_the_middle_of_an_epoch_forgets_what_was_set_by_hand_in_it():
    session, untouched = make(), make()
    session.train(2), untouched.train(2)
    session.advance(5)
    session.set_weight(1, 0, 0, 7.0)
    session.back()
    assert_same(session, untouched)


@pytest.mark.parametrize(
    ("layer", "i", "j"), [(0, 0, 0), (4, 0, 0), (1, 2, 0), (1, 0, 4), (1, -1, 0)]
)
def test_a_weight_that_does_not_exist_is_an_index_error(layer, i, j):
    with pytest.raises(IndexError):
        make().set_weight(layer, i, j, 1.0)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_value_that_is_not_finite_is_refused(value):
    session, untouched = make(), make()
    with pytest.raises(ValueError, match="finite"):
        session.set_weight(1, 0, 0, value)
    with pytest.raises(ValueError, match="finite"):
        session.set_bias(1, 0, value)
    assert_same(session, untouched)


# -- going back -----------------------------------------------------------------------------


@pytest.mark.parametrize("d", RUNS)
def test_back_returns_to_the_end_of_the_epoch_before_exactly(d):
    session, straight = make(**d), make(**d)
    straight.train(3)
    session.train(4)
    assert session.back()
    assert_same(session, straight)
    session.train(2), straight.train(2)
    assert_same(session, straight)


def test_back_returns_to_the_same_state_every_time():
    session, straight = make(), make()
    session.train(3), straight.train(2)
    for _ in range(3):
        session.back()
        assert_same(session, straight)
        session.train(1)


def test_back_in_the_middle_of_an_epoch_returns_to_its_beginning():
    session, straight = make(), make()
    session.advance(25 * 3 + 7), straight.train(3)
    assert session.back()
    assert_same(session, straight)
    assert len(session.last_batch) == 0
    assert session.back()
    assert session.epoch == 2


def test_back_to_the_start_and_not_beyond():
    session, fresh = make(), make()
    assert not session.can_go_back
    assert session.back() is False
    session.train(3)
    while session.can_go_back:
        assert session.back()
    assert session.back() is False
    assert_same(session, fresh)


def test_back_keeps_what_was_measured_in_the_epoch_returned_to():
    session = make()
    session.train(3)
    row = session.history.last.copy()
    session.train(1)
    session.back()
    np.testing.assert_array_equal(session.history.last, row)
    assert np.isfinite(row).all()


def test_back_leads_across_a_live_change():
    """Rewind and try another learning rate, in whichever order."""
    session, straight = make(), make()
    session.train(5), straight.train(2)
    other = changed_training(session.experiment, learning_rate=0.1)
    session.adopt(other)
    for _ in range(3):
        session.back()
    np.testing.assert_array_equal(vector(session), vector(straight))
    straight.adopt(other)
    session.train(2), straight.train(2)
    np.testing.assert_array_equal(vector(session), vector(straight))


def test_back_across_another_optimizer_keeps_its_memory_empty():
    session, straight = make(training={"optimizer": ADAM}), make(training={"optimizer": ADAM})
    session.train(4), straight.train(3)
    other = changed_training(session.experiment, optimizer=OptimizerChoice("momentum"))
    session.adopt(other), straight.adopt(other)
    session.back()
    session.train(2), straight.train(2)
    np.testing.assert_array_equal(vector(session), vector(straight))


def test_back_returns_to_a_weight_set_by_hand_at_the_end_of_an_epoch():
    session = make()
    session.train(2)
    session.set_weight(1, 0, 0, 7.0)
    edited = vector(session)
    session.train(1)
    session.back()
    np.testing.assert_array_equal(vector(session), edited)
    session.back()
    assert session.epoch == 1
    assert session.parameters[0][0][0, 0] != 7.0


# -- a long run -----------------------------------------------------------------------------


def test_a_long_run_needs_no_more_memory_than_a_short_one():
    session = make(data={"n_samples": 10}, network={"hidden": []})
    session.train(2500)
    assert len(session._keyframes) <= MAX_NUMBER
    assert len(session.history.curves().epochs) <= CAPACITY
    assert session.history.curves().last_epoch == 2500
    large = make(network={"hidden": [{"units": 64, "activation": "tanh"}] * 10})
    assert 8 <= large._keyframes.limit <= MAX_BYTES / (24 * large.experiment.n_parameters)


# -- divergence -----------------------------------------------------------------------------


def diverging(learning_rate=100.0, activation="relu", **training):
    return make(
        data={"dataset": "plane"},
        network={
            "output": "linear",
            "hidden": [{"units": 4, "activation": activation}] * 2,
            "seed": 1,
        },
        training={"loss": "mse", "learning_rate": learning_rate, **training},
    )


@pytest.mark.parametrize("activation", ["linear", "relu", "leaky_relu"])
@pytest.mark.parametrize("optimizer", ["sgd", "momentum"])
def test_divergence_is_a_state_with_epoch_and_cause(activation, optimizer):
    """No exception, no warning (it would fail the test), and finite weights."""
    session = diverging(activation=activation, optimizer={"name": optimizer}, batch_size=50)
    session.train(300)
    assert session.divergence is not None
    assert session.divergence.epoch == session.epoch < 300
    assert "learning rate 100 too large" in session.divergence.cause
    assert np.isfinite(vector(session)).all()
    # It stands still, and costs nothing.
    before = vector(session)
    session.train(10**9), session.step(), session.advance(5)
    np.testing.assert_array_equal(vector(session), before)


def test_divergence_at_the_end_of_an_epoch_when_only_the_loss_overflows():
    session = diverging(activation="linear", learning_rate=1e-9)
    session.set_weight(3, 0, 0, 1e160)  # its square is not finite
    session.train(1)
    assert session.divergence is not None
    assert session.losses().train == math.inf
    assert np.isfinite(vector(session)).all()


def test_a_large_initial_scale_is_named_as_the_cause():
    session = make(
        data={"dataset": "plane"},
        network={
            "output": "linear",
            "hidden": [{"units": 8, "activation": "linear"}] * 6,
            "init_scale": 50.0,
        },
        training={"loss": "mse"},
    )
    session.train(20)
    assert session.divergence is not None
    assert "initial weights 50 times too large" in session.divergence.cause


def test_going_back_and_a_smaller_learning_rate_resume():
    session = diverging(learning_rate=3.0, activation="linear", batch_size=250)
    session.train(1000)
    while session.can_go_back:
        session.back()
    assert session.divergence is None
    assert session.adopt(changed_training(session.experiment, learning_rate=0.02))
    session.train(200)
    assert session.divergence is None
    assert session.losses().train < 0.01


@pytest.mark.parametrize("activation", ["linear", "relu", "tanh"])
@pytest.mark.parametrize("batch_size", [10, 250])
def test_a_smaller_learning_rate_alone_resumes(activation, batch_size):
    """The last finite weights are near 1e150; it goes on from where J was still small."""
    session = diverging(activation=activation, batch_size=batch_size)
    session.train(1000)
    assert session.divergence is not None
    first_loss = session.history.curves().channel("train_loss")[1][0]
    assert session.adopt(changed_training(session.experiment, learning_rate=0.01))
    assert session.divergence is None
    assert session.losses().train <= first_loss
    assert session.history.last_epoch == session.epoch
    session.train(2 * batch_size)
    assert session.divergence is None
    assert session.losses().train < 0.5 * first_loss


def test_a_slow_divergence_leaves_no_good_state_and_starts_anew():
    session = diverging(learning_rate=100.0, activation="linear", batch_size=250)
    session.set_weight(3, 0, 0, 1e120)
    session.train(1)  # the only states that are remembered are lost
    assert session.divergence is not None
    fresh = diverging(learning_rate=0.01, activation="linear", batch_size=250)
    assert session.adopt(fresh.experiment)
    assert_same(session, fresh)
    session.train(3), fresh.train(3)
    assert_same(session, fresh)


def test_recovering_keeps_what_had_been_learned_before():
    session = diverging(learning_rate=0.02, activation="linear", batch_size=250)
    session.train(100)
    learned = vector(session)
    session.adopt(changed_training(session.experiment, learning_rate=500.0))
    session.train(1000)
    assert session.divergence is not None
    session.adopt(changed_training(session.experiment, learning_rate=0.02))
    assert session.epoch >= 100
    np.testing.assert_allclose(vector(session), learned, atol=1e-6)


@pytest.mark.parametrize("edit", ["weight", "bias"])
def test_a_value_set_by_hand_resumes_with_a_clean_memory(edit):
    session = diverging(learning_rate=1000.0, optimizer=ADAM, activation="linear")
    session.set_weight(3, 0, 0, 1e160)
    session.step()
    assert session.divergence is not None
    session.set_weight(3, 0, 0, 0.5)
    if edit == "bias":
        session.set_bias(3, 0, 0.0)
    assert session.divergence is None
    session.step()
    assert session.divergence is None


# -- edges ----------------------------------------------------------------------------------


@pytest.mark.parametrize("output", ["sigmoid", "softmax", "tanh"])
def test_without_hidden_layers_it_is_a_straight_border(output):
    session = Session(
        Experiment.from_dict({"data": {"dataset": "gauss"}, "network": {"hidden": []}}).with_output(
            output
        )
    )
    session.train(5)
    assert session.accuracies().test > 0.95
    assert session.moment.layers[0].W.shape == (2, 2 if output == "softmax" else 1)


def test_one_training_sample():
    session = make(data={"n_samples": 10, "train_fraction": 0.1}, training={"batch_size": 10})
    assert (len(session.train_set), session.batches_per_epoch) == (1, 1)
    session.train(20)
    assert session.divergence is None
    assert np.isfinite(vector(session)).all()
    # One unit and one sample: its outputs have no spread.
    assert session.history.curves().newest("layer3.activation_std") == 0.0


def test_batches_of_a_single_class():
    session = make(
        data={"dataset": "blobs3"}, network={"output": "softmax"}, training={"batch_size": 1}
    )
    session.train(2)
    assert session.divergence is None
    assert session.accuracies().train > 0.9


def test_a_training_set_of_a_single_class():
    points = [[float(k) / 10, 0.0, 0] for k in range(20)] + [[0.0, 5.0, 1]]
    session = make(data={"dataset": "custom", "points": points, "train_fraction": 0.1, "seed": 3})
    assert set(session.train_set.labels) == {0.0}
    session.train(5)
    assert session.confusion()[0].shape == (2, 2)
    assert session.losses().train < math.log(2)


def test_zero_weights_never_break_the_symmetry():
    """All units of a layer stay the same: why weights are drawn at random."""
    hidden = [{"units": 3, "activation": "sigmoid"}]
    session = make(network={"hidden": hidden, "init": "zeros"}, training={"learning_rate": 0.5})
    session.train(10)
    (W1, b1), (W2, _) = session.parameters
    assert np.ptp(W1, axis=1) == pytest.approx(0.0, abs=1e-12)
    assert np.ptp(b1) == pytest.approx(0.0, abs=1e-12)
    assert np.ptp(W2) == pytest.approx(0.0, abs=1e-12)
    assert (W2 != 0.0).all()


def test_the_largest_network_trains():
    session = make(network={"hidden": [{"units": 64, "activation": "elu"}] * 10})
    session.advance(3)
    assert session.experiment.n_parameters == 3 * 64 + 9 * 65 * 64 + 65
    assert np.isfinite(vector(session)).all()
