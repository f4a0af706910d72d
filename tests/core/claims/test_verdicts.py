"""What a claim measures is what a Session of the same experiment has, and is judged as it says."""

import math
from dataclasses import replace

import numpy as np
import pytest

from annplayground.core.claims.sentences import claim_sentence, measured_sentence
from annplayground.core.claims.verdicts import Seeds, Verdict, check
from annplayground.core.edits import changed
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network
from annplayground.core.lesson import Claim, Lesson, Scene, Words
from annplayground.core.measures import read_measure
from annplayground.core.run.session import Session

RELU = Network((HiddenLayer(4, "relu"), HiddenLayer(3, "tanh")), init="he", init_scale=3.0)
A = Experiment(Data("xor", n_samples=80, noise=0.2), RELU)
B = changed(A, "training.learning_rate", 0.5)
EPOCHS = 12


def lesson(*claims: Claim, a: Experiment = A, b: Experiment | None = B) -> Lesson:
    return Lesson("mine", Words("T"), (Scene(Words("T"), Words("C"), a, b),), claims=claims)


def claim(measure: str, relation: str = "above", value: float | None = 0.0, **rest) -> Claim:
    rest = {"after": EPOCHS, "seeds": 2, "at_least": 2, **rest}
    return Claim(read_measure(measure), relation, value=value, **rest)


def verdict(one: Claim, **rest) -> Verdict:
    (found,) = check(lesson(one, **rest))
    return found


def session(seed: int | None, experiment: Experiment = A, epochs: int = EPOCHS) -> Session:
    run = Session(experiment if seed is None else changed(experiment, "network.seed", seed))
    run.train(epochs)
    return run


def expected(run: Session, name: str) -> float:
    return float(run.history.last[run.history.names.index(name)])


def moved(run: Session, layer: int) -> float:
    first, now = run.at(0).parameters[layer - 1][0], run.parameters[layer - 1][0]
    return float(np.linalg.norm(now - first) / np.linalg.norm(first))


@pytest.mark.parametrize(
    ("measure", "of_session"),
    [
        ("train_loss", lambda run: run.losses().train),
        ("test_accuracy", lambda run: run.accuracies().test),
        ("layer2.delta_rms", lambda run: expected(run, "layer2.delta_rms")),
        ("output.update_ratio", lambda run: expected(run, "layer3.update_ratio")),
        ("train_loss@5", lambda run: run.at(5).losses().train),
        ("train_loss / train_loss@0", lambda run: run.losses().train / run.at(0).losses().train),
        ("test_loss@best", lambda run: run.history.curves().best_test[1]),
        ("layer1.dead", lambda run: run.moment.training_pass.dead[0].mean()),
        ("layer2.saturated", lambda run: run.moment.training_pass.saturated[1].mean()),
        ("layer1.moved", lambda run: moved(run, 1)),
        ("output.moved", lambda run: moved(run, 3)),
    ],
)
def test_a_measure_is_what_a_session_has(measure: str, of_session) -> None:
    found = verdict(claim(measure))
    for one in (found.shown, *found.others):
        assert one.value == pytest.approx(float(of_session(session(one.seed))), rel=1e-12)
    assert [one.seed for one in found.others] == [1000, 1001]


def test_b_is_trained_from_the_same_seed_as_a() -> None:
    ratio = verdict(claim("A.train_loss / B.train_loss"))
    for one in (ratio.shown, *ratio.others):
        a, b = session(one.seed), session(one.seed, B)
        assert one.value == pytest.approx(a.losses().train / b.losses().train, rel=1e-12)
    assert verdict(claim("train_loss", of="B")).shown.value == session(None, B).losses().train


def test_the_data_may_be_what_varies() -> None:
    found = verdict(claim("train_loss", vary="data.seed"))
    for one in found.others:
        run = Session(changed(A, "data.seed", one.seed))
        run.train(EPOCHS)
        assert one.value == run.losses().train


def test_the_epoch_at_which_something_is_reached() -> None:
    run = session(None)
    losses = [run.at(epoch).losses().train for epoch in range(EPOCHS + 1)]
    bound = losses[7]
    first = next(epoch for epoch, loss in enumerate(losses) if loss <= bound)
    found = verdict(claim("train_loss", "below", 100.0, reaches=("below", bound)))
    assert found.shown.value == first
    never = verdict(claim("train_loss", "above", 100.0, reaches=("below", 1e-9)))
    assert never.shown.value == math.inf
    assert never.holds


def test_a_kind_of_finding_is_there_or_not() -> None:
    network = Network((HiddenLayer(4, "tanh"),) * 2, init="zeros")
    zeros = Experiment(Data("xor", n_samples=80), network)
    kinds = [finding.kind for finding in session(None, zeros).moment.findings()]
    assert kinds[0] == "symmetric_start"
    found = claim("finding.symmetric_start", "found", None)
    assert verdict(found, a=zeros, b=None).holds
    assert not verdict(found).holds
    assert verdict(replace(found, relation="missing")).holds


