"""A Session: one seeded, deterministic run of an Experiment, from its first weights onwards."""

import math
import sys
from collections.abc import Callable
from functools import partial

import numpy as np

from annplayground.core.choices.metrics import SCORES, channel_names
from annplayground.core.edits import keeps_weights
from annplayground.core.engines.available import engine_class
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import Progress, State
from annplayground.core.engines.stopping import NEVER, StopReason, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.history import Curves, History
from annplayground.core.network import initial_vector
from annplayground.core.run.course import Course
from annplayground.core.run.keyframes import Keyframes
from annplayground.core.run.log import (
    Change,
    EngineChange,
    Log,
    ParameterChange,
    Place,
    SettingsChange,
)
from annplayground.core.run.moment import Moment, parameter_index
from annplayground.core.run.questions import Questions
from annplayground.core.run.snapshot import Divergence
from annplayground.core.run.trace import TRACE_STEPS
from annplayground.core.samples import Samples, make_sets

# The most epochs in one call of the engine.
MOST_EPOCHS = 4096
_MANY = sys.maxsize // 2  # of mini-batches: more than anybody trains
_NO_BATCH = np.zeros(0, dtype=np.int64)


class Session(Questions):
    """One run. It trains, adopts, edits, forks; what can be asked of it is asked of its `moment`.

    Same Experiment and engine, same numbers, bit for bit, however the run is cut into steps.
    Layers are counted from 1, the first after the inputs; i and j from 0.
    """

    def __init__(self, experiment: Experiment | None = None, engine: str = "auto") -> None:
        """`engine` is "auto", "numba" or "numpy": each step agrees to 12 digits."""
        self._begin(experiment or Experiment(), engine_class(engine))

    def _begin(self, experiment: Experiment, engine: type[Engine]) -> None:
        """Draw the first weights, with nothing behind them."""
        self._first = experiment, engine
        self._log = Log()
        self._pending: list[Change] = []  # of the run that this one was forked from
        start = State.start(initial_vector(experiment))
        self._course = Course(experiment, engine, make_sets(experiment), start)
        self._keyframes = Keyframes(start)
        self.history = History(channel_names(len(experiment.activations)))
        self.history.append(0, self._course.engine.row(start))
        self._recording = True
        self._row_is_true = True  # the newest row is of the present weights and settings
        self.divergence: Divergence | None = None
        self.last_batch = _NO_BATCH  # rows of the training set, newest step
        self._looking: tuple[Engine, Engine] | None = None

    # -- where the run stands ---------------------------------------------------------------

    @property
    def experiment(self) -> Experiment:
        """What is trained now."""
        return self._course.experiment

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
    def learning_rate(self) -> float:
        """The learning rate of the current epoch, schedule included."""
        return self._course.engine.learning_rate(self.epoch)

    @property
    def moment(self) -> Moment:
        """The network as it is now, to look at; training goes on without changing it."""
        return self._moment(self._looking_engine(), partial(_same, self.history.curves()))

    def _moment(self, engine: Engine, curves: Callable[[], Curves]) -> Moment:
        course = self._course
        known = self._row_is_true and self.batch == 0 and self._recording
        return Moment(
            experiment=course.experiment,
            engine=engine,
            state=course.state.copy(),
            train_set=course.train_set,
            test_set=course.test_set,
            curves_now=curves,
            last_batch=self.last_batch,
            divergence=self.divergence,
            before=partial(self._some_steps_before, course.place),
            row=self.history.last if known else None,
        )

    def _looking_engine(self) -> Engine:
        """An engine like the one that trains, for moments: a look must not touch that one."""
        training = self._course.engine
        if self._looking is None or self._looking[0] is not training:
            self._looking = training, self._course.another_engine()
        return self._looking[1]

    # -- training ---------------------------------------------------------------------------

    def step(self) -> None:
        """Train one mini-batch."""
        self.advance(1)

    def train(self, epochs: int = 1, should_stop: Callable[[], bool] | None = None) -> None:
        """Train until `epochs` more epochs are complete; one already begun counts as the first.

        It ends earlier if the run diverges, or `should_stop` says so after an epoch.
        """
        if should_stop is None:
            self.advance(epochs * self.batches_per_epoch, epochs=epochs)
            return
        for _ in range(epochs):
            if self.divergence is not None or should_stop():
                return
            self.advance(self.batches_per_epoch, epochs=1)

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
            self._row_is_true = True
        if self._recording:
            self.history.extend(first, progress.rows)
        self._keyframes.add(progress.kept)
        lost = len(progress.rows) > 0 and not math.isfinite(progress.rows[-1][0])
        if progress.diverged or lost:
            self._diverge()

    def _diverge(self) -> None:
        experiment = self.experiment
        scale = experiment.network.init_scale
        rate = self._course.engine.learning_rate(self.epoch)
        if experiment.training.gradient_clip is None and scale > 3:
            cause, key, value = f"initial weights {scale:g} times too large", "init_scale", scale
        else:
            cause, key, value = f"learning rate {rate:g} too large", "learning_rate", rate
        self.divergence = Divergence(self.epoch, cause, key, value)

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

    # -- changes between two steps ----------------------------------------------------------

    def _change(self, change: Change) -> None:
        """A change of this run's own: what an earlier run went on to do is no longer meant."""
        self._pending.clear()
        self._make(change)

    def _make(self, change: Change) -> None:
        self._log.add(change)
        self._course.apply(change)
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

    def adopt(self, experiment: Experiment) -> bool:
        """Go on with a changed Experiment and the same weights, if it is of the same kind.

        That is with the same data, layer sizes and first weights; False, and nothing changes, if it
        needs a new Session.

        A run that has diverged goes on from the last epoch at which it had not yet lost its way.
        """
        if not keeps_weights(self.experiment, experiment):
            return False
        if self.divergence is not None and not self._recover(experiment):
            self._begin(experiment, self.wanted_engine)
        elif experiment != self.experiment:
            self._change(SettingsChange(place=self._course.place, experiment=experiment))
        return True

    def _recover(self, experiment: Experiment) -> bool:
        """Return to the newest epoch at which training had not yet lost its way.

        There J on the training set, as `experiment` has it, was no higher than at the start; False
        if it was never so, because J is not a number.

        The weights of a diverged run are finite, but so large that nothing can be learned from
        there.
        """
        judge = Course(
            experiment, self.wanted_engine, make_sets(experiment), self._keyframes.latest(0)
        )
        bound = _train_loss(judge, judge.state)
        end = self.epoch
        while end >= 0:
            replay = self._rewound(end)
            begin, good = replay.epoch, None
            for epoch in range(begin, end + 1):
                replay._go_to(Place(epoch))
                if _train_loss(judge, replay._course.state) <= bound:  # NaN is not
                    good = epoch
            if good is not None:
                self._return_to(good)
                return True
            end = begin - 1
        return False

    def set_weight(self, layer: int, i: int, j: int, value: float) -> float:
        """Set W[i, j] of a layer; it must be finite. Gives the value that it had."""
        return self._set(parameter_index(self.experiment.sizes, layer, i, j), value)

    def set_bias(self, layer: int, j: int, value: float) -> float:
        """Set b[j] of a layer; it must be finite. Gives the value that it had."""
        return self._set(parameter_index(self.experiment.sizes, layer, None, j), value)

    def _set(self, index: int, value: float) -> float:
        before = float(self._course.state.parameters[index])
        diverged = self.divergence is not None
        place = self._course.place
        change = ParameterChange(place=place, forgets=diverged, index=index, value=float(value))
        self._change(change)
        return before

    def use_engine(self, engine: type[Engine]) -> None:
        """Go on training with another engine."""
        if engine is not self.wanted_engine:
            self._change(EngineChange(place=self._course.place, engine=engine))

    def repeated_by(self, engine: type[Engine]) -> "Session":
        """The same run up to the same place, trained by another engine from its start."""
        run = Session.__new__(Session)
        run._begin(self._first[0], engine)
        run._pending = [c for c in self._log.changes if not isinstance(c, EngineChange)]
        run._go_to(self._course.place)
        run._pending.clear()
        return run

    # -- other times ------------------------------------------------------------------------

    def at(self, epoch: int) -> Moment:
        """The network at the end of an epoch of this run, exactly, with all changes made there.

        Raises `ValueError` if the run has not come that far.
        """
        self._check_epoch(epoch)
        run = self._rewound(epoch)
        run._go_to(Place(epoch))
        curves = partial(_curves_at, self._before_bucket(epoch), epoch)
        return run._moment(run._course.engine, curves)  # which trains no more

    def fork(self, epoch: int) -> "Session":
        """A run of its own that goes on from the end of an epoch of this one.

        It makes the later changes of this run too, until a change of its own.

        Raises `ValueError` if the run has not come that far.
        """
        self._check_epoch(epoch)
        run = self._before_bucket(epoch)
        run._measure_to(epoch)
        run.last_batch = _NO_BATCH
        return run

    @property
    def can_go_back(self) -> bool:
        """Whether anything has been trained."""
        return self.epoch > 0 or self.batch > 0

    def back(self) -> bool:
        """Return to the end of the epoch before, with the settings of now.

        To the end of this one, if it is already begun.
        """
        if not self.can_go_back:
            return False
        experiment = self.experiment
        self._return_to(self.epoch if self.batch else self.epoch - 1)
        if experiment != self.experiment:
            self._change(SettingsChange(place=self._course.place, experiment=experiment))
        return True

    def _return_to(self, epoch: int) -> None:
        """Be the run as it was at the end of an epoch; what came later is dropped."""
        self.__dict__.update(self.fork(epoch).__dict__)
        self._pending.clear()

    def _check_epoch(self, epoch: int) -> None:
        if not 0 <= epoch <= self.epoch:
            raise ValueError(f"there is no epoch {epoch}: the run stands at {self.epoch}")

    def _rewound(self, epoch: int) -> "Session":
        """This run at the newest keyframe that is not after the end of an epoch.

        It is about to make every later change once more, and records no curves.
        """
        run = Session.__new__(Session)
        run._first, run._looking = self._first, None
        run._keyframes = self._keyframes.until(epoch)
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
        run.divergence, run.last_batch = None, _NO_BATCH
        return run

    def _before_bucket(self, epoch: int) -> "Session":
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
            self.advance(_MANY, epochs=place.epoch - self.epoch)
        self.advance(place.batches - self.batch)

    def _sets_for(self, experiment: Experiment) -> tuple[Samples, Samples]:
        """The sets, encoded for another output if need be."""
        course = self._course
        if experiment.network.output == course.experiment.network.output:
            return course.train_set, course.test_set
        return make_sets(experiment)

    def _some_steps_before(self, place: Place) -> Course:
        """This run at least `TRACE_STEPS` before a place, but not before its newest change."""
        epochs = -(-TRACE_STEPS // self.batches_per_epoch)
        made = [change.place for change in self._log.changes if change.place <= place]
        begin = max([Place(max(place.epoch - epochs, 0)), *made[-1:]])
        run = self._rewound(begin.epoch)
        run._go_to(begin)
        return run._course


def _same(curves: Curves) -> Curves:
    return curves


def _curves_at(run: Session, epoch: int) -> Curves:
    run._measure_to(epoch)
    return run.history.curves()


def _train_loss(judge: Course, state: State) -> float:
    """J on the training set, as `judge` has it."""
    return judge.engine.evaluate(state, judge.engine.x_train, judge.train_set)[0]
