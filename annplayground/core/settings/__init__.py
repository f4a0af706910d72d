"""The settings of an Experiment, one row each.

A row says what a value may be, its words on screen, and whether a change keeps the weights.
Validation, fields, command line, sweeps, lessons and the names of undo steps read these rows; a
bound stands nowhere else. A path names a setting: "training.learning_rate", and with the number of
a hidden layer (1 is the first) "network.hidden.2.units".
"""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from annplayground.core.settings.data import (
    DATA,
    MAX_CLASS,
    MAX_COORDINATE,
    MAX_SAMPLES,
    MIN_CLASSES,
)
from annplayground.core.settings.network import NETWORK
from annplayground.core.settings.row import KEEPS_WEIGHTS, MAX_SEED, STARTS_ANEW, Setting
from annplayground.core.settings.training import MAX_EPOCHS, TRAINING

__all__ = [
    "KEEPS_WEIGHTS",
    "MAX_CLASS",
    "MAX_COORDINATE",
    "MAX_EPOCHS",
    "MAX_SAMPLES",
    "MAX_SEED",
    "MIN_CLASSES",
    "SETTINGS",
    "STARTS_ANEW",
    "Setting",
    "check_fields",
    "setting",
]

SETTINGS: dict[str, Setting] = {row.path: row for row in (*DATA, *NETWORK, *TRAINING)}


def setting(path: str) -> Setting:
    """The row of a path, which may name a hidden layer. Raises `KeyError` if there is none."""
    return SETTINGS[re.sub(r"\.\d+", "", path)]


def check_fields(place: str, value: Any) -> None:
    """Check every field of a dataclass at `place` that has a row, and those of dataclasses in it.

    Who holds tuples counts them. Raises `ExperimentError`, which names the field.
    """
    for path, name, inner in _fields(place, value):
        row = SETTINGS.get(path)
        if row is not None and not row.count:
            row.check(inner, name)


def _fields(place: str, value: Any, name: str = "") -> Iterator[tuple[str, str, object]]:
    """(path, name below `place`, value) of all fields but the tuples of dataclasses."""
    for f in fields(value):
        inner, path = getattr(value, f.name), f"{place}.{f.name}"
        below = f"{name}.{f.name}" if name else f.name
        if is_dataclass(inner):
            yield from _fields(path, inner, below)
        else:
            yield path, below, inner
