"""The base of every explanation: a widget that shows one Focus of one Snapshot."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annplayground.core.run.snapshot import Snapshot
from annplayground.gui.explain.focus import Focus
from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.process.late import late
from annplayground.gui.theme import Look

if TYPE_CHECKING:
    from annplayground.gui.explain.equations import equation, written
    from annplayground.gui.explain.equations.parts import Place
else:
    equation = late("annplayground.gui.explain.equations.equation")
    written = late("annplayground.gui.explain.equations.written")


class ExplainView(QWidget):
    """One tab. Subclasses override `draw`, or, if they show something before there is a moment,
    `refresh`; both are called only while they are visible.

    Signals: `placePointed(Place)`, what the symbol under the pointer, or chosen by key, stands for
    in the network; empty for none.
    """

    placePointed = Signal(object)

    name = ""
    about_example = False  # whether it takes the example in focus apart
    backward = False  # whether it is about the pass backwards
    has_stages = False  # whether `advance` goes on to the next of them
    pager: Pager | None = None  # of a view that may have no room for all of it at once

    def __init_subclass__(cls, **options: Any) -> None:
        """Let each view show a run that diverges, too: there a product may overflow."""
        super().__init_subclass__(**options)
        for name in {"draw", "refresh"} & set(vars(cls)):
            setattr(cls, name, np.errstate(all="ignore")(vars(cls)[name]))

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.look = Look()
        self.snapshot: Snapshot | None = None
        self.focus = Focus()

    def stand(self, *rows: Sequence[QWidget], below: Sequence[QWidget]) -> None:
        """Lay out rows of controls, with the pager at the end of the last one, and what comes below
        them; the last of these takes the room that is left."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for row in rows:
            line = QHBoxLayout()
            for widget in row:
                line.addWidget(widget)
            line.addStretch(1)
            layout.addLayout(line)
        if self.pager is not None:
            line.addWidget(self.pager)
        for widget in below:
            layout.addWidget(widget, int(widget is below[-1]))

    @property
    def wants(self) -> frozenset[str]:
        """What it needs in a snapshot beyond the network itself: names of fields of `View`."""
        return frozenset()

    @property
    def typesetting(self) -> bool:
        """Whether an equation of it is on its way."""
        alone = any(one.typesetting for one in self.findChildren(equation.Equation))
        return alone or any(sheet.typesetting for sheet in self.findChildren(written.Written))

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self.look = look
        if self.snapshot is not None:
            self.refresh()

    def show_state(self, snapshot: Snapshot, focus: Focus) -> None:
        """Show this moment; the focus is fitted to the network first."""
        self.snapshot, self.focus = snapshot, focus.fitted(snapshot)
        self.refresh()

    def show_place(self, places: "Place") -> None:
        """Light the symbols of a place in the network, where there are some."""
        for sheet in self.findChildren(written.Written):
            sheet.light(places)

    def advance(self) -> None:
        """Go one step on; a view that has steps extends this."""

    def refresh(self) -> None:
        """Draw the present moment, if there is one."""
        if self.snapshot is not None:
            self.draw(self.snapshot)

    def draw(self, snapshot: Snapshot) -> None:
        """Draw this moment at `self.focus`."""
        self.update()
