"""Trials: what remedies do, found out by training with them before one is offered.

All together are a fixed amount of work, not of time: the same run gets the same offers every time.
"""

from collections.abc import Callable, Iterable, Iterator

from annplayground.core.diagnosis.candidates import Candidate, Candidates
from annplayground.core.diagnosis.changes import GENERAL
from annplayground.core.diagnosis.trial_runs import GivenUpError, Patient, TrialRun, begin

# Epochs × parameters × samples of all trials together: half a second of compiled code at 393
# parameters and 250 samples in mini-batches of 10 (measured 1.05e9 a second, two cores of a server
# of 2024).
WORK = 500_000_000
NUMPY_SHARE = 0.1  # of it, where NumPy trains
# The three rounds: every single change; the best of them together; the finalists go on. Each has a
# share of the work, and a most epochs, which small networks reach and more need not.
SHARES = (0.4, 0.3, 0.3)
MOST_EPOCHS = (300, 300, 900)
FEWEST_EPOCHS = 12  # of a trial that tells something
FINALISTS = 5
PAIRED = 4  # of the best changes, in twos and threes

Quality = Callable[[TrialRun], float]  # larger where it does better


class Trials:
    """The trials for one run; after each round there are better ones among its `runs`.

    The `control` is the run as it is, trained on for as long.
    """

    def __init__(self, patient: Patient, kinds: Iterable[str], general: bool = True) -> None:
        """`kinds` of changes are tried first, and then, where `general`, all that may help."""
        self._patient = patient
        kinds = [*kinds, *(GENERAL if general else ())]
        self._candidates = Candidates(patient.experiment, patient.diverged, kinds)
        self._work = WORK * (NUMPY_SHARE if patient.trains.holds_gil else 1.0)
        self.control = begin(patient, self._candidates.control())
        self.runs: list[TrialRun] = []

    def rounds(self, quality: Quality, give_up: Callable[[], bool]) -> Iterator[bool]:
        """Train, and come back after each round, with whether it was the last.

        Raises `GivenUpError` when `give_up` says so.
        """

        def ranked() -> list[TrialRun]:
            return sorted(self.runs, key=quality, reverse=True)

        self._try(self._candidates.singles(), 0, give_up)
        if not self.runs:
            yield True
            return
        yield False
        best = [run.candidate for run in ranked() if not run.failed]
        kinds = list(dict.fromkeys(single.made[0].kind for single in best))[:PAIRED]
        best = [single for single in best if single.made[0].kind in kinds]
        pairs = [*self._candidates.mended(), *self._candidates.together(best)]
        self._try(pairs, 1, give_up)
        yield False
        finalists = [*ranked()[:FINALISTS], self.control]
        more = int(SHARES[2] * self._work / sum(run.cost for run in finalists))
        for run in finalists:
            run.train(run.epochs + min(more, MOST_EPOCHS[2]), give_up)
        yield True

    def _try(self, candidates: list[Candidate], number: int, give_up: Callable[[], bool]) -> None:
        """Train as many, from the first on, as can be trained for long enough, all as long."""
        work, runs, cost = SHARES[number] * self._work, list[TrialRun](), 0
        beside = [] if self.control.epochs else [self.control]
        for candidate in candidates:
            if give_up():
                raise GivenUpError
            run = begin(self._patient, candidate)
            if (cost + run.cost) * FEWEST_EPOCHS <= work:
                runs.append(run)
                cost += run.cost
        if not runs:
            return
        cost += sum(run.cost for run in beside)
        epochs = max(min(int(work / cost), MOST_EPOCHS[number]), 1)
        for run in [*beside, *runs]:
            run.train(epochs, give_up)
        self.runs += runs
