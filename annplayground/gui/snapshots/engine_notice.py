"""Says why the compiled engine cannot be had, once, to those who wish for it."""

from PySide6.QtCore import QObject, Signal, Slot

from annplayground.core.run.snapshot import Snapshot
from annplayground.gui.preferences.remembered import Remembered


class EngineNotice(QObject):
    """Signals: `noticeRequested(str)`, one sentence to be shown."""

    noticeRequested = Signal(str)

    def __init__(self, engine: Remembered) -> None:
        super().__init__(engine)
        self._engine = engine
        self._said: str | None = None

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Look whether there is something else to say."""
        problem = snapshot.status.engine_problem
        if self._engine.name != "numpy" and problem != self._said:
            self._said = problem
            if problem:
                self.noticeRequested.emit(problem)
