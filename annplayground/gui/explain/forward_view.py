"""Forward propagation of one example: the values flow along the diagram, layer by layer."""

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from annplayground.gui.explain.focus import layer_name, short
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.widgets.labels import Words

STEP_MILLISECONDS = 900
MOST_UNITS = 4


class ForwardView(ExplainView):
    """Writes out each layer as far as the example has come.

    Signals: `flowChanged(values)`, the values of the layers reached, for the diagram: a tuple of
    arrays (units,) from the inputs; empty when this view is hidden.
    """

    name = "forward"
    about_example = True

    flowChanged = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reached = 0  # layers shown after the inputs
        self._words = Words()
        self._words.setObjectName("forward_words")
        self._words.setWordWrap(True)
        self.next = QPushButton("Next layer")
        self.next.setObjectName("forward_next")
        self.next.setAccessibleName("Next layer")
        self.next.setToolTip("Let the values flow into the next layer")
        self.next.clicked.connect(self.advance)
        self.play = QPushButton("Play")
        self.play.setObjectName("forward_play")
        self.play.setAccessibleName("Flow through all layers")
        self.play.setToolTip("Let the values flow through all layers, one after the other")
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self.play.clicked.connect(self._start)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.play)
        row.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._words)
        layout.addStretch(1)
        layout.addLayout(row)

    @Slot()
    def advance(self) -> None:
        """Go one layer on; after the output, begin again."""
        if self.snapshot is None:
            return
        self.reached = (self.reached + 1) % (len(self.snapshot.parameters) + 1)
        self.refresh()

    @Slot()
    def _start(self) -> None:
        self.reached = 0
        self.refresh()
        self._timer.start()

    @Slot()
    def _tick(self) -> None:
        self.advance()
        if self.snapshot is None or self.reached in (0, len(self.snapshot.parameters)):
            self._timer.stop()

    def refresh(self) -> None:
        """Write out the layers reached, and hand their values to the diagram."""
        assert self.snapshot is not None
        explained = self.focus.explain(self.snapshot)
        self.reached = min(self.reached, len(explained))
        x1, x2 = self.snapshot.train_set.X[self.focus.example]
        lines = [f"The example is ({short(x1)}, {short(x2)}); its inputs: {_row(explained[0].x)}"]
        for k in range(1, self.reached + 1):
            one = explained[k - 1]
            activation = self.snapshot.experiment.activations[k - 1][0].label
            lines.append(
                f"**{layer_name(self.snapshot, k)}**: z = x·W + b = {_row(one.z)}; "
                f"a = {activation}(z) = {_row(one.a)}"
            )
        if self.reached == len(explained):
            target = _row(self.snapshot.train_set.y[self.focus.example])
            lines.append(f"The target is {target}.")
        self._words.setText("\n".join(lines))
        flow = (explained[0].x, *(one.a for one in explained[: self.reached]))
        if self.isVisible():
            self.flowChanged.emit(flow)

    def showEvent(self, event: QShowEvent) -> None:
        """Start at the inputs."""
        super().showEvent(event)
        if self.snapshot is not None:
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Take the values off the diagram."""
        super().hideEvent(event)
        self._timer.stop()
        self.flowChanged.emit(())


def _row(values: np.ndarray) -> str:
    """A vector in brackets; a long one is cut."""
    shown = ", ".join(short(float(value)) for value in values[:MOST_UNITS])
    more = f", … {len(values) - MOST_UNITS} more" if len(values) > MOST_UNITS else ""
    return f"[{shown}{more}]"
