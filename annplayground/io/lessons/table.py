"""A table of a lesson file, from which keys are taken one by one; what nobody takes is refused."""

import difflib
from collections.abc import Callable, Collection
from typing import Any, TypeVar

from annplayground.core.checks import ExperimentError, check_choice, check_integer, check_number
from annplayground.core.lesson import Words
from annplayground.core.words import translate
from annplayground.io.lessons.lines import Path

T = TypeVar("T")
Check = Callable[[str, object], None]
MAX_WORDS = 4000


class TableError(ValueError):
    """Something in a file that cannot be: what, and where in it."""

    def __init__(self, problem: str, path: Path) -> None:
        super().__init__(problem)
        self.path = path


class Table:
    """A table at a path of the file. Every method raises `TableError` for what cannot be."""

    def __init__(self, content: object, path: Path = ()) -> None:
        self.path = path
        self._asked: list[str] = []
        if not isinstance(content, dict):
            raise TableError(
                translate("Lessons", "{name} is to be a table").format(name=self.name), path
            )
        self._content: dict[str, Any] = content

    @property
    def name(self) -> str:
        """What the table is called in a sentence; tables in a list count from 1."""
        words = [f" {k + 1}" if isinstance(k, int) else f".{k}" for k in self.path]
        return "".join(words).removeprefix(".") or translate("Lessons", "a lesson")

    def __contains__(self, key: str) -> bool:
        self._ask(key)
        return key in self._content

    def _ask(self, key: str) -> None:
        if key not in self._asked:
            self._asked.append(key)

    def refuse(self, problem: str, key: str = "") -> TableError:
        """What is wrong with the table, or with one of its keys, which begins the sentence."""
        if not key:
            return TableError(f"{self.name} {problem}", self.path)
        name = f"{self.name}.{key}" if self.path else key
        return TableError(f"{name} {problem}", (*self.path, key))

    def end(self) -> None:
        """Refuse the keys that nobody took."""
        for key in self._content:
            if key in self._asked or self._is_translation(key):
                continue
            near = difflib.get_close_matches(key, self._asked, n=1)
            hint = (
                translate("Lessons", " (did you mean {near}?)").format(near=repr(near[0]))
                if near
                else ""
            )
            known = ", ".join(self._asked)
            raise TableError(
                translate(
                    "Lessons", "{key} is not a key of {name}{hint}: the keys are {known}"
                ).format(key=repr(key[:40]), name=self.name, hint=hint, known=known),
                (*self.path, key),
            )

    def _is_translation(self, key: str) -> bool:
        name, dot, _ = key.partition(".")
        return bool(dot) and name in self._asked and name in self._content

    # -- what a key holds -------------------------------------------------------------------

    def raw(self, key: str) -> Any:
        """Whatever is there, or None."""
        self._ask(key)
        return self._content.get(key)

    def number(self, key: str, default: T, low: float, high: float) -> float | T:
        """A number in low … high."""
        value = self._checked(key, lambda name, value: check_number(name, value, low, high))
        return default if value is None else float(value)

    def integer(self, key: str, default: T, low: int, high: int) -> int | T:
        """A whole number in low … high."""
        value = self._checked(key, lambda name, value: check_integer(name, value, low, high))
        return default if value is None else int(value)

    def choice(self, key: str, default: T, choices: Collection[str]) -> str | T:
        """One of some names."""
        value = self._checked(key, lambda name, value: check_choice(name, value, choices))
        return default if value is None else str(value)

    def choices(self, key: str, choices: Collection[str]) -> tuple[str, ...]:
        """A list of some names, each once; empty where there is none."""
        values = self.items(key)
        for value in values:
            self._check(key, value, lambda name, value: check_choice(name, value, choices))
        if len(set(values)) < len(values):
            raise self.refuse(translate("Lessons", "names something twice"), key)
        return tuple(values)

    def yes(self, key: str, default: bool) -> bool:
        """True or false."""
        value = self.raw(key)
        if value is not None and not isinstance(value, bool):
            raise self.refuse(translate("Lessons", "is to be true or false"), key)
        return default if value is None else value

    def items(self, key: str) -> list[Any]:
        """A list; empty where there is none."""
        value = self.raw(key)
        if value is not None and not isinstance(value, list):
            raise self.refuse(translate("Lessons", "is to be a list"), key)
        return value or []

    def table(self, key: str) -> "Table | None":
        """A table in this one."""
        value = self.raw(key)
        return None if value is None else Table(value, (*self.path, key))

    def tables(self, key: str) -> list["Table"]:
        """A list of tables."""
        return [Table(item, (*self.path, key, k)) for k, item in enumerate(self.items(key))]

    def words(self, key: str) -> Words:
        """A text, and its translations: title, "title.de"."""
        text = self._text(key)
        others = {
            name.removeprefix(f"{key}."): self._text(name)
            for name in self._content
            if name.startswith(f"{key}.")
        }
        return Words(text, others)

    def several_words(self, key: str) -> tuple[Words, ...]:
        """A list of texts, and of as many translations."""
        lists = {
            name: self.items(name)
            for name in (key, *(n for n in self._content if n.startswith(f"{key}.")))
        }
        for name, texts in lists.items():
            if not all(isinstance(text, str) and 0 < len(text) <= MAX_WORDS for text in texts):
                raise self.refuse(translate("Lessons", "is to be a list of texts"), name)
            if len(texts) != len(lists[key]):
                raise self.refuse(
                    translate("Lessons", "is to have as many texts as {key}").format(key=key), name
                )
        codes = {name: name.removeprefix(f"{key}.") for name in lists if name != key}
        return tuple(
            Words(text, {code: lists[name][k] for name, code in codes.items()})
            for k, text in enumerate(lists[key])
        )

    def _text(self, key: str) -> str:
        value = self.raw(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            raise self.refuse(translate("Lessons", "is to be a text in quotes"), key)
        if not value.strip() or len(value) > MAX_WORDS:
            raise self.refuse(
                translate("Lessons", "is empty")
                if not value.strip()
                else translate("Lessons", "is too long"),
                key,
            )
        return value

    def _checked(self, key: str, check: Check) -> Any:
        value = self.raw(key)
        if value is not None:
            self._check(key, value, check)
        return value

    def _check(self, key: str, value: object, check: Check) -> None:
        try:
            check("", value)
        except ExperimentError as error:
            raise self.refuse(error.problem.rstrip("."), key) from error
