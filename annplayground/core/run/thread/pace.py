"""Keeps time for the Runner: how much training is due at a limited speed, and the speed reached."""

import time

# At a limited speed, training may lag by this many seconds and catch up.
MOST_BEHIND = 0.25


class Pace:
    """Counts work against the clock: what is due at a limited speed, and the speed reached."""

    def __init__(self) -> None:
        self._asked = self._since = time.perf_counter()
        self._credit = 1.0  # mini-batches that are due
        self._epochs, self._rate = 0, 0.0

    def due(self, batches_per_second: float) -> int:
        """Mini-batches to train now so as to keep this speed, which may change at any time."""
        now = time.perf_counter()
        self._credit += (now - self._asked) * batches_per_second
        # What could not be kept up with is not made up for later.
        self._credit = min(self._credit, max(1.0, MOST_BEHIND * batches_per_second))
        self._asked = now
        return max(0, int(self._credit))

    def count(self, epochs: int, batches: int) -> None:
        """Note finished work."""
        self._epochs += epochs
        self._credit -= batches

    def rate(self) -> float:
        """Epochs per second over the last second or so; 0 before there is a figure."""
        seconds = time.perf_counter() - self._since
        if seconds >= 0.5 and (self._epochs or seconds >= 3.0):
            self._rate = self._epochs / seconds
            self._since, self._epochs = time.perf_counter(), 0
        return self._rate
