"""Symbols as tokens: a text is written with {J} or {lr}, and the notation says what is read.

The notes write J, dJ/dW and lr, most textbooks L, ∂L/∂W and η. A token stands for one symbol, so
that a J that is only a letter, as in JSON, stays what it is.
"""

import re
from collections.abc import Mapping

NOTES: Mapping[str, str] = {"J": "J", "lr": "lr", "d": "d", "A": "A"}
PARTIAL: Mapping[str, str] = {"J": "L", "lr": "η", "d": "∂", "A": "a"}
NOTATIONS: Mapping[str, Mapping[str, str]] = {"notes": NOTES, "partial": PARTIAL}
_TOKEN = re.compile(r"\{(\w+)\}")


def filled(text: str, **values: str) -> str:
    """A text with values for its names, as {value}; tokens of symbols stay, for `written`."""
    return _TOKEN.sub(lambda token: values.get(token[1], token[0]), text)


def written(text: str, notation: str = "notes") -> str:
    """A text with its tokens in a notation; what is no token in braces stays as it is."""
    return filled(text, **NOTATIONS[notation])
