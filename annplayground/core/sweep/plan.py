"""The plan of a sweep: which runs it has, and why a sweep cannot be."""

import difflib
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from annplayground.core.checks import ExperimentError, plain
from annplayground.core.choices.metrics import SCORES
from annplayground.core.edits import changed, value_at
from annplayground.core.experiment import Experiment
from annplayground.core.settings import MAX_EPOCHS, MAX_SEED, SETTINGS, setting
from annplayground.core.words import translate

SEED = "network.seed"
MAX_RUNS = 100_000
_ALIKE = re.compile(r"network\.hidden\.(\d+)\.(units|activation|alpha)")


class SweepError(ValueError):
    """A sweep that cannot be; the text is one sentence that says why."""


@dataclass(frozen=True)
class Task:
    """One run of a sweep: its place in the table, what is varied, and what is trained how long."""

    number: int
    varied: tuple[tuple[str, Any], ...]  # (path, value), the seed first
    experiment: Experiment
    epochs: int


def columns(paths: Sequence[str]) -> tuple[str, ...]:
    """The names of a row's values."""
    return ("seed", *paths, "epochs", *SCORES, "solved_at", "diverged", "seconds")


def tasks(
    experiment: Experiment, seeds: int, vary: Mapping[str, Sequence[Any]], epochs: int
) -> list[Task]:
    """All runs of a sweep. Raises `SweepError` for what cannot be."""
    check_number("seeds", seeds, 1, MAX_SEED + 1)
    check_number("epochs", epochs, 0, MAX_EPOCHS)
    values = {path: _checked(path, vary[path]) for path in vary}
    n = seeds * math.prod(map(len, values.values()))
    if n > MAX_RUNS:
        raise SweepError(
            translate("Refusals", "a sweep has {most} runs at most, and these are {n}").format(
                most=f"{MAX_RUNS:,}", n=f"{n:,}"
            )
        )
    found: list[Task] = []
    for combination in product(*values.values()):
        varied = tuple(zip(values, combination, strict=True))
        case = _changed(experiment, varied)
        for seed in range(seeds):
            network = replace(case.network, seed=seed)
            run = replace(case, network=network)
            found.append(Task(len(found), (("seed", seed), *varied), run, epochs))
    return found


def check_path(path: str) -> None:
    """Raise `SweepError` for a path that is no setting, or none that can be varied."""
    if path == SEED:
        raise SweepError(
            translate("Refusals", "{path} is varied already: it is the seed of each run").format(
                path=SEED
            )
        )
    if path == "data.points":
        raise SweepError(
            translate("Refusals", "data.points cannot be varied: own points are one set of data")
        )
    if path not in SETTINGS and not _ALIKE.fullmatch(path):
        raise SweepError(
            translate("Refusals", "there is no setting {path}: did you mean {nearest}?").format(
                path=repr(path[:40]), nearest=repr(_nearest(path))
            )
        )


def _nearest(path: str) -> str:
    layer = re.search(r"\.(\d+)(\.|$)", path)
    known = [known for known in SETTINGS if known not in (SEED, "data.points")]

    def likeness(name: str) -> float:
        words = (name, name.rsplit(".", 1)[-1])
        return max(difflib.SequenceMatcher(None, path[:80], word).ratio() for word in words)

    found = max(known, key=likeness)
    if layer and found.startswith("network.hidden."):
        return found.replace("hidden.", f"hidden.{layer[1]}.")
    return found


def _checked(path: str, values: Sequence[Any]) -> tuple[Any, ...]:
    check_path(path)
    row = setting(path)
    if isinstance(values, str) or not isinstance(values, Sequence | np.ndarray) or not len(values):
        raise SweepError(
            translate(
                "Refusals", "{path} is to be varied over a list of values, not {values}"
            ).format(path=path, values=repr(values))
        )
    found = tuple(plain(value) for value in values)
    for place, value in enumerate(found):
        try:
            if row.count:
                replace(row, whole=True).check(value, path)
            else:
                row.check(value, path)
        except ExperimentError as error:
            raise SweepError(str(error)) from error
        if value in found[:place]:
            raise SweepError(
                translate("Refusals", "{path} is to take the value {value} twice").format(
                    path=path, value=repr(value)
                )
            )
    return found


def _changed(experiment: Experiment, varied: Sequence[tuple[str, Any]]) -> Experiment:
    # In the order of the settings: the data before the output that suits them, and so on.
    order = list(SETTINGS)
    for path, value in sorted(varied, key=lambda pair: order.index(setting(pair[0]).path)):
        try:
            experiment = changed(experiment, path, value)
        except (ExperimentError, KeyError) as error:
            raise SweepError(
                translate("Refusals", "{listed} cannot be: {why}").format(
                    listed=_listed(varied), why=error.args[0]
                )
            ) from error
    for path, value in varied:
        found = value_at(experiment, path)
        if path == "network.hidden":
            found = len(found)
        elif path.startswith("network.hidden.") and isinstance(found, tuple):
            found = value if set(found) <= {value} else found
        if found != value:
            raise SweepError(
                translate("Refusals", "{listed} cannot be: {path} is {found} then").format(
                    listed=_listed(varied), path=path, found=repr(found)
                )
            )
    return experiment


def _listed(varied: Sequence[tuple[str, Any]]) -> str:
    return translate("Refusals", " with ").join(f"{path}={value}" for path, value in varied)


def check_number(name: str, value: object, low: int, high: int) -> None:
    whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
    if not (whole and low <= value <= high):  # type: ignore[operator]
        raise SweepError(
            translate(
                "Refusals", "{name} must be a whole number from {low} to {high}, not {value}"
            ).format(name=name, low=low, high=high, value=repr(value))
        )
