"""`annplayground sweep`: a table of many runs, which is gone on with after whatever ended it."""

import csv
import json
import os
import signal
import subprocess
import sys

import pytest

from annplayground import sweep
from annplayground.cli import main
from annplayground.io.experiment_file import read_experiment
from tests.test_cli import fails_with_one_sentence
from tests.test_signals import signalled
from tests.test_train import DIVERGES

posix = pytest.mark.skipif(os.name != "posix", reason="signals and locks as on Unix")

RATE = "training.learning_rate"
COLUMNS = (
    f"seed,{RATE},network.hidden.units,epochs,train_loss,test_loss,train_accuracy,test_accuracy,"
    "solved_at,diverged,seconds"
)


@pytest.fixture
def small(tmp_path):
    """An experiment whose epochs take a tenth of a millisecond or so."""
    path = tmp_path / "small.json"
    d = {
        "data": {"n_samples": 40},
        "network": {"hidden": [{"units": 3}]},
        "training": {"batch_size": 20},
    }
    path.write_text(json.dumps(d))
    return path


def arguments(small, out, *more):
    vary = ("--vary", f"{RATE}=0.1,1", "--vary", "network.hidden.units=2,4")
    return ["sweep", str(small), "--seeds", "3", *vary, "--epochs", "20", "--out", str(out), *more]


def table(path):
    """The rows of a table, without what differs from time to time."""
    with path.open(newline="") as file:
        return [{**row, "seconds": ""} for row in csv.DictReader(file)]


def expected(small, epochs=20, seeds=3):
    rows = sweep(
        read_experiment(small), seeds, {RATE: [0.1, 1.0], "network.hidden.units": [2, 4]}, epochs
    )
    texts = {None: "", True: "1", False: "0"}
    return [
        {
            name: texts[value] if value is None or isinstance(value, bool) else repr(value)
            for name, value in {**row, "seconds": None}.items()
        }
        for row in rows
    ]


@pytest.mark.parametrize("workers", ["1", "2", "4"])
def test_the_table_is_that_of_the_function_at_any_number_of_workers(
    small, tmp_path, workers, capsys
):
    out = tmp_path / "r.csv"
    assert main(arguments(small, out, "--workers", workers)) == 0
    assert out.read_text().splitlines()[0] == COLUMNS
    assert table(out) == expected(small)
    printed = capsys.readouterr()
    assert printed.out.startswith("12 runs: ")
    assert str(out) in printed.out
    assert printed.err == ""  # no progress bar where there is no terminal


@posix
def test_after_a_kill_the_rest_is_done(small, tmp_path, environment, capsys):
    out = tmp_path / "r.csv"
    few_rows = f"Path({str(out)!r}).exists() and Path({str(out)!r}).read_bytes().count(b'\\n') > 3"
    command = arguments(small, out, "--seeds", "15", "--epochs", "60", "--workers", "2")
    done = signalled(environment, signal.SIGKILL, few_rows, *command)
    assert done.returncode == -signal.SIGKILL
    kept = out.read_text().splitlines()
    assert 3 < len(kept) < 61
    assert main(command) == 0
    assert "of the 60 runs already" in capsys.readouterr().err
    assert set(kept) <= set(out.read_text().splitlines())  # with the seconds that they took
    assert table(out) == expected(small, 60, 15)


def test_half_a_row_is_done_again(small, tmp_path):
    out = tmp_path / "r.csv"
    main(arguments(small, out))
    whole = out.read_text()
    for cut in (0, 5, len(COLUMNS), len(COLUMNS) + 1, len(COLUMNS) + 9, len(whole) - 1):
        out.write_text(whole[:cut])
        assert main(arguments(small, out)) == 0
        assert table(out) == expected(small)


def test_more_seeds_and_values_are_added_to_what_is_there(small, tmp_path):
    out = tmp_path / "r.csv"
    main(arguments(small, out, "--seeds", "2"))
    before = out.read_text().splitlines()
    assert main(arguments(small, out)) == 0
    assert set(before) <= set(out.read_text().splitlines())
    assert table(out) == expected(small)


@posix
def test_ctrl_c_keeps_what_is_done(small, tmp_path, environment):
    out = tmp_path / "r.csv"
    a_row = f"Path({str(out)!r}).exists() and Path({str(out)!r}).read_bytes().count(b'\\n') > 1"
    command = arguments(small, out, "--seeds", "1000", "--epochs", "100")
    done = signalled(environment, signal.SIGINT, a_row, *command)
    assert done.returncode == 130
    assert "the same command goes on from there" in done.stdout
    assert done.stderr == ""
    assert len(table(out)) >= 1
    assert out.read_text().endswith("\n")


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--epochs", "21"), "is 20 and here 21"),
        (("--seeds", "2"), "line 4 is of a run that is not in this one"),
        (("--vary", "data.noise=0.1"), "it has other columns"),
    ],
)
def test_a_table_of_another_sweep_is_refused_and_left_alone(small, tmp_path, capsys, more, words):
    out = tmp_path / "r.csv"
    main(arguments(small, out))
    before = out.read_text()
    capsys.readouterr()
    assert words in fails_with_one_sentence(capsys, *arguments(small, out, *more))
    assert out.read_text() == before


def test_the_table_of_another_experiment_is_refused(small, circle, tmp_path, capsys):
    out = tmp_path / "r.csv"
    main(arguments(small, out))
    # Cut: a sweep that was killed is known by its rows, too.
    before = "\n".join(out.read_text().splitlines()[:5]) + "\n0,0."
    out.write_text(before)
    capsys.readouterr()
    said = fails_with_one_sentence(capsys, *arguments(circle, out))
    assert f"{out} is of another sweep, as train_loss of its run with seed" in said
    assert out.read_text() == before


