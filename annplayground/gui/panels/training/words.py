"""What the training toolbar says about optimizers, schedules and losses, in words."""

from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.choices.schedules import SCHEDULES
from annplayground.core.experiment import Training
from annplayground.gui.text import count, number


def optimizer_equation(choice: OptimizerChoice) -> str:
    """The update rule as it is used, each assignment on a line of its own."""
    equation = OPTIMIZERS[choice.name].equation_by(choice.convention)
    return Symbolic(tokens(equation).replace(",  ", "\n"))


def optimizer_note(training: Training) -> str:
    """What the parameters mean in steps."""
    choice = training.optimizer
    if choice.name in ("momentum", "nesterov"):
        average = f"v averages about 1/(1 − β) = {_steps(choice.beta)} steps."
        if choice.convention == "ewa":
            return average
        same = training.learning_rate / (1.0 - choice.beta)
        return Symbolic(
            f"v sums up about 1/(1 − β) = {_steps(choice.beta)} steps: the same path as EWA with "
            f"{{lr}} {number(same)}."
        )
    if choice.name == "rmsprop":
        return f"s averages g² over about 1/(1 − ρ) = {_steps(choice.rho)} steps."
    if choice.name == "adam":
        return (
            f"v averages g over about 1/(1 − β₁) = {_steps(choice.beta1)} steps, s averages g² "
            f"over about 1/(1 − β₂) = {_steps(choice.beta2)}."
        )
    return ""


def schedule_note(training: Training) -> str:
    """The learning rate of an epoch, and what it is later."""
    choice = training.schedule
    schedule = SCHEDULES[choice.kind]
    if choice.kind == "constant":
        return "The learning rate stays as it is."
    values = ", ".join(
        f"{number(training.learning_rate * schedule.factor(epoch, choice))} at {count(epoch)}"
        for epoch in (100, 1000)
    )
    return Symbolic(f"{{lr}} of an epoch: {tokens(schedule.equation)}\nThat is {values}.")


def loss_tip(name: str, output: str) -> str:
    """A loss's equation, or why it does not go with the output."""
    loss = LOSSES[name]
    if output in loss.outputs:
        return loss.equation
    return (
        f"{loss.label} needs an output of {' or '.join(loss.outputs)}, not {output}: "
        "change the output activation first."
    )


def _steps(weight: float) -> str:
    return number(1.0 / (1.0 - weight))
