"""The command line: what it prints, what it writes, and one sentence for all that can go wrong."""

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import annplayground
from annplayground import Experiment, Session
from annplayground.cli import main
from annplayground.io.experiment_file import write_experiment

DIVERGES = {
    "data": {"dataset": "plane"},
    "network": {"hidden": [{"units": 8, "activation": "relu"}], "output": "linear"},
    "training": {"loss": "mse", "learning_rate": 1000.0},
}


@pytest.fixture
def circle(tmp_path: Path) -> Path:
    path = tmp_path / "circle.json"
    write_experiment(path, Experiment())
    return path


@pytest.fixture
def environment() -> dict[str, str]:
    """For a process of its own: this checkout, and no screen."""
    values = {k: v for k, v in os.environ.items() if k not in {"DISPLAY", "WAYLAND_DISPLAY"}}
    package = Path(annplayground.__file__).parent
    values["PYTHONPATH"] = os.pathsep.join([str(package.parent), values.get("PYTHONPATH", "")])
    return values


def fails_with_one_sentence(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """Run it, check the manner of failing, and return the sentence."""
    assert main([str(argument) for argument in arguments]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("annplayground: ")
    assert printed.err.count("\n") == 1
    return printed.err


# -- train ----------------------------------------------------------------------------------------


def test_train_prints_the_numbers_of_the_session(circle, capsys):
    run = Session(Experiment())
    run.train(20)
    assert main(["train", str(circle), "--epochs", "20"]) == 0
    printed = capsys.readouterr()
    assert (
        f"epoch 20: J train {run.losses().train:.4g}, test {run.losses().test:.4g}" in printed.out
    )
    assert f"accuracy train {run.accuracies().train:.1%}" in printed.out
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
    assert main(["train", str(circle), "--epochs", "1500", "--history", str(path)]) == 0
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["epoch"]) for row in rows] == list(range(1501))
    assert list(rows[0])[1:5] == ["train_loss", "test_loss", "train_accuracy", "test_accuracy"]
    assert len(rows[0]) == 5 + 3 * 5
    assert rows[0]["layer1.gradient_norm"] == ""  # no gradient before the first epoch
    run = Session(Experiment())
    run.train(3)
    assert float(rows[3]["train_loss"]) == run.losses().train
    curves = run.history.curves()
    x, norm = curves.channel("layer2.gradient_norm")
    assert x.tolist() == [0, 1, 2, 3]
    assert [float(row["layer2.gradient_norm"]) for row in rows[1:4]] == norm[1:].tolist()


def test_train_and_help_never_import_qt(circle, tmp_path, environment):
    code = f"""
import sys
from annplayground.cli import main
for arguments in (
    ["train", {str(circle)!r}, "--epochs", "2", "--json"],
    ["train", {str(circle)!r}, "--epochs", "2", "--history", {str(tmp_path / "h.csv")!r}],
):
    assert main(arguments) == 0
for arguments in (["--help"], ["--version"], ["train", "--help"], ["render", "--help"]):
    try:
        main(arguments)
    except SystemExit as exit:
        assert not exit.code
loaded = {{name.split(".")[0] for name in sys.modules}}
assert not loaded & {{"PySide6", "shiboken6", "pyqtgraph"}}, loaded
"""
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=60)


