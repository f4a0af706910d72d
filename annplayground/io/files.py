"""Reading with a limit and writing all or nothing; every failure is one `FileError`."""

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class FileError(ValueError):
    """A file that cannot be read or written; the text is one sentence that says why."""


def read_text(path: Path, max_bytes: int) -> str:
    """The text of a regular UTF-8 file (with or without a byte order mark).

    Raises `FileError` when the file is missing, is no regular file, is larger than `max_bytes` or
    is not UTF-8.
    """
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise FileError(f"{path} is a folder: name a file in it")
        if not stat.S_ISREG(mode):
            raise FileError(f"{path} is not a regular file")
        with path.open("rb") as file:
            # One byte more than allowed tells a file that is too large, even one that grows.
            content = file.read(max_bytes + 1)
    except FileError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a zero byte in the path
        raise _file_error(error, f"{path} cannot be read") from error
    if len(content) > max_bytes:
        raise FileError(f"{path} is larger than {max_bytes / 1e6:.3g} MB")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FileError(f"{path} is not a text in UTF-8 (byte {error.start + 1})") from error


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of `path` when the block ends without an error.

    Until then `path` is untouched; after an error it stays as it was. Raises `FileError` when the
    folder is missing or cannot be written to.
    """
    check_writable(path)
    # A link keeps pointing to where it did: what it points to is replaced.
    target = path.resolve()
    temporary = None
    try:
        handle, name = tempfile.mkstemp(
            prefix=f".{target.stem[:40]}-", suffix=target.suffix, dir=target.parent
        )
        os.close(handle)
        temporary = Path(name)
        yield temporary
        temporary.chmod(_mode_of(target))
        temporary.replace(target)
    except OSError as error:
        raise _file_error(error, f"{path} cannot be written") from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a text as UTF-8, all or nothing. Raises `FileError`."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def check_writable(path: Path) -> None:
    """Raise `FileError` when a file cannot be written there: to be asked before a long run."""
    try:
        if path.is_dir():
            raise FileError(f"{path} is a folder: name a file in it")
        if path.exists() and not path.is_file():
            raise FileError(f"{path} is not a regular file")
        with suppress(FileNotFoundError, NotADirectoryError):
            path.stat()  # links in a circle: from Python 3.13 on, resolve() takes them as they are
        folder = path.resolve().parent
        if not folder.is_dir():
            raise FileError(f"{path} cannot be written: there is no folder {folder}")
        if path.exists() and not os.access(path, os.W_OK):
            raise FileError(f"{path} cannot be written: it is read-only")
        if not os.access(folder, os.W_OK):
            raise FileError(f"{path} cannot be written: the folder {folder} is read-only")
    except FileError:
        raise
    except (OSError, ValueError, RuntimeError) as error:  # RuntimeError: links in a circle
        raise _file_error(error, f"{path} cannot be written") from error


def _file_error(error: Exception, what: str) -> FileError:
    if isinstance(error, FileNotFoundError):
        return FileError(f"{what}: it does not exist")
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return FileError(f"{what}: {reason[:1].lower()}{reason[1:]}")


def _mode_of(target: Path) -> int:
    """The rights of the file that is replaced, or those of a new one."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    umask = os.umask(0)
    os.umask(umask)
    return 0o666 & ~umask
