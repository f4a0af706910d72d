"""Tries remedies beside a run, in a thread of its own: what it has found so far is there at once.

It trains States and engines of its own, and never the run's.
"""

import logging
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from annplayground.core.diagnosis.finding import PENDING, Finding
from annplayground.core.diagnosis.treatments import treatments
from annplayground.core.diagnosis.trial_runs import GivenUpError
from annplayground.core.experiment import Experiment
from annplayground.core.run.moment import Moment
from annplayground.core.words import translate

NICENESS = 10  # of the thread, where a thread can have one: whoever draws or trains goes first
_LOGGER = logging.getLogger(__name__)


@dataclass(frozen=True)
class Case:
    """What is treated: trials begin anew for another, and go on for the same.

    While the run plays it is the same as long as the findings are; at rest, at one place.
    """

    run: int
    experiment: Experiment
    kinds: tuple[str, ...]
    place: tuple[int, int]

    def goes_on(self, newer: "Case", playing: bool) -> bool:
        """Whether what is tried for this one is meant for the newer, too."""
        return self == (replace(newer, place=self.place) if playing else newer)


class Treatment(threading.Thread):
    """The trials for one case. `told` is called from the thread whenever `findings` are newer."""

    def __init__(
        self, case: Case, moment: Moment, findings: Sequence[Finding], told: Callable[[], None]
    ) -> None:
        super().__init__(name="annplayground-treatment", daemon=True)
        self.case = case
        self.findings: tuple[Finding, ...] = ()
        self.finished = False
        self._begin_with = moment, findings
        self._told, self._given_up = told, False

    def give_up(self) -> None:
        """End it, which takes some milliseconds; it tells nothing more."""
        self._given_up = True
        self.join()

    def run(self) -> None:
        """Try, and tell after each round."""
        with suppress(AttributeError, OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
        moment, findings = self._begin_with
        try:
            for better in treatments(
                findings, moment.training_pass, moment.patient, lambda: self._given_up
            ):
                self.findings = tuple(better)
                self._tell()
        except GivenUpError:
            return
        except Exception:  # nothing is offered then, and the run goes on
            _LOGGER.exception(translate("Findings", "Remedies could not be tried."))
            self.findings = tuple(findings)
        self.finished = True
        self._tell()

    def _tell(self) -> None:
        if not self._given_up:
            self._told()

    def shown(self, findings: Sequence[Finding]) -> tuple[Finding, ...]:
        """Findings of now, with what was tried against them, or that it is being tried."""
        tried = {finding.kind: finding for finding in self.findings}
        if self.finished:
            findings = [finding for finding in findings if finding.kind in tried]
        return tuple(self._with_offer(finding, tried.get(finding.kind)) for finding in findings)

    def _with_offer(self, finding: Finding, tried: Finding | None) -> Finding:
        if tried is None or (tried.remedy is None and not self.finished):
            return replace(finding, advice=PENDING, pending=True)
        if tried.remedy is None:
            return tried
        return replace(
            finding,
            advice=tried.advice,
            remedy=tried.remedy,
            trial=tried.trial,
            from_start=tried.from_start,
            pending=not self.finished,
        )


class Treatments:
    """The treatment that is under way, or none. `told` is called from its thread whenever more has
    been found."""

    def __init__(self, told: Callable[[], None]) -> None:
        self._told = told
        self._present: Treatment | None = None

    def shown(
        self, case: Case, playing: bool, moment: Moment, findings: Sequence[Finding]
    ) -> tuple[Finding, ...]:
        """The findings of this case, with what was tried against them: a new one is begun with."""
        if self._present is None or not self._present.case.goes_on(case, playing):
            self.give_up()
            if not findings:
                return ()
            self._present = Treatment(case, moment, findings, self._told)
            self._present.start()
        return self._present.shown(findings)

    def give_up(self) -> None:
        """End it; harmless if there is none."""
        if self._present is not None:
            self._present.give_up()
            self._present = None
