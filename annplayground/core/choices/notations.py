"""The notations, and texts that can be read in each.

Such a text is written with {J} or {lr}. A token stands for one symbol, so that a letter that is
none, as the J of JSON, stays what it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_TOKEN = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Notation:
    """What is read for each token."""

    name: str
    symbols: Mapping[str, str]


BUILT_IN = (
    Notation("notes", {"J": "J", "lr": "lr", "d": "d", "A": "A", "leak": "a"}),
    Notation("partial", {"J": "L", "lr": "η", "d": "∂", "A": "a", "leak": "α"}),
)

NOTATIONS: dict[str, Notation] = {entry.name: entry for entry in BUILT_IN}


class Symbolic(str):
    """A text with tokens, which reads as in the notes wherever it is taken for a plain one.

    `written` reads it in any notation. What is made of it by +, an f-string or a method is only a
    text: compose with `tokens`, or let `written` put one into the other.
    """

    tokens: str

    def __new__(cls, text: str, **values: str) -> "Symbolic":
        """From a text with tokens, and values for its other names, as {value}."""
        told = _TOKEN.sub(
            lambda name: tokens(values[name[1]]) if name[1] in values else name[0], tokens(text)
        )
        made = super().__new__(cls, written(told))
        made.tokens = told
        return made


def tokens(text: str) -> str:
    """A text with its tokens, to write a longer one."""
    return text.tokens if isinstance(text, Symbolic) else text


def written(text: str, notation: str = "notes", **values: str) -> str:
    """A text in a notation, with values for its names, as {value}.

    What else stands in braces stays, and so does what a value has in braces if it is plain.
    """
    told = {name: written(tokens(value), notation) for name, value in values.items()
            if isinstance(value, Symbolic)}  # fmt: skip
    words = {**NOTATIONS[notation].symbols, **values, **told}
    return _TOKEN.sub(lambda token: words.get(token[1], token[0]), tokens(text))
