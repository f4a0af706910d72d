"""Hands each snapshot to the views, one view in each turn of the event loop, so that no turn is
long enough to be felt; while a run trains, views of slow things miss some snapshots."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Slot

from annplayground.core.run.snapshot import Snapshot


@dataclass(frozen=True)
class _View:
    show: Callable[[Snapshot], object]
    every: int
    phase: int


class FrameScheduler(QObject):
    """Views are added once; `show` is connected to the controller."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._views: list[_View] = []
        self._waiting: list[_View] = []
        self._snapshot: Snapshot | None = None
        self._number = 0  # of the snapshot
        self._held = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._next)

    def add(self, show: Callable[[Snapshot], object], every: int = 1, phase: int = 0) -> None:
        """A view's method that shows a snapshot; while a run trains it gets one in `every`, those
        of another phase the ones between."""
        self._views.append(_View(show, every, phase))

    @contextmanager
    def held(self) -> Iterator[None]:
        """Pass all snapshots over meanwhile."""
        self._held = True
        try:
            yield
        finally:
            self._held = False

    @Slot(object)
    def show(self, snapshot: Snapshot) -> None:
        """Show a snapshot: at once where a run begins, goes on or pauses, else in turns.

        Another epoch of the past is for all views, in turns: between them the handle that is
        dragged has its own.
        """
        if self._held:
            return
        before, self._snapshot = self._snapshot, snapshot
        if before is not None and _elsewhere(before, snapshot):
            self._waiting += [view for view in self._views if view not in self._waiting]
            self._timer.start()
            return
        if before is None or not _goes_on(before, snapshot):
            self._waiting = list(self._views)
            self.finish()
            return
        self._number += 1
        due = [v for v in self._views if self._number % v.every == v.phase]
        self._waiting += [view for view in due if view not in self._waiting]
        if self._waiting:
            self._timer.start()

    def repeat(self) -> None:
        """Show the newest snapshot once more, to all views at once: they look at it differently."""
        if self._snapshot is not None:
            self._waiting = list(self._views)
            self.finish()

    def finish(self) -> None:
        """Let all views that still wait show the newest snapshot now."""
        self._timer.stop()
        while self._waiting:
            self._show_one()

    @Slot()
    def _next(self) -> None:
        self._show_one()
        if self._waiting:
            self._timer.start()

    def _show_one(self) -> None:
        assert self._snapshot is not None, "views wait for a snapshot only"
        self._waiting.pop(0).show(self._snapshot)


def _goes_on(before: Snapshot, snapshot: Snapshot) -> bool:
    """Whether the same run trains on: then the next snapshot is near."""
    return before.status.playing and snapshot.status.playing and _runs(before) == _runs(snapshot)


def _elsewhere(before: Snapshot, snapshot: Snapshot) -> bool:
    """Whether the same run is looked at in another place."""
    places = [s.epoch if s.live_epoch is not None else None for s in (before, snapshot)]
    return _runs(before) == _runs(snapshot) and places[0] != places[1]


def _runs(snapshot: Snapshot) -> tuple[int, ...]:
    """Which are shown: that of A, and of B if there is one."""
    return (snapshot.run, *(() if snapshot.other is None else (snapshot.other.run,)))
