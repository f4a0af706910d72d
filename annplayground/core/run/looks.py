"""What was found at the epochs of a run that were looked at, and so where it began and ended."""

from collections.abc import Mapping
from itertools import pairwise

from annplayground.core.run.snapshot import Mark

# The titles of findings, by their kinds: as they appear, whatever was found the time before.
Found = Mapping[str, str]

PARTS = 32  # of a run, between which it is looked at; early epochs are looked at more closely
MOST = 256  # looks beside those: a finding that comes and goes all the time


class Looks:
    """Looks at the ends of epochs, at some of a run and wherever two neighbours differ.

    `version` is another one whenever looks were dropped, because the run is another from there on.
    """

    def __init__(self) -> None:
        self._found: dict[int, Found] = {}
        self._marks: tuple[Mark, ...] | None = ()
        self.version = 0

    def __len__(self) -> int:
        return len(self._found)

    def add(self, epoch: int, found: Found) -> None:
        """Take in what was found at the end of an epoch."""
        self._found[epoch] = dict(found)
        self._marks = None

    def drop_from(self, epoch: int) -> None:
        """The run is another one from the end of this epoch on."""
        self._found = {e: found for e, found in self._found.items() if e < epoch}
        self._marks = None
        self.version += 1

    def until(self, epoch: int) -> "Looks":
        """Those of a run that is the same up to the end of this epoch, that included."""
        copy = Looks()
        copy._found = {e: found for e, found in self._found.items() if e <= epoch}
        copy._marks = None
        return copy

    def thin(self, newest: int) -> None:
        """Let go of what says no more than its neighbours, in a run that has come to `newest`."""
        kept, epochs = set(_grid(newest)), sorted(self._found)
        kinds = [self._kinds(epoch) for epoch in epochs]
        for k in range(1, len(epochs) - 1):
            if kinds[k - 1] == kinds[k] == kinds[k + 1] and epochs[k] not in kept:
                del self._found[epochs[k]]

    def next(self, newest: int) -> int | None:
        """Where to look next, in a run that has come to `newest`; None: all is known."""
        grid = _grid(newest)
        if newest not in self._found and len(self._found) < len(grid) + MOST:
            return newest
        missing = [epoch for epoch in grid if epoch not in self._found]
        if missing:
            return missing[0]
        for before, behind in reversed([*pairwise(sorted(self._found))]):
            if behind - before > 1 and self._kinds(before) != self._kinds(behind):
                return (before + behind) // 2
        return None

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Where findings began and ended, in the order of epochs."""
        if self._marks is None:
            self._marks = tuple(self._made())
        return self._marks

    def _made(self) -> list[Mark]:
        marks: list[Mark] = []
        seen: Found = {}
        last = -1
        for epoch in sorted(self._found):
            found, exact = self._found[epoch], epoch - last == 1
            for kind in seen.keys() - found.keys():
                marks.append(Mark("ended", epoch, cause=seen[kind], finding=kind, exact=exact))
            for kind in found.keys() - seen.keys():
                marks.append(Mark("began", epoch, cause=found[kind], finding=kind, exact=exact))
            seen, last = found, epoch
        return sorted(marks, key=lambda mark: (mark.epoch, mark.kind, mark.finding))

    def _kinds(self, epoch: int) -> frozenset[str]:
        return frozenset(self._found[epoch])


def _grid(newest: int) -> list[int]:
    """Epochs that are always looked at: powers of two, and multiples of one, which stay when the
    run is longer as long as they are among so many."""
    step = 1
    while newest // step > PARTS:
        step *= 2
    return sorted({*(1 << k for k in range(newest.bit_length())), *range(0, newest + 1, step)})
