"""`annplayground render`: the picture, and what it leaves alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from sampled import sampled

from annplayground.gui.layout.layouts import EXPLANATIONS


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


# -- which cards --------------------------------------------------------------------------------


def cards_in(picture, up: int = 70) -> list[tuple[int, int, int, int]]:
    """The cards in a picture of the light theme as (left, top, right, bottom): what is white along
    a line of the board, usually just above its lower end and that is above the timeline, and how
    far up each is framed at its left."""
    y = picture.height() - up
    ground = picture.pixelColor(2, y)
    inside = [picture.pixelColor(x, y) != ground for x in range(picture.width())]
    edges = [x for x in range(1, len(inside)) if inside[x] != inside[x - 1]]
    cards = []
    for left, right in zip(edges[::2], edges[1::2], strict=True):
        top = y
        while picture.pixelColor(left + 1, top - 1) != ground:
            top -= 1
        cards.append((left, top, right, y))
    return cards


# Options, and the shares of the width that the cards at the lower end have then.
CARDS_IN = [
    ("", [0.30, 0.35, 0.35]),  # the lower row
    ("--alone loss", [1.0]),
    ("--alone loss --alone data", [0.5, 0.5]),
    ("--explain chain", [0.5, 0.5]),
    ("--explain chain --present", [0.5, 0.5]),
    ("--explain chain --alone explain", [1.0]),
    ("--explain chain --alone boundary", [0.5, 0.5]),
]


@pytest.mark.parametrize("case", sampled(CARDS_IN, CARDS_IN[3]), ids=lambda case: case[0])
def test_the_picture_holds_the_cards_that_were_asked_for(tmp_path, environment, case):
    from PySide6.QtGui import QImage

    options, widths = case
    out = tmp_path / "p.png"
    size = ["--size", "1600x900", "--epochs", "1"]
    done = run_module(environment, "render", *size, *options.split(), "--out", out)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    picture = QImage(str(out))
    # Beside an explanation the strip of what is folded stands at the lower end.
    folded = "--explain" in options and len(widths) == 2
    for cards in (cards_in(picture), cards_in(picture, up=200)):
        shares = [(right - left) / 1600 for left, _, right, _ in cards]
        assert shares == pytest.approx(widths, abs=0.1)
    full = [top < 200 for _, top, _, _ in cards_in(picture, up=200)]  # right under the bar
    assert full == [bool(options)] * len(widths)
    full = [top < 200 for _, top, _, _ in cards_in(picture)]
    assert full == [bool(options) and not (folded and k == 0) for k in range(len(widths))]


@pytest.fixture
def pictured(qtbot):
    """A window, and what a scene makes of it."""
    from annplayground.gui.main_window import MainWindow
    from annplayground.gui.waiting import train_and_wait
    from annplayground.render import Scene, show

    windows = []

    def picture(**scene):
        window = MainWindow(remember=False)
        windows.append(window)
        qtbot.addWidget(window)
        show(window, Scene(**scene))
        train_and_wait(window, 2)
        return window

    yield picture
    for window in windows:
        window.close()


@pytest.mark.parametrize("name", sampled(EXPLANATIONS, "chain"))
@pytest.mark.parametrize("present", [False, True])
def test_every_explanation_is_opened_and_has_what_it_needs(qtbot, pictured, name, present):
    from PySide6.QtWidgets import QWidget

    window = pictured(explain=name, present=present, size=(1280, 720))
    assert window.board.shown == ("network", "explain")
    assert window.explain.current.name == name
    assert window.explain.width() >= 0.4 * window.width()
    footer = window.findChild(QWidget, "init_scale").parentWidget()
    assert footer.isHidden() or footer.height() >= footer.sizeHint().height()
    snapshot, wants = window.controller.snapshot, window.explain.current.wants
    missing = [field for field in wants - {"remedies"} if getattr(snapshot, field) is None]
    assert missing == []
    qtbot.waitUntil(lambda: not window.explain.current.typesetting)


def test_named_panels_stand_as_they_were_named(pictured):
    window = pictured(panels=("loss", "data"))
    assert window.board.shown == window.board.seen == ("loss", "data")


def test_where_the_panels_are_pages_the_explanation_is_in_the_picture(pictured):
    window = pictured(
        panels=("boundary", "explain"), explain="chain", present=True, size=(800, 1000)
    )
    assert window.board.pages == [["boundary"], ["explain"]]
    assert window.board.seen == ("explain",)


TYPESETTING = {
    "as ever": "",
    "slowly": "def slowly(*request):\n    time.sleep(1.5)\n    return typeset(*request)\n"
    "outlines._typeset = slowly\n",
    "not at all": "outlines._typeset = lambda *request: None\n",
}


@pytest.mark.slow
def test_an_equation_is_waited_for(tmp_path, environment):
    """Also where typesetting takes longer than the window takes to settle."""
    pictures = {}
    for how, change in TYPESETTING.items():
        out = tmp_path / f"{how}.png"
        script = (
            "import sys, time\nfrom annplayground.cli import main\n"
            "import annplayground.gui.explain.equations.outlines as outlines\n"
            f"typeset = outlines._typeset\n{change}"
            f"sys.exit(main(['render', '--explain', 'activation', '--out', {str(out)!r}]))"
        )
        environment["QT_QPA_PLATFORM"] = "offscreen"
        subprocess.run([sys.executable, "-c", script], env=environment, check=True, timeout=120)
        pictures[how] = out.read_bytes()
    assert pictures["as ever"] == pictures["slowly"] != pictures["not at all"]


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
