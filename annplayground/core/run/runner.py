"""The Runner: the one thread that touches a network's arrays.

Orders go in through a queue and are obeyed between two mini-batches; Snapshots come out through a
one-slot mailbox in which the newest replaces the one before.
"""

import queue
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from dataclasses import replace
from functools import partial

from annplayground.core.engines.available import EngineLoader, loaded_engine, wanted
from annplayground.core.engines.numpy_engine import NumpyEngine
from annplayground.core.experiment import Experiment
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import SessionName, Snapshot, Status
from annplayground.core.run.thread import orders
from annplayground.core.run.thread.front import RunnerFront
from annplayground.core.run.thread.kept_runs import LeftRuns, kept_runs
from annplayground.core.run.thread.pace import Pace
from annplayground.core.run.thread.sides import Left, Sides
from annplayground.core.run.thread.trainer import Trainer


class Runner(RunnerFront, threading.Thread):
    """Trains A, and B if there is one, in step: those that train stand in the same epoch whenever
    they are seen, or the one that is behind is catching up. Every method may be called from any
    thread except `run`."""

    def __init__(self, experiment: Experiment, engine: str = "auto") -> None:
        super().__init__()
        self.name, self.daemon = "annplayground-runner", True
        self._slot: Snapshot | None = None
        self._lock = threading.Lock()
        self._stopping = False
        self.failure: Exception | None = None
        # All below belongs to the thread.
        self._loader: EngineLoader | None = None
        self._sides = Sides(Session(experiment, "numpy"), self._look_up)
        self._trainer = Trainer(self._sides, lambda: self._stopping)
        self._playing = False
        self._news = True  # something changed since the last snapshot
        self._obeyed = False  # an order was carried out since the last snapshot
        self._look = 0  # the number of the newest order to look
        wanted(engine)  # an unknown name is refused here, not in the thread
        self.use_engine(engine)

    # -- from any thread ----------------------------------------------------------------------

    def stop(self) -> None:
        """End the thread and wait for it; within one burst."""
        self._stopping = True
        self._orders.put(orders.WakeUp())
        if self.is_alive():
            self.join()
        self._sides.give_up_treatments()
        if self._loader is not None:
            self._loader.stop()

    def take(self) -> Snapshot | None:
        """The newest snapshot, once; None if there is nothing new."""
        with self._lock:
            snapshot, self._slot = self._slot, None
        return snapshot

    # -- the thread -------------------------------------------------------------------------

    def run(self) -> None:
        """The loop: obey, train a burst, publish what is new."""
        while not self._stopping:
            try:
                self._obey()
                self._change_engine()
                if self._playing and not self._obeyed:
                    self._train()
                self._publish()
            except Exception as failure:  # the window shows it and stays alive
                # The pause is news; but if telling it is what fails, wait for an order.
                self._playing, self._news = False, self.failure is None
                self.failure = failure

    def _obey(self) -> None:
        """Carry out the waiting orders; with nothing else to do, wait for one."""
        idle = not self._playing and not self._news
        # While an engine is being loaded, look at it now and then.
        timeout = None if self._loader is None else 0.1
        try:
            order = self._orders.get(block=idle, timeout=timeout)
            while True:
                self._carry_out(order)
                self._news = self._obeyed = True
                order = self._orders.get_nowait()
        except queue.Empty:
            pass

    def _carry_out(self, order: orders.Order) -> None:
        match order:
            case orders.Play():
                self._set_playing(True)
            case orders.Pause():
                self._set_playing(False)
            case orders.StepBatch():
                self._step_batch()
            case orders.StepEpoch():
                self._step_epoch()
            case orders.Look(epoch, number):
                self._look = number
                self._sides.look(epoch)
            case orders.Fork(left):
                self._leaving(left, self._sides.fork)
            case orders.Back(left):
                self._leaving(left, self._back)
            case orders.Restart(left):
                self._leaving(left, self._restart)
            case orders.Submit(experiment, left, session):
                self._leaving(left, partial(self._sides.submit, session, experiment))
            case orders.Load(experiment, left):
                self._leaving(left, partial(self._load, experiment))
            case orders.Compare(experiment, left):
                self._leaving(left, partial(self._sides.compare, experiment))
            case orders.Swap():
                self._sides.swap()
            case orders.KeepB(left):
                self._leaving(left, self._sides.keep_b)
            case orders.Resume():
                self._leaving(order.left, partial(self._resume, order))
            case orders.SetParameter():
                self._edit(order)
            case orders.SetSpeed(epochs_per_second):
                self._trainer.set_speed(epochs_per_second)
            case orders.SetRules(rules):
                self._trainer.rules = rules
            case orders.UseEngine(name):
                self._use_engine(name)
            case orders.Watch(view, session):
                for side in self._sides.named(session):
                    side.view = view
            case orders.Ask():
                self._answer(order)

    def _train(self) -> None:
        """Train a burst, and pause when nobody goes on; until then who stopped waits."""
        if self._trainer.train():
            self._news = True
        if not self._sides.going:  # why they stopped is still to be said
            self._playing, self._trainer.pace = False, Pace()

    def _set_playing(self, playing: bool) -> None:
        self._playing = playing and bool(self._sides.able)
        self._trainer.begin()

    def _step_batch(self) -> None:
        self._set_playing(False)
        self._sides.look(None)
        self._trainer.step_batch()

    def _step_epoch(self) -> None:
        self._set_playing(False)
        self._sides.look(None)
        self._trainer.step_epoch()

    # -- what is shown ------------------------------------------------------------------------

    def _publish(self) -> None:
        """Put a snapshot into the slot. While training, only when the last one was taken:
        whoever draws slowly must not make training slow. What an order did is shown at once."""
        waits = self._playing and self._slot is not None and not self._obeyed
        if not self._news or waits:
            return
        snapshot = self._take_snapshot()
        with self._lock:
            self._slot = snapshot
        self._news = self._obeyed = False

    def _take_snapshot(self) -> Snapshot:
        """That of A, with that of B if there is one."""
        behind = self._sides.behind if self._playing else None
        status = Status(
            self._playing,
            self._trainer.pace.rate(),
            behind.name if behind else None,
            look=self._look,
        )
        sides = self._sides.all
        first, *others = [side.snapshot(status, len(sides)) for side in sides]
        return replace(first, other=others[0]) if others else first

    def _look_up(self) -> None:
        self._orders.put(orders.WakeUp())

    # -- other runs ---------------------------------------------------------------------------

    def _leaving(self, left: LeftRuns, act: Callable[[], Left]) -> None:
        """Do what may leave runs, which it gives then."""
        runs: dict[SessionName, Session] = {}
        self._trainer.bursts.size = 1  # a mini-batch may take much longer then
        try:
            runs = {name: run for name, run in act().items() if run is not None}
        finally:
            left.set_result(kept_runs(runs))

    def _back(self) -> Left:
        self._set_playing(False)
        return self._sides.back()

    def _restart(self) -> Left:
        self._set_playing(False)
        return self._sides.restart()

    def _load(self, experiment: Experiment) -> Left:
        self._set_playing(False)
        return self._sides.load(experiment)

    def _resume(self, order: orders.Resume) -> Left:
        # Orders are carried out one after another: the one that left them has its answer.
        kept = order.runs.result(timeout=0) if order.runs is not None else None
        if kept is not None:
            self._set_playing(False)
        return self._sides.resume(kept, order.experiments)

    # -- the engine ---------------------------------------------------------------------------

    def _use_engine(self, name: str) -> None:
        """Start to load the compiled engine, unless it is loaded or not wanted."""
        self._sides.give_up_treatments()
        if self._loader is not None:
            self._loader.stop()
            self._loader = None
        if wanted(name) == "numpy":
            self._sides.use_engine(NumpyEngine)
            self._trainer.bursts.size = (
                1  # what took a moment in compiled code takes NumPy a second
            )
        else:
            self._loader = EngineLoader()
            if not self._loader.finished:
                self._loader.start()

    def _change_engine(self) -> None:
        """Go over to the compiled engine when it has been loaded."""
        if self._loader is None or not self._loader.finished:
            return
        self._loader, compiled = None, loaded_engine()
        self._sides.give_up_treatments()
        if compiled is not None:
            # What was trained in NumPy meanwhile is trained once more, so that what is on screen
            # is what this experiment gives every time.
            self._sides.repeat_with(compiled)
            self._trainer.bursts.size = 1
        self._news = True

    # -- other orders -------------------------------------------------------------------------

    def _edit(self, order: orders.SetParameter) -> None:
        self._sides.look(None)
        try:
            # Nothing comes of it where the layer or unit has gone since the order was given, or
            # where nothing came of the order that the value is the answer to.
            with suppress(IndexError, CancelledError):
                # Orders are carried out one after another: an earlier one has its answer.
                value = order.value
                value = value.result(timeout=0) if isinstance(value, Future) else value
                for side in self._sides.named(order.session):
                    order.before.set_result(
                        side.set_parameter(order.layer, order.i, order.j, value)
                    )
        finally:
            order.before.cancel()  # which changes nothing once there is an answer

    def _answer(self, order: orders.Ask) -> None:
        sides = self._sides.named(order.session)
        if not sides:
            order.answer.cancel()
        if not order.answer.set_running_or_notify_cancel():
            return
        try:
            order.answer.set_result(order.question(sides[0].moment))
        except Exception as error:  # it is the asker's
            order.answer.set_exception(error)
