"""The notes' summary of five activations, side by side: equation, graph, range, where to use each,
its drawback, and what each makes of the z in focus."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtGui import QFontMetricsF
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from annplayground.core.choices.activations import ACTIVATIONS, Array, softmax
from annplayground.core.choices.notations import Symbolic
from annplayground.core.words import translate
from annplayground.gui.explain.activation.words import leak
from annplayground.gui.explain.equations.equation import Equation
from annplayground.gui.explain.focus import short
from annplayground.gui.explain.function_graph import Curve, FunctionGraph, Mark
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Words

# Where to use each, and its drawback, in few words; as many as the notes have.
FEW_WORDS = {
    "sigmoid": (
        translate("Activation", "output, 2 classes"),
        translate("Activation", "gradients can vanish"),
    ),
    "softmax": (
        translate("Activation", "output, K classes"),
        translate("Activation", "flat if sure"),
    ),
    "tanh": (
        translate("Activation", "hidden, output ±1"),
        translate("Activation", "gradients can vanish"),
    ),
    "relu": (translate("Activation", "hidden layers"), translate("Activation", "units can die")),
    "leaky_relu": (
        translate("Activation", "hidden layers"),
        Symbolic(translate("Activation", "{leak} is a choice")),
    ),
}
_ACROSS = 7  # the least width of a column, in lines of text
_HIGH, _WIDE = 3, 4  # a graph, in lines of text
_EQUATION = 3.6  # the highest equation, in lines of text


@dataclass(frozen=True, eq=False)
class Live:
    """What the activations are applied to: one z, the logits (n,) of an example, of which the first
    stands for z with softmax, and the slope of Leaky ReLU."""

    z: float
    logits: Array
    alpha: float
    rain: Array


class Specimen(QWidget):
    """One activation: upright in a column, or flat in a row. Attributes: `words` and `graph`."""

    def __init__(self, name: str, upright: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        kind = "column" if upright else "row"
        self._name, self._upright = name, upright
        self.setObjectName(f"table_{kind}_{name}")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.graph = FunctionGraph(f"table_{kind}_graph_{name}", self, numbers=False)
        self.equation = Equation(f"table_{kind}_equation_{name}")
        self.words = Words()
        self.words.setObjectName(f"table_{kind}_words_{name}")
        self.words.setWordWrap(True)
        direction = QBoxLayout.Direction
        layout = QBoxLayout(direction.TopToBottom if upright else direction.LeftToRight, self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.graph)
        column = QVBoxLayout()
        column.setSpacing(2)
        # In columns side by side the words stand level, however high an equation is.
        self._level = QWidget()
        level = QVBoxLayout(self._level)
        level.setContentsMargins(0, 0, 0, 0)
        level.addWidget(self.equation)
        column.addWidget(self._level)
        column.addWidget(self.words)
        column.addStretch(1)
        layout.addLayout(column, 1)

    def _range(self, live: Live) -> str:
        """Where its values lie, in few words."""
        if self._name == "leaky_relu":
            return "(−∞, ∞)" if live.alpha > 0 else "[0, ∞)"
        return ACTIVATIONS[self._name].range.partition("), ")[0].removesuffix(")") + ")"

    def show_live(self, look: Look, live: Live) -> None:
        """Show it at this z."""
        entry, name = ACTIVATIONS[self._name], leak(look.notation)
        curve, z, value, slope = _curve(self._name, live)
        line = QFontMetricsF(look.font()).height()
        self.graph.setMinimumSize(1, 1)
        self.graph.setFixedHeight(round(_HIGH * line))
        if not self._upright:
            self.graph.setFixedWidth(round(_WIDE * line))
        window = (-5.0, 5.0, -1.3, 1.3) if entry.targets[0] < 0 else (-5.0, 5.0, -0.3, 1.3)
        if self._name in ("relu", "leaky_relu"):
            window = (-5.0, 5.0, -1.5, 5.0)
        rain = np.zeros(0) if self._name == "softmax" else live.rain
        mark = Mark(z, value, "", slope)
        self.graph.draw(look, window, (Curve(curve, "accent", ""),), rain=rain, marks=(mark,))
        latex, text = entry.latex, entry.equation
        if self._name == "leaky_relu":
            symbol = r"\alpha" if name == "α" else "a"
            latex, text = rf"({symbol} z, \; z)", f"({name}z, z)"
            if 0 <= live.alpha <= 1:  # else the larger one is not meant
                latex, text = rf"f(z) = \max{latex}", f"f(z) = max{text}"
        self._level.setVisible(self._upright or not look.presenting)  # large rows are short
        level = self._upright and not look.presenting  # where every line is needed
        self._level.setMinimumHeight(round(_EQUATION * line) if level else 0)
        self.equation.show_latex(latex, text, look)
        where, drawback = FEW_WORDS[self._name]
        label = entry.label + (
            f", {name} = {short(live.alpha)}" if self._name == "leaky_relu" else ""
        )
        here = f"f {short(value)}, f′ {short(slope)}"
        told = (f"**{label}**", self._range(live), where, look.written(drawback), here)
        self.words.setText("\n".join(told) if self._upright else _in_rows(told))


def _in_rows(told: tuple[str, ...]) -> str:
    name, range_, where, drawback, here = told
    return f"{name}  {range_}\n{where}; {drawback}\n{here}"


def _curve(name: str, live: Live) -> tuple[Callable[[Array], Array], float, float, float]:
    """The function, where it is looked at, its value and its slope there."""
    if name == "softmax":
        rest = float(np.logaddexp.reduce(live.logits[1:]))  # the others stay as they are
        p = float(softmax(live.logits)[0])
        z = float(live.logits[0])
        return lambda c: 1.0 / (1.0 + np.exp(rest - c)), z, p, p * (1.0 - p)
    entry = ACTIVATIONS[name]
    a = entry.f(np.array([live.z]), live.alpha)
    slope = entry.slope(np.array([live.z]), a, live.alpha)
    return lambda z: entry.f(z, live.alpha), live.z, float(a[0]), float(slope[0])


class SummaryTable:
    """The five as parts of a column of pages: in one part where there is room for them side by
    side, else a part for each."""

    def __init__(self) -> None:
        self.columns = [Specimen(name, upright=True) for name in FEW_WORDS]
        self.rows = [Specimen(name, upright=False) for name in FEW_WORDS]
        self._across = QWidget()
        self._across.setObjectName("activation_table")
        layout = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._across)
        layout.setContentsMargins(0, 0, 0, 0)
        for specimen in self.columns:
            layout.addWidget(specimen, 1)

    @property
    def all(self) -> list[QWidget]:
        """Every part that can be shown."""
        return [self._across, *self.rows]

    def parts(self, look: Look, width: int, live: Live) -> list[QWidget]:
        """What to show in this width."""
        across = width >= len(FEW_WORDS) * _ACROSS * QFontMetricsF(look.font()).height()
        shown = self.columns if across else self.rows
        for specimen in shown:
            specimen.show_live(look, live)
        return [self._across] if across else list(self.rows)
