"""Two networks beside each other: B comes and goes, and which of the two the panels edit."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Slot

from annplayground.core.run.snapshot import SessionName
from annplayground.gui.commands.action_specs import PAIRS
from annplayground.gui.parts import Parts
from annplayground.gui.process.late import late
from annplayground.io import pairs

if TYPE_CHECKING:
    import annplayground.gui.wiring.side_b as side_b
else:
    side_b = late("annplayground.gui.wiring.side_b")

# Between the steps of making B's parts, and before the first.
IDLE_MS = 700


def connect(window: Parts) -> None:
    """Connect the comparison with its actions, and have B seen while there is one."""
    comparing, controller, actions = window.comparing, window.controller, window.actions_
    controller.documentChanged.connect(comparing.show_document)
    actions.compare.triggered.connect(comparing.toggle)
    actions.other_side.triggered.connect(comparing.turn)
    actions.swap_sides.triggered.connect(controller.swap)
    actions.keep_a.triggered.connect(comparing.keep_a)
    actions.keep_b.triggered.connect(controller.keep_b)
    actions.renew_b.triggered.connect(comparing.renew)
    actions.allow_comparison(False)
    for spec, pair in zip(PAIRS, pairs.PAIRS, strict=True):
        actions.of(spec).triggered.connect(partial(comparing.open_pair, pair))
    Comparison(window)


class Comparison(QObject):
    """Lets two networks be seen while two are compared."""

    def __init__(self, window: Parts) -> None:
        super().__init__(window)
        self._window = window
        self._b: side_b.SideB | None = None
        self._coming: side_b.SideB | None = None  # being made
        self._idle = QTimer(self)
        self._idle.timeout.connect(self._make_more)
        window.deferred_startup.completed.connect(partial(self._idle.start, IDLE_MS))
        window.comparing.comparisonBegun.connect(self._begin)
        window.comparing.comparisonEnded.connect(self._end)
        window.comparing.sideChanged.connect(self._turn)

    @Slot()
    def _make_more(self) -> None:
        """Take a step of making B's parts, while nothing is trained in a window that is seen."""
        snapshot = self._window.controller.snapshot
        training = snapshot is not None and snapshot.status.playing
        if training or not self._window.isVisible():
            return
        if self._coming is None:
            self._coming = side_b.SideB(self._window)
        elif not self._coming.make_more():
            self._b = self._coming
            self._idle.stop()

    @Slot()
    def _begin(self) -> None:
        window = self._window
        self._idle.stop()
        if self._b is None:
            self._b = self._coming or side_b.SideB(window)
            self._b.make()
        window.actions_.allow_comparison(True)
        for card in (window.network, window.boundary):
            card.set_letter("A")
        window.centre.setUpdatesEnabled(False)  # once is enough
        self._b.bar.show()
        window.stage.compare(self._b.cards)
        self._b.order_tab()
        self._turn(window.comparing.side)
        self._b.column.activate()
        window.centre.setUpdatesEnabled(True)

    @Slot()
    def _end(self) -> None:
        window = self._window
        window.actions_.allow_comparison(False)
        for card in (window.network, window.boundary, window.data, window.explain):
            card.set_letter("")
        if self._b is not None:
            self._b.bar.hide()
            self._b.column.activate()  # so that the sizes that come back fit
        window.stage.end_comparison()

    @Slot(str)
    def _turn(self, side: SessionName) -> None:
        """Let panels and explanations be about this side."""
        window = self._window
        for card in (window.data, window.explain):
            card.set_letter(side.upper() if window.comparing.on else "")
        window.stage.turn_to_side(side)
        window.watching.set_explaining(side == "a")
        if self._b is not None:
            self._b.turn(side)
        window.frame_scheduler.repeat()
