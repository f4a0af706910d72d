"""Ctrl-C, SIGTERM and SIGHUP end every command soon, with the shell's status, and lose nothing."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

posix = os.name == "posix"
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP] if posix else []

pytestmark = pytest.mark.skipif(not posix, reason="signals as on Unix")

# Runs a command that gets a signal as soon as a condition holds.
SIGNALLED = """
import os, sys, threading, time
from pathlib import Path
def thread(name):
    return any(one.name == name for one in threading.enumerate())
def wait():
    while not ({condition}):
        time.sleep(0.01)
    os.kill(os.getpid(), {number})
threading.Thread(target=wait, daemon=True).start()
from annplayground.__main__ import main
sys.argv[1:] = {arguments}
sys.exit(main())
"""
TRAINING_IN_WINDOW = "thread('annplayground-runner')"


def signalled(
    environment: dict[str, str], number: int, condition: str, *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    """Run a command that sends itself a signal; it has a few seconds, and would take hours."""
    code = SIGNALLED.format(
        condition=condition, number=int(number), arguments=[str(word) for word in arguments]
    )
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=30
    )


def own_words(done: subprocess.CompletedProcess[str]) -> str:
    """What was said on standard error, without what Qt's platform says about sizes."""
    lines = done.stderr.splitlines(keepends=True)
    return "".join(line for line in lines if "propagateSizeHints" not in line)


def has_rows(folder: Path) -> str:
    """The condition that a history has begun to reach the disk."""
    return f"any(p.stat().st_size for p in Path({str(folder)!r}).glob('.h-*'))"


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_train_keeps_its_rows(circle, tmp_path, environment, number):
    history = tmp_path / "h.csv"
    command = ("train", circle, "--epochs", 10**7, "--history", history, "--json")
    done = signalled(environment, number, has_rows(tmp_path), *command)
    assert done.returncode == 128 + number
    assert done.stderr == ""
    header, *rows = history.read_text().splitlines()
    epoch = json.loads(done.stdout)["epoch"]
    assert [int(row.split(",")[0]) for row in rows] == list(range(epoch + 1))
    assert {row.count(",") for row in rows} == {header.count(",")}
    # The numbers are those of the last row, not of a mini-batch somewhere after it.
    assert float(rows[-1].split(",")[1]) == json.loads(done.stdout)["train_loss"]
    assert sorted(tmp_path.iterdir()) == [circle, history]


def test_an_epoch_that_takes_long_does_not_keep_train_alive(tmp_path, environment):
    path = tmp_path / "slow.json"
    wide = {"units": 64}
    slow = {"network": {"hidden": [wide] * 6}, "training": {"batch_size": 1}}
    path.write_text(json.dumps(slow))
    history = tmp_path / "h.csv"
    begun = f"list(Path({str(tmp_path)!r}).glob('.h-*'))"
    done = signalled(
        environment, signal.SIGTERM, begun, "train", path, "--epochs", 10**7, "--history", history
    )
    assert done.returncode == 143
    assert "ended early by SIGTERM" in done.stdout
    assert done.stdout.startswith(f"epoch {len(history.read_text().splitlines()) - 2}: ")


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_render_ends(circle, tmp_path, environment, number):
    command = ("render", circle, "--epochs", 10**9, "--out", tmp_path / "p.png")
    done = signalled(environment, number, TRAINING_IN_WINDOW, *command)
    assert (done.returncode, done.stdout, own_words(done)) == (128 + number, "", "")
    assert list(tmp_path.iterdir()) == [circle]


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_the_window_closes_and_remembers(circle, tmp_path, environment, number):
    environment |= {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(tmp_path / "config")}
    done = signalled(environment, number, TRAINING_IN_WINDOW, circle)
    assert (done.returncode, done.stdout, own_words(done)) == (128 + number, "", "")
    (settings,) = (tmp_path / "config").rglob("*.conf")
    assert "geometry" in settings.read_text()


