"""What a change of an Experiment is called, and how it was before and is after."""

import re
from dataclasses import dataclass

from annplayground.core.edits import differences, value_at
from annplayground.core.experiment import Experiment
from annplayground.core.settings import SETTINGS, Setting, setting
from annplayground.core.words import translate
from annplayground.gui.text import layer_within

# What comes later often follows from what comes before, as another output from another data set: a
# change is named after the first of its settings, in the order of the rows.
_LEADS = {path: place for place, path in enumerate(SETTINGS)}

_MOST_LETTERS = 80  # of the changes that an entry of a menu names


@dataclass(frozen=True)
class Change:
    """One setting: its name, and its two values as shown; "" where they say nothing."""

    name: str
    before: str = ""
    after: str = ""

    @property
    def text(self) -> str:
        """'learning rate 0.03 → 0.1'."""
        return f"{self.name} {self.before} → {self.after}" if self.before else self.name

    @property
    def old_text(self) -> str:
        """How it was before: 'learning rate 0.03'."""
        return (
            f"{self.name} {self.before}"
            if self.before
            else translate("Document", "other {name}").format(name=self.name)
        )


def changes(old: Experiment, new: Experiment) -> list[Change]:
    """Of all settings that differ, the leading ones first."""
    paths = sorted(differences(old, new), key=lambda p: (_LEADS[setting(p).path], p))
    return [change(old, new, path) for path in paths]


def named(old: Experiment, new: Experiment) -> str:
    """'learning rate 0.03 → 0.1', after the first of the settings that differ."""
    return changes(old, new)[0].text


def each_named(old: Experiment, new: Experiment) -> str:
    """'3 settings: learning rate 0.03 → 0.1, batch size 10 → 1, …', of which as many are named as
    an entry of a menu has room for; of one setting that alone."""
    first, *others = (change.text for change in changes(old, new))
    if not others:
        return first
    told = first
    for text in others:
        if len(told) + len(text) > _MOST_LETTERS:
            told += ", …"
            break
        told += f", {text}"
    return translate("Document", "{n} settings: {changes}").format(n=1 + len(others), changes=told)


def change(old: Experiment, new: Experiment, path: str) -> Change:
    """Of one setting that differs."""
    row, before, after = setting(path), value_at(old, path), value_at(new, path)
    name = row.title or _within_a_line(row.label)
    if row.several:
        return Change(f"{name}{_switched(row, before, after)}")
    layer = re.search(r"\.(\d+)\.", path)
    if layer is not None:
        name = translate("Document", "{name} of {layer}:").format(
            name=name, layer=layer_within(int(layer[1]))
        )
    shown = row.shown(before), row.shown(after)
    return Change(name) if shown[0] == shown[1] else Change(name, *shown)


def _within_a_line(label: str) -> str:
    """A label with a small letter, unless it begins with a name such as L1."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def _switched(row: Setting, before: tuple[str, ...], after: tuple[str, ...]) -> str:
    """What was switched on or off, if it is one thing."""
    switched = set(before) ^ set(after)
    if len(switched) != 1:
        return ""
    name = switched.pop()
    words = (
        translate("Document", ": with {name}")
        if name in after
        else translate("Document", ": without {name}")
    )
    return words.format(name=row.label_of(name))
