"""The command palette: a few letters find any action, scene or setting, without the mouse."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QLineEdit, QVBoxLayout, QWidget

from annplayground.core.words import translate
from annplayground.gui.teach.palette.entries import NOT_NOW, Entry, Stage
from annplayground.gui.teach.palette.line import PaletteLine
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label

_MOST_LINES = 12
_LETTERS = 74  # in a line
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -8, Qt.Key.Key_PageDown: 8}


class Palette(QFrame):
    """A field over the window and below it the entries that fit what is typed; Enter does the
    chosen one or opens its next stage, Esc goes a stage back and at last closes.

    It is a part of the window, no window of its own: so it is whole at every size.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("palette")
        self.setAccessibleName(translate("Palette", "Command palette"))
        self.setProperty("role", "palette")
        self._window, self._look = window, Look()
        self._stages: list[tuple[Stage, str]] = []  # with what had been typed in those before
        self._entries: Sequence[Entry] = ()
        self._first = self._chosen = 0  # places among the entries
        self._field = _Field(self)
        self._field.textChanged.connect(self._find)
        self._hint = Label(parent=self)
        self._hint.setObjectName("palette_hint")
        self._hint.setProperty("role", "caption")
        self._hint.setWordWrap(True)
        self._lines = [PaletteLine(number, self._take, self) for number in range(_MOST_LINES)]
        column = QVBoxLayout(self)
        column.addWidget(self._field)
        column.addSpacing(6)  # Qt leaves none below a field that has a frame of its own
        for line in self._lines:
            column.addWidget(line)
        column.addWidget(self._hint)
        window.installEventFilter(self)
        self.hide()

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look = look
        for line in self._lines:
            line.set_look(look)
        layout = self.layout()
        assert layout is not None, "it was laid out"
        pad = look.size.pad
        layout.setContentsMargins(3 * pad // 2, 3 * pad // 2, 3 * pad // 2, pad)
        layout.setSpacing(pad // 2)
        if self.isVisible():
            self._place()

    def open(self, stage: Stage) -> None:
        """Ask for the entries of a stage, from the first one on."""
        self._stages = []
        self.show()
        self.raise_()
        self._enter(stage)
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def shown(self) -> Sequence[Entry]:
        """The entries that fit, the best first."""
        return self._entries

    @property
    def chosen(self) -> Entry | None:
        """The entry that Enter takes."""
        return self._entries[self._chosen] if self._entries else None

    # -- stages -----------------------------------------------------------------------------

    def _enter(self, stage: Stage, typed: str = "") -> None:
        if self._stages:
            self._stages[-1] = (self._stages[-1][0], self._field.text())
        self._stages.append((stage, typed))
        self._ask(typed)

    def _ask(self, typed: str) -> None:
        stage = self._stages[-1][0]
        self._field.setPlaceholderText(stage.prompt)
        self._field.setAccessibleName(stage.prompt)
        if typed == self._field.text():
            self._find()
        else:
            self._field.setText(typed)

    def leave(self) -> None:
        """A stage back; out of the first one, away."""
        if len(self._stages) > 1:
            self._stages.pop()
            self._ask(self._stages[-1][1])
        else:
            self.end()

    def end(self) -> None:
        """Close, and give the focus to the window, not to whatever stands next to it."""
        self.close()
        self._window.setFocus()

    def _take(self, place: int) -> None:
        """Do the entry at a place among the lines, or open its next stage."""
        self._choose(self._first + place)
        self.take()

    def take(self) -> None:
        """Do the chosen entry, or open its next stage."""
        entry = self.chosen
        if entry is None or entry.why_not:
            return
        if entry.then is not None:
            self._enter(entry.then)
        elif entry.act is not None:
            self.end()  # before it acts, which may move the focus
            entry.act()

    # -- what is shown ----------------------------------------------------------------------

    @Slot()
    def _find(self) -> None:
        typed = self._field.text()
        stage = self._stages[-1][0]
        self._entries = stage.entries(typed)
        self._first = self._chosen = 0
        self._hint.setText("" if self._entries else stage.nothing(typed))
        self._place()

    def step(self, by: int) -> None:
        """Choose the entry so many lines further; at both ends it stops."""
        self._choose(self._chosen + by)

    def _choose(self, place: int) -> None:
        if self._entries:
            self._chosen = min(max(place, 0), len(self._entries) - 1)
            self._show_lines(self._room())

    def _place(self) -> None:
        """In the upper middle of the window, as wide as a line and as high as its lines."""
        width = min(_LETTERS * self._field.fontMetrics().averageCharWidth(), self._most_width)
        self.setFixedWidth(width)
        self._field.ensurePolished()
        self._field.setFixedHeight(self._field.sizeHint().height())
        self._show_lines(self._room())
        left = (self._window.width() - self.width()) // 2
        self.move(left, self._top)

    @property
    def _top(self) -> int:
        return self._window.height() // 16

    @property
    def _most_width(self) -> int:
        return self._window.width() - 4 * self._look.size.pad

    def _room(self) -> int:
        """How many lines there is room for."""
        layout = self.layout()
        assert layout is not None, "it was laid out"
        margins = layout.contentsMargins()
        rest = self._field.sizeHint().height() + margins.top() + margins.bottom()
        rest += self._hint.fontMetrics().height() + 2 * layout.spacing()  # how many more there are
        room = self._window.height() - 2 * self._top - rest
        line = self._lines[0].height() + layout.spacing()
        return min(max(room // line, 1), _MOST_LINES)

    def _show_lines(self, room: int) -> None:
        last = max(len(self._entries) - room, 0)
        self._first = min(max(self._first, self._chosen - room + 1), self._chosen, last)
        for number, line in enumerate(self._lines):
            place = self._first + number
            seen = number < room and place < len(self._entries)
            line.setVisible(seen)
            if seen:
                line.show_entry(self._entries[place], place == self._chosen)
        if self._entries:
            self._say_more(len(self._entries) - room)
        self._hint.setVisible(bool(self._hint.text()))
        if self.chosen is not None:
            self._field.setAccessibleDescription(self.chosen.title)
        self._fit()

    def _say_more(self, hidden: int) -> None:
        chosen = self.chosen
        place, n = self._chosen + 1, len(self._entries)
        if chosen is not None and chosen.why_not not in ("", NOT_NOW):
            self._hint.setText(chosen.why_not)
        elif hidden > 0:
            self._hint.setText(translate("Palette", "{place} of {n}").format(place=place, n=n))
        else:
            self._hint.setText("")

    def _fit(self) -> None:
        layout = self.layout()
        assert layout is not None, "it was laid out"
        layout.activate()
        wraps = layout.hasHeightForWidth() and not self._hint.isHidden()
        height = layout.heightForWidth(self.width()) if wraps else layout.sizeHint().height()
        self.setFixedHeight(height)

    # -- keys -------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keys typed here are not the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the size of the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False


class _Field(QLineEdit):
    """Where it is typed; leaving it closes the palette."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(palette)
        self.setObjectName("palette_field")
        self._palette = palette

    def event(self, event: QEvent) -> bool:
        """Every key is for the palette, also those that are shortcuts of the window, and Tab."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event) or super().event(event)
        return super().event(event)

    def _key(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._palette.step(_STEPS[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._palette.take()
        elif key == Qt.Key.Key_Escape:
            self._palette.leave()
        elif key == Qt.Key.Key_K and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._palette.end()
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        return True

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """A click elsewhere closes, another window in front does not."""
        super().focusOutEvent(event)
        if QApplication.activeWindow() is self.window():
            self._palette.close()
