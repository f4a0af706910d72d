"""Which numbers are to stand on the diagram: chosen, or by themselves on a small network."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontMetrics

from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Snapshot
from annplayground.gui.panels.network.numbers import NOTHING, Numbers, direction, numbers_of
from annplayground.gui.theme import Look

# The height of a node that leaves room for all lines of numbers below it.
_LEAST_NODE = 24


class NumberChoice(QObject):
    """Signals: `numbersChanged()`, other numbers are to be written."""

    numbersChanged = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._choice, self._example, self._backward = "auto", 0, False

    @property
    def choice(self) -> str:
        """Which of `numbers.CHOICES` it is."""
        return self._choice

    def choose(self, choice: str) -> None:
        """Write those of one of `numbers.CHOICES`."""
        self._choice = choice
        self.numbersChanged.emit()

    def follow(self, row: int, backward: bool) -> None:
        """Write those of this row of the training set, and, where they come by themselves, those
        of its pass backwards or forwards."""
        if (row, backward) != (self._example, self._backward):
            self._example, self._backward = row, backward
            self.numbersChanged.emit()

    def way(self, experiment: Experiment) -> str:
        """Those that are to be written on this network: "off", "forward" or "backward"."""
        return direction(self._choice, experiment.n_parameters, self._backward)

    def numbers(
        self, snapshot: Snapshot | None, experiment: Experiment, height: int, look: Look
    ) -> Numbers:
        """Those of this moment, in as many lines as the height of the diagram has room for."""
        if snapshot is None or snapshot.experiment.sizes != experiment.sizes:
            return NOTHING
        numbers = numbers_of(snapshot, self._example, self.way(experiment))
        line = QFontMetrics(look.font()).height()
        pitch = (height - line) / max(experiment.sizes)
        enough = pitch >= numbers.lines * line + _LEAST_NODE
        return numbers if enough else numbers.in_one_line()
