"""One line of the palette."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from annplayground.core.words import translate
from annplayground.gui.teach.palette.entries import NOT_NOW, Entry
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label


def _why_not(entry: Entry) -> str:
    """In two words, why an entry does nothing; the reason itself stands below the lines."""
    if entry.why_not in ("", NOT_NOW):
        return entry.why_not
    return translate("Palette", "cannot be")


class PaletteLine(QFrame):
    """An entry: its name, where it belongs, and its key."""

    def __init__(self, number: int, take: Callable[[int], None], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"palette_line_{number + 1}")
        self._number, self._take, self._palette = number, take, parent
        self._title, self._place, self._key = Label(), Label(), Label()
        self._row = QHBoxLayout(self)
        self._row.addWidget(self._title)
        self._row.addStretch(1)
        self._row.addWidget(self._place)
        self._row.addWidget(self._key)
        self._key.setProperty("role", "key")

    def set_look(self, look: Look) -> None:
        """Take the distances."""
        pad = look.size.pad
        self._row.setSpacing(2 * pad)
        self._row.setContentsMargins(pad, 0, pad, 0)
        self.setFixedHeight(QFontMetrics(look.font()).height() + pad)

    def show_entry(self, entry: Entry, chosen: bool) -> None:
        """Show this; what there is no room for beside the name goes first."""
        self._title.setText(entry.title)
        self._key.setText(entry.key)
        self._key.setVisible(bool(entry.key))
        self._place.setText(_why_not(entry) or entry.place)
        self.setAccessibleName(entry.title)
        role = "chosen" if chosen else ""
        if role != self.property("role"):
            self.setProperty("role", role)
            for part in (self, self._title, self._place):
                self.style().unpolish(part)
                self.style().polish(part)
        self._place.setVisible(True)
        width = self._palette.width()
        self._place.setVisible(self.sizeHint().width() <= width - 2 * self._row.spacing())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click takes it."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._take(self._number)
