"""What a window's first paint does without: it comes right after it, in turns of the event loop."""

from collections import deque
from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

# The first picture reaches the screen before the first step keeps the GUI thread busy.
PAUSE_MS = 10
# A window that is not painted, because it is minimised, is completed all the same.
LATEST_MS = 1500


class DeferredStartup(QObject):
    """Takes the steps that complete a window, one a turn, once the window has been painted.

    Signals: `completed()`, after the last step.
    """

    completed = Signal()
    _painted = Signal()

    def __init__(self, window: QWidget, steps: Sequence[Callable[[], object]]) -> None:
        super().__init__(window)
        self._window = window
        self._steps = deque(steps)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._take_step)
        # A paint event comes before the children are painted; what is queued then comes after.
        self._painted.connect(self._begin, Qt.ConnectionType.QueuedConnection)
        window.installEventFilter(self)
        self._timer.start(LATEST_MS)

    @property
    def done(self) -> bool:
        """Whether no step is left."""
        return not self._steps

    def finish(self) -> None:
        """Take all steps that are left now, for those who cannot wait."""
        while self._steps:
            self._take_step()

    @Slot()
    def abandon(self) -> None:
        """Take no further step: the window closes."""
        self._steps.clear()
        self._stop_waiting()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice the first paint."""
        if event.type() == QEvent.Type.Paint:
            self._window.removeEventFilter(self)
            self._painted.emit()
        return super().eventFilter(watched, event)

    @Slot()
    def _begin(self) -> None:
        if self._steps:
            self._timer.start(PAUSE_MS)

    @Slot()
    def _take_step(self) -> None:
        step = self._steps.popleft()
        last = not self._steps
        if last:
            self._stop_waiting()
        else:
            self._timer.setInterval(0)
        step()
        if last:
            self.completed.emit()

    def _stop_waiting(self) -> None:
        self._timer.stop()
        self._window.removeEventFilter(self)
