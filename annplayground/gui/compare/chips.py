"""Chips that wrap: as many as fit, and one that says how many more there are."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.core.words import translate
from annplayground.gui.text import count
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Words, as_html

_GAP = 4
_MOST = 12  # chips that are ever made
_ANY = 10_000  # pixels: wider than any chip


@dataclass(frozen=True)
class Chip:
    """What one says, at length and in short, where **words** may be bold, and its tip."""

    text: str
    short: str
    tip: str


class Chips(QWidget):
    """Shows some, the first first."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._name = name
        self._told: tuple[Chip, ...] = ()
        self._labels: list[Words] = []
        self._ruler = self._chip()
        self._line: int | None = None  # its height, once known

    def show_chips(self, told: Sequence[Chip]) -> None:
        """Show these."""
        if tuple(told) != self._told:
            self._told, self._line = tuple(told), None
            self._arrange()

    def set_look(self, look: Look) -> None:
        """Another size of text needs other room."""
        self._line = None
        self._arrange()

    def height_of(self, width: int) -> int:
        """Room that all of them need at a width."""
        return _bottom(self._places(self._told, width))

    @property
    def line_height(self) -> int:
        """Room that a line of them needs, if there is any."""
        if self._line is None:
            self._line = _bottom(self._places(self._told[:1], _ANY))
        return self._line

    def sizeHint(self) -> QSize:
        """What `setFixedHeight` gave it."""
        return QSize(0, self.minimumHeight())

    def changeEvent(self, event: QEvent) -> None:
        """Only in the window it has the window's style."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._line = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many as fit now."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Show as many as fit; the last then says what is left out."""
        told = self._told[:_MOST]
        places = self._places(told, self.width())
        while len(told) > 1 and _bottom(places) > self.height():
            left_out = self._told[len(told) - 2 :]
            more = translate("Compare", "{n} more settings").format(n=count(len(left_out)))
            tip = "\n".join(chip.tip for chip in left_out)
            told = (*self._told[: len(told) - 2], Chip(more, more, tip))
            places = self._places(told, self.width())
        self._make(len(told))
        for number, label in enumerate(self._labels):
            label.setVisible(number < len(told))
            if number < len(told):
                text, place = places[number]
                label.setText(text)
                label.setToolTip(as_html(told[number].tip))
                label.setGeometry(place)

    def _make(self, number: int) -> None:
        while len(self._labels) < number:
            label = self._chip()
            label.setObjectName(f"{self._name}_{len(self._labels)}")
            label.setWordWrap(True)
            self._labels.append(label)

    def _chip(self) -> Words:
        label = Words(parent=self)
        label.setProperty("role", "difference")
        label.hide()
        return label

    def _places(self, told: Sequence[Chip], width: int) -> list[tuple[str, QRect]]:
        """What each says and where, in lines: all at length if they can be; one that is too wide
        wraps."""
        texts = [chip.text for chip in told]
        sizes = [self._size(text) for text in texts]
        if any(size.width() > width for size in sizes):
            texts = [chip.short for chip in told]
            sizes = [self._size(text) for text in texts]
        places, left, top, bottom = [], 0, 0, 0
        for text, size in zip(texts, sizes, strict=True):
            if size.width() > width:
                size = QSize(width, self._size(text, width).height())
            if left and left + size.width() > width:
                left, top = 0, bottom + _GAP
            places.append((text, QRect(left, top, size.width(), size.height())))
            bottom = max(bottom, top + size.height())
            left += size.width() + _GAP
        return places

    def _size(self, text: str, width: int = 0) -> QSize:
        """On one line; wrapped, if there is a width."""
        ruler = self._ruler
        ruler.setText(text)
        ruler.setWordWrap(width > 0)
        ruler.ensurePolished()
        if width:
            return QSize(width, ruler.heightForWidth(width))
        size = ruler.sizeHint()
        return QSize(size.width() + 2, size.height())  # what wraps must not at its own width


def _bottom(places: Sequence[tuple[str, QRect]]) -> int:
    return max((place.bottom() + 1 for _, place in places), default=0)
