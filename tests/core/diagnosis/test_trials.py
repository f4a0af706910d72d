"""Remedies: each was tried, reaches what it says to the bit, and none is offered that does harm."""

from dataclasses import replace

import numpy as np
import pytest
from cures import Tally
from ill_networks import HEALTHY, LONELY, RARE, WATCHED, build, healthy, ill
from sampled import sampled

from annplayground.core.diagnosis import changes, trials
from annplayground.core.diagnosis.candidates import Candidates, suspects
from annplayground.core.diagnosis.changes import CHANGES, MOST_SETTINGS, n_settings
from annplayground.core.diagnosis.findings import DIAGNOSES
from annplayground.core.diagnosis.treatments import treatments
from annplayground.core.diagnosis.trial_runs import GivenUpError, begin
from annplayground.core.edits import keeps_weights
from annplayground.core.engines.available import VARIABLE
from annplayground.core.experiment import Data, Experiment
from annplayground.core.run.session import Session

pytestmark = pytest.mark.numba
QUICK = ("lr 1e-6, adam", "L2 0.3, circle", "two relu, xor", "zeros", "lr 3, hill")


@pytest.fixture(autouse=True)
def _compiled(monkeypatch):
    """As in the program."""
    monkeypatch.setenv(VARIABLE, "auto")


def ill_session(name, seed=0, epochs=100, **named):
    session = Session(ill(WATCHED[name], seed), **named)
    session.train(epochs)
    return session


def applied(session, finding):
    """The run after a press, which leaves `session` as it is."""
    run = session.fork(session.epoch)
    if finding.from_start:
        assert not run.adopt(finding.remedy)
        return Session(finding.remedy, session.wanted_engine.name)
    assert run.adopt(finding.remedy)
    return run


def assert_reached(session, finding):
    run, trial = applied(session, finding), finding.trial
    run.train(trial.epochs)
    assert run.losses().train == trial.train_loss
    accuracies = run.accuracies()
    assert trial.train_accuracy == (None if accuracies is None else accuracies.train)


@pytest.mark.parametrize("name", sampled(QUICK, *list(QUICK)[::2]))
def test_a_remedy_reaches_exactly_what_its_trial_did(name):
    session = ill_session(name, epochs=300)
    findings = session.diagnose()
    assert findings
    for finding in findings:
        if finding.remedy is not None:
            assert f"tried for {finding.trial.epochs:,} epochs" in finding.advice
            assert_reached(session, finding)


def test_live_remedies_are_exact_too():
    session = ill_session("lr 1e-5, circle")
    finding = session.diagnose()[0]
    assert not finding.from_start
    assert_reached(session, finding)


def test_it_is_exact_in_the_middle_of_an_epoch():
    session = ill_session("lr 1e-5, circle")
    for _ in range(7):
        session.step()
    finding = session.diagnose()[0]
    trial = finding.trial
    assert not finding.from_start
    assert session.adopt(finding.remedy)
    session.train(trial.epochs)
    assert (session.losses().train, session.accuracies().train) == (
        trial.train_loss,
        trial.train_accuracy,
    )


def test_another_optimizer_forgets_v_and_s_as_it_does_in_the_run():
    session = Session(build("circle", "4 tanh", optimizer={"name": "momentum"}))
    session.train(20)
    singles = Candidates(session.experiment, False, ["adam"]).singles()
    (live,) = [candidate for candidate in singles if not candidate.from_start]
    run = begin(session.moment.patient, live)
    run.train(20, lambda: False)
    assert session.adopt(live.experiment)
    session.train(20)
    assert run.rows[-1][0] == session.losses().train


def test_it_is_the_same_every_time_and_leaves_the_run_alone():
    session, other = ill_session("clip and decay"), ill_session("clip and decay")
    assert session.diagnose() == other.diagnose() == session.diagnose()
    session.train(20)
    straight = ill_session("clip and decay", epochs=120)
    assert session.losses() == straight.losses()


def test_numpy_does_a_tenth_of_the_work_and_is_exact():
    session = ill_session("lr 1e-5, circle", epochs=10, engine="numpy")
    finding = session.diagnose()[0]
    assert_reached(session, finding)
    compiled = ill_session("lr 1e-5, circle", epochs=10)
    other = compiled.diagnose()[0]
    assert finding.trial.epochs < other.trial.epochs


