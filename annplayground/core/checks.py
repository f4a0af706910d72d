"""Checks of an Experiment's values, and the way between its dataclasses and plain dictionaries.

Every failure is one `ExperimentError` that names the place, the value and what would do.
"""

import difflib
from collections.abc import Callable, Collection
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

from annplayground.core.words import translate

T = TypeVar("T")


class ExperimentError(ValueError):
    """An Experiment, or a dictionary of one, that cannot be: one sentence says why.

    `key` names the kind of refusal and `values` what stands in the sentence; `place` is the field
    that it begins with, or "" where the sentence stands for itself.
    """

    def __init__(self, problem: str, key: str = "", place: str = "", **values: object) -> None:
        self.problem, self.key, self.place, self.values = problem, key, place, values
        self._joint = " " if place else ": "
        super().__init__(f"{place} {problem}" if place else problem)

    def within(self, place: str) -> "ExperimentError":
        """The same error, seen from outside of `place`."""
        outer = f"{place}.{self.place}" if self.place else place
        error = ExperimentError(self.problem, self.key, outer, **self.values)
        error._joint = self._joint
        error.args = (f"{outer}{self._joint}{self.problem}",)
        return error


def plain(value: Any) -> Any:
    """A NumPy number as Python's, an array as tuples; everything else as it is."""
    # Asked by what it can do: this module needs no NumPy, and so not everything that has it.
    return _to_tuple(value.tolist()) if hasattr(value, "tolist") else value


def make_plain(made: object) -> None:
    """Make the NumPy numbers in a frozen dataclass plain, also those in its tuples and dataclasses:
    they are then equal to what a file gives, and can be written."""
    for f in fields(made):  # type: ignore[arg-type]
        value = getattr(made, f.name)
        if is_dataclass(value):
            make_plain(value)
        elif isinstance(value, tuple) and any(hasattr(item, "tolist") for item in value):
            object.__setattr__(made, f.name, tuple(map(plain, value)))
        elif hasattr(value, "tolist"):
            object.__setattr__(made, f.name, plain(value))


def check_choice(name: str, value: object, choices: Collection[str]) -> None:
    """Refuse a value that is not among the choices, with the nearest one as a hint."""
    if not isinstance(value, str) or value not in choices:
        near = _nearest(value, choices)
        problem = (
            translate(
                "Refusals", "{value} is unknown (did you mean {near}?): choose from {choices}."
            )
            if near
            else translate("Refusals", "{value} is unknown: choose from {choices}.")
        ).format(value=_shown(value), near=near, choices=", ".join(choices))
        raise ExperimentError(problem, "choice", name, value=value, choices=tuple(choices))


def check_integer(name: str, value: object, low: int, high: int) -> None:
    """Refuse what is not a whole number in low … high."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        problem = translate(
            "Refusals", "must be a whole number from {low} to {high}, not {value}."
        ).format(low=low, high=high, value=_shown(value))
        raise ExperimentError(problem, "integer", name, value=value, low=low, high=high)


def check_number(name: str, value: object, low: float, high: float) -> None:
    """Refuse what is not a finite number in low … high."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:  # type: ignore[operator]  # NaN fails too
        problem = translate(
            "Refusals", "must be a number from {low} to {high}, not {value}."
        ).format(low=f"{low:g}", high=f"{high:g}", value=_shown(value))
        raise ExperimentError(problem, "number", name, value=value, low=low, high=high)


def check_tuple(name: str, value: object, length: int | None = None) -> None:
    """Refuse what is not a tuple (a list, in a file), of the given length if any."""
    if not isinstance(value, tuple) or (length is not None and len(value) != length):
        if length is None:
            problem = (
                translate("Refusals", "must be a tuple, not {value}.")
                if isinstance(value, list)
                else translate("Refusals", "must be a list, not {value}.")
            ).format(value=_shown(value))
        else:
            problem = (
                translate("Refusals", "must be a tuple of {n}, not {value}.")
                if isinstance(value, list)
                else translate("Refusals", "must be a list of {n}, not {value}.")
            ).format(n=length, value=_shown(value))
        raise ExperimentError(problem, "list", name, value=value)


