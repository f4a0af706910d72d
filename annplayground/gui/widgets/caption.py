"""A muted text in a card's title row that takes the longest wording for which there is room."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.gui.widgets.labels import Label


class Caption(Label):
    """A label with wordings from long to short; shows none rather than half of one."""

    _wordings: tuple[str, ...] = ()

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName(name)
        self.setProperty("role", "subtitle")
        # It takes what the others leave.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_wordings(self, wordings: Sequence[str]) -> None:
        """What to say, from the longest wording to the shortest."""
        self._wordings = tuple(wordings)
        self.setAccessibleName(self._wordings[0] if wordings else "")
        self._choose()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Choose anew."""
        super().resizeEvent(event)
        self._choose()

    def changeEvent(self, event: QEvent) -> None:
        """Choose anew when the font changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._choose()

    def _choose(self) -> None:
        text = fitting(self, self._wordings, self.width()) or ""
        if text != self.text():
            self.setText(text)


def fitting(label: Label, wordings: Sequence[str], width: int) -> str | None:
    """The first wording that a label can show in a width; None if there is none."""
    metrics = label.fontMetrics()
    return next((text for text in wordings if metrics.horizontalAdvance(text) <= width), None)
