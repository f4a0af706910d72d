"""Points from a CSV file: x1, x2 and a class label, ready for the data set `custom`.

The map shows [−6, 6]². Points that reach beyond are scaled, with one factor for both axes, and the
note says exactly how, so that hand calculations agree with the screen.
"""

import csv
import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Context
from pathlib import Path

from annplayground.io.files import FileError, read_text

MAX_BYTES = 2_000_000
MIN_ROWS, MAX_ROWS = 4, 5000
# Nobody has such points, and beyond it arithmetic would overflow.
MAX_VALUE = 1e100
MAP_LIMIT = 6.0
SCALED_LIMIT = 5.0

COLUMNS = ("x1", "x2", "label")
Point = tuple[float, float, int]


@dataclass(frozen=True)
class PointsFile:
    """Points (x1, x2, class 0 …) of a file; `labels` are the file's names of the classes.

    `note` is None, or says how the coordinates were scaled.
    """

    points: tuple[Point, ...]
    labels: tuple[str, ...]
    note: str | None = None


@dataclass(frozen=True)
class _Row:
    line: int
    x1: float
    x2: float
    label: str


def read_points(path: str | Path) -> PointsFile:
    """Read points from a CSV file.

    Comma, semicolon or tab between the cells; a header is optional, and its names x1, x2 and label
    may stand in any order among others. Beside semicolons and tabs, 1,5 is a number too. Raises
    `FileError`, naming line and column, for anything that is no point, for more than 5000 rows or
    2 MB, and when there are not two or three distinct labels.
    """
    path = Path(path)
    text = read_text(path, MAX_BYTES)
    if "\0" in text:
        raise FileError(f"{path} is not a text file")
    rows = list(_rows(path, text))
    if len(rows) < MIN_ROWS:
        raise FileError(
            f"{path}: at least {MIN_ROWS} points are needed, each a line x1, x2, label, "
            f"but the number of points is {len(rows)}"
        )
    labels, classes = _classes(path, rows)
    points, note = _fit_to_map([(row.x1, row.x2) for row in rows])
    return PointsFile(
        tuple((x1, x2, classes[row.label]) for (x1, x2), row in zip(points, rows, strict=True)),
        labels,
        note,
    )


def _rows(path: Path, text: str) -> Iterator[_Row]:
    """The points as they stand in the file, with their line numbers."""
    delimiter = _delimiter(text)
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    places: tuple[int, ...] | None = None
    n_rows = 0
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if not any(cells) or cells[0].startswith("#"):
                continue
            line = reader.line_num
            if places is None:
                header = _header(path, line, cells)
                places = header or (0, 1, 2)
                if header:
                    continue
            if len(cells) <= max(places) or (places == (0, 1, 2) and len(cells) != 3):
                raise FileError(
                    f"{path}, line {line}: x1, x2 and label are needed, separated by comma, "
                    f"semicolon or tab, but the number of cells is {len(cells)}"
                )
            n_rows += 1
            if n_rows > MAX_ROWS:
                raise FileError(f"{path} has more than {MAX_ROWS} points")
            yield _row(path, line, [cells[place] for place in places], delimiter)
    except csv.Error as error:
        raise FileError(f"{path}, line {reader.line_num}: {error}") from error


def _row(path: Path, line: int, cells: list[str], delimiter: str) -> _Row:
    x1, x2 = (
        _number(path, line, name, cell, delimiter)
        for name, cell in zip(COLUMNS[:2], cells[:2], strict=True)
    )
    label = cells[2]
    if not label:
        raise FileError(f"{path}, line {line}, column label: it is empty")
    value = _as_float(label, delimiter)
    if value is not None and not math.isfinite(value):
        raise FileError(f"{path}, line {line}, column label: {label} is not a class")
    # 1, 1.0 and 1e0 are one class.
    return _Row(line, x1, x2, label if value is None else f"{value:.12g}")


def _delimiter(text: str) -> str:
    """The separator of the first line that holds something: tab, semicolon or comma."""
    for line in text.splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            return next((mark for mark in "\t;" if mark in line), ",")
    return ","


