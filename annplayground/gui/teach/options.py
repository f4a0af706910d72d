"""The options of a question: each with its key, its votes, and at the end whether it was right."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFontMetrics, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QSizePolicy, QWidget

from annplayground.gui.painting import painting
from annplayground.gui.teach.voting import Poll
from annplayground.gui.text import count
from annplayground.gui.theme import DARK, Look
from annplayground.gui.widgets.labels import Label

MOST = 6


class Options(QWidget):
    """The options in one column or, where they are short, beside each other.

    Signals: `voteAdded(option)`, by a click; a right click takes a vote back:
    `voteRemoved(option)`.
    """

    voteAdded = Signal(int)
    voteRemoved = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("question_options")
        self._look = Look()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._rows = [_Option(number, self) for number in range(1, MOST + 1)]
        for row in self._rows:
            row.voteAdded.connect(self.voteAdded)
            row.voteRemoved.connect(self.voteRemoved)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take the sizes; the colours are those of the bar below them."""
        self._look = look
        self._grid.setSpacing(look.size.pad // 2)
        for row in self._rows:
            row.set_look(look)

    def show_poll(self, poll: Poll, language: str) -> None:
        """Show the options, with the votes so far."""
        texts = [self._look.written(option.said(language)) for option in poll.question.options]
        for row, text in zip(self._rows, texts, strict=False):
            row.show_option(text, poll)
        self._lay_out(len(texts))

    def _lay_out(self, n: int) -> None:
        widest = max((row.sizeHint().width() for row in self._rows[:n]), default=0)
        fitting = (self.width() + self._grid.spacing()) // max(widest + self._grid.spacing(), 1)
        columns = max(1, min(fitting, n if n <= 3 else 2))
        for k, row in enumerate(self._rows):
            self._grid.setColumnStretch(k, 1 if k < columns else 0)
            row.setVisible(k < n)
            if k < n:
                self._grid.addWidget(row, k // columns, k % columns)

    def resizeEvent(self, event: object) -> None:
        """More columns or fewer."""
        self._lay_out(sum(not row.isHidden() for row in self._rows))


class _Option(QFrame):
    """One option; its ground is filled by its share of the votes."""

    voteAdded = Signal(int)
    voteRemoved = Signal(int)

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(f"option_{number}")
        self._number, self._share, self._right = number, 0.0, False
        self._key, self._text, self._votes = Label(str(number)), Label(), Label()
        self._key.setProperty("role", "key")
        self._text.setWordWrap(True)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._row = QHBoxLayout(self)
        for part in (self._key, self._text, self._votes):
            self._row.addWidget(part, 1 if part is self._text else 0)

    def set_look(self, look: Look) -> None:
        """Take the sizes."""
        pad = look.size.pad
        self._row.setContentsMargins(pad, pad // 4, pad, pad // 4)
        self._row.setSpacing(pad)
        self._votes.setMinimumWidth(QFontMetrics(look.font(bold=True)).horizontalAdvance("✓ 99"))
        self._votes.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def show_option(self, text: str, poll: Poll) -> None:
        """Show the option of this number."""
        n_votes = poll.votes(self._number)
        self._right = poll.revealed and self._number == poll.question.answer
        self._share = n_votes / poll.total if poll.total else 0.0
        self._text.setText(text)
        self._votes.setText(f"{'✓ ' if self._right else ''}{count(n_votes) if poll.total else ''}")
        font = self._text.font()
        font.setBold(self._right)
        self._text.setFont(font)
        self.setAccessibleName(f"{self._number}: {text}")
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click votes."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.voteAdded.emit(self._number)
        elif event.button() == Qt.MouseButton.RightButton:
            self.voteRemoved.emit(self._number)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The share of the votes as a bar behind the text; a frame around the right one."""
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            area = QRectF(self.rect())
            painter.setBrush(Look(DARK).colour("card"))
            painter.drawRoundedRect(area, 6, 6)
            if self._share:
                painter.setBrush(Look(DARK).colour("accent_soft"))
                area.setWidth(area.width() * self._share)
                painter.drawRoundedRect(area, 6, 6)
            if self._right:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(Look(DARK).colour("good"))
                painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)
