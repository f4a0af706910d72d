"""`annplayground sweep --scheduler`: the same table from a Dask cluster on this machine, whichever
worker is lost."""

import json
import subprocess
import sys
from contextlib import ExitStack, suppress
from importlib.util import find_spec

import pytest

from tests.test_cli import fails_with_one_sentence
from tests.test_sweep import RATE, expected, small, table

__all__ = ["small"]

needs_dask = pytest.mark.skipif(find_spec("distributed") is None, reason="Dask is not installed")
ON_THIS_MACHINE = ("--host", "127.0.0.1", "--no-dashboard")
PATIENCE = 120


def wait_for(process, condition):
    """Let a process go on until something is so, or until it ends."""
    for _ in range(PATIENCE * 50):
        if condition() or process.poll() is not None:
            return
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.02)


@pytest.fixture
def cluster(tmp_path, environment):
    """A scheduler and two workers, each a process of its own: the address, the workers, the
    scheduler."""
    place = tmp_path / "scheduler.json"
    with ExitStack() as stack:

        def start(kind, *arguments):
            command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *ON_THIS_MACHINE]
            process = subprocess.Popen(
                [*command, *arguments], env=environment, cwd=tmp_path,
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            stack.callback(process.wait)
            stack.callback(process.kill)
            return process

        scheduler = start("scheduler", "--port", "0", "--scheduler-file", str(place))
        wait_for(scheduler, lambda: place.exists() and place.read_text().endswith("}"))
        address = json.loads(place.read_text())["address"]
        workers = [start("worker", address, "--nthreads", "1", "--no-nanny") for _ in "ab"]
        yield address, workers, scheduler


def command(small, out, address, seeds=6, epochs=30):
    vary = ("--vary", f"{RATE}=0.1,1", "--vary", "network.hidden.units=2,4")
    sweep = ["sweep", str(small), "--seeds", str(seeds), *vary, "--epochs", str(epochs)]
    return [*sweep, "--scheduler", address, "--out", str(out)]


def process_of(arguments, environment):
    return subprocess.Popen(
        [sys.executable, "-m", "annplayground", *arguments],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def rows_in(out):
    return out.read_bytes().count(b"\n") - 1 if out.exists() else 0


@needs_dask
def test_a_cluster_gives_the_same_table(small, tmp_path, environment, cluster):
    address, *_ = cluster
    out = tmp_path / "r.csv"
    done = process_of(command(small, out, address), environment)
    said, _ = done.communicate(timeout=PATIENCE)
    assert done.returncode == 0
    assert said.startswith("24 runs: ")
    assert table(out) == expected(small, 30, 6)


@needs_dask
def test_a_worker_that_is_killed_loses_nothing(small, tmp_path, environment, cluster):
    address, workers, _ = cluster
    out = tmp_path / "r.csv"
    sweep = process_of(command(small, out, address, 15, 200), environment)
    wait_for(sweep, lambda: rows_in(out) > 2)
    workers[0].kill()
    assert 2 < rows_in(out) < 60
    sweep.communicate(timeout=PATIENCE)
    assert sweep.returncode == 0
    assert table(out) == expected(small, 200, 15)


@needs_dask
def test_a_scheduler_that_is_lost_is_told_and_the_rows_stay(small, tmp_path, environment, cluster):
    address, _, scheduler = cluster
    out = tmp_path / "r.csv"
    sweep = process_of(command(small, out, address, 15, 200), environment)
    wait_for(sweep, lambda: rows_in(out) > 2)
    scheduler.kill()
    _, said = sweep.communicate(timeout=PATIENCE)
    assert sweep.returncode == 2
    assert "was lost: rows that are done are kept" in said.splitlines()[-1]
    assert rows_in(out) > 2


@needs_dask
def test_where_nobody_answers_it_is_said(small, tmp_path, environment):
    out = tmp_path / "r.csv"
    done = process_of(command(small, out, "tcp://127.0.0.1:1"), environment)
    _, said = done.communicate(timeout=PATIENCE)
    assert done.returncode == 2
    assert said == "annplayground: no Dask scheduler answers at 'tcp://127.0.0.1:1'\n"
    assert not out.exists()


def test_without_dask_the_extra_is_named(small, tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    said = fails_with_one_sentence(capsys, *command(small, tmp_path / "r.csv", "tcp://x:1"))
    assert "--scheduler needs Dask: install annplayground with the extra 'dask'" in said
