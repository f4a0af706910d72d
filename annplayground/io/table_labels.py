"""Labels in the cells of a table: which are missing, and which class each of the others is."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from annplayground.core.settings import MAX_CLASS, MIN_CLASSES
from annplayground.io.files import FileError
from annplayground.io.table_numbers import as_decimal
from annplayground.io.table_text import Line

# How programs write that there is no value, in lower case.
MISSING = {
    *("", "na", "n/a", "#n/a", "<na>", "nan", "nat", "null", "none", "nil", "."),
    *("?", "-", "--", "–", "—", "#null!", "#value!", "#ref!", "#name?", "#div/0!", "#num!"),
}
_MINUS = {"-", "–", "—"}
# Numbers longer than this are written by mistake.
_MOST_DIGITS = 50


def is_missing(label: str) -> bool:
    """Whether a label says that there is none."""
    return label.casefold() in MISSING


def split_missing(cells: Sequence[tuple[Line, str]]) -> tuple[list[bool], str | None]:
    """Which rows have a label, and a note on those that have none."""
    # Beside a +, a − is a class.
    signed = any(cell == "+" for _, cell in cells)
    has_label = [not is_missing(cell) or (signed and cell in _MINUS) for _, cell in cells]
    lost = [entry for entry, has in zip(cells, has_label, strict=True) if not has]
    if not lost:
        return has_label, None
    (line, cell), n = lost[0], len(lost)
    shown = repr(cell) if cell else "an empty cell"
    what, are = ("1 row has", "is") if n == 1 else (f"{n} rows have", "are")
    first = "in" if n == 1 else "the first in"
    return has_label, f"{what} no label ({first} line {line.number}: {shown}) and {are} left out."


def classes(
    path: Path, name: str, cells: Sequence[tuple[Line, str]], separator: str, lost: str | None
) -> tuple[tuple[str, ...], list[int]]:
    """The distinct labels in order (numbers by value, else by the alphabet), and the class of each
    row. `lost` is the note on rows without a label."""
    written: dict[str, str] = {}  # each label as first written, by the label
    alike: dict[str, str] = {}  # each label, by what it is without case and blanks
    found = []
    for line, cell in cells:
        place = f"{path}, line {line.number}, column {name}"
        label = _label(place, cell, separator)
        key = " ".join(label.split()).casefold()
        other = alike.setdefault(key, label)
        if other != label:
            raise FileError(
                f"{place}: {label[:40]!r} and {other[:40]!r} differ only by case or blanks: "
                "write them alike if they are one class"
            )
        first = written.setdefault(label, cell)
        if _zeros(cell) != _zeros(first):
            raise FileError(
                f"{place}: {cell!r} and {first!r} are the same number: write them alike if they "
                "are one class, or as words"
            )
        found.append(label)
    if not MIN_CLASSES <= len(written) <= MAX_CLASS + 1:
        n, without = len(written), f" ({lost.rstrip('.')})" if lost else ""
        raise FileError(
            f"{path}, column {name}: two or three distinct labels are needed, but there "
            f"{'is 1' if n == 1 else f'are {n}'}{without}: "
            "name the columns x1, x2 and label in the first line if others are meant"
        )
    numeric = all(as_decimal(label, ",") is not None for label in written)
    labels = tuple(sorted(written, key=Decimal if numeric else None))
    index = {label: k for k, label in enumerate(labels)}
    return labels, [index[label] for label in found]


def _label(place: str, cell: str, separator: str) -> str:
    """A label's own text: 1, 1.0 and 1e0 are one class."""
    value = as_decimal(cell, separator)
    if value is None:
        if cell.casefold().lstrip("+-−") in {"inf", "infinity", "nan"}:
            raise FileError(f"{place}: {cell} is not a class: write a word or a number")
        return cell
    if value and abs(value.adjusted()) > _MOST_DIGITS:
        raise FileError(f"{place}: {cell[:40]} is not a class: write a word or a shorter number")
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _zeros(cell: str) -> bool:
    """Whether a whole number begins with zeros, as codes such as 01 do."""
    return len(cell) > 1 and cell.isdigit() and cell.startswith("0")
