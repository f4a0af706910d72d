"""Where the kernels' image is kept from one start to the next: a file of this user's, in a folder
of this user's, that nobody else can write to."""

import os
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path

MAX_BYTES = 16_000_000  # far more than any image
_UNFINISHED = "unfinished-"
_OLD_SECONDS = 600.0  # nobody writes as long as that


class StoreError(Exception):
    """The folder cannot be used; the text says which and why."""


def image_path(key: str) -> Path:
    """Where the image with this key is or will be. Raises `StoreError` if there is no home."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if not cache.is_absolute():  # XDG says: to be ignored, it means another place in each folder
        try:
            cache = Path.home() / ".cache"
        except RuntimeError as error:
            raise StoreError("this user has no home folder") from error
    if not cache.is_absolute():
        raise StoreError(f"the home folder {str(cache.parent)!r} is no absolute path")
    return cache / "annplayground" / f"kernels-{key}"


def read_kept(key: str) -> bytes | None:
    """What is kept under this key; None if there is nothing, or nothing that can be trusted."""
    try:
        path = image_path(key)
        _check_folder(path.parent)
        with open(path, "rb", opener=_open_no_link) as file:
            about = os.fstat(file.fileno())
            if not stat.S_ISREG(about.st_mode) or not _mine_alone(about):
                return None
            content = file.read(MAX_BYTES + 1)
    except (OSError, ValueError, StoreError):  # ValueError: a zero byte in the path
        return None
    return content if len(content) <= MAX_BYTES else None


def keep(key: str, image: bytes) -> None:
    """Write an image at once or not at all. Raises `StoreError`, and then leaves nothing behind."""
    path = image_path(key)
    try:
        for folder in (path.parent.parent, path.parent):
            with suppress(FileExistsError):  # whether it is a folder is seen below
                folder.mkdir(mode=0o700, parents=True)
        _check_folder(path.parent)
        _clear_unfinished(path.parent)
        _write(path, image)
    except (OSError, ValueError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        raise StoreError(f"{path.parent} cannot be written to: {reason.lower()}") from error


def _write(path: Path, image: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=_UNFINISHED, dir=path.parent)  # 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(image)
            file.flush()
            os.fsync(handle)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _clear_unfinished(folder: Path) -> None:
    """Remove what killed processes left behind (`tmp…` were those of earlier versions)."""
    for path in folder.iterdir():
        if path.name.startswith((_UNFINISHED, "tmp")):
            with suppress(OSError):
                if time.time() - path.lstat().st_mtime > _OLD_SECONDS:
                    path.unlink()


def _check_folder(folder: Path) -> None:
    """Raise `StoreError` unless the folder is this user's; shut it to all others."""
    about = folder.lstat()
    if not stat.S_ISDIR(about.st_mode) or not _mine(about):
        raise StoreError(f"{folder} is not a folder of this user")
    if not _mine_alone(about):
        folder.chmod(0o700)


def _mine(about: os.stat_result) -> bool:
    return os.name != "posix" or about.st_uid == os.geteuid()


def _mine_alone(about: os.stat_result) -> bool:
    return os.name != "posix" or (_mine(about) and not about.st_mode & 0o077)


def _open_no_link(path: str, flags: int) -> int:
    """Open what is there itself, not what it links to; a FIFO keeps nobody waiting."""
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
