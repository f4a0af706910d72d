"""A track: a run that trains along its log of changes, and can be gone along once more from any of
its keyframes, exactly."""

import math
import sys
from collections.abc import Sequence
from typing import Self

import numpy as np

from annplayground.core.choices.metrics import SCORES, channel_names
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import Progress, State
from annplayground.core.engines.stopping import NEVER, StopReason, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.history import History
from annplayground.core.learned import Goal
from annplayground.core.network import initial_vector
from annplayground.core.run.course import MANY, Course
from annplayground.core.run.divergence import divergence_of
from annplayground.core.run.keyframes import Keyframes
from annplayground.core.run.log import (
    Change,
    EngineChange,
    Log,
    ParameterChange,
    Place,
    SettingsChange,
)
from annplayground.core.run.looks import Looks
from annplayground.core.run.snapshot import Divergence
from annplayground.core.samples import Samples, make_sets

# The most epochs in one call of the engine.
MOST_EPOCHS = 4096
NO_BATCH = np.zeros(0, dtype=np.int64)


class Track:
    """Where a run stands, what was trained and what was changed on the way. Base of `Session`,
    which says what may be done with it."""

    def _begin(self, experiment: Experiment, engine: type[Engine]) -> None:
        """Draw the first weights, with nothing behind them."""
        self._first = experiment, engine
        self._log = Log()
        self._pending: list[Change] = []  # of the run that this one was forked from
        start = State.start(initial_vector(experiment))
        self._course = Course(experiment, engine, make_sets(experiment), start)
        self._keyframes = Keyframes(start)
        self._keyframes.take_share()
        self.looks = Looks()
        goal = Goal.of(experiment, self.train_set.labels)
        self.history = History(channel_names(len(experiment.activations)), goal=goal)
        self.history.append(0, self._course.engine.row(start))
        self._recording = True
        self._row_is_true = True  # the newest row is of the present weights and settings
        self.divergence: Divergence | None = None
        self.last_batch = NO_BATCH  # rows of the training set, newest step

    # -- where the run stands ---------------------------------------------------------------

    @property
    def experiment(self) -> Experiment:
        """What is trained now."""
        return self._course.experiment

    @property
    def first_experiment(self) -> Experiment:
        """What was trained at the start."""
        return self._first[0]

    @property
    def changes(self) -> Sequence[Change]:
        """What was changed from outside, in order."""
        return self._log.changes

    @property
    def engine(self) -> type[Engine]:
        """The class of the engine that trains."""
        return type(self._course.engine)

    @property
    def wanted_engine(self) -> type[Engine]:
        """The class of the engine that trains wherever it can."""
        return self._course.engine_class

    @property
    def train_set(self) -> Samples:
        """The training set."""
        return self._course.train_set

    @property
    def test_set(self) -> Samples:
        """The test set; it may be empty."""
        return self._course.test_set

    @property
    def epoch(self) -> int:
        """Complete epochs."""
        return self._course.state.epoch

    @property
    def batch(self) -> int:
        """Mini-batches of the current epoch already used."""
        return self._course.state.batches

    @property
    def batches_per_epoch(self) -> int:
        """Mini-batches in a whole epoch."""
        return self._course.batches_per_epoch

    @property
    def batches_left(self) -> int:
        """Mini-batches until the end of the current epoch."""
        used = self._course.state.position
        return -(-(len(self.train_set) - used) // self.experiment.training.batch_size)

    @property
    def learning_rate(self) -> float:
        """The learning rate of the current epoch, schedule included."""
        return self._course.engine.learning_rate(self.epoch)

    # -- training ---------------------------------------------------------------------------

    def advance(
        self, batches: int, rules: StopRules = NEVER, epochs: int = sys.maxsize
    ) -> StopReason | None:
        """Train at most this many mini-batches, and not past the end of this many epochs.

        A stop rule, judged after each epoch, ends it early and its reason is returned.
        """
        while min(batches, epochs) > 0 and self.divergence is None:
            first = self.epoch + 1
            most = min([epochs, MOST_EPOCHS, self._keyframes.room(), *self._epochs_until_pending()])
            now = min([batches, *self._until_pending()])
            progress = self._course.run(now, rules, most, self._keyframes.stride)
            batches -= progress.batches
            epochs -= len(progress.rows)
            self._take(progress, first)
            self._make_pending()
            if len(progress.rows):
                reason = rules.reason(self.epoch, progress.rows[-1])
                if reason is not None:
                    return reason
        return None

    def _take(self, progress: Progress, first: int) -> None:
        """Take over what the engine did, from the end of epoch `first` onwards."""
        if progress.batches:
            self.last_batch = progress.last_batch
            self.last_batch.flags.writeable = False  # it is shown as it is
            self._row_is_true = True
        if self._recording:
            self.history.extend(first, progress.rows)
        self._keyframes.add(progress.kept)
        lost = len(progress.rows) > 0 and not math.isfinite(progress.rows[-1][0])
        if progress.diverged or lost:
            self.divergence = divergence_of(self._course, self.first_experiment)

    # -- the changes of the run that this one was forked from --------------------------------

    def _until_pending(self) -> list[int]:
        """How many mini-batches until the next of them, if it is within this epoch."""
        if self._pending and self._pending[0].place.epoch == self.epoch:
            return [self._pending[0].place.batches - self.batch]
        return []

    def _epochs_until_pending(self) -> list[int]:
        if self._pending and self._pending[0].place.epoch > self.epoch:
            return [self._pending[0].place.epoch - self.epoch]
        return []

    def _make_pending(self) -> None:
        """Make those changes whose place has been reached."""
        while self._pending and self._pending[0].place <= self._course.place:
            self._make(self._pending.pop(0))

    # -- changes ----------------------------------------------------------------------------

    def _change(self, change: Change) -> None:
        """A change of this run's own: what an earlier run went on to do is no longer meant."""
        self._pending.clear()
        self._make(change)

    def _make(self, change: Change) -> None:
        self._log.add(change)
        self._course.apply(change)
        if not change.place.batches:  # else the end of its epoch came before
            self.looks.drop_from(change.place.epoch)
        if isinstance(change, SettingsChange):
            self._row_is_true = False
        elif isinstance(change, ParameterChange):
            self.divergence = None
            if self._recording:
                self._measure_anew()

    def _measure_anew(self) -> None:
        """Let the newest row of the curves be of the present weights, also within an epoch.

        What the layers measured while they trained stays as it was.
        """
        row = self.history.last.copy()
        row[: len(SCORES)] = self._course.engine.row(self._course.state)[: len(SCORES)]
        self.history.replace_last(row)
        self._row_is_true = True

    # -- the same way once more ---------------------------------------------------------------

    def _rewound(self, epoch: int) -> Self:
        """This run at the newest keyframe that is not after the end of an epoch.

        It is about to make every later change once more, and records no curves.
        """
        run = type(self).__new__(type(self))
        run._first = self._first
        run._keyframes, run.looks = self._keyframes.until(epoch), Looks()
        state = run._keyframes.latest(epoch)
        here = Place(state.epoch)  # before the changes that were made at this place
        run._log = Log([change for change in self._log.changes if change.place < here])
        run._pending = [change for change in self._log.changes if change.place >= here]
        experiment, engine = self._first
        for change in run._log.changes:
            if isinstance(change, SettingsChange):
                experiment = change.experiment
            elif isinstance(change, EngineChange):
                engine = change.engine
        run._course = Course(experiment, engine, self._sets_for(experiment), state)
        run.history, run._recording, run._row_is_true = self.history, False, False
        run.divergence, run.last_batch = None, NO_BATCH
        return run

    def _before_bucket(self, epoch: int) -> Self:
        """This run somewhat before the end of an epoch, ready for `_measure_to`.

        It has what is known exactly of its curves.
        """
        first = epoch // self.history.stride * self.history.stride
        run = self._rewound(max(first - 1, 0))
        run.history = self.history.until(first - 1)
        return run

    def _measure_to(self, epoch: int) -> None:
        """Train on to the end of an epoch.

        Curves are thinned: a part of them that holds later epochs too is measured anew.
        """
        known = self.history.last_epoch
        if known >= 0:
            self._go_to(Place(known))
        else:
            self.history.append(0, self._course.engine.row(self._course.state))
        self._recording = True
        self._go_to(Place(epoch))

    def _go_to(self, place: Place) -> None:
        """Train on to a place where this run is known to have been."""
        self._make_pending()
        while self.epoch < place.epoch and self.divergence is None:
            self.advance(MANY, epochs=place.epoch - self.epoch)
        self.advance(place.batches - self.batch)

    def _sets_for(self, experiment: Experiment) -> tuple[Samples, Samples]:
        """The sets, encoded for another output if need be."""
        course = self._course
        if experiment.network.output == course.experiment.network.output:
            return course.train_set, course.test_set
        return make_sets(experiment)
