"""Temporary files: they belong to a living process, or they are cleared away."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from annplayground.io import temporaries
from annplayground.io.files import FileError, replacing, write_text

posix = pytest.mark.skipif(os.name != "posix", reason="locks and rights as on Unix")


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """What a killed process leaves: nobody holds it."""
    path = temporaries.create(tmp_path / "h.csv")
    os.close(temporaries._held.pop(path))
    return path


def test_what_was_left_is_cleared_by_the_next_write(tmp_path: Path, left: Path) -> None:
    write_text(tmp_path / "other.json", "{}")
    assert [path.name for path in tmp_path.iterdir()] == ["other.json"]


HOLDER = """
import sys
from pathlib import Path
from annplayground.io import temporaries
print(temporaries.create(Path(sys.argv[1])), flush=True)
sys.stdin.read()
"""


def test_what_another_process_writes_is_left_alone(tmp_path: Path, environment) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path / "h.csv")],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        held = Path(other.stdout.readline().rstrip("\n"))
        write_text(tmp_path / "mine.json", "{}")
        assert held.exists()
        other.kill()
    write_text(tmp_path / "mine.json", "{}")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.json"]


def test_two_of_one_process_leave_each_other_alone(tmp_path: Path) -> None:
    with replacing(tmp_path / "a") as first, replacing(tmp_path / "b") as second:
        first.write_text("a")
        second.write_text("b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]


@posix
def test_only_what_is_surely_ours_is_cleared(tmp_path: Path, left: Path) -> None:
    names = [
        ".h-annplayground-12345.csv",
        "h-annplayground-0123abcd.csv",
        "my.h-annplayground-0123abcd.csv",
        ".h-0123abcd.csv",
    ]
    for name in names:
        (tmp_path / name).touch()
    folder = tmp_path / ".f-annplayground-0123abcd.csv"
    folder.mkdir()
    link = tmp_path / ".l-annplayground-0123abcd.csv"
    link.symlink_to(names[1])
    os.mkfifo(tmp_path / ".p-annplayground-0123abcd.csv")
    temporaries.clear_left(tmp_path)
    assert not left.exists()
    assert len(list(tmp_path.iterdir())) == len(names) + 3


@posix
def test_what_belongs_to_somebody_else_stays(left: Path, monkeypatch) -> None:
    monkeypatch.setattr(temporaries.os, "geteuid", lambda: left.stat().st_uid + 1)
    temporaries.clear_left(left.parent)
    assert left.exists()


@posix
def test_a_file_system_without_locks(tmp_path: Path, left: Path, monkeypatch) -> None:
    def refuse(handle: int, operation: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(temporaries.fcntl, "flock", refuse)
    write_text(tmp_path / "x", "new")
    assert (tmp_path / "x").read_text() == "new"
    assert left.exists()


def test_one_that_is_cleared_before_it_is_held_is_made_anew(tmp_path: Path, monkeypatch) -> None:
    hold, tried = temporaries._hold, []

    def cleared_meanwhile(handle: int) -> bool:
        if not tried:
            next(tmp_path.iterdir()).unlink()
        tried.append(handle)
        return hold(handle)

    monkeypatch.setattr(temporaries, "_hold", cleared_meanwhile)
    write_text(tmp_path / "x", "new")
    assert len(tried) == 2
    assert (tmp_path / "x").read_text() == "new"


def test_an_end_without_unwinding_removes_them(tmp_path: Path) -> None:
    path = tmp_path / "kept.txt"
    path.write_text("old")

    def leave_in_the_middle() -> None:
        with replacing(path) as temporary:
            temporary.write_text("half")
            temporaries.discard_all()
            assert list(tmp_path.iterdir()) == [path]
            raise SystemExit

    with pytest.raises(SystemExit):
        leave_in_the_middle()
    assert path.read_text() == "old"


@posix
def test_what_is_written_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch) -> None:
    path, order = tmp_path / "x.txt", []
    path.write_text("old")
    sync = os.fsync

    def note_sync(handle: int) -> None:
        order.append(("sync", os.fstat(handle).st_ino, path.read_text()))
        sync(handle)

    monkeypatch.setattr(temporaries.os, "fsync", note_sync)
    write_text(path, "new")
    # The file while the old one is still there, then the folder with the new name.
    assert order == [
        ("sync", path.stat().st_ino, "old"),
        ("sync", tmp_path.stat().st_ino, "new"),
    ]


@posix
@pytest.mark.parametrize("step", ["fsync", "chmod", "replace"])
def test_a_step_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch, step: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text("old")

    def fail(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    owner = temporaries.os if step == "fsync" else Path
    monkeypatch.setattr(owner, step, fail)
    with pytest.raises(FileError, match="input/output error"):
        write_text(path, "new")
    monkeypatch.undo()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@posix
def test_the_new_file_belongs_to_whom_the_old_one_did(tmp_path: Path, monkeypatch) -> None:
    path, given = tmp_path / "x.txt", []
    path.write_text("old")
    monkeypatch.setattr(temporaries.os, "chown", lambda *owner: given.append(owner[1:]))
    write_text(path, "new")
    assert given == [(path.stat().st_uid, path.stat().st_gid)]


def test_names_as_long_as_a_file_system_takes(tmp_path: Path) -> None:
    for name in ("x" * 250, "." + "s" * 250, "x." + "s" * 250, "λ" * 120):
        write_text(tmp_path / name, "x")
        assert (tmp_path / name).read_text() == "x"


def test_no_handle_is_left_open(tmp_path: Path) -> None:
    write_text(tmp_path / "x", "x")
    assert temporaries._held == {}
