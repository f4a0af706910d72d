"""What a written explanation is made of: parts, lines of them, and blocks of lines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from annplayground.core.choices.notations import tokens
from annplayground.gui.theme import Look

# What a symbol stands for in the network: a unit, ((layer, unit),), or a weight between two.
Place = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Part:
    """What is not broken: an operand with the operator before it, and the number under it.

    Where there are both, the symbol is typeset; `large` of a line that the
    others lead to, and which is larger if it fits into a row.
    """

    symbol: str
    number: str = ""
    operator: str = ""
    bold: bool = False
    colour: str = "ink"
    place: Place = ()
    large: bool = False


Line = tuple[Part, ...]
Block = tuple[Line, ...]  # lines that stay on one page if they can


def words(text: str, colour: str = "ink") -> Line:
    """A line of words, of which those between two ** are bold."""
    parts, bold = [], False
    for word in text.split():
        marks, before = word.count("**"), word.partition("**")[0]
        opens = marks > 0 and not any(map(str.isalnum, before))
        parts.append(Part(word.replace("**", ""), bold=bold ^ opens, colour=colour))
        bold ^= marks % 2 == 1
    return tuple(parts)


def large(line: Line) -> Line:
    """The same line, larger."""
    return tuple(replace(part, large=True) for part in line)


def read(line: Line, look: Look) -> Line:
    """A line in the notation of the look."""
    return tuple(
        replace(part, symbol=look.written(part.symbol)) if "{" in tokens(part.symbol) else part
        for part in line
    )


def text_of(blocks: Iterable[Block]) -> str:
    """The blocks in plain characters: of a line with numbers, these are a line of their own."""
    return "\n".join(text for block in blocks for line in block for text in _texts(line))


def _texts(line: Line) -> Iterator[str]:
    yield _joined((part.operator, part.symbol) for part in line if part.symbol)
    if any(part.number for part in line):
        yield _joined((part.operator, part.number) for part in line if part.number)


def _joined(pieces: Iterable[tuple[str, str]]) -> str:
    return " ".join(f"{operator} {piece}" if operator else piece for operator, piece in pieces)
