"""The diagram of the network: it shows every unit's map and every weight, and is edited in place.

This widget finds what the pointer or the keyboard means.
"""

from PySide6.QtCore import QEvent, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.panels.network.controls.editor import ValueEditor
from annplayground.gui.panels.network.drawn_network import DrawnNetwork
from annplayground.gui.panels.network.layout import Bias, Node, Target, Weight
from annplayground.gui.panels.network.selection import (
    exists,
    moved,
    next_weight,
    node_of,
    places_of,
)
from annplayground.gui.panels.network.words import parameter_name

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class NetworkDiagram(DrawnNetwork):
    """Attribute: `by_key`, whether what is chosen was reached by the keyboard.

    Signals: `detailRequested((layer, unit) or None)`, the node whose large map is wanted;
    `weightEdited(layer, i, j, value)` and `biasEdited(layer, j, value)`, set by hand (layer 1 is
    the first hidden one); `targetChosen(Node or Weight)`, clicked or reached by key;
    `placePointed(places)`, the (layer, unit) that is under the pointer or chosen by key, or both
    ends of a weight; none: nothing."""

    detailRequested = Signal(object)
    weightEdited = Signal(int, int, int, float)
    biasEdited = Signal(int, int, float)
    targetChosen = Signal(object)
    placePointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("network_diagram")
        self.setAccessibleName(translate("Network", "Network diagram"))
        self.setAccessibleDescription(
            translate(
                "Network",
                "Arrows choose a unit, W a weight into it, Enter sets its bias or the weight.",
            )
        )
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._hovered: Target | None = None
        self._selected: Target | None = None
        self.by_key = False  # then it stays lit without the pointer
        self._pressed: Target | None = None
        self._clicked: Target | None = None  # by the first click of what may be a double-click
        self._pointer = QPointF()
        self._detail: tuple[int, int] | None = None
        self._told: tuple[tuple[int, int], ...] = ()
        self._editor = ValueEditor(self)
        self._editor.valueChosen.connect(self._set_value)
        self._editor.closed.connect(self._leave)

    # -- what is shown ----------------------------------------------------------------------

    def show_experiment(self, experiment: Experiment) -> None:
        """Draw this network."""
        shown = self._experiment
        super().show_experiment(experiment)
        if (experiment.network, experiment.data) != (shown.network, shown.data):
            self._editor.close()  # what it was opened for is another's weight now
        if self._selected and not exists(experiment.sizes, self._selected):
            self._selected = None
        self._pressed = self._clicked = None
        self._show_active()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take the newest values."""
        before = self._run.snapshot
        if before is not None and before.run != snapshot.run:
            self._editor.close()
        super().show_snapshot(snapshot)

    def _arrange(self) -> None:
        super()._arrange()
        if self._hovered is not None:
            self._hovered = self.target_at(self._pointer)  # the pointer stays, the nodes do not

    def hideEvent(self, event: QHideEvent) -> None:
        """Nothing is under the pointer any more."""
        self._hovered = None
        self._show_active()
        super().hideEvent(event)

    @property
    def detail(self) -> tuple[int, int] | None:
        """The node (layer, unit) whose large map is shown."""
        return self._detail

    # -- what is active ---------------------------------------------------------------------

    @property
    def _active(self) -> Target | None:
        """What is lit: what is being edited, else under the pointer, else chosen by keyboard."""
        chosen = self._selected if self.hasFocus() and self.by_key else None
        return self._editor.target or self._hovered or chosen

    @property
    def _pointed(self) -> QPointF | None:
        return self._pointer if self._active == self._hovered else None

    @Slot()
    def _show_active(self) -> None:
        """Ask for the large map of an active node, and repaint."""
        active = self._active
        place = (active.layer, active.unit) if isinstance(active, Node) else None
        if place != self._detail:
            self._detail = place
            self.detailRequested.emit(place)
        if (places := () if active is None else places_of(active)) != self._told:
            self._told = places
            self.placePointed.emit(places)
        self.update()

    # -- mouse ------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light what is under the pointer."""
        self._pointer = event.position()
        hovered = self.target_at(self._pointer)
        editable = hovered is not None and not (isinstance(hovered, Node) and hovered.layer == 0)
        shape = Qt.CursorShape.PointingHandCursor if editable else Qt.CursorShape.ArrowCursor
        if self.cursor().shape() != shape:
            self.setCursor(shape)
        if hovered != self._hovered or isinstance(hovered, Weight):
            self._hovered = hovered
            self._show_active()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is under the pointer any more."""
        self._leave()

    @Slot()
    def _leave(self) -> None:
        # Also when the editor closes: it took the pointer, and nobody told where that has gone.
        self._hovered = None
        self._show_active()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what a click would mean."""
        self.by_key = False
        self._clicked = None
        self._pressed = self.target_at(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click on a weight or bias sets it; on a node it chooses it, and the right button
        sets its bias."""
        target, self._pressed = self._pressed, None
        if target is None or target != self.target_at(event.position()):
            return
        self._selected = self._clicked = target
        self._tell_chosen()
        if not isinstance(target, Node) or event.button() == Qt.MouseButton.RightButton:
            self._edit(target, event.globalPosition())
        self._show_active()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double-click on a node sets its bias: of the node that was clicked first, for what
        that opened may have moved it."""
        target = self._clicked or self.target_at(event.position())
        if isinstance(target, Node):
            self._edit(target, event.globalPosition())

    # -- keyboard ---------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            key = event.key()
            if key in _ARROWS or key in _ENTER or key == Qt.Key.Key_W:
                event.accept()
                return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Reached by Tab, the first unit is chosen."""
        by_tab = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        )
        if by_tab:
            self.by_key = True
            self._selected = self._selected or Node(1, 0)
        self._show_active()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What was chosen is no longer lit."""
        self._show_active()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose a node, W or Shift with an arrow a weight into it, Enter sets it."""
        selected, sizes = self._selected or Node(1, 0), self._experiment.sizes
        backwards = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = Qt.Key(event.key())
        if key in _ARROWS and backwards:
            self._select(next_weight(sizes, selected, sum(_ARROWS[key])))
        elif key in _ARROWS:
            self._select(moved(sizes, selected, *_ARROWS[key]))
        elif key == Qt.Key.Key_W:
            self._select(next_weight(sizes, selected, -1 if backwards else 1))
        elif key in _ENTER and self._selected is not None:
            place = self._place_of(self._selected)
            self._edit(self._selected, self.mapToGlobal(place))
        elif key == Qt.Key.Key_Escape and self._selected is not None:
            self._select(None)
        else:
            super().keyPressEvent(event)

    def leave_selection(self) -> None:
        """Choose nothing."""
        if self._selected is not None:
            self._select(None)

    def _select(self, target: Target | None) -> None:
        self._selected, self._hovered, self.by_key = target, None, True
        self._tell_chosen()
        self._show_active()

    def _tell_chosen(self) -> None:
        if isinstance(self._selected, Node | Weight):
            self.targetChosen.emit(self._selected)

    def _place_of(self, target: Target) -> QPointF:
        if isinstance(target, Weight):
            return self.weight_point(target)
        node = node_of(target)
        return self._picture.layout.columns[node.layer].rects[node.unit].center()

    # -- editing ----------------------------------------------------------------------------

    def _edit(self, target: Target, at: QPointF) -> None:
        """Open the editor of a weight or bias, near a point of the screen; of a node it is the
        bias."""
        if isinstance(target, Node):
            if target.layer == 0:
                return
            target = Bias(target.layer, target.unit)
        value = self._run.value(target)
        if value is None:
            return
        name = parameter_name(self._experiment, target)
        self._editor.edit(target, name, value, at.toPoint())
        self._show_active()

    @Slot(object, float)
    def _set_value(self, target: Weight | Bias, value: float) -> None:
        if isinstance(target, Weight):
            self.weightEdited.emit(target.layer, target.i, target.j, value)
        else:
            self.biasEdited.emit(target.layer, target.j, value)
