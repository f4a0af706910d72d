"""Which cards are looked at, as keys, double-clicks and Esc change it, and what comes back then."""

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, Slot

from annplayground.core.run.snapshot import SessionName
from annplayground.gui.layout.board import Board
from annplayground.gui.layout.layouts import B_CARDS, CARDS, COMPARED, PRESENTED
from annplayground.gui.widgets.card import Card

_OTHER = {**B_CARDS, **{theirs: ours for ours, theirs in B_CARDS.items()}}


class Stage(QObject):
    """Turns the board from one layout to another. What is opened covers what was shown before.

    An explanation that was asked for, by whatever way, is opened beside the network; in its small
    place among all cards the card of explanations says what is going on.
    """

    # The rooms of the cards are known to the main window alone.
    def __init__(self, board: Board, explain: Any) -> None:
        super().__init__(board)
        self._board, self._explain = board, explain
        self._presenting = self._comparing = False
        self._side: SessionName = "a"  # whose network an explanation is opened beside
        self._covered: tuple[str, ...] = ()  # by what was opened; none: nothing was
        self._at_the_desk: tuple[tuple[str, ...], tuple[str, ...]] = (board.shown, ())
        explain.viewOpened.connect(self._open_explanation)
        explain.viewRequested.connect(self._choose_explanation)
        board.shownChanged.connect(self._rest)

    @property
    def _everything(self) -> tuple[str, ...]:
        """All panels; fewer in a presentation."""
        if self._comparing:
            return COMPARED
        return PRESENTED if self._presenting else CARDS

    @property
    def shows_all(self) -> bool:
        """Whether nothing is alone or opened."""
        return self._board.shown == self._everything

    def show(self, names: Iterable[str]) -> None:
        """Show these, over nothing."""
        self._covered = ()
        self._board.show(names)

    @Slot()
    def show_all(self) -> None:
        """Show every panel again."""
        self.show(self._everything)

    def toggle(self, name: str, *_: object) -> None:
        """Show one panel alone, or all again if it is alone already."""
        self.show(self._everything if self._board.shown == (name,) else (name,))

    def turn(self, name: str, *_: object) -> None:
        """By its key: as `toggle`; of two networks that are compared first that of both, then that
        of the side in question, then all again."""
        if not self._comparing or name not in B_CARDS:
            self.toggle(name)
            return
        turns = [(name, B_CARDS[name]), (self._mine(name),), self._everything]
        shown = self._board.shown
        self.show(turns[(turns.index(shown) + 1) % 3 if shown in turns else 0])

    def _mine(self, name: str) -> str:
        """The card of the side in question."""
        return name if self._side == "a" else B_CARDS[name]

    @property
    def desk(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What is shown at the desk, and what it covers; also while the window presents."""
        return self._at_the_desk if self._presenting else (self._board.shown, self._covered)

    def set_desk(self, desk: tuple[tuple[str, ...], tuple[str, ...]]) -> None:
        """Show again what was shown at the desk, as far as the presentation has a use for it."""
        self._at_the_desk = desk
        there = [tuple(n for n in names if n in self._board.names) for names in desk]
        shown, covered = (_instead_of_all(names, self._everything) for names in there)
        self._board.show(shown or self._everything)
        self._covered = covered

    # -- two networks that are compared ---------------------------------------------------------

    def compare(self, cards: Mapping[str, Card]) -> None:
        """Show A and B in a row each, with these cards beside those that there are."""
        if not self._comparing:
            self._board.put_in(cards)
            self._comparing = True
            self.show_all()

    def end_comparison(self) -> None:
        """Show the panels of one network again."""
        if self._comparing:
            self._comparing, self._side = False, "a"
            self.show_all()
            self._board.take_out()

    def turn_to_side(self, side: SessionName) -> None:
        """Where only one of the two is seen, see this one."""
        if side != self._side:
            self._side = side
            shown, covered = (_of_other_side(n) for n in (self._board.shown, self._covered))
            self._board.show(shown)
            self._covered = covered

    # -- what is opened and left ------------------------------------------------------------------

    def open(self, names: tuple[str, ...]) -> None:
        """Show these until `leave`; what is opened over something opened covers the same."""
        if names != self._board.shown:
            self._covered = self._covered or self._board.shown
            self._board.show(names)

    @Slot(bool)
    def widen(self, on: bool) -> None:
        """In a presentation, where letters are large, give an explanation the whole board."""
        if self._presenting and self._explaining:
            self.open(("explain",) if on else self._explained)

    def uncover(self) -> bool:
        """Give back what is covered; False if nothing is."""
        return bool(self._covered) and self.leave()

    def leave(self) -> bool:
        """Give back what is covered, or all instead of one; False if all are shown already."""
        if self._board.shown == self._everything:
            return False
        self.show(self._covered or self._everything)
        return True

    def present(self, on: bool) -> None:
        """Do without what a presentation has no use for; the desk comes back as it was left."""
        if on == self._presenting:
            return
        self._presenting = on
        if self._comparing:
            return  # all of it is of use: what does not fit is on other pages
        if on:
            self._at_the_desk = (self._board.shown, self._covered)
        shown, covered = (_instead_of_all(n, self._everything) for n in self._at_the_desk)
        self._board.show(shown)
        self._covered = covered
        self._fold()  # the same may be shown, over other panels

    @property
    def _explained(self) -> tuple[str, str]:
        """An explanation beside its network."""
        return self._mine("network"), "explain"

    @property
    def _explaining(self) -> bool:
        """Whether an explanation has a large part of the board."""
        return "explain" in self._board.shown and self._board.shown != self._everything

    @Slot()
    def _open_explanation(self) -> None:
        if not self._explaining:
            self.open(self._explained)
        self._board.turn_to("explain")

    @Slot(str)
    def _choose_explanation(self, name: str) -> None:
        """By its key or in the menu: chosen once more, it is left."""
        if self._explaining and self._explain.current.name == name:
            self.leave()
        else:
            self._explain.show_view(name)

    @Slot()
    def _rest(self) -> None:
        if self._board.shown in (CARDS, COMPARED):
            self._explain.rest()
        self._fold()

    def _fold(self) -> None:
        """Beside an explanation, name what it was opened over."""
        opened = self._explaining and len(self._board.shown) > 1
        shown = self._board.shown
        self._board.fold([n for n in self._everything if n not in shown] if opened else [])


def _instead_of_all(names: tuple[str, ...], everything: tuple[str, ...]) -> tuple[str, ...]:
    """The names; those of all cards become `everything`."""
    return everything if names == CARDS else names


def _of_other_side(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names; where only one of two that are compared is among them, it becomes the other."""
    return tuple(
        _OTHER[name] if name in _OTHER and _OTHER[name] not in names else name for name in names
    )
