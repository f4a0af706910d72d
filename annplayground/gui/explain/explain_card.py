"""The card at the lower right: what is going on, and the tabs that take the numbers apart."""

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QToolButton, QWidget

from annplayground.core.snapshot import Snapshot
from annplayground.gui.card import Card
from annplayground.gui.explain.activation_view import ActivationView
from annplayground.gui.explain.chain_view import ChainView
from annplayground.gui.explain.descent_view import DescentView
from annplayground.gui.explain.focus import Focus
from annplayground.gui.explain.forward_view import ForwardView
from annplayground.gui.explain.going_on_view import GoingOnView
from annplayground.gui.explain.histogram_view import HistogramView
from annplayground.gui.explain.neuron_view import NeuronView
from annplayground.gui.explain.optimizer_view import OptimizerView
from annplayground.gui.explain.update_view import UpdateView
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.theme import Look


class ExplainCard(Card):
    """One view at a time; the others cost nothing.

    Signals: `remedyChosen(Experiment)`, `pauseRequested()`, `stepRequested()`, `viewChanged()`
    when other things must be computed, `flowChanged(values)` for the diagram, and
    `exampleShown(row or None)`, the row of the training set that is taken apart; and `opened()`
    when a view was asked for.
    """

    remedyChosen = Signal(object)
    pauseRequested = Signal()
    stepRequested = Signal()
    viewChanged = Signal()
    flowChanged = Signal(object)
    exampleShown = Signal(object)
    opened = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("explain_card", "What is going on", parent)
        self.focus = Focus()
        self._snapshot: Snapshot | None = None
        self.going_on, self.update_ = GoingOnView(), UpdateView()
        self.neuron, self.forward, self.chain = NeuronView(), ForwardView(), ChainView()
        self.activation, self.optimizer = ActivationView(), OptimizerView()
        self.views: tuple[ExplainView, ...] = (
            self.going_on,
            self.neuron,
            self.forward,
            self.chain,
            self.activation,
            self.update_,
            self.optimizer,
            DescentView(),
            HistogramView(),
        )
        self._stack = QStackedWidget()
        for view in self.views:
            self._stack.addWidget(view)
        self.body.addWidget(self._stack, 1)
        self._add_chooser()
        self.chain.checkWanted.connect(self.viewChanged)
        self.going_on.remedyChosen.connect(self.remedyChosen)
        self.update_.pauseRequested.connect(self.pauseRequested)
        self.update_.stepRequested.connect(self.stepRequested)
        self.forward.flowChanged.connect(self.flowChanged)

    def _add_chooser(self) -> None:
        """A menu at the title: one entry per view, each with its key."""
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        group = QActionGroup(self)
        self.actions_: list[QAction] = []
        for number, view in enumerate(self.views, start=1):
            action = QAction(view.title, self)
            action.setObjectName(f"explain_{view.name}")
            action.setToolTip(view.tip)
            action.setShortcut(f"Alt+{number}")
            action.setCheckable(True)
            action.setChecked(view is self.views[0])
            action.triggered.connect(partial(self.show_view, view))
            group.addAction(action)
            self.actions_.append(action)
        self._menu.addActions(self.actions_)
        chooser = QToolButton()
        chooser.setObjectName("explain_chooser")
        chooser.setAccessibleName("Choose an explanation")
        chooser.setToolTip("Neuron, chain rule, activation, one update, optimizer, …")
        chooser.setText("Explain ▾")
        chooser.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        chooser.setMenu(self._menu)
        self.header.addWidget(chooser)

    @property
    def current(self) -> ExplainView:
        """The view that is shown."""
        return self.views[self._stack.currentIndex()]

    @property
    def wants(self) -> dict[str, Any]:
        """Fields of `View` that the shown view needs; none while the card is hidden."""
        if not self.isVisible():
            return {}
        wanted: dict[str, Any] = dict.fromkeys(self.current.wants, True)
        for name in ("trace", "check"):
            if name in wanted:
                wanted[name] = (self.focus.layer - 1, self.focus.source, self.focus.unit)
        return wanted

    def set_look(self, look: Look) -> None:
        """Pass the look on."""
        for view in self.views:
            view.set_look(look)

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show this moment in the visible view."""
        if snapshot.anatomy is None and self._snapshot and self._snapshot.run == snapshot.run:
            # The whole training set is looked at less often; between, the last look stands.
            last = self._snapshot
            snapshot = replace(snapshot, anatomy=last.anatomy, checks=last.checks)
        self._snapshot = snapshot
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what the view needs."""
        super().showEvent(event)
        self._refresh()
        self.viewChanged.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing."""
        super().hideEvent(event)
        self.viewChanged.emit()

    def show_view(self, view: ExplainView, *_: object) -> None:
        """Bring one view to the front."""
        index = self.views.index(view)
        self.actions_[index].setChecked(True)
        self._stack.setCurrentIndex(index)
        self.set_title(view.title)
        self._refresh()
        self.viewChanged.emit()
        self.opened.emit()

    @Slot()
    def next_stage(self) -> None:
        """The next stage of the update under the microscope, which comes to the front."""
        if self.current is self.update_:
            self.update_.advance()
        else:
            self.show_view(self.update_)

    @Slot(int, int)
    def focus_unit(self, layer: int, unit: int) -> None:
        """Explain this unit (layer 1 is the first after the inputs)."""
        self._set_focus(replace(self.focus, layer=layer, unit=unit, whole_layer=False))
        if self.current not in (self.activation, self.update_, self.neuron):
            self.show_view(self.neuron)

    @Slot(int, int, int)
    def focus_weight(self, layer: int, source: int, unit: int) -> None:
        """Explain this weight."""
        self._set_focus(Focus(layer, unit, source, self.focus.example))
        if self.current not in (self.optimizer, self.update_, self.chain):
            self.show_view(self.chain)

    @Slot(int)
    def focus_layer(self, layer: int) -> None:
        """Explain the gradient of this whole layer."""
        self._set_focus(replace(self.focus, layer=layer, whole_layer=True))
        self.show_view(self.chain)

    @Slot(int)
    def focus_example(self, row: int) -> None:
        """Explain with this row of the training set."""
        self._set_focus(replace(self.focus, example=row))

    def _set_focus(self, focus: Focus) -> None:
        if focus != self.focus:
            self.focus = focus
            self._refresh()
            self.viewChanged.emit()

    def _refresh(self) -> None:
        if self._snapshot is None or not self.isVisible():
            return
        self.current.show_state(self._snapshot, self.focus)
        example = self.current.focus.example if self.current.about_example else None
        self.exampleShown.emit(example)
