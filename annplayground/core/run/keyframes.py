"""States of a run to replay from, few enough however long it is.

They stand at the ends of epochs that are multiples of a stride, which doubles when they become too
many. They never change: what is changed from outside stands in the log.
"""

from copy import copy
from typing import ClassVar
from weakref import WeakSet

import numpy as np

from annplayground.core.engines.state import Kept, State
from annplayground.core.landscape import Way

# For all runs of this process together, and at most so many of one run: a replay must stay short,
# and so must the time that is spent on copying states.
MAX_BYTES = 64 * 2**20
MAX_NUMBER = 2048
_LEAST = 8
# Of a run that was left, fewer: a dozen of them are kept beside those that have a share.
_LEFT_BYTES = 2**20
_LEAST_LEFT = 2
_BYTES = 24  # of one parameter in a keyframe: the parameter and two averages
# Of a large network not even the first epochs are all kept: to copy its state takes a good part of
# the time that an epoch takes. (A power of two at about one epoch for so many parameters.)
_PARAMETERS_AN_EPOCH = 256


class Keyframes:
    """Keyframes of one run, beginning with its start."""

    _all: ClassVar["WeakSet[Keyframes]"] = WeakSet()

    def __init__(self, start: State) -> None:
        self._n_parameters = len(start.parameters)
        self._blocks = [Kept.of([start], self._n_parameters)]
        self.stride = 1 << (self._n_parameters // _PARAMETERS_AN_EPOCH).bit_length()

    def take_share(self) -> None:
        """Be those of a run that is trained, which has a share of the memory; short replays, and
        runs that were left, take so little that they have none."""
        Keyframes._all.add(self)

    @property
    def limit(self) -> int:
        """How many there may be."""
        share = MAX_BYTES // max(len(Keyframes._all), 1)
        return max(_LEAST, min(MAX_NUMBER, share // (_BYTES * self._n_parameters)))

    def __len__(self) -> int:
        return sum(map(len, self._blocks))

    @property
    def epochs(self) -> list[int]:
        """The epochs at whose ends they stand."""
        return [int(epoch) for block in self._blocks for epoch in block.epochs]

    def room(self) -> int:
        """How many more epochs can be trained before the next keyframes must be taken over."""
        while len(self) >= self.limit:
            self._thin()
        return (self.limit - len(self)) * self.stride

    def add(self, kept: Kept) -> None:
        """Take over states at multiples of the stride, later than all before."""
        if len(kept):
            self._blocks.append(kept)

    def _thin(self) -> None:
        """Double the stride, and let go of what is between."""
        self.stride *= 2
        chosen = [np.flatnonzero(block.epochs % self.stride == 0) for block in self._blocks]
        self._blocks = [
            Kept(
                np.concatenate([b.epochs[k] for b, k in zip(self._blocks, chosen, strict=True)]),
                np.concatenate([b.vectors[k] for b, k in zip(self._blocks, chosen, strict=True)]),
                np.concatenate([b.updates[k] for b, k in zip(self._blocks, chosen, strict=True)]),
            )
        ]

    def few(self) -> "Keyframes":
        """Some of the same run, and their memory only: replays take longer with them."""
        copy = self.until(int(self._blocks[-1].epochs[-1]))
        most = min(max(_LEFT_BYTES // (_BYTES * self._n_parameters), _LEAST_LEFT), _LEAST)
        while len(copy) > most:
            copy._thin()
        return copy

    def glance(self) -> "Keyframes":
        """These as they are now, at once: what the run adds later is not among them."""
        same = copy(self)
        same._blocks = list(self._blocks)
        return same

    def way_to(self, now: State, most: int) -> Way:
        """At most so many of them, evenly spread from the start on, and the state of now."""
        epochs = self.epochs
        while epochs and now.batches == 0 and epochs[-1] >= now.epoch:
            epochs.pop()  # now stands for it
        n = min(most - 1, len(epochs))
        chosen = np.linspace(0, len(epochs) - 1, n).round().astype(int)
        starts = np.cumsum([0, *map(len, self._blocks)])
        blocks = np.searchsorted(starts, chosen, side="right") - 1
        states = [
            self._blocks[block].vectors[index - starts[block], 0]
            for block, index in zip(blocks, chosen, strict=True)
        ]
        return Way(
            np.array([*(epochs[index] for index in chosen), now.epoch]),
            np.array([*states, now.parameters]),
        )

    def nearest(self, epoch: int) -> int:
        """The epoch of the one that is nearest to the end of an epoch."""
        return min(self.epochs, key=lambda there: abs(there - epoch))

    def latest(self, epoch: int) -> State:
        """A copy of the newest one that is not after the end of this epoch."""
        block = next(block for block in reversed(self._blocks) if block.epochs[0] <= epoch)
        return block.state(int(np.searchsorted(block.epochs, epoch, side="right")) - 1)

    def until(self, epoch: int) -> "Keyframes":
        """Those of a run that is the same up to the end of this epoch."""
        copy = Keyframes(self.latest(0))
        copy.stride, copy._blocks = self.stride, []
        for block in self._blocks:
            n = int(np.searchsorted(block.epochs, epoch, side="right"))
            if n:
                copy._blocks.append(Kept(block.epochs[:n], block.vectors[:n], block.updates[:n]))
        return copy
