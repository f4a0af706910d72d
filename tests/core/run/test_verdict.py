"""What is said of two runs is true: every number in it is computed again from the runs."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest

from annplayground.core.choices.norms import rms
from annplayground.core.edits import changed
from annplayground.core.experiment import Data, Experiment
from annplayground.core.numerals import count, number, percent
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.core.run.verdict import gradient_ratio, verdict

RINGS = Experiment.from_dict(
    {
        "data": {"dataset": "rings"},
        "network": {"hidden": [{"units": 8, "activation": "tanh"}] * 6},
        "training": {"learning_rate": 0.3},
    }
)
SIGMOID = changed(RINGS, "network.hidden.activation", "sigmoid")
CIRCLE = Experiment()
HILL = Experiment.from_dict(
    {"data": {"dataset": "hill"}, "network": {"output": "linear"}, "training": {"loss": "mse"}}
)
LOST = Experiment.from_dict(
    {
        "data": {"dataset": "plane"},
        "network": {"output": "linear", "hidden": [{"units": 4, "activation": "relu"}]},
        "training": {"loss": "mse", "learning_rate": 200.0},
    }
)


AT_REST = Status()


def run(experiment, epochs):
    session = Session(experiment)
    session.train(epochs)
    return session


def seen(a, b, status=AT_REST):
    """The snapshot of two runs."""
    first, other = (observe(s.moment, k, status, View()) for k, s in enumerate((a, b)))
    return replace(first, other=other)


def told(a, b, **status):
    return {s.key: s for s in verdict(seen(a, b, Status(**status)))}


def by_hand(session):
    """RMS of the first and the last layer's ∂J/∂W, the mean over the newest epoch's batches."""
    before = session.fork(session.epoch - 1)
    rows = []
    for _ in range(before.batches_per_epoch):
        gradients = before.moment.preview()
        rows.append([rms(g.dW) for g in (gradients.layers[0], gradients.layers[-1])])
        before.step()
    return np.mean(rows, axis=0)


@pytest.fixture(scope="module")
def deep():
    return run(RINGS, 40), run(SIGMOID, 40)


def test_one_solved_it_and_the_other_is_stuck_because_its_gradient_vanishes(deep):
    a, b = deep
    said = told(a, b)
    assert list(said) == ["a.solved", "b.guesses", "b.vanished"]
    solved = next(e for e in range(41) if a.at(e).accuracies().train >= 0.95)
    assert said["a.solved"].text == f"A solved it at epoch {solved}."
    assert said["b.guesses"].text == "B is no better than a guess."
    assert abs(b.losses().train / math.log(2) - 1) < 0.01
    first, output = by_hand(b)
    assert said["b.vanished"].values["ratio"] == pytest.approx(output / first, rel=1e-9)
    times = number(float(f"{output / first:.0e}"), 1)
    assert said["b.vanished"].text == (
        f"Layer 1 of B gets {times} times less gradient per weight than its output layer."
    )


def test_the_same_of_the_other_when_they_change_places(deep):
    a, b = deep
    said = told(b, a)
    assert list(said) == ["a.guesses", "b.solved", "a.vanished"]
    assert said["b.solved"].values == told(a, b)["a.solved"].values


def test_the_past_knows_nothing_of_later_epochs(deep):
    a, b = deep
    solved = told(a, b)["a.solved"].values["epoch"]
    early = replace(
        observe(a.at(solved - 1), 0, Status(), View()),
        other=observe(b.at(solved - 1), 1, Status(), View()),
    )
    later = replace(early, curves=a.history.curves(), past_curves=early.curves)
    for snapshot in (early, later):
        said = {s.key: s for s in verdict(snapshot)}
        right = a.at(solved - 1).accuracies().train
        assert "a.solved" not in said
        assert said["a.score"].text == f"A has {percent(right, 1)} of the training set right."


def test_before_anything_was_trained():
    a, b = Session(CIRCLE), Session(changed(CIRCLE, "training.learning_rate", 0.3))
    assert [s.text for s in verdict(seen(a, b))] == ["Both stand at their first weights."]
    assert [s.text for s in verdict(seen(a, Session(CIRCLE)))] == [
        "A and B are alike: change one of them."
    ]
    assert verdict(observe(a.moment, 0, Status(), View())) == ()


@pytest.mark.parametrize(
    ("path", "value", "other"),
    [
        ("data.dataset", "xor", True),
        ("data.seed", 99, True),
        ("data.noise", 0.2, True),
        ("data.features", ("x1", "x2", "x1x2"), False),
        ("network.seed", 5, False),
        ("training.loss", "mse", False),
    ],
)
def test_other_samples_are_told(path, value, other):
    a, b = Session(CIRCLE), Session(changed(CIRCLE, path, value))
    assert ("other_data" in told(a, b)) is other


def test_another_loss_is_told():
    a, b = Session(CIRCLE), Session(changed(CIRCLE, "training.loss", "mse"))
    assert told(a, b)["other_loss"].text == "They have different losses."
    assert "other_loss" not in told(a, Session(changed(CIRCLE, "training.batch_size", 1)))


def test_who_catches_up_is_told():
    a, b = run(CIRCLE, 7), run(changed(CIRCLE, "training.learning_rate", 0.5), 3)
    said = told(a, b, playing=True, catching_up="b")
    assert said["b.catching_up"].text == "B is catching up: epoch 3 of 7."


def test_of_a_regression_the_explained_variance_is_told():
    a, b = run(HILL, 3), run(changed(HILL, "training.learning_rate", 0.001), 3)
    said = told(a, b)
    for name, session in (("a", a), ("b", b)):
        explained = 1 - 2 * session.losses().train / session.train_set.labels.var()
        statement = said[f"{name}.solved" if f"{name}.solved" in said else f"{name}.score"]
        if statement.key.endswith("score"):
            assert statement.values["score"] == pytest.approx(explained)
            share = percent(max(explained, 0), 1)
            assert statement.text == f"{name.upper()} explains {share} of the variance."


def test_who_diverged_is_told_with_the_cause():
    a = run(changed(LOST, "training.learning_rate", 0.01), 3)
    b = run(LOST, 3)
    said = told(a, b)
    assert said["b.diverged"].text == (
        f"B diverged at epoch {b.divergence.epoch}: learning rate 200 too large."
    )
    assert not [key for key in said if key in ("b.score", "b.guesses", "b.vanished")]


def test_what_was_solved_and_lost_again_says_so():
    session = run(CIRCLE, 60)
    solved = session.history.curves().solved_at
    assert solved is not None
    for j in range(4):
        session.set_weight(1, 0, j, 0.0)
        session.set_weight(1, 1, j, 0.0)
    right = session.accuracies().train
    assert right < 0.95
    text = told(session, run(SIGMOID, 1))["a.solved"].text
    assert text == f"A solved it at epoch {solved}, and stands at {percent(right, 1)} now."


def test_a_layer_without_any_gradient_and_a_single_layer():
    zeros = changed(RINGS, "network.init", "zeros")
    said = told(run(zeros, 2), run(RINGS, 2))
    assert said["a.vanished"].text == "Layer 1 of A gets no gradient."
    assert math.isinf(said["a.vanished"].values["ratio"])
    flat = run(changed(CIRCLE, "network.hidden", 0), 2)
    assert math.isnan(gradient_ratio(observe(flat.moment, 0, Status(), View())))
    assert "a.vanished" not in told(flat, run(CIRCLE, 2))


def test_every_number_in_a_sentence_is_among_its_values(deep):
    cases = [deep, (run(CIRCLE, 3), run(HILL, 3)), (run(LOST, 2), run(RINGS, 1))]
    for a, b in cases:
        for statement in verdict(seen(a, b)):
            words = statement.text.replace("Layer 1", "").replace("learning rate 200", "")
            written = {count(v) for v in statement.values.values() if isinstance(v, int)}
            written |= {
                form
                for v in statement.values.values()
                for form in (number(float(f"{v:.0e}"), 1), percent(max(v, 0.0), 1))
            }
            for found in re.findall(r"\d[\d,.]*(?: × 10[⁻⁰¹²³⁴-⁹]+)?(?: %)?", words):
                assert found.rstrip(".,") in written, (found, statement)


def test_surely_wrong_about_no_more_than_a_guess_is_a_guess():
    """All weights 0 and a large output bias: one class is said of every sample, with certainty."""
    still = changed(changed(CIRCLE, "network.init", "zeros"), "training.learning_rate", 1e-9)
    session = run(still, 1)
    share = float(session.train_set.y.mean())
    for bias, right in ((9.0, share), (-9.0, 1.0 - share)):
        session.set_bias(len(session.experiment.activations), 0, bias)
        assert session.accuracies().train == right
        assert session.losses().train > 1.5 * math.log(2)
        assert "a.guesses" in told(session, run(CIRCLE, 1))


def test_the_constant_guess_of_unbalanced_classes_counts_too():
    data = Data(dataset="circle", train_fraction=0.5)
    slow = changed(CIRCLE.with_data(data), "training.learning_rate", 1e-5)
    session = run(slow, 1)
    y = session.train_set.y.mean()
    guess = -(y * math.log(y) + (1 - y) * math.log(1 - y))
    close = bool(abs(session.losses().train / guess - 1) < 0.01)
    assert ("a.guesses" in told(session, run(CIRCLE, 1))) is close
