"""What is wrong with a run, in plain sentences: each with its evidence and one remedy to try.

A new diagnosis is one function in `diagnoses` and one entry in `DIAGNOSES`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

import numpy as np

from annplayground.core.diagnosis import diagnoses as diagnoses
from annplayground.core.diagnosis.diagnoses import Symptoms
from annplayground.core.diagnosis.training_pass import TrainingPass
from annplayground.core.experiment import Experiment


@dataclass(frozen=True)
class Finding:
    """What a diagnosis found. `layer` is 1 for the first hidden one, None for the whole network.

    `kind` is its key, and `values` are the numbers in `evidence`, for who says it in other words.
    """

    kind: str
    layer: int | None
    title: str
    evidence: str
    advice: str  # what the remedy does, as a button says it; empty without a remedy
    remedy: Experiment | None
    values: dict[str, float] = field(default_factory=dict, hash=False)


# Worst first: what stops all learning stands before what slows it.
DIAGNOSES: dict[str, Callable[[TrainingPass, bool], Symptoms | None]] = {
    "exploding": diagnoses.exploding,
    "symmetric_start": diagnoses.symmetric_start,
    "vanishing": diagnoses.vanishing,
    "dead_relu": diagnoses.dead_relu,
    "learning_rate_too_large": diagnoses.learning_rate_too_large,
    "saturated": diagnoses.saturated,
    "too_little_capacity": diagnoses.too_little_capacity,
    "learning_rate_too_small": diagnoses.learning_rate_too_small,
    "plateau": diagnoses.plateau,
    "overfitting": diagnoses.overfitting,
}


def diagnose(whole: TrainingPass, before: Collection[str] = ()) -> list[Finding]:
    """All findings, worst first; `before` names the kinds that were found the last time."""
    with np.errstate(all="ignore"):
        found = [(kind, check(whole, kind in before)) for kind, check in DIAGNOSES.items()]
    return [_finding(whole, kind, symptoms) for kind, symptoms in found if symptoms is not None]


def _finding(whole: TrainingPass, kind: str, symptoms: Symptoms) -> Finding:
    advice, remedy = symptoms.remedy.advice, symptoms.remedy.experiment
    tried = remedy == whole.experiment
    return Finding(
        kind,
        symptoms.layer,
        symptoms.title,
        symptoms.evidence,
        "" if tried else advice,
        None if tried else remedy,
        symptoms.values,
    )
