"""What is wrong with a run, in plain sentences: each with evidence, and a remedy that was tried.

A new diagnosis is one function in `causes` or `symptoms` and one entry in `DIAGNOSES`.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from annplayground.core.diagnosis import causes, symptoms
from annplayground.core.diagnosis.candidates import Candidates
from annplayground.core.diagnosis.offers import Judge, Trial, reached
from annplayground.core.diagnosis.symptoms import Symptoms
from annplayground.core.diagnosis.training_pass import TrainingPass
from annplayground.core.diagnosis.trial_runs import Patient
from annplayground.core.diagnosis.trials import Trials
from annplayground.core.experiment import Experiment
from annplayground.core.samples import make_sets

PENDING = "Remedies are being tried …"


@dataclass(frozen=True)
class Finding:
    """What a diagnosis found. `layer` is 1 for the first hidden one, None for the whole network.

    `kind` is its key, and `values` are the numbers in `evidence`, for who says it in other words.
    `remedy` was tried, unless `trial` is None: adopted at once, or begun anew where it is
    `from_start`, and trained for as many epochs as the trial, it reaches exactly the same.
    """

    kind: str
    layer: int | None
    title: str
    evidence: str
    advice: str  # what the remedy does, as a button says it; empty without a remedy
    remedy: Experiment | None
    values: dict[str, float] = field(default_factory=dict, hash=False)
    trial: Trial | None = None
    from_start: bool = False
    pending: bool = False  # remedies are still being tried


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
    "exploding": Diagnosis(symptoms.exploding, ("weights", _LR, "bound")),
    "vanishing": Diagnosis(symptoms.vanishing, ("weights", "tanh", "leaky_relu", "adam")),
    "dead_relu": Diagnosis(symptoms.dead_relu, ("leaky_relu", "tanh", "weights", _START, _LR)),
    "class_never_predicted": Diagnosis(
        symptoms.class_never_predicted, (_LR, "adam", "units", "tanh", "leaky_relu", _START)
    ),
    "plateau": Diagnosis(symptoms.plateau, (_LR, "adam", "tanh", "weights", _START, "leaky_relu")),
    "stuck": Diagnosis(symptoms.stuck, (_START, "units", "adam", _LR, "tanh", "layer")),
    "saturated": Diagnosis(symptoms.saturated, ("weights", "leaky_relu", _START, _LR)),
    "overfitting": Diagnosis(symptoms.overfitting, ("more_penalty", "more_points")),
    "class_not_in_training_set": Diagnosis(causes.class_not_in_training_set, ("another_sample",)),
}
# They say that nothing moves any more: what learns when it is trained on was none of them.
DISPROVED = ("plateau", "stuck")


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
    return Finding(kind, seen.layer, seen.title, seen.evidence, "", None, seen.values)


def treated(findings: Sequence[Finding], whole: TrainingPass, patient: Patient) -> list[Finding]:
    """The findings with remedies that were tried, when all trials are done."""
    *_, last = treatments(findings, whole, patient, lambda: False)
    return last


def treatments(
    findings: Sequence[Finding],
    whole: TrainingPass,
    patient: Patient,
    give_up: Callable[[], bool],
) -> Iterator[list[Finding]]:
    """The findings with what has been tried so far; better from round to round, and at least once.

    Raises `GivenUpError` when `give_up` says so.
    """
    general = [f for f in findings if f.kind not in SPECIAL]
    special = {f.kind: f for f in findings if f.kind in SPECIAL}
    done: dict[str, Finding | None] = {}
    if "class_not_in_training_set" in special:
        finding = special["class_not_in_training_set"]
        done[finding.kind] = _with_all_classes(finding, whole)
    for kinds, on_test_set in ((general, False), ([*special.values()], True)):
        kinds = [f for f in kinds if f.kind not in done]
        if not kinds:
            continue
        answers = [answer for f in kinds for answer in DIAGNOSES[f.kind].answers]
        trials = Trials(patient, answers, general=not on_test_set)
        judge = Judge(whole, on_test_set)
        for is_last in trials.rounds(judge.value, give_up):
            for place, finding in enumerate(kinds):
                done[finding.kind] = _offered(finding, judge, trials, place == 0, is_last)
            yield [f for f in (done.get(f.kind, f) for f in findings) if f is not None]
    yield [f for f in (done.get(f.kind, f) for f in findings) if f is not None]


SPECIAL = ("overfitting", "class_not_in_training_set")


def _offered(
    finding: Finding, judge: Judge, trials: Trials, first: bool, is_last: bool
) -> Finding | None:
    """A finding with the best that helps; None where going on as it is disproves it."""
    if is_last and finding.kind in DISPROVED and judge.learns(trials.control):
        return None
    run = judge.best(trials, DIAGNOSES[finding.kind].answers, first)
    if run is not None:
        made = run.candidate
        return replace(
            finding,
            advice=judge.advice(run),
            remedy=made.experiment,
            trial=reached(run),
            from_start=made.from_start,
        )
    if not is_last:
        return finding
    if not trials.runs:
        return replace(finding, evidence=f"{finding.evidence} {_NOT_TRIED}")
    n = len(trials.runs)
    return replace(
        finding, evidence=f"{finding.evidence} {n} remedies were tried; none of them helps."
    )


_NOT_TRIED = "No remedy was tried: the network is too large for that."


def _with_all_classes(finding: Finding, whole: TrainingPass) -> Finding:
    """With another sample whose training set has every class: nothing to be trained for that."""
    experiment = whole.experiment
    wanted = {*whole.train_set.labels.tolist(), *whole.test_set.labels.tolist()}
    for change in Candidates(experiment, False, ["another_sample"]).singles():
        if change.kinds == {"another_sample"}:
            train_set, _ = make_sets(change.experiment)
            if wanted <= set(train_set.labels.tolist()):
                words = change.words[0].upper() + change.words[1:]
                advice = f"{words}: every class is in the training set"
                return replace(finding, advice=advice, remedy=change.experiment, from_start=True)
    return finding
