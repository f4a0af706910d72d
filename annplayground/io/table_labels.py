"""Labels in the cells of a table: which are missing, and which class each of the others is."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from annplayground.core.numerals import plural
from annplayground.core.settings import MAX_CLASS, MIN_CLASSES
from annplayground.core.words import translate
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
    shown = repr(cell) if cell else translate("Tables", "an empty cell")
    return has_label, plural(
        n,
        translate("Tables", "1 row has no label (in line {line}: {shown}) and is left out."),
        translate(
            "Tables", "{n} rows have no label (the first in line {line}: {shown}) and are left out."
        ),
    ).format(n=n, line=line.number, shown=shown)


def classes(
    path: Path, name: str, cells: Sequence[tuple[Line, str]], separator: str, lost: str | None
) -> tuple[tuple[str, ...], list[int]]:
    """The distinct labels in order (numbers by value, else by the alphabet), and the class of each
    row. `lost` is the note on rows without a label."""
    written: dict[str, str] = {}  # each label as first written, by the label
    alike: dict[str, str] = {}  # each label, by what it is without case and blanks
    found = []
    for line, cell in cells:
        place = translate("Tables", "{path}, line {line}, column {name}").format(
            path=path, line=line.number, name=name
        )
        label = _label(place, cell, separator)
        key = " ".join(label.split()).casefold()
        other = alike.setdefault(key, label)
        if other != label:
            raise FileError(
                translate(
                    "Tables",
                    "{place}: {label} and {other} differ only by case or blanks: write them "
                    "alike if they are one class",
                ).format(place=place, label=repr(label[:40]), other=repr(other[:40]))
            )
        first = written.setdefault(label, cell)
        if _zeros(cell) != _zeros(first):
            raise FileError(
                translate(
                    "Tables",
                    "{place}: {cell} and {first} are the same number: write them alike if "
                    "they are one class, or as words",
                ).format(place=place, cell=repr(cell), first=repr(first))
            )
        found.append(label)
    if not MIN_CLASSES <= len(written) <= MAX_CLASS + 1:
        n, without = len(written), f" ({lost.rstrip('.')})" if lost else ""
        raise FileError(
            plural(
                n,
                translate(
                    "Tables",
                    "{path}, column {name}: two or three distinct labels are needed, but there "
                    "is 1{without}: name the columns x1, x2 and label in the first line if others "
                    "are meant",
                ),
                translate(
                    "Tables",
                    "{path}, column {name}: two or three distinct labels are needed, but there "
                    "are {n}{without}: name the columns x1, x2 and label in the first line if "
                    "others are meant",
                ),
            ).format(path=path, name=name, n=n, without=without)
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
            raise FileError(
                translate(
                    "Tables", "{place}: {cell} is not a class: write a word or a number"
                ).format(place=place, cell=cell)
            )
        return cell
    if value and abs(value.adjusted()) > _MOST_DIGITS:
        raise FileError(
            translate(
                "Tables", "{place}: {cell} is not a class: write a word or a shorter number"
            ).format(place=place, cell=cell[:40])
        )
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def _zeros(cell: str) -> bool:
    """Whether a whole number begins with zeros, as codes such as 01 do."""
    return len(cell) > 1 and cell.isdigit() and cell.startswith("0")
