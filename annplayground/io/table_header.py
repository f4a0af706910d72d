"""Which line of a table is its header: names, numbers as pandas writes them, or a comment.

A line that may be a header or a point is refused.
"""

import re
import unicodedata
from collections.abc import Sequence

from annplayground.core.words import translate
from annplayground.io.files import FileError
from annplayground.io.table_labels import MISSING, is_missing
from annplayground.io.table_numbers import as_float
from annplayground.io.table_text import Line, Table

# More lines with one cell each are something else than a title.
MOST_TITLES = 3
# Names of the label, the surer first: of 'class' and 'y', y is a coordinate.
LABEL_NAMES = (
    {"label"},
    {"labels", "class", "classes", "target", "targets"},
    {"species", "kind", "category", "type", "group", "cls", "outcome", "klasse"},
    {"y"},
)


def without_title(table: Table) -> tuple[list[Line], tuple[str, ...]]:
    """The lines after those with one word or sentence only, which are a title."""
    lines = table.lines
    first = next((k for k, line in enumerate(lines) if line.filled >= 3), 0)
    title = lines[:first]
    if not 1 <= len(title) <= MOST_TITLES or any(
        line.filled > 1 or as_float(line.cells[0], table.separator) is not None for line in title
    ):
        return lines, ()
    shown = " ".join("".join(line.cells) for line in title)[:60]
    return lines[first:], (
        translate("Tables", "Line {number} is read as a title: {shown}.").format(
            number=title[0].number, shown=repr(shown)
        ),
    )


def find_header(table: Table, lines: Sequence[Line]) -> tuple[Line | None, Sequence[Line]]:
    """The line that names the columns (None: the first is a point), and the lines after it. Raises
    `FileError` where it may be either."""
    first = _trimmed(lines[0])
    numbers = [as_float(cell, table.separator) is not None for cell in first.cells]
    if not any(numbers):
        named = any(not is_missing(cell) for cell in first.cells)
        is_header = named and all(map(_is_name, first.cells))
        return (first, lines[1:]) if is_header else (None, lines)
    commented = _comment_header(table, first)
    if commented is not None:
        return commented, lines
    if first.cells[0] == "" and _counts(first.cells[1:]):
        return first, lines[1:]  # pandas: an index without a name
    if not all(numbers[:2]) or len(first.cells) < 3:
        return None, lines
    doubtful, is_header = _judge(table, first, lines[1:], numbers[2])
    if doubtful:
        raise FileError(
            translate(
                "Tables",
                "{path}, line {number}: {cells} may be a header or a point: write x1, x2 and "
                "label there, or such a line before it",
            ).format(path=table.path, number=first.number, cells=", ".join(first.cells))
        )
    return (first, lines[1:]) if is_header else (None, lines)


def _judge(
    table: Table, first: Line, others: Sequence[Line], label_is_number: bool
) -> tuple[bool, bool]:
    """(doubtful, header) of a first line whose x1 and x2 are numbers: pandas calls columns without
    names 0, 1, 2.

    It is told from a point by its whole numbers where all others have a decimal sign, or by a
    number for a label where all others are words.
    """
    label, rest = first.cells[2], [line.cells for line in others if len(line.cells) >= 3]
    labels = [cells[2] for cells in rest if not is_missing(cells[2])]
    if not label_is_number:
        # A y is rather a class, beside an n.
        named = rank(plain_name(label)) is not None and plain_name(label) != "y"
        return named and label not in labels, False
    if not all(cell.isdigit() for cell in first.cells):
        return False, False
    decimals = bool(rest) and all(re.search("[.,e]", cell) for cells in rest for cell in cells[:2])
    values = [as_float(label, table.separator) for label in labels]
    words = bool(values) and all(value is None for value in values)
    if _counts(first.cells):
        return not (decimals or words), decimals or words
    return words or (decimals and float(label) not in values), False


def _counts(cells: Sequence[str]) -> bool:
    return list(cells) == [str(k) for k in range(len(cells))]


def _is_name(cell: str) -> bool:
    """Whether a cell of the first line can be a column's name; an empty one can."""
    word = cell.casefold().lstrip("+-−")
    return cell == "" or not (
        is_missing(cell) or word in MISSING | {"inf", "infinity"} or word[:1].isdigit()
    )


def _trimmed(line: Line) -> Line:
    """Without the empty cells at its end."""
    cells = line.cells
    while len(cells) > 1 and not cells[-1]:
        cells = cells[:-1]
    return Line(line.number, cells)


def _comment_header(table: Table, first: Line) -> Line | None:
    """The names in a comment before the first point, as numpy.savetxt writes them."""
    for number, text in reversed(table.comments):
        for cells in (text.split(table.separator), re.split(r"[\s,;|]+", text)):
            names = tuple(cell.strip().strip("\"'") for cell in cells)
            if names and names[0].endswith(":"):
                names = names[1:]
            plain = [plain_name(name) for name in names]
            known = [name for name in plain if name in {"x1", "x2"} or rank(name) is not None]
            if len(names) == len(_trimmed(first).cells) and known and len(set(plain)) == len(plain):
                return Line(number, names)
            if known != sorted(known, key=lambda name: (rank(name) is not None, name)):
                break
        else:
            continue
        raise FileError(
            translate(
                "Tables",
                "{path}, line {number}: the comment names columns, but not as many as there "
                "are: make it a first line that names x1, x2 and label, without the #",
            ).format(path=table.path, number=number)
        )
    return None


def rank(name: str) -> int | None:
    """How surely a name is the label's, the surest first; None if it is not."""
    return next((k for k, names in enumerate(LABEL_NAMES) if name in names), None)


def plain_name(name: str) -> str:
    """A name without quotes, case, blanks, and a unit: x₁, 'X_1 (cm)' and 'x1, cm' are x1."""
    name = unicodedata.normalize("NFKC", name.strip("\"' ")).casefold()
    return re.sub(r"[\s_.-]", "", re.sub(r"(?<=.)\s*[,;/(\[].*$", "", name))
