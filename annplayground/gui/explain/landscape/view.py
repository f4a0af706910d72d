"""The loss landscape: J around the present weights, live, and what a learning rate would do."""

from collections.abc import Mapping

from PySide6.QtCore import QRect, QSize, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QPushButton,
    QToolButton,
    QWidget,
)

from annplayground.core.run.snapshot import Snapshot
from annplayground.core.run.survey import Survey
from annplayground.core.words import translate
from annplayground.gui.explain.equations.parts import Block, words
from annplayground.gui.explain.landscape.planes import Planes
from annplayground.gui.explain.landscape.slice_graph import SliceGraph
from annplayground.gui.explain.landscape.words import blocks, why_none
from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.explain.paging.sheet import Picture, Sheet
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.theme import Look

_GAP = 10  # pixels between the planes and the slice
_SLICE = 0.36  # of the room, where both are seen

# What a moment is known by: the same weights have the same landscape.
_Key = tuple[object, ...]


class _Pictures(Picture):
    """The planes, and the slice beside or below them; on pages of their own without the room."""

    def __init__(self) -> None:
        super().__init__()
        self.planes = Planes("landscape_planes", self)
        self.slice = SliceGraph("landscape_slice", self)
        self._page = 0

    @property
    def n_pages(self) -> int:
        """Two where both have no room together."""
        return 1 if self._beside or self._below else 2

    @property
    def _beside(self) -> bool:
        need = self.planes.minimumSizeHint().width() + self.slice.minimumSizeHint().width()
        return self.width() > 1.5 * self.height() and self.width() > 1.5 * need

    @property
    def _below(self) -> bool:
        need = self.planes.minimumSizeHint().height() + self.slice.minimumSizeHint().height()
        return self.height() > 1.2 * need

    def turn_to(self, page: int) -> None:
        """Show both, or the planes on even pages and the slice on odd ones."""
        self._page = page
        whole = self.rect()
        first, second = whole, whole
        if self._beside:
            wide = round((1 - _SLICE) * whole.width())
            first = QRect(0, 0, wide - _GAP, whole.height())
            second = QRect(wide, 0, whole.width() - wide, whole.height())
        elif self._below:
            high = round((1 - _SLICE) * whole.height())
            first = QRect(0, 0, whole.width(), high - _GAP)
            second = QRect(0, high, whole.width(), whole.height() - high)
        both = self.n_pages == 1
        self.planes.setGeometry(first)
        self.slice.setGeometry(second)
        self.planes.setVisible(both or page % 2 == 0)
        self.slice.setVisible(both or page % 2 == 1)

    def minimumSizeHint(self) -> QSize:
        """Of the larger one: the other may be on another page."""
        return self.planes.minimumSizeHint().expandedTo(self.slice.minimumSizeHint())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the room anew."""
        super().resizeEvent(event)
        self.turn_to(self._page)


class LandscapeView(ExplainView):
    """Attributes: `surveys`, what is shown of A and B; `directions`, "random" or "path".

    Signals: `surveyRequested(directions, seed)`, answered by `show_surveys`.
    """

    name = "landscape"
    pager: Pager

    surveyRequested = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.surveys: dict[str, Survey] = {}
        self.directions, self._seed = "random", 0
        self._asked: _Key | None = None
        self._reason: Exception | None = None  # why there is none
        self.random = _chip("landscape_random", translate("Landscape", "Random"))
        self.path = _chip("landscape_path", translate("Landscape", "Path"))
        self.random.setChecked(True)
        self.others = QPushButton(translate("Landscape", "Others"))
        self.others.setObjectName("landscape_others")
        self.others.setAccessibleName(translate("Landscape", "Two other random directions"))
        self.others.setToolTip(self.others.accessibleName())
        group = QButtonGroup(self)
        for chip in (self.random, self.path):
            group.addButton(chip)
        self.random.setToolTip(translate("Landscape", "Two random directions, filter-normalised"))
        tip = translate("Landscape", "The two principal directions of the run’s own path")
        self.path.setToolTip(tip)
        self.pictures = _Pictures()
        self.planes, self.slice = self.pictures.planes, self.pictures.slice
        self._sheet = Sheet("landscape_words", self.pictures)
        self.pager = self._sheet.pager
        self.stand([self.random, self.path, self.others], below=[self._sheet])
        self.random.toggled.connect(self._choose)
        self.others.clicked.connect(self._draw_others)

    @Slot(bool)
    def _choose(self, random: bool) -> None:
        self.directions = "random" if random else "path"
        self.others.setEnabled(random)
        self._ask()

    @Slot()
    def _draw_others(self) -> None:
        self._seed += 1
        self._ask()

    def refresh(self) -> None:
        """Show the newest survey, and ask for one of the moment that is seen now."""
        self._draw()
        self._ask()

    def _ask(self) -> None:
        if self.snapshot is None:
            return
        key = (*_key(self.snapshot), self.directions, self._seed)
        if key != self._asked:
            self._asked = key
            self.surveyRequested.emit(self.directions, self._seed)

    def show_surveys(self, found: Mapping[str, Survey] | Exception) -> None:
        """Show these, or say why there are none."""
        if isinstance(found, Exception):
            self._reason = found
        else:
            self._reason, self.surveys = None, dict(found)
        if self.isVisible():
            self._draw()

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        super().set_look(look)
        self._draw()

    def _draw(self) -> None:
        surveys = self.surveys if self._reason is None else {}
        shown = surveys if surveys != self.planes.surveys else self.planes.surveys
        self.planes.show_surveys(self.look, shown)
        self.slice.show_slices(self.look, {side: made.down for side, made in surveys.items()})
        if not surveys:
            said: list[Block] = [(words(why_none(self._reason)),)]
        else:
            factors = {side: self.planes.factor(side) for side in surveys}
            said = blocks(surveys, self.directions, factors)
        self._sheet.show_blocks(self.look, said)


def _key(snapshot: Snapshot) -> _Key:
    """What tells a moment from any other: also a weight set by hand changes the losses."""
    sides = [snapshot] if snapshot.other is None else [snapshot, snapshot.other]
    return tuple(
        (side.run, side.epoch, side.batch, side.experiment, side.losses.train) for side in sides
    )


def _chip(name: str, text: str) -> QToolButton:
    chip = QToolButton()
    chip.setObjectName(name)
    chip.setProperty("role", "chip")
    chip.setCheckable(True)
    chip.setText(text)
    chip.setAccessibleName(text)
    return chip