def test_what_a_run_that_diverged_early_cannot_tell_is_told_by_another(tmp_path, capsys):
    ill, out = tmp_path / "ill.json", tmp_path / "r.csv"
    ill.write_text(json.dumps({**DIVERGES, "data": {"dataset": "plane", "n_samples": 60}}))
    command = ["sweep", str(ill), "--seeds", "1", "--vary", f"{RATE}=0.01,1000", "--out", str(out)]
    assert main([*command, "--epochs", "400"]) == 0
    kept, diverged = table(out)
    assert (kept["epochs"], kept["diverged"], diverged["diverged"]) == ("400", "0", "1")
    assert int(diverged["epochs"]) < 400
    assert "2 runs: 1 solved, 1 diverged" in capsys.readouterr().out
    assert "is 400 and here 500" in fails_with_one_sentence(capsys, *command, "--epochs", "500")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("something else", "it does not begin with the columns of this one"),
        ("x1,x2,label\n1,2,0\n", "it has other columns"),
        (f"{COLUMNS}\n0,0.1\n", "line 2 has 2 cells"),
        (f"{COLUMNS}\n" + 2 * f"0,0.1,2{8 * ','}\n", "line 3 is of a run that was there before"),
        (f'{COLUMNS}\n"0\n', "unexpected end of data"),
    ],
)
def test_what_is_no_table_is_refused_and_left_alone(small, tmp_path, capsys, text, words):
    out = tmp_path / "r.csv"
    out.write_text(text)
    assert words in fails_with_one_sentence(capsys, *arguments(small, out))
    assert out.read_text() == text


@posix
def test_two_sweeps_do_not_write_one_table(small, tmp_path, capsys):
    from annplayground.io.sweep_csv import open_sweep

    out = tmp_path / "r.csv"
    with open_sweep(out, COLUMNS.split(","), [("0", "0.1", "2")]):
        said = fails_with_one_sentence(capsys, *arguments(small, out))
    assert "is being written by another sweep" in said


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (("--vary", "training.learnig_rate=1"), "did you mean 'training.learning_rate'?"),
        (("--vary", "training.loss=mes"), "did you mean 'mse'?"),
        (("--vary", "data.noise"), "--vary takes PATH=a,b,c"),
        (("--vary", "data.noise=0.1,x"), "data.noise must be a number from 0 to 1, not 'x'"),
        (("--vary", "data.noise=nan"), "data.noise must be a number from 0 to 1, not nan"),
        (("--vary", "data.noise="), "data.noise must be a number from 0 to 1, not ''"),
        (("--vary", "network.hidden=1.5"), "must be a whole number from 0 to 10, not '1.5'"),
        (("--vary", f"{RATE}=3"), f"{RATE} is varied twice"),
        (("--vary", "data.noise=0.1,0.10"), "the value 0.1 twice"),
        (("--vary", "network.seed=1,2"), "network.seed is varied already"),
        (("--seeds", "0"), "'0' is not a whole number of 1 or more"),
        (("--workers", "0"), "'0' is not a whole number of 1 or more"),
        (("--epochs", "x"), "'x' is not a whole number of 0 or more"),
        (("--out", "/nowhere/r.csv"), "there is no folder /nowhere"),
    ],
)
def test_what_cannot_be_is_one_sentence(small, tmp_path, capsys, more, words):
    out = tmp_path / "r.csv"
    assert words in fails_with_one_sentence(capsys, *arguments(small, out, *more))
    assert not out.exists()


def test_values_are_typed_as_they_are_written(small, tmp_path, capsys):
    out = tmp_path / "r.csv"
    vary = ["data.features=x1+x2,x1+x2+x1x2", "training.gradient_clip=off,1",
            "training.batch_size=10,full", "network.hidden=0,2"]  # fmt: skip
    command = ["sweep", str(small), "--seeds", "1", "--epochs", "2", "--out", str(out)]
    command += [word for text in vary for word in ("--vary", text)]
    assert main(command) == 0
    before = table(out)
    assert [row["data.features"] for row in before] == ["x1+x2"] * 8 + ["x1+x2+x1x2"] * 8
    assert {row["training.gradient_clip"] for row in before} == {"", "1.0"}
    assert {row["training.batch_size"] for row in before} == {"10", "5000"}
    assert {row["network.hidden"] for row in before} == {"0", "2"}
    assert main(command) == 0
    assert table(out) == before
    assert "has 16 of the 16 runs already" in capsys.readouterr().err


def test_a_table_of_points_can_be_swept(tmp_path):
    points, out = tmp_path / "points.csv", tmp_path / "r.csv"
    points.write_text("x1,x2,label\n" + "".join(f"{i},{-i},{i % 2}\n" for i in range(12)))
    assert main(["sweep", str(points), "--seeds", "2", "--epochs", "1", "--out", str(out)]) == 0
    assert [row["seed"] for row in table(out)] == ["0", "1"]


@posix
def test_progress_is_drawn_on_a_terminal(small, tmp_path, environment):
    ours, theirs = os.openpty()
    command = arguments(small, tmp_path / "r.csv", "--seeds", "10", "--workers", "1")
    done = subprocess.run(
        [sys.executable, "-m", "annplayground", *command],
        env=environment, stderr=theirs, stdout=subprocess.PIPE, timeout=60,
    )  # fmt: skip
    os.close(theirs)
    shown = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "/40 runs" in shown
    assert shown.endswith("\r")


def test_qt_is_not_needed(small, tmp_path, environment):
    code = (
        "import sys\nfrom annplayground.cli import main\n"
        f"main({arguments(small, tmp_path / 'r.csv')!r})\n"
        "assert not [name for name in sys.modules if name.startswith('PySide6')]"
    )
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)
