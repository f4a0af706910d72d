"""Lines broken into rows, and rows divided into pages: what stands where, and how large."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF

from annplayground.gui.explain.equations.latex import latex_of
from annplayground.gui.explain.equations.outlines import Outline, on_its_way, outline_of
from annplayground.gui.explain.equations.parts import Block, Line, Part
from annplayground.gui.theme import Look

_LEADING = 0.3  # between two lines, in heights of the text
# Where a line has room for more characters than these, the text grows, up to half as large again:
# what a class follows by hand is to be read from afar.
_CHARACTERS, _LARGEST = 105.0, 1.5
_EM = 1.12  # of a typeset symbol, in sizes of the text: its letters are smaller
_LARGE = (1.4, 1.2)  # the sizes of a large line: the first at which it fits into one row

Places = tuple[tuple[Part, float, float], ...]


@dataclass(frozen=True)
class Row:
    """What stands side by side: (part, left edge, width), in pixels."""

    places: Places
    height: float
    base: float  # from its top down to the baseline of the symbols
    numbers: float  # and of the numbers
    scale: float  # of what is written, in sizes of the text
    block: int
    line: int  # counted through all blocks; a line may take several rows


class Typography:
    """How parts are written on a sheet so many pixels wide."""

    def __init__(self, look: Look, width: float) -> None:
        self.look, self._width = look, width
        plain = look.font()
        room = width / QFontMetricsF(plain).averageCharWidth() / _CHARACTERS
        self._points = plain.pointSizeF() * min(max(room, 1.0), _LARGEST)
        self._fonts: dict[tuple[bool, float], tuple[QFont, QFontMetricsF]] = {}

    def font(self, part: Part, scale: float) -> QFont:
        """Of its number, and of its symbol if that is not typeset."""
        return self._made(part.bold, scale)[0]

    def metrics(self, part: Part, scale: float) -> QFontMetricsF:
        """Those of its font."""
        return self._made(part.bold, scale)[1]

    def _made(self, bold: bool, scale: float) -> tuple[QFont, QFontMetricsF]:
        key = bold, scale
        if key not in self._fonts:
            font = self.look.font(bold=bold)
            font.setPointSizeF(self._points * scale)
            self._fonts[key] = font, QFontMetricsF(font)
        return self._fonts[key]

    def em(self, part: Part, scale: float) -> float:
        """Pixels that a typeset symbol is large."""
        return _EM * QFontInfo(self.font(part, scale)).pixelSize()

    def outline(self, part: Part) -> Outline | None:
        """Its typeset symbol: of what has a number under it, and once it is there."""
        latex = _latex(part)
        return outline_of(latex, False) if latex else None

    def _symbol_width(self, part: Part, scale: float) -> float:
        outline = self.outline(part)
        if outline is not None:
            return outline.width * self.em(part, scale)
        return self.metrics(part, scale).horizontalAdvance(part.symbol)

    def rows(self, blocks: Sequence[Block]) -> list[Row]:
        """All lines of all blocks, in rows."""
        lines = [(index, line) for index, block in enumerate(blocks) for line in block]
        rows = []
        for number, (block, line) in enumerate(lines):
            places, scale = self._broken(line)
            rows += [self._row(row, scale, block, number) for row in places]
        return rows

    def _broken(self, line: Line) -> tuple[list[Places], float]:
        """The rows of a line, and its size."""
        if any(part.large for part in line):
            for scale in _LARGE:
                rows = list(self._break(line, scale))
                if len(rows) == 1:
                    return rows, scale
        return list(self._break(line, 1.0)), 1.0

    def _break(self, line: Line, scale: float) -> Iterator[Places]:
        """Break it before each part for which there is no room."""
        row: list[tuple[Part, float, float]] = []
        x = 0.0
        for part in line:
            wide = self.metrics(part, scale).horizontalAdvance
            own = max(self._symbol_width(part, scale), wide(part.number))
            gap = wide(f" {part.operator} ") if part.operator else wide(" ")
            if row and x + gap + own > self._width:
                yield tuple(row)
                row, x = [], 0.0
            if row or part.operator:
                x += gap
            row.append((part, x, own))
            x += own
        yield tuple(row)

    def _row(self, places: Places, scale: float, block: int, line: int) -> Row:
        parts = [part for part, *_ in places] or [Part("")]
        metrics = [self.metrics(part, scale) for part in parts]
        ascent = base = max(one.ascent() for one in metrics)
        descent = below = max(one.descent() for one in metrics)
        for part in parts:
            if (outline := self.outline(part)) is not None:
                base = max(base, outline.ascent * self.em(part, scale))
                below = max(below, outline.descent * self.em(part, scale))
        numbered = any(part.number for part in parts)
        height = base + below + numbered * (ascent + descent) + _LEADING * (ascent + descent)
        return Row(places, height, base, base + below + ascent, scale, block, line)


def _latex(part: Part) -> str | None:
    return latex_of(part.symbol, part.large) if part.symbol and part.number else None


def awaited(blocks: Iterable[Block]) -> bool:
    """Whether some of their symbols are still to be typeset."""
    symbols = (_latex(part) for block in blocks for line in block for part in line)
    return any(on_its_way(latex, False) for latex in symbols if latex)


def paged(rows: Sequence[Row], first: float, others: float) -> list[list[Row]]:
    """The rows in pages of these heights; a block that would be cut begins on a new one."""
    pages: list[list[Row]] = [[]]
    left = first
    for index, row in enumerate(rows):
        begins = index == 0 or rows[index - 1].block != row.block
        whole = sum(other.height for other in rows[index:] if other.block == row.block)
        needed = whole if begins and whole <= others else row.height
        if pages[-1] and needed > left:
            pages.append([])
            left = others
        pages[-1].append(row)
        left -= row.height
    return pages