def check_type(name: str, value: object, wanted: type) -> None:
    """Refuse what is not an instance of a class."""
    if not isinstance(value, wanted):
        problem = translate("Refusals", "must be a {name}, not {value}.").format(
            name=wanted.__name__, value=_shown(value)
        )
        raise ExperimentError(problem, "type", name, value=value)


def build(
    cls: type[T],
    d: object,
    nested: dict[tuple[type, str], type],
    relevant: dict[type, Callable[[Any], tuple[str, ...]]],
) -> T:
    """Make a dataclass from a dictionary, refusing keys it does not know or does not use.

    `nested` says which fields hold dataclasses (`hidden` holds a list of them), and `relevant`
    which keys a named choice takes.
    """
    if not isinstance(d, dict):
        problem = translate("Refusals", "an object {braces} is needed here, not {value}.").format(
            braces="{…}", value=_shown(d)
        )
        raise ExperimentError(problem, "object")
    known = [f.name for f in fields(cls)]  # type: ignore[arg-type]
    for key in d:
        if key not in known:
            near = _nearest(key, known)
            problem = (
                translate(
                    "Refusals", "{key} is not a key (did you mean {near}?): the keys are {keys}."
                )
                if near
                else translate("Refusals", "{key} is not a key: the keys are {keys}.")
            ).format(key=_shown(key), near=near, keys=", ".join(known))
            raise ExperimentError(problem, "unknown_key", value=key, choices=tuple(known))
    values = {
        key: _build_value(key, value, nested.get((cls, key)), nested, relevant)
        for key, value in d.items()
    }
    made = cls(**values)
    if cls in relevant:
        _refuse_unused(made, d, relevant[cls](made))
    return made


def _build_value(key: str, value: object, inner: type | None, nested: Any, relevant: Any) -> object:
    if inner is None:
        return _to_tuple(value)
    if key == "hidden":
        if not isinstance(value, list | tuple):
            problem = translate("Refusals", "must be a list, not {value}.").format(
                value=_shown(value)
            )
            raise ExperimentError(problem, "list", key, value=value)
        return tuple(
            _placed(f"{key}[{index}]", inner, item, nested, relevant)
            for index, item in enumerate(value)
        )
    return _placed(key, inner, value, nested, relevant)


def _placed(place: str, inner: type, value: object, nested: Any, relevant: Any) -> object:
    """Build a nested value; an error in it says where it stands."""
    try:
        return build(inner, value, nested, relevant)
    except ExperimentError as error:
        raise error.within(place) from None


def _refuse_unused(made: object, d: dict[str, Any], used: tuple[str, ...]) -> None:
    for key in d:
        if key not in used and d[key] is not None:
            name = getattr(made, used[0])
            takes = ", ".join(used[1:]) or translate("Refusals", "no parameters")
            problem = translate("Refusals", "means nothing to {name}: it takes {takes}.").format(
                name=repr(name), takes=takes
            )
            raise ExperimentError(problem, "unused", key, value=d[key])


def convert(value: Any, relevant: dict[type, Callable[[Any], tuple[str, ...]]]) -> Any:
    """Turn dataclasses into dictionaries and tuples into lists, leaving out unused keys."""
    if is_dataclass(value):
        keys = relevant.get(type(value), lambda v: tuple(f.name for f in fields(v)))(value)
        return {key: convert(getattr(value, key), relevant) for key in keys}
    if isinstance(value, tuple):
        return [convert(item, relevant) for item in value]
    return value


def _to_tuple(value: object) -> object:
    """Make tuples of a list and of the lists in it; no field goes deeper than a list of points."""
    value = value.tolist() if hasattr(value, "tolist") else value
    if not isinstance(value, list):
        return value
    return tuple(tuple(item) if isinstance(item, list) else plain(item) for item in value)


def _nearest(value: object, choices: Collection[str]) -> str:
    """What was meant perhaps, as it would be typed; empty if nothing is near."""
    near = difflib.get_close_matches(value[:40], choices, n=1) if isinstance(value, str) else ()
    return repr(near[0]) if near else ""


def _shown(value: object) -> str:
    """The value as it would be typed, cut to a length that fits a sentence."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # thousands of digits, or of brackets
        return translate("Refusals", "a value too long to show")
    return text if len(text) <= 40 else text[:37] + "…"
