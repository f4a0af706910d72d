"""Texts that are shown as they are: Qt guesses that one with '<' is HTML, and swallows the rest."""

import re
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

_BOLD = re.compile(r"\*\*(.+?)\*\*")


class Label(QLabel):
    """A plain text."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)


class Words(QLabel):
    """A text in which **words** may be bold; every other character stands for itself."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setText(text)

    def setText(self, text: str) -> None:  # noqa: N802
        """Show this; no line ends between a number and its percent sign."""
        super().setText(as_html(text).replace(" %", "&nbsp;%"))


def as_html(text: str) -> str:
    """The HTML of a text with **bold** words, for `Words` and for tooltips like them."""
    return _BOLD.sub(r"<b>\1</b>", escape(text, quote=False)).replace("\n", "<br>")


def plain_tip(text: str) -> str:
    """A tooltip that Qt shows as this text, whatever is in it: a file's name, an error."""
    return as_html(text) if "<" in text else text
