"""What the window's cards need of the next snapshots: what is to be seen, and nothing else."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from annplayground.core.run.snapshot import View


class Watching(QObject):
    """Asks the cards whenever they may need something else; `view` is what they need now.

    Signals: `viewChanged(View)`, when it is another than before.
    """

    viewChanged = Signal(object)

    # The rooms of the cards are known to the main window alone.
    def __init__(self, network: Any, boundary: Any, explain: Any, parent: QObject) -> None:
        super().__init__(parent)
        self.view = View()
        self._network, self._boundary, self._explain = network, boundary, explain
        self._detail: tuple[int, int] | None = None
        self._explaining = True
        network.detailRequested.connect(self._show_detail)
        for card in (network, boundary, explain):
            card.viewChanged.connect(self.update)

    @Slot(object)
    def _show_detail(self, place: tuple[int, int] | None) -> None:
        self._detail = place
        self.update()

    def set_explaining(self, on: bool) -> None:
        """Whether the explanations are about this network: else they need nothing of it."""
        self._explaining = on
        self.update()

    @Slot()
    def update(self) -> None:
        """Look again."""
        neurons = self._network.neuron_resolution
        view = replace(
            View(
                boundary=self._boundary.resolution,
                neurons=neurons,
                detail=self._detail,
                confusion=self._boundary.wants_confusion,
                classes=self._boundary.resolution > 0,  # for the crosses in wrong points
                diagnosis=neurons > 0,  # for the marks on the diagram
            ),
            **(self._explain.wants if self._explaining else {}),
        )
        if view != self.view:
            self.view = view
            self.viewChanged.emit(view)
