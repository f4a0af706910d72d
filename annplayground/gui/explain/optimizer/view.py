"""The optimizer microscope: one weight's gradients, the optimizer's averages, the steps taken."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from annplayground.core.choices.notations import Symbolic, tokens
from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.descent import ewa
from annplayground.core.experiment import Training
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.run.weight_steps import WeightSteps
from annplayground.core.words import translate
from annplayground.gui.explain.equations.equation_line import EquationLine
from annplayground.gui.explain.focus import layer_name, short, source_name
from annplayground.gui.explain.function_graph import Curve, FunctionGraph
from annplayground.gui.explain.optimizer.words import keeps, lines, unused
from annplayground.gui.explain.paging.paged_column import PagedColumn
from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.text import count, exact
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label, Words

NOT_YET = translate(
    "Optimizer",
    "There is no step to show yet, or none since the run was last "
    "changed: press play, or take one step.",
)
_Policy = QSizePolicy.Policy
_MOST_LINES = 5  # of equations: Adam's
_BESIDE = 52  # the width in which two stand side by side, in pixels for a point of the text
_MOST = 99  # hundredths that a slider reaches
_USUAL = 0.9  # β and ρ where the optimizer has none of its own

Series = tuple[str, NDArray[np.float64], str, bool]  # name, values, colour, dashed


class OptimizerView(ExplainView):
    """The gradient δ of the weight in focus over its last steps, the run's own v and √s, the step
    taken, and the newest one in numbers.

    A slider that is moved shows, dashed, what another β or ρ makes of the same gradients.
    """

    name = "optimizer"
    pager: Pager

    @property
    def wants(self) -> frozenset[str]:
        return frozenset({"trace"})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading, self._note = Words(), Words()
        for label, name in ((self._heading, "heading"), (self._note, "about")):
            label.setObjectName(f"optimizer_{name}")
            label.setWordWrap(True)
        self._lines = [EquationLine(f"optimizer_equation_{k}") for k in range(_MOST_LINES)]
        self.beta = _slider("trace_beta", translate("Optimizer", "β of the average v"), self)
        self.rho = _slider("trace_rho", translate("Optimizer", "ρ of the average s"), self)
        self._own = (_USUAL, _USUAL)  # β and ρ of the run
        self._labels = Label(), Label()
        self._gradients = FunctionGraph("optimizer_gradients", self, across="t")
        self._steps = FunctionGraph("optimizer_steps", self, across="t")
        graphs, self._graph_row = _row(_Policy.Expanding, self._gradients, self._steps)
        beta, rho = map(_labelled, self._labels, (self.beta, self.rho))
        sliders, self._slider_row = _row(_Policy.Fixed, beta, rho)
        self._picture, picture = _row(_Policy.Expanding, graphs, sliders)
        picture.setDirection(QBoxLayout.Direction.TopToBottom)
        for slider in (self.beta, self.rho):
            slider.valueChanged.connect(self.refresh)
        self._column = PagedColumn("optimizer_column")
        for part in (self._heading, self._note, *self._lines, self._picture):
            self._column.add(part)
        self.pager = self._column.pager
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._column)

    def set_look(self, look: Look) -> None:
        """Other words need other room."""
        super().set_look(look)
        self._stand()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other things."""
        super().resizeEvent(event)
        self._stand()

    def _stand(self) -> None:
        """In a view that is narrow for its words, graphs and sliders need a line each."""
        narrow = self.width() < _BESIDE * self.look.size.text
        direction = QBoxLayout.Direction
        for row in (self._graph_row, self._slider_row):
            row.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    def draw(self, snapshot: Snapshot) -> None:
        """Draw the steps, the averages and the newest step in numbers."""
        focus = self.focus
        choice, steps = snapshot.experiment.training.optimizer, snapshot.steps
        self._follow(choice)
        source = source_name(snapshot, focus.layer, focus.source)
        where = layer_name(snapshot, focus.layer).lower()
        name = translate("Optimizer", "**w: {source} → unit {n} of {layer}**").format(
            source=source, n=focus.unit + 1, layer=where
        )
        label = OPTIMIZERS[choice.name].full_label(choice.convention)
        if steps is None or not len(steps):
            self._heading.setText(f"{name}, {label}. {NOT_YET}")
            self._note.setText(unused(choice))
            self._column.show_parts([self._heading, self._note])
            for graph in (self._gradients, self._steps):
                graph.draw(self.look, (0.0, 1.0, -1.0, 1.0), ())
            return
        last = int(steps.number[-1])
        self._heading.setText(
            translate("Optimizer", "{name}, {label}: step t = {n}").format(
                name=name, label=label, n=count(last)
            )
        )
        told = lines(choice, steps)
        for line, part in zip(told, self._lines, strict=False):
            part.show_line(self.look, line)
        self._note.setText(self.look.written(self._about(snapshot.experiment.training, steps)))
        parts = [self._heading, self._note, *self._lines[: len(told)]]
        if len(steps) > 1:
            self._draw_steps(choice, steps)
            parts.append(self._picture)
        self._column.show_parts(parts)
        self._column.refit()

    def _about(self, training: Training, steps: WeightSteps) -> str:
        """What δ is, what is not used, and what is drawn dashed."""
        choice = training.optimizer
        penalty = (
            translate("Optimizer", " with the penalty")
            if training.regularization.kind != "none"
            else ""
        )
        words = tokens(
            Symbolic(
                translate("Optimizer", "δ(t) = {d}{J}/{d}w of the mini-batch{penalty}"),
                penalty=penalty,
            )
        )
        gradient, taken = float(steps.gradient[-1]), float(steps.taken[-1])
        if gradient != taken:
            words += translate(
                "Optimizer", ", shortened by the clip from {gradient} to {taken}"
            ).format(gradient=short(gradient), taken=short(taken))
        words += f". {unused(choice)}"
        if not lines(choice, steps):
            words += f" {tokens(OPTIMIZERS[choice.name].equation_by(choice.convention))}"
        tried = [name for name, _, _, _ in self._tried(steps)]
        if tried and len(steps) > 1:
            first = int(steps.number[0])
            words += translate(
                "Optimizer", " Dashed: {tried}, begun with 0 at step {first}."
            ).format(tried=translate("Optimizer", " and ").join(tried), first=count(first))
        return words

    # -- the averages -----------------------------------------------------------------------

    def _follow(self, choice: OptimizerChoice) -> None:
        """Set the sliders to what the run uses, when it begins to use something else."""
        keeps_v, keeps_s = keeps(choice)
        adam = choice.name == "adam"
        beta = (choice.beta1 if adam else choice.beta) if keeps_v else _USUAL
        rho = (choice.beta2 if adam else choice.rho) if keeps_s else _USUAL
        if (beta, rho) != self._own:
            self._own = beta, rho
            for slider, value in ((self.beta, beta), (self.rho, rho)):
                with QSignalBlocker(slider):
                    slider.setValue(_position(value))
        kept = keeps_v, keeps_s
        for k, (label, symbol) in enumerate(zip(self._labels, "βρ", strict=True)):
            tried = self._moved(k)
            value = self._own[k] if tried is None else tried
            use = (
                translate("Optimizer", ": tried")
                if tried is not None
                else ""
                if kept[k]
                else translate("Optimizer", ": not used")
            )
            label.setText(f"{symbol} {exact(value)}{use}")

    def _moved(self, index: int) -> float | None:
        """The β (0) or ρ (1) of a slider that does not stand where the run's own is."""
        value = (self.beta, self.rho)[index].value()
        return None if value == _position(self._own[index]) else value / 100

    def _tried(self, steps: WeightSteps) -> list[Series]:
        """The averages that the run does not make: with the β or ρ of a slider that was moved."""
        beta, rho = self._moved(0), self._moved(1)
        found: list[Series] = []
        if beta is not None:
            found.append((f"v (β {exact(beta)})", ewa(steps.taken, beta), "good", True))
        if rho is not None:
            root = np.sqrt(ewa(steps.taken**2, rho))
            found.append((f"√s (ρ {exact(rho)})", root, "warning", True))
        return found

    def _draw_steps(self, choice: OptimizerChoice, steps: WeightSteps) -> None:
        keeps_v, keeps_s = keeps(choice)
        shown: list[Series] = [("δ", steps.taken, "muted", False)]
        if keeps_v:
            shown.append(("v", steps.v, "accent", False))
        if keeps_s:
            shown.append(("√s", np.sqrt(steps.s), "bad", False))
        _draw(self._gradients, self.look, steps.number, [*shown, *self._tried(steps)])
        _draw(
            self._steps,
            self.look,
            steps.number,
            [(translate("Optimizer", "step"), steps.step, "ink", False)],
        )


