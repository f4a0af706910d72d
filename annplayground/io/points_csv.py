"""Points from a table: x1, x2 and a class label, ready for the data set `custom`.

Whatever was guessed, left out or scaled is said in the note; what cannot be told apart is refused.
"""

from dataclasses import dataclass
from pathlib import Path

from annplayground.core.settings import setting
from annplayground.core.words import translate
from annplayground.io.files import FileError
from annplayground.io.scaling import fit_to_map
from annplayground.io.table_columns import find_columns
from annplayground.io.table_labels import classes, split_missing
from annplayground.io.table_numbers import coordinates
from annplayground.io.table_text import read_table

_POINTS = setting("data.points")
MIN_ROWS, MAX_ROWS = int(_POINTS.low), int(_POINTS.high)

Point = tuple[float, float, int]


@dataclass(frozen=True)
class PointsFile:
    """Points (x1, x2, class 0 …) of a file; `labels` are the file's names of the classes.

    `note` is None, or says which rows were left out, what was guessed and how the coordinates were
    scaled.
    """

    points: tuple[Point, ...]
    labels: tuple[str, ...]
    note: str | None = None


def read_points(path: str | Path) -> PointsFile:
    """Read points from a table in a text file.

    Comma, semicolon, tab or | between the cells. The columns are found by their names, wherever
    they stand: x1, x2 and label, or a name such as class or y for the label beside two columns of
    numbers; without a header they are x1, x2 and label in this order. Except beside commas, 1,5 is
    a number too. Rows without a label are left out. Raises `FileError`, naming line and column, for
    anything that is no point or could be read in two ways, for more than `MAX_ROWS` points or 2 MB,
    and when there are not two or three distinct labels.
    """
    path = Path(path)
    table = read_table(path)
    columns = find_columns(table)
    if len(columns.lines) > MAX_ROWS:
        raise FileError(
            translate("Tables", "{path} has more than {most} points: take some out").format(
                path=path, most=MAX_ROWS
            )
        )
    x1s, x2s, labels = (
        [(line, line.cells[place]) for line in columns.lines] for place in columns.places
    )
    has_label, lost = split_missing(labels)
    kept = [
        [cell for cell, has in zip(column, has_label, strict=True) if has]
        for column in (x1s, x2s, labels)
    ]
    separator, names = table.separator, columns.names
    x1, note1 = coordinates(path, names[0], kept[0], separator)
    x2, note2 = coordinates(path, names[1], kept[1], separator)
    if len(x1) < MIN_ROWS:
        raise FileError(
            translate(
                "Tables",
                "{path}: at least {least} points are needed, each a line x1, x2, label, "
                "but the number of points is {n}{lost}",
            ).format(path=path, least=MIN_ROWS, n=len(x1), lost=f"; {lost}" if lost else "")
        )
    words, found = classes(path, names[2], kept[2], separator, lost)
    scaled, scaling = fit_to_map(list(zip(x1, x2, strict=True)))
    notes = [*table.notes, *columns.notes, lost, note1, note2, scaling]
    points = tuple((*point, label) for point, label in zip(scaled, found, strict=True))
    return PointsFile(points, words, " ".join(note for note in notes if note) or None)
