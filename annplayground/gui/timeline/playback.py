"""Plays the past: the whole run in a given time, and no frame is left out where one is slow."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

PASS_SECONDS = 10.0
PASSES = (2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0)  # what one may choose, in seconds
FRAME_MILLISECONDS = 33  # at least, for a frame


class Playback(QObject):
    """Attributes: `way`, 1 forwards, −1 backwards, 0 at rest; `seconds`, of one pass; `loops`,
    whether it begins again where it would end.

    Signals: `epochRequested(epoch)`, the next one to show; `wayChanged(way)`; `ended(way)`, when it
    has played to an end; `secondsChanged(seconds)`.
    """

    epochRequested = Signal(int)
    wayChanged = Signal(int)
    ended = Signal(int)
    secondsChanged = Signal(float)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.way = 0
        self.seconds, self.loops = PASS_SECONDS, False
        self._place, self._step, self._last = 0.0, 1.0, 0
        self._awaited: int | None = None  # asked for and not yet shown
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._next)

    def start(self, way: int, epoch: int, newest: int) -> None:
        """Play from an epoch to that where the run stands now, or back to its start."""
        self._last = newest
        self._keep_time()
        self._place = float(epoch)
        self._set(way)
        self._ask()

    def change_seconds(self, step: int) -> None:
        """Take the next longer pass, or with −1 the next shorter one."""
        longer = [seconds for seconds in PASSES if seconds > self.seconds]
        shorter = [seconds for seconds in PASSES if seconds < self.seconds]
        found = longer[:1] if step > 0 else shorter[-1:]
        if found:
            self.seconds = found[0]
            self._keep_time()
            self.secondsChanged.emit(self.seconds)

    def _keep_time(self) -> None:
        """How many epochs a frame moves on, and how long it is seen."""
        frames = self.seconds * 1000 / FRAME_MILLISECONDS
        self._step = max(self._last / frames, 1.0)
        shown = max(FRAME_MILLISECONDS, self.seconds * 1000 / max(self._last, 1))
        self._timer.setInterval(round(shown))

    @Slot()
    def stop(self) -> None:
        """Rest where it is."""
        self._set(0)

    def show(self, epoch: int) -> None:
        """This epoch is shown now."""
        if epoch == self._awaited:
            self._awaited = None

    @Slot()
    def _next(self) -> None:
        if self._awaited is not None:  # a slow one: it is waited for
            return
        self._place += self.way * self._step
        if self.loops and not 0 <= self._place < self._last:
            self._place = 0.0 if self.way > 0 else float(self._last - 1)
        if 0 <= self._place < self._last:
            self._ask()
        else:
            way = self.way
            self.stop()
            self.ended.emit(way)

    def _ask(self) -> None:
        self._awaited = int(self._place)
        self.epochRequested.emit(self._awaited)

    def _set(self, way: int) -> None:
        self._awaited = None
        if way:
            self._timer.start()
        else:
            self._timer.stop()
        if way != self.way:
            self.way = way
            self.wayChanged.emit(way)
