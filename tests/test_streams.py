"""What is printed where it cannot be: closed, full, cut off, or on a terminal that knows ASCII."""

import io
import os
import subprocess
import sys

import pytest

from annplayground import streams
from annplayground.cli import main

posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell and devices as on Unix")
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is Linux's")


def in_shell(environment, command: str) -> subprocess.CompletedProcess[str]:
    """Run a line of shell in which `annplayground` is this program."""
    name = f'annplayground() {{ {sys.executable} -m annplayground "$@"; }}; '
    # As users have it: what cannot be written stays in a buffer, which Python empties at its end.
    environment.pop("PYTHONUNBUFFERED", None)
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {name} {command}"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


@posix
@pytest.mark.parametrize(
    ("where", "reason"),
    [
        (">&-", "standard output is closed"),
        pytest.param(">/dev/full", "no space left on device", marks=linux),
    ],
    ids=["closed", "full"],
)
def test_output_that_cannot_be_printed(environment, circle, tmp_path, where, reason):
    history = tmp_path / "h.csv"
    train = f"train {circle} --epochs 2 --history {history}"
    for command in ("--version", train):
        done = in_shell(environment, f"annplayground {command} {where}")
        assert done.returncode == 2
        assert done.stderr == f"annplayground: the output cannot be printed: {reason}\n"
    assert len(history.read_text().splitlines()) == 4


def test_output_that_nobody_reads(environment):
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        [sys.executable, "-m", "annplayground", "--help"],
        env=environment,
        stdout=theirs,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
    )
    os.close(theirs)
    assert done.returncode == 2
    assert done.stderr == "annplayground: the output cannot be printed: broken pipe\n"


# Prints, as a library may, while the history is being written.
PRINTS = """
import os, sys
from annplayground import train
from annplayground.cli import main
def end(self):
    os.write(1, b"out")
    os.write(2, b"err")
train._Progress.end = end
sys.exit(main(sys.argv[1:]))
"""


@posix
@pytest.mark.parametrize(
    ("where", "status"), [("2>&-", 0), (">&- 2>&-", 2), ("<&- >&- 2>&-", 2)], ids=["2", "12", "012"]
)
def test_a_file_never_takes_a_closed_stream_s_place(environment, circle, tmp_path, where, status):
    history, program = tmp_path / "h.csv", tmp_path / "prints.py"
    program.write_text(PRINTS)
    command = f"{sys.executable} {program} train {circle} --epochs 2 --history {history}"
    assert in_shell(environment, f"{command} {where}").returncode == status
    lines = history.read_text().splitlines()
    assert [line.split(",")[0] for line in lines] == ["epoch", "0", "1", "2"]


@linux
def test_a_complaint_that_cannot_be_printed_keeps_the_status(environment):
    for where in ("2>&-", "2>/dev/full", ">/dev/full 2>&1"):
        done = in_shell(environment, f"annplayground nothing {where}")
        assert (done.returncode, done.stdout) == (2, "")


@pytest.mark.parametrize("arguments", [["--help"], ["train", "--help"], ["render", "--help"]])
def test_help_on_a_terminal_that_knows_ascii_only(monkeypatch, arguments):
    raw = io.BytesIO()
    terminal = io.TextIOWrapper(raw, encoding="ascii", errors="strict")
    monkeypatch.setattr(sys, "stdout", terminal)
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert not ended.value.code
    assert b"Exit" in raw.getvalue()


def test_any_text_on_a_terminal_that_knows_ascii_only(monkeypatch):
    raw = io.BytesIO()
    for name in ("stdout", "stderr"):
        terminal = io.TextIOWrapper(raw, encoding="ascii", errors="strict", newline="\n")
        monkeypatch.setattr(sys, name, terminal)
    streams.prepare()
    streams.show("λ × 3")
    streams.tell("no file 'λ×.json'")
    assert raw.getvalue() == b"\\u03bb \\xd7 3\nannplayground: no file '\\u03bb\\xd7.json'\n"


def test_a_sentence_stays_on_its_line(capsys):
    streams.tell("there is no file a\nb\x1b[31m\udce9.")
    assert capsys.readouterr().err == "annplayground: there is no file a\\nb\\x1b[31m\\udce9\n"
