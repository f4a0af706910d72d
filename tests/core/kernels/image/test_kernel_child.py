"""The child process that compiles: it takes the package that asks, and ends with its parent."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import annplayground
from annplayground.core.kernels.image import child as kernel_child
from annplayground.core.kernels.image import code as kernel_image
from annplayground.core.kernels.image.child import Compilation, CompilationError, Stopped

pytestmark = pytest.mark.numba
PACKAGE = Path(annplayground.__file__).parent
# In place of the compiler, which takes ten seconds.
RETURN = """
from annplayground.core.kernels.image.code import image_key, make_image
def build():
    print("this does not get into the image")
    return make_image(image_key(), bytes([0xB8, {number}, 0, 0, 0, 0xC3]), {{"answer": 0}})
"""
FAIL = """
def build():
    raise RuntimeError("no more memory\\nand more that nobody reads")
"""
ASK = """
import ctypes, sys
sys.path.insert(0, {folder!r})
from annplayground.core.kernels.image.child import Compilation
from annplayground.core.kernels.image.code import image_key, load_image
sys.path.remove({folder!r})  # where a package came from can no longer be told from the path
address = load_image(Compilation().run(), image_key())["answer"]
print(ctypes.CFUNCTYPE(ctypes.c_int32)(address)())
"""


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """Make a second copy of the package, with another compiler; its folder."""

    def make(name: str, compiler: str) -> Path:
        folder = tmp_path / name
        shutil.copytree(PACKAGE, folder / "annplayground", ignore=shutil.ignore_patterns("gui"))
        (folder / "annplayground/core/kernels/image/build.py").write_text(compiler)
        return folder

    return make


@pytest.mark.skipif(not kernel_image.IMAGES_RUN_HERE, reason="machine code for x86-64 Linux")
def test_the_package_that_asks_is_compiled(copy, tmp_path):
    """… not the one that is installed, nor the one in the folder where the command was given."""
    installed, asking = copy("installed", RETURN.format(number=1)), RETURN.format(number=2)
    done = subprocess.run(
        [sys.executable, "-c", ASK.format(folder=str(copy("asking", asking)))],
        check=True,
        capture_output=True,
        text=True,
        cwd=installed,
        env=dict(os.environ, PYTHONPATH=str(installed)),
        timeout=120,
    )
    assert done.stdout == "2\n"


def test_what_went_wrong_in_the_child_is_told(copy, monkeypatch):
    monkeypatch.setattr(kernel_child, "_PACKAGE", copy("failing", FAIL) / "annplayground")
    with pytest.raises(CompilationError) as caught:
        Compilation().run()
    assert str(caught.value) == "Numba failed (RuntimeError: no more memory)"


def test_a_compiler_that_dies_is_told(copy, monkeypatch):
    dies = copy("dying", "import os\nos.kill(os.getpid(), 9)\n")
    monkeypatch.setattr(kernel_child, "_PACKAGE", dies / "annplayground")
    with pytest.raises(CompilationError, match="the compiler ended with status -9"):
        Compilation().run()


def test_no_python_to_start(monkeypatch, tmp_path):
    monkeypatch.setattr(kernel_child.sys, "executable", str(tmp_path / "none"))
    with pytest.raises(CompilationError, match="no process can be started"):
        Compilation().run()


def test_after_stop_no_child_is_started():
    compilation = Compilation()
    compilation.stop()
    with pytest.raises(Stopped):
        compilation.run()
    assert compilation.child is None


# -- a run of the command, on a machine that has not compiled yet ----------------------------------

linux = pytest.mark.skipif(sys.platform != "linux", reason="children are found as on Linux")


@pytest.fixture
def training(tmp_path):
    """`annplayground train` while it compiles: the process, its child, and what it said."""
    experiment = tmp_path / "circle.json"
    experiment.write_text("{}")
    (tmp_path / "cache").mkdir()
    variables = {"ANNPLAYGROUND_ENGINE": "auto", "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment = dict(os.environ, **variables, PYTHONPATH=str(PACKAGE.parent))
    process = subprocess.Popen(
        [sys.executable, "-m", "annplayground", "train", str(experiment), "--epochs", "3"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = process.stderr.readline()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until(lambda: children.read_text().split())
    yield process, int(children.read_text()), said
    process.kill()
    process.communicate()


def until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def ended(child: int) -> bool:
    """Whether a process has gone; one that nobody waited for has, too."""
    try:
        return Path(f"/proc/{child}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


@linux
def test_train_says_that_it_compiles_and_ctrl_c_ends_it_at_once(training, tmp_path):
    process, child, said = training
    assert said == (
        "annplayground: The training loop is being compiled, once on this machine, which takes "
        "some ten seconds; --engine numpy starts at once\n"
    )
    assert not ended(child)
    process.send_signal(signal.SIGINT)  # to the parent alone
    assert process.communicate(timeout=60) == ("", "")
    assert process.returncode == 130
    until(lambda: ended(child))
    assert not list((tmp_path / "cache").rglob("*-*"))


@linux
def test_the_child_ends_with_a_parent_that_is_killed(training):
    process, child, _ = training
    process.kill()
    process.wait()
    until(lambda: ended(child))
