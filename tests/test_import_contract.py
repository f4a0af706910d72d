"""Who may import whom, read from the source: core knows no Qt and is built floor upon floor, rooms
do not know each other, nothing goes in circles."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import annplayground

PACKAGE = Path(annplayground.__file__).parent
QT = {"PySide6", "shiboken6", "pyqtgraph"}
ROOMS = {
    f"annplayground.gui.{room}"
    for room in (
        *("panels.data", "panels.network", "panels.training", "plots.boundary", "plots.charts"),
        *("explain", "timeline", "compare", "teach"),
    )
}
RUNNER = "annplayground.core.run.runner"
CONTROLLER = "annplayground.gui.controller"
MAIN_WINDOW = "annplayground.gui.main_window"
# Those that know several rooms at once: what builds the parts, and what connects them.
WIRING = (MAIN_WINDOW, "annplayground.gui.parts", "annplayground.gui.wiring")


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
        forbid("views get snapshots and ask by signals", True, CONTROLLER, *WIRING)
    inside = within(module, "annplayground.core") or module == CONTROLLER
    forbid("only the controller drives the runner", not inside, RUNNER)
    wires = room or within(module, *WIRING)
    forbid("only the wiring knows the rooms", not wires, *ROOMS)
    return found


SOURCES = sorted(PACKAGE.rglob("*.py"))


# -- core, room by room: its folders, and the modules directly in it -------------------------------

CORE = "annplayground.core"
KERNELS, IMAGE = f"{CORE}.kernels", f"{CORE}.kernels.image"
MOST_FLOORS = 7
# The ground that every text stands on, and no floor: it imports nothing of the package.
GROUND = "words"
# Each room stands above the rooms of the lines before its own, of which it may import any, and
# below those after it. Rooms in one line do not know each other.
LINES: tuple[tuple[str, ...], ...] = (
    (GROUND,),
    ("choices", "checks", "kernels", "numerals", "names"),
    ("settings", "arrays", "measures"),
    ("experiment",),
    ("samples", "network", "edits", "learned"),
    ("engines", "explain", "descent", "gradient_check", "history"),
    ("chain", "diagnosis", "landscape", "lesson"),
    ("run", "sweep", "claims"),
)
LINE_OF = {room: number for number, line in enumerate(LINES) for room in line}


def core_room(module: str) -> str | None:
    """The room of core that a module belongs to."""
    parts = module.split(".")
    return parts[2] if within(module, CORE) and len(parts) > 2 else None


def core_breaches(module: str, imported: set[str]) -> list[str]:
    """What a module imports against the order of the rooms, and through the walls of kernels."""
    found = []
    room = core_room(module)
    for name in sorted(name for name in imported if within(name, CORE)):
        other = core_room(name)
        if within(name, KERNELS) and room not in ("kernels", "engines"):
            found.append(f"{module} imports {name}: only engines imports kernels")
        elif within(name, IMAGE) and not within(module, IMAGE):
            # What is taken from the front is a name in it, and no module behind it.
            front = (
                name == IMAGE
                or not (PACKAGE.parent / name.replace(".", "/")).with_suffix(".py").exists()
            )
            if module != f"{KERNELS}.library" or not front:
                found.append(f"{module} imports {name}: the front of image is for the library")
        if room is None or other is None or room == other or other not in LINE_OF:
            continue
        if room == "kernels":
            found.append(f"{module} imports {name}: kernels imports nothing of core but itself")
        elif LINE_OF[other] >= LINE_OF[room]:
            found.append(f"{module} imports {name}: {room} stands no higher than {other}")
    return found


# -- explain, likewise: what all explanations are made of, then one folder a subject ---------------

EXPLAIN = "annplayground.gui.explain"
EXPLAIN_LINES: tuple[tuple[str, ...], ...] = (
    ("focus",),
    ("equations", "function_graph", "squares"),
    ("paging",),
    ("view", "copying"),
    ("staged", "copy_actions", "catalogue"),
    (
        *("activation", "chain", "descent", "forward", "going_on", "histograms", "neuron"),
        *("optimizer", "script", "update", "luck", "landscape", "changed"),
    ),
    ("card",),
)
EXPLAIN_LINE_OF = {room: line for line, rooms in enumerate(EXPLAIN_LINES) for room in rooms}


def explain_breaches(module: str, imported: set[str]) -> list[str]:
    """What a module of explain imports against the order of its rooms."""
    return _upward(EXPLAIN, EXPLAIN_LINE_OF, module, imported)


def _upward(package: str, line_of: dict[str, int], module: str, imported: set[str]) -> list[str]:
    """What a module in one room of a package imports from a room that does not stand below."""
    depth = package.count(".") + 1

    def room_of(name: str) -> str | None:
        parts = name.split(".")
        return parts[depth] if within(name, package) and len(parts) > depth else None

    room = room_of(module)
    others = {name: room_of(name) for name in sorted(imported)}
    return [
        f"{module} imports {name}: {room} stands no higher than {other}"
        for name, other in others.items()
        if room and other and room != other and line_of[other] >= line_of[room]
    ]


# -- gui as a whole: the ground of all views, the rooms of views, and what puts them together ------

GUI = "annplayground.gui"
GUI_LINES: tuple[tuple[str, ...], ...] = (
    ("sizes", "painting", "text", "contour", "process"),
    ("theme",),
    ("tints", "colormaps"),
    ("axes", "widgets"),
    ("commands",),
    ("preferences", "panels", "plots", "explain"),
    ("layout", "snapshots"),
    ("document",),
    ("controller", "timeline", "compare", "teach"),
    ("background",),
    ("parts",),
    ("wiring",),
    ("main_window",),
    ("waiting",),
)
GUI_LINE_OF = {room: line for line, rooms in enumerate(GUI_LINES) for room in rooms}


def gui_breaches(module: str, imported: set[str]) -> list[str]:
    """What a module of gui imports from a room that stands above its own, or beside it."""
    return _upward(GUI, GUI_LINE_OF, module, imported)


def graph() -> dict[str, set[str]]:
    """Which module of the package imports which, also for type checking only."""
    names = set(map(module_name, SOURCES))
    found = {}
    for path in SOURCES:
        name = module_name(path)
        inside = f"{name}.__init__" if path.name == "__init__.py" else name
        found[name] = (imports(path.read_text(encoding="utf-8"), inside) & names) - {name}
    return found


def circle(of: dict[str, set[str]]) -> list[str]:
    """Some circle in a graph; empty if there is none."""
    done: set[str] = set()

    def walk(node: str, trail: list[str]) -> list[str]:
        if node in trail:
            return [*trail[trail.index(node) :], node]
        if node in done:
            return []
        for following in sorted(of.get(node, ())):
            if found := walk(following, [*trail, node]):
                return found
        done.add(node)
        return []

    return next((found for node in sorted(of) if (found := walk(node, []))), [])


def floors(of: dict[str, set[str]]) -> dict[str, int]:
    """On which floor each node of a graph without circles stands, the lowest being 1."""
    found: dict[str, int] = {}

    def floor(node: str) -> int:
        if node not in found:
            found[node] = 1 + max(map(floor, of.get(node, ())), default=0)
        return found[node]

    for node in of:
        floor(node)
    return found


def core_rooms() -> dict[str, set[str]]:
    """Which room of core imports which."""
    rooms: dict[str, set[str]] = {}
    for module, imported in graph().items():
        room = core_room(module)
        if room is not None:
            others = {core_room(name) for name in imported} - {None, room}
            rooms.setdefault(room, set()).update(filter(None, others))
    return rooms


@pytest.mark.parametrize("path", SOURCES, ids=module_name)
def test_the_directions_of_imports(path: Path) -> None:
    module = module_name(path)
    # Inside an __init__, a single dot means the package itself.
    inside = f"{module}.__init__" if path.name == "__init__.py" else module
    imported = imports(path.read_text(encoding="utf-8"), inside)
    assert breaches(module, imported) == []
    assert core_breaches(module, imported) == []
    assert explain_breaches(module, imported) == []
    assert gui_breaches(module, imported) == []


@pytest.mark.parametrize(
    ("folder", "line_of"), [("gui/explain", EXPLAIN_LINE_OF), ("gui", GUI_LINE_OF)]
)
def test_every_room_has_its_line(folder: str, line_of: dict[str, int]) -> None:
    rooms = {path.stem for path in (PACKAGE / folder).iterdir()}
    assert set(line_of) == rooms - {"__init__", "__pycache__"}


@pytest.mark.parametrize(
    ("room", "imported"),
    [
        ("widgets.popup", "commands.keyboard"),
        ("preferences.text_size", "layout.geometry"),
        ("document.closing", "controller"),
        ("snapshots.watching", "main_window"),
        ("layout.stage", "document.drawing"),
    ],
)
def test_an_arrow_upwards_in_gui_is_found(room: str, imported: str) -> None:
    assert gui_breaches(f"{GUI}.{room}", {f"{GUI}.{imported}"})
    assert not gui_breaches(f"{GUI}.waiting", {f"{GUI}.{imported}"})


@pytest.mark.parametrize(
    ("room", "imported"),
    [
        ("chain.view", "update.text"),
        ("equations.digits", "chain.paths"),
        ("view", "card"),
    ],
)
def test_a_breach_of_the_rooms_of_explain_is_found(room: str, imported: str) -> None:
    assert explain_breaches(f"{EXPLAIN}.{room}", {f"{EXPLAIN}.{imported}"})
    assert not explain_breaches(f"{EXPLAIN}.chain.view", {f"{EXPLAIN}.equations.digits"})


def test_every_room_of_core_has_its_line() -> None:
    assert set(LINE_OF) == set(core_rooms())


def test_core_has_few_floors() -> None:
    rooms = core_rooms()
    assert rooms.pop(GROUND) == set()
    assert max(floors({room: below - {GROUND} for room, below in rooms.items()}).values()) <= (
        MOST_FLOORS
    )


def test_no_module_imports_itself_in_the_end() -> None:
    assert circle(graph()) == []
    assert circle(core_rooms()) == []


def test_a_circle_is_found_and_floors_are_counted() -> None:
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]
    assert floors({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == {"c": 1, "b": 2, "a": 3}


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("choices.losses", "from annplayground.core.settings import SETTINGS"),
        ("choices.losses", "from annplayground.core.experiment import Experiment"),
        ("experiment", "if TYPE_CHECKING:\n    from annplayground.core.network import Layer"),
        ("network", "from annplayground.core.engines.protocol import Engine"),
        ("engines.available", "from annplayground.core.run.session import Session"),
        ("diagnosis.findings", "from ..run import session"),
        ("kernels.records", "from annplayground.core.choices.metrics import METRICS"),
        ("run.session", "from annplayground.core.kernels.library import load_library"),
        ("engines.available", "from annplayground.core.kernels.image.child import Compilation"),
        ("engines.available", "from annplayground.core.kernels import image"),
        ("kernels.library", "from annplayground.core.kernels.image.store import keep"),
        ("kernels.library", "from annplayground.core.kernels.image import store"),
    ],
)
def test_a_breach_of_the_rooms_is_found(module: str, source: str) -> None:
    assert core_breaches(f"{CORE}.{module}", imports(source, f"{CORE}.{module}"))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("engines.compiled", "from annplayground.core.kernels.library import load_library"),
        ("kernels.library", "from annplayground.core.kernels.image import Compilation, load"),
        ("kernels.image.code", "from annplayground.core.kernels.image.store import keep"),
        ("run.session", "from annplayground.core.settings import SETTINGS"),
        ("diagnosis.findings", "from annplayground.core.engines.state import State"),
    ],
)
def test_what_the_rooms_allow_is_no_breach(module: str, source: str) -> None:
    assert core_breaches(f"{CORE}.{module}", imports(source, f"{CORE}.{module}")) == []


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
        ("annplayground.gui.panels.data.card", "from annplayground.gui.plots.charts import chart"),
        ("annplayground.gui.panels.data.card", "from ...plots.charts.chart import Chart"),
        ("annplayground.gui.plots.charts.chart", "from annplayground.core.run import runner"),
        ("annplayground.gui.plots.charts.chart", "from annplayground.gui import controller"),
        ("annplayground.gui.layout.board", "from annplayground.core.run.runner import Runner"),
        (
            "annplayground.gui.layout.board",
            "from annplayground.gui.panels.data.card import DataCard",
        ),
        ("annplayground.gui.explain.card", "from annplayground.gui.wiring import timeline"),
        ("annplayground.gui.explain.card", "from annplayground.gui.parts import Parts"),
        ("annplayground.gui.panels.data.card", "from annplayground.gui.panels.network import card"),
        (
            "annplayground.gui.widgets.card",
            "from annplayground.gui.plots.charts.card import ChartCard",
        ),
    ],
)
def test_a_breach_is_found(module: str, source: str) -> None:
    assert breaches(module, imports(source, module))


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("annplayground.core.run.session", "from annplayground.core.experiment import Experiment"),
        ("annplayground.io.files", "from annplayground.core.experiment import Experiment"),
        ("annplayground.gui.panels.data.card", "from annplayground.gui.theme import Look"),
        ("annplayground.gui.panels.data.card", "from .slider import Slider"),
        ("annplayground.gui.controller", "from annplayground.core.run.runner import Runner"),
        ("annplayground.gui.parts", "from annplayground.gui.plots.charts.chart import Chart"),
        ("annplayground.gui.wiring.timeline", "from annplayground.gui.plots.charts import chart"),
        ("annplayground.gui.main_window", "from annplayground.gui.parts import Parts"),
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
