"""The Decision boundary card: what the network says everywhere, the samples, and the hand that
draws new ones."""

import numpy as np
from PySide6.QtCore import QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QToolButton, QWidget

from annplayground.core.run.snapshot import Snapshot
from annplayground.gui.plots.boundary.checks import CheckRow
from annplayground.gui.plots.boundary.draw_row import DrawRow
from annplayground.gui.plots.boundary.icons import matrix_icon
from annplayground.gui.plots.boundary.notes import divergence_note
from annplayground.gui.plots.boundary.points import class_point
from annplayground.gui.plots.boundary.presenter import BoundaryPresenter
from annplayground.gui.plots.boundary.probe import readout
from annplayground.gui.plots.boundary.scores import fit_header, score_texts, score_tip
from annplayground.gui.plots.boundary.sketch import Sketch
from annplayground.gui.plots.boundary.stage import BoundaryStage
from annplayground.gui.theme import Look
from annplayground.gui.widgets.card import Card

TITLES = ("Decision boundary", "Boundary")
_CLASS_KEYS: dict[int, int] = {Qt.Key.Key_1: 0, Qt.Key.Key_2: 1, Qt.Key.Key_3: 2}


class BoundaryCard(Card):
    """Shows the decision map of a run and lets points be drawn on it.

    Attributes: `resolution`, pixels a side of the map to compute (0: none is visible);
    `wants_confusion`; `drawing`; `map`.
    Signals: `viewChanged` when either of the first two changes; `probed((x1, x2) or None)`;
    `picked(row)`, the row of the training set nearest to a click;
    `pointsDrawn(points)` with all drawn points ((x1, x2, class), …) after each release;
    `drawingFinished` when the user ends drawing.
    """

    viewChanged = Signal()
    probed = Signal(object)
    picked = Signal(int)
    pointsDrawn = Signal(object)
    drawingFinished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("boundary_card", TITLES[0], parent)
        self._look = Look()
        self._snapshot: Snapshot | None = None
        self._sketch = Sketch()
        self._drawing = False
        self._view = (0, False)
        self._build()
        self._presenter = BoundaryPresenter(self.map)
        self._connect()
        self.set_look(self._look)

    # -- build ------------------------------------------------------------------------------

    def _build(self) -> None:
        self._stage = BoundaryStage()
        self.map = self._stage.map
        self.confusion = QToolButton()
        self.confusion.setObjectName("confusion")
        self.confusion.setAccessibleName("Confusion matrix")
        self.confusion.setToolTip("Confusion matrix: the actual class against the predicted one")
        self.confusion.setCheckable(True)
        self.confusion.setProperty("role", "plain")
        # Enough for the short title: the card may be narrower than its whole one.
        self._title.setMinimumWidth(1)
        self.header.addWidget(self.confusion)
        self._checks = CheckRow()
        self._draw_row = DrawRow()
        self._draw_row.hide()
        self.body.addWidget(self._stage, 1)
        self.body.addWidget(self._checks)
        self.body.addWidget(self._draw_row)

    def _connect(self) -> None:
        self._checks.changed.connect(self._redraw)
        self.confusion.toggled.connect(self._arrange_table)
        self._stage.resized.connect(self._check_view)
        self.map.pointed.connect(self._point)
        self.map.picked.connect(self._pick)
        self.map.dabbed.connect(self._dab)
        self.map.erased.connect(self._erase)
        self.map.lifted.connect(self._hand_over)
        self._draw_row.labelChanged.connect(self._take_brush)
        self._draw_row.clearRequested.connect(self._clear)
        self._draw_row.doneRequested.connect(self._finish)

    # -- what the window asks ---------------------------------------------------------------

    @property
    def resolution(self) -> int:
        """Pixels a side of the map worth computing at the size on screen; 0 while hidden."""
        if not self.isVisible():
            return 0
        side = int(self.map.frame.square.width())
        return min(max(-(-side // 64) * 16, 64), 160)

    @property
    def wants_confusion(self) -> bool:
        """Whether the confusion matrix is visible."""
        return self.isVisible() and not self._stage.table.isHidden()

    @property
    def drawing(self) -> bool:
        """Whether points are being drawn."""
        return self._drawing

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
        icon = 26 if look.presenting else 16
        self.confusion.setIcon(matrix_icon(look, icon + 2))
        self.confusion.setIconSize(QSize(icon + 2, icon + 2))
        self._checks.set_look(look)
        self._draw_row.set_look(look)
        self._stage.set_look(look)
        self._fold()
        self._take_brush()
        self._redraw()

    def _fold(self) -> None:
        self._checks.setVisible(not (self._drawing or self._look.presenting))
        self._draw_row.setVisible(self._drawing)

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the newest state of the run."""
        before, self._snapshot = self._snapshot, snapshot
        if self._drawing:
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
        if self._drawing:
            self._show_sketch()
        if snapshot is None:
            return
        if not self._drawing:
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
        allowed = self.confusion.isEnabled() and not self._drawing
        self.confusion.setVisible(allowed)
        self._stage.show_table(self.confusion.isChecked() and allowed)
        self._check_view()

    def _fit_header(self) -> None:
        """The longest title and scores that the width allows."""
        room, button = self._title_row.width() - self.header.spacing(), self.confusion.sizeHint()
        self._title_row.setMinimumHeight(button.height())  # the same with and without it
        if not self.confusion.isHidden():
            room -= button.width() + self.header.spacing()
        scores = self._score_texts()
        title, text = fit_header(TITLES, scores, room, self._look)
        self.set_title(title)
        self.set_subtitle(text)
        tip = scores[0][0] if scores else ""
        if self._snapshot is not None and not self._drawing:
            tip = score_tip(self._snapshot, tip)
        self._subtitle.setToolTip(tip)

    def _score_texts(self) -> list[tuple[str, str]]:
        """(text, the widest that it can become), from long to short."""
        if self._drawing:
            n = len(self._sketch.points)
            return [(f"{n} point" + ("s" if n != 1 else ""), "0000 points")]
        return score_texts(self._snapshot, self._look) if self._snapshot else []

    # -- probe ------------------------------------------------------------------------------

    @Slot(object)
    def _point(self, place: tuple[float, float] | None) -> None:
        self._show_probe()
        if not self._drawing:
            self.probed.emit(place)

    @Slot(float, float)
    def _pick(self, x1: float, x2: float) -> None:
        if self._snapshot is not None:
            distances = np.hypot(*(self._snapshot.train_set.X - (x1, x2)).T)
            self.picked.emit(int(distances.argmin()))

    def mark_example(self, row: int | None) -> None:
        """Mark the row of the training set that is taken apart elsewhere (None: none is)."""
        snapshot = self._snapshot
        if snapshot is None or row is None or row >= len(snapshot.train_set):
            self.map.set_example(None)
        else:
            x1, x2 = snapshot.train_set.X[row].tolist()
            self.map.set_example((x1, x2))

    def _show_probe(self) -> None:
        place, snapshot = self.map.place, self._snapshot
        if self._drawing or place is None:
            self.map.set_probe(place, [])
        elif snapshot is not None:
            self.map.set_probe(place, readout(snapshot, *place))

    # -- drawing ----------------------------------------------------------------------------

    @Slot(bool)
    def set_drawing(self, on: bool) -> None:
        """Let points be drawn, starting from those of the run if they were drawn too."""
        if on == self._drawing:
            return
        self._drawing = on
        if on:
            self._sketch.start(self._snapshot.experiment.data.points if self._snapshot else ())
            self.probed.emit(None)
            self.map.setFocus()
        self._fold()
        self._take_brush()
        self._arrange_table()
        self._redraw()

    def _follow(self, before: Snapshot | None, snapshot: Snapshot) -> None:
        """Keep step with an undo; another data set ends the drawing."""
        data = snapshot.experiment.data
        if data.dataset == "custom":
            self._sketch.follow(data.points)
        elif before is not None and before.experiment.data.dataset != data.dataset:
            self._finish()

    def _show_sketch(self) -> None:
        self._presenter.show_sketch(self._sketch.as_points(), self._snapshot, self._look)
        self._fit_header()
        self.map.set_note(self._sketch.missing, "accent")

    @Slot()
    def _take_brush(self) -> None:
        style = class_point(self._draw_row.label, False, self._look)
        self.map.set_drawing(style if self._drawing else None)

    @Slot(float, float)
    def _dab(self, x1: float, x2: float) -> None:
        if self._sketch.draw(x1, x2, self._draw_row.label):
            self._show_sketch()

    @Slot(float, float)
    def _erase(self, x1: float, x2: float) -> None:
        if self._sketch.erase(x1, x2):
            self._hand_over()

    @Slot()
    def _clear(self) -> None:
        self._sketch.clear()
        self._hand_over()

    @Slot()
    def _hand_over(self) -> None:
        self._show_sketch()
        self.pointsDrawn.emit(self._sketch.hand_over())

    @Slot()
    def _finish(self) -> None:
        self.set_drawing(False)
        self.drawingFinished.emit()

    # -- events -----------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """While drawing, 1, 2 and 3 choose a class before they choose a panel."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._class_key(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the class to draw."""
        label = self._class_key(event)
        if label is None:
            super().keyPressEvent(event)
        else:
            self._draw_row.choose(label)

    def _class_key(self, event: QKeyEvent) -> int | None:
        return _CLASS_KEYS.get(event.key()) if self._drawing else None

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
