"""The optimizer microscope: one weight's gradients, their averages and the steps taken."""

import numpy as np
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from annplayground.core.descent import ewa
from annplayground.gui.explain.focus import layer_name, source_name
from annplayground.gui.explain.function_graph import Curve, FunctionGraph
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.theme import Look
from annplayground.gui.widgets.labels import Label, Words

# The width in which both sliders stand side by side, in pixels for a point of the text.
_BESIDE = 52


class OptimizerView(ExplainView):
    """Raw g, EWA v and RMS √s of the weight in focus over its last steps, and the step taken.

    The sliders show what another β or ρ would have made of the same gradients.
    """

    name = "optimizer"

    @property
    def wants(self) -> frozenset[str]:
        return frozenset({"trace"})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._heading = Words()
        self._heading.setObjectName("optimizer_heading")
        self._heading.setWordWrap(True)
        self.beta = _slider("trace_beta", "β of the average v", 90, self)
        self.rho = _slider("trace_rho", "ρ of the average s", 90, self)
        self._beta_label, self._rho_label = Label(), Label()
        for slider in (self.beta, self.rho):
            slider.valueChanged.connect(self._changed)
        self._gradients = FunctionGraph("optimizer_gradients", self)
        self._steps = FunctionGraph("optimizer_steps", self)
        self._sliders = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        for label, slider in ((self._beta_label, self.beta), (self._rho_label, self.rho)):
            row = QHBoxLayout()
            row.addWidget(label)
            row.addWidget(slider, 1)
            self._sliders.addLayout(row, 1)
        graphs = QHBoxLayout()
        graphs.addWidget(self._gradients, 3)
        graphs.addWidget(self._steps, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._heading)
        layout.addLayout(graphs, 1)
        layout.addLayout(self._sliders)

    def set_look(self, look: Look) -> None:
        """Other words need other room."""
        super().set_look(look)
        self._lay_out()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for other things."""
        super().resizeEvent(event)
        self._lay_out()

    def _lay_out(self) -> None:
        """In a view that is narrow for its words the sliders need a line each."""
        narrow = self.width() < _BESIDE * self.look.size.text
        direction = QBoxLayout.Direction
        self._sliders.setDirection(direction.TopToBottom if narrow else direction.LeftToRight)

    @Slot()
    def _changed(self) -> None:
        if self.snapshot is not None:
            self.refresh()

    def refresh(self) -> None:
        """Draw the trace and what the sliders make of it."""
        assert self.snapshot is not None
        snapshot, focus = self.snapshot, self.focus
        beta, rho = self.beta.value() / 100, self.rho.value() / 100
        self._beta_label.setText(f"β {beta:.2f}: averages about {1 / (1 - beta):.0f} steps")
        self._rho_label.setText(f"ρ {rho:.2f}: about {1 / (1 - rho):.0f}")
        source = source_name(snapshot, focus.layer, focus.source)
        where = layer_name(snapshot, focus.layer).lower()
        trace = snapshot.trace
        n = 0 if trace is None else len(trace)
        name = f"**w: {source} → unit {focus.unit + 1} of {where}**"
        if trace is None or n < 2:
            self._heading.setText(f"{name}: its steps appear as it trains")
            for graph in (self._gradients, self._steps):
                graph.draw(self.look, (0.0, 1.0, -1.0, 1.0), ())
            return
        self._heading.setText(f"{name}, its last {n} steps")
        g, steps = trace[:, 0], trace[:, 1]
        v, root = ewa(g, beta), np.sqrt(ewa(g * g, rho))
        self._draw(
            self._gradients,
            (("g", g, "muted", False), ("v", v, "accent", False), ("√s", root, "bad", True)),
        )
        self._draw(self._steps, (("step", steps, "ink", False),))

    def _draw(
        self, graph: FunctionGraph, series: tuple[tuple[str, np.ndarray, str, bool], ...]
    ) -> None:
        n = len(series[0][1])
        ticks = np.arange(n, dtype=float)
        finite = np.concatenate([values[np.isfinite(values)] for _, values, _, _ in series])
        low, high = min(float(finite.min()), 0.0), max(float(finite.max()), 0.0)
        margin = 0.08 * (high - low) or 1.0
        curves = tuple(
            Curve(_interpolated(ticks, values), colour, name, dashed)
            for name, values, colour, dashed in series
        )
        graph.draw(self.look, (0.0, float(n - 1), low - margin, high + margin), curves)


def _interpolated(ticks: np.ndarray, values: np.ndarray):  # type: ignore[no-untyped-def]
    return lambda x: np.interp(x, ticks, values)


def _slider(name: str, label: str, value: int, parent: QWidget) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal, parent)
    slider.setObjectName(name)
    slider.setAccessibleName(label)
    slider.setToolTip(f"{label}; only this picture changes, not the training")
    slider.setRange(0, 99)
    slider.setValue(value)
    return slider
