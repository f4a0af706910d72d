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

_MOST_WIDTHS = 4000  # kept
_SHAPE = str.maketrans("123456789", "000000000")

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


@dataclass(frozen=True)
class _Face:
    """A font and what is asked of it for every part: its metrics are dear to ask."""

    font: QFont
    metrics: QFontMetricsF
    ascent: float
    descent: float
    pixels: float  # of its size
    even: bool  # whether all digits are as wide

    @classmethod
    def of(cls, font: QFont) -> "_Face":
        """Ask it once."""
        metrics = QFontMetricsF(font)
        wide = {metrics.horizontalAdvance(digit) for digit in "0123456789"}
        pixels = QFontInfo(font).pixelSize()
        return cls(font, metrics, metrics.ascent(), metrics.descent(), pixels, len(wide) == 1)


class Typography:
    """How parts are written on a sheet so many pixels wide.

    It remembers how wide what it has written is: numbers that change in every frame are as wide as
    others with digits in the same places.
    """

    def __init__(self, look: Look, width: float) -> None:
        self.look, self._width = look, width
        plain = look.font()
        room = width / QFontMetricsF(plain).averageCharWidth() / _CHARACTERS
        self._points = plain.pointSizeF() * min(max(room, 1.0), _LARGEST)
        self._faces: dict[tuple[bool, float], _Face] = {}
        self._widths: dict[tuple[str, bool, float], float] = {}
        self._outlines: dict[str, Outline] = {}

    def suits(self, look: Look, width: float) -> bool:
        """Whether it is for this look and width."""
        return self._width == width and self.look == look

    def font(self, part: Part, scale: float) -> QFont:
        """Of its number, and of its symbol if that is not typeset."""
        return self._face(part.bold, scale).font

    def width(self, text: str, part: Part, scale: float) -> float:
        """Pixels that a text of this part takes."""
        face = self._face(part.bold, scale)
        key = (text.translate(_SHAPE) if face.even else text), part.bold, scale
        known = self._widths.get(key)
        if known is None:
            if len(self._widths) >= _MOST_WIDTHS:
                self._widths.clear()
            known = self._widths[key] = face.metrics.horizontalAdvance(key[0])
        return known

    def _face(self, bold: bool, scale: float) -> _Face:
        face = self._faces.get((bold, scale))
        if face is None:
            font = self.look.font(bold=bold)
            font.setPointSizeF(self._points * scale)
            face = self._faces[bold, scale] = _Face.of(font)
        return face

    def em(self, part: Part, scale: float) -> float:
        """Pixels that a typeset symbol is large."""
        return _EM * self._face(part.bold, scale).pixels

    def outline(self, part: Part) -> Outline | None:
        """Its typeset symbol: of what has a number under it, and once it is there."""
        latex = _latex(part)
        if latex is None:
            return None
        found = self._outlines.get(latex) or outline_of(latex, False)
        if found is not None:
            self._outlines[latex] = found
        return found

    def _symbol_width(self, part: Part, scale: float) -> float:
        outline = self.outline(part)
        if outline is not None:
            return outline.width * self.em(part, scale)
        return self.width(part.symbol, part, scale)

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
            own = self._symbol_width(part, scale)
            if part.number:
                own = max(own, self.width(part.number, part, scale))
            gap = self.width(f" {part.operator} " if part.operator else " ", part, scale)
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
        faces = [self._face(bold, scale) for bold in {part.bold for part in parts}]
        ascent = base = max(face.ascent for face in faces)
        descent = below = max(face.descent for face in faces)
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
    wholes: dict[int, float] = {}
    for row in rows:
        wholes[row.block] = wholes.get(row.block, 0.0) + row.height
    for index, row in enumerate(rows):
        begins = index == 0 or rows[index - 1].block != row.block
        needed = wholes[row.block] if begins and wholes[row.block] <= others else row.height
        if pages[-1] and needed > left:
            pages.append([])
            left = others
        pages[-1].append(row)
        left -= row.height
    return pages
