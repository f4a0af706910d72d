"""On which line of a TOML file something stands, which the parser does not tell."""

import re

Path = tuple[str | int, ...]

_KEY = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_KEYS = rf"{_KEY}(?:\s*\.\s*{_KEY})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_KEYS})\s*\]")
_ENTRY = re.compile(rf"\s*({_KEYS})\s*=(.*)")
_LONG = re.compile('"""|' + "'''")


def line_of(text: str, path: Path) -> int:
    """The line, from 1, of a key or table, or of the nearest one around it that is found; tables in
    a list count from 0."""
    lines = _lines(text)
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _lines(text: str) -> dict[Path, int]:
    found: dict[Path, int] = {}
    counts: dict[Path, int] = {}  # of the tables in a list
    table: Path = ()
    quotes = ""  # of the text over several lines that is open
    for number, line in enumerate(text.splitlines(), start=1):
        if quotes:
            quotes = "" if quotes in line else quotes
        elif header := _HEADER.match(line):
            table = _placed(_parts(header[2]), counts)
            if header[1] == "[[":
                counts[table] = counts.get(table, 0) + 1
                table = (*table, counts[table] - 1)
            found.setdefault(table, number)
        elif entry := _ENTRY.match(line):
            parts = _parts(entry[1])
            for end in range(1, len(parts) + 1):
                found.setdefault((*table, *parts[:end]), number)
            long = _LONG.findall(entry[2])
            quotes = long[0] if len(long) == 1 else ""
    return found


def _placed(parts: list[str], counts: dict[Path, int]) -> Path:
    """The path of a header; but for its last part, a list stands for its newest table."""
    path: Path = ()
    for number, part in enumerate(parts, start=1):
        path = (*path, part)
        if path in counts and number < len(parts):
            path = (*path, counts[path] - 1)
    return path


def _parts(keys: str) -> list[str]:
    return [part[1:-1] if part[0] in "\"'" else part for part in re.findall(_KEY, keys)]
