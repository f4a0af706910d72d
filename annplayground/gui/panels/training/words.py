"""What the training toolbar says about optimizers, schedules and losses, in words."""

from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.choices.schedules import SCHEDULES
from annplayground.core.experiment import Training
from annplayground.core.words import translate
from annplayground.gui.text import count, number


def optimizer_equation(choice: OptimizerChoice) -> str:
    """The update rule as it is used, each assignment on a line of its own."""
    equation = OPTIMIZERS[choice.name].equation_by(choice.convention)
    return Symbolic(tokens(equation).replace(",  ", "\n"))


def optimizer_note(training: Training) -> str:
    """What the parameters mean in steps."""
    choice = training.optimizer
    if choice.name in ("momentum", "nesterov"):
        average = translate("Training", "v averages about 1/(1 − β) = {steps} steps.").format(
            steps=_steps(choice.beta)
        )
        if choice.convention == "ewa":
            return average
        same = training.learning_rate / (1.0 - choice.beta)
        return Symbolic(
            translate(
                "Training",
                "v sums up about 1/(1 − β) = {steps} steps: the same path as EWA with {lr} {same}.",
            ),
            steps=_steps(choice.beta),
            same=number(same),
        )
    if choice.name == "rmsprop":
        return translate("Training", "s averages g² over about 1/(1 − ρ) = {steps} steps.").format(
            steps=_steps(choice.rho)
        )
    if choice.name == "adam":
        return translate(
            "Training",
            "v averages g over about 1/(1 − β₁) = {v} steps, s averages g² over "
            "about 1/(1 − β₂) = {s}.",
        ).format(v=_steps(choice.beta1), s=_steps(choice.beta2))
    return ""


def schedule_note(training: Training) -> str:
    """The learning rate of an epoch, and what it is later."""
    choice = training.schedule
    schedule = SCHEDULES[choice.kind]
    if choice.kind == "constant":
        return translate("Training", "The learning rate stays as it is.")
    values = ", ".join(
        translate("Training", "{rate} at {epoch}").format(
            rate=number(training.learning_rate * schedule.factor(epoch, choice)),
            epoch=count(epoch),
        )
        for epoch in (100, 1000)
    )
    return Symbolic(
        translate("Training", "{lr} of an epoch: {equation}\nThat is {values}."),
        equation=schedule.equation,
        values=values,
    )


def loss_tip(name: str, output: str) -> str:
    """A loss's equation, or why it does not go with the output."""
    loss = LOSSES[name]
    if output in loss.outputs:
        return loss.equation
    return translate(
        "Training",
        "{label} needs an output of {outputs}, not {output}: change the output activation first.",
    ).format(
        label=loss.label, outputs=translate("Training", " or ").join(loss.outputs), output=output
    )


def _steps(weight: float) -> str:
    return number(1.0 / (1.0 - weight))
