"""Who may import whom, read from the source: core knows no Qt, rooms do not know each other."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import annplayground

PACKAGE = Path(annplayground.__file__).parent
QT = {"PySide6", "shiboken6", "pyqtgraph"}
ROOMS = {f"annplayground.gui.{room}" for room in ("panels", "plots", "explain", "teach")}
RUNNER = "annplayground.core.run.runner"
CONTROLLER = "annplayground.gui.controller"
MAIN_WINDOW = "annplayground.gui.main_window"


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(source: str, module: str) -> set[str]:
    """Every module that the source imports, anywhere in it, by its full name."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*module.split(".")[: -node.level], *filter(None, [base])])
            found.add(base)
            # "from annplayground.core.run import runner" imports a module, too.
            found.update(f"{base}.{alias.name}" for alias in node.names)
    return found


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def breaches(module: str, imported: set[str]) -> list[str]:
    """What a module imports against the rules, each with the rule."""
    found = []

    def forbid(rule: str, condition: bool, *packages: str) -> None:
        if condition:
            bad = sorted(name for name in imported if within(name, *packages))
            found.extend(f"{module} imports {name}: {rule}" for name in bad)

    own = {name for name in imported if within(name, "annplayground")}
    shown = within(module, "annplayground.gui", "annplayground.app")
    forbid("only gui and app know Qt", not shown, *QT)
    if within(module, "annplayground.core"):
        strangers = {name for name in own if not within(name, "annplayground.core")}
        forbid("core stands alone", True, *strangers - {"annplayground"})
    if within(module, "annplayground.io"):
        allowed = ("annplayground.core", "annplayground.io", "annplayground.resource_files")
        strangers = {name for name in own if not within(name, *allowed)}
        forbid("io imports core only", True, *strangers - {"annplayground"})
    room = next((room for room in ROOMS if within(module, room)), None)
    if room:
        forbid("rooms do not know each other", True, *ROOMS - {room})
        forbid("views get snapshots and ask by signals", True, CONTROLLER, MAIN_WINDOW)
    inside = within(module, "annplayground.core") or module == CONTROLLER
    forbid("only the controller drives the runner", not inside, RUNNER)
    wiring = room or module == MAIN_WINDOW
    forbid("only the main window wires the rooms", not wiring, *ROOMS)
    return found


SOURCES = sorted(PACKAGE.rglob("*.py"))


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_the_directions_of_imports(path: Path) -> None:
    module = module_name(path)
    # Inside an __init__, a single dot means the package itself.
    inside = f"{module}.__init__" if path.name == "__init__.py" else module
    assert breaches(module, imports(path.read_text(encoding="utf-8"), inside)) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("annplayground.core.network", "import PySide6.QtCore"),
        ("annplayground.core.network", "def f():\n    from pyqtgraph import PlotItem"),
        ("annplayground.core.network", "from annplayground.io import files"),
        ("annplayground.core.network", "from ..gui import theme"),
        ("annplayground.io.files", "from annplayground.gui.theme import Look"),
        ("annplayground.io.files", "from PySide6 import QtCore"),
        ("annplayground.cli", "from PySide6 import QtCore"),
        ("annplayground.gui.panels.data_card", "from annplayground.gui.plots import chart"),
        ("annplayground.gui.panels.data_card", "from ..plots.chart import Chart"),
        ("annplayground.gui.plots.chart", "from annplayground.core.run import runner"),
        ("annplayground.gui.plots.chart", "from annplayground.gui import controller"),
        ("annplayground.gui.board", "from annplayground.core.run.runner import Runner"),
        ("annplayground.gui.board", "from annplayground.gui.panels.data_card import DataCard"),
    ],
)
def test_a_breach_is_found(module: str, source: str) -> None:
    assert breaches(module, imports(source, module))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("annplayground.core.run.session", "from annplayground.core.experiment import Experiment"),
        ("annplayground.io.files", "from annplayground.core.experiment import Experiment"),
        ("annplayground.gui.panels.data_card", "from annplayground.gui.theme import Look"),
        ("annplayground.gui.panels.data_card", "from .data_slider import Slider"),
        ("annplayground.gui.controller", "from annplayground.core.run.runner import Runner"),
        ("annplayground.gui.main_window", "from annplayground.gui.plots.chart import Chart"),
    ],
)
def test_what_is_allowed_is_no_breach(module: str, source: str) -> None:
    assert breaches(module, imports(source, module)) == []


def test_without_the_window_nothing_loads_qt() -> None:
    modules = [
        name
        for name in map(module_name, SOURCES)
        if not within(name, "annplayground.gui", "annplayground.app", "annplayground.__main__")
    ]
    code = f"""
import importlib, sys
sys.path.insert(0, {str(PACKAGE.parent)!r})
for name in {modules!r}:
    importlib.import_module(name)
loaded = {{name.split(".")[0] for name in sys.modules}} & {QT!r}
assert not loaded, loaded
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
