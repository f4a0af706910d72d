"""What is said about optimizers, schedules and losses must be true of the numbers."""

import numpy as np
import pytest

from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.choices.schedules import ScheduleChoice
from annplayground.core.experiment import Training
from annplayground.gui.panels.training.words import (
    loss_tip,
    optimizer_equation,
    optimizer_note,
    schedule_note,
)


def walk(choice, learning_rate, gradients):
    """Where 20 steps lead."""
    w, v, s = np.zeros(1), np.zeros(1), np.zeros(1)
    for t, g in enumerate(gradients, 1):
        w -= learning_rate * OPTIMIZERS[choice.name].direction(np.array([g]), v, s, t, choice)
    return w


@pytest.mark.parametrize("name", ["momentum", "nesterov"])
def test_the_learning_rate_said_to_take_the_same_path_does(name):
    gradients = np.random.default_rng(0).normal(size=20)
    classical = OptimizerChoice(name, beta=0.8, convention="classical")
    note = optimizer_note(Training(learning_rate=0.03, optimizer=classical))
    said = float(note.split("lr ")[1].rstrip("."))
    ewa = OptimizerChoice(name, beta=0.8)
    np.testing.assert_allclose(walk(classical, 0.03, gradients), walk(ewa, said, gradients))


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (OptimizerChoice("momentum", beta=0.9), "= 10 steps"),
        (OptimizerChoice("momentum", beta=0.98), "= 50 steps"),
        (OptimizerChoice("rmsprop", rho=0.99), "= 100 steps"),
        (OptimizerChoice("adam"), "= 1000"),
        (OptimizerChoice("sgd"), ""),
    ],
)
def test_the_number_of_steps(choice, said):
    assert said in optimizer_note(Training(optimizer=choice))


def test_labels_and_equations_follow_the_convention():
    assert OPTIMIZERS["momentum"].full_label("ewa") == "Momentum (EWA)"
    assert OPTIMIZERS["momentum"].full_label("classical") == "Momentum (classical)"
    assert OPTIMIZERS["adam"].full_label("classical") == "Adam"
    classical = OptimizerChoice("nesterov", convention="classical")
    assert optimizer_equation(classical) == "v ← βv + g\nw ← w − lr · (βv + g)"
    assert "(1 − β₁)g" in optimizer_equation(OptimizerChoice("adam", convention="classical"))


def test_a_schedule_says_what_comes():
    step = ScheduleChoice("step", every=100, factor=0.5)
    note = schedule_note(Training(learning_rate=0.4, schedule=step))
    assert "0.2 at 100" in note
    assert "0.000391 at 1,000" in note
    assert "stays" in schedule_note(Training())


def test_a_loss_says_its_equation_or_why_not():
    assert loss_tip("mse", "tanh") == LOSSES["mse"].equation
    assert "not relu" in loss_tip("cross_entropy", "relu")
