"""A card with one chart of a run's history: it draws when there is something new to see."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from annplayground.core.snapshot import Snapshot
from annplayground.gui.card import Card
from annplayground.gui.plots.chart import Chart
from annplayground.gui.theme import Look


class ChartCard(Card):
    """What the loss and the gradient card have in common.

    Attributes: `chart`, the plot.
    """

    def __init__(self, name: str, title: str, chart: Chart, parent: QWidget | None) -> None:
        super().__init__(name, title, parent)
        self._look = Look()
        self._snapshot: Snapshot | None = None
        self._drawn: object = None  # what the drawn curves were made from
        self._run = -1
        self._subtitle.hide()  # a caption of several wordings takes its place
        self.chart = chart
        self.body.addWidget(chart)

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        super().set_look(look)
        self._look = look
        self.chart.set_look(look)
        self._name()
        self._draw(calm=False)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw the curves, if they have changed and are seen."""
        self._snapshot = snapshot
        if self.isVisible():
            self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what was missed while hidden."""
        super().showEvent(event)
        self._name()
        self._draw()

    def _draw(self, calm: bool = True) -> None:
        """Draw what is not drawn yet; `calm` keeps an axis that still fits, within a run."""
        snapshot = self._snapshot
        if snapshot is None:
            return
        curves = snapshot.curves
        # The newest values belong to it: going back and on again may end at the same epoch.
        state = (snapshot.run, curves.last_epoch, len(curves.epochs), curves.last.tobytes())
        if (*state, self._look, *self._choices(snapshot)) != self._drawn:
            self._drawn = (*state, self._look, *self._choices(snapshot))
            calm = calm and snapshot.run == self._run
            self._run = snapshot.run
            self._show_curves(snapshot, calm)

    def _name(self) -> None:
        """Write title and tooltips in the notation of the look."""
        raise NotImplementedError

    def _choices(self, snapshot: Snapshot) -> tuple[object, ...]:
        """All else that the drawing depends on."""
        raise NotImplementedError

    def _show_curves(self, snapshot: Snapshot, calm: bool) -> None:
        """Give the chart its curves."""
        raise NotImplementedError
