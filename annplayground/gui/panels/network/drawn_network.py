"""The drawn network: a map for every unit, a curve for every weight, and what is lit.

It is painted by `picture`, through `buffers`, and by `overlay`.
"""

from dataclasses import replace

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QHideEvent, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QToolTip, QWidget

from annplayground.core.choices.activations import Array
from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Snapshot
from annplayground.gui.painting import painting
from annplayground.gui.panels.network.highlight import Highlight
from annplayground.gui.panels.network.layout import Layout, Node, Target, Weight
from annplayground.gui.panels.network.number_choice import NumberChoice
from annplayground.gui.panels.network.painted.buffers import Buffers
from annplayground.gui.panels.network.painted.marks import Marks
from annplayground.gui.panels.network.painted.number_labels import Label
from annplayground.gui.panels.network.painted.picture import Picture
from annplayground.gui.panels.network.selection import exists
from annplayground.gui.panels.network.shown_run import ShownRun
from annplayground.gui.panels.network.tips import tip_at
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import plain_tip


class DrawnNetwork(QWidget):
    """Base of `NetworkDiagram`, which knows what pointer and keyboard mean.

    Attribute: `numbers`, which are written on it. Signals: `viewChanged()`, another
    `neuron_resolution` is right now.
    """

    viewChanged = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._look = Look()
        self._experiment = Experiment()
        self._run = ShownRun()
        self._picture = Picture()
        self._buffers = Buffers(self._picture)
        self._marks = Marks()
        self.numbers = NumberChoice(self)
        self.numbers.numbersChanged.connect(self._write_numbers)
        self._path: tuple[Node, ...] = ()
        self._lit: tuple[Node, ...] = ()  # by something else that points to it
        self._resolution = 0

    # -- what is shown ----------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self._write_numbers()
        self._arrange()

    def show_experiment(self, experiment: Experiment) -> None:
        """Draw this network."""
        self._experiment = experiment
        self._run.set_experiment(experiment)
        self._write_numbers()
        self._arrange()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take the newest values."""
        if snapshot is self._run.snapshot:
            return
        self._run.set_snapshot(snapshot)
        if snapshot.diagnosis is not None:
            self._marks = replace(self._marks, diagnosis=snapshot.diagnosis)
        self._write_numbers()
        self.update()

    def show_flow(self, values: tuple[Array, ...]) -> None:
        """Write these values on the units, layer by layer from the inputs; none: nothing."""
        self._marks = replace(self._marks, flow=values)
        self.update()

    @Slot()
    def _write_numbers(self) -> None:
        """Take the numbers of the newest values; they may need other room than before."""
        before = self._marks.numbers
        numbers = self.numbers.numbers(
            self._run.snapshot, self._experiment, self.height(), self._look
        )
        if numbers != before:
            self._marks = replace(self._marks, numbers=numbers)
            if numbers.lines != before.lines:
                self._arrange()
            self.update()

    @property
    def labels(self) -> list[Label]:
        """The numbers as they are written on the diagram."""
        return self._buffers.labels

    def show_path(self, places: tuple[tuple[int, int], ...]) -> None:
        """Light the way through these (layer, unit), from layer to layer; none: nothing."""
        self._path = tuple(Node(*place) for place in places)
        self.update()

    def show_place(self, places: tuple[tuple[int, int], ...]) -> None:
        """Light this (layer, unit), or the weight between two; none: nothing."""
        self._lit = tuple(Node(*place) for place in places)
        self.update()

    @property
    def neuron_resolution(self) -> int:
        """Pixels a side that the maps of the units should have; 0 while hidden."""
        return self._resolution

    @property
    def layout_of_nodes(self) -> Layout:
        """Where the nodes are."""
        return self._picture.layout

    def weight_point(self, weight: Weight) -> QPointF:
        """The middle of the curve of a weight."""
        return self._picture.curves_into(weight.layer).middle(weight.i, weight.j)

    def sizeHint(self) -> QSize:
        """As in the window at its usual size."""
        return QSize(600, 260)

    def minimumSizeHint(self) -> QSize:
        """Small enough for the smallest window."""
        return QSize(200, 60)

    def target_at(self, point: QPointF) -> Target | None:
        """The mark of a bias, the node or the weight at a point."""
        return self._picture.target_at(point)

    def tip_at(self, point: QPointF) -> str:
        """What explains the mark, the colours or the line at a point; "" is nothing."""
        return tip_at(point, self._picture, self._marks, self._experiment, self._run)

    # -- painting ---------------------------------------------------------------------------

    @property
    def _active(self) -> Target | None:
        """What is lit before all."""
        return None

    @property
    def _pointed(self) -> QPointF | None:
        """Where the pointer is on what is lit."""
        return None

    def _arrange(self) -> None:
        if self.width() > 0 and self.height() > 0:
            scale = self.devicePixelRatioF()
            size, lines = (self.width(), self.height()), self._marks.numbers.lines
            self._picture.arrange(self._experiment, *size, scale, self._look, lines)
            self._buffers.arrange(self.size(), scale, self._look)
        self._update_resolution()
        self.update()

    def _update_resolution(self) -> None:
        resolution = 0
        if self.isVisible() and self._picture.layout.columns:
            resolution = self._picture.resolution
        if resolution != self._resolution:
            self._resolution = resolution
            self.viewChanged.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, painted anew if anything changed, and over it what is active."""
        with painting(self) as painter:
            lights = Highlight(self._experiment, self._run, self._picture, self._look)
            path = self._there(self._path)
            self._buffers.paint(
                painter, self._run, self._marks, lambda below: lights.paint_path(below, path)
            )
            active = self._active
            if active is not None:
                lights.paint(painter, QRectF(self.rect()), active, self._pointed)
            elif lit := self._there(self._lit):
                lights.paint_place(painter, QRectF(self.rect()), lit)

    def _there(self, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        """The nodes, if the network has all of them."""
        return nodes if all(exists(self._experiment.sizes, node) for node in nodes) else ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place everything anew."""
        self._write_numbers()
        self._arrange()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for maps."""
        super().showEvent(event)
        self._arrange()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for no maps."""
        super().hideEvent(event)
        self._update_resolution()

    def event(self, event: QEvent) -> bool:
        """Explain what is under the pointer when it rests."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._arrange()
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(tip), self)
            return True
        return super().event(event)