@pytest.mark.parametrize(
    "condition",
    [
        "hasattr(sys.modules.get('annplayground.__main__'), 'main')",
        "'argparse' in sys.modules",
        "'numpy' in sys.modules",
    ],
    ids=["first line", "command line", "NumPy"],
)
def test_the_start_ends_without_a_traceback(circle, environment, condition):
    done = signalled(environment, signal.SIGINT, condition, "train", circle, "--epochs", 10**7)
    assert (done.returncode, done.stderr) == (130, "")


def test_what_nohup_started_outlives_its_terminal(circle, tmp_path, environment):
    code = "import signal; signal.signal(signal.SIGHUP, signal.SIG_IGN)\n" + SIGNALLED.format(
        condition=has_rows(tmp_path),
        number=int(signal.SIGHUP),
        arguments=["train", str(circle), "--epochs", "60", "--history", str(tmp_path / "h.csv")],
    )
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0
    assert done.stdout.startswith("epoch 60: ")


def test_what_a_killed_run_left_is_cleared_by_the_next(circle, tmp_path, environment):
    command = ("train", circle, "--history", tmp_path / "h.csv", "--epochs")
    done = signalled(environment, signal.SIGKILL, has_rows(tmp_path), *command, 10**7)
    assert done.returncode == -signal.SIGKILL
    assert len(list(tmp_path.glob(".h-*"))) == 1
    arguments = [sys.executable, "-m", "annplayground", *map(str, command), "1"]
    subprocess.run(arguments, env=environment, check=True, capture_output=True, timeout=60)
    assert sorted(tmp_path.iterdir()) == [circle, tmp_path / "h.csv"]


# Gets a signal in the middle of writing a file.
WRITING = """
import os, sys
from pathlib import Path
from annplayground import ending
from annplayground.io.files import replacing
with ending.handled_by(ending.leave), replacing(Path(sys.argv[1])) as temporary:
    temporary.write_text("half")
    os.kill(os.getpid(), {number})
"""


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_file_that_is_being_written_stays_as_it_was(tmp_path, environment, number):
    path = tmp_path / "picture.png"
    path.write_text("old")
    done = subprocess.run(
        [sys.executable, "-c", WRITING.format(number=int(number)), str(path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.returncode, done.stderr) == (128 + number, "")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


# -- Qt's loops -----------------------------------------------------------------------------------

# No timer wakes this loop: without help Python would never hear of the signal.
SILENT_LOOP = """
import os, signal, sys, threading, time
from PySide6.QtCore import QCoreApplication, QEventLoop
from annplayground.gui.process.signal_wakeup import loops_left_by_signals
app = QCoreApplication([])
with loops_left_by_signals():
    {before}
    code = app.exec()
assert signal.set_wakeup_fd(-1) == -1
assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
sys.exit(code)
"""
SEND_LATER = """threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGTERM)).start()"""
SEND_NOW = """os.kill(os.getpid(), signal.SIGTERM)"""
SEND_IN_INNER_LOOP = SEND_LATER + "; QEventLoop().exec()"


@pytest.mark.parametrize("before", [SEND_LATER, SEND_NOW], ids=["waiting", "not yet begun"])
def test_a_loop_that_waits_is_left(environment, before):
    done = subprocess.run(
        [sys.executable, "-c", SILENT_LOOP.format(before=before)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.returncode, done.stderr) == (143, "")


def test_loops_inside_loops_are_left_too(environment):
    before = "from PySide6.QtCore import QTimer; QTimer.singleShot(0, inner)"
    code = SILENT_LOOP.replace(
        "app = QCoreApplication([])",
        f"app = QCoreApplication([])\ndef inner():\n    {SEND_IN_INNER_LOOP}",
    )
    done = subprocess.run(
        [sys.executable, "-c", code.format(before=before)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert (done.returncode, done.stderr) == (143, "")
