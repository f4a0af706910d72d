"""Which epoch of the past the window looks at, and what waits until that is shown."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from annplayground.core.run.snapshot import Snapshot

Act = Callable[[Snapshot], None]


class Looking(QObject):
    """`epoch` is the one that is looked at; None: the run is seen as it stands.

    Signals: `epochChanged(epoch or None)`.
    """

    epochChanged = Signal(object)

    def __init__(self, order: Callable[[int | None], int], parent: QObject) -> None:
        """`order` lets the Runner look, and gives the number that its answer will have."""
        super().__init__(parent)
        self.epoch: int | None = None
        self._order, self._number = order, 0
        self._shown: Snapshot | None = None
        self._waiting: list[Act] = []

    @Slot(object)
    def look(self, epoch: int | None) -> None:
        """Look at the end of an epoch, or (None) at the run as it stands. What was done to the
        epoch that is looked at comes first."""
        if epoch != self.epoch and not self._waiting:
            self._number, self._shown = self._order(epoch), None
            self._set(epoch)

    def end(self) -> None:
        """Something was changed, which shows the run as it stands."""
        self._set(None)

    def when_shown(self, act: Act) -> None:
        """Act on what is looked at, as soon as it is shown."""
        if self._shown is not None:
            act(self._shown)
        else:
            self._waiting.append(act)

    def take(self, snapshot: Snapshot) -> None:
        """This is shown now: it may be the answer, or a late one to an earlier order, or what
        is seen until the way there is gone."""
        if snapshot.status.look != self._number or snapshot.near:
            return
        self._shown = snapshot
        waiting, self._waiting = self._waiting, []
        for act in waiting:
            act(snapshot)
        if snapshot.live_epoch is None:  # the run had not yet left that epoch behind
            self._set(None)

    def _set(self, epoch: int | None) -> None:
        if epoch != self.epoch:
            self.epoch = epoch
            self.epochChanged.emit(epoch)
