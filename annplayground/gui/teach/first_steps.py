"""Six sentences for the first minutes, each beside the part of the window that it speaks of."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from PySide6.QtCore import QObject, QRect, Signal, Slot
from PySide6.QtWidgets import QWidget

from annplayground.core.words import translate
from annplayground.gui.teach.caption_bar import CaptionBar
from annplayground.gui.teach.pointer import Pointer
from annplayground.gui.theme import Look

# The part of the window, by its name, and the sentence.
STEPS: tuple[tuple[str, str], ...] = (
    (
        "play",
        translate(
            "First steps",
            "Press Space: the network learns to tell the two colours apart. Space again stops it.",
        ),
    ),
    (
        "boundary",
        translate(
            "First steps",
            "The map shows what the network says everywhere; at the points one sees where it is "
            "wrong.",
        ),
    ),
    (
        "network",
        translate(
            "First steps",
            "Click a neuron or a weight: its numbers are taken apart. Esc comes back.",
        ),
    ),
    (
        "data",
        translate(
            "First steps",
            "Choose other points, inputs or layers and see what becomes of it. Ctrl+Z takes it "
            "back.",
        ),
    ),
    (
        "loss",
        translate(
            "First steps",
            "Click a curve to look at that epoch again: everything in the window goes there. "
            "L comes back.",
        ),
    ),
    (
        "lessons",
        translate(
            "First steps",
            "Lessons show all this (Ctrl+L), Ctrl+K finds everything, F5 makes it large.",
        ),
    ),
)


Area: TypeAlias = Callable[[], QRect] | None


class FirstSteps(QObject):
    """Says one step after the other in the bar of lessons; nothing has to be done for the next.

    `parts` gives a part of the window by its name, and which area of it, None for all. Signals:
    `stepChanged()`, when another step is said, or none any more, and `ended()` in that case.
    """

    stepChanged = Signal()
    ended = Signal()

    def __init__(
        self, window: QWidget, bar: CaptionBar, parts: Callable[[str], tuple[QWidget, Area]]
    ) -> None:
        super().__init__(window)
        self._bar, self._parts = bar, parts
        self._pointer = Pointer(window)
        self._index: int | None = None

    @property
    def on(self) -> bool:
        """Whether a step is said now."""
        return self._index is not None

    def set_look(self, look: Look) -> None:
        """Take the look of the ring."""
        self._pointer.set_look(look)

    @Slot()
    def begin(self) -> None:
        """From the first one on."""
        self._show(0)

    def turn(self, by: int) -> None:
        """The next step, or with −1 the one before; after the last there is none."""
        if self._index is not None:
            place = self._index + by
            self._show(max(place, 0) if place < len(STEPS) else None)

    def leave(self) -> bool:
        """Skip what is left; False if there is nothing."""
        if self._index is None:
            return False
        self._show(None)
        return True

    def say(self) -> None:
        """Say the present step."""
        if self._index is not None:
            name, sentence = STEPS[self._index]
            self._bar.say(sentence, self._places(), self._index, len(STEPS))
            self._pointer.point_at(*self._parts(name))

    def _show(self, index: int | None) -> None:
        before, self._index = self._index, index
        if index is None:
            self._bar.fall_silent()
            self._pointer.point_at(None)
            if before is not None:
                self.ended.emit()
        self.say()
        self.stepChanged.emit()

    def _places(self) -> Sequence[str]:
        """Where it stands among the steps and what the keys do, from long to short."""
        assert self._index is not None, "a step is said"
        place = translate("First steps", "First steps · {place} of {n}").format(
            place=self._index + 1, n=len(STEPS)
        )
        last = self._index == len(STEPS) - 1
        onward = (
            translate("First steps", "PgDn done")
            if last
            else translate("First steps", "PgDn next · Esc skips them")
        )
        return [f"{place}    {onward}", onward]
