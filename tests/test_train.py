"""`annplayground train`: the numbers it prints, the history it writes, the progress it shows."""

import csv
import json
import os
import subprocess
import sys
from contextlib import nullcontext

import pytest

from annplayground import Experiment, Session, train
from annplayground.cli import main
from annplayground.core.edits import changed
from annplayground.core.numerals import percent
from annplayground.io.experiment_file import write_experiment

DIVERGES = {
    "data": {"dataset": "plane"},
    "network": {"hidden": [{"units": 8, "activation": "relu"}], "output": "linear"},
    "training": {"loss": "mse", "learning_rate": 1000.0},
}


def test_train_prints_the_numbers_of_the_session(circle, capsys):
    run = Session(Experiment())
    run.train(20)
    assert main(["train", str(circle), "--epochs", "20"]) == 0
    printed = capsys.readouterr()
    assert (
        f"epoch 20: J train {run.losses().train:.4g}, test {run.losses().test:.4g}" in printed.out
    )
    assert f"accuracy train {percent(run.accuracies().train, 1)}" in printed.out
    assert printed.err == ""  # no progress bar where there is no terminal


def test_train_json_is_the_session_to_the_last_bit(circle, capsys):
    run = Session(Experiment())
    run.train(7)
    assert main(["train", str(circle), "--epochs", "7", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    seconds = result.pop("seconds")
    assert seconds >= 0
    assert result == {
        "epoch": 7,
        "train_loss": run.losses().train,
        "test_loss": run.losses().test,
        "train_accuracy": run.accuracies().train,
        "test_accuracy": run.accuracies().test,
        "diverged": None,
    }


def test_train_zero_epochs_shows_the_start(circle, capsys):
    assert main(["train", str(circle), "--epochs", "0", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["epoch"] == 0
    assert result["train_loss"] == Session(Experiment()).losses().train


def test_train_regression_has_no_accuracy(tmp_path, capsys):
    path = tmp_path / "plane.json"
    path.write_text(
        '{"data": {"dataset": "plane"}, "network": {"output": "linear"},'
        ' "training": {"loss": "mse"}}'
    )
    assert main(["train", str(path), "--epochs", "3", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["train_accuracy"] is None
    assert main(["train", str(path), "--epochs", "3"]) == 0
    assert "accuracy" not in capsys.readouterr().out


def test_divergence_is_told_with_exit_status_1(tmp_path, capsys):
    path = tmp_path / "diverges.json"
    path.write_text(json.dumps(DIVERGES))
    assert main(["train", str(path), "--epochs", "500"]) == 1
    assert "diverged in epoch" in capsys.readouterr().out
    assert main(["train", str(path), "--epochs", "500", "--json"]) == 1
    result = json.loads(capsys.readouterr().out)
    assert result["diverged"]["epoch"] == result["epoch"] < 500
    assert "learning rate" in result["diverged"]["cause"]


def test_history_has_every_epoch_and_every_quantity(circle, tmp_path, capsys):
    path = tmp_path / "history.csv"
    whole = changed(Experiment(), "training.batch_size", 250)  # an epoch is one step
    write_experiment(circle, whole)
    assert main(["train", str(circle), "--epochs", "1500", "--history", str(path)]) == 0
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["epoch"]) for row in rows] == list(range(1501))
    assert list(rows[0])[1:5] == ["train_loss", "test_loss", "train_accuracy", "test_accuracy"]
    assert len(rows[0]) == 5 + 3 * 5
    assert rows[0]["layer1.gradient_norm"] == ""  # no gradient before the first epoch
    run = Session(whole)
    run.train(3)
    assert float(rows[3]["train_loss"]) == run.losses().train
    curves = run.history.curves()
    x, norm = curves.channel("layer2.gradient_norm")
    assert x.tolist() == [0, 1, 2, 3]
    assert [float(row["layer2.gradient_norm"]) for row in rows[1:4]] == norm[1:].tolist()


@pytest.mark.skipif(os.name != "posix", reason="needs a pseudo-terminal")
def test_progress_is_one_line_on_a_terminal(circle, environment):
    import pty

    try:
        ours, theirs = pty.openpty()
    except OSError:
        pytest.skip("there are no terminals here, as in a chroot without /dev/pts")
    process = subprocess.Popen(
        [sys.executable, "-m", "annplayground", "train", str(circle), "--epochs", "400"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        shown += part
    os.close(ours)
    assert process.communicate(timeout=120)[0].startswith("epoch 400: J train")
    assert b"/400 epochs" in shown
    assert b"J 0." in shown
    assert b"\n" not in shown
    assert shown.split(b"\r")[-2].strip() == b""  # wiped at the end


def test_an_early_end_is_the_end_of_the_last_whole_epoch(monkeypatch, tmp_path):
    experiment, looks = Experiment(), iter(range(10**6))

    class Asked:
        """A signal that arrives in the middle of the second epoch."""

        @property
        def number(self) -> int | None:
            return 15 if next(looks) > Session(experiment).batches_per_epoch + 3 else None

    monkeypatch.setattr(train.ending, "noted", lambda: nullcontext(Asked()))
    monkeypatch.setattr(train, "BURST_SECONDS", 0.0)  # one mini-batch at a time
    outcome = train.train(experiment, 1000, tmp_path / "h.csv")
    run = Session(experiment)
    run.train(1)
    assert (outcome.epoch, outcome.train_loss) == (1, run.losses().train)
    assert outcome.ended_by == 15
    assert len((tmp_path / "h.csv").read_text().splitlines()) == 3
