"""Reading with a limit and writing all or nothing; every failure is one `FileError`."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from annplayground.core.words import translate
from annplayground.io import temporaries


class FileError(ValueError):
    """A file that cannot be read or written; the text is one sentence that says why."""


# To open a pipe that nobody writes to would wait for ever; these names are not on all systems.
_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_text(path: Path, max_bytes: int) -> str:
    """The text of a regular UTF-8 file (with or without a byte order mark).

    Raises `FileError` as `read_bytes` does, and when the text is not UTF-8.
    """
    content = read_bytes(path, max_bytes)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(
            translate("Files", "{path} is not a text in UTF-8 (byte {n})").format(
                path=path, n=error.start + 1
            )
        ) from error


def read_bytes(path: Path, max_bytes: int) -> bytes:
    """The content of a regular file.

    Raises `FileError` when the file is missing, is no regular file or is larger than `max_bytes`.
    """
    try:
        _check_regular(path, path.stat().st_mode)
        with os.fdopen(os.open(path, _READ), "rb") as file:
            # The name may stand for something else by now.
            _check_regular(path, os.fstat(file.fileno()).st_mode)
            # One byte more than allowed tells a file that is too large, even one that grows.
            content = file.read(max_bytes + 1)
    except FileError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the path
        raise _file_error(
            error, translate("Files", "{path} cannot be read").format(path=path)
        ) from error
    if len(content) > max_bytes:
        raise FileError(
            translate("Files", "{path} is larger than {n} MB").format(
                path=path, n=f"{max_bytes / 1e6:.3g}"
            )
        )
    return content


def _check_regular(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise FileError(
            translate("Files", "{path} is a folder: name a file in it").format(path=path)
        )
    if not stat.S_ISREG(mode):
        raise FileError(translate("Files", "{path} is not a regular file").format(path=path))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of `path` when the block ends without an error.

    Until then `path` is untouched; after an error it stays as it was. When the block has ended, the
    new file is on the disk. Raises `FileError` when the folder is missing or cannot be written to.
    """
    check_writable(path)
    # A link keeps pointing to where it did: what it points to is replaced.
    target = path.resolve()
    temporary = None
    try:
        temporary = temporaries.create(target)
        yield temporary
        temporaries.replace(temporary, target)
    except OSError as error:
        raise _file_error(
            error, translate("Files", "{path} cannot be written").format(path=path)
        ) from error
    finally:
        if temporary is not None:
            temporaries.discard(temporary)


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8, all or nothing. Raises `FileError`."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def check_writable(path: Path) -> None:
    """Raise `FileError` when a file cannot be written there: to be asked before a long run."""
    try:
        if path.is_dir():
            raise FileError(
                translate("Files", "{path} is a folder: name a file in it").format(path=path)
            )
        if path.exists() and not path.is_file():
            raise FileError(translate("Files", "{path} is not a regular file").format(path=path))
        with suppress(FileNotFoundError, NotADirectoryError):
            path.stat()  # links in a circle: from Python 3.13 on, resolve() takes them as they are
        folder = path.resolve().parent
        if not folder.is_dir():
            raise FileError(
                translate("Files", "{path} cannot be written: there is no folder {folder}").format(
                    path=path, folder=folder
                )
            )
        if path.exists() and not os.access(path, os.W_OK):
            raise FileError(
                translate("Files", "{path} cannot be written: it is read-only").format(path=path)
            )
        if not os.access(folder, os.W_OK):
            raise FileError(
                translate(
                    "Files", "{path} cannot be written: the folder {folder} is read-only"
                ).format(path=path, folder=folder)
            )
    except FileError:
        raise
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise _file_error(
            error, translate("Files", "{path} cannot be written").format(path=path)
        ) from error


def _file_error(error: Exception, what: str) -> FileError:
    if isinstance(error, FileNotFoundError):
        return FileError(translate("Files", "{what}: it does not exist").format(what=what))
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return FileError(f"{what}: {reason[:1].lower()}{reason[1:]}")
