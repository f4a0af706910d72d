"""The way to an earlier epoch of a run, gone once more: in any thread, in parts, and stopped
whenever nobody waits for it any more."""

import math
import time
from collections.abc import Callable
from typing import Generic, TypeVar

from annplayground.core.run.course import MANY
from annplayground.core.run.track import Track

T = TypeVar("T")
BURST_SECONDS = 0.02  # between two looks at whether to stop


class Replay(Generic[T]):
    """Attributes: `epoch`, where it leads, and `share` of the way that is gone, 0 … 1."""

    def __init__(self, run: Track, epoch: int, result: Callable[[], T]) -> None:
        """`run` is a run of its own that stands before the end of `epoch`; `result` says what is
        there, once it has come there."""
        self._run, self.epoch, self._result = run, epoch, result
        self._begin = run.epoch
        self._batches = 1

    @property
    def share(self) -> float:
        """In epochs."""
        way = self.epoch - self._begin
        return (self._run.epoch - self._begin) / way if way else 1.0

    @property
    def done(self) -> bool:
        """Whether it has come there."""
        return self._run.epoch >= self.epoch or self._run.divergence is not None

    def go_on(self, seconds: float = BURST_SECONDS) -> None:
        """Train for about so long (∞: all the way), and not beyond the end of the epoch."""
        begun = time.perf_counter()
        batches = MANY if seconds == math.inf else self._batches
        self._run.advance(batches, epochs=self.epoch - self._run.epoch)
        spent = max(time.perf_counter() - begun, 1e-6)
        self._batches = max(1, int(self._batches * min(seconds / spent, 4.0)))

    def finish(self, should_stop: Callable[[], bool]) -> T | None:
        """Go to the end and say what is there; None if it was to stop before."""
        while not self.done:
            if should_stop():
                return None
            self.go_on()
            if self._run.engine.holds_gil:
                time.sleep(0.001)  # for whoever else waits for Python
        return self.result()

    def result(self) -> T:
        """What is there, once it is `done`."""
        return self._result()
