"""What other threads may ask of a Runner: each method puts an order into its queue."""

import queue
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from itertools import count
from typing import TypeVar

from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run.moment import Moment
from annplayground.core.run.snapshot import SessionName, View
from annplayground.core.run.thread import orders
from annplayground.core.run.thread.kept_runs import LeftRuns

T = TypeVar("T")


class RunnerFront:
    """Base of the Runner. Orders are carried out one after another, between two mini-batches.

    What leaves a run answers with that run, by which `resume` brings it back. `session` is the run
    that is meant, where not both are.
    """

    def __init__(self) -> None:
        super().__init__()
        self._orders: queue.SimpleQueue[orders.Order] = queue.SimpleQueue()
        self._looks = count(1)

    def play(self) -> None:
        """Train until paused or stopped by a rule."""
        self._orders.put(orders.Play())

    def pause(self) -> None:
        """Stop training between two mini-batches."""
        self._orders.put(orders.Pause())

    def step_batch(self) -> None:
        """Train one mini-batch and pause."""
        self._orders.put(orders.StepBatch())

    def step_epoch(self) -> None:
        """Train to the end of the epoch and pause."""
        self._orders.put(orders.StepEpoch())

    def look(self, epoch: int | None) -> int:
        """Look at the end of an epoch of the past, or (None) at the runs as they stand, which train
        on. Gives the number that `Status.look` of an answer has."""
        number = next(self._looks)
        self._orders.put(orders.Look(epoch, number))
        return number

    def fork(self) -> LeftRuns:
        """Go on from the epoch that is looked at, with the settings it had."""
        left = LeftRuns()
        self._orders.put(orders.Fork(left))
        return left

    def back(self) -> LeftRuns:
        """Return to the end of the epoch before and pause."""
        left = LeftRuns()
        self._orders.put(orders.Back(left))
        return left

    def restart(self) -> LeftRuns:
        """Return to the first weights of the same Experiments and pause."""
        left = LeftRuns()
        self._orders.put(orders.Restart(left))
        return left

    def submit(self, experiment: Experiment, session: SessionName = "a") -> LeftRuns:
        """Go on with a changed Experiment: live if the weights fit it, else from its start; live
        means from the epoch that is looked at."""
        left = LeftRuns()
        self._orders.put(orders.Submit(experiment, left, session))
        return left

    def load(self, experiment: Experiment) -> LeftRuns:
        """Open another Experiment, paused at its first weights, and compare it with none."""
        left = LeftRuns()
        self._orders.put(orders.Load(experiment, left))
        return left

    def compare(self, experiment: Experiment | None) -> LeftRuns:
        """Put an Experiment beside A, as B and at its first weights, or take B out (None)."""
        left = LeftRuns()
        self._orders.put(orders.Compare(experiment, left))
        return left

    def swap(self) -> None:
        """Let A and B change places; both go on."""
        self._orders.put(orders.Swap())

    def keep_b(self) -> LeftRuns:
        """Let B take the place of A, and go on alone."""
        left = LeftRuns()
        self._orders.put(orders.KeepB(left))
        return left

    def resume(
        self, runs: LeftRuns | None, experiments: Mapping[SessionName, Experiment | None]
    ) -> LeftRuns:
        """Go on, paused, with runs that were left, trained as they were. Where one of the named
        Experiments has none, or it is not known any more (None), go on with it as by `submit`; None
        takes B out."""
        left = LeftRuns()
        self._orders.put(orders.Resume(runs, experiments, left))
        return left

    def set_weight(
        self,
        layer: int,
        i: int,
        j: int,
        value: "float | Future[float]",
        session: SessionName = "a",
    ) -> "Future[float]":
        """Set W[i, j] of a layer (1 is the first after the inputs); gives the value that it had.

        That answer to an earlier order may be the value, known by then or not.
        """
        return self._set_parameter(layer, i, j, value, session)

    def set_bias(
        self, layer: int, j: int, value: "float | Future[float]", session: SessionName = "a"
    ) -> "Future[float]":
        """Set b[j] of a layer (1 is the first after the inputs), as `set_weight` does."""
        return self._set_parameter(layer, None, j, value, session)

    def _set_parameter(
        self,
        layer: int,
        i: int | None,
        j: int,
        value: "float | Future[float]",
        session: SessionName,
    ) -> "Future[float]":
        before: Future[float] = Future()
        self._orders.put(orders.SetParameter(layer, i, j, value, before, session))
        return before

    def ask(self, question: Callable[[Moment], T], session: SessionName = "a") -> "Future[T]":
        """Ask a run something, between two mini-batches and in its thread; the answer can be
        cancelled until then, and is cancelled where there is no B."""
        answer: Future[T] = Future()
        self._orders.put(orders.Ask(question, answer, session))
        return answer

    def set_speed(self, epochs_per_second: float | None) -> None:
        """Limit the speed; None is as fast as possible."""
        self._orders.put(orders.SetSpeed(epochs_per_second))

    def set_rules(self, rules: StopRules) -> None:
        """When to stop by itself."""
        self._orders.put(orders.SetRules(rules))

    def use_engine(self, name: str) -> None:
        """Train with "numpy", or with "numba" or "auto" as soon as that is loaded."""
        self._orders.put(orders.UseEngine(name))

    def watch(self, view: View, session: SessionName | None = None) -> None:
        """What the next snapshots have to show, of one run or (None) of each."""
        self._orders.put(orders.Watch(view, session))
