"""Lines of code to read: in one width, with long numbers folded and some lines lit."""

from collections.abc import Collection
from itertools import groupby
from math import ceil

from PySide6.QtCore import QEvent, QMimeData, QRectF, Qt
from PySide6.QtGui import (
    QFontDatabase,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from annplayground.core.words import translate
from annplayground.gui.painting import painting
from annplayground.gui.text import counted
from annplayground.gui.theme import Look

# More lines of numbers than this are folded.
MOST_NUMBERS = 8
_HANGING = 4  # letters by which what a line has no room for is indented further
# Of other text: letters of one width need more room, and are still 1/30 of a window's height.
_SHARE_PRESENTING = 25 / 30


def _points(look: Look) -> int:
    return ceil(_SHARE_PRESENTING * look.size.text) if look.presenting else look.size.text


class CodeText(QTextEdit):
    """Shows a text, of which it is told which lines are data; they are counted from 1 on.

    Attributes: `rows`, what is shown line by line: the numbers of the lines of the text that stand
    for it, and the words; `lit`, the numbers of the lines that are lit.
    """

    def __init__(self, name: str, accessible: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(accessible)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._look = Look()
        self._lines: list[str] = []
        self._data: frozenset[int] = frozenset()
        self._folds = True
        self.rows: list[tuple[range, str]] = []
        self.lit: frozenset[int] = frozenset()

    def set_look(self, look: Look) -> None:
        """Take colours and sizes."""
        self._look, place = look, self.verticalScrollBar().value()
        self.setStyleSheet(
            f"QTextEdit {{ font-size: {_points(look)}pt; background: transparent; }}"
        )
        self.ensurePolished()
        self.document().setDocumentMargin(2.5 * self._bar)
        self._indent()
        self.light(self.lit)
        self.verticalScrollBar().setValue(place)  # the wider margin has moved it

    def show_code(self, text: str, data: Collection[int]) -> None:
        """Show a text; these lines of it are data."""
        self._lines, self._data = text.splitlines(), frozenset(data)
        self._fill()

    def fold(self, folds: bool) -> None:
        """Fold long data, or show all of it."""
        self._folds = folds
        self._fill()

    @property
    def whole_text(self) -> str:
        """All of it, folded or not: what is copied with the whole explanation."""
        return "\n".join(self._lines)

    @property
    def folded(self) -> int:
        """How many lines are folded at present."""
        return sum(len(numbers) for numbers, _ in self.rows if len(numbers) > 1)

    def light(self, lines: Collection[int]) -> None:
        """Light these lines and no others."""
        self.lit = frozenset(lines)
        self.viewport().update()

    def show_lit(self) -> None:
        """Scroll so far that the first lit line is seen, with those that follow it."""
        rects = [self._rect(block) for block in self._lit_blocks()]
        if not rects:
            return
        if not QRectF(self.viewport().rect()).contains(rects[0]):
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + round(rects[0].top() - 2.5 * self._bar))

    # -- how it is filled -------------------------------------------------------------------

    def _fill(self) -> None:
        self.rows = self._folded() if self._folds else self._all()
        self.setPlainText("\n".join(words for _, words in self.rows))
        self._indent()
        self.light(self.lit)

    def _all(self) -> list[tuple[range, str]]:
        return [(range(n, n + 1), line) for n, line in enumerate(self._lines, start=1)]

    def _folded(self) -> list[tuple[range, str]]:
        """Long runs of numbers, which are indented lines of data, become one line: a comment."""
        found: list[tuple[range, str]] = []
        for numbers, run in groupby(self._all(), key=self._is_number):
            rows = list(run)
            if numbers and len(rows) > MOST_NUMBERS:
                lines = range(rows[0][0].start, rows[-1][0].stop)
                rows = [
                    (
                        lines,
                        translate("Script", "    # … {counted} of numbers").format(
                            counted=counted(len(lines), "line")
                        ),
                    )
                ]
            found += rows
        return found

    def _is_number(self, row: tuple[range, str]) -> bool:
        return row[0].start in self._data and row[1].startswith(" ")

    def _indent(self) -> None:
        """What a line has no room for goes on below it, further to the right."""
        letter = self.fontMetrics().horizontalAdvance(" ")
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for (_, words), block in zip(self.rows, self._blocks(), strict=False):
            within = (len(words) - len(words.lstrip()) + _HANGING) * letter
            form = QTextBlockFormat()
            form.setLeftMargin(within)
            form.setTextIndent(-within)
            cursor.setPosition(block.position())
            cursor.setBlockFormat(form)
        cursor.endEditBlock()

    def _blocks(self) -> list[QTextBlock]:
        found, block = [], self.document().begin()
        while block.isValid():
            found.append(block)
            block = block.next()
        return found

    def _lit_blocks(self) -> list[QTextBlock]:
        rows = zip(self.rows, self._blocks(), strict=False)
        return [block for (numbers, _), block in rows if not self.lit.isdisjoint(numbers)]

    # -- Qt ---------------------------------------------------------------------------------

    @property
    def _bar(self) -> int:
        """Width of the bar before lit lines: it is seen from afar, which the ground is not."""
        return round(2 * self._look.size.line)

    def _rect(self, block: QTextBlock) -> QRectF:
        """Where a line stands in the viewport, with all that it is wrapped into."""
        rect = self.document().documentLayout().blockBoundingRect(block)
        top = rect.top() - self.verticalScrollBar().value()
        return QRectF(0.0, top, self.viewport().width(), rect.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """A ground below each lit line, with a bar before it, and the text."""
        with painting(self.viewport()) as painter:
            for block in self._lit_blocks():
                rect = self._rect(block)
                painter.fillRect(rect, self._look.colour("accent_soft"))
                rect.setWidth(self._bar)
                painter.fillRect(rect, self._look.colour("accent"))
        super().paintEvent(event)

    def event(self, event: QEvent) -> bool:
        """Ctrl+C copies what is marked, and if nothing is, the whole explanation."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            marked = self.textCursor().hasSelection()
            if event.matches(QKeySequence.StandardKey.Copy) and marked:
                event.accept()
                return True
        return super().event(event)

    def createMimeDataFromSelection(self) -> QMimeData:  # noqa: N802
        """What is copied with Ctrl+C is plain text."""
        copied = QMimeData()
        copied.setText(self.textCursor().selection().toPlainText())
        return copied
