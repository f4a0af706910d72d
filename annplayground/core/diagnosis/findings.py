"""What is wrong with a run, in plain sentences, each with evidence.

A new diagnosis is one function in `causes`, `symptoms` or `layer_symptoms`, and one entry in
`DIAGNOSES`.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass

import numpy as np

from annplayground.core.choices.notations import Symbolic
from annplayground.core.diagnosis import causes, layer_symptoms, symptoms
from annplayground.core.diagnosis.finding import Finding
from annplayground.core.diagnosis.symptoms import Symptoms
from annplayground.core.diagnosis.training_pass import TrainingPass


@dataclass(frozen=True)
class Diagnosis:
    """How it is found, and which kinds of changes answer it. A cause explains symptoms."""

    find: Callable[[TrainingPass, bool], Symptoms | None]
    answers: tuple[str, ...]
    is_cause: bool = False


_LR, _START = "learning_rate", "start"
# Causes first; among each other, what stops all learning before what slows it.
DIAGNOSES: dict[str, Diagnosis] = {
    "learning_rate_zero": Diagnosis(causes.learning_rate_zero, ("schedule", _LR), True),
    "too_little_capacity": Diagnosis(causes.too_little_capacity, ("tanh", "layer"), True),
    "learning_rate_too_large": Diagnosis(
        causes.learning_rate_too_large, (_LR, "bound", "adam"), True
    ),
    "penalty_too_strong": Diagnosis(causes.penalty_too_strong, ("penalty",), True),
    "clip_too_tight": Diagnosis(causes.clip_too_tight, ("clip", _LR), True),
    "symmetric_start": Diagnosis(causes.symmetric_start, ("weights",), True),
    "learning_rate_too_small": Diagnosis(
        causes.learning_rate_too_small, ("schedule", _LR, "adam"), True
    ),
    "exploding": Diagnosis(layer_symptoms.exploding, ("weights", _LR, "bound")),
    "vanishing": Diagnosis(layer_symptoms.vanishing, ("weights", "tanh", "leaky_relu", "adam")),
    "dead_relu": Diagnosis(
        layer_symptoms.dead_relu, ("leaky_relu", "bias", "tanh", "weights", _START, _LR)
    ),
    "class_never_predicted": Diagnosis(
        symptoms.class_never_predicted, (_LR, "adam", "units", "tanh", "leaky_relu", _START)
    ),
    "plateau": Diagnosis(
        symptoms.plateau, (_LR, "adam", "tanh", "weights", _START, "bias", "leaky_relu")
    ),
    "stuck": Diagnosis(symptoms.stuck, (_START, "bias", "units", "adam", _LR, "tanh", "layer")),
    "saturated": Diagnosis(layer_symptoms.saturated, ("weights", "leaky_relu", _START, _LR)),
    "overfitting": Diagnosis(symptoms.overfitting, ("more_penalty", "more_points")),
    "class_not_in_training_set": Diagnosis(causes.class_not_in_training_set, ("another_sample",)),
}


def diagnose(whole: TrainingPass, before: Collection[str] = ()) -> list[Finding]:
    """All findings, causes first, before anything was tried against them.

    `before` names the kinds that were found the last time.
    """
    found = []
    with np.errstate(all="ignore"):
        for number, (kind, diagnosis) in enumerate(DIAGNOSES.items()):
            seen = diagnosis.find(whole, kind in before)
            if seen is not None:
                after = not (seen.is_cause or diagnosis.is_cause)
                found.append((after, number, _finding(kind, seen)))
    return [finding for _, _, finding in sorted(found, key=lambda item: item[:2])]


def _finding(kind: str, seen: Symptoms) -> Finding:
    return Finding(kind, seen.layer, seen.title, Symbolic(seen.evidence), "", None, seen.values)