def test_what_was_not_tried_says_so(monkeypatch):
    monkeypatch.setattr(trials, "WORK", 1000)
    finding = ill_session("lr 1e-5, circle").diagnose()[0]
    assert (finding.remedy, finding.trial, finding.advice) == (None, None, "")
    assert "No remedy was tried" in finding.evidence


def test_what_nothing_helps_says_so():
    """Labels drawn by lot: nobody learns them in so few epochs."""
    rng = np.random.default_rng(0)
    points = tuple((float(a), float(b), int(k)) for a, b, k in zip(
        *rng.uniform(-5, 5, (2, 400)), rng.integers(0, 2, 400), strict=True))  # fmt: skip
    experiment = replace(Experiment(), data=Data(dataset="custom", points=points))
    session = Session(replace(experiment, training=replace(
        experiment.training, learning_rate=1e-9)))  # fmt: skip
    session.train(20)
    for finding in session.diagnose():
        if finding.remedy is None:
            assert "none of them helps" in finding.evidence
        else:
            assert_reached(session, finding)


def test_trials_are_given_up_at_once():
    moment = ill_session("L2 0.3, circle").moment
    asked = []

    def give_up():
        asked.append(1)
        return len(asked) > 5

    with pytest.raises(GivenUpError):
        list(treatments(moment.findings(), moment.training_pass, moment.patient, give_up))
    assert len(asked) == 6


def test_offers_get_no_worse_from_round_to_round():
    moment = ill_session("clip and decay").moment
    rounds = list(
        treatments(moment.findings(), moment.training_pass, moment.patient, lambda: False)
    )
    assert len(rounds) >= 3
    firsts = [round_[0] for round_ in rounds]
    assert all(first.remedy is not None for first in firsts)
    assert firsts[-1].trial.train_accuracy >= 0.95


@pytest.mark.parametrize("name", sampled(WATCHED, *list(WATCHED)[::4]))
def test_few_settings_are_changed(name):
    experiment = ill(WATCHED[name], 0)
    session = Session(experiment)
    session.train(40)
    for finding in session.diagnose()[:1]:
        if finding.remedy is not None:
            assert 1 <= n_settings(experiment, finding.remedy) <= MOST_SETTINGS
            assert finding.from_start != keeps_weights(experiment, finding.remedy)


@pytest.mark.parametrize("kind", CHANGES)
def test_each_change_changes_something_and_says_what(kind):
    """Of a network that everything ails."""
    worst = build("circle", "2 sigmoid", {"network.init": "normal"}, {"network.init_bias": 5.0},
                  {"training.gradient_clip": 1.0},
                  {"training.regularization": {"kind": "l2", "rate": 0.1}},
                  {"training.schedule": {"kind": "cosine"}})  # fmt: skip
    if kind == "bound":
        worst = replace(worst, training=replace(worst.training, gradient_clip=None))
    made = list(CHANGES[kind](worst))
    if kind == "more_penalty":
        worst = replace(worst, training=build("circle", "2 sigmoid").training)
        made = list(CHANGES[kind](worst))
    assert made
    for change in made:
        assert change.apply(worst) != worst
        assert change.words
        assert change.kind == kind


@pytest.mark.parametrize(
    ("hidden", "now", "wanted"),
    [
        ("4 relu", 0.0, [0.1]),
        ("4 leaky_relu", 5.0, [0.1, 0.0]),
        ("4 relu", 0.1, []),
        ("4 tanh", 0.0, []),
        ("4 tanh", 5.0, [0.0]),
    ],
)
def test_the_initial_bias_that_suits_is_tried(hidden, now, wanted):
    made = list(changes.bias(experiment := build("circle", hidden, {"network.init_bias": now})))
    assert [change.apply(experiment).network.init_bias for change in made] == wanted
    assert [change.words for change in made] == [f"initial bias {value:g}" for value in wanted]
    assert all(n_settings(experiment, change.apply(experiment)) == 1 for change in made)


