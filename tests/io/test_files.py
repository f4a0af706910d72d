"""Reading with a limit, and writing all or nothing."""

import os
import stat
import sys
from pathlib import Path

import pytest

from annplayground.io import files
from annplayground.io.files import FileError, check_writable, read_text, replacing, write_text

posix = pytest.mark.skipif(os.name != "posix", reason="rights and links as on Unix")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "ü.txt"
    write_text(path, "a\nσ ≥ ½\n")
    assert path.read_bytes() == "a\nσ ≥ ½\n".encode()
    assert read_text(path, 100) == "a\nσ ≥ ½\n"


def test_a_byte_order_mark_is_no_text(tmp_path: Path) -> None:
    path = tmp_path / "bom.txt"
    path.write_bytes(b"\xef\xbb\xbfx")
    assert read_text(path, 100) == "x"


def test_the_limit_is_exact(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_text("x" * 10)
    assert len(read_text(path, 10)) == 10
    with pytest.raises(FileError, match="larger than"):
        read_text(path, 9)


def test_the_byte_that_is_no_utf8_is_counted_from_one(tmp_path: Path) -> None:
    path = tmp_path / "latin1.txt"
    path.write_bytes(b"caf\xe9")
    with pytest.raises(FileError, match=r"UTF-8 \(byte 4\)"):
        read_text(path, 100)


@posix
def test_devices_and_pipes_are_neither_read_nor_replaced(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(FileError, match="not a regular file"):
        read_text(pipe, 100)
    for path in (pipe, Path("/dev/null")):
        with pytest.raises(FileError, match="not a regular file"):
            write_text(path, "x")
    assert stat.S_ISFIFO(pipe.stat().st_mode)


@posix
def test_a_pipe_that_takes_the_place_of_a_file_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    regular, pipe = tmp_path / "regular", tmp_path / "pipe"
    regular.touch()
    os.mkfifo(pipe)
    before = regular.stat()
    monkeypatch.setattr(Path, "stat", lambda path: before)
    with pytest.raises(FileError, match="not a regular file"):
        read_text(pipe, 100)


def test_an_error_while_writing_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "kept.txt"
    path.write_text("old")

    def write_half() -> None:
        with replacing(path) as temporary:
            temporary.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_half()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    def fill() -> None:
        with replacing(tmp_path / "x.txt"):
            raise OSError(28, "No space left on device")

    with pytest.raises(FileError, match=r"x\.txt cannot be written: no space left on device"):
        fill()
    assert list(tmp_path.iterdir()) == []


@posix
def test_rights_and_links_are_kept(tmp_path: Path) -> None:
    path, link = tmp_path / "real.txt", tmp_path / "link.txt"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    write_text(link, "new")
    assert link.is_symlink()
    assert path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@posix
def test_a_new_file_gets_the_usual_rights(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_text(tmp_path / "new.txt", "x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o640


def test_places_that_cannot_be_written(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    for path, words in (
        (tmp_path, "is a folder"),
        (tmp_path / "no" / "x", "no folder"),
        (file / "x", "no folder"),
        (Path("a\0b"), "cannot be written"),
    ):
        with pytest.raises(FileError, match=words):
            check_writable(path)


@pytest.mark.skipif(sys.platform == "win32", reason="rights as on Unix")
def test_what_is_read_only_is_told_before_a_long_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.txt"
    # Root may write everywhere, so the answer of the system is stood in for.
    monkeypatch.setattr(files.os, "access", lambda what, mode: False)
    with pytest.raises(FileError, match=r"the folder .* is read-only"):
        check_writable(path)
    path.touch()
    with pytest.raises(FileError, match=r"x\.txt cannot be written: it is read-only"):
        check_writable(path)


@posix
def test_links_in_a_circle(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    with pytest.raises(FileError):
        read_text(tmp_path / "a", 10)
    with pytest.raises(FileError):
        write_text(tmp_path / "a", "x")
