"""Esc: out of the innermost special state, one at a time."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Slot


class Leaving(QObject):
    """`ways` lead out of one state each, the innermost first; one answers False if there is
    nothing to leave."""

    def __init__(self, parent: QObject, ways: Sequence[Callable[[], bool]]) -> None:
        super().__init__(parent)
        self._ways = ways

    @Slot()
    def leave(self) -> None:
        """Take the first way that leads out of something."""
        any(way() for way in self._ways)
