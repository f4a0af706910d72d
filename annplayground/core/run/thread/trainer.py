"""Trains the runs of a Runner: in step, at a speed, until a rule stops them."""

import time
from collections.abc import Callable

from annplayground.core.engines.stopping import NEVER
from annplayground.core.run.course import MANY
from annplayground.core.run.thread.bursts import (
    REST_SECONDS,
    Bursts,
    batches_in_step,
    finest_first,
    in_front_of,
)
from annplayground.core.run.thread.pace import Pace
from annplayground.core.run.thread.side import Side
from annplayground.core.run.thread.sides import Sides


class Trainer:
    """Who trains next, and how much. `ending` says whether to leave off within an epoch."""

    def __init__(self, sides: Sides, ending: Callable[[], bool]) -> None:
        self.rules = NEVER
        self.bursts = Bursts()
        self.pace = Pace()
        self._speed: float | None = None  # epochs per second; None: as fast as possible
        self._sides, self._ending = sides, ending

    def set_speed(self, epochs_per_second: float | None) -> None:
        """Limit the speed; None is as fast as possible."""
        self._speed, self.pace = epochs_per_second, Pace()

    def begin(self) -> None:
        """Nobody is stopped any more, and the speed is measured anew."""
        for side in self._sides.all:
            side.stop_reason = None
        self.pace = Pace()

    def train(self) -> bool:
        """Train a burst; False where nothing is due yet."""
        behind, going = self._sides.behind, self._sides.going
        if behind is not None:
            self._catch_up(behind, max(side.session.epoch for side in going))
            return True
        return not going or self._train_in_step(finest_first(going))

    def _train_in_step(self, going: list[Side]) -> bool:
        session, most = going[0].session, MANY
        if self._speed is not None:
            most = self.pace.due(self._speed * session.batches_per_epoch)
            if most == 0:
                time.sleep(REST_SECONDS)
                return False
        epoch = session.epoch
        batches = self.bursts.train(going, most, self.rules)
        self.pace.count(session.epoch - epoch, batches)
        return True

    def _catch_up(self, side: Side, epoch: int) -> None:
        """Train the one that is behind; no speed is meant for this."""
        begun = side.session.epoch
        self.bursts.train([side], rules=self.rules, epochs=epoch - begun)
        self.pace.count(side.session.epoch - begun, 0)

    def step_batch(self) -> None:
        """Train one mini-batch of the first that can be trained, and as much of the other."""
        able = self._sides.able
        for side, batches in batches_in_step(able, 1) if able else ():
            self._train_alone(side, batches)

    def step_epoch(self) -> None:
        """Train each to the end of its epoch."""
        for side in in_front_of(self._sides.able):
            self._train_alone(side, side.session.batches_left)

    def _train_alone(self, side: Side, batches: int) -> None:
        """Train so many mini-batches of one epoch.

        They can take seconds: in bursts, so that neither the Runner's end nor the window waits.
        """
        if batches == 1:
            side.session.step()
            return
        while batches > 0 and not side.diverged and not self._ending():
            batches -= self.bursts.train([side], batches, epochs=1)