def _header(path: Path, line: int, cells: list[str]) -> tuple[int, ...] | None:
    """Where x1, x2 and label stand, if this line is a header; None if it is a point."""
    names = [cell.strip("\"'").lower() for cell in cells]
    if all(name in names for name in COLUMNS):
        return tuple(names.index(name) for name in COLUMNS)
    if not all(_is_name(cell) for cell in cells[:2]):
        return None
    if len(cells) == 3:
        return (0, 1, 2)
    raise FileError(f"{path}, line {line}: the header must name the columns x1, x2 and label")


def _is_name(cell: str) -> bool:
    """Whether a cell of the first line is a column's name and no attempt at a number."""
    return cell[:1].isalpha() and cell.lower() not in {"nan", "inf", "infinity"}


def _as_float(cell: str, delimiter: str) -> float | None:
    if delimiter != "," and "." not in cell:
        cell = cell.replace(",", ".")
    if "_" in cell:
        return None  # 1_000 is a number to Python, but not in a table.
    try:
        return float(cell)
    except ValueError:
        return None


def _number(path: Path, line: int, name: str, cell: str, delimiter: str) -> float:
    value = _as_float(cell, delimiter)
    if value is None or not math.isfinite(value):
        shown = repr(cell[:40]) if cell else "an empty cell"
        raise FileError(f"{path}, line {line}, column {name}: {shown} is not a finite number")
    if abs(value) > MAX_VALUE:
        raise FileError(f"{path}, line {line}, column {name}: {cell[:40]} is too large")
    return value


def _classes(path: Path, rows: list[_Row]) -> tuple[tuple[str, ...], dict[str, int]]:
    """The labels in order (numbers by value, else by the alphabet), and the class of each."""
    found = {row.label for row in rows}
    if not 2 <= len(found) <= 3:
        raise FileError(
            f"{path}, column label: two or three distinct labels are needed, "
            f"but there {'is 1' if len(found) == 1 else f'are {len(found)}'}"
        )
    numeric = all(_as_float(label, ",") is not None for label in found)
    labels = tuple(sorted(found, key=float if numeric else None))
    return labels, {label: index for index, label in enumerate(labels)}


def _fit_to_map(
    points: list[tuple[float, float]],
) -> tuple[list[tuple[float, float]], str | None]:
    """Scale points that reach beyond the map into [−5, 5]²; the note is the exact rule."""
    if all(abs(value) <= MAP_LIMIT for point in points for value in point):
        return points, None
    axes = [[point[axis] for point in points] for axis in (0, 1)]
    half = max((max(values) - min(values)) / 2 for values in axes)
    centres = [_round_centre((max(values) + min(values)) / 2, half) for values in axes]
    reach = max(
        abs(value - centre)
        for values, centre in zip(axes, centres, strict=True)
        for value in values
    )
    factor = _round_down(SCALED_LIMIT / reach) if reach > 1e-200 else 1.0
    scaled = [((x1 - centres[0]) * factor, (x2 - centres[1]) * factor) for x1, x2 in points]
    rules = ", ".join(
        f"x{axis} = (x{axis} in the file {_minus(centre)}) × {_shown(factor)}"
        for axis, centre in enumerate(centres, start=1)
    )
    return scaled, f"The points reach beyond [−6, 6], so they are scaled: {rules}."


def _round_centre(centre: float, half: float) -> float:
    """A centre with few digits, off by less than a hundredth of the half range."""
    if half == 0.0:
        return centre
    digits = 2 - math.floor(math.log10(half))
    return round(centre, digits) + 0.0  # + 0.0 turns −0 into 0


def _round_down(factor: float) -> float:
    """Three digits, never larger: the rule can be written down and nothing leaves the range."""
    return float(Context(prec=3, rounding=ROUND_FLOOR).create_decimal_from_float(factor))


def _minus(centre: float) -> str:
    return f"− {_shown(centre)}" if centre >= 0 else f"+ {_shown(-centre)}"


def _shown(value: float) -> str:
    text = repr(value)
    return text.removesuffix(".0")
