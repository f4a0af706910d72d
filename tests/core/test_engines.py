"""Which engine trains, and how the compiled one is loaded without anybody waiting."""

import os
import subprocess
import sys
import time

import pytest

from annplayground.core import engines
from annplayground.core.engine import NumpyEngine
from annplayground.core.experiment import Experiment
from annplayground.core.kernel_library import load_library
from annplayground.core.runner import Runner
from annplayground.core.session import Session

needs_numba = pytest.mark.skipif(engines.load_compiled() is None, reason="Numba cannot be had here")


@pytest.fixture
def fresh(monkeypatch):
    """As in a process that has not loaded anything yet."""
    monkeypatch.setattr(engines, "_loaded", None)
    monkeypatch.setattr(engines, "_problem", None)
    load_library.cache_clear()
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
    monkeypatch.setitem(sys.modules, "annplayground.core.numba_engine", None)
    assert engines.engine_class("auto") is NumpyEngine
    assert "numba_engine" in engines.compiled_problem()
    with pytest.raises(ValueError, match="use 'numpy'"):
        engines.engine_class("numba")


def test_core_does_not_import_numba_by_itself():
    program = (
        "import sys, annplayground.core.runner, annplayground; "
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
def test_stop_ends_the_loading_too(fresh, monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))  # no stamp: a child would compile
    monkeypatch.setattr(engines, "_load", lambda: None)
    loader = engines.EngineLoader()
    loader.start()
    wait_until(lambda: loader._child is not None)
    loader.stop()
    loader.join(5)
    assert not loader.is_alive()
    assert loader._child.poll() is not None


@needs_numba
def test_a_broken_cache_folder_is_no_obstacle(tmp_path):
    file = tmp_path / "file"
    file.touch()
    program = (
        "from annplayground.core.session import Session\n"
        "run = Session(); run.train(1); assert run.engine.name == 'numba'"
    )
    environment = dict(os.environ, ANNPLAYGROUND_ENGINE="auto", XDG_CACHE_HOME=str(file))
    subprocess.run([sys.executable, "-c", program], check=True, env=environment, timeout=120)
