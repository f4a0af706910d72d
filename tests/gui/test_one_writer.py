"""Nothing on screen writes numbers by itself: a number in a text comes from the one writer."""

import ast
from pathlib import Path

import annplayground

GUI = Path(annplayground.__file__).parent / "gui"
# Numbers that are kept or read again, and never seen: a remembered speed, and rounding by a text.
# The counter pads epochs with zeros, as nothing else does.
NOT_SEEN = {
    "speed.py": {"g", ".3g"},
    "numbers.py": {".10g"},
    "scales.py": {".6g"},
    "counter.py": {"0…,"},
}


def formats(source):
    """The format of every number that an f-string in a source formats by itself."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            parts = getattr(node.format_spec, "values", [])
            spec = "".join(p.value if isinstance(p, ast.Constant) else "…" for p in parts)
            if spec.endswith(("e", "f", "g", "%", ",")):
                yield spec


def test_no_view_formats_a_number():
    found = {
        (path.name, spec)
        for path in GUI.rglob("*.py")
        for spec in formats(path.read_text(encoding="utf-8"))
        if spec not in NOT_SEEN.get(path.name, ())
    }
    assert not found


def test_a_format_would_be_found():
    assert list(formats('f"{x:.3g} of {n:,} {name:<20} {y:.{digits}f}"')) == [".3g", ",", ".…f"]
