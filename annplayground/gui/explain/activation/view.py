"""The activation card: equations in numbers, graph of f and f′, facts, this layer's z on the curve,
and the summary of five side by side."""

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QFontMetricsF, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annplayground.core.choices.activations import ACTIVATIONS, Activation, softmax
from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.explain.activation.curve import functions, reach
from annplayground.gui.explain.activation.flat_zones import flat_zones
from annplayground.gui.explain.activation.gallery import Gallery
from annplayground.gui.explain.activation.leak_row import LeakRow, with_leak
from annplayground.gui.explain.activation.softmax_bars import SoftmaxBars
from annplayground.gui.explain.activation.table import Live, SummaryTable
from annplayground.gui.explain.activation.words import (
    RELU_CODE,
    equations,
    leak,
    lines,
    softmax_lines,
)
from annplayground.gui.explain.equations.equation import Equation
from annplayground.gui.explain.equations.equation_line import EquationLine
from annplayground.gui.explain.equations.in_numbers import Line
from annplayground.gui.explain.focus import layer_name, short
from annplayground.gui.explain.function_graph import Curve, FunctionGraph, Mark
from annplayground.gui.explain.paging.paged_column import PagedColumn
from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.explain.paging.scrolled import ScrolledText
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.text import exact, layer_within, percent
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Words

MOST_DROPS = 400
_EXAMPLE_Z = np.array([2.0, 1.0, 0.1])
_HIGH = 0.7  # height by width
_LINES = 5  # of text, as high as the graph at least


