"""The settings in the palette: each with its present value, and what it can be changed to."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from annplayground.core.checks import ExperimentError
from annplayground.core.edits import changed, value_at
from annplayground.core.experiment import Experiment
from annplayground.core.settings import SETTINGS, Setting, setting
from annplayground.core.words import translate
from annplayground.gui.teach.palette.entries import Entry, Stage, chosen_from
from annplayground.gui.text import exact, layer_name, read_number
from annplayground.gui.theme import Look

Edit = Callable[[Experiment], object]
_PLACES = {
    "data": translate("Palette", "Data"),
    "network": translate("Palette", "Network"),
    "training": translate("Palette", "Training"),
}
# Points are drawn or opened, and layers have their own settings.
_NO_VALUE = ("data.points",)
_OFF = translate("Palette", "off")
_OF_LAYERS = "network.hidden."


def of_settings(experiment: Experiment, look: Look, edit: Edit) -> list[Entry]:
    """An entry for each setting of an Experiment, those of layers layer by layer; `edit` is called
    with the changed Experiment."""
    return [_Row(experiment, path, look, edit).entry for path in _paths(experiment)]


def _paths(experiment: Experiment) -> Iterator[str]:
    hidden = len(experiment.network.hidden)
    for path in SETTINGS:
        if path.startswith(_OF_LAYERS):
            name = path.removeprefix(_OF_LAYERS)
            yield from (f"{_OF_LAYERS}{n}.{name}" for n in range(1, hidden + 1))
        elif path not in _NO_VALUE:
            yield path


class _Row:
    """One setting of an Experiment, and the stages that change it."""

    def __init__(self, experiment: Experiment, path: str, look: Look, edit: Edit) -> None:
        self._experiment, self._path, self._look, self._edit = experiment, path, look, edit
        self._setting: Setting = setting(path)

    @property
    def entry(self) -> Entry:
        value = self._setting.shown(value_at(self._experiment, self._path))
        place = _PLACES[self._path.split(".")[0]]
        return Entry(self._name, f"{place}: {value}", then=self._stage())

    @property
    def _name(self) -> str:
        """'Learning rate', 'Layer 2: Units', 'Schedule: every'."""
        row = self._setting
        title = row.title[:1].upper() + row.title[1:] if row.title else row.label
        written = self._look.written(title)
        parts = self._path.split(".")
        of_layer = parts[2:] and parts[2].isdigit()
        return f"{layer_name(int(parts[2]))}: {written}" if of_layer else written

    def _stage(self) -> Stage:
        if self._setting.choices is not None:
            return chosen_from(self._name, list(self._choices()))
        return Stage(self._name, self._numbers, self._bounds)

    def _choices(self) -> Iterator[Entry]:
        assert self._setting.choices is not None, "it was asked"
        present = value_at(self._experiment, self._path)
        for name in self._setting.choices():
            value: Any = name
            if self._setting.several:
                value = _toggled(present, name)
            on = name in present if self._setting.several else name == present
            label = self._look.written(self._setting.label_of(name))
            yield self._change(("✓ " if on else "") + label, value)

    def _numbers(self, typed: str) -> Sequence[Entry]:
        row = self._setting
        words: dict[str, float | None] = {**row.words, **({_OFF: None} if row.optional else {})}
        named = [self._change(word, words[word]) for word in words if typed.strip() in word]
        value = read_number(typed, row.whole or row.count)
        if value is None:
            return named
        if row.unit == "%":
            value /= 100.0
        whole = (row.whole or row.count) and value == int(value)
        entry = self._change("", int(value) if whole else value)
        if entry.why_not and not row.low <= value <= row.high:
            entry = replace(entry, why_not=self._bounds(typed))  # as numbers are written here
        return [entry]

    def _change(self, label: str, value: Any) -> Entry:
        """The entry that changes the setting to a value, or says why that cannot be."""
        try:
            made = changed(self._experiment, self._path, value)
        except ExperimentError as error:
            return Entry(label or exact(value), why_not=str(error))
        label = label or self._setting.shown(value_at(made, self._path))
        return Entry(label, self._setting.consequence, act=lambda: self._edit(made))

    def _bounds(self, typed: str) -> str:
        row = self._setting
        about = self._look.written(row.about)
        number = translate("Palette", "Type a number, {bounds}.").format(bounds=row.bounds)
        return f"{about} {number}"


def _toggled(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    """With a name put in, in no other place than the last, or taken out."""
    return tuple(n for n in names if n != name) if name in names else (*names, name)
