"""Learning-rate schedules: the factor by which the learning rate is multiplied in an epoch."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from annplayground.core.choices.notations import Symbolic
from annplayground.core.words import translate


@dataclass(frozen=True)
class ScheduleChoice:
    """A learning-rate schedule and its parameters, counted in epochs."""

    kind: str = "constant"
    every: int = 100
    factor: float = 0.5
    decay: float = 0.999
    epochs: int = 1000


@dataclass(frozen=True)
class Schedule:
    """`factor(epoch, choice)` multiplies the learning rate in each epoch, from 0 on."""

    name: str
    label: str
    equation: str
    parameters: tuple[str, ...]
    factor: Callable[[int, ScheduleChoice], float]


def _step(epoch: int, choice: ScheduleChoice) -> float:
    return float(choice.factor ** (epoch // choice.every))


def _exponential(epoch: int, choice: ScheduleChoice) -> float:
    return float(choice.decay**epoch)


def _cosine(epoch: int, choice: ScheduleChoice) -> float:
    progress = min(epoch / choice.epochs, 1.0)
    return 0.5 * (1.0 + math.cos(math.pi * progress))


BUILT_IN = (
    Schedule(
        "constant",
        translate("Schedules", "Constant"),
        Symbolic("{lr}"),
        (),
        lambda epoch, choice: 1.0,
    ),
    Schedule(
        "step",
        translate("Schedules", "Step"),
        Symbolic(translate("Schedules", "{lr} · factor^⌊epoch / every⌋")),
        ("every", "factor"),
        _step,
    ),
    Schedule(
        "exponential",
        translate("Schedules", "Exponential"),
        Symbolic(translate("Schedules", "{lr} · decay^epoch")),
        ("decay",),
        _exponential,
    ),
    Schedule(
        "cosine",
        translate("Schedules", "Cosine"),
        Symbolic(translate("Schedules", "{lr} · ½(1 + cos(π · epoch / epochs)), then 0 for good")),
        ("epochs",),
        _cosine,
    ),
)

SCHEDULES: dict[str, Schedule] = {entry.name: entry for entry in BUILT_IN}
