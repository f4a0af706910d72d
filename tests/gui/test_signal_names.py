"""Signals are named for what happened, to what, or for what is asked."""

import ast
from pathlib import Path

import pytest

import annplayground

GUI = Path(annplayground.__file__).parent / "gui"
# What happens to whoever emits it, as Qt's own `clicked`.
OWN = {"begun", "clicked", "closed", "completed", "ended", "resized", "ticked"}
HAPPENED = ("ed", "Begun", "Chosen", "Drawn", "Made", "Read", "Ready", "Shown", "Typeset")


def signals(source: str) -> list[str]:
    """The names of the signals that the classes of a source have for others."""
    return [
        target.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign) and ast.unparse(node.value).startswith("Signal(")
        for target in node.targets
        if isinstance(target, ast.Name) and not target.id.startswith("_")
    ]


def is_well_named(name: str) -> bool:
    """Whether it says what was done to what (`fileOpened`), or asks for it (`copyRequested`)."""
    happened = name.endswith(HAPPENED) and not name.endswith("Wanted")  # which asks
    return name in OWN or (name != name.lower() and happened)


def test_every_signal_says_what_happened_or_what_is_asked():
    named = [name for path in GUI.rglob("*.py") for name in signals(path.read_text("utf-8"))]
    assert len(named) > 80
    assert [name for name in named if not is_well_named(name)] == []


@pytest.mark.parametrize("name", ["edited", "told", "scriptWanted", "sought", "changed", "undo"])
def test_what_says_neither_is_found(name: str):
    assert signals(f"class A:\n    {name} = Signal(object)") == [name]
    assert not is_well_named(name)
