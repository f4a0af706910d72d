"""Standard output and standard error, which may be closed, full, cut off, or know ASCII only."""

import io
import os
import sys
from contextlib import suppress
from typing import TextIO

from annplayground.core.words import translate


class OutputError(Exception):
    """What was to be printed cannot be; the text is one sentence that says why."""


def prepare() -> None:
    """Make the standard streams safe to write to."""
    _fill_gaps()
    for stream in (sys.stdout, sys.stderr):
        # A character that a terminal does not know is shown by its number.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def show(text: str) -> None:
    """Print a result on standard output, at once. Raises `OutputError`."""
    # Python has no standard output where the shell closed it.
    if sys.stdout is None:
        raise OutputError(
            translate("Commands", "the output cannot be printed: standard output is closed")
        )
    try:
        print(text, flush=True)
    except (OSError, ValueError) as error:  # ValueError: the stream has been closed
        _let_go(sys.stdout)
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise OutputError(
            translate("Commands", "the output cannot be printed: {why}").format(why=reason.lower())
        ) from error


def tell(sentence: str) -> None:
    """Print one sentence of the program's own on standard error, on one line, if that is there."""
    if sys.stderr is None:
        return
    line = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in sentence)
    try:
        print(f"annplayground: {line.rstrip('.')}", file=sys.stderr, flush=True)
    except (OSError, ValueError):
        _let_go(sys.stderr)


def _fill_gaps() -> None:
    """Open what is closed of the streams 0, 1 and 2: the next file to be opened would take that
    place, and get what libraries print."""
    for handle in range(3):
        try:
            os.fstat(handle)
        except OSError:
            with suppress(OSError):
                os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free


def _let_go(stream: TextIO) -> None:
    """Send what a stream still holds to nowhere, so that Python does not fail on it at its end."""
    with suppress(OSError, ValueError):
        handle = stream.fileno()
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, handle)
        os.close(nowhere)