@pytest.mark.parametrize("kind", ["dead_relu", "stuck", "plateau"])
def test_an_initial_bias_answers_what_dead_units_bring_about(kind):
    assert "bias" in DIAGNOSES[kind].answers


def test_a_trial_of_an_initial_bias_is_the_run_from_its_start():
    session = Session(build("circle", "4 2 relu"))
    session.train(5)
    (lifted,) = Candidates(session.experiment, False, ["bias"]).singles()
    assert lifted.from_start
    run = begin(session.moment.patient, lifted)
    run.train(20, lambda: False)
    other = Session(lifted.experiment)
    assert all((b == 0.1).all() for _, b in other.parameters)
    other.train(20)
    assert run.rows[-1][0] == other.losses().train


def test_more_relu_networks_learn_from_an_initial_bias():
    """Counted over twenty starts of four and two units on the circle."""

    def learned(init_bias):
        runs = [
            Session(build("circle", "4 2 relu", {"network.init_bias": init_bias}, seed=seed))
            for seed in range(20)
        ]
        for run in runs:
            run.train(400)
        return sum(run.accuracies().train >= 0.95 for run in runs)

    assert learned(0.1) >= learned(0.0) + 2


def test_nothing_is_changed_back_and_forth():
    """A healthy network has no setting that is suspect."""
    assert [suspects(healthy(name, 0)) for name in HEALTHY] == [[]] * len(HEALTHY)
    assert changes.n_settings(healthy("circle", 0), healthy("circle", 0)) == 0


@pytest.mark.parametrize("name", sampled(QUICK))
def test_ill_networks_are_cured(name):
    """A few of those of `cures.py`, of which many are measured by the slow test."""
    tally = Tally()
    for seed in (2000, 2001):
        tally.add(WATCHED[name], seed)
    assert (tally.found, tally.right, tally.thrice, tally.worse) == (2, 2, 2, 0)


# -- what people met ----------------------------------------------------------------------------


def test_a_strong_penalty_is_named_and_lowered():
    session = Session(
        Experiment.from_dict({"training": {"regularization": {"kind": "l2", "rate": 0.3}}})
    )
    session.train(500)
    first = session.diagnose()[0]
    assert first.kind == "penalty_too_strong"
    assert "λ = 0.3" in first.evidence
    assert first.remedy.training.regularization.rate < 0.3
    cured = Session(first.remedy)
    cured.train(500)
    assert cured.accuracies().train > 0.95


def test_the_own_advice_does_no_harm():
    """A noisy line on small scales: L2 with λ = 0.01 was advised, and ruined it."""
    rng = np.random.default_rng(2)
    a, b = rng.uniform(0, 1, (2, 100))
    labels = a + b + rng.normal(0, 0.06, 100) > 1
    points = tuple((float(x), float(y), int(k)) for x, y, k in zip(a, b, labels, strict=True))
    session = Session(replace(Experiment(), data=Data(dataset="custom", points=points)))
    session.train(6000)
    before = session.accuracies().test
    for finding in session.diagnose():
        if finding.remedy is not None:
            other = Session(finding.remedy)
            other.train(3000)
            assert other.accuracies().test >= before - 0.02


def custom(points, seed=0, **network):
    return Experiment.from_dict(
        {"data": {"dataset": "custom", "points": points, "seed": seed}, "network": network}
    )


def test_a_class_that_is_never_predicted_is_no_success():
    """290 against 10: 96 % are right, and nothing is learned."""
    session = Session(custom(RARE, hidden=[{"units": 4, "activation": "tanh"}]))
    session.train(400)
    assert session.accuracies().train > 0.95
    assert session.confusion()[0][:, 1].sum() == 0
    first = session.diagnose()[0]
    assert first.kind == "class_never_predicted"
    cured = applied(session, first)
    cured.train(first.trial.epochs)
    table = cured.confusion()[0]
    assert table[1, 1] > 0.8 * table[1].sum()


def test_a_class_that_only_tests_is_said_and_comes_to_train():
    session = Session(custom(LONELY, seed=3, output="softmax"))
    (finding,) = [f for f in session.diagnose() if f.kind == "class_not_in_training_set"]
    assert 2 not in session.train_set.labels
    assert 2 in Session(finding.remedy).train_set.labels
    assert finding.from_start