def test_a_run_that_diverges_has_an_infinite_loss() -> None:
    wild = changed(A, "training.learning_rate", 1000.0)
    wild = replace(wild, network=Network((HiddenLayer(8, "relu"),), init="he", init_scale=30.0))
    wild = changed(changed(wild, "network.output", "linear"), "training.loss", "mse")
    run = session(None, wild)
    assert run.divergence is not None
    assert verdict(claim("train_loss"), a=wild, b=None).shown.value == math.inf
    exploding = claim("finding.exploding", "found", None)
    assert verdict(exploding, a=wild, b=None).shown.holds


def test_a_run_that_diverges_within_an_epoch_has_one_too() -> None:
    leaky = Network((HiddenLayer(8, "leaky_relu", 0.2),) * 6, init="he", init_scale=6.0)
    wild = Experiment(Data("rings", n_samples=80), leaky)
    run = session(None, wild)
    assert run.divergence is not None
    assert math.isfinite(run.history.last[0])  # of the epoch before
    assert verdict(claim("train_loss"), a=wild, b=None).shown.value == math.inf


def test_a_margin_is_a_factor_and_nan_never_holds() -> None:
    value = verdict(claim("layer1.gradient_rms")).shown.value
    for relation, bound, margin, holds in (
        ("above", value / 1.9, 2.0, False),
        ("above", value / 2.1, 2.0, True),
        ("above", value / 1.1, 1.0, True),
        ("below", value * 1.9, 2.0, False),
        ("below", value * 2.1, 2.0, True),
    ):
        found = verdict(claim("layer1.gradient_rms", relation, bound, margin=margin))
        assert found.shown.holds is holds
    assert not verdict(claim("layer1.gradient_rms@0")).shown.holds  # nothing was measured yet


def test_it_must_hold_as_shown_and_for_enough_seeds() -> None:
    losses = {seed: session(seed).losses().train for seed in (None, *range(1000, 1004))}
    others = sorted(losses[seed] for seed in range(1000, 1004))
    bound = (others[0] + others[1]) / 2.0
    found = verdict(claim("train_loss", "above", bound, seeds=4, at_least=3))
    assert (found.held, found.needed) == (3, 3)
    assert found.holds is (losses[None] > bound)
    assert not verdict(claim("train_loss", "above", bound, seeds=4, at_least=4)).holds
    shown = claim("train_loss", "above", losses[None] * 1.0001, seeds=4, at_least=1)
    assert not verdict(shown).holds


def test_other_seeds_need_the_same_share() -> None:
    one = claim("train_loss", seeds=10, at_least=9)
    (found,) = check(lesson(one), Seeds(5, 4))
    assert [measured.seed for measured in found.others] == [5, 6, 7, 8]
    assert found.needed == 4
    assert check(lesson(one), should_stop=lambda: True) is None


OUTPUT_OF_A = "the gradient per weight of the output layer of A"
FIRST_OF_A = "the gradient per weight of layer 1 of A"


@pytest.mark.parametrize(
    ("one", "sentence"),
    [
        (
            claim("train_loss", value=0.69),
            "After 12 epochs, J on the training set of A is above 0.69.",
        ),
        (
            claim("B.test_accuracy", "below", 0.6),
            "After 12 epochs, the accuracy on the test set of B is below 60 %.",
        ),
        (
            claim("output.gradient_rms / layer1.gradient_rms", value=1e4),
            f"After 12 epochs, {OUTPUT_OF_A} is more than 10⁴ times {FIRST_OF_A}.",
        ),
        (
            claim("A.train_loss / B.train_loss", "below", 0.1),
            "After 12 epochs, J on the training set of A is less than 0.1 times J on the training "
            "set of B.",
        ),
        (
            claim("test_loss / test_loss@best", value=2.0),
            "After 12 epochs, J on the test set of A is more than 2 times J on the test set of A "
            "at its best epoch.",
        ),
        (
            claim("train_accuracy", "below", 300.0, reaches=("above", 0.95)),
            "The accuracy on the training set of A rises to 95 % before epoch 300.",
        ),
        (
            claim("train_loss", "above", 300.0, reaches=("below", 0.1)),
            "J on the training set of A does not fall to 0.1 before epoch 300.",
        ),
        (
            claim("finding.dead_relu", "found", None),
            "After 12 epochs, the finding “dead relu” of A is found.",
        ),
        (
            claim("layer1.dead@3"),
            "The share of dead units in layer 1 of A at epoch 3 is above 0 %.",
        ),
    ],
)
def test_a_claim_is_said_in_words(one: Claim, sentence: str) -> None:
    assert claim_sentence(lesson(one), one) == sentence


def test_what_was_measured_is_said_in_words() -> None:
    one = claim("train_loss", "below", 9.0, margin=2.0, at_least=1)
    found = verdict(one)
    words = measured_sentence(found)
    assert words.startswith("as shown 0.")
    assert "from 2 other starts (seeds 1000 to 1001)" in words
    assert words.endswith("holds for 2 of 2, 1 needed, by a factor of 2.")
