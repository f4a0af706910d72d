"""Modules that the first paint does without: each is loaded when something of it is first used.

Where one is used it is imported twice, once for whoever reads or checks the code:

    if TYPE_CHECKING:
        from annplayground.gui.teach import notes
    else:
        notes = late("annplayground.gui.teach.notes")
"""

from importlib import import_module
from typing import Any


class _LateModule:
    """Stands in for a module until then; what it has is looked up there each time."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        return getattr(import_module(self._name), attribute)


def late(name: str) -> Any:
    """What can be used as the module of this full name."""
    return _LateModule(name)
