"""The dark bar below the panels: the sentence for the back row, where the lesson is, and what the
keys do; in the place of the sentence a question, while one is asked."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from annplayground.core.words import translate
from annplayground.gui.teach.dots import Dots
from annplayground.gui.teach.options import Options
from annplayground.gui.teach.voting import Poll
from annplayground.gui.theme import DARK, Look
from annplayground.gui.widgets.caption import Caption
from annplayground.gui.widgets.labels import Label

_GLYPHS = ("◂", "▸", "✕")


class CaptionBar(QFrame):
    """Says what it is given; it is hidden as long as nothing is to be said. `actions` are those
    that go back and on and that leave the lesson.

    Signals: `voteAdded(option)` and `voteRemoved(option)`, by the mouse.
    """

    voteAdded = Signal(int)
    voteRemoved = Signal(int)

    def __init__(self, actions: Sequence[QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("caption_bar")
        self.setAccessibleName(translate("Lessons", "Lesson"))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._sentence = Label(parent=self)
        self._sentence.setObjectName("scene_caption")
        self._sentence.setWordWrap(True)
        self.options = Options(self)
        self.options.voteAdded.connect(self.voteAdded)
        self.options.voteRemoved.connect(self.voteRemoved)
        self._place = Caption("scene_place", self)
        self._dots = Dots(self)
        self._buttons = [self._button(*pair) for pair in zip(actions, _GLYPHS, strict=True)]
        self._lay_out()
        self.hide()

    @staticmethod
    def _button(action: QAction, glyph: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"{action.objectName()}_button")
        button.setAccessibleName(action.text())
        button.setText(glyph)
        button.setToolTip(action.toolTip())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(action.trigger)
        return button

    def _lay_out(self) -> None:
        self._line = QHBoxLayout()
        self._line.addWidget(self._place, 1)
        self._line.addWidget(self._dots)
        for button in self._buttons:
            self._line.addWidget(button)
        self._column = QVBoxLayout(self)
        self._column.addWidget(self._sentence)
        self._column.addWidget(self.options)
        self._column.addLayout(self._line)

    def set_look(self, look: Look) -> None:
        """Take sizes; the bar is dark in both themes, in the dark one lighter than the cards."""
        ground = DARK.control if look.dark else DARK.card
        size = look.size
        self.setStyleSheet(
            f"#caption_bar {{ background: {ground}; border-radius: 10px;"
            f" margin: 0px {size.gap}px {size.gap}px {size.gap}px; }}"
            f"QLabel {{ color: {DARK.ink}; }}"
            f"QLabel[role=subtitle] {{ color: {DARK.muted}; }}"
            f"QLabel[role=key] {{ background: {DARK.control_hover}; color: {DARK.ink}; }}"
            f"QToolButton {{ background: {DARK.control_hover}; color: {DARK.ink}; }}"
            f"#scene_caption {{ font-size: {size.text if size.presenting else size.title}pt; }}"
        )
        self._column.setContentsMargins(2 * size.pad, size.pad, 2 * size.pad, size.pad)
        self._column.setSpacing(size.pad // 2)
        self._line.setSpacing(size.pad)
        self._dots.set_look(
            max(size.text // 2, 8), Look(DARK).colour("ink"), Look(DARK).colour("edge")
        )
        self.options.set_look(look)
        for button in self._buttons:
            button.setVisible(not look.presenting)

    def say(self, sentence: str, places: Sequence[str], index: int, count: int) -> None:
        """Show a sentence, where it stands among the others in wordings from long to short, and
        which of how many scenes this is."""
        self._sentence.setText(sentence)
        self._place.set_wordings(places)
        self._dots.show_place(index, count)
        self.options.hide()
        self.show()

    def ask(self, poll: Poll, language: str) -> None:
        """Show the options of a question below the sentence."""
        self.options.show()
        self.options.show_poll(poll, language)

    @Slot()
    def fall_silent(self) -> None:
        """Nothing is to be said any more."""
        self.hide()
