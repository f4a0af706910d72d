"""A card with one chart of a run's history: it draws when there is something new to see."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annplayground.core.run.snapshot import Snapshot
from annplayground.gui.theme import Look
from annplayground.gui.widgets.card import Card

if TYPE_CHECKING:
    from annplayground.gui.plots.charts.chart import Chart


class ChartCard(Card):
    """What the loss and the gradient card have in common.

    Signals: `epochChosen(epoch)`, in the chart.
    """

    epochChosen = Signal(int)
    chart_name = ""
    chart_title = ""

    def __init__(self, name: str, title: str, parent: QWidget | None) -> None:
        super().__init__(name, title, parent)
        self._look = Look()
        self._snapshot: Snapshot | None = None
        self._drawn: object = None  # what the drawn curves were made from
        self._runs: tuple[int, ...] = ()
        self._cursor: int | None = None
        self._subtitle.hide()  # a caption of several wordings takes its place
        self._chart: Chart | None = None
        self._room = QWidget()
        QVBoxLayout(self._room).setContentsMargins(0, 0, 0, 0)
        self.body.addWidget(self._room, 1)

    @property
    def chart(self) -> "Chart":
        """The plot; made on first use, in the room that is kept for it."""
        if self._chart is None:
            # Here, since pyqtgraph takes as long to load as the rest of the window to appear.
            from annplayground.gui.plots.charts.chart import Chart

            self._chart = Chart(self.chart_name, self.chart_title, self._room)
            self._chart.set_look(self._look)
            self._chart.show_cursor(self._cursor)
            self._chart.epochChosen.connect(self.epochChosen)
            layout = self._room.layout()
            assert layout is not None, "the room was given one"
            layout.addWidget(self._chart)
            # It is made late, but Tab reaches it after the buttons above it.
            item = self.header.itemAt(self.header.count() - 1)
            last = item.widget() if item is not None else None
            if last is not None:
                QWidget.setTabOrder(last, self._chart)
            layout.activate()  # it has its size before it is given curves
            self._chart.show()
        return self._chart

    def complete(self) -> None:
        """Make the chart, if nobody has used it yet."""
        _ = self.chart

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        super().set_look(look)
        self._look = look
        self._room.setMinimumSize(look.size.chart_width, look.size.chart_height)
        if self._chart is not None:
            self._chart.set_look(look)
        self._name()
        self._draw(calm=False)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw the curves, if they have changed and are seen."""
        self._snapshot = snapshot
        if self.isVisible():
            self._draw()

    @Slot(object)
    def show_cursor(self, epoch: int | None) -> None:
        """Mark the epoch that is looked at, or none."""
        self._cursor = epoch
        if self._chart is not None:
            self._chart.show_cursor(epoch)

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
        shown = [snapshot] if snapshot.other is None else [snapshot, snapshot.other]
        state = (*map(_state, shown), self._look, *self._choices(snapshot))
        if state != self._drawn:
            self._drawn = state
            runs = tuple(each.run for each in shown)
            calm, self._runs = calm and runs == self._runs, runs
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


def _state(snapshot: Snapshot) -> tuple[object, ...]:
    """What its curves are; the newest values belong to it: going back and on again may end at the
    same epoch."""
    curves = snapshot.curves
    return snapshot.run, curves.last_epoch, len(curves.epochs), curves.last.tobytes()
