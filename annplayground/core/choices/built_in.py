"""Whether an entry of a registry computes as one that came with the program.

Asked by what has a second form of its mathematics: compiled code, a script.
"""

from collections.abc import Iterable
from typing import Any


def computes_as_built_in(entry: Any, built_in: Iterable[Any]) -> bool:
    """Whether it has the very functions of the built-in entry of its name.

    Another label is no other mathematics.
    """
    functions = _functions(entry)
    return any(ours.name == entry.name and _functions(ours) == functions for ours in built_in)


def _functions(entry: Any) -> list[Any]:
    return [value for value in vars(entry).values() if callable(value)]
