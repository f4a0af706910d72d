"""How several runs are trained in step: a burst at a time, as long as an order may wait."""

import time

from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.core.run.course import MANY
from annplayground.core.run.thread.side import Side

# Long enough that the loop's own work is small, short enough that an order is obeyed at once.
BURST_SECONDS = 0.015
MOST_BURST = 10**9
# NumPy holds the GIL for most of a burst: its bursts are short, and a real sleep after each lets
# the window draw.
GIL_BURST_SECONDS, REST_SECONDS = 0.006, 0.004


def finest_first(sides: list[Side]) -> list[Side]:
    """With the one first that has the most mini-batches in an epoch, by which bursts are sized."""
    return sorted(sides, key=lambda side: -side.session.batches_per_epoch)


def in_front_of(sides: list[Side]) -> list[Side]:
    """Those that are not ahead of the first, which waits for nobody."""
    return [side for side in sides if side.session.epoch <= sides[0].session.epoch]


def batches_in_step(sides: list[Side], batches: int) -> list[tuple[Side, int]]:
    """How many mini-batches of each leave as much of the epoch as these of the first do.

    So they end it together, and any number of whole epochs. Who is ahead of the first waits.
    """
    first = sides[0].session
    # Negative where they reach into a later epoch.
    left, whole = first.batches_left - batches, first.batches_per_epoch
    others = [side for side in in_front_of(sides) if side is not sides[0]]
    return [(sides[0], batches)] + [
        (side, side.session.batches_left - -(-left * side.session.batches_per_epoch // whole))
        for side in others
    ]


class Bursts:
    """Trains, and learns from each burst how long the next may be: `size`, in mini-batches."""

    def __init__(self) -> None:
        self.size = 1
        self._sides: list[Side] = []  # trained by the last one

    def train(
        self, sides: list[Side], most: int = MANY, rules: StopRules = NEVER, epochs: int = MANY
    ) -> int:
        """Train a burst, of at most so many mini-batches of the first side and so many epochs, the
        others in step with it, and rest; gives how many mini-batches it was.

        A side that a rule stops has its reason then.
        """
        if self._sides != sides:  # a mini-batch of these may take much longer
            self._sides, self.size = sides, 1
        batches = min(self.size, most)
        started = time.perf_counter()
        for side, share in batches_in_step(sides, batches):
            side.stop_reason = side.session.advance(share, rules, epochs) or side.stop_reason
        seconds = time.perf_counter() - started
        holds_gil = any(side.session.engine.holds_gil for side in sides)
        wanted_seconds = GIL_BURST_SECONDS if holds_gil else BURST_SECONDS
        burst = int(batches * min(wanted_seconds / max(seconds, 1e-6), 2.0))
        self.size = min(max(1, burst), MOST_BURST)  # one that is cut short doubles it, too
        if holds_gil:
            time.sleep(REST_SECONDS)
        return batches
