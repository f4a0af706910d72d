"""Where the timeline goes: by the mouse, by keys, from mark to mark, and by itself."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from annplayground.core.run.snapshot import Snapshot
from annplayground.gui.timeline.playback import Playback
from annplayground.gui.timeline.track import Track


class Seeking(QWidget):
    """Asks for epochs; who looks is the controller. Base of `TimelineBar`, which shows it.

    Attributes: `looked`, the epoch of the past that is looked at, or None; `track`; `playback`.
    Signals: `epochRequested(epoch or None)`: look at the end of this epoch, or at the run as it
    stands.
    """

    epochRequested = Signal(object)

    def __init__(self, replay: QAction, replay_back: QAction, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.looked: int | None = None
        self._snapshot: Snapshot | None = None
        self._replays = {1: replay, -1: replay_back}
        self.track = Track()
        self.track.epochRequested.connect(self.seek)
        self.track.stepRequested.connect(self._move)
        self.playback = Playback(self)
        self.playback.epochRequested.connect(self._show_next)
        self.playback.wayChanged.connect(self._show_replay)
        self.playback.ended.connect(self._end_replay)

    @property
    def newest(self) -> int:
        """Where the run stands."""
        return self._snapshot.newest_epoch if self._snapshot else 0

    @property
    def epoch(self) -> int:
        """What is looked at."""
        return self.newest if self.looked is None else self.looked

    @Slot(int)
    def seek(self, epoch: int) -> None:
        """Look at the end of an epoch; at the end of the track, at the run as it stands."""
        if epoch >= self.newest:
            self.live()
        elif epoch != self.looked:
            self._ask(epoch)

    @Slot(str)
    def _move(self, name: str) -> None:
        getattr(self, name)()

    @Slot()
    def epoch_back(self) -> None:
        """One epoch back; to the end of the last one where the run is in the midst of another."""
        midst = self.looked is None and self._snapshot is not None and self._snapshot.batch > 0
        self._step(0 if midst else -1)

    @Slot()
    def epoch_on(self) -> None:
        """One epoch on."""
        self._step(1)

    @Slot()
    def percent_back(self) -> None:
        """One percent of the run back."""
        self._step(-self._percent)

    @Slot()
    def percent_on(self) -> None:
        """One percent of the run on."""
        self._step(self._percent)

    @Slot()
    def to_start(self) -> None:
        """To the first weights."""
        self.seek(0)

    @Slot()
    def previous_mark(self) -> None:
        """To the mark before."""
        before = [mark.epoch for mark in self.track.marks if mark.epoch < self.epoch]
        if before:
            self.seek(before[-1])

    @Slot()
    def next_mark(self) -> None:
        """To the next mark."""
        behind = [mark.epoch for mark in self.track.marks if mark.epoch > self.epoch]
        if behind:
            self.seek(behind[0])

    @Slot()
    def live(self) -> None:
        """To the run as it stands."""
        if self.looked is not None:
            self._ask(None)

    @Slot()
    def replay(self) -> None:
        """Play from what is looked at to where the run stands, from the start if that is there."""
        self._play(1)

    @Slot()
    def replay_back(self) -> None:
        """Play from what is looked at back to the start."""
        self._play(-1)

    @Slot(bool)
    def replay_loop(self, on: bool) -> None:
        """Begin again where a replay would end, or not."""
        self.playback.loops = on

    @Slot()
    def replay_longer(self) -> None:
        """A pass takes longer."""
        self.playback.change_seconds(1)

    @Slot()
    def replay_shorter(self) -> None:
        """A pass takes not so long."""
        self.playback.change_seconds(-1)

    def _play(self, way: int) -> None:
        """Chosen once more, it rests."""
        rests = self.playback.way == way or self.newest == 0
        self.playback.stop()
        if not rests:
            live = self.looked is None
            epoch = 0 if live and way == 1 else self.newest - 1 if live else self.epoch
            self.playback.start(way, epoch, self.newest)
        self._show_replay(self.playback.way)

    @Slot(int)
    def _show_next(self, epoch: int) -> None:
        self.epochRequested.emit(epoch)

    @Slot(int)
    def _show_replay(self, way: int) -> None:
        for one, action in self._replays.items():
            action.setChecked(one == way)

    @Slot(int)
    def _end_replay(self, way: int) -> None:
        """Forwards it has come to where the run stands."""
        if way == 1:
            self.live()
        else:
            self.to_start()

    def _ask(self, epoch: int | None) -> None:
        """By hand: what is played rests."""
        self.playback.stop()
        self.epochRequested.emit(epoch)

    @property
    def _percent(self) -> int:
        return max(round(self.newest / 100), 1)

    def _step(self, epochs: int) -> None:
        epoch = max(self.epoch + epochs, 0)
        if epoch > self.newest:
            self.live()
        elif epoch != self.epoch or epochs == 0:
            self._ask(epoch)
