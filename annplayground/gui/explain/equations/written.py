"""Equations written out, with the numbers under the symbols where there are both; what does not fit
is on further pages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from annplayground.gui.painting import painting
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label

_LEADING = 0.3  # between two lines, in heights of the text
# Where a line has room for more characters than these, the text grows, up to half as large again:
# what a class follows by hand is to be read from afar.
_CHARACTERS, _LARGEST = 105.0, 1.5
_LEAST_LINES = 3


@dataclass(frozen=True)
class Part:
    """What is not broken: an operand with the operator before it, and the number under it."""

    symbol: str
    number: str = ""
    operator: str = ""
    bold: bool = False
    colour: str = "ink"


Line = tuple[Part, ...]
Block = tuple[Line, ...]  # lines that stay on one page if they can


def words(text: str, colour: str = "ink") -> Line:
    """A line of words, of which those between two ** are bold."""
    parts, bold = [], False
    for word in text.split():
        bold ^= word.startswith("**")
        parts.append(Part(word.replace("**", ""), bold=bold, colour=colour))
        bold ^= word.count("**") - word.startswith("**") > 0
    return tuple(parts)


def _read(line: Line, look: Look) -> Line:
    """A line in the notation of the look."""
    return tuple(replace(part, symbol=look.written(part.symbol)) for part in line)


def text_of(blocks: Iterable[Block]) -> str:
    """The blocks in plain characters: of a line with numbers, these are a line of their own."""
    return "\n".join(text for block in blocks for line in block for text in _texts(line))


def _texts(line: Line) -> list[str]:
    texts = [_joined((part.operator, part.symbol) for part in line if part.symbol)]
    if any(part.number for part in line):
        texts.append(_joined((part.operator, part.number) for part in line if part.number))
    return texts


def _joined(pieces: Iterable[tuple[str, str]]) -> str:
    text = " ".join(f"{operator} {piece}" if operator else piece for operator, piece in pieces)
    return text


_Places = tuple[tuple[Part, float, float], ...]


@dataclass(frozen=True)
class _Row:
    """What stands side by side: (part, left edge, width), in pixels."""

    places: _Places
    height: float
    block: int
    line: int  # counted through all blocks; a line may take several rows


class Written(Label):
    """Shows blocks of lines, as many as there is room for. `text()` is what is seen.

    Attributes: `page`, counted from 0.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName(name)
        self._look = Look()
        self.blocks: Sequence[Block] = ()
        self.page = 0
        self._pages: list[list[_Row]] = [[]]

    def show_blocks(self, look: Look, blocks: Sequence[Block]) -> None:
        """Show these instead; symbols may have tokens."""
        self._look = look
        self.blocks = [tuple(_read(line, look) for line in block) for block in blocks]
        self._lay_out()

    @property
    def pages(self) -> list[list[int]]:
        """The numbers of the blocks on each page; a block may go on on the next one."""
        return [sorted({row.block for row in page}) for page in self._pages]

    @property
    def last_height(self) -> float:
        """The height of what is on the last page."""
        return sum(row.height for row in self._pages[-1])

    def turn_to(self, page: int) -> None:
        """Show another page: the last one, if there are fewer."""
        page = max(min(page, len(self._pages) - 1), 0)
        if page != self.page:
            self.page = page
            self._say()

    @property
    def whole_text(self) -> str:
        """The text of all pages."""
        return text_of(self.blocks)

    # -- layout -----------------------------------------------------------------------------

    def _lay_out(self) -> None:
        rows = self._rows(self.width())
        self._pages = _paged(rows, self.height())
        self.page = min(self.page, len(self._pages) - 1)
        self._say()

    def _say(self) -> None:
        lines: dict[int, Line] = {}
        for row in self._pages[self.page]:
            lines[row.line] = lines.get(row.line, ()) + tuple(part for part, *_ in row.places)
        self.setText(text_of([tuple(lines.values())]))
        self.update()

    def _rows(self, width: float) -> list[_Row]:
        lines = [(index, line) for index, block in enumerate(self.blocks) for line in block]
        return [
            _Row(places, height, block, number)
            for number, (block, line) in enumerate(lines)
            for places, height in self._broken(line, width)
        ]

    def _font(self, bold: bool = False) -> QFont:
        """The font of the look, larger on a wide sheet."""
        font = self._look.font(bold=bold)
        room = self.width() / QFontMetricsF(self._look.font()).averageCharWidth() / _CHARACTERS
        font.setPointSizeF(font.pointSizeF() * min(max(room, 1.0), _LARGEST))
        return font

    def _broken(self, line: Line, width: float) -> Iterator[tuple[_Places, float]]:
        """The rows of a line and their height: broken before a part for which there is no room."""
        fonts = QFontMetricsF(self._font()), QFontMetricsF(self._font(bold=True))
        numbers = any(part.number for part in line)
        height = fonts[0].height() * ((2.0 if numbers else 1.0) + _LEADING)
        row: list[tuple[Part, float, float]] = []
        x = 0.0
        for part in line:
            wide = fonts[part.bold].horizontalAdvance
            own = max(wide(part.symbol), wide(part.number))
            gap = wide(f" {part.operator} ") if part.operator else wide(" ")
            if row and x + gap + own > width:
                yield tuple(row), height
                row, x = [], 0.0
            if row or part.operator:
                x += gap
            row.append((part, x, own))
            x += own
        yield tuple(row), height

    # -- size -------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """What is on this page: the others wait for their turn."""
        return QSize(80, int(sum(row.height for row in self._pages[self.page])))

    def minimumSizeHint(self) -> QSize:
        """A few rows."""
        return QSize(80, round(_LEAST_LINES * QFontMetricsF(self._look.font()).height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size has room for other rows."""
        super().resizeEvent(event)
        self._lay_out()

    # -- painting ---------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows of this page."""
        with painting(self) as painter:
            y = 0.0
            for row in self._pages[self.page]:
                for part, left, width in row.places:
                    self._paint_part(painter, part, QPointF(left, y), width)
                y += row.height

    def _paint_part(self, painter: QPainter, part: Part, at: QPointF, width: float) -> None:
        font = self._font(part.bold)
        metrics = QFontMetricsF(font)
        upper = QPointF(at.x(), at.y() + metrics.ascent())
        down = QPointF(0.0, metrics.height())
        painter.setFont(font)
        operator = f" {part.operator} "
        back = QPointF(metrics.horizontalAdvance(operator), 0.0)
        for text, corner in ((part.symbol, upper), (part.number, upper + down)):
            if not text:
                continue
            if part.operator:
                painter.setPen(self._look.colour("muted"))
                painter.drawText(corner - back, operator)
            symbol = part.number and text is part.symbol
            painter.setPen(self._look.colour("muted" if symbol else part.colour))
            inset = (width - metrics.horizontalAdvance(text)) / 2.0
            painter.drawText(corner + QPointF(inset, 0.0), text)


def _paged(rows: Sequence[_Row], height: float) -> list[list[_Row]]:
    """The rows in pages of a height; a block that would be cut begins on a new one."""
    pages: list[list[_Row]] = [[]]
    left = height
    for index, row in enumerate(rows):
        begins = index == 0 or rows[index - 1].block != row.block
        whole = sum(other.height for other in rows[index:] if other.block == row.block)
        needed = whole if begins and whole <= height else row.height
        if pages[-1] and needed > left:
            pages.append([])
            left = height
        pages[-1].append(row)
        left -= row.height
    return pages
