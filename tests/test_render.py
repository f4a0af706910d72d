"""`annplayground render`: the picture, and what it leaves alone."""

import subprocess
import sys
from pathlib import Path


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
