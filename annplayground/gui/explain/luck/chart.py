"""The chart of many starts: the run that pointer or keys mean is lit, and can be opened."""

import numpy as np
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from annplayground.core.sweep.starts import Curve, Start, Study
from annplayground.core.words import translate
from annplayground.gui.explain.luck.picture import StartsPicture
from annplayground.gui.theme import Look

_NEAR = 24.0  # pixels from a curve within which the pointer means it


class StartsChart(StartsPicture):
    """Signals: `startChosen()`, when another is lit, and `startRequested()`, when it is to be
    opened."""

    startChosen = Signal()
    startRequested = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.setAccessibleName(translate("Luck", "The loss of every start over the epochs"))
        self.setToolTip(
            translate(
                "Luck",
                "Point at a run, or ← and →: its seed. Click, then Enter or a double click: open "
                "it.",
            )
        )
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self._pinned: Start | None = None

    def show_study(self, look: Look, study: Study | None, curve: Curve) -> None:
        """Show this; what is lit stays, if it is of the same study."""
        if study is not self.study:
            self._pinned = None
        super().show_study(look, study, curve)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light the run under the pointer."""
        self._light(self._nearest(event.position()) or self._pinned)

    def leaveEvent(self, event: object) -> None:
        """Light what was clicked again."""
        self._light(self._pinned)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Keep the run under the pointer lit."""
        self._pin(self._nearest(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open it."""
        if self._pinned is not None:
            self.startRequested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """← and → go from run to run, Enter opens the one that is lit."""
        keys = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        starts = self._starts
        if event.key() in keys and starts and not event.modifiers():
            step = keys[Qt.Key(event.key())]
            at = starts.index(self._pinned) if self._pinned in starts else (-1 if step > 0 else 0)
            self._pin(starts[(at + step) % len(starts)])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._pinned is not None:
            self.startRequested.emit()
        else:
            super().keyPressEvent(event)

    def _pin(self, start: Start | None) -> None:
        self._pinned = start
        self._light(start)

    def _light(self, start: Start | None) -> None:
        if start is not self.chosen:
            self.chosen = start
            self.update()
            self.startChosen.emit()

    @property
    def _starts(self) -> list[Start]:
        return [] if self.study is None else [start for start in self.study.starts if start.n]

    def _nearest(self, point: QPointF) -> Start | None:
        """The start whose curve is nearest to a point, if it is near."""
        frame, study = self.frame, self.study
        if study is None or not frame.contains(point):
            return None
        share = (point.x() - frame.left()) / frame.width()
        place = int(np.abs(study.epochs_kept - share * study.epochs).argmin())
        there = [start for start in self._starts if start.n > place]
        if not there:
            return None
        values = np.array([start.curve(self.curve)[place] for start in there])
        distances = np.abs(self._y(values) - point.y())
        nearest = int(distances.argmin())
        return there[nearest] if distances[nearest] <= _NEAR else None