def _draw(
    graph: FunctionGraph, look: Look, number: NDArray[np.int64], series: list[Series]
) -> None:
    ticks = np.arange(number[-1] - len(number) + 1, number[-1] + 1).astype(float)
    finite = np.concatenate([values[np.isfinite(values)] for _, values, _, _ in series])
    low, high = min(finite.min(initial=0.0), 0.0), max(finite.max(initial=0.0), 0.0)
    margin = 0.08 * (high - low) or 1.0
    curves = tuple(
        Curve(_interpolated(ticks, values), colour, name, dashed, ticks)
        for name, values, colour, dashed in series
    )
    graph.draw(look, (ticks[0], ticks[-1], low - margin, high + margin), curves)


def _interpolated(ticks: np.ndarray, values: np.ndarray):  # type: ignore[no-untyped-def]
    return lambda x: np.interp(x, ticks, values)


def _row(height: _Policy, *parts: QWidget) -> tuple[QWidget, QBoxLayout]:
    """Parts beside or below each other."""
    row = QWidget()
    row.setSizePolicy(_Policy.Expanding, height)
    layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, row)
    layout.setContentsMargins(0, 0, 0, 0)
    for part in parts:
        layout.addWidget(part, int(part.sizePolicy().verticalPolicy() is not _Policy.Fixed))
    return row, layout


def _labelled(label: Label, slider: QSlider) -> QWidget:
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(label)
    layout.addWidget(slider, 1)
    return row


def _position(decay: float) -> int:
    """Where a slider stands for this β or ρ: as far as it goes, at most."""
    return min(round(100 * decay), _MOST)


def _slider(name: str, label: str, parent: QWidget) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal, parent)
    slider.setObjectName(name)
    slider.setAccessibleName(label)
    slider.setToolTip(
        translate("Optimizer", "{label}: only this picture changes, not the training").format(
            label=label
        )
    )
    slider.setRange(0, _MOST)
    slider.setValue(_position(_USUAL))
    return slider
