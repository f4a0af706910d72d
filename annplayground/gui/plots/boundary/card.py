"""The Decision boundary card: what the network says everywhere, the samples, and the scores."""

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QSize, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QToolButton, QWidget

from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.plots.boundary.controls.checks import CheckRow
from annplayground.gui.plots.boundary.controls.icons import matrix_icon
from annplayground.gui.plots.boundary.drawing.draw_row import DrawRow
from annplayground.gui.plots.boundary.drawing.hand import Hand
from annplayground.gui.plots.boundary.frame import WHOLE
from annplayground.gui.plots.boundary.notes import divergence_note
from annplayground.gui.plots.boundary.presenter import BoundaryPresenter
from annplayground.gui.plots.boundary.probe import readout
from annplayground.gui.plots.boundary.scores import fit_header, score_texts, score_tip
from annplayground.gui.plots.boundary.stage import BoundaryStage
from annplayground.gui.plots.boundary.zoom import ZOOM_TIP
from annplayground.gui.text import plural
from annplayground.gui.theme import Look
from annplayground.gui.widgets.card import Card

if TYPE_CHECKING:
    from annplayground.gui.plots.boundary.map import BoundaryMap

TITLES = (translate("Boundary", "Decision boundary"), translate("Boundary", "Boundary"))


class BoundaryCard(Card):
    """Shows the decision map of a run and lets points be drawn on it.

    Attributes: `resolution`, pixels a side of the map to compute (0: none is visible);
    `wants_confusion`; `drawing`; `map`, made on first use; `hand`, which draws points.
    Signals: `viewChanged` when either of the first two changes; `probeChanged((x1, x2) or None)`;
    `sampleChosen(row)`, the row of the training set nearest to a click;
    `pointsDrawn(points)` with all drawn points ((x1, x2, class), …) after each release;
    `drawingFinished` when the user ends drawing.
    """

    viewChanged = Signal()
    probeChanged = Signal(object)
    sampleChosen = Signal(int)
    pointsDrawn = Signal(object)
    drawingFinished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("boundary_card", TITLES[0], parent)
        self._look = Look()
        self._snapshot: Snapshot | None = None
        self._view = (0, False)
        self._build()
        self._presenter = BoundaryPresenter(self._stage)
        self.hand = Hand(self._draw_row, self)
        self._connect()
        self.set_look(self._look)

    # -- build ------------------------------------------------------------------------------

    def _build(self) -> None:
        self._stage = BoundaryStage()
        self.confusion = QToolButton()
        self.confusion.setObjectName("confusion")
        self.confusion.setAccessibleName(translate("Boundary", "Confusion matrix"))
        self.confusion.setToolTip(
            translate("Boundary", "Confusion matrix: the actual class against the predicted one")
        )
        self.confusion.setCheckable(True)
        self.confusion.setProperty("role", "plain")
        # Enough for the short title: the card may be narrower than its whole one.
        self._title.setMinimumWidth(1)
        self._title.setToolTip(f"{ZOOM_TIP}\n{self._title.toolTip()}")
        self.header.addWidget(self.confusion)
        self._checks = CheckRow()
        self._draw_row = DrawRow()
        self._draw_row.hide()
        self.body.addWidget(self._stage, 1)
        self.body.addWidget(self._checks)
        self.body.addWidget(self._draw_row)

    def _connect(self) -> None:
        self._checks.checksChanged.connect(self._redraw)
        self.confusion.toggled.connect(self._arrange_table)
        self._stage.resized.connect(self._check_view)
        self._stage.mapMade.connect(self._take_map)
        self.hand.sketchChanged.connect(self._show_sketch)
        self.hand.pointsDrawn.connect(self.pointsDrawn)
        self._draw_row.doneRequested.connect(self._finish)

    @property
    def map(self) -> "BoundaryMap":
        """The decision map; made on first use."""
        return self._stage.map

    def complete(self) -> None:
        """Make the map, if nobody has used it yet."""
        _ = self.map

    @Slot(object)
    def _take_map(self, made: "BoundaryMap") -> None:
        self.setTabOrder(self.confusion, made)  # it comes late, but Tab reaches it here
        made.pointerMoved.connect(self._point)
        made.placeChosen.connect(self._pick)
        made.zoomChanged.connect(self._check_view)
        self.hand.take_map(made)
        self._check_view()

    # -- what the window asks ---------------------------------------------------------------

    @property
    def resolution(self) -> int:
        """Pixels a side of the map worth computing at the size on screen; 0 while hidden."""
        if not (self.isVisible() and self._stage.has_map):
            return 0
        frame = self.map.frame
        side, most = frame.square.width() * frame.window.zoom, 160 if frame.window == WHOLE else 320
        return min(max(math.ceil(side / 64) * 16, 64), most)

    @property
    def wants_confusion(self) -> bool:
        """Whether the confusion matrix is visible."""
        return self.isVisible() and not self._stage.table.isHidden()

    @property
    def drawing(self) -> bool:
        """Whether points are being drawn."""
        return self.hand.drawing

    @Slot()
    def _check_view(self) -> None:
        view = (self.resolution, self.wants_confusion)
        if view != self._view:
            self._view = view
            self.viewChanged.emit()

    # -- what is shown ----------------------------------------------------------------------

    def set_look(self, look: Look) -> None:
        """Take colours and sizes; in presentation the check boxes fold away."""
        super().set_look(look)
        self._look = look
        self.confusion.setIcon(matrix_icon(look, look.size.icon))
        self.confusion.setIconSize(QSize(look.size.icon, look.size.icon))
        self._checks.set_look(look)
        self._draw_row.set_look(look)
        self._stage.set_look(look)
        self._fold()
        self.hand.set_look(look)
        self._redraw()

    def _fold(self) -> None:
        self._checks.setVisible(not (self.drawing or self._look.presenting))
        self._draw_row.setVisible(self.drawing)

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the newest state of the run."""
        before, self._snapshot = self._snapshot, snapshot
        if self.drawing:
            self._follow(before, snapshot)
        if self.isVisible():
            self._redraw()

    @Slot()
    def _redraw(self) -> None:
        """Show the present snapshot with the present options."""
        self._draw()
        self._check_view()  # a colour bar leaves less room for the map

    def _draw(self) -> None:
        snapshot = self._snapshot
        if self.drawing:
            self._show_sketch()
        if snapshot is None:
            return
        if not self.drawing:
            self._presenter.show(snapshot, self._checks.options, self._look)
            diverged = snapshot.divergence
            self.map.set_note(divergence_note(diverged) if diverged else (), "warning")
        self._allow_classes(snapshot.experiment.data.n_classes > 0)
        self._checks.allow_test(len(snapshot.test_set) > 0)
        self._stage.table.show_tables(snapshot.confusion)
        self._fit_header()
        self._show_probe()

    def _allow_classes(self, classes: bool) -> None:
        """A regression has neither winners nor a confusion matrix."""
        self._checks.allow_classes(classes)
        if classes != self.confusion.isEnabled():
            self.confusion.setEnabled(classes)
            self._arrange_table()

    @Slot()
    def _arrange_table(self) -> None:
        allowed = self.confusion.isEnabled() and not self.drawing
        self.confusion.setVisible(allowed)
        self._stage.show_table(self.confusion.isChecked() and allowed)
        self._check_view()

    def _fit_header(self) -> None:
        """The longest title and scores that the width allows."""
        room = self._title_row.width() - self.header.spacing() - self.letter_width
        button = self.confusion.sizeHint()
        self._title_row.setMinimumHeight(button.height())  # the same with and without it
        if not self.confusion.isHidden():
            room -= button.width() + self.header.spacing()
        scores = self._score_texts()
        title, text = fit_header(TITLES, scores, room, self._look)
        self.set_title(title, TITLES[0])
        self.set_subtitle(text)
        tip = scores[0][0] if scores else ""
        if self._snapshot is not None and not self.drawing:
            tip = score_tip(self._snapshot, tip)
        self._subtitle.setToolTip(tip)

    def _score_texts(self) -> list[tuple[str, str]]:
        """(text, the widest that it can become), from long to short."""
        if self.drawing:
            return [(self.hand.count_text, f"0000 {plural(0, 'point')}")]
        return score_texts(self._snapshot, self._look) if self._snapshot else []

    # -- probe ------------------------------------------------------------------------------

    @Slot(object)
    def _point(self, place: tuple[float, float] | None) -> None:
        self._show_probe()
        if not self.drawing:
            self.probeChanged.emit(place)

    @Slot(float, float)
    def _pick(self, x1: float, x2: float) -> None:
        if self._snapshot is not None:
            distances = np.hypot(*(self._snapshot.train_set.X - (x1, x2)).T)
            self.sampleChosen.emit(int(distances.argmin()))

    def mark_example(self, row: int | None) -> None:
        """Mark the row of the training set that is taken apart elsewhere (None: none is)."""
        snapshot = self._snapshot
        if snapshot is None:
            return
        if row is None or row >= len(snapshot.train_set):
            self.map.set_example(None)
        else:
            x1, x2 = snapshot.train_set.X[row].tolist()
            self.map.set_example((x1, x2))

    def _show_probe(self) -> None:
        place, snapshot = self.map.place, self._snapshot
        if self.drawing or place is None:
            self.map.set_probe(place, [])
        elif snapshot is not None:
            self.map.set_probe(place, readout(snapshot, *place))

    # -- drawing ----------------------------------------------------------------------------

    @Slot(bool)
    def set_drawing(self, on: bool) -> None:
        """Let points be drawn, starting from those of the run if they were drawn too."""
        if on == self.drawing:
            return
        if on:
            self.hand.begin(self._snapshot.experiment.data.points if self._snapshot else ())
            self.probeChanged.emit(None)
            self.map.setFocus()
        else:
            self.hand.end()
        self._fold()
        self._arrange_table()
        self._redraw()

    def _follow(self, before: Snapshot | None, snapshot: Snapshot) -> None:
        """Keep step with an undo; another data set ends the drawing."""
        data = snapshot.experiment.data
        if data.dataset == "custom":
            self.hand.sketch.follow(data.points)
        elif before is not None and before.experiment.data.dataset != data.dataset:
            self._finish()

    @Slot()
    def _show_sketch(self) -> None:
        self._presenter.show_sketch(self.hand.sketch.as_points(), self._snapshot, self._look)
        self._fit_header()
        self.map.set_note(self.hand.sketch.missing, "accent")

    @Slot()
    def _finish(self) -> None:
        self.set_drawing(False)
        self.drawingFinished.emit()

    # -- events -----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """While drawing, 1, 2 and 3 choose a class before they choose a panel."""
        if event.type() == QEvent.Type.ShortcutOverride and self.hand.takes_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the class to draw."""
        if self.hand.takes_key(event):
            self.hand.press(event)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What fits depends on the width."""
        super().resizeEvent(event)
        self._fit_header()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what happened unseen."""
        super().showEvent(event)
        self._redraw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing need be computed while hidden."""
        super().hideEvent(event)
        self._check_view()
