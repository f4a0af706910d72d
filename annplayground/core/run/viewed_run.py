"""A run as it can be looked at: now, and at the end of any of its epochs."""

import math
from collections.abc import Callable
from copy import copy, deepcopy
from functools import partial
from typing import Self

from annplayground.core.engines.protocol import Engine
from annplayground.core.history import Curves
from annplayground.core.run.course import Course
from annplayground.core.run.log import Log, Place
from annplayground.core.run.moment import Moment
from annplayground.core.run.replay import Replay
from annplayground.core.run.trace import TRACE_STEPS
from annplayground.core.run.track import Track


class ViewedRun(Track):
    """Base of `Session`, which changes the run; to look at it changes nothing."""

    # An engine to look with, beside the one that trains for which it was made.
    _looking: tuple[Engine, Engine] | None = None

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
            earlier=self.replay,
            before=partial(self._some_steps_before, course.place),
            wanted_engine=course.engine_class,
            keyframes=self._keyframes.glance(),
            changes=partial(self._log.until, course.place),
            row=self.history.last if known else None,
        )

    def _looking_engine(self) -> Engine:
        """An engine like the one that trains, for moments: a look must not touch that one."""
        training = self._course.engine
        if self._looking is None or self._looking[0] is not training:
            self._looking = training, self._course.another_engine()
        return self._looking[1]

    # -- other times ------------------------------------------------------------------------

    def at(self, epoch: int) -> Moment:
        """The network at the end of an epoch of this run, exactly, with all changes made there.

        Raises `ValueError` if the run has not come that far.
        """
        replay = self.replay(epoch)
        while not replay.done:
            replay.go_on(seconds=math.inf)
        return replay.result()

    def replay(self, epoch: int) -> Replay[Moment]:
        """The way to the end of an epoch of this run, to be gone in any thread.

        Raises `ValueError` if the run has not come that far.
        """
        self._check_epoch(epoch)
        run = self._rewound(max(epoch - 1, 0))  # its last mini-batch is to be known, too
        run._make_pending()
        curves = partial(_curves_at, self._before_bucket(epoch), epoch)
        return Replay(run, epoch, partial(_moment_of, run, curves))

    def near(self, epoch: int) -> Moment:
        """The network at the keyframe nearest to the end of an epoch, which is there at once.

        Its last mini-batch is not known, and its curves end where they are known exactly.
        """
        self._check_epoch(epoch)
        run = self._rewound(self._keyframes.nearest(epoch))
        run._make_pending()
        first = run.epoch // self.history.stride * self.history.stride
        if not first:
            return _moment_of(run, partial(_curves_at, self._before_bucket(run.epoch), run.epoch))
        return _moment_of(run, partial(_same, self.history.until(first - 1).curves()))

    def measured(self, epoch: int, seconds: float, rest: Callable[[], None]) -> Moment:
        """The same as `at`, but for the last mini-batch.

        `rest` is called after every burst of training of about so many seconds; to end it, it
        raises.
        """
        run = self._before_bucket(epoch)
        known = run.history.last_epoch
        if known >= 0:
            _go(run, known, seconds, rest)
        else:
            run.history.append(0, run._course.engine.row(run._course.state))
        run._recording = True
        _go(run, epoch, seconds, rest)
        return _moment_of(run, partial(_same, run.history.curves()))

    def glance(self) -> Self:
        """This run as it stands, for `measured` in another thread."""
        run = copy(self)
        run._keyframes, run._course = self._keyframes.glance(), copy(self._course)
        run._log, run.history = Log(self._log.changes), deepcopy(self.history)
        return run

    def _check_epoch(self, epoch: int) -> None:
        if not 0 <= epoch <= self.epoch:
            raise ValueError(f"there is no epoch {epoch}: the run stands at {self.epoch}")

    def _some_steps_before(self, place: Place) -> Course:
        """This run at least `TRACE_STEPS` before a place, but not before its newest change."""
        epochs = -(-TRACE_STEPS // self.batches_per_epoch)
        made = [change.place for change in self._log.changes if change.place <= place]
        begin = max([Place(max(place.epoch - epochs, 0)), *made[-1:]])
        run = self._rewound(begin.epoch)
        run._go_to(begin)
        return run._course


def _moment_of(run: ViewedRun, curves: Callable[[], Curves]) -> Moment:
    return run._moment(run._course.engine, curves)  # which trains no more


def _go(run: ViewedRun, epoch: int, seconds: float, rest: Callable[[], None]) -> None:
    """To the end of an epoch, by bursts."""
    run._make_pending()
    way = Replay(run, epoch, lambda: None)
    while not way.done:
        way.go_on(seconds)
        rest()


def _same(curves: Curves) -> Curves:
    return curves


def _curves_at(run: ViewedRun, epoch: int) -> Curves:
    run._measure_to(epoch)
    return run.history.curves()
