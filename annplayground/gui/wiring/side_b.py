"""The parts of B, which are made while a window has nothing to do, at the latest at the first
comparison."""

from collections.abc import Iterator
from functools import partial

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annplayground.core.run.snapshot import SessionName, Snapshot
from annplayground.gui.commands.keyboard import share_input
from annplayground.gui.compare.field_marks import FieldMarks
from annplayground.gui.compare.side_card import SideCard
from annplayground.gui.compare.verdict_bar import VerdictBar
from annplayground.gui.document.document import Document
from annplayground.gui.panels.network.card import NetworkCard
from annplayground.gui.parts import Parts
from annplayground.gui.plots.boundary.card import BoundaryCard
from annplayground.gui.snapshots.watching import Watching
from annplayground.gui.widgets.card import Card
from annplayground.gui.widgets.naming import prefix_names
from annplayground.gui.widgets.tab_order import last_in, tab_after
from annplayground.gui.wiring.explain import explain_of


class SideB(QObject):
    """What there is beside the parts of one network: `cards`, by their names on the board, and
    `bar`, which says how both fared."""

    def __init__(self, window: Parts) -> None:
        super().__init__(window)
        self._window = window
        column = window.centre.layout()
        assert isinstance(column, QVBoxLayout), "the window stacks its parts"
        self.column = column
        self._steps = self._made()

    def make_more(self) -> bool:
        """Take the next step of making the parts, a small share of all; False after the last."""
        return next(self._steps, False)

    def make(self) -> None:
        """Take all steps that are left."""
        while self.make_more():
            pass

    def _made(self) -> Iterator[bool]:
        """Each part comes into the window hidden, and with names of its own."""
        window, actions = self._window, self._window.actions_
        self.network = NetworkCard()
        yield True
        self.boundary = BoundaryCard()
        yield True
        for card in (self.network, self.boundary):
            card.complete()
            prefix_names(card, "b_")
            card.set_letter("B")
            yield self._put_up(card)
        window.network.complete()  # with the inputs of all layers, which may be marked
        yield True
        self.a_side = SideCard("a", actions.keep_a, actions.other_side)
        self.b_side = SideCard("b", actions.keep_b, actions.other_side)
        self.a_side.twin, self.b_side.twin = self.b_side, self.a_side
        self.bar = VerdictBar(actions.swap_sides, actions.other_side)
        self.cards: dict[str, Card] = {
            "a_side": self.a_side,
            "b_side": self.b_side,
            "b_network": self.network,
            "b_boundary": self.boundary,
        }
        for part in (self.a_side, self.b_side, self.bar):
            self._put_up(part)
        yield True
        self.watching = Watching(self.network, self.boundary, window.explain, window)
        window.watching_b = self.watching
        panels = (window.training, window.data, window.network, self.network)
        self.marks = FieldMarks(panels, self)
        self._connect()
        yield True
        self._take_in()

    def _put_up(self, part: QWidget) -> bool:
        """Let its style be known before it is shown."""
        part.setParent(self._window.board)
        part.hide()
        for widget in (part, *part.findChildren(QWidget)):
            widget.ensurePolished()
        return True

    def _connect(self) -> None:
        window, controller = self._window, self._window.controller
        controller.documentChanged.connect(self.show_document)
        self.network.experimentEdited.connect(partial(controller.edit, session="b"))
        self.network.noticeRequested.connect(window.toast.say)
        self.network.weightEdited.connect(partial(controller.set_weight, session="b"))
        self.network.biasEdited.connect(partial(controller.set_bias, session="b"))
        window.numbers.choiceChanged.connect(self.network.choose_numbers)
        self.network.choose_numbers(window.numbers.name)
        self.network.numbersRequested.connect(window.numbers.choose)
        window.actions_.leave.triggered.connect(self.network.leave_selection)
        for chooser in (self.a_side, self.b_side, self.bar):
            chooser.sideChosen.connect(window.comparing.choose)
        self.watching.viewChanged.connect(self._watch)
        window.board.shownChanged.connect(self.watching.update)
        explain_of("b", window, self.network, self.boundary)

    def _take_in(self) -> None:
        """Let the window treat these parts as all others."""
        window = self._window
        for name, card in self.cards.items():
            card.expandRequested.connect(partial(window.stage.toggle, name))
        window.frame_scheduler.add(self._show_b)
        window.frame_scheduler.add(self._show_sides, every=3, phase=0)
        parts: list[Card | VerdictBar] = [*self.cards.values(), self.bar]
        for part in parts:
            share_input(part)
        for set_look in (*(part.set_look for part in parts), self.marks.set_look):
            set_look(window.appearance.look)
            window.appearance.lookChanged.connect(set_look)
        self.column.insertWidget(1, self.bar)  # below the bar of the run
        self.show_document(window.controller.document)

    def order_tab(self) -> None:
        """Let Tab go as the eye goes, once all stand in the window."""
        window = self._window
        tab_after(last_in(window.training), self.bar)
        tab_after(last_in(window.data), self.a_side)
        before: QWidget = window.boundary
        for card in (self.b_side, self.network, self.boundary):
            tab_after(last_in(before), card)
            before = card

    def turn(self, side: SessionName) -> None:
        """Be about this side."""
        self.watching.set_explaining(side == "b")
        for part in (self.a_side, self.b_side, self.bar):
            part.show_chosen(side)

    @Slot(object)
    def show_document(self, document: Document) -> None:
        """Show what both are."""
        self.marks.show_experiments(document.a, document.b)
        if document.b is not None:
            for card in (self.a_side, self.b_side):
                card.show_experiments(document.a, document.b)
            self.network.show_experiment(document.b)
            self._watch()

    @Slot()
    def _watch(self) -> None:
        """What the snapshots of B have to show: one that was just put in knows only A's."""
        if self._window.comparing.on:
            self._window.controller.watch(self.watching.view, "b")

    def _show_b(self, snapshot: Snapshot) -> None:
        if snapshot.other is not None:
            self.network.show_snapshot(snapshot.other)
            self.boundary.show_snapshot(snapshot.other)

    def _show_sides(self, snapshot: Snapshot) -> None:
        if snapshot.other is not None:
            self.a_side.show_snapshot(snapshot, snapshot.other)
            self.b_side.show_snapshot(snapshot.other, snapshot)
            self.bar.show_snapshot(snapshot)
