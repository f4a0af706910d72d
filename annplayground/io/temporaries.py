"""Temporary files beside the files that they are to replace, and the end of those left behind.

Whoever writes one holds a lock on it, and the system takes the lock away when the process dies,
however it dies: a temporary file that nobody holds was left by a process that was killed.
"""

import os
import re
import stat
import sys
from contextlib import suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

# A name that nobody else gives: what matches it is ours to clear away.
_NAME = re.compile(r"\..*-annplayground-[0-9a-f]{8}(\..*)?", re.DOTALL)
# With these no part of a name is longer than any file system takes.
_STEM, _SUFFIX = 40, 20

_held: dict[Path, int] = {}


def create(target: Path) -> Path:
    """A new empty file in the folder of `target`, held until it is `discard`ed or has replaced.

    Clears away what killed processes have left in that folder. Raises `OSError`.
    """
    clear_left(target.parent)
    stem, suffix = target.stem[:_STEM], target.suffix[:_SUFFIX]
    while True:
        path = target.parent / f".{stem}-annplayground-{os.urandom(4).hex()}{suffix}"
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            continue
        _held[path] = handle
        try:
            held = _hold(handle)
        except OSError:
            held = True  # a file system without locks, on which nothing is cleared away either
        # Another process may have cleared it away before it was held.
        if held and os.fstat(handle).st_nlink:
            return path
        discard(path)


def replace(temporary: Path, target: Path) -> None:
    """Put what was written in the place of `target`, with its rights, so that it stays there even
    if the machine fails. Raises `OSError`; `target` is then as it was."""
    os.fsync(_held[temporary])
    _copy_rights(target, temporary)
    if sys.platform == "win32":
        _release(temporary)  # there, nobody can rename an open file
    temporary.replace(target)
    _release(temporary)
    _sync_folder(target.parent)


def discard(temporary: Path) -> None:
    """Remove a temporary file; nothing happens if it is gone."""
    if sys.platform == "win32":
        _release(temporary)
    with suppress(OSError):
        temporary.unlink()
    _release(temporary)


def discard_all() -> None:
    """Remove all that this process has not finished: before it ends without unwinding."""
    for temporary in list(_held):
        discard(temporary)


def clear_left(folder: Path) -> None:
    """Remove this user's temporary files that no living process holds."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if _NAME.fullmatch(entry.name):
                with suppress(OSError):
                    _clear_if_left(Path(entry.path))


def _clear_if_left(path: Path) -> None:
    found = path.lstat()
    if not stat.S_ISREG(found.st_mode):
        return
    if sys.platform == "win32":
        path.unlink()  # fails while somebody has it open
        return
    if found.st_uid != os.geteuid():
        return
    handle = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOFOLLOW)
    try:
        if _hold(handle):
            path.unlink()
    finally:
        os.close(handle)


def _hold(handle: int) -> bool:
    """Lock an open file until it is closed; False if somebody else holds it. Raises `OSError` where
    files cannot be locked."""
    if sys.platform != "win32":
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _release(temporary: Path) -> None:
    handle = _held.pop(temporary, None)
    if handle is not None:
        os.close(handle)


def _copy_rights(target: Path, temporary: Path) -> None:
    """Give the new file the rights of the one that it replaces, or those of a new one."""
    if not target.exists():
        umask = os.umask(0)
        os.umask(umask)
        temporary.chmod(0o666 & ~umask)
        return
    found = target.stat()
    if sys.platform != "win32":
        # A file in a course's shared folder stays the course's, as far as this user may say so.
        with suppress(OSError):
            os.chown(temporary, found.st_uid, found.st_gid)
    temporary.chmod(stat.S_IMODE(found.st_mode))


def _sync_folder(folder: Path) -> None:
    """Write the folder's new entry to the disk, where a system can do that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
