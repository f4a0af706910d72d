"""The way to the palette: what it can find, collected at the moment in which it is opened."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from annplayground.core.words import translate
from annplayground.gui.process.late import late
from annplayground.gui.teach.palette.entries import Entry, chosen_from
from annplayground.gui.theme import Look

if TYPE_CHECKING:
    from annplayground.gui.teach.palette import palette as palettes
else:
    palettes = late("annplayground.gui.teach.palette.palette")

PROMPT = translate("Palette", "Find an action, a setting, a lesson or an example")
Source = Callable[[], Sequence[Entry]]


class Search(QObject):
    """`sources` give entries; those of the first stand first where all fit alike."""

    def __init__(self, window: QWidget, sources: Sequence[Source]) -> None:
        super().__init__(window)
        self._window, self._sources = window, sources
        self._look = Look()
        self._palette: palettes.Palette | None = None

    @property
    def palette(self) -> "palettes.Palette":
        """The palette, made on first use."""
        if self._palette is None:
            self._palette = palettes.Palette(self._window)
            self._palette.set_look(self._look)
        return self._palette

    @Slot(object)
    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        if self._palette is not None:
            self._palette.set_look(look)

    @Slot()
    def open(self) -> None:
        """Ask what is looked for."""
        entries = [entry for source in self._sources for entry in source()]
        self.palette.open(chosen_from(PROMPT, entries))
