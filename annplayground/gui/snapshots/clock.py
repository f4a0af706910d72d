"""The clock of the window: it ticks 30 times a second, and for a while faster after an order."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

FRAME_MILLISECONDS = 33
# After an order its effect is looked for this often, so many times: what was asked for shows soon.
HURRY_MILLISECONDS, HURRIED_TICKS = 6, 6


class Clock(QObject):
    """Signals: `ticked()`, whenever there may be something new."""

    ticked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(FRAME_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self._hurried = 0  # ticks to come soon

    @property
    def interval(self) -> int:
        """Milliseconds until the next tick."""
        return self._timer.interval()

    def start(self) -> None:
        """Tick from now on."""
        self._timer.start()

    def stop(self) -> None:
        """Tick no more; harmless a second time."""
        self._timer.stop()

    @Slot()
    def hurry(self) -> None:
        """Something was ordered."""
        if self._timer.isActive():
            self._hurried = HURRIED_TICKS
            self._timer.start(HURRY_MILLISECONDS)

    @Slot()
    def _tick(self) -> None:
        if self._hurried:
            self._hurried -= 1
            if not self._hurried:
                self._timer.start(FRAME_MILLISECONDS)
        self.ticked.emit()
