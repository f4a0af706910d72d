"""Painted parts of the training toolbar: the epoch counter, and the line that tells of a stop."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from annplayground.core.words import translate
from annplayground.gui.painting import painting
from annplayground.gui.text import count
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import plain_tip

_DIGITS = 6


class EpochCounter(QWidget):
    """The epoch in digits that keep their places, the leading zeros pale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("epoch_counter")
        self.setToolTip(
            translate("Training", "Complete epochs: passes over the whole training set")
        )
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._look = Look()
        self._epoch = 0
        self.setAccessibleName("Epoch 0")

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self.updateGeometry()
        self.update()

    def show_epoch(self, epoch: int) -> bool:
        """Show a number of epochs. Returns whether it takes another width than the one before."""
        if epoch == self._epoch:
            return False
        before = self.text()
        self._epoch = epoch
        self.setAccessibleName(translate("Training", "Epoch {epoch}").format(epoch=count(epoch)))
        self.update()
        resized = len(self.text()) != len(before)
        if resized:
            self.updateGeometry()
        return resized

    def text(self) -> str:
        """The digits as shown."""
        return f"{self._epoch:0{_DIGITS + 1},}"

    def sizeHint(self) -> QSize:
        """Room for the digits."""
        digit, comma, height = self._cells()
        width = sum(comma if c == "," else digit for c in self.text())
        return QSize(math.ceil(width), math.ceil(height))

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Each digit in its own cell, so that no change moves the others."""
        with painting(self) as painter:
            digit, comma, height = self._cells()
            painter.setFont(self._look.font(self._look.size.epoch, bold=True))
            text = self.text()
            pale = len(text) - len(count(self._epoch))
            x = 0.0
            for index, character in enumerate(text):
                width = comma if character == "," else digit
                ink = self._look.colour("muted") if index < pale else self._look.colour("ink")
                painter.setPen(ink)
                cell = QRectF(x, 0, width, height)
                painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, character)
                x += width

    def _cells(self) -> tuple[float, float, float]:
        metrics = QFontMetricsF(self._look.font(self._look.size.epoch, bold=True))
        digit = max(metrics.horizontalAdvance(c) for c in "0123456789")
        return digit, metrics.horizontalAdvance(","), metrics.height()


class Notice(QWidget):
    """One line of news, in the longest of several wordings that fits."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stop_reason")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._look = Look()
        self._wordings: tuple[str, ...] = ()
        self._colour = "accent"

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        self.updateGeometry()
        self.update()

    def say(self, wordings: Sequence[str], colour: str) -> None:
        """Show this (longest first), or nothing."""
        if tuple(wordings) != self._wordings:
            self._wordings, self._colour = tuple(wordings), colour
            self.setAccessibleName(self.text())
            self.setToolTip(plain_tip(self.text()))
            self.update()

    def text(self) -> str:
        """All of it."""
        return self._wordings[0] if self._wordings else ""

    def sizeHint(self) -> QSize:
        """One line."""
        metrics = QFontMetricsF(self._look.font())
        return QSize(0, math.ceil(metrics.height()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """The longest wording that fits; a last one that does not is cut with an ellipsis."""
        with painting(self) as painter:
            if not self._wordings:
                return
            font = self._look.font(bold=True)
            metrics = QFontMetricsF(font)
            fitting = [w for w in self._wordings if metrics.horizontalAdvance(w) <= self.width()]
            text = (fitting or [self._wordings[-1]])[0]
            painter.setFont(font)
            painter.setPen(self._look.colour(self._colour))
            text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, self.width())
            left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect(), left, text)
