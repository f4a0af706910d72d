"""What a network that is compared is called, what it is trained with, and in what it differs."""

import re
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QAction

from annplayground.core.choices.activations import ACTIVATIONS
from annplayground.core.choices.datasets import DATASETS
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.choices.optimizers import OPTIMIZERS
from annplayground.core.edits import differences, value_at
from annplayground.core.experiment import Experiment
from annplayground.core.settings import SETTINGS, setting
from annplayground.core.words import translate
from annplayground.gui.document.change_names import Change, change
from annplayground.gui.text import count, counted, exact

_OF_A_LAYER = re.compile(r"network\.hidden\.\d+\.(\w+)")


def edit_tip(letter: str, turn: QAction) -> str:
    """What it means that a side is edited; `turn` chooses the other."""
    return translate(
        "Compare", "Data and training fields edit {letter}, and explanations are about it  ({key})"
    ).format(letter=letter, key=turn.shortcut().toString())


def network_name(experiment: Experiment) -> str:
    """As in '6 × 8 tanh': the hidden layers, and the activation if they have one in common."""
    hidden = experiment.network.hidden
    if not hidden:
        return translate("Compare", "no hidden layer")
    units = [layer.units for layer in hidden]
    sizes = "-".join(map(count, units))
    if len(set(units)) == 1:
        sizes = f"{count(len(units))} × {count(units[0])}"
    names = {(layer.activation, layer.alpha) for layer in hidden}
    return f"{sizes} {ACTIVATIONS[hidden[0].activation].label}" if len(names) == 1 else sizes


def settings_lines(experiment: Experiment) -> tuple[str, ...]:
    """Its data and seed, its optimizer and learning rate, its loss and batch size, a line each."""
    data, training = experiment.data, experiment.training
    optimizer = OPTIMIZERS[training.optimizer.name]
    batch = translate("Compare", "full") if _full_batch(experiment) else count(training.batch_size)
    return (
        translate("Compare", "{data} · {points} · seed\u00a0{seed}").format(
            data=DATASETS[data.dataset].label,
            points=counted(data.n_samples, "point"),
            seed=experiment.network.seed,
        ),
        Symbolic(
            translate("Compare", "{optimizer}, {lr} {rate}"),
            optimizer=tokens(optimizer.full_label(training.optimizer.convention)),
            rate=exact(training.learning_rate),
        ),
        translate("Compare", "{loss}, batch {batch}").format(
            loss=LOSSES[training.loss].label, batch=batch
        ),
    )


def _full_batch(experiment: Experiment) -> bool:
    return experiment.training.batch_size >= experiment.data.n_train


@dataclass(frozen=True)
class Difference:
    """One setting in which A and B differ: its name and both values, "" where they say nothing."""

    name: str
    a: str
    b: str

    def of(self, side: str) -> str:
        """As the chip of a side says it: 'activation **tanh**'."""
        value = self.a if side == "a" else self.b
        return f"{self.name} **{value}**" if value else self.name

    @property
    def tip(self) -> str:
        """Both values."""
        if not self.a:
            return self.name
        return translate("Compare", "{name}: A {a}, B {b}").format(
            name=self.name, a=self.a, b=self.b
        )


def differing(a: Experiment, b: Experiment) -> tuple[Difference, ...]:
    """All settings in which they differ, the leading ones first; what all hidden layers have in
    common is one difference."""
    places = {path: place for place, path in enumerate(SETTINGS)}
    found = _joined(a, b, differences(a, b))
    paths = sorted(found, key=lambda path: (places[setting(path).path], path))
    made = [change(a, b, path) if (c := found[path]) is None else c for path in paths]
    return tuple(Difference(each.name.rstrip(":"), each.before, each.after) for each in made)


def _joined(a: Experiment, b: Experiment, paths: set[str]) -> dict[str, Change | None]:
    """The paths; those of one field of all hidden layers, if these are alike in it, as one."""
    found: dict[str, Change | None] = dict.fromkeys(paths)
    for name in {m[1] for path in paths if (m := _OF_A_LAYER.fullmatch(path))}:
        whole = f"network.hidden.{name}"
        values = [value_at(one, whole) for one in (a, b)]
        if len(values[0]) > 1 and all(len(set(v)) == 1 for v in values):
            same = [path for path in paths if path.endswith(f".{name}") and path in found]
            for path in same:
                del found[path]
            found[whole] = _of_all(whole, values[0][0], values[1][0])
    return found


def _of_all(path: str, before: Any, after: Any) -> Change:
    row = setting(path)
    return Change(row.title or row.label.lower(), row.shown(before), row.shown(after))
