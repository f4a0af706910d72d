"""Where the image is kept: this user's alone, whole or not there, and no mess after a failure."""

import os
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annplayground.core.kernels.image import store as kernel_store
from annplayground.core.kernels.image.store import StoreError, image_path, keep, read_kept

posix = pytest.mark.skipif(os.name != "posix", reason="rights and links as on Unix")

# Root may do everything: without these two rights (CAP_DAC_*) it is a user like all others.
AS_A_USER = """
import ctypes, os, sys
for right in (1, 2):
    ctypes.CDLL(None).prctl(24, right, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-c", sys.argv[1]])
"""
FOLDER = "cache/annplayground"
KEEP = """
from annplayground.core.kernels.image.store import StoreError, keep, read_kept
try:
    keep("key", bytes(100_000))
except StoreError as error:
    print(error)
print(read_kept("key"))
"""


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """The folder of the images, which is not there yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "annplayground"


def output(*arguments) -> list[str]:
    command = [sys.executable, "-c", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    return done.stdout.splitlines()


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def test_what_is_kept_is_read_again(folder):
    assert read_kept("key") is None
    keep("key", b"old")
    keep("key", b"new")
    assert read_kept("key") == b"new"
    assert read_kept("other") is None
    assert [path.name for path in folder.iterdir()] == ["kernels-key"]


@posix
def test_nobody_else_can_write_or_read(folder):
    before = os.umask(0)
    try:
        keep("key", b"image")
    finally:
        os.umask(before)
    assert mode(folder.parent) == mode(folder) == 0o700
    assert mode(folder / "kernels-key") == 0o600


@posix
def test_a_folder_that_was_open_is_shut(folder):
    folder.mkdir(parents=True)
    folder.chmod(0o777)
    keep("key", b"image")
    assert mode(folder) == 0o700


@posix
@pytest.mark.parametrize("rights", [0o620, 0o602, 0o644])
def test_a_file_that_others_may_write_is_not_trusted(folder, rights):
    keep("key", b"image")
    (folder / "kernels-key").chmod(rights)
    assert read_kept("key") is None
    keep("key", b"image")
    assert mode(folder / "kernels-key") == 0o600
    assert read_kept("key") == b"image"


@posix
def test_the_file_of_another_user_is_not_trusted(folder, monkeypatch):
    keep("key", b"image")
    me = os.geteuid()
    monkeypatch.setattr(kernel_store, "_check_folder", lambda folder: None)
    monkeypatch.setattr(kernel_store.os, "geteuid", lambda: me + 1)
    assert read_kept("key") is None


@posix
def test_the_folder_of_another_user_is_left_alone(folder, monkeypatch):
    folder.mkdir(parents=True)
    me = os.geteuid()
    monkeypatch.setattr(kernel_store.os, "geteuid", lambda: me + 1)
    with pytest.raises(StoreError, match="not a folder of this user"):
        keep("key", b"image")
    assert not list(folder.iterdir())


@posix
def test_no_link_is_followed(folder, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    folder.parent.mkdir()
    folder.symlink_to(elsewhere)
    with pytest.raises(StoreError, match="not a folder of this user"):
        keep("key", b"image")
    assert not list(elsewhere.iterdir())

    folder.unlink()
    keep("key", b"image")
    (folder / "kernels-key").rename(elsewhere / "image")
    (folder / "kernels-key").symlink_to(elsewhere / "image")
    assert read_kept("key") is None
    keep("key", b"new")
    assert (elsewhere / "image").read_bytes() == b"image"
    assert read_kept("key") == b"new"


@posix
def test_a_fifo_keeps_nobody_waiting(folder):
    folder.mkdir(parents=True, mode=0o700)
    os.mkfifo(folder / "kernels-key", 0o600)
    assert read_kept("key") is None


@posix
@pytest.mark.parametrize("given", ["relative", "./x", ""])
def test_a_relative_folder_is_not_used(tmp_path, monkeypatch, given):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", given)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert image_path("key") == tmp_path / "home/.cache/annplayground/kernels-key"
    monkeypatch.setenv("HOME", "home")
    with pytest.raises(StoreError, match="no absolute path"):
        keep("key", b"image")
    assert read_kept("key") is None
    assert not list(tmp_path.iterdir())


def test_a_failed_write_leaves_nothing(folder, monkeypatch):
    keep("key", b"old")

    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kernel_store.os, "fsync", full)
    with pytest.raises(StoreError, match=r"cannot be written to: no space left on device"):
        keep("key", b"new")
    assert [path.name for path in folder.iterdir()] == ["kernels-key"]
    monkeypatch.undo()
    assert (folder / "kernels-key").read_bytes() == b"old"


@posix
def test_a_disk_that_takes_no_more(folder):
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
    said, kept = output(limit + KEEP)
    assert said == f"{folder} cannot be written to: file too large"
    assert kept == "None"
    assert not list(folder.iterdir())


@pytest.mark.skipif(sys.platform != "linux", reason="rights as on Linux")
@pytest.mark.parametrize(
    ("which", "rights"),
    [("cache", 0o000), ("cache", 0o600), (FOLDER, 0o000), (FOLDER, 0o600), (FOLDER, 0o500)],
)
def test_a_folder_that_may_not_be_searched_or_written(folder, tmp_path, which, rights):
    folder.mkdir(parents=True, mode=0o700)
    (tmp_path / which).chmod(rights)
    try:
        lines = output(AS_A_USER, KEEP)
    finally:
        (tmp_path / which).chmod(0o700)
    assert lines == [f"{folder} cannot be written to: permission denied", "None"]


def test_what_killed_processes_left_is_cleared_away(folder):
    folder.mkdir(parents=True)
    long_ago = time.time() - 3600
    for name, age in (
        ("unfinished-old", 1),
        ("tmpk2x", 1),
        ("unfinished-now", 0),
        ("kernels-a", 1),
    ):
        (folder / name).touch()
        if age:
            os.utime(folder / name, (long_ago, long_ago))
    keep("key", b"image")
    assert {path.name for path in folder.iterdir()} == {
        "unfinished-now",
        "kernels-a",
        "kernels-key",
    }


def test_a_file_too_large_to_be_an_image(folder, monkeypatch):
    monkeypatch.setattr(kernel_store, "MAX_BYTES", 10)
    keep("key", bytes(11))
    assert read_kept("key") is None
