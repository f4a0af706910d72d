"""A Session: one seeded, deterministic run of an Experiment, from its first weights onwards."""

from collections.abc import Callable
from copy import copy, deepcopy

from annplayground.core.edits import keeps_weights
from annplayground.core.engines.available import engine_class
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import State
from annplayground.core.experiment import Experiment
from annplayground.core.network import bias_index, weight_index
from annplayground.core.run.course import Course
from annplayground.core.run.log import (
    EngineChange,
    Log,
    ParameterChange,
    Place,
    SettingsChange,
)
from annplayground.core.run.questions import Questions
from annplayground.core.run.track import NO_BATCH
from annplayground.core.run.viewed_run import ViewedRun
from annplayground.core.samples import make_sets


class Session(ViewedRun, Questions):
    """One run. It trains, adopts, edits, forks; what can be asked of it is asked of its `moment`.

    Same Experiment and engine, same numbers, bit for bit, however the run is cut into steps.
    Layers are counted from 1, the first after the inputs; i and j from 0.
    """

    def __init__(self, experiment: Experiment | None = None, engine: str = "auto") -> None:
        """`engine` is "auto", "numba" or "numpy": each step agrees to 12 digits."""
        self._begin(experiment or Experiment(), engine_class(engine))

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

    # -- changes between two steps ----------------------------------------------------------

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
        return self._set(weight_index(self.experiment.sizes, layer, i, j), value)

    def set_bias(self, layer: int, j: int, value: float) -> float:
        """Set b[j] of a layer; it must be finite. Gives the value that it had."""
        return self._set(bias_index(self.experiment.sizes, layer, j), value)

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
        if self.divergence is not None:  # at its place it was on finite weights still
            run.advance(1)
        return run

    # -- other runs -------------------------------------------------------------------------

    def fork(self, epoch: int) -> "Session":
        """A run of its own that goes on from the end of an epoch of this one.

        It makes the later changes of this run too, until a change of its own.

        Raises `ValueError` if the run has not come that far.
        """
        self._check_epoch(epoch)
        run = self._before_bucket(epoch)
        run._measure_to(epoch)
        run.last_batch = NO_BATCH
        run._keyframes.take_share()
        run.looks = self.looks.until(epoch)
        return run

    def branch(self, epoch: int) -> "Session":
        """A run of its own that goes on from the end of an epoch with what was set by then.

        What this one changed later is not for it.

        Raises `ValueError` if the run has not come that far.
        """
        run = self.fork(epoch)
        run._pending.clear()
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

    @property
    def untouched(self) -> bool:
        """Whether nothing was trained and nothing changed."""
        return not self.can_go_back and not self._log.changes

    def left(self) -> "Session":
        """This run as it stands, for later, in little memory.

        This one is not to be used any more then, or only to become another by `back`.
        """
        run = copy(self)
        run._keyframes = run._keyframes.few()
        return run

    def twin(self) -> "Session":
        """A run of its own, for later, that stands here and came the same way, in little memory."""
        run, course = self.left(), self._course
        sets = course.train_set, course.test_set
        run._course = Course(course.experiment, course.engine_class, sets, course.state.copy())
        run._log, run._pending = Log(self._log.changes), list(self._pending)
        run.history, run.looks = deepcopy(self.history), self.looks.until(self.epoch)
        return run

    def resumed(self, engine: type[Engine]) -> "Session":
        """The run that was left, to go on with, trained by this engine."""
        run = self
        if engine is not run.wanted_engine:
            if engine.holds_gil:
                run.use_engine(engine)
            else:  # what was trained in NumPy while it was not to be had is trained once more
                run = run.repeated_by(engine)
        run._keyframes.take_share()
        return run

    def _return_to(self, epoch: int) -> None:
        """Be the run as it was at the end of an epoch; what came later is dropped."""
        self.__dict__.update(self.branch(epoch).__dict__)


def _train_loss(judge: Course, state: State) -> float:
    """J on the training set, as `judge` has it."""
    return judge.engine.evaluate(state, judge.engine.x_train, judge.train_set)[0]
