"""The Runner: the one thread that touches a network's arrays.

Orders go in through a queue and are obeyed between two mini-batches; Snapshots come out through a
one-slot mailbox in which the newest replaces the one before.
"""

import queue
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from copy import copy
from dataclasses import replace
from functools import partial

from annplayground.core.engines.available import (
    EngineLoader,
    engine_problem,
    loaded_engine,
    wanted,
)
from annplayground.core.engines.numpy_engine import NumpyEngine
from annplayground.core.engines.stopping import NEVER, StopReason, StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run import orders
from annplayground.core.run.front import RunnerFront
from annplayground.core.run.kept_run import KeptRun, LeftRun
from annplayground.core.run.moment import Moment
from annplayground.core.run.observe import observe
from annplayground.core.run.pace import Pace
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Snapshot, Status, View
from annplayground.core.run.treatment import Case, Treatments

# Long enough that the loop's own work is small, short enough that an order is obeyed at once.
BURST_SECONDS = 0.015
MOST_BURST = 10**9
# NumPy holds the GIL for most of a burst: its bursts are short, and a real sleep after each lets
# the window draw.
GIL_BURST_SECONDS, REST_SECONDS = 0.006, 0.004
# A look at the whole training set, for diagnoses, is taken at most this often while training.
DIAGNOSIS_SECONDS = 0.25


