"""A table's file as text and as rows of cells: its encoding, its separator, its comment lines."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annplayground.core.words import translate
from annplayground.io.files import FileError, read_bytes

MAX_BYTES = 2_000_000
SAVE_AS = translate("Tables", "save it as CSV UTF-8 and open that")
# The first that cuts most lines alike is the separator: '1,5;2,5;0' could be cut at the commas too.
SEPARATORS = ("\t", ";", ",", "|")
_NAMES = {
    "\t": translate("Tables", "tabs"),
    ";": translate("Tables", "semicolons"),
    ",": translate("Tables", "commas"),
    "|": translate("Tables", "bars |"),
}
# What other files begin with: .xlsx and .ods, and .xls.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HINT = re.compile(r'"?sep=(.)"?[,;]*', re.IGNORECASE)


@dataclass(frozen=True)
class Line:
    """The cells of one row of a table, stripped, and the number of its line in the file."""

    number: int
    cells: tuple[str, ...]

    @property
    def filled(self) -> int:
        """Number of cells that are not empty."""
        return sum(map(bool, self.cells))


@dataclass(frozen=True)
class Table:
    """All rows with something in them; `comments` are the lines before the first row that begin
    with #, without it; `notes` say what had to be guessed."""

    path: Path
    separator: str
    lines: list[Line]
    comments: list[tuple[int, str]]
    notes: tuple[str, ...]


def read_table(path: Path) -> Table:
    """The rows of a table in a text file. Raises `FileError` for what is no such file."""
    text, notes = _decode(path, read_bytes(path, MAX_BYTES))
    if text.lstrip().startswith("{"):
        raise FileError(
            translate(
                "Tables",
                "{path}, line 1: it begins with {brace} as an experiment does, not a table: give "
                "it a name that ends in .json",
            ).format(path=path, brace="{")
        )
    numbered = list(enumerate(io.StringIO(text, newline=None), start=1))
    separator = _hinted(numbered)
    rows = [(n, line) for n, line in numbered if not _is_comment(line)]
    filled = [(n, line) for n, line in rows if line.strip()]
    first = filled[0][0] if filled else 0
    separator = separator or _separator(path, filled)
    if separator not in SEPARATORS:
        raise _spaces(path, first)
    comments = [(n, line.strip(" \t\r\n#")) for n, line in numbered if _is_comment(line)]
    lost = [n for n, text in comments if n > first and separator in text]
    if lost:
        notes = (
            *notes,
            translate(
                "Tables", "Left out as comments: {n} with #, the first in line {line}."
            ).format(n=len(lost), line=lost[0]),
        )
    above = [(n, text) for n, text in comments if n < first]
    return Table(path, separator, list(_cells(path, rows, separator)), above, notes)


def _hinted(numbered: list[tuple[int, str]]) -> str | None:
    """The separator that Excel's own first line, sep=;, tells; that line is taken out."""
    hint = _HINT.fullmatch(numbered[0][1].strip("\r\n")) if numbered else None
    if hint is None:
        return None
    del numbered[0]
    return hint[1]


def _decode(path: Path, content: bytes) -> tuple[str, tuple[str, ...]]:
    if content.startswith(_WORKBOOKS):
        raise FileError(
            translate(
                "Tables",
                "{path} is a spreadsheet workbook, not a text: in the spreadsheet program "
                "{save_as}",
            ).format(path=path, save_as=SAVE_AS)
        )
    if content.startswith(_UTF16):
        raise FileError(
            translate("Tables", "{path} is a text in UTF-16, not in UTF-8: {save_as}").format(
                path=path, save_as=SAVE_AS
            )
        )
    notes: tuple[str, ...] = ()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            raise FileError(
                translate("Tables", "{path} is not a text in UTF-8 (byte {n}): {save_as}").format(
                    path=path, n=error.start + 1, save_as=SAVE_AS
                )
            ) from error
        notes = (translate("Tables", "The text is not UTF-8; it is read as Windows-1252."),)
    if _CONTROL.search(text):
        raise FileError(
            translate(
                "Tables", "{path} is not a text file: in the program that wrote it, {save_as}"
            ).format(path=path, save_as=SAVE_AS)
        )
    return text, notes


def _is_comment(line: str) -> bool:
    """Whether a line begins with #, unless that is the name of the first column."""
    line = line.lstrip()
    return line.startswith("#") and line[1:].lstrip(" ")[:1] not in SEPARATORS


def _separator(path: Path, rows: list[tuple[int, str]]) -> str:
    """What stands between the cells: what cuts most lines into the same number of cells, three at
    least, and else what there is in the first line. Marks in quotes do not count."""
    bare = [re.sub(r'"[^"]*"', "quoted", line) for _, line in rows[:1000]]
    best, most = "", 0
    for mark in SEPARATORS:
        widths = Counter(line.count(mark) + 1 for line in bare)
        alike = max((count for width, count in widths.items() if width >= 3), default=0)
        if alike > most:
            best, most = mark, alike
    if best:
        return best
    if bare and len(bare[0].split()) >= 3 and not any(mark in bare[0] for mark in SEPARATORS):
        raise _spaces(path, rows[0][0])
    return next((mark for mark in SEPARATORS if bare and mark in bare[0]), ",")


def _spaces(path: Path, line: int) -> FileError:
    return FileError(
        translate(
            "Tables",
            "{path}, line {line}: the cells stand apart by spaces: x1, x2 and label are "
            "needed, separated by comma, semicolon or tab",
        ).format(path=path, line=line)
    )


def _cells(path: Path, rows: list[tuple[int, str]], separator: str) -> Iterator[Line]:
    numbers = [n for n, _ in rows]
    reader = csv.reader(
        (line for _, line in rows), delimiter=separator, skipinitialspace=True, strict=True
    )
    try:
        for cells in reader:
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                yield Line(numbers[reader.line_num - 1], stripped)
    except csv.Error as error:
        line = numbers[min(reader.line_num, len(numbers)) - 1] if numbers else 1
        raise FileError(
            translate(
                "Tables",
                "{path}, line {line}: {error} (cells are separated by {separator} here): close "
                'every quote, and write a quote within a cell as ""',
            ).format(path=path, line=line, error=error, separator=_NAMES[separator])
        ) from error
