"""The activation card: equation, graph of f and f′, facts, and this layer's z on the curve."""

from functools import partial

import numpy as np
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annplayground.core.choices.activations import ACTIVATIONS, Activation, softmax
from annplayground.gui.explain.equation import Equation
from annplayground.gui.explain.focus import layer_name
from annplayground.gui.explain.function_graph import Curve, FunctionGraph
from annplayground.gui.explain.scrolled import ScrolledText
from annplayground.gui.explain.softmax_bars import SoftmaxBars
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.widgets.labels import Words

# Where the slope is under a tenth of its largest value the curve counts as flat.
FLAT = 0.1
GRID = np.linspace(-8.0, 8.0, 641)
MOST_DROPS = 400
LEAST_HEIGHT = 190  # a lower one has room for the shorter facts only
HIGH = 0.7  # height by width
GALLERY_WIDTH = 520  # a narrower view has no room for the gallery


class ActivationView(ExplainView):
    """The activation of the layer in focus, or any other from the gallery at the left."""

    name = "activation"

    @property
    def wants(self) -> frozenset[str]:
        return frozenset({"diagnosis"})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._chosen: str | None = None  # None: that of the layer in focus
        self._gallery = QGridLayout()
        self._gallery.setSpacing(2)
        self.buttons: dict[str, QToolButton] = {}
        for index, activation in enumerate(ACTIVATIONS.values()):
            self._gallery.addWidget(self._button(activation), index // 2, index % 2)
        self._equation = Equation("activation_equation")
        self._slope = Equation("activation_slope_equation")
        self._facts = Words()
        self._facts.setObjectName("activation_facts")
        self._facts.setWordWrap(True)
        self._graph = FunctionGraph("activation_graph", self)
        self._bars = SoftmaxBars(self)
        self._words_area = ScrolledText("activation_words", "The activation", self._facts)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._equation)
        words.addWidget(self._slope)
        words.addWidget(self._words_area)
        words.addStretch(1)
        side = QVBoxLayout()
        side.addLayout(self._gallery)
        side.addStretch(1)
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._parts.setSpacing(12)
        self._parts.addLayout(words, 3)
        self._parts.addWidget(self._graph, 4)
        self._parts.addWidget(self._bars, 4)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addLayout(side)
        layout.addLayout(self._parts, 1)

    @property
    def typesetting(self) -> bool:
        """Whether one of the two equations is on its way."""
        return self._equation.typesetting or self._slope.typesetting

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a high view the words stand over the graph."""
        super().resizeEvent(event)
        direction = QBoxLayout.Direction
        high = self.height() > HIGH * self.width()
        self._parts.setDirection(direction.TopToBottom if high else direction.LeftToRight)

    def _button(self, activation: Activation) -> QToolButton:
        button = QToolButton()
        button.setObjectName(f"gallery_{activation.name}")
        button.setText(activation.short)
        button.setToolTip(f"{activation.label}; again: back to the layer's own")
        button.setAccessibleName(activation.label)
        button.setCheckable(True)
        button.clicked.connect(partial(self._choose, activation.name))
        self.buttons[activation.name] = button
        return button

    def _choose(self, name: str, *_: object) -> None:
        self._chosen = None if self._chosen == name else name
        if self.snapshot is not None:
            self.refresh()

    def refresh(self) -> None:
        """Show the chosen activation, or the layer's with its z-values."""
        assert self.snapshot is not None
        layer = self.focus.layer
        own, alpha = self.snapshot.experiment.activations[layer - 1]
        activation = ACTIVATIONS[self._chosen] if self._chosen else own
        if activation is not own:
            alpha = activation.alpha or 0.0
        for name, button in self.buttons.items():
            button.setChecked(name == activation.name)
        for button in self.buttons.values():
            button.setVisible(not self.look.presenting and self.width() >= GALLERY_WIDTH)
        self._equation.show_latex(activation.latex, activation.equation, self.look)
        self._slope.show_latex(activation.slope_latex, activation.slope_equation, self.look)
        is_softmax = activation.name == "softmax"
        self._bars.setVisible(is_softmax)
        self._graph.setVisible(not is_softmax)
        if is_softmax:
            z = self.focus.explain(self.snapshot)[-1].z if activation is own else _EXAMPLE_Z
            self._bars.show_logits(self.look, z, softmax(z))
        flat = None
        if not is_softmax:
            z = self._layer_z() if activation is own else np.zeros(0)
            flat = self._draw(activation, alpha, z)
        self._facts.setText(self._words(activation, alpha, flat))
        self._words_area.refit()

    def _layer_z(self) -> np.ndarray:
        assert self.snapshot is not None
        if self.snapshot.diagnosis is None:
            return np.zeros(0)
        return self.snapshot.diagnosis.z[self.focus.layer - 1].ravel()

    def _draw(self, activation: Activation, alpha: float, z: np.ndarray) -> float | None:
        """Draw the curve, its slope and the rain; returns the share of z where it is flat."""
        zones = flat_zones(activation, alpha)
        a = activation.f(GRID, alpha)
        near = np.abs(GRID) <= 5
        low, high = min(float(a[near].min()), -0.2), max(float(a[near].max()), 1.1)
        curves = (
            Curve(lambda x: activation.f(x, alpha), "accent", "f"),
            Curve(
                lambda x: activation.slope(x, activation.f(x, alpha), alpha),
                "warning",
                "f′",
                dashed=True,
            ),
        )
        step = max(len(z) // MOST_DROPS, 1)
        window = (-5.0, 5.0, low - 0.1, min(high, 3.0) + 0.1)
        self._graph.draw(self.look, window, curves, zones, rain=z[::step])
        if not len(z):
            return None
        return float(sum(((z >= lo) & (z <= hi)).mean() for lo, hi in zones))

    def _words(self, activation: Activation, alpha: float, flat: float | None) -> str:
        assert self.snapshot is not None
        alpha_text = f", α = {alpha:g}" if activation.alpha is not None else ""
        lines = [f"**{activation.label}**{alpha_text}", f"Range {activation.range}"]
        if flat is not None:
            name = layer_name(self.snapshot, self.focus.layer).lower()
            lines.append(f"**{flat:.0%}** of the z of {name} lie where the curve is flat.")
        uses = [activation.where, activation.caveat]
        self._facts.setToolTip("\n".join(uses))
        if self.height() >= LEAST_HEIGHT or self.look.presenting:
            lines += uses
        return "\n".join(lines)


_EXAMPLE_Z = np.array([2.0, 1.0, 0.1])


def flat_zones(activation: Activation, alpha: float) -> tuple[tuple[float, float], ...]:
    """Intervals of z where |f′| is under a tenth of its largest value; the outer ones are open."""
    slope = np.abs(activation.slope(GRID, activation.f(GRID, alpha), alpha))
    flat = slope < FLAT * slope.max()
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flat.astype(int), [0]])))
    zones = []
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        low = -np.inf if start == 0 else float(GRID[start])
        high = np.inf if end == len(GRID) else float(GRID[end - 1])
        if end - start > 4:  # a single point, such as ReLU's corner, is no zone
            zones.append((low, high))
    return tuple(zones)
