"""`annplayground render`: the picture, and what it leaves alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest


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


FAULTS = {
    "paint": "from annplayground.gui.panels.network.diagram import NetworkDiagram as faulty\n"
    "name = 'paintEvent'",
    "slot": "from annplayground.gui.plots.charts.loss_card import LossCard as faulty\n"
    "name = 'show_snapshot'",
    "start": "from annplayground.gui.main_window import MainWindow as faulty\nname = '_lay_out'",
    "training": "from annplayground.core.run.runner import Runner as faulty\nname = '_train'",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_an_error_of_the_program_is_one_sentence_and_no_picture(tmp_path, environment, fault):
    out = tmp_path / "p.png"
    environment["XDG_STATE_HOME"] = str(tmp_path / "state")
    script = (
        "import sys\nfrom annplayground.cli import main\n"
        f"{FAULTS[fault]}\n"
        "def fail(*_): raise ZeroDivisionError('no\\nsuch colour')\n"
        "setattr(faulty, name, fail)\n"
        f"sys.exit(main(['render', '--epochs', '2', '--out', {str(out)!r}]))"
    )
    environment["QT_QPA_PLATFORM"] = "offscreen"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "ZeroDivisionError" in done.stderr
    assert "such colour" in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()
    (log,) = tmp_path.rglob("errors.log")
    assert str(log) in done.stderr
    assert "Traceback" in log.read_text()


def test_the_status_says_that_training_diverged(tmp_path, environment):
    wild = tmp_path / "wild.json"
    wild.write_text(
        json.dumps(
            {
                "data": {"dataset": "plane"},
                "training": {"learning_rate": 1000, "loss": "mse"},
                "network": {"output": "linear", "hidden": [{"units": 4, "activation": "linear"}]},
            }
        )
    )
    out = tmp_path / "p.png"
    done = run_module(environment, "render", wild, "--epochs", "20", "--out", out)
    assert (done.returncode, done.stderr) == (1, "")
    assert out.exists()
