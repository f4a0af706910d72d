"""Which columns of a table are x1, x2 and the label: by their names, wherever they stand.

A table without a header has exactly these three, in this order.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from annplayground.core.words import translate
from annplayground.io.files import FileError
from annplayground.io.table_header import (
    LABEL_NAMES,
    find_header,
    plain_name,
    rank,
    without_title,
)
from annplayground.io.table_labels import is_missing
from annplayground.io.table_numbers import as_float
from annplayground.io.table_text import Line, Table

ROLES = ("x1", "x2", "label")
NEEDED = translate("Tables", "x1, x2 and label are needed, separated by comma, semicolon or tab")
WANTED = translate("Tables", "the header must name the columns x1, x2 and label")
# Columns that only count the rows, in the first place.
_ROW_NAMES = {"", "#", "id", "index", "idx", "nr", "unnamed:0"}


@dataclass(frozen=True)
class Columns:
    """Where x1, x2 and the label stand and what the file calls them, and the rows of points."""

    places: tuple[int, int, int]
    names: tuple[str, str, str]
    lines: list[Line]
    notes: tuple[str, ...]


def find_columns(table: Table) -> Columns:
    """Find the columns of a table. Raises `FileError` where they cannot be told."""
    lines, notes = without_title(table)
    if not lines:
        return Columns((0, 1, 2), ROLES, [], ())
    header, rows = find_header(table, lines)
    if header is None:
        return Columns((0, 1, 2), ROLES, _cut(table.path, lines, 3), notes)
    width = len(header.cells)
    if width < 3:
        raise _too_few(table.path, header.number, width)
    lines = _cut(table.path, rows, width)
    places, guessed = _places(table, header, lines)
    notes = (*notes, *_notes(header, places, guessed))
    names = tuple(header.cells[place] or role for place, role in zip(places, ROLES, strict=True))
    return Columns(places, (names[0], names[1], names[2]), lines, notes)


def _notes(header: Line, places: tuple[int, int, int], guessed: bool) -> Iterator[str]:
    """What was guessed, and what is not read, all but a row's own name."""
    if guessed:
        place = translate("Tables", "the last, {name}, is taken").format(
            name=repr(header.cells[places[2]])
        )
        yield translate(
            "Tables", "No name in line {number} says which column is the label: {place}."
        ).format(number=header.number, place=place)
    unread = [
        cell
        for k, cell in enumerate(header.cells)
        if k not in places and plain_name(cell) not in _ROW_NAMES
    ]
    if unread:
        yield translate("Tables", "Not read: {names}.").format(names=", ".join(unread))[:200]


def _cut(path: Path, lines: Sequence[Line], width: int) -> list[Line]:
    """The lines with just so many cells; what is empty to the right of them means nothing."""
    cut = []
    for line in lines:
        n = len(line.cells)
        while n > width and not line.cells[n - 1]:
            n -= 1
        if n != width:
            raise _too_few(path, line.number, n, width)
        cut.append(Line(line.number, line.cells[:width]))
    return cut


def _too_few(path: Path, line: int, n: int, width: int = 3) -> FileError:
    return FileError(
        (
            translate("Tables", "{path}, line {line}: {needed}, but the number of cells is {n}")
            if width == 3
            else translate(
                "Tables",
                "{path}, line {line}: {needed}, but the number of cells is {n}, and {width} in "
                "the header",
            )
        ).format(path=path, line=line, needed=NEEDED, n=n, width=width)
    )


def _places(table: Table, header: Line, lines: Sequence[Line]) -> tuple[tuple[int, int, int], bool]:
    """Where x1, x2 and the label stand, and whether the label is a guess."""
    names = [plain_name(cell) for cell in header.cells]

    def refuse(why: str) -> FileError:
        return FileError(
            translate("Tables", "{path}, line {number}: {wanted}; {why}").format(
                path=table.path, number=header.number, wanted=WANTED, why=why
            )
        )

    for name in ("x1", "x2", *(name for name in names if rank(name) is not None)):
        if names.count(name) > 1:
            raise refuse(
                translate("Tables", "{name} stands there {n} times").format(
                    name=name, n=names.count(name)
                )
            )
    pair = next((pair for pair in (("x1", "x2"), ("x", "y")) if set(pair) <= set(names)), ())
    xs = [names.index(name) for name in pair]
    label, guessed = _label_place(names, pair, refuse), False
    others = [k for k in range(len(names)) if k not in (label, *xs)]
    if others[:1] == [0] and names[0] in _ROW_NAMES:
        others.remove(0)
    if label is None:
        label, guessed = _unnamed_label(table, lines, others, len(xs))
        if label is None:
            raise refuse(
                translate("Tables", "its names are {names}").format(
                    names=", ".join(header.cells)[:186]
                )
            )
        others.remove(label)
    if not xs:
        xs = [k for k in others if len(others) == 2 or not _has_words(table, lines, k)]
        if len(xs) != 2:
            raise refuse(translate("Tables", "which two of the others are x1 and x2?"))
        xs = _in_order(names, xs)
    return (xs[0], xs[1], label), guessed


def _unnamed_label(
    table: Table, lines: Sequence[Line], others: Sequence[int], n_known: int
) -> tuple[int | None, bool]:
    """Where a label without a telling name stands (None: who knows), and whether that is a guess:
    it is the only column left, the only one with words, or the last as without a header."""
    if len(others) != 3 - n_known:
        return None, False
    words = [k for k in others if _has_words(table, lines, k)]
    if len(others) == 1 or len(words) == 1:
        return (words or others)[0], False
    guessed = not words and _last_is_label(table, lines, others)
    return (others[-1], True) if guessed else (None, False)


def _last_is_label(table: Table, lines: Sequence[Line], places: Sequence[int]) -> bool:
    """Whether only the last of three columns of numbers can be a label, or each, as in a truth
    table: a label is one of two or three whole numbers."""
    likely = []
    for place in places:
        cells = [line.cells[place] for line in lines if not is_missing(line.cells[place])]
        values = {as_float(cell, table.separator) for cell in cells}
        whole = all(value is not None and value.is_integer() for value in values)
        likely.append(whole and 2 <= len(values) <= 3)
    return likely[-1] and (all(likely) or not any(likely[:-1]))


def _label_place(
    names: Sequence[str], pair: Sequence[str], refuse: Callable[[str], FileError]
) -> int | None:
    """Where the label stands by its name; None if no name says so."""
    for known in LABEL_NAMES:
        found = [k for k, name in enumerate(names) if name in known and name not in pair]
        if len(found) > 1:
            raise refuse(
                translate("Tables", "{names} could both be the label").format(
                    names=translate("Tables", " and ").join(names[k] for k in found)
                )
            )
        if found:
            return found[0]
    return None


def _in_order(names: Sequence[str], places: Sequence[int]) -> list[int]:
    """Two columns as they stand, but f2 and f1 by their numbers, and x1 before any other."""
    first, second = places
    ends = [re.fullmatch(r"(.*?)(\d+)", names[k]) for k in places]
    if ends[0] and ends[1] and ends[0][1] == ends[1][1]:
        swapped = int(ends[0][2]) > int(ends[1][2])
    else:
        swapped = names[first] == "x2" or names[second] == "x1"
    return [second, first] if swapped else [first, second]


def _has_words(table: Table, lines: Sequence[Line], place: int) -> bool:
    """Whether a column holds something that is neither a number nor missing."""
    cells = [line.cells[place] for line in lines]
    return any(not is_missing(cell) and as_float(cell, table.separator) is None for cell in cells)
