"""The bounds and the words of settings stand in their rows, not a second time in the window
or in what reads files."""

import ast
from pathlib import Path

import pytest

import annplayground
from annplayground.core.choices.optimizers import CONVENTIONS
from annplayground.core.choices.penalties import PENALTIES
from annplayground.core.settings import (
    KEEPS_WEIGHTS,
    MAX_COORDINATE,
    MIN_CLASSES,
    SETTINGS,
    STARTS_ANEW,
    setting,
)

PACKAGE = Path(annplayground.__file__).parent
FILES = sorted(path for room in ("gui", "io") for path in (PACKAGE / room).rglob("*.py"))

_NUMBERS = [row for row in SETTINGS.values() if row.choices is None]
# Numbers that mean many things (a pixel, a percentage) say something only where bounds are set.
_COMMON = {0, 0.1, 1, 4, 10, 64, 100, 1000}
TELLING = {bound for row in _NUMBERS for bound in (row.low, row.high)} - _COMMON
SETTERS = {"setRange", "setMinimum", "setMaximum", "NumberSpec"}
WORDS = {
    KEEPS_WEIGHTS,
    STARTS_ANEW,
    f"[−{MAX_COORDINATE:g}, {MAX_COORDINATE:g}]",
    f"t least {setting('data.points').low} points",
    f"of {MIN_CLASSES} classes",
    *(row.bounds for row in _NUMBERS),
    *(row.about for row in SETTINGS.values()),
    *(entry.about for registry in (PENALTIES, CONVENTIONS) for entry in registry.values()),
}

# What looks like a bound of a setting, and is none.
ALLOWED = {
    ("io/pairs.py", 6): "how many layers one of the pairs has",
    ("gui/explain/luck/view.py", "setRange"): "how many starts, and how long, is no setting",
    (
        "gui/explain/histograms/histogram.py",
        1e-9,
    ): "how alike weights are that are called the same",
    ("gui/explain/chain/paths.py", 1e-9): "against the dust of rounding",
    ("gui/panels/network/painted/maps.py", 1e-9): "so that one can divide by a map of zeros",
    ("gui/plots/charts/loss_card.py", "setRange"): "the smoothing of a curve, in hundredths",
    ("gui/plots/boundary/frame.py", 1e-9): "against the dust of rounding",
    ("gui/plots/boundary/zoom.py", 1e-9): "against the dust of rounding",
    ("gui/plots/charts/scale.py", 1e-9): "against the dust of rounding",
    ("gui/panels/training/stop.py", "NumberSpec"): "when to stop is no part of an Experiment",
}


def _value(node):
    """The number of a literal, also of one such as 10**9; None for anything else."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow):
        base, power = _value(node.left), _value(node.right)
        return None if base is None or power is None else base**power
    value = node.value if isinstance(node, ast.Constant) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _docstrings(tree):
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef)
    bodies = [node.body for node in ast.walk(tree) if isinstance(node, owners)]
    return {body[0].value for body in bodies if body and isinstance(body[0], ast.Expr)}


def found_in(source, telling=frozenset(TELLING)):
    """(line, what) of everything in a module that a row says."""
    tree = ast.parse(source)
    docstrings = _docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            given = [_value(each) for each in (*node.args, *(k.value for k in node.keywords))]
            if name in SETTERS and any(value not in (None, 0) for value in given):
                yield node.lineno, name
        elif isinstance(node, ast.Constant | ast.BinOp) and _value(node) in telling:
            yield node.lineno, _value(node)
        elif isinstance(getattr(node, "value", None), str) and node not in docstrings:
            yield from ((node.lineno, word) for word in WORDS if word in node.value)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_bound_and_no_words_of_a_setting_stand_here(path):
    place = path.relative_to(PACKAGE).as_posix()
    # In the window 6 is often a number of pixels; where files are read it is the edge of the map.
    telling = TELLING | {MAX_COORDINATE} if place.startswith("io/") else TELLING
    found = list(found_in(path.read_text(encoding="utf-8"), telling))
    assert [(line, what) for line, what in found if (place, what) not in ALLOWED] == []
    allowed = {what for where, what in ALLOWED if where == place}
    assert allowed <= {what for _, what in found}, "allowed, but no longer there"


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("most = 5000", 5000),
        ("Spec(1, 10**9)", 10**9),
        ("spin.setRange(0.0, 10.0)", "setRange"),
        ("NumberSpec('rate', 'λ', '', 0.0, high=100.0)", "NumberSpec"),
        ("tip = f'{about} Live: keeps the weights.'", KEEPS_WEIGHTS),
        ("tip = 'One more. Starts the network anew.'", STARTS_ANEW),
        ("tip = 'Units, 1 to 64.'", "1 to 64"),
    ],
)
def test_what_is_looked_for_is_found(source, what):
    assert (1, what) in set(found_in(source))
