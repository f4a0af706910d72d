"""The card at the lower right: what is going on, and the tabs that take the numbers apart."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QHideEvent, QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QToolButton, QWidget

from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.commands.keyboard import share_input
from annplayground.gui.explain.catalogue import CATALOGUE, key_of, make_view
from annplayground.gui.explain.copy_actions import KEY, CopyActions
from annplayground.gui.explain.focus import Focus
from annplayground.gui.explain.paging.pager import paging_actions
from annplayground.gui.explain.staged import StagedView
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.theme import Look
from annplayground.gui.widgets.card import Card
from annplayground.gui.widgets.naming import name_menu
from annplayground.gui.widgets.tab_order import tab_after

if TYPE_CHECKING:
    from annplayground.gui.explain.equations.parts import Place

# Pixels that the widest view needs: nothing moves when it is opened for the first time.
_WIDEST = 424
_WIDEST_LETTERS = 30  # and with large ones, how many times the size of the text
_RESTING = "going_on"
# Signals of single views that the card hands on under the same name.
_PASSED_ON = (
    *("remedyChosen", "besideRequested", "experimentEdited"),
    *("wideRequested", "pauseRequested", "stepRequested"),
    *("flowChanged", "pathShown", "placePointed", "viewChanged"),
    *("scriptRequested", "copyRequested", "saveRequested"),
    *("startsRequested", "moreStartsRequested", "startsEndRequested", "seedChosen"),
    *("surveyRequested", "changeRequested", "epochRequested"),
)


class _Stack(QStackedWidget):
    """As large as the view in front asks for, whichever others have been made."""

    def sizeHint(self) -> QSize:
        """That of the view in front."""
        return self.currentWidget().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """That of the view in front."""
        return self.currentWidget().minimumSizeHint()


class ExplainCard(Card):
    """One view at a time; the others cost nothing.

    Attributes: `current`, the view that is shown; `focus`, what it is about. Signals:
    `remedyChosen(Experiment)`, `besideRequested(Experiment)`, to be trained as B, and
    `experimentEdited(Experiment)`, `pauseRequested()`, `stepRequested()`, `viewChanged()` when
    other things must be computed, `wideRequested(on)` for what is wider than its place,
    `flowChanged(values)` and `pathShown(places)` for the diagram; `placePointed(places)`, what a
    symbol under the pointer, or chosen by key, stands for in it;
    `exampleShown(row or None)`, the row of the training set that is taken apart; `passShown(row,
    backward)`, the row in focus, and whether the view is about its pass backwards;
    `viewRequested(name)`, a view in the menu or by its key, and `viewOpened()` when one is brought
    to the front to be seen; `scriptRequested(Experiment)`, and `copyRequested(text)` and
    `saveRequested(text)` of a script; `noticeRequested(str)`, one sentence on what was copied; of
    many starts `startsRequested(seeds, epochs)`, `moreStartsRequested(seeds)`,
    `startsEndRequested()` and `seedChosen(seed)`, see `LuckView`; `surveyRequested(directions,
    seed)`, see `LandscapeView`; `changeRequested(epoch)`, see `ChangedView`;
    `epochRequested(epoch)`, to look at where a finding began.
    """

    remedyChosen = Signal(object)
    besideRequested = Signal(object)
    experimentEdited = Signal(object)
    wideRequested = Signal(bool)
    pauseRequested = Signal()
    stepRequested = Signal()
    viewChanged = Signal()
    flowChanged = Signal(object)
    pathShown = Signal(object)
    placePointed = Signal(object)
    exampleShown = Signal(object)
    viewRequested = Signal(str)
    passShown = Signal(int, bool)
    viewOpened = Signal()
    noticeRequested = Signal(str)
    scriptRequested = Signal(object)
    copyRequested = Signal(str)
    saveRequested = Signal(str)
    startsRequested = Signal(int, int)
    moreStartsRequested = Signal(int)
    startsEndRequested = Signal()
    seedChosen = Signal(int)
    surveyRequested = Signal(str, int)
    changeRequested = Signal(int)
    epochRequested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("explain_card", translate("Explain", "What is going on"), parent)
        self.focus = Focus()
        self._snapshot: Snapshot | None = None
        self._look = Look()
        self._views: dict[str, ExplainView] = {}
        self._in_order: ExplainView | None = None  # reached by Tab right after the chooser
        self._stage = 0  # of the update that is walked through
        self._stack = _Stack()
        self._stack.setMinimumWidth(_WIDEST)
        self.body.addWidget(self._stack, 1)
        self._add_chooser()
        self.paging = paging_actions(self, self._turn_page)
        self.copying = CopyActions(self, self)
        self.copying.noticeRequested.connect(self.noticeRequested)
        self._menu.addSeparator()
        self._menu.addActions(self.copying.actions)
        self.current = self.view(_RESTING)

    def view(self, name: str) -> ExplainView:
        """One of the `CATALOGUE`, made on first use."""
        if name not in self._views:
            view = self._views[name] = make_view(name)
            view.set_look(self._look)
            self._stack.addWidget(view)
            share_input(view)
            for signal in _PASSED_ON:
                if hasattr(view, signal):
                    getattr(view, signal).connect(getattr(self, signal))
            if hasattr(view, "wholeLayerChosen"):
                view.wholeLayerChosen.connect(self._choose_whole_layer)
            if isinstance(view, StagedView):
                view.stage = self._stage
                view.stageTurned.connect(self._keep_stage)
            if view.pager is not None:
                view.pager.countChanged.connect(self._offer_pages)
        return self._views[name]

    @Slot(int)
    def _keep_stage(self, stage: int) -> None:
        """All views that walk through the update do so together."""
        self._stage = stage
        for view in self._views.values():
            if isinstance(view, StagedView):
                view.stage = stage

    def _add_chooser(self) -> None:
        """A menu at the title: one entry per view, each with its key."""
        self._menu = name_menu(QMenu(self), "explain_chooser", translate("Explain", "Explanations"))
        self._menu.setToolTipsVisible(True)
        group = QActionGroup(self)
        self.actions_: list[QAction] = []
        for name, entry in CATALOGUE.items():
            action = QAction(entry.title, self)
            action.setObjectName(f"explain_{name}")
            action.setToolTip(f"{entry.tip}  ({key_of(name)})")
            action.setShortcut(key_of(name))
            action.setCheckable(True)
            action.setChecked(name == _RESTING)
            action.triggered.connect(partial(self._tell_chosen, name))
            group.addAction(action)
            self.actions_.append(action)
        self._menu.addActions(self.actions_)
        chooser = self._chooser = QToolButton()
        chooser.setObjectName("explain_chooser")
        chooser.setAccessibleName(translate("Explain", "Choose an explanation"))
        chooser.setToolTip(
            translate("Explain", "Neuron, chain rule, activation, one update, optimizer, …")
        )
        chooser.setText(translate("Explain", "Explain ▾"))
        chooser.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        chooser.setMenu(self._menu)
        self.header.addWidget(chooser)

    def _turn_page(self, step: int, *_: object) -> None:
        if self.current.pager is not None:
            self.current.pager.turn(step)

    @Slot()
    def _offer_pages(self) -> None:
        pager = self.current.pager
        for action in self.paging:
            action.setEnabled(self.isVisible() and pager is not None and pager.count > 1)

    @property
    def all_actions(self) -> list[QAction]:
        """One for each view, then what can be done with the one that is shown."""
        return [*self.actions_, *self.paging, *self.copying.actions]

    def keys(self) -> list[tuple[str, str]]:
        """(key, what it explains) of every view."""
        actions = (*self.actions_, *self.paging)
        keys = [(action.shortcut().toString(), action.text()) for action in actions]
        return [*keys, KEY]

    @property
    def wants(self) -> dict[str, Any]:
        """Fields of `View` that the shown view needs; none while the card is hidden."""
        if not self.isVisible():
            return {}
        wanted: dict[str, Any] = dict.fromkeys(self.current.wants, True)
        focus = self.focus if self._snapshot is None else self.focus.fitted(self._snapshot)
        for name, place in (("trace", 3), ("check", 3), ("chain", 4)):
            if name in wanted:
                wanted[name] = focus.place[:place]
        return wanted

    def set_look(self, look: Look) -> None:
        """Pass the look on."""
        super().set_look(look)
        self._look = look
        self._stack.setMinimumWidth(max(_WIDEST, _WIDEST_LETTERS * look.size.text))
        for view in self._views.values():
            view.set_look(look)

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show this moment in the visible view."""
        if snapshot.diagnosis is None and self._snapshot and self._snapshot.run == snapshot.run:
            # The whole training set is looked at less often; between, the last look stands.
            last = self._snapshot
            checks = snapshot.checks or last.checks
            snapshot = replace(snapshot, diagnosis=last.diagnosis, checks=checks)
        wanted = self.wants
        self._snapshot = snapshot
        self._refresh()
        if self.wants != wanted:  # another network, in which another weight is the nearest
            self.viewChanged.emit()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for what the view needs."""
        super().showEvent(event)
        self._refresh()
        self.viewChanged.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing."""
        super().hideEvent(event)
        self._offer_pages()
        self.viewChanged.emit()

    def _tell_chosen(self, name: str, *_: object) -> None:
        """Leave out the `checked` that triggered() sends along."""
        self.viewRequested.emit(name)

    def show_view(self, name: str) -> None:
        """Bring one view to the front, to be seen."""
        self._bring(name)
        self.viewOpened.emit()

    def rest(self) -> None:
        """Say what is going on, as long as nothing is taken apart."""
        self._bring(_RESTING)

    def _bring(self, name: str) -> None:
        if name == self.current.name:
            return
        self.current = self.view(name)
        self.actions_[list(CATALOGUE).index(name)].setChecked(True)
        self._stack.setCurrentWidget(self.current)
        self.set_title(CATALOGUE[name].title)
        self._refresh()
        self.viewChanged.emit()

    @Slot()
    def next_stage(self) -> None:
        """The next stage of a view that has several; of the update, which comes to the front, if
        the one that is shown has none."""
        if self.current.has_stages and self.isVisible():
            self.current.advance()
        else:
            self.show_view("update")

    @Slot(int, int)
    def focus_unit(self, layer: int, unit: int) -> None:
        """Explain this unit (layer 1 is the first after the inputs)."""
        self._set_focus(replace(self.focus, layer=layer, unit=unit, whole_layer=False))
        self._open_one_of("neuron", "activation", "update")

    @Slot(int, int)
    def reach_unit(self, layer: int, unit: int) -> None:
        """The same by key: equations stay, for their symbols of the unit are lit."""
        self._set_focus(replace(self.focus, layer=layer, unit=unit, whole_layer=False))
        self._open_one_of("neuron", "activation", "update", "forward", "chain")

    @Slot(int, int, int)
    def focus_weight(self, layer: int, source: int, unit: int) -> None:
        """Explain this weight."""
        self._set_focus(Focus(layer, unit, source, self.focus.example))
        self._open_one_of("chain", "optimizer", "update")

    @Slot(object)
    def show_place(self, places: "Place") -> None:
        """Light the symbols of this (layer, unit), or of the weight between two; none: nothing."""
        self.current.show_place(places)

    @Slot(int)
    def focus_layer(self, layer: int) -> None:
        """Explain the gradient of this whole layer."""
        self._set_focus(replace(self.focus, layer=layer, whole_layer=True))
        self.show_view("chain")

    @Slot(int)
    def focus_example(self, row: int) -> None:
        """Explain with this row of the training set."""
        self._set_focus(replace(self.focus, example=row))
        self.show_view(self.current.name if self.current.about_example else "forward")

    @Slot(bool)
    def _choose_whole_layer(self, chosen: bool) -> None:
        self._set_focus(replace(self.focus, whole_layer=chosen))

    def _open_one_of(self, *names: str) -> None:
        """Show the present view if it is one of these, else the first."""
        self.show_view(self.current.name if self.current.name in names else names[0])

    def set_place(self, layer: int, source: int, unit: int, example: int) -> None:
        """Let explanations be about this weight and example, whichever is shown."""
        self._set_focus(Focus(layer, unit, source, example))

    def _set_focus(self, focus: Focus) -> None:
        if focus != self.focus:
            self.focus = focus
            if self._snapshot is not None:  # a check of another weight
                self._snapshot = replace(self._snapshot, checks=None)
            self._refresh()
            self.viewChanged.emit()

    def _refresh(self) -> None:
        self._offer_pages()
        if self._snapshot is None or not self.isVisible():
            return
        self.current.show_state(self._snapshot, self.focus)
        if self.current is not self._in_order:  # it may have made parts of itself only now
            self._in_order = self.current
            tab_after(self._chooser, self.current)
        example = self.current.focus.example if self.current.about_example else None
        self.exampleShown.emit(example)
        self.passShown.emit(self.focus.example, self.current.backward)
