"""The Runner: the one thread that touches a network's arrays.

Orders go in through a queue and are obeyed between two mini-batches; Snapshots come out through a
one-slot mailbox in which the newest replaces the one before.
"""

import queue
import threading
import time
from collections.abc import Callable
from functools import partial

from annplayground.core.experiment import Experiment
from annplayground.core.session import Session
from annplayground.core.snapshot import Snapshot, Status, View, take_snapshot
from annplayground.core.stopping import NEVER, StopRules

# Long enough that the loop's own work is small, short enough that an order is obeyed at once.
BURST_SECONDS = 0.015
# NumPy holds the GIL for most of a burst; this real sleep lets the window draw.
REST_SECONDS = 0.001


class Runner(threading.Thread):
    """Trains one Session: play, pause, step, submit, stop. Every method may be called from any
    thread except `run`."""

    def __init__(self, experiment: Experiment) -> None:
        super().__init__(name="annplayground-runner", daemon=True)
        self._orders: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._slot: Snapshot | None = None
        self._lock = threading.Lock()
        self._stopping = False
        self.failure: Exception | None = None
        # All below belongs to the thread.
        self._session = Session(experiment)
        self._run_number = 0
        self._playing = False
        self._stop_reason: str | None = None
        self._speed: float | None = None  # epochs per second; None: as fast as possible
        self._rules = NEVER
        self._view = View()
        self._news = True  # something changed since the last snapshot
        self._burst = 1  # mini-batches at a time
        self._pace = _Pace()

    # -- orders -----------------------------------------------------------------------------

    def play(self) -> None:
        """Train until paused or stopped by a rule."""
        self._orders.put(partial(self._set_playing, True))

    def pause(self) -> None:
        """Stop training between two mini-batches."""
        self._orders.put(partial(self._set_playing, False))

    def step_batch(self) -> None:
        """Train one mini-batch and pause."""
        self._orders.put(partial(self._step, 1))

    def step_epoch(self) -> None:
        """Train to the end of the epoch and pause."""
        self._orders.put(partial(self._step, None))

    def back(self) -> None:
        """Return to the end of the epoch before and pause."""
        self._orders.put(self._back)

    def submit(self, experiment: Experiment) -> None:
        """Go on with a changed Experiment: live if the weights fit it, else from its start."""
        self._orders.put(partial(self._submit, experiment))

    def load(self, experiment: Experiment) -> None:
        """Start another Experiment from its first weights, and train it."""
        self._orders.put(partial(self._load, experiment))

    def restart(self) -> None:
        """Return to the first weights of the same Experiment."""
        self._orders.put(self._restart)

    def set_weight(self, layer: int, i: int, j: int, value: float) -> None:
        """Set W[i, j] of a layer (0 is the first after the inputs)."""
        self._orders.put(partial(self._edit, "set_weight", layer, i, j, value))

    def set_bias(self, layer: int, j: int, value: float) -> None:
        """Set b[j] of a layer (0 is the first after the inputs)."""
        self._orders.put(partial(self._edit, "set_bias", layer, j, value))

    def set_speed(self, epochs_per_second: float | None) -> None:
        """Limit the speed; None is as fast as possible."""
        self._orders.put(partial(self._set_speed, epochs_per_second))

    def set_rules(self, rules: StopRules) -> None:
        """When to stop by itself."""
        self._orders.put(partial(self._set_rules, rules))

    def watch(self, view: View) -> None:
        """What the next snapshots have to show."""
        self._orders.put(partial(self._watch, view))

    def stop(self) -> None:
        """End the thread and wait for it; within one burst."""
        self._stopping = True
        self._orders.put(lambda: None)
        if self.is_alive():
            self.join()

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
                if self._playing:
                    self._train()
                self._publish()
            except Exception as failure:  # the window shows it and stays alive
                self.failure = failure
                self._playing = False

    def _obey(self) -> None:
        """Carry out the waiting orders; with nothing else to do, wait for one."""
        idle = not self._playing and not self._news
        try:
            order = self._orders.get(block=idle)
            while True:
                order()
                self._news = True
                order = self._orders.get_nowait()
        except queue.Empty:
            pass

    def _train(self) -> None:
        batches = self._burst
        if self._speed is not None:
            batches = min(batches, self._pace.due(self._speed * self._session.batches_per_epoch))
            if batches == 0:
                time.sleep(REST_SECONDS)
                return
        started = time.perf_counter()
        epoch = self._session.epoch
        reason = self._session.advance(batches, self._rules)
        seconds = time.perf_counter() - started
        self._burst = max(1, int(batches * min(BURST_SECONDS / max(seconds, 1e-6), 2.0)))
        self._pace.count(self._session.epoch - epoch, batches)
        self._news = True
        if reason is not None or self._session.divergence is not None:
            self._set_playing(False)
            self._stop_reason = reason
        time.sleep(REST_SECONDS)

    def _publish(self) -> None:
        """Put a snapshot into the slot. While training, only when the last one was taken:
        whoever draws slowly must not make training slow."""
        if not self._news or (self._playing and self._slot is not None):
            return
        status = Status(self._playing, self._pace.rate(), self._stop_reason)
        snapshot = take_snapshot(self._session, self._run_number, status, self._view)
        with self._lock:
            self._slot = snapshot
        self._news = False

    def _set_playing(self, playing: bool) -> None:
        self._playing = playing and self._session.divergence is None
        self._stop_reason = None
        self._pace = _Pace()

    def _step(self, batches: int | None) -> None:
        self._set_playing(False)
        if batches is None:
            self._session.train(1)
        else:
            self._session.advance(batches)

    def _back(self) -> None:
        self._set_playing(False)
        self._session.back()

    def _submit(self, experiment: Experiment) -> None:
        self._stop_reason = None
        if not self._session.adopt(experiment):
            self._start(experiment)

    def _load(self, experiment: Experiment) -> None:
        self._start(experiment)
        self._set_playing(True)

    def _restart(self) -> None:
        self._set_playing(False)
        self._start(self._session.experiment)

    def _start(self, experiment: Experiment) -> None:
        self._session = Session(experiment)
        self._run_number += 1
        self._burst = 1

    def _edit(self, method: str, *arguments: float) -> None:
        try:
            getattr(self._session, method)(*arguments)
        except IndexError:
            pass  # the layer or unit has gone since the order was given

    def _set_speed(self, epochs_per_second: float | None) -> None:
        self._speed = epochs_per_second
        self._pace = _Pace()

    def _set_rules(self, rules: StopRules) -> None:
        self._rules = rules

    def _watch(self, view: View) -> None:
        self._view = view


class _Pace:
    """Counts work against the clock: what is due at a limited speed, and the speed reached."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._batches = 0
        self._since, self._epochs, self._rate = self._start, 0, 0.0

    def due(self, batches_per_second: float) -> int:
        """Mini-batches to train now so as to keep this speed."""
        elapsed = time.perf_counter() - self._start
        return max(0, int(elapsed * batches_per_second) + 1 - self._batches)

    def count(self, epochs: int, batches: int) -> None:
        """Note finished work."""
        self._epochs += epochs
        self._batches += batches

    def rate(self) -> float:
        """Epochs per second over the last second or so; 0 before there is a figure."""
        seconds = time.perf_counter() - self._since
        if seconds >= 0.5 and (self._epochs or seconds >= 3.0):
            self._rate = self._epochs / seconds
            self._since, self._epochs = time.perf_counter(), 0
        return self._rate
