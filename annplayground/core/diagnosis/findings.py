"""What is wrong with a run, in plain sentences: each with its evidence and one remedy to try.

A new diagnosis is one function in `illnesses` and one entry in `DIAGNOSES`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from annplayground.core.diagnosis import diagnoses as illnesses
from annplayground.core.diagnosis.diagnoses import Illness
from annplayground.core.diagnosis.training_pass import Health
from annplayground.core.experiment import Experiment


@dataclass(frozen=True)
class Finding:
    """One illness. `layer` is 1 for the first hidden layer, or None for the whole network."""

    kind: str
    layer: int | None
    title: str
    evidence: str
    advice: str  # what the remedy does, as a button says it; empty without a remedy
    remedy: Experiment | None


# Worst first: what stops all learning stands before what slows it.
DIAGNOSES: dict[str, Callable[[Health, bool], Illness | None]] = {
    "exploding": illnesses.exploding,
    "symmetric_start": illnesses.symmetric_start,
    "vanishing": illnesses.vanishing,
    "dead_relu": illnesses.dead_relu,
    "learning_rate_too_large": illnesses.learning_rate_too_large,
    "saturated": illnesses.saturated,
    "too_little_capacity": illnesses.too_little_capacity,
    "learning_rate_too_small": illnesses.learning_rate_too_small,
    "plateau": illnesses.plateau,
    "overfitting": illnesses.overfitting,
}


def diagnose(health: Health, before: Collection[str] = ()) -> list[Finding]:
    """All findings, worst first; `before` names the kinds that were found the last time."""
    with np.errstate(all="ignore"):
        found = [(kind, check(health, kind in before)) for kind, check in DIAGNOSES.items()]
    return [_finding(health, kind, illness) for kind, illness in found if illness is not None]


def _finding(health: Health, kind: str, illness: Illness) -> Finding:
    advice, remedy = illness.remedy.advice, illness.remedy.experiment
    if remedy == health.experiment:  # it has been tried already
        return Finding(kind, illness.layer, illness.title, illness.evidence, "", None)
    return Finding(kind, illness.layer, illness.title, illness.evidence, advice, remedy)
