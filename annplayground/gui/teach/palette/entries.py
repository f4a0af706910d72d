"""What the palette offers: entries with what they do, in stages that follow one another."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence

from annplayground.core.words import translate
from annplayground.gui.teach.palette.fuzzy import best_fitting

NOT_NOW = translate("Palette", "not now")


@dataclass(frozen=True)
class Entry:
    """One line: what it is called, where it belongs, the key that does the same, and what it does;
    where `then` is given, another stage follows instead. `why_not` says why it does nothing now.
    By `words`, which are not shown, it is found as well."""

    title: str
    place: str = ""
    key: str = ""
    act: Callable[[], object] | None = None
    then: "Stage | None" = None
    why_not: str = ""
    words: str = ""


@dataclass(frozen=True)
class Stage:
    """What is asked, the entries for what is typed, the best first, and what is said where there
    are none."""

    prompt: str
    entries: Callable[[str], Sequence[Entry]]
    nothing: Callable[[str], str]


def chosen_from(prompt: str, entries: Sequence[Entry]) -> Stage:
    """A stage in which one of some entries is chosen."""

    def fitting(typed: str) -> Sequence[Entry]:
        names = [(entry.title, f"{entry.place} {entry.words}") for entry in entries]
        return [entries[k] for k in best_fitting(typed, names)]

    return Stage(prompt, fitting, _nothing)


def _nothing(typed: str) -> str:
    return translate("Palette", "Nothing here is called “{words}”.").format(words=typed.strip())


def of_actions(actions: Iterable[QAction], place: str) -> list[Entry]:
    """An entry for each action, with its first key; what cannot be done now says so."""
    return [of_action(action, place) for action in actions if action.text()]


def of_action(action: QAction, place: str) -> Entry:
    """The entry of one action."""
    keys = action.shortcuts()
    key = keys[0].toString(QKeySequence.SequenceFormat.NativeText) if keys else ""
    on = "✓ " if action.isCheckable() and action.isChecked() else ""
    return Entry(
        on + action.text().replace("&", "").removesuffix("…"),
        place,
        key,
        action.trigger,
        why_not="" if action.isEnabled() else NOT_NOW,
    )
