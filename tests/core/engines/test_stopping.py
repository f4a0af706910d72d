"""The rules that end a run, and the sentences they give as the reason."""

import numpy as np
import pytest

from annplayground.core.engines.stopping import NEVER, StopReason, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run.session import Session


def row(test_loss=1.0, test_accuracy=0.5):
    return np.array([0.7, test_loss, 0.6, test_accuracy])


def test_no_rule_never_stops():
    assert NEVER.reason(10**6, row(0.0, 1.0)) is None


def test_at_an_epoch_and_only_there():
    """Whoever goes on after the stop is not stopped again."""
    rules = StopRules(epoch=1500)
    assert rules.reason(1499, row()) is None
    assert rules.reason(1500, row()) == StopReason(
        "epoch", 1500, 1500, "Stopped at epoch 1,500.", "Stopped at epoch 1,500"
    )
    assert rules.reason(1501, row()) is None


def test_at_a_test_loss():
    rules = StopRules(test_loss=0.1)
    assert rules.reason(5, row(test_loss=0.1001)) is None
    assert rules.reason(5, row(test_loss=0.09)) == StopReason(
        "test_loss", 0.09, 0.1, "Stopped: test loss 0.09 ≤ 0.1.", "Test loss 0.09 ≤ 0.1"
    )
    assert rules.reason(5, row(test_loss=0.1)) is not None


def test_at_a_test_accuracy():
    rules = StopRules(test_accuracy=0.95)
    assert rules.reason(5, row(test_accuracy=0.948)) is None
    assert rules.reason(5, row(test_accuracy=0.95)) is not None
    assert rules.reason(5, row(test_accuracy=0.952)) == StopReason(
        "test_accuracy",
        0.952,
        0.95,
        "Stopped: test accuracy 95.2 % ≥ 95 %.",
        "Test accuracy 95.2 % ≥ 95 %",
    )


def test_what_does_not_exist_stops_nothing():
    """There is no accuracy in regression, and no loss after a divergence."""
    rules = StopRules(test_loss=0.1, test_accuracy=0.9)
    assert rules.reason(5, row(np.nan, np.nan)) is None


def test_several_rules_give_one_reason():
    assert StopRules(3, 0.5, 0.5).reason(3, row(0.1, 0.9)).key == "epoch"
    assert StopRules(4, 0.5, 0.5).reason(3, row(0.1, 0.9)).key == "test_loss"


@pytest.mark.parametrize("batches", [1, 7, 1000])
def test_a_session_stops_at_the_end_of_the_epoch_that_fulfils_a_rule(batches):
    session, reason = Session(), None
    while reason is None:
        assert session.epoch < 3
        reason = session.advance(batches, StopRules(epoch=3))
    assert (session.epoch, session.batch) == (3, 0)


def test_an_accuracy_is_really_reached():
    session = Session(Experiment.from_dict({"data": {"dataset": "xor"}, "network": {"seed": 2}}))
    reason = session.advance(100_000, StopRules(test_accuracy=0.9))
    assert reason is not None
    assert session.accuracies().test >= 0.9
    _, accuracy = session.history.curves().channel("test_accuracy")
    assert len(accuracy) > 2
    assert (accuracy[:-1] < 0.9).all()  # and not before
