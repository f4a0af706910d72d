"""Files and folders that cannot be had: each is one sentence and exit status 2."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from annplayground.cli import main

posix = pytest.mark.skipif(os.name != "posix", reason="files and users as on Unix")


def refused(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """The one sentence with which a command refuses."""
    assert main([str(argument) for argument in arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.count("\n") == 1
    assert printed.err.startswith("annplayground: ")
    return printed.err


def commands(circle: Path, place: str) -> list[tuple[str, ...]]:
    """All that can be asked for with a place: to read it, and to write there."""
    return [
        (place,),
        ("train", place, "--epochs", "1"),
        ("render", place, "--out", "p.png"),
        ("train", str(circle), "--epochs", "1", "--history", place),
        ("render", "--out", f"{place}.png"),
    ]


@pytest.mark.parametrize(
    "place",
    [
        "x" * 300,
        "x" * 300 + ".json",
        "y/" * 3000 + "x",
        "no\nsuch/file",
        "caf\udce9/x",
        "λ×/x",
        "\0",
    ],
    ids=["long", "long .json", "deep", "newline", "no UTF-8", "no ASCII", "zero"],
)
def test_odd_names(circle, tmp_path, capsys, monkeypatch, place):
    monkeypatch.chdir(tmp_path)
    for command in commands(circle, place):
        refused(capsys, *command)
    assert list(tmp_path.iterdir()) == [circle]


@posix
def test_a_file_whose_name_is_no_text(circle, capsys):
    odd = circle.with_name("caf\udce9.json")
    circle.rename(odd)
    assert main(["train", str(odd), "--epochs", "1"]) == 0
    capsys.readouterr()
    odd.write_text("{")
    assert "caf\\udce9.json is not valid JSON" in refused(capsys, "train", odd, "--epochs", "1")


@posix
def test_pipes_devices_and_sockets(circle, tmp_path, capsys):
    import socket

    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "null").symlink_to("/dev/null")
    server = socket.socket(socket.AF_UNIX)
    place = Path(os.path.relpath(tmp_path / "socket"))  # such a name may not be long
    server.bind(str(place))
    server.close()
    for name in ("pipe", "null", "socket"):
        (tmp_path / f"{name}.png").symlink_to(name)
        for command in commands(circle, str(tmp_path / name)):
            assert "is not a regular file" in refused(capsys, *command)
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


# Root may enter every folder, so a child becomes somebody else, when it has imported all it needs.
AS_NOBODY = """
import os
from annplayground import cli
from annplayground.io import points_csv
assert cli.main({first}) == 0
if os.geteuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
assert all([cli.main(command) == 2 for command in {commands}])
"""


@posix
def test_a_folder_that_may_not_be_entered(circle, tmp_path, environment, monkeypatch):
    monkeypatch.chdir(tmp_path)
    tmp_path.chmod(0o777)
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "e.json").write_text("{}")
    for folder in tmp_path.parents[:2]:  # made for one user only
        folder.chmod(0o755)
    secret.chmod(0)
    try:
        places = (secret / "e.json", secret / "word", secret / "a" / "b.csv")
        wanted = [list(command) for place in places for command in commands(circle, str(place))]
        first = ["train", str(circle), "--epochs", "0"]
        done = subprocess.run(
            [sys.executable, "-c", AS_NOBODY.format(first=first, commands=wanted)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
    finally:
        secret.chmod(0o700)
    assert done.stderr.count("permission denied") == done.stderr.count("\n") == len(wanted)
    assert done.returncode == 0


@posix
def test_a_working_folder_that_is_gone(circle, tmp_path, capsys, monkeypatch):
    gone = tmp_path / "gone"
    gone.mkdir()
    monkeypatch.chdir(gone)
    gone.rmdir()
    assert "does not exist" in refused(capsys, "train", "x.json", "--epochs", "1")
    refused(capsys, "train", circle, "--epochs", "1", "--history", "h.csv")
    refused(capsys, "render", "--out", "p.png")


def test_an_engine_of_the_environment_that_is_none_is_told_and_auto_serves(circle, environment):
    environment["ANNPLAYGROUND_ENGINE"] = "warp"
    command = [sys.executable, "-m", "annplayground", "train", str(circle), "--epochs", "1"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0
    (line,) = [line for line in done.stderr.splitlines() if "warp" in line]
    assert "auto is used" in line
