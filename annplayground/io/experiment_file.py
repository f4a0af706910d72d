"""Experiments as JSON files: strict when reading, all or nothing when writing.

JSON as Python reads it is too tolerant for a file that somebody wrote by hand: here NaN, Infinity
and keys that stand twice are errors, and every error names the file and the place.
"""

import json
import math
from pathlib import Path
from typing import Any

from annplayground.core.checks import ExperimentError
from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.io.files import FileError, read_text, write_text

MAX_BYTES = 4_000_000


def read_experiment(path: str | Path) -> Experiment:
    """The Experiment in a JSON file.

    Raises `FileError` with one sentence when the file cannot be read, is not strict JSON or holds
    no possible Experiment.
    """
    path = Path(path)
    try:
        content = _parse(read_text(path, MAX_BYTES))
        return Experiment.from_dict(content)
    except json.JSONDecodeError as error:
        place = translate("Files", "line {line}, column {column}").format(
            line=error.lineno, column=error.colno
        )
        reason = f"{error.msg[:1].lower()}{error.msg[1:]}"
        raise FileError(
            translate("Files", "{path} is not valid JSON: {place}: {reason}").format(
                path=path, place=place, reason=reason
            )
        ) from error
    except RecursionError as error:
        raise FileError(
            translate("Files", "{path} is nested too deeply to be an experiment").format(path=path)
        ) from error
    except ExperimentError as error:
        raise FileError(f"{path}: {str(error).rstrip('.')}") from error


def write_experiment(path: str | Path, experiment: Experiment) -> None:
    """Write an Experiment as JSON; `read_experiment` gives the same. Raises `FileError`."""
    text = json.dumps(experiment.to_dict(), indent=2, ensure_ascii=False, allow_nan=False)
    write_text(Path(path), f"{text}\n")


def _parse(text: str) -> dict[str, Any]:
    if not text.strip():
        raise ExperimentError(
            translate(
                "Files", "the file is empty: an experiment is a JSON object, at least {braces}."
            ).format(braces="{}")
        )
    content = json.loads(
        text,
        parse_constant=_refuse_constant,
        parse_float=_finite_float,
        parse_int=_short_integer,
        object_pairs_hook=_unique_keys,
    )
    if not isinstance(content, dict):
        raise ExperimentError(
            translate(
                "Files", "an experiment is a JSON object {braces}, not a list or a single value."
            ).format(braces="{…}")
        )
    return content


def _refuse_constant(name: str) -> float:
    raise ExperimentError(
        translate("Files", "{name} is not a number that an experiment can hold.").format(name=name)
    )


def _finite_float(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ExperimentError(
            translate("Files", "the number {text} is too large.").format(text=text[:40])
        )
    return value


def _short_integer(text: str) -> int:
    # Nothing here needs more digits, and Python raises all kinds of errors on very long ones.
    if len(text) > 20:
        raise ExperimentError(
            translate("Files", "the number {text}… has too many digits.").format(text=text[:40])
        )
    return int(text)


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ExperimentError(
                translate("Files", "the key {key} stands twice in the same object.").format(
                    key=repr(key[:40])
                )
            )
        found[key] = value
    return found
