"""Which cards are looked at, as keys, double-clicks and Esc change it, and what comes back then."""

from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QObject, Slot

from annplayground.gui.board import Board
from annplayground.gui.layouts import CARDS, EXPLAINED, PRESENTED


class Stage(QObject):
    """Turns the board from one layout to another. What is opened covers what was shown before.

    An explanation that was asked for, by whatever way, is opened beside the network; in its small
    place among all cards the card of explanations says what is going on.
    """

    # The rooms of the cards are known to the main window alone.
    def __init__(self, board: Board, explain: Any) -> None:
        super().__init__(board)
        self._board, self._explain = board, explain
        self._everything: tuple[str, ...] = CARDS  # fewer in a presentation
        self._covered: tuple[str, ...] = ()  # by what was opened; none: nothing was
        self._at_the_desk: tuple[tuple[str, ...], tuple[str, ...]] = (board.shown, ())
        explain.opened.connect(self._open_explanation)
        explain.chosen.connect(self._choose_explanation)
        board.shownChanged.connect(self._rest)

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

    def open(self, names: tuple[str, ...]) -> None:
        """Show these until `leave`; what is opened over something opened covers the same."""
        if names != self._board.shown:
            self._covered = self._covered or self._board.shown
            self._board.show(names)

    @Slot(bool)
    def widen(self, on: bool) -> None:
        """In a presentation, where letters are large, give an explanation the whole board."""
        if self._everything == PRESENTED and self._explaining:
            self.open(("explain",) if on else EXPLAINED)

    def leave(self) -> bool:
        """Give back what is covered, or all instead of one; False if all are shown already."""
        if self._board.shown == self._everything:
            return False
        self.show(self._covered or self._everything)
        return True

    def present(self, on: bool) -> None:
        """Do without what a presentation has no use for; the desk comes back as it was left."""
        if on == (self._everything == PRESENTED):
            return
        self._everything = PRESENTED if on else CARDS
        if on:
            self._at_the_desk = (self._board.shown, self._covered)
        shown, covered = (_instead_of_all(n, self._everything) for n in self._at_the_desk)
        self._board.show(shown)
        self._covered = covered

    @property
    def _explaining(self) -> bool:
        """Whether an explanation has a large part of the board."""
        return "explain" in self._board.shown and self._board.shown != self._everything

    @Slot()
    def _open_explanation(self) -> None:
        if not self._explaining:
            self.open(EXPLAINED)
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
        if self._board.shown == CARDS:
            self._explain.rest()


def _instead_of_all(names: tuple[str, ...], everything: tuple[str, ...]) -> tuple[str, ...]:
    """The names; those of all cards become `everything`."""
    return everything if names == CARDS else names
