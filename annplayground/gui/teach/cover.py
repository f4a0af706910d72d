"""What hides a panel until an answer is revealed."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from annplayground.core.words import translate
from annplayground.gui.painting import painting
from annplayground.gui.theme import Look
from annplayground.gui.widgets.card import Card
from annplayground.gui.widgets.labels import Label

_WORDS = translate("Lessons", "Hidden until the answer is revealed.")

_INSET = 3  # pixels


class Cover(QFrame):
    """Lies over a whole card, with the card's title."""

    def __init__(self, card: Card) -> None:
        super().__init__(card)
        self.setObjectName(f"{card.objectName()}_cover")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing below is seen
        self._look = Look()
        self._card = card
        self._title, self._mark, self._words = Label(), Label("?"), Label(_WORDS)
        self._title.setProperty("role", "title")
        self._words.setProperty("role", "caption")
        self._words.setWordWrap(True)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._title)
        self._column.addStretch(1)
        for part in (self._mark, self._words):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._column.addWidget(part)
        self._column.addStretch(1)
        card.installEventFilter(self)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        pad = look.size.pad
        self._column.setContentsMargins(3 * pad // 2, pad, 3 * pad // 2, pad)
        self._mark.setFont(look.font(2 * look.size.epoch, bold=True))
        self._mark.setStyleSheet(f"font-size: {2 * look.size.epoch}pt;")

    def cover(self, on: bool) -> None:
        """Hide the card, or show it again."""
        self._title.setText(f"{self._card.letter} {self._card.title}".strip())
        self._fit()
        self.setVisible(on)

    def _fit(self) -> None:
        """Within the round corners of the card."""
        self.setGeometry(self._card.rect().adjusted(_INSET, _INSET, -_INSET, -_INSET))
        self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Cover the card at every size, and what comes up in it."""
        if self.isVisible() and event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card's own ground."""
        with painting(self) as painter:
            painter.fillRect(self.rect(), self._look.colour("card"))