def test_version_and_help_do_not_even_wait_for_numpy(environment):
    code = """
import sys
from annplayground.cli import main
try:
    main(["--version"])
except SystemExit:
    pass
assert "numpy" not in sys.modules
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        check=True,
        timeout=60,
        capture_output=True,
        text=True,
    )
    assert done.stdout == f"annplayground {annplayground.__version__}\n"


@pytest.mark.skipif(os.name != "posix", reason="signals as on Unix")
def test_ctrl_c_prints_the_numbers_so_far(circle, tmp_path, environment):
    history = tmp_path / "h.csv"
    command = [sys.executable, "-m", "annplayground", "train", str(circle), "--epochs", "10000000"]
    process = subprocess.Popen(
        [*command, "--history", str(history), "--json"],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    # It is training as soon as the history's temporary file exists.
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob(".h-*.csv")) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == ""
    epoch = json.loads(out)["epoch"]
    assert history.read_text().splitlines()[-1].startswith(f"{epoch},")


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
    assert process.communicate(timeout=30)[0].startswith("epoch 400: J train")
    assert b"/400 epochs" in shown
    assert b"J 0." in shown
    assert b"\n" not in shown
    assert shown.split(b"\r")[-2].strip() == b""  # wiped at the end


# -- what can go wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "is empty"),
        ("{", "not valid JSON: line 1, column 2"),
        ('{"data": {"noise": NaN}}', "NaN"),
        ('{"data": {"noise": -Infinity}}', "-Infinity"),
        ('{"data": {"noise": 1e999}}', "1e999 is too large"),
        ('{"data": {"seed": ' + "9" * 5000 + "}}", "too many digits"),
        ('{"data": {}, "data": {}}', "'data' stands twice"),
        ('{"dta": {}}', "'dta' is not a key"),
        ('{"data": {"dataset": "circel"}}', "did you mean 'circle'"),
        ("[1, 2]", "JSON object"),
        ("[" * 100_000, "nested too deeply"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "nested too deeply"),
        (" " * 4_000_001, "larger than 4 MB"),
        ('{"network": {"hidden": 5}}', "hidden"),
    ],
    ids=lambda value: value[:24] if len(value) < 200 else value[:12] + "…",
)
@pytest.mark.parametrize("command", [["train", "--epochs", "1"], []], ids=["train", "window"])
def test_a_bad_file_is_one_sentence(tmp_path, capsys, command, content, words):
    path = tmp_path / "bad.json"
    path.write_text(content)
    assert words in fails_with_one_sentence(capsys, *command[:1], path, *command[1:])


def test_files_that_cannot_be_read(tmp_path, capsys):
    missing = tmp_path / "missing.json"
    train = ("--epochs", "1")
    assert "does not exist" in fails_with_one_sentence(capsys, "train", missing, *train)
    assert "is a folder" in fails_with_one_sentence(capsys, "train", tmp_path, *train)
    assert "is a folder" in fails_with_one_sentence(capsys, tmp_path)
    binary = tmp_path / "binary.json"
    binary.write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in fails_with_one_sentence(capsys, "train", binary, *train)
    assert "cannot be read" in fails_with_one_sentence(capsys, "a\0b.json")


@pytest.mark.parametrize("epochs", ["-1", "1.5", "many", "", "1_000", "9" * 30])
def test_bad_epochs(circle, capsys, epochs):
    assert "whole number" in fails_with_one_sentence(capsys, "train", circle, f"--epochs={epochs}")


def test_missing_and_unknown_arguments(circle, capsys):
    assert "--epochs" in fails_with_one_sentence(capsys, "train", circle)
    assert "FILE" in fails_with_one_sentence(capsys, "train", "--epochs", "3")
    assert "--out" in fails_with_one_sentence(capsys, "render", circle)
    assert "--sav" in fails_with_one_sentence(
        capsys, "train", circle, "--epochs", "3", "--sav", "x"
    )
    assert "--colour" in fails_with_one_sentence(capsys, "--colour", "red")


@pytest.mark.parametrize("word", ["export", "lessons", "tran"])
def test_a_word_that_is_no_command_is_told_the_commands(capsys, word):
    assert "train and render" in fails_with_one_sentence(capsys, word)
    assert "train and render" in fails_with_one_sentence(capsys, word, "some.json")


def test_a_file_may_be_called_like_a_command(circle, capsys, monkeypatch):
    monkeypatch.chdir(circle.parent)
    circle.rename("train")
    assert main(["train", "train", "--epochs", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["epoch"] == 1


def test_a_history_that_cannot_be_written(circle, tmp_path, capsys):
    options = ("train", circle, "--epochs", "1", "--history")
    folder = fails_with_one_sentence(capsys, *options, tmp_path)
    assert "is a folder" in folder
    assert "no folder" in fails_with_one_sentence(capsys, *options, tmp_path / "no" / "h.csv")
    assert "no folder" in fails_with_one_sentence(capsys, *options, circle / "h.csv")


@pytest.mark.parametrize(
    "size", ["1600", "0x900", "1600x", "axb", "99999x900", "-5x5", "1600x9000"]
)
def test_bad_sizes(capsys, tmp_path, size):
    out = tmp_path / "p.png"
    assert "--size" in fails_with_one_sentence(capsys, "render", "--out", out, f"--size={size}")


def test_bad_pictures(capsys, tmp_path):
    assert ".png" in fails_with_one_sentence(capsys, "render", "--out", tmp_path / "p.jpg")
    assert "no folder" in fails_with_one_sentence(
        capsys, "render", "--out", tmp_path / "no" / "p.png"
    )
    assert "--theme" in fails_with_one_sentence(
        capsys, "render", "--out", tmp_path / "p.png", "--theme", "blue"
    )


# -- render and the window ------------------------------------------------------------------------


def run_module(environment: dict[str, str], *arguments: str | Path) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "annplayground", *map(str, arguments)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_render_draws_the_window_without_a_screen(circle, tmp_path, environment):
    from PySide6.QtGui import QImage

    environment.pop("QT_QPA_PLATFORM", None)
    environment["QT_SCALE_FACTOR"] = "2"  # of no consequence for the size of the picture
    pictures = {}
    for name, options in {
        "light": ["--epochs", "30"],
        "dark": ["--epochs", "30", "--theme", "dark"],
        "present": ["--epochs", "30", "--present"],
    }.items():
        out = tmp_path / f"{name}.png"
        done = run_module(
            environment, "render", circle, "--size", "1440x810", "--out", out, *options
        )
        assert (done.returncode, done.stdout) == (0, "")
        pictures[name] = QImage(str(out))
        assert (pictures[name].width(), pictures[name].height()) == (1440, 810)
    light, dark = (pictures[name].pixelColor(2, 800).lightness() for name in ("light", "dark"))
    assert light > 200
    assert dark < 60
    assert pictures["present"] != pictures["light"]


def test_render_touches_no_settings(tmp_path, environment):
    environment["XDG_CONFIG_HOME"] = str(tmp_path / "config")
    environment["HOME"] = str(tmp_path)
    done = run_module(environment, "render", "--out", tmp_path / "p.png")
    assert done.returncode == 0
    left = {path.name for path in tmp_path.rglob("*") if "annplayground" in path.name.lower()}
    assert left == set()


def test_render_says_when_the_window_does_not_fit(tmp_path, environment):
    out = tmp_path / "p.png"
    done = run_module(environment, "render", "--size", "200x100", "--out", out)
    assert done.returncode == 2
    assert "does not fit 200x100" in done.stderr
    assert not out.exists()
