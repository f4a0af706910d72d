"""Remedies for what was found: tried in rounds, and the best that helps is put to each finding."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.diagnosis.candidates import Candidates
from annplayground.core.diagnosis.finding import Finding
from annplayground.core.diagnosis.findings import DIAGNOSES
from annplayground.core.diagnosis.offers import Judge, reached
from annplayground.core.diagnosis.training_pass import TrainingPass
from annplayground.core.diagnosis.trial_runs import Patient
from annplayground.core.diagnosis.trials import Trials
from annplayground.core.numerals import count, plural
from annplayground.core.samples import make_sets
from annplayground.core.words import translate

# They say that nothing moves any more: what learns when it is trained on was none of them.
DISPROVED = ("plateau", "stuck")
# Each of these is judged by a measure of its own.
SPECIAL = ("overfitting", "class_not_in_training_set")
_NOT_TRIED = translate("Remedies", "No remedy was tried: the network is too large for that.")


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
        return replace(finding, evidence=Symbolic(f"{tokens(finding.evidence)} {_NOT_TRIED}"))
    tried = plural(
        len(trials.runs),
        translate("Remedies", "{n} remedy was tried; it does not help."),
        translate("Remedies", "{n} remedies were tried; none of them helps."),
    ).format(n=count(len(trials.runs)))
    return replace(finding, evidence=Symbolic(f"{tokens(finding.evidence)} {tried}"))


def _with_all_classes(finding: Finding, whole: TrainingPass) -> Finding:
    """With another sample whose training set has every class: nothing to be trained for that."""
    experiment = whole.experiment
    wanted = {*whole.train_set.labels.tolist(), *whole.test_set.labels.tolist()}
    for change in Candidates(experiment, False, ["another_sample"]).singles():
        if change.kinds == {"another_sample"}:
            train_set, _ = make_sets(change.experiment)
            if wanted <= set(train_set.labels.tolist()):
                words = change.words[0].upper() + change.words[1:]
                advice = translate(
                    "Remedies", "{words}: every class is in the training set"
                ).format(words=words)
                return replace(finding, advice=advice, remedy=change.experiment, from_start=True)
    return finding
