"""Which trial is offered against a finding: one that really helps, and changes as little as does.

What a trial reached is compared with where the run stands, and with the run trained on as it is.
"""

import math
from collections.abc import Collection

import numpy as np

from annplayground.core.choices.notations import Symbolic
from annplayground.core.diagnosis.finding import Trial
from annplayground.core.diagnosis.training_pass import TrainingPass
from annplayground.core.diagnosis.trial_runs import TrialRun
from annplayground.core.diagnosis.trials import FEWEST_EPOCHS, Trials
from annplayground.core.learned import LEARNED
from annplayground.core.numerals import counted, number, percent
from annplayground.core.words import translate

HELPS = 0.05  # by how much better a trial has to be
NEARLY = 0.05  # as good as the best, where it changes less
ENOUGH = 0.9  # a quality that leaves nothing to be wished for
LEARNS = 0.85  # the quality of who has learned
SMALLER = 0.01  # what one changed setting less is worth, where trials are chosen to go on
TEST_MAY_FALL = 0.02  # accuracy on the test set


class Judge:
    """How good a trial is: 0 is what a constant guess gives, 1 is all right and J = 0.

    On the test set where the run has learned the training set by heart.
    """

    def __init__(self, whole: TrainingPass, on_test_set: bool) -> None:
        self._whole, self._column = whole, int(on_test_set)
        labels = whole.train_set.labels
        self._classes = whole.experiment.data.n_classes > 0
        self._largest = float(np.unique(labels, return_counts=True)[1].max() / len(labels))
        now = whole.curves.last
        self._now = self._of(now)
        self._accuracies = now[2:4]

    def _of(self, row: np.ndarray) -> float:
        loss, accuracy = float(row[self._column]), float(row[2 + self._column])
        constant = self._whole.constant_loss
        if not math.isfinite(loss) or constant == 0.0:
            return -1.0
        explained = max(1.0 - loss / constant, -1.0)
        if not self._classes:
            return explained
        lift = (accuracy - self._largest) / (1.0 - self._largest) if self._largest < 1.0 else 0.0
        return (explained + max(lift, -1.0)) / 2.0

    def quality(self, run: TrialRun, epochs: int | None = None) -> float:
        """After so many epochs, or all; no better than in the last fifth of them on average."""
        rows = run.rows[:epochs]
        if not len(rows) or (run.failed and epochs is None):
            return -math.inf
        last_fifth = rows[-max(len(rows) // 5, 1) :]
        return min(self._of(last_fifth.mean(axis=0)), self._of(rows[-1]))

    def value(self, run: TrialRun) -> float:
        """The quality, as far as it counts, less a little for each setting that is changed."""
        return self._counted(run) - SMALLER * run.candidate.size

    def _counted(self, run: TrialRun) -> float:
        """Beyond `ENOUGH` all are as good."""
        return min(self.quality(run), ENOUGH)

    def helps(self, run: TrialRun, control: TrialRun) -> bool:
        """Whether it is better than now, and than to go on; and worse in nothing."""
        if run.failed or run.epochs < FEWEST_EPOCHS:
            return False
        before = self._now if not self._whole.diverged else -1.0
        better = self.quality(run) >= max(before, self.quality(control, run.epochs)) + HELPS
        return better and not self._loses(run)

    def _loses(self, run: TrialRun) -> bool:
        (train, test), (train_now, test_now) = run.rows[-1][2:4], self._accuracies
        may_fall = 1.0 - LEARNED if self._column else 0.0
        # What is not a number is no accuracy, and nothing is lost with it.
        return bool(train < train_now - may_fall or test < test_now - TEST_MAY_FALL)

    def learns(self, run: TrialRun) -> bool:
        """Whether it solves the training set."""
        return len(run.rows) > 0 and self.quality(run) >= LEARNS

    def best(self, trials: Trials, own: Collection[str], first: bool) -> TrialRun | None:
        """The one to offer against a finding that changes of the kinds `own` answer; the first
        finding gets what is best of all where its own is not nearly as good."""
        helping = [run for run in trials.runs if self.helps(run, trials.control)]
        answering = [run for run in helping if run.candidate.kinds & set(own)]
        best = max(map(self._counted, helping), default=0.0)
        if answering and not (first and max(map(self._counted, answering)) < best - NEARLY):
            helping = answering
        best = max(map(self._counted, helping), default=0.0)
        near = [run for run in helping if self._counted(run) >= best - NEARLY]
        return min(near, key=self._size, default=None)

    def _size(self, run: TrialRun) -> tuple[float, bool, float]:
        """How much it changes; of those that change as much, who is good soon comes first."""
        soon = self.quality(run, -(-run.epochs // 3))
        return run.candidate.size, run.candidate.from_start, -self.quality(run) - soon

    def advice(self, run: TrialRun) -> str:
        """What a button says: 'Learning rate 0.5: tried for 300 epochs, 51 % → 99 %'."""
        words = run.candidate.words
        words = words[0].upper() + words[1:]
        before, after = self._whole.curves.last, run.rows[-1]
        if not self._classes or self._column:
            figures = [f"{{J}} {number(before[self._column])}", number(after[self._column])]
        else:
            figures = [percent(row[2]) for row in (before, after)]
        if self._whole.diverged:
            figures[0] = translate("Remedies", "diverged")
        return Symbolic(
            translate("Remedies", "{words}: tried for {epochs}, {reached} on the test set")
            if self._column
            else translate("Remedies", "{words}: tried for {epochs}, {reached}"),
            words=words,
            epochs=counted(run.epochs, "epoch"),
            reached=" → ".join(figures),
        )


def reached(run: TrialRun) -> Trial:
    """What a trial reached."""
    loss, _, accuracy, _ = run.rows[-1].tolist()
    return Trial(run.epochs, None if math.isnan(accuracy) else accuracy, loss)
