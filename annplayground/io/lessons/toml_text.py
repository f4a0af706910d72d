"""Values as TOML, of which Python has a reader and no writer: what lessons need of it."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 100


def entry(key: str, value: Any) -> str:
    """A line `key = value`; a list of tables has a line for each."""
    return f"{name(key)} = {shown(value)}"


def name(key: str) -> str:
    """A key, in quotes where it must have them."""
    return key if _BARE.fullmatch(key) else _text(key)


def shown(value: Any) -> str:
    """A text, number, truth, list or table on one line; a long list is on several."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Mapping):
        inner = ", ".join(entry(key, item) for key, item in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, Sequence):
        return _list([shown(item) for item in value])
    raise TypeError(f"{value!r} has no form in a lesson file")


def _list(items: list[str]) -> str:
    line = f"[{', '.join(items)}]"
    if len(line) <= _WIDTH:
        return line
    return "[\n" + "".join(f"    {item},\n" for item in items) + "]"


def _text(text: str) -> str:
    # JSON's texts are TOML's too, but for one control character; half a pair is no character.
    whole = text.encode("utf-8", "replace").decode()
    return json.dumps(whole, ensure_ascii=False).replace("\x7f", "\\u007f")
