"""A card: the rounded frame with a title that holds one panel or plot."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from annplayground.core.words import translate
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label, plain_tip


class Card(QFrame):
    """A frame with a title row (title, subtitle, header widgets at the right) and a body.

    Attributes: `header` and `body`, layouts to add widgets to.
    Signals: `expandRequested`, by double-click on the title row: show me alone, or go back.
    """

    expandRequested = Signal()

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("role", "card")
        self._letter = Label()  # of the side that it shows, where two are compared
        self._letter.setObjectName(f"{name}_letter")
        self._letter.hide()
        self._whole_title = title
        self._title = Label(title)
        self._title.setObjectName(f"{name}_title")
        self._title.setProperty("role", "title")
        self._title.setToolTip(translate("Window", "Double-click: show this panel alone"))
        self._subtitle = Label()
        self._subtitle.setObjectName(f"{name}_subtitle")
        self._subtitle.setProperty("role", "subtitle")
        # A long subtitle gives way instead of widening the card.
        self._subtitle.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._title_row = QWidget()
        self._title_row.installEventFilter(self)
        self.header = QHBoxLayout(self._title_row)
        self.header.setContentsMargins(0, 0, 0, 0)
        self.header.setSpacing(8)
        self.header.addStrut(32)  # titles stand level, with or without a button beside them
        self.header.addWidget(self._letter)
        self.header.addWidget(self._title)
        self.header.addWidget(self._subtitle, 1)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(12, 8, 12, 8)
        self._outer.setSpacing(6)
        self._outer.addWidget(self._title_row)
        self._outer.addLayout(self.body, 1)

    @property
    def body_width(self) -> int:
        """Room across for the body, in pixels; while the card is resized, that of its new size."""
        margins = self._outer.contentsMargins()
        return self.width() - margins.left() - margins.right()

    @property
    def letter(self) -> str:
        """A or B, where two are compared and it shows one of them; else nothing."""
        return self._letter.text()

    def set_letter(self, letter: str) -> None:
        """Say which of two that are compared is shown, in the colour of that side."""
        if letter != self.letter:
            self._letter.setText(letter)
            self._letter.setProperty("role", f"letter_{letter.lower()}")
            self._letter.style().polish(self._letter)
            self._letter.setVisible(bool(letter))

    @property
    def letter_width(self) -> int:
        """Room that the letter takes from the title row."""
        hidden = self._letter.isHidden()
        return 0 if hidden else self._letter.sizeHint().width() + self.header.spacing()

    @property
    def title(self) -> str:
        """The title as shown."""
        return self._title.text()

    @property
    def whole_title(self) -> str:
        """The title as it is where there is room for all of it."""
        return self._whole_title

    def set_title(self, text: str, whole: str = "") -> None:
        """Change the title; where there is room for a part only, `whole` is all of it."""
        self._title.setText(text)
        self._whole_title = whole or text

    def set_subtitle(self, text: str) -> None:
        """Change the muted text beside the title; the whole of it is its tooltip as well."""
        if text != self._subtitle.text():
            self._subtitle.setText(text)
            self._subtitle.setToolTip(plain_tip(text))

    def set_look(self, look: Look) -> None:
        """Take colours and sizes; a card with more than a style sheet's worth extends this."""
        pad = look.size.pad
        self.header.setSpacing(pad)
        self._outer.setContentsMargins(3 * pad // 2, pad, 3 * pad // 2, pad)

    def complete(self) -> None:
        """Make what the window's first paint does without; a card with such parts extends this."""

    @Slot()
    def expand(self) -> None:
        """Ask to be shown alone, or to go back."""
        self.expandRequested.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A double-click on the title row asks for the whole window."""
        if (
            watched is self._title_row
            and event.type() == QEvent.Type.MouseButtonDblClick
            and isinstance(event, QMouseEvent)
            and event.button() == Qt.MouseButton.LeftButton
        ):
            self.expand()
            return True
        return super().eventFilter(watched, event)
