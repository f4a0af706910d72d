"""Which reader a file needs, by its suffix, and what becomes of an Experiment in it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from annplayground.core.experiment import FEW_POINTS, CustomPoint, Experiment
from annplayground.core.words import translate
from annplayground.io.experiment_file import MAX_BYTES, read_experiment
from annplayground.io.files import read_bytes

# Takes a path, and the Experiment that points are put into; gives an Experiment and perhaps a note.
Reader = Callable[[Path, Experiment], tuple[Experiment, str | None]]

FEW_NOTE = translate(
    "Tables", "Fewer than {n} points: all of them train, there is no test set."
).format(n=FEW_POINTS)


def read_file(
    path: str | Path, experiment: Experiment | None = None
) -> tuple[Experiment, str | None]:
    """The Experiment in a file, or `experiment` (the default one if None) on the points of a table;
    with a note if something had to be left out, guessed or changed. Raises `FileError`."""
    path = Path(path)
    reader = READERS.get(path.suffix.lower()) or _by_content(path)
    return reader(path, experiment or Experiment())


def with_points(experiment: Experiment, points: tuple[CustomPoint, ...]) -> Experiment:
    """The experiment on these points instead of its dataset.

    Raises `ExperimentError` if they are too few.
    """
    share = experiment.data.fraction_for(points)
    data = replace(experiment.data, dataset="custom", points=points, train_fraction=share)
    return experiment.with_data(data)


def _read_json(path: Path, _experiment: Experiment) -> tuple[Experiment, str | None]:
    return read_experiment(path), None


def _read_table(path: Path, experiment: Experiment) -> tuple[Experiment, str | None]:
    from annplayground.io.points_csv import read_points  # here: the start needs no table

    found = read_points(path)
    few = FEW_NOTE if len(found.points) < FEW_POINTS else None
    return with_points(experiment, found.points), " ".join(filter(None, (found.note, few))) or None


TABLES = (".csv", ".tsv", ".txt")
# A workbook is no table that can be read, but the table's reader knows one and says what would do.
READERS: dict[str, Reader] = {
    ".json": _read_json,
    **dict.fromkeys((*TABLES, ".xlsx", ".xls", ".ods"), _read_table),
}


def _by_content(path: Path) -> Reader:
    """The reader of a file whose name tells nothing: an experiment begins with {."""
    start = read_bytes(path, MAX_BYTES).removeprefix(b"\xef\xbb\xbf").lstrip()
    return _read_json if start.startswith(b"{") else _read_table
