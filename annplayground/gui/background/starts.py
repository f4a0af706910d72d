"""The starts of 'is it luck?': trained for the explanation that asks, beside the run on screen."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Slot

from annplayground.core.run.snapshot import Snapshot
from annplayground.gui.controller import Controller

if TYPE_CHECKING:
    from annplayground.core.sweep.starts import Study

LOOK_MILLISECONDS = 100  # between two looks at what has come of them


class Starts(QObject):
    """`study` is the newest one, or None. It ends with the window, see `stop`."""

    # The rooms of the cards are known to the main window alone.
    def __init__(self, controller: Controller, explain: Any) -> None:
        super().__init__(controller)
        self.study: Study | None = None
        self._controller, self._explain = controller, explain
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self._look)

    @Slot(int, int)
    def begin(self, seeds: int, epochs: int) -> None:
        """Train A, and B if there is one, from the first weights of seeds 0, 1, …"""
        snapshot = self._controller.snapshot
        if snapshot is None:
            return
        # Here, since the engines take a fifth of the time in which the window is to be seen.
        from annplayground.core.sweep.starts import Study, trained_by

        self.stop()
        experiments = {side: made for side, made in self._controller.document.experiments.items()
                       if made is not None}  # fmt: skip
        self.study = Study(experiments, epochs, trained_by(_engine(snapshot)))
        self.add(seeds)

    @Slot(int)
    def add(self, seeds: int) -> None:
        """Train from more first weights."""
        if self.study is not None:
            self.study.add(seeds)
            self._timer.start()
            self._look()

    @Slot()
    def stop(self) -> None:
        """End what is trained; what is done stays."""
        if self.study is not None:
            self.study.stop()
        self._timer.stop()

    @Slot()
    def end(self) -> None:
        """The user stops it, and sees what is done."""
        if self.study is not None:
            self.study.stop()

    @Slot()
    def _look(self) -> None:
        if self.study is None:
            return
        if not self.study.running:
            self._timer.stop()
        self._explain.view("luck").show_study(self.study)


def _engine(snapshot: Snapshot) -> str:
    """The engine that the window wants: what lacks a form trains in NumPy, and says so."""
    sides = [snapshot, snapshot.other] if snapshot.other is not None else [snapshot]
    wanted = {s.status.engine for s in sides if s.status.engine_problem is None}
    return "numpy" if wanted == {"numpy"} else "numba"
