"""Forward propagation of one example: the values flow along the diagram, layer by layer."""

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget

from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.explain.equations.parts import words
from annplayground.gui.explain.forward.text import example_block, layer_blocks, loss_block
from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.explain.paging.sheet import Sheet
from annplayground.gui.explain.view import ExplainView

STEP_MILLISECONDS = 900
_HINT = translate(
    "Forward",
    "They have not gone into the network yet. “Next layer”, or the key . (a full stop), writes out "
    "each neuron of the next layer.",
)
# Of a larger network only the newest layer is written out: it takes as long as a few frames.
MOST_PARAMETERS = 1500


class ForwardView(ExplainView):
    """Writes out each neuron of each layer as far as the example has come, and at the end J; of a
    large network those of the newest layer.

    Signals: `flowChanged(values)`, the values of the layers reached, for the diagram: a tuple of
    arrays (units,) from the inputs; empty when this view is hidden.
    """

    name = "forward"
    about_example = True
    has_stages = True
    pager: Pager

    flowChanged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reached = 0  # layers shown after the inputs
        self._begins: list[int] = []  # the block with which each layer begins, then that of J
        self.next = QPushButton(translate("Forward", "Next layer"))
        self.next.setObjectName("forward_next")
        self.next.setAccessibleName(translate("Forward", "Next layer"))
        self.next.setToolTip(translate("Forward", "Let the values flow into the next layer  (.)"))
        self.next.clicked.connect(self.advance)
        self.play = QPushButton(translate("Forward", "From the inputs"))
        self.play.setObjectName("forward_play")
        self.play.setAccessibleName(translate("Forward", "Flow through all layers"))
        self.play.setToolTip(
            translate("Forward", "Let the values flow through all layers, one after the other")
        )
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self.play.clicked.connect(self._start)
        self.sheet = Sheet("forward_words")
        self.sheet.written.placePointed.connect(self.placePointed)
        self.pager = self.sheet.pager
        self.stand([self.next, self.play], below=[self.sheet])

    @Slot()
    def advance(self) -> None:
        """Go one layer on; at the output, nothing more follows."""
        if self.snapshot is None or self._at_the_end:
            return
        self.reached += 1
        self.refresh()
        self._turn_to(self.reached)

    @property
    def _at_the_end(self) -> bool:
        return self.snapshot is None or self.reached >= len(self.snapshot.parameters)

    @Slot()
    def _start(self) -> None:
        self.reached = 0
        self.refresh()
        self.pager.begin()
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        self.advance()
        if self._at_the_end:
            self._timer.stop()

    def _turn_to(self, layer: int) -> None:
        """Show the page on which a layer begins."""
        block = self._begins[layer - 1]
        pages = self.sheet.written.pages
        self.pager.show_page(next(k for k, page in enumerate(pages) if block in page))

    def draw(self, snapshot: Snapshot) -> None:
        """Write out the layers reached, and hand their values to the diagram."""
        explained = self.focus.explain(snapshot)
        self.reached = min(self.reached, len(explained))
        blocks = [example_block(snapshot, self.focus, explained[0].x)]
        if not self.reached:
            blocks.append((words(_HINT),))
        self._begins = []
        large = snapshot.experiment.n_parameters > MOST_PARAMETERS
        for k, one in enumerate(explained[: self.reached], start=1):
            self._begins.append(len(blocks))
            if k == self.reached or not large:
                told = self.focus.unit if k == self.focus.layer else 0
                blocks += layer_blocks(snapshot, k, one, told)
        if self._at_the_end:
            blocks.append(loss_block(snapshot, self.focus, explained[-1]))
        self.next.setEnabled(not self._at_the_end)
        self.sheet.show_blocks(self.look, blocks)
        flow = (explained[0].x, *(one.a for one in explained[: self.reached]))
        if self.isVisible():
            self.flowChanged.emit(flow)

    def showEvent(self, event: QShowEvent) -> None:
        """Start at the inputs."""
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the values off the diagram."""
        super().hideEvent(event)
        self._timer.stop()
        self.flowChanged.emit(())
