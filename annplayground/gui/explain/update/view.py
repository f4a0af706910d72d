"""One update under the microscope: forward, loss, δ, ∇W, new weights, a stage at a time."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

from annplayground.core.run.snapshot import LayerUpdate, Preview, Snapshot
from annplayground.core.words import translate
from annplayground.gui.explain.equations.digits import enough, in_brackets
from annplayground.gui.explain.equations.parts import Block, Part, words
from annplayground.gui.explain.focus import Focus, layer_name, short, source_name
from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.explain.staged import StagedView
from annplayground.gui.explain.update.numbers_table import NumbersTable, TableSheet
from annplayground.gui.explain.update.text import UpdateText, digits_of_change, for_all
from annplayground.gui.text import counted, layer_within, number, plural

_SLOPE = "{d}{J}/{d}W"
Row = list[str]
Stage = tuple[list[Block], list[str], list[Row]]  # what is written, column titles, rows


class UpdateView(StagedView):
    """What is computed at each stage, in words and numbers."""

    name = "update"
    pager: Pager

    @property
    def wants(self) -> frozenset[str]:
        return frozenset({"preview"})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = NumbersTable("update_table")
        self.sheet = TableSheet("update_words", self.table)
        self.sheet.written.placePointed.connect(self.placePointed)
        self.pager = self.sheet.pager
        self.stand([self.next], below=[self.sheet])

    @Slot()
    def advance(self) -> None:
        """Begin the next stage on its first page."""
        self.pager.begin()
        super().advance()

    def draw(self, snapshot: Snapshot) -> None:
        """Write about the present stage, and fill its table."""
        preview = snapshot.preview
        self.show_next()
        if preview is None or self.playing:
            self.table.take(self.look, [], [])
            told = translate("Update", "Freeze the network to look at its next update.")
            self.sheet.show_blocks(self.look, [(words(told),)])
            return
        fill = (_forward, _loss, _delta, self._gradient, self._update)
        blocks, columns, rows = fill[self.stage](snapshot, preview)
        titles = [self.look.written(text) for text in columns]
        self.table.take(self.look, titles, rows)
        self.sheet.show_blocks(self.look, [(words(self.steps),), *blocks])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width may have room for a table, or not."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.refresh()

    def _gradient(self, snapshot: Snapshot, preview: Preview) -> Stage:
        told = UpdateText(snapshot, preview, self.focus).gradient()
        rows = [
            [row.name, short(row.old), short(row.gradient)]
            for row in parameters(snapshot, preview, self.focus)
        ]
        return (
            [*told, *_units_at_rest(snapshot, preview, self.focus)],
            [translate("Update", "weight"), "w", _SLOPE],
            rows,
        )

    def _update(self, snapshot: Snapshot, preview: Preview) -> Stage:
        told = UpdateText(snapshot, preview, self.focus).step()
        rest = (words(translate("Update", "All are changed at once, w_new = w_old − step:")),)
        blocks = [*told, *_units_at_rest(snapshot, preview, self.focus), rest]
        rows = [row.texts() for row in parameters(snapshot, preview, self.focus)]
        columns = [
            *(translate("Update", "weight"), "w_old", translate("Update", "step"), "w_new"),
            _SLOPE,
        ]
        self.table.take(self.look, [self.look.written(text) for text in columns], rows)
        if self.table.fits(self.width()):
            return blocks, columns, rows
        return [*blocks, *map(_in_a_line, rows)], [], []


# -- the first stages -------------------------------------------------------------------------


def _forward(snapshot: Snapshot, preview: Preview) -> Stage:
    n = len(preview.rows)
    examples, go = counted(n, "example"), plural(n, "goes", "go")
    told = words(
        translate("Update", "The {examples} of the mini-batch {go} through the network.").format(
            examples=examples, go=go
        )
    )
    samples = snapshot.train_set.X[preview.rows]
    rows = [
        [short(x1), short(x2), _vector(a), _vector(y)]
        for (x1, x2), a, y in zip(samples, preview.outputs, preview.targets, strict=True)
    ]
    return (
        [(told,)],
        ["x₁", "x₂", translate("Update", "output a"), translate("Update", "target y")],
        rows,
    )


def _loss(snapshot: Snapshot, preview: Preview) -> Stage:
    mean = short(float(preview.losses.mean()))
    told = words(
        translate("Update", "The data loss is the mean of their losses: **{mean}**").format(
            mean=mean
        )
    )
    rows = [
        [_vector(a), _vector(y), short(float(loss))]
        for a, y, loss in zip(preview.outputs, preview.targets, preview.losses, strict=True)
    ]
    columns = [
        translate("Update", "output a"),
        translate("Update", "target y"),
        translate("Update", "loss"),
    ]
    return [(told,)], columns, rows


def _delta(snapshot: Snapshot, preview: Preview) -> Stage:
    told = words(
        translate(
            "Update", "δ = {d}{J}/{d}z comes from the loss and is carried back layer by layer."
        )
    )
    n = len(preview.delta_rms)
    rows = [[layer_name(snapshot, k), short(preview.delta_rms[k - 1])] for k in range(n, 0, -1)]
    return [(told,)], [translate("Update", "layer"), translate("Update", "RMS of δ")], rows


# -- all weights and biases of a layer ----------------------------------------------------------


@dataclass(frozen=True)
class Parameter:
    """A weight or bias: before, its gradient, the step, and after."""

    name: str
    old: float
    gradient: float
    step: float
    new: float

    def texts(self) -> Row:
        """With as many digits as it takes to see what the step does."""
        digits = digits_of_change(self.old, self.new)
        most = enough([self.old, self.step], lambda v: v[0] - v[1], self.new, digits)
        old, step, new = number(self.old, most), number(self.step), number(self.new, digits)
        return [self.name, old, step, new, number(self.gradient)]


def parameters(snapshot: Snapshot, preview: Preview, focus: Focus) -> list[Parameter]:
    """Those of the layer in focus: the weights into each unit, then the biases."""
    layer = focus.layer
    one: LayerUpdate = preview.layers[layer - 1]
    n_in, units = one.W.shape
    weights = (one.W, one.dW, one.step_W, one.new_W)
    biases = (one.b, one.db, one.step_b, one.new_b)
    rows = [
        Parameter(
            f"{source_name(snapshot, layer, i)} → {j + 1}",
            *(float(values[i, j]) for values in weights),
        )
        for j in range(units)
        for i in range(n_in)
    ]
    return rows + [
        Parameter(f"b → {j + 1}", *(float(values[j]) for values in biases)) for j in range(units)
    ]


def _in_a_line(row: Row) -> Block:
    """The same as an equation, where there is no room for the table."""
    name, old, step, new, _ = row
    parts = Part(f"{name}:"), Part(new, bold=True), Part(in_brackets(old), operator="=")
    return ((*parts, Part(in_brackets(step), operator="−")),)


def _units_at_rest(snapshot: Snapshot, preview: Preview, focus: Focus) -> list[Block]:
    """Which units of the layer get no gradient, for their slope is 0; a penalty has one still."""
    flat = np.flatnonzero(preview.flat[focus.layer - 1]) + 1
    if not flat.size:
        return []
    units = f"{plural(flat.size, 'unit')} {', '.join(map(str, flat.tolist()))}"
    where = layer_within(focus.layer, len(preview.layers))
    penalised = snapshot.experiment.training.regularization.kind != "none"
    told = (
        translate(
            "Update",
            "Of the data loss alone, {slope} = 0 because f′ = 0 {which}: {units} of {where}.",
        )
        if penalised
        else translate("Update", "{slope} = 0 because f′ = 0 {which}: {units} of {where}.")
    ).format(slope=_SLOPE, which=for_all(len(preview.rows)), units=units, where=where)
    return [(words(told),)]


def _vector(values: np.ndarray) -> str:
    return ", ".join(short(float(value)) for value in values)
