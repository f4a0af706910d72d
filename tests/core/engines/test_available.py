"""Which engine trains, and how the compiled one is loaded without anybody waiting."""

import os
import subprocess
import sys
import time
from functools import partial

import pytest

from annplayground.core.engines import available as engines
from annplayground.core.engines.numpy_engine import NumpyEngine
from annplayground.core.experiment import Experiment
from annplayground.core.kernels import library as kernel_library
from annplayground.core.kernels.image import child as kernel_child
from annplayground.core.run.runner import Runner
from annplayground.core.run.session import Session

needs_numba = pytest.mark.numba


@pytest.fixture
def fresh(monkeypatch):
    """As in a process that has not loaded anything yet."""
    monkeypatch.setattr(engines, "_loaded", None)
    monkeypatch.setattr(engines, "_problem", None)
    monkeypatch.setattr(engines, "_unkept", None)
    monkeypatch.setattr(kernel_library, "_library", None)
    monkeypatch.delenv(engines.VARIABLE, raising=False)


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def test_names():
    assert engines.engine_class("numpy") is NumpyEngine
    with pytest.raises(ValueError, match="choose from auto, numba, numpy"):
        engines.engine_class("fortran")


def test_the_environment_decides_what_auto_is(monkeypatch):
    monkeypatch.setenv(engines.VARIABLE, "numpy")
    assert Session(Experiment()).engine is NumpyEngine


@needs_numba
def test_auto_is_numba_where_it_can_be_had(monkeypatch):
    monkeypatch.delenv(engines.VARIABLE, raising=False)
    assert Session(Experiment()).engine.name == "numba"


def test_without_numba_numpy_takes_over_and_says_why(fresh, monkeypatch):
    monkeypatch.setitem(sys.modules, "annplayground.core.engines.compiled", None)
    assert engines.engine_class("auto") is NumpyEngine
    assert "engines.compiled" in engines.compiled_problem()
    with pytest.raises(ValueError, match="use 'numpy'"):
        engines.engine_class("numba")


def test_core_does_not_import_numba_by_itself():
    program = (
        "import sys, annplayground.core.run.runner, annplayground; "
        "sys.exit(any(m.split('.')[0] == 'numba' for m in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


@needs_numba
def test_the_runner_changes_over_between_two_epochs(fresh):
    runner = Runner(Experiment(), "auto")
    runner.start()
    runner.play()
    seen = set()

    def over():
        snapshot = runner.take()
        if snapshot is not None:
            seen.add(snapshot.status.engine)
        return "numba" in seen

    try:
        wait_until(over)
        assert runner.failure is None
        runner.use_engine("numpy")
        wait_until(lambda: (s := runner.take()) is not None and s.status.engine == "numpy")
    finally:
        runner.stop()
    assert not runner.is_alive()


@needs_numba
def test_stop_ends_the_loading_too_and_leaves_it_to_the_next(fresh, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # no image: a child compiles
    loader = engines.EngineLoader()
    loader.start()
    wait_until(lambda: loader._compilation.child is not None)
    loader.stop()
    loader.join(5)
    assert not loader.is_alive()
    assert loader._compilation.child.poll() is not None
    assert not loader.finished  # it is no problem that nobody wanted to wait
    assert not list(tmp_path.rglob("kernels-*"))


@needs_numba
@pytest.mark.slow  # it compiles anew; the words are the same with every Python
def test_a_broken_cache_folder_is_no_obstacle(tmp_path):
    file = tmp_path / "file"
    file.touch()
    program = (
        "from annplayground.core.engines.available import compiled_problem\n"
        "from annplayground.core.run.session import Session\n"
        "run = Session(); run.train(1); assert run.engine.name == 'numba'\n"
        "print(compiled_problem())"
    )
    environment = dict(os.environ, ANNPLAYGROUND_ENGINE="auto", XDG_CACHE_HOME=str(file))
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        env=environment,
        timeout=600,
        capture_output=True,
        text=True,
    )
    assert done.stdout == (
        "The compiled training loop has to be compiled anew at each start: "
        f"{file}/annplayground cannot be written to: not a directory.\n"
    )


def test_where_numba_is_not_installed_no_child_is_started(fresh, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(kernel_child, "find_spec", lambda name: None)
    told = []
    assert engines.engine_class("auto", partial(told.append, "compiling")) is NumpyEngine
    assert not told
    problem = "Training runs in NumPy, slower: Numba is not installed."
    assert engines.compiled_problem() == problem


@pytest.mark.parametrize("value", ["foo", "NUMPY", "é" * 300])
def test_an_unknown_engine_in_the_environment_is_told_once_and_auto_serves(value, tmp_path):
    program = (
        "from annplayground.core.engines.available import wanted\n"
        "print(wanted('auto'), wanted('auto'), wanted('numpy'))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        env=dict(os.environ, ANNPLAYGROUND_ENGINE=value, PYTHONUTF8="1"),
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout == "auto auto numpy\n"
    (sentence,) = done.stderr.splitlines()
    assert sentence == (
        f"annplayground: ANNPLAYGROUND_ENGINE={value[:40]} is no engine, so that auto is used: "
        "choose from auto, numba, numpy"
    )


def test_an_empty_choice_in_the_environment_is_none(monkeypatch):
    monkeypatch.setenv(engines.VARIABLE, "")
    assert engines.wanted("auto") == "auto"
