"""Numbers in the cells of a table: what is one, and where a point or comma may be read two ways."""

import math
import re
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from annplayground.core.words import translate
from annplayground.io.files import FileError
from annplayground.io.table_text import Line

# Nobody has such points, and beyond it arithmetic would overflow.
MAX_VALUE = 1e100
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)


def as_text(cell: str, separator: str) -> str | None:
    """A number's text with a decimal point; None if the cell is no number. Where the separator is
    no comma, the decimal sign may be one."""
    cell = cell.replace("−", "-")
    if separator != "," and "." not in cell:
        cell = cell.replace(",", ".")
    return cell if _NUMBER.fullmatch(cell) else None


def as_float(cell: str, separator: str) -> float | None:
    """The number in a cell; None if it is none or beyond all numbers."""
    text = as_text(cell, separator)
    value = float(text) if text is not None else math.nan
    return value if math.isfinite(value) else None


def as_decimal(cell: str, separator: str) -> Decimal | None:
    """The number in a cell, exactly: long numbers differ in their last digit, too."""
    text = as_text(cell, separator)
    return Decimal(text) if text is not None else None


def coordinates(
    path: Path, name: str, cells: Sequence[tuple[Line, str]], separator: str
) -> tuple[list[float], str | None]:
    """The numbers of a column, and a note where they could be read in another way. Raises
    `FileError`, naming line and column, for what is no number or could be two."""
    values = [_number(path, line.number, name, cell, separator) for line, cell in cells]
    return values, _thousands(path, name, cells) if separator != "," else None


def _number(path: Path, line: int, name: str, cell: str, separator: str) -> float:
    place = translate("Tables", "{path}, line {line}, column {name}").format(
        path=path, line=line, name=name
    )
    value = as_float(cell, separator)
    if value is None:
        shown = repr(cell[:40]) if cell else translate("Tables", "an empty cell")
        raise FileError(
            translate(
                "Tables",
                "{place}: {shown} is not a finite number: write one such as -1.5, without a "
                "mark between thousands, or take the row out",
            ).format(place=place, shown=shown)
        )
    if abs(value) > MAX_VALUE:
        raise FileError(
            translate("Tables", "{place}: {cell} is too large: at most 1e100 is possible").format(
                place=place, cell=cell[:40]
            )
        )
    return value


def _thousands(path: Path, name: str, cells: Sequence[tuple[Line, str]]) -> str | None:
    """1.200 beside 950 may be 1.2 or 1200: refused. If every number of the column has three
    decimals, they are decimals, and a note says so."""
    for mark in ".,":
        marked = [(line, cell) for line, cell in cells if mark in cell]
        if not marked or not all(_THOUSANDS.fullmatch(cell) for _, cell in marked):
            continue
        line, cell = marked[0]
        value = cell.replace(mark, ".").rstrip("0").rstrip(".")
        if len(marked) < len(cells):
            raise FileError(
                translate(
                    "Tables",
                    "{path}, line {number}, column {name}: {cell} may be {value} or "
                    "{other}: write it without a mark between thousands, or with more or "
                    "fewer decimals",
                ).format(
                    path=path,
                    number=line.number,
                    name=name,
                    cell=cell,
                    value=value,
                    other=cell.replace(mark, ""),
                )
            )
        return translate("Tables", "{cell} is read as {value}, not as {other}.").format(
            cell=cell, value=value, other=cell.replace(mark, "")
        )
    return None
