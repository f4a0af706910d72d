"""In the pseudo-language every text is accented, bracketed and a third longer: what is left in
plain letters was never marked for translation, and what is cut has no room in a wordy language."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent

pytestmark = pytest.mark.slow  # what is said is the same with every Python

# What is the same in every language.
NAMES = {
    "names of people and of programs": {"LeCun", "NumPy", "LaTeX"},
    "names of functions and rules": {
        *("ReLU", "LReLU", "Leaky", "ELU", "GELU", "SiLU", "XOR", "EWA", "RMSProp", "RMS", "std"),
        *("log", "max", "sin", "tanh", "smax", "soft", "lin"),
    },
    "indices of the notes, as in w_new": {"new", "old"},
    "keys, as Qt names them": {
        *("Alt", "Ctrl", "Shift", "Space", "Esc", "Backspace", "Home", "End", "Left", "Right"),
        *("Down", "PgUp", "PgDown"),
    },
    "pyqtgraph's menu, which is never opened": {"Export"},
}
# What has no room yet, each with the reason.
CUT: dict[str, str] = {}


@pytest.fixture(scope="module")
def heard(tmp_path_factory):
    """What the window says in English though it speaks the pseudo-language, and what is cut."""
    folders = [str(HERE.parent.parent), str(HERE), os.environ.get("PYTHONPATH", "")]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}
    child = subprocess.run(
        [sys.executable, HERE / "pseudo_window.py", tmp_path_factory.mktemp("settings")],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert child.returncode == 0, child.stderr
    return json.loads(child.stdout)


def test_every_text_on_screen_is_translated(heard):
    known = set().union(*NAMES.values())
    plain = {word: places[:3] for word, places in heard["plain"].items() if word not in known}
    assert not plain, "\n".join(f"{word}: {places}" for word, places in plain.items())


def test_nothing_is_cut_in_a_wordy_language(heard):
    assert [fault for fault in heard["cut"] if not fault.startswith(tuple(CUT))] == []
