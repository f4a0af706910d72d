"""The learning-rate schedules against their equations, PyTorch's, and what a Session does."""

import pytest

from annplayground.core.choices.schedules import SCHEDULES, ScheduleChoice
from annplayground.core.experiment import Experiment
from annplayground.core.run.session import Session


def factor(epoch, **choice):
    choice = ScheduleChoice(**choice)
    return SCHEDULES[choice.kind].factor(epoch, choice)


@pytest.mark.parametrize("epoch", [0, 1, 99, 100, 10**9])
def test_constant(epoch):
    assert factor(epoch, kind="constant") == 1.0


@pytest.mark.parametrize(("epoch", "expected"), [(0, 1), (9, 1), (10, 0.5), (19, 0.5), (35, 0.125)])
def test_step(epoch, expected):
    assert factor(epoch, kind="step", every=10, factor=0.5) == expected


def test_exponential():
    assert factor(0, kind="exponential", decay=0.9) == 1.0
    assert factor(20, kind="exponential", decay=0.9) == pytest.approx(0.9**20)


@pytest.mark.parametrize(
    ("epoch", "expected"), [(0, 1), (25, 0.853553), (50, 0.5), (100, 0), (999, 0)]
)
def test_cosine(epoch, expected):
    assert factor(epoch, kind="cosine", epochs=100) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("kind", SCHEDULES)
def test_no_epoch_is_too_late(kind):
    """Factors get small, but nothing is raised and none leaves 0 … 1."""
    for epoch in (10**6, 10**9):
        for choice in ({}, {"factor": 0.0, "decay": 0.0}, {"every": 1}):
            assert 0.0 <= factor(epoch, kind=kind, **choice) <= 1.0


def test_agree_with_pytorch():
    torch = pytest.importorskip("torch")
    rules = torch.optim.lr_scheduler
    for choice, make in (
        ({"kind": "step", "every": 7, "factor": 0.3}, lambda o: rules.StepLR(o, 7, 0.3)),
        ({"kind": "exponential", "decay": 0.97}, lambda o: rules.ExponentialLR(o, 0.97)),
        ({"kind": "cosine", "epochs": 40}, lambda o: rules.CosineAnnealingLR(o, 40)),
    ):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        schedule = make(optimizer)
        for epoch in range(40):
            assert factor(epoch, **choice) == pytest.approx(schedule.get_last_lr()[0], abs=1e-12)
            optimizer.step()
            schedule.step()


def test_a_session_follows_its_schedule():
    """The step taken in an epoch has the learning rate that is shown for it."""
    schedule = {"kind": "step", "every": 2, "factor": 0.1}
    training = {"learning_rate": 0.5, "batch_size": 250, "schedule": schedule}
    session = Session(Experiment.from_dict({"training": training}))
    for expected in (0.5, 0.5, 0.05, 0.05, 0.005):
        assert session.learning_rate == pytest.approx(expected)
        before = session.parameters[0][0]
        g = session.gradients(session.train_set.X, session.train_set.y)[0][0]
        session.step()
        assert session.parameters[0][0] - before == pytest.approx(-expected * g, rel=1e-9)


def test_every_schedule_names_parameters_that_exist():
    for schedule in SCHEDULES.values():
        for parameter in schedule.parameters:
            assert hasattr(ScheduleChoice(), parameter)
