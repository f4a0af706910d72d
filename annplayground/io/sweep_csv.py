"""The table of a sweep as CSV: a row is appended, whole, when its run is done, so that a sweep that
was killed goes on where it stood.
"""

import csv
import io
import math
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from annplayground.core.words import translate
from annplayground.io.files import FileError, check_writable, read_text, write_text

if sys.platform != "win32":
    import fcntl

MAX_BYTES = 200_000_000

Cells = tuple[str, ...]


class SweepTable:
    """A table under way. `done` has the cells of each row that is there, by its key: the cells of
    what is varied, with which a row begins."""

    def __init__(self, path: Path, columns: Sequence[str], keys: Sequence[Cells]) -> None:
        """`keys` are those of all rows of the sweep, in their order. Reads what is there, but half
        a row at its end, and changes nothing.

        Raises `FileError` for a file that cannot be had, or is no table of this sweep.
        """
        self._path, self._columns, self._keys = path, tuple(columns), list(keys)
        self.done: dict[Cells, Cells] = {}
        check_writable(path)
        try:
            self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o666)
        except OSError as error:
            raise self._cannot(error) from error
        try:
            self._hold()
            text = read_text(path, MAX_BYTES)
            self._whole = text[: text.rfind("\n") + 1]
            if self._whole:
                self._take(self._whole)
            elif not _line(self._columns).startswith(text):
                raise self._other(
                    translate("Files", "it does not begin with the columns of this one")
                )
        except FileError:
            self.close()
            raise

    def begin(self) -> None:
        """Be ready for more rows: without the half one. Raises `FileError`."""
        try:
            os.truncate(self._path, len(self._whole.encode()))
        except OSError as error:
            raise self._cannot(error) from error
        if not self._whole:
            self._write(_line(self._columns))

    def add(self, cells: Cells) -> None:
        """Append a row, whole. Raises `FileError` where it cannot be written."""
        self._write(_line(cells))
        self.done[self._key(cells)] = cells

    def close(self) -> None:
        """Let go of the file."""
        os.close(self._handle)

    def sort(self) -> None:
        """Where all rows are there, put them into the order of the sweep. Raises `FileError`."""
        if len(self.done) == len(self._keys) and list(self.done) != self._keys:
            rows = (self.done[key] for key in self._keys)
            write_text(self._path, "".join(map(_line, (self._columns, *rows))))

    def _hold(self) -> None:
        """Be the only one who writes there, until the process ends."""
        if sys.platform == "win32":
            return
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise FileError(
                translate("Files", "{path} is being written by another sweep").format(
                    path=self._path
                )
            ) from error
        except OSError:
            pass  # a file system without locks

    def _take(self, text: str) -> None:
        """The rows of an earlier start. Raises `FileError`."""
        try:
            header, *rows = csv.reader(io.StringIO(text), strict=True)
        except csv.Error as error:
            raise self._other(str(error)) from error
        if tuple(header) != self._columns:
            raise self._other(translate("Files", "it has other columns"))
        known = set(self._keys)
        for line, row in enumerate(rows, start=2):
            key = self._key(row)
            if len(row) != len(self._columns):
                raise self._other(
                    translate("Files", "line {line} has {n} cells").format(line=line, n=len(row))
                )
            if key not in known:
                raise self._other(
                    translate("Files", "line {line} is of a run that is not in this one").format(
                        line=line
                    )
                )
            if key in self.done:
                raise self._other(
                    translate("Files", "line {line} is of a run that was there before").format(
                        line=line
                    )
                )
            self.done[key] = tuple(row)

    def _key(self, cells: Sequence[str]) -> Cells:
        return tuple(cells[: len(self._keys[0])])

    def _write(self, line: str) -> None:
        rest = line.encode()
        try:
            while rest:  # one call, unless the disk is full
                rest = rest[os.write(self._handle, rest) :]
        except OSError as error:
            raise self._cannot(error) from error

    def _other(self, reason: str) -> FileError:
        return FileError(
            translate("Files", "{path} is of another sweep, as {reason}: name another file").format(
                path=self._path, reason=reason
            )
        )

    def _cannot(self, error: OSError) -> FileError:
        reason = (error.strerror or str(error)).lower()
        return FileError(
            translate("Files", "{path} cannot be written: {reason}").format(
                path=self._path, reason=reason
            )
        )


@contextmanager
def open_sweep(path: Path, columns: Sequence[str], keys: Sequence[Cells]) -> Iterator[SweepTable]:
    """The table of a sweep in a file, which is gone on with if it is there: see `SweepTable`. It
    is in order when the block ends without an error."""
    table = SweepTable(path, columns, keys)
    try:
        yield table
        table.sort()
    finally:
        table.close()


def cells(row: Mapping[str, Any]) -> Cells:
    """A row as it is written: the shortest text that reads back as the same number, 1 and 0 for yes
    and no, + between the names of several, and nothing for what does not exist."""
    return tuple(map(cell, row.values()))


def cell(value: Any) -> str:
    """One value as it is written."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, tuple):
        return "+".join(map(str, value))
    return repr(value) if isinstance(value, float) else str(value)


def _line(row: Sequence[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(row)
    return text.getvalue()