class ActivationView(ExplainView):
    """The activation of the layer in focus, or any other of the gallery; or five in a table.

    Signals: `experimentEdited(Experiment)`, when the slope of Leaky ReLU was changed, and
    `wideRequested(on)`, when the table is opened or closed.
    """

    name = "activation"
    about_example = True
    pager: Pager
    experimentEdited = Signal(object)
    wideRequested = Signal(bool)

    @property
    def wants(self) -> frozenset[str]:
        return frozenset({"diagnosis"})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: str | None = None  # None: that of the layer in focus
        self._leak: float | None = None  # a slope that was chosen and is not yet in the network
        self._gallery = Gallery(self)
        self.buttons = self._gallery.buttons
        self._gallery.activationChosen.connect(self._choose)
        names = ("heading", "facts", "caveat", "here", "code")
        self._heading, self._facts, self._caveat, self._here, self._code = map(_label, names)
        # Apart, so that each has room on a page where letters are large.
        self._areas = [
            ScrolledText(f"activation_{name}", accessible, label)
            for name, accessible, label in (
                ("words", translate("Activation", "The activation"), self._facts),
                ("drawback", translate("Activation", "Its drawback"), self._caveat),
            )
        ]
        self.table_button = QToolButton()
        self.table_button.setObjectName("activation_table_button")
        self.table_button.setText(translate("Activation", "All five"))
        self.table_button.setAccessibleName(
            translate("Activation", "Five activations side by side")
        )
        self.table_button.setToolTip(
            translate("Activation", "The five activations of the notes side by side, with this z")
        )
        self.table_button.setCheckable(True)
        self.table_button.toggled.connect(self.refresh)
        self.table_button.toggled.connect(self.wideRequested)
        self._leak_row = LeakRow()
        self._leak_row.leakChanged.connect(self._set_leak)
        self._leak_row.reachChanged.connect(self._spread_leak)
        self._lines: list[EquationLine] = []
        self._table = SummaryTable()
        self._graph = FunctionGraph("activation_graph", self, across="z")
        self._bars = SoftmaxBars(self)
        self._column = PagedColumn("activation_column")
        self.pager = self._column.pager
        # What is not yet shown ends with the view, too.
        waiting = (self._here, *self._areas, self._code, self._leak_row, *self._table.all)
        for part in waiting:
            part.setParent(self._column)
            part.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(self._heading, 1)
        top.addWidget(self.table_button)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts.setSpacing(12)
        for part, stretch in ((self._graph, 2), (self._bars, 2), (self._column, 3)):
            self._parts.addWidget(part, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._gallery)
        layout.addLayout(top)
        layout.addLayout(self._parts, 1)
        self._line(0)  # some equations are always there

    @property
    def _equation(self) -> Equation:
        return self._line(0).equation

    def _line(self, index: int) -> EquationLine:
        """The line of this number, made on first use."""
        while len(self._lines) <= index:
            number = len(self._lines)
            named = ("activation_equation", "activation_slope_equation")
            name = named[number] if number < len(named) else f"activation_equation_{number}"
            self._lines.append(EquationLine(name))
        return self._lines[index]

    def set_look(self, look: Look) -> None:
        """Other words need other room, and a table the whole board where they are large."""
        presents = look.presenting and not self.look.presenting
        super().set_look(look)
        self._stand()
        if presents and self.isVisible() and self.table_button.isChecked():
            QTimer.singleShot(0, self, self._ask_for_room)

    def showEvent(self, event: QShowEvent) -> None:
        """Shown again with its table, it has its room again."""
        super().showEvent(event)
        if self.look.presenting and self.table_button.isChecked():
            QTimer.singleShot(0, self, self._ask_for_room)

    @Slot()
    def _ask_for_room(self) -> None:
        if self.isVisible() and self.table_button.isChecked():
            self.wideRequested.emit(True)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a high view the graph stands over the words."""
        super().resizeEvent(event)
        self._stand()
        self.refresh()

    def _stand(self) -> None:
        direction = QBoxLayout.Direction
        high = self.height() > _HIGH * self.width()
        self._parts.setDirection(direction.TopToBottom if high else direction.LeftToRight)
        self._gallery.setVisible(not self.look.presenting)
        least = round(_LINES * QFontMetricsF(self.look.font()).height())
        for picture in (self._graph, self._bars):
            picture.setMinimumHeight(least)

    @Slot(str)
    def _choose(self, name: str) -> None:
        self._chosen = None if self._chosen == name else name
        self._leak = None
        self.table_button.setChecked(False)
        self.refresh()

    # -- what is shown ----------------------------------------------------------------------

    def draw(self, snapshot: Snapshot) -> None:
        """Show the chosen activation, or the layer's with its z-values; or the table."""
        own, own_alpha = snapshot.experiment.activations[self.focus.layer - 1]
        activation = ACTIVATIONS[self._chosen] if self._chosen else own
        alpha = self._alpha(activation, own, own_alpha)
        one = self.focus.explain(snapshot)[self.focus.layer - 1]
        z = float(one.z[self.focus.unit])
        table = self.table_button.isChecked()
        self._gallery.mark("" if table else activation.name)
        is_softmax = activation.name == "softmax"
        self._bars.setVisible(is_softmax and not table)
        self._graph.setVisible(not is_softmax and not table)
        logits = one.z if own.name == "softmax" else _EXAMPLE_Z
        if table:
            self._show_table(
                snapshot, z, logits, alpha if activation.name == "leaky_relu" else None
            )
        elif is_softmax:
            self._show_softmax(snapshot, activation, logits, own.name == "softmax")
        else:
            self._show_activation(snapshot, activation, alpha, z, activation is own)
        self._column.refit()

    def _show_activation(
        self, snapshot: Snapshot, activation: Activation, alpha: float, z: float, is_own: bool
    ) -> None:
        self._heading.setText(
            translate("Activation", "**{label}** at z = {z}").format(
                label=activation.label, z=short(z)
            )
        )
        flat = self._draw(activation, alpha, z, self._layer_z(snapshot) if is_own else np.zeros(0))
        facts = self._show_facts(
            snapshot,
            activation,
            alpha,
            translate("Activation", "z is of {unit}.").format(unit=self._unit(snapshot)),
            flat,
        )
        told = self._show_lines(lines(activation, z, alpha, self.look.notation))
        parts = [*told[:2], *facts, *told[2:]]
        if activation.name == "relu":
            given = f"50 → 50, −50 → 0, {short(z)} → {short(max(z, 0.0))}"
            self._code.setText(f"{RELU_CODE}\n{given}")
            parts.insert(2, self._code)
        if activation.name == "leaky_relu":
            self._leak_row.show_slope(self.look, alpha)
            parts = [told[2], self._leak_row, *told[:2], *facts]
        self._column.show_parts(parts)

    def _show_softmax(
        self, snapshot: Snapshot, activation: Activation, logits: np.ndarray, is_own: bool
    ) -> None:
        self._heading.setText(f"**{activation.label}**")
        here = translate("Activation", "c is the z of an output unit, here for {example}.").format(
            example=self._example(snapshot)
        )
        if not is_own:
            here = translate(
                "Activation",
                "c is the z of an output unit; these are invented: this layer has no softmax.",
            )
        self._bars.show_logits(self.look, logits, softmax(logits))
        facts = self._show_facts(snapshot, activation, 0.0, here, None)
        own, slope = equations(activation, self.look.notation)
        told = self._show_lines([own, slope, *softmax_lines(logits.tolist())])
        self._column.show_parts([*facts, *told[2:], *told[:2]])

    def _show_table(
        self, snapshot: Snapshot, z: float, logits: np.ndarray, alpha: float | None
    ) -> None:
        slope = ACTIVATIONS["leaky_relu"].alpha if alpha is None else alpha
        told = translate("Activation", "**Five activations** at z = {z}").format(z=short(z))
        if not self.look.presenting:
            told = translate("Activation", "{told} of {unit}").format(
                told=told, unit=self._unit(snapshot)
            )
        self._heading.setText(told)
        rain = self._layer_z(snapshot)
        live = Live(z, logits, slope or 0.0, rain[:: max(len(rain) // MOST_DROPS, 1)])
        self._column.show_parts(self._table.parts(self.look, self.width(), live))

    def _unit(self, snapshot: Snapshot) -> str:
        """The unit and the example that the numbers are of."""
        layer = layer_within(self.focus.layer, len(snapshot.parameters))
        return translate("Activation", "unit {n} of {layer}, for {example}").format(
            n=self.focus.unit + 1, layer=layer, example=self._example(snapshot)
        )

    def _example(self, snapshot: Snapshot) -> str:
        x1, x2 = snapshot.train_set.X[self.focus.example]
        return translate("Activation", "the example ({x1}, {x2})").format(
            x1=short(x1), x2=short(x2)
        )

    def _show_lines(self, told: list[Line]) -> list[QWidget]:
        shown: list[QWidget] = []
        for index, line in enumerate(told):
            part = self._line(index)
            part.show_line(self.look, line)
            shown.append(part)
        return shown

    def _layer_z(self, snapshot: Snapshot) -> np.ndarray:
        if snapshot.diagnosis is None:
            return np.zeros(0)
        return snapshot.diagnosis.z[self.focus.layer - 1].ravel()

    def _draw(
        self, activation: Activation, alpha: float, z: float, rain: np.ndarray
    ) -> float | None:
        """Draw the curve, its slope, the rain and the live point; returns the share of the rain
        where it is flat."""
        zones = flat_zones(activation, alpha)
        window = (-5.0, 5.0, *reach(activation, alpha))
        f, slope = functions(activation, alpha)
        curves = (Curve(f, "accent", "f"), Curve(slope, "warning", "f′", dashed=True))
        value, steepness = (float(part(np.array([z]))[0]) for part in (f, slope))
        mark = Mark(z, value, f"f = {short(value)}", steepness)
        step = max(len(rain) // MOST_DROPS, 1)
        self._graph.draw(self.look, window, curves, zones, rain=rain[::step], marks=(mark,))
        if not len(rain):
            return None
        return float(sum(((rain >= lo) & (rain <= hi)).mean() for lo, hi in zones))

    def _show_facts(
        self,
        snapshot: Snapshot,
        activation: Activation,
        alpha: float,
        here: str,
        flat: float | None,
    ) -> list[QWidget]:
        """Which numbers these are; the range, its use and its drawback."""
        own = snapshot.experiment.activations[self.focus.layer - 1][0]
        name = layer_within(self.focus.layer, len(snapshot.parameters))
        if flat is not None:
            here += translate(
                "Activation", " **{flat}** of the z of {name} lie where the curve is flat."
            ).format(flat=percent(flat), name=name)
        elif activation is not own and activation.name != "softmax":
            here += translate("Activation", " {layer} itself has {label}.").format(
                layer=layer_name(snapshot, self.focus.layer), label=own.label
            )
        self._here.setText(here)
        caveat, has_alpha = self.look.written(activation.caveat), ""
        if activation.alpha is not None:
            has_alpha = f", {leak(self.look.notation)} = {exact(alpha)}"
        told = translate("Activation", "**{label}**{alpha}, range {range}").format(
            label=activation.label,
            alpha=has_alpha,
            range=self.look.written(activation.range),
        )
        self._facts.setText("\n".join([told, activation.where]))
        self._caveat.setText(caveat)
        for area in self._areas:
            area.refit()
        return [self._here, *self._areas]

    # -- the slope of Leaky ReLU --------------------------------------------------------------

    def _alpha(self, activation: Activation, own: Activation, own_alpha: float) -> float:
        """The α to show: the chosen slope until the network has it."""
        alpha = own_alpha if activation is own else activation.alpha or 0.0
        if self._leak is None or activation.name != "leaky_relu":
            return alpha
        if alpha == self._leak and activation is own:
            self._leak = None
            return alpha
        return self._leak

    @Slot(float)
    def _set_leak(self, alpha: float) -> None:
        self._leak = alpha
        self._edit(alpha)
        self.refresh()

    @Slot()
    def _spread_leak(self) -> None:
        """ "All layers" was switched on: they take the slope that is shown."""
        if self._leak_row.all_layers.isChecked():
            self._edit(self._leak_row.slope)

    def _edit(self, alpha: float) -> None:
        """Give the slope to the layer in focus, or to all, that have Leaky ReLU."""
        if self.snapshot is None:
            return
        experiment = self.snapshot.experiment
        only = None if self._leak_row.all_layers.isChecked() else self.focus.layer
        changed = with_leak(experiment, alpha, only)
        if changed != experiment:
            self.experimentEdited.emit(changed)


def _label(name: str) -> Words:
    label = Words()
    label.setObjectName(f"activation_{name}")
    label.setWordWrap(True)
    return label
