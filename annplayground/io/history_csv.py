"""The history of a run as CSV: one row per epoch, written while the run goes on.

The window keeps a thinned history; a script wants every epoch, so the rows go straight to the disk.
"""

import csv
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from annplayground.io.files import replacing


class RowWriter(Protocol):
    """Takes the rows of a history, in the order of their epochs."""

    def __call__(self, epoch: int, row: Sequence[float]) -> None:
        """Write the values of one epoch, in the order of the column names."""


@contextmanager
def open_history(path: str | Path, names: Sequence[str]) -> Iterator[RowWriter]:
    """Open a history file with the columns `epoch` and `names`; it gets its name at the end.

    A value that does not exist (NaN: an accuracy in regression, a gradient before the first epoch)
    is an empty cell. Raises `FileError` when the file cannot be written.
    """
    with (
        replacing(Path(path)) as temporary,
        temporary.open("w", encoding="utf-8", newline="") as file,
    ):
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["epoch", *names])

        def write_row(epoch: int, row: Sequence[float]) -> None:
            writer.writerow([epoch, *(_cell(float(value)) for value in row)])

        yield write_row


def _cell(value: float) -> str:
    """The shortest text that reads back as the same number."""
    return "" if math.isnan(value) else repr(value)
