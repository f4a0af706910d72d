"""Remedies are tried beside the run, and given up when anything else changes."""

import time
from dataclasses import replace

import pytest

from annplayground.core.engines.available import VARIABLE
from annplayground.core.experiment import Experiment
from annplayground.core.run.runner import Runner
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import View

ILL = Experiment.from_dict({"training": {"regularization": {"kind": "l2", "rate": 0.3}}})
LOOK = View(diagnosis=True, remedies=True)
PATIENCE = 60.0
pytestmark = pytest.mark.numba


@pytest.fixture(autouse=True)
def _compiled(monkeypatch):
    """As in the program."""
    monkeypatch.setenv(VARIABLE, "auto")


@pytest.fixture
def runner(_compiled):
    made = Runner(ILL)
    made.watch(LOOK)
    made.start()
    yield made
    made.stop()
    assert made.failure is None


def wait(runner, condition):
    """The first snapshot of which the condition holds."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        snapshot = runner.take()
        if snapshot is not None and condition(snapshot):
            return snapshot
        time.sleep(0.001)
    raise AssertionError("it did not come")


def trained(runner, epochs=100):
    """At rest after so many epochs, compiled."""
    wait(runner, lambda s: s.status.engine == "numba")
    for _ in range(epochs):
        runner.step_epoch()
    return wait(runner, lambda s: s.epoch == epochs and s.diagnosis is not None)


def present(runner):
    return runner._sides.all[0]._treatments._present


def tried(snapshot):
    findings = snapshot.diagnosis.findings if snapshot.diagnosis else ()
    return findings and not any(finding.pending for finding in findings)


def test_first_they_are_being_tried_and_then_they_are_what_a_script_gets(runner):
    first = trained(runner)
    finding = first.diagnosis.findings[0]
    assert (finding.pending, finding.remedy) == (True, None)
    session = Session(ILL)
    session.train(100)
    wanted = session.diagnose()
    last = wait(runner, lambda s: tried(s) and list(s.diagnosis.findings) == wanted)
    assert last.epoch == 100
    assert last.diagnosis.findings[0].remedy is not None


def test_another_experiment_gives_them_up(runner):
    trained(runner)
    treatment = present(runner)
    runner.submit(replace(ILL, training=replace(ILL.training, learning_rate=0.5)))
    wait(runner, lambda s: s.experiment.training.learning_rate == 0.5 and s.diagnosis is not None)
    assert present(runner) is not treatment
    treatment.join(PATIENCE)
    assert not treatment.is_alive()


def test_a_weight_set_by_hand_gives_them_up(runner):
    trained(runner)
    treatment = present(runner)
    runner.set_weight(1, 0, 0, 5.0)
    wait(runner, lambda s: s.parameters[0][0][0, 0] == 5.0)
    assert present(runner) is not treatment
    assert not treatment.is_alive()


def test_nobody_tries_where_nobody_looks(runner):
    runner.watch(replace(LOOK, remedies=False))
    snapshot = trained(runner)
    assert present(runner) is None
    assert not any(finding.pending for finding in snapshot.diagnosis.findings)


def test_the_run_goes_on_as_if_nobody_tried(runner):
    snapshot = trained(runner)
    session = Session(ILL)
    session.train(100)
    assert snapshot.losses == session.losses()


def test_it_ends_with_the_runner():
    runner = Runner(ILL)
    runner.watch(LOOK)
    runner.start()
    trained(runner)
    treatment = present(runner)
    runner.stop()
    assert treatment is not None
    assert not treatment.is_alive()