class Runner(RunnerFront, threading.Thread):
    """Trains a tuple of Sessions in step (one for now): play, pause, step, submit, stop. Every
    method may be called from any thread except `run`."""

    def __init__(self, experiment: Experiment, engine: str = "auto") -> None:
        super().__init__()
        self.name, self.daemon = "annplayground-runner", True
        self._slot: Snapshot | None = None
        self._lock = threading.Lock()
        self._stopping = False
        self.failure: Exception | None = None
        # All below belongs to the thread.
        self._loader: EngineLoader | None = None
        self._sessions: tuple[Session, ...] = (Session(experiment, "numpy"),)
        self._run_number = 0
        self._playing = False
        self._stop_reason: StopReason | None = None
        self._speed: float | None = None  # epochs per second; None: as fast as possible
        self._rules = NEVER
        self._view = View()
        self._diagnosis_due = 0.0
        self._found: frozenset[str] = frozenset()  # kinds of findings of the last diagnosis
        self._treatments = Treatments(self._look_up)
        self._news = True  # something changed since the last snapshot
        self._obeyed = False  # an order was carried out since the last snapshot
        self._burst = 1  # mini-batches at a time
        self._pace = Pace()
        wanted(engine)  # an unknown name is refused here, not in the thread
        self.use_engine(engine)

    # -- from any thread ----------------------------------------------------------------------

    def stop(self) -> None:
        """End the thread and wait for it; within one burst."""
        self._stopping = True
        self._orders.put(orders.WakeUp())
        if self.is_alive():
            self.join()
        self._treatments.give_up()
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
            case orders.Back(left):
                self._leaving(left, self._back)
            case orders.Restart(left):
                self._leaving(left, self._restart)
            case orders.Submit(experiment, left):
                self._leaving(left, partial(self._submit, experiment))
            case orders.Load(experiment, left):
                self._leaving(left, partial(self._load, experiment))
            case orders.Resume():
                self._leaving(order.left, partial(self._resume, order))
            case orders.SetParameter():
                self._edit(order)
            case orders.SetSpeed(epochs_per_second):
                self._speed, self._pace = epochs_per_second, Pace()
            case orders.SetRules(rules):
                self._rules = rules
            case orders.UseEngine(name):
                self._use_engine(name)
            case orders.Watch(view):
                self._view = view
            case orders.Ask():
                self._answer(order)

    @property
    def _session(self) -> Session:
        """The first session, which is the one that is shown."""
        return self._sessions[0]

    @property
    def _diverged(self) -> bool:
        return all(session.divergence is not None for session in self._sessions)

    def _train(self) -> None:
        batches = self._burst
        if self._speed is not None:
            batches_per_second = self._speed * self._session.batches_per_epoch
            batches = min(batches, self._pace.due(batches_per_second))
            if batches == 0:
                time.sleep(REST_SECONDS)
                return
        epoch = self._session.epoch
        reason = self._advance(batches, self._rules)
        self._pace.count(self._session.epoch - epoch, batches)
        self._news = True
        if reason is not None or self._diverged:
            self._set_playing(False)
            self._stop_reason = reason

    def _advance(
        self, batches: int, rules: StopRules = NEVER, epochs: int = sys.maxsize
    ) -> StopReason | None:
        """Train one burst, learn from it how long the next may be, and rest."""
        started = time.perf_counter()
        reasons = [session.advance(batches, rules, epochs) for session in self._sessions]
        seconds = time.perf_counter() - started
        holds_gil = self._session.engine.holds_gil
        wanted_seconds = GIL_BURST_SECONDS if holds_gil else BURST_SECONDS
        burst = int(batches * min(wanted_seconds / max(seconds, 1e-6), 2.0))
        self._burst = min(max(1, burst), MOST_BURST)  # one that is cut short doubles it, too
        if holds_gil:
            time.sleep(REST_SECONDS)
        return next((reason for reason in reasons if reason is not None), None)

    def _publish(self) -> None:
        """Put a snapshot into the slot. While training, only when the last one was taken:
        whoever draws slowly must not make training slow. What an order did is shown at once."""
        waits = self._playing and self._slot is not None and not self._obeyed
        if not self._news or waits:
            return
        engine = self._session.engine.name
        problem = engine_problem(self._session.experiment, self._session.wanted_engine)
        status = Status(self._playing, self._pace.rate(), self._stop_reason, engine, problem)
        snapshot = self._take_snapshot(status)
        with self._lock:
            self._slot = snapshot
        self._news = self._obeyed = False

    def _take_snapshot(self, status: Status) -> Snapshot:
        """The snapshot that is wanted, without the look at the whole training set if the last one
        is fresh: that look gets a fifth of the time at most."""
        started, view = time.perf_counter(), self._view
        if self._playing and started < self._diagnosis_due:
            view = replace(view, diagnosis=False, check=None)
        moment = self._session.moment
        snapshot = observe(moment, self._run_number, status, view, self._found)
        if snapshot.diagnosis is not None:
            self._found = frozenset(finding.kind for finding in snapshot.diagnosis.findings)
            if view.remedies:
                snapshot = self._treated(snapshot, moment)
        if view.diagnosis or view.check is not None:
            ended = time.perf_counter()
            self._diagnosis_due = ended + max(DIAGNOSIS_SECONDS, 4.0 * (ended - started))
        return snapshot

    def _treated(self, snapshot: Snapshot, moment: Moment) -> Snapshot:
        """The snapshot with remedies that were tried, as far as that has come."""
        assert snapshot.diagnosis is not None
        findings = snapshot.diagnosis.findings
        kinds = tuple(finding.kind for finding in findings)
        place = (snapshot.epoch, snapshot.batch)
        case = Case(self._run_number, snapshot.experiment, kinds, place)
        shown = self._treatments.shown(case, self._playing, moment, findings)
        return replace(snapshot, diagnosis=replace(snapshot.diagnosis, findings=shown))

    def _look_up(self) -> None:
        self._orders.put(orders.WakeUp())

    def _set_playing(self, playing: bool) -> None:
        self._playing = playing and not self._diverged
        self._stop_reason = None
        self._pace = Pace()

    def _step_batch(self) -> None:
        self._set_playing(False)
        for session in self._sessions:
            session.step()

    def _step_epoch(self) -> None:
        self._set_playing(False)
        session, epoch = self._session, self._session.epoch
        # An epoch can take seconds: in bursts, so that neither stop() nor the window waits.
        while session.epoch == epoch and session.divergence is None and not self._stopping:
            self._advance(self._burst, epochs=1)

    # -- other runs ---------------------------------------------------------------------------

    def _leaving(self, left: LeftRun, act: Callable[[], Session | None]) -> None:
        """Do what may leave the run, which it gives then."""
        epoch, run = self._session.epoch, None
        try:
            run = act()
        finally:
            left.set_result(None if run is None else KeptRun(epoch, run.left()))

    def _back(self) -> Session | None:
        self._set_playing(False)
        left = copy(self._session) if self._session.can_go_back else None
        for session in self._sessions:
            session.back()
        return left

    def _submit(self, experiment: Experiment) -> Session | None:
        self._stop_reason = None
        self._burst = 1  # a mini-batch may take much longer now
        return None if self._session.adopt(experiment) else self._start(experiment)

    def _load(self, experiment: Experiment) -> Session | None:
        self._set_playing(False)
        return self._start(experiment)

    def _restart(self) -> Session | None:
        self._set_playing(False)
        left = self._start(self._session.experiment)
        return None if left.untouched else left

    def _resume(self, order: orders.Resume) -> Session | None:
        # Orders are carried out one after another: the one that left it has its answer.
        kept = order.run.result(timeout=0) if order.run is not None else None
        if kept is None:
            return self._submit(order.experiment)
        self._set_playing(False)
        assert isinstance(kept.session, Session)
        return self._change_run(kept.session.resumed(self._session.wanted_engine))

    def _start(self, experiment: Experiment) -> Session:
        """Begin a run; gives the one before."""
        return self._change_run(Session(experiment, self._session.wanted_engine.name))

    def _change_run(self, session: Session) -> Session:
        left, self._sessions = self._session, (session,)
        self._run_number += 1
        self._found = frozenset()
        self._diagnosis_due = 0.0
        self._burst = 1
        return left

    # -- the engine ---------------------------------------------------------------------------

    def _use_engine(self, name: str) -> None:
        """Start to load the compiled engine, unless it is loaded or not wanted."""
        self._treatments.give_up()
        if self._loader is not None:
            self._loader.stop()
            self._loader = None
        if wanted(name) == "numpy":
            for session in self._sessions:
                session.use_engine(NumpyEngine)
            self._burst = 1  # what took a moment in compiled code takes NumPy a second
        else:
            self._loader = EngineLoader()
            if not self._loader.finished:
                self._loader.start()

    def _change_engine(self) -> None:
        """Go over to the compiled engine when it has been loaded."""
        if self._loader is None or not self._loader.finished:
            return
        self._loader, compiled = None, loaded_engine()
        self._treatments.give_up()
        if compiled is not None:
            # What was trained in NumPy meanwhile is trained once more, so that what is on screen
            # is what this experiment gives every time.
            self._sessions = tuple(session.repeated_by(compiled) for session in self._sessions)
            self._burst = 1
        self._news = True

    # -- other orders -------------------------------------------------------------------------

    def _edit(self, order: orders.SetParameter) -> None:
        try:
            # Nothing comes of it where the layer or unit has gone since the order was given, or
            # where nothing came of the order that the value is the answer to.
            with suppress(IndexError, CancelledError):
                # Orders are carried out one after another: an earlier one has its answer.
                value = order.value
                value = value.result(timeout=0) if isinstance(value, Future) else value
                session, layer, i, j = self._session, order.layer, order.i, order.j
                if i is None:
                    order.before.set_result(session.set_bias(layer, j, value))
                else:
                    order.before.set_result(session.set_weight(layer, i, j, value))
                # What was found is not true any more.
                self._treatments.give_up()
                self._diagnosis_due, self._found = 0.0, frozenset()
        finally:
            order.before.cancel()  # which changes nothing once there is an answer

    def _answer(self, order: orders.Ask) -> None:
        if not order.answer.set_running_or_notify_cancel():
            return
        try:
            order.answer.set_result(order.question(self._session.moment))
        except Exception as error:  # it is the asker's
            order.answer.set_exception(error)
