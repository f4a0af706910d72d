"""A row of the table of settings: what a value may be, and what it is called."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from annplayground.core.checks import (
    check_choice,
    check_integer,
    check_number,
    check_tuple,
)
from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.numerals import count, exact, exact_percent
from annplayground.core.words import translate

KEEPS_WEIGHTS = translate("Settings", "Live: keeps the weights.")
STARTS_ANEW = translate("Settings", "Starts the network anew.")

MAX_SEED = 2**32 - 1


@dataclass(frozen=True)
class Setting:
    """One setting: what it may be, and what it is called.

    A number lies in `low` … `high`, and is whole where `whole`; a choice is one of `choices()`, the
    names of a registry as they are now; `several` may hold more than one of them.

    Where `count`, the value is a tuple and the bounds say how many may be in it.

    `label` stands at its field; `title` names it where it stands alone, as in the name of an undo
    step. `about` is a sentence or two for a tooltip, `symbol` the letter in an equation, `unit`
    what it counts ("%": a share, shown times 100); `words` stand for a number. A change of a `live`
    setting keeps the weights as long as the sizes of the layers stay.
    """

    path: str
    label: str
    about: str
    live: bool = True
    low: float = 0.0
    high: float = 0.0
    whole: bool = False
    choices: Callable[[], Collection[str]] | None = None
    several: bool = False
    count: bool = False
    optional: bool = False  # None is a value, too: not in use
    symbol: str = ""
    unit: str = ""
    title: str = ""
    words: Mapping[str, float] = field(default_factory=dict, hash=False)

    @property
    def field(self) -> str:
        """The last word of the path: the name of the field of its dataclass."""
        return self.path.rsplit(".", 1)[-1]

    @property
    def bounds(self) -> str:
        """The bounds in words: '0 to 10'."""
        return translate("Settings", "{low} to {high}").format(
            low=self.written(self.low), high=self.written(self.high)
        )

    @property
    def bounded(self) -> str:
        """What it is, with its bounds."""
        about = tokens(self.about).removesuffix(".")
        return Symbolic(
            translate("Settings", "{about}, {bounds}."), about=about, bounds=self.bounds
        )

    @property
    def consequence(self) -> str:
        """What a change does to the weights, in a sentence."""
        return KEEPS_WEIGHTS if self.live else STARTS_ANEW

    @property
    def tip(self) -> str:
        """What it is, and what a change of it does."""
        return Symbolic(f"{tokens(self.about)}\n{self.consequence}")

    def shown(self, value: Any) -> str:
        """A value as it is called on screen.

        A choice by its label, where `count` how many there are, None as 'off'.
        """
        if value is None:
            return translate("Settings", "off")
        if self.several:
            return ", ".join(self.label_of(item) for item in value)
        if self.choices is not None:
            return self.label_of(value)
        if self.count:
            return str(len(value))
        for word, number in self.words.items():
            if value == number:
                return word
        return exact_percent(value) if self.unit == "%" else self.written(value)

    def written(self, value: float) -> str:
        """A number of it, without its unit; a seed is a name made of digits, and no count."""
        if self.symbol == "seed":
            return str(value)
        return count(value) if self.whole or self.count else exact(value)

    def label_of(self, name: str) -> str:
        """The label of one of the choices."""
        entries = self._names()
        entry = entries[name] if isinstance(entries, Mapping) else None
        return getattr(entry, "label", name)

    def check(self, value: object, name: str = "") -> None:
        """Raise `ExperimentError` for what cannot be; it begins with `name`, or the path."""
        name = name or self.path
        if value is None and self.optional:
            return
        if self.several:
            check_tuple(name, value)
            for item in value:  # type: ignore[attr-defined]
                check_choice(name, item, self._names())
        elif self.choices is not None:
            check_choice(name, value, self._names())
        elif self.whole:
            check_integer(name, value, int(self.low), int(self.high))
        else:
            check_number(name, value, self.low, self.high)

    def _names(self) -> Collection[str]:
        assert self.choices is not None, f"{self.path} is no choice"
        return self.choices()
