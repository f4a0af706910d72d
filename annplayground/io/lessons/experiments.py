"""The experiments of a scene: written out, of an example or a file, and changed by setting path."""

import difflib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from annplayground.core.checks import ExperimentError
from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment, HiddenLayer
from annplayground.core.settings import SETTINGS, setting
from annplayground.core.words import translate
from annplayground.io.examples import EXAMPLES
from annplayground.io.experiment_file import read_experiment
from annplayground.io.files import FileError
from annplayground.io.lessons.table import Table, TableError

OFF = "off"  # what is not in use: TOML has no word for nothing


def read_a(table: Table, before: Experiment, folder: Path) -> Experiment:
    """A of a scene: `experiment` or `from`, else that of the scene before, with `changes`."""
    if "experiment" in table and "from" in table:
        raise table.refuse(translate("Lessons", "cannot stand beside experiment"), "from")
    found = before
    if "experiment" in table:
        found = _written_out(table, "experiment")
    elif "from" in table:
        found = _of_file(table, folder)
    return with_changes(table, "changes", found)


def read_b(table: Table, a: Experiment) -> Experiment | None:
    """B of a scene: `b` has the changes that make it from A, `b_experiment` is B written out."""
    if "b" in table and "b_experiment" in table:
        raise table.refuse(translate("Lessons", "cannot stand beside b"), "b_experiment")
    if "b_experiment" in table:
        return _written_out(table, "b_experiment")
    return with_changes(table, "b", a) if "b" in table else None


def with_changes(table: Table, key: str, experiment: Experiment) -> Experiment:
    """The experiment with the changes that a key has, path by path. Raises `TableError`."""
    inner = table.table(key)
    changes = table.raw(key) or {}
    path = inner.path if inner is not None else table.path
    try:
        return applied(experiment, changes)
    except (ExperimentError, ValueError) as error:
        raise TableError(f"{table.name}.{key}: {str(error).rstrip('.')}", path) from error


def applied(experiment: Experiment, changes: Mapping[str, Any]) -> Experiment:
    """The experiment with changes by setting path, in the order of the settings whatever theirs is.

    Raises `ValueError` for what cannot be.
    """
    order = list(SETTINGS)
    for path in changes:
        if not _is_setting(path):
            near = difflib.get_close_matches(path[:80], order, n=1)
            hint = (
                translate("Lessons", " (did you mean {near}?)").format(near=repr(near[0]))
                if near
                else ""
            )
            raise ValueError(f"there is no setting {path[:60]!r}{hint}")
    for path in sorted(changes, key=lambda path: order.index(setting(path).path)):
        try:
            experiment = changed(experiment, path, _value(path, changes[path]))
        except KeyError as error:
            raise ValueError(f"{path}: {error.args[0]}") from error
    return experiment


def _is_setting(path: str) -> bool:
    try:
        return bool(setting(path))
    except KeyError:
        return False


def _value(path: str, value: Any) -> Any:
    if setting(path).optional and value == OFF:
        return None
    if path == "network.hidden" and isinstance(value, list):
        known = [f.name for f in fields(HiddenLayer)]
        if not all(isinstance(layer, dict) and set(layer) <= set(known) for layer in value):
            raise ValueError(f"{path} is a number of layers, or a list of tables of {known}")
        return tuple(HiddenLayer(**layer) for layer in value)
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    return value


def _written_out(table: Table, key: str) -> Experiment:
    content = table.raw(key)
    try:
        return Experiment.from_dict(content)
    except ExperimentError as error:
        place = (*table.path, key, *error.place.split(".")) if error.place else (*table.path, key)
        raise TableError(f"{table.name}.{key}: {str(error).rstrip('.')}", place) from error


def _of_file(table: Table, folder: Path) -> Experiment:
    name = table.raw("from")
    if not isinstance(name, str):
        raise table.refuse(
            translate("Lessons", "is to be the name of an example, or of an experiment file"),
            "from",
        )
    known = {example.name: example.path for example in EXAMPLES}
    if not name.endswith(".json") and name not in known:
        near = difflib.get_close_matches(name[:60], known, n=1, cutoff=0.4)
        hint = (
            translate("Lessons", " (did you mean {near}?)").format(near=repr(near[0]))
            if near
            else ""
        )
        raise table.refuse(
            translate("Lessons", "names no example {name}{hint}").format(
                name=repr(name[:60]), hint=hint
            ),
            "from",
        )
    try:
        return read_experiment(known.get(name, folder / name))
    except FileError as error:
        raise table.refuse(
            translate("Lessons", "cannot be had: {error}").format(error=error), "from"
        ) from error
