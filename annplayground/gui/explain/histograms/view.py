"""Histograms per layer: how the activations and the weights are spread, live.

All of a row have the same axis: that the activations shrink from layer to layer is seen at once.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFontMetricsF, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annplayground.core.run.snapshot import Snapshot
from annplayground.core.words import translate
from annplayground.gui.explain.focus import short
from annplayground.gui.explain.histograms.histogram import Histogram, histogram, span_of
from annplayground.gui.explain.histograms.row import Column, HistogramRow
from annplayground.gui.explain.paging.pager import Pager
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.text import layer_name
from annplayground.gui.theme import layer_colour
from annplayground.gui.widgets.labels import Words

_WHAT = (
    (translate("Histograms", "Activations a"), translate("Histograms", "of the training set")),
    (translate("Histograms", "Weights w"), translate("Histograms", "into each layer")),
)
_GAP = 8  # pixels between two histograms


@dataclass(frozen=True, eq=False)
class Spread:
    """One quantity in all layers: a histogram and a standard deviation for each, on one axis."""

    low: float
    high: float
    histograms: tuple[Histogram, ...]
    deviations: tuple[float, ...]  # of the finite values; NaN where there is none

    @property
    def axis(self) -> str:
        """Where every axis begins and ends."""
        if self.low == self.high:
            return translate("Histograms", "no value is finite")
        return translate("Histograms", "every axis from {low} to {high}").format(
            low=short(self.low), high=short(self.high)
        )

    def caption(self, layer: int) -> str:
        """What to write below the histogram of a layer, from 0."""
        strays = self.histograms[layer].strays
        if strays:
            return translate("Histograms", "{strays} not finite").format(strays=strays)
        return f"std {short(self.deviations[layer])}"


def spread(layers: tuple[NDArray[np.float64], ...]) -> Spread:
    """Count the values of every layer, of any shapes, on an axis that holds them all."""
    values = [layer.ravel() for layer in layers]
    low, high = span_of(np.concatenate(values))
    counted = tuple(histogram(layer, span=(low, high)) for layer in values)
    return Spread(low, high, counted, tuple(_deviation(layer) for layer in values))


def _deviation(values: NDArray[np.float64]) -> float:
    finite = values[np.isfinite(values)]
    return float(finite.std()) if finite.size else float("nan")


class HistogramView(ExplainView):
    """A column per layer: activations above (whole training set), weights below.

    Attributes: `activations` and `weights`, what is shown.
    """

    name = "histograms"
    pager: Pager

    @property
    def wants(self) -> frozenset[str]:
        return frozenset({"diagnosis"})

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.activations = self.weights = spread((np.zeros(0),))
        self._rows = HistogramRow("histogram_activations"), HistogramRow("histogram_weights")
        self._headings = Words(), Words()
        self.pager = Pager("histogram_pager")
        self.pager.pageChanged.connect(self._show)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for what, heading, row in zip("aw", self._headings, self._rows, strict=True):
            heading.setObjectName(f"histogram_heading_{what}")
            heading.setWordWrap(True)
            layout.addWidget(heading)
            layout.addWidget(row, 1)
        layout.addWidget(self.pager, 0, Qt.AlignmentFlag.AlignHCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for another number of layers."""
        super().resizeEvent(event)
        self._show()

    def draw(self, snapshot: Snapshot) -> None:
        """Count anew."""
        if snapshot.diagnosis is None:
            return
        self.activations = spread(snapshot.diagnosis.a)
        self.weights = spread(tuple(W for W, _ in snapshot.parameters))
        for (name, of), heading, shown in zip(_WHAT, self._headings, self._shown, strict=True):
            heading.setText(f"**{name}** {of}, {shown.axis}")
        self._show()

    @property
    def whole_text(self) -> str:
        """What is written of all layers, on all pages."""
        told = []
        n = len(self.activations.histograms)
        for (name, of), shown in zip(_WHAT, self._shown, strict=True):
            told.append(f"{name} {of}, {shown.axis}")
            told += [f"{layer_name(k + 1, n)}: {shown.caption(k)}" for k in range(n)]
        return "\n".join(told)

    @property
    def _shown(self) -> tuple[Spread, Spread]:
        return self.activations, self.weights

    @Slot()
    def _show(self) -> None:
        """As many layers as there is room for, and both rows if there is; the others are on further
        pages."""
        if self.snapshot is None or self.snapshot.diagnosis is None:
            return
        n = len(self.snapshot.parameters)
        fit = min(max(int((self.width() + _GAP) / (self._pitch(self.snapshot) + _GAP)), 1), n)
        turns, both = -(-n // fit), self._both_fit()
        self.pager.set_count(turns if both else 2 * turns)
        first = self.pager.page % turns * fit
        layers = range(first, min(first + fit, n))
        parts = zip(self._headings, self._rows, self._shown, strict=True)
        for place, (heading, row, shown) in enumerate(parts):
            for part in (heading, row):
                part.setVisible(both or place == self.pager.page // turns)
            columns = [self._column(self.snapshot, shown, layer) for layer in layers]
            row.show_columns(self.look, columns, fit)

    def _both_fit(self) -> bool:
        """Whether there is room for both rows, with the pager below them."""
        least = HistogramRow.least_height(self.look)
        words = (heading.heightForWidth(self.width()) for heading in self._headings)
        needed = sum(height + least + 4 for height in words) + self.pager.sizeHint().height()
        return needed <= self.height()

    def _column(self, snapshot: Snapshot, shown: Spread, layer: int) -> Column:
        colour = layer_colour(layer + 1, len(snapshot.parameters), self.look)
        heading = layer_name(layer + 1, len(snapshot.parameters))
        return Column(heading, shown.histograms[layer], shown.caption(layer), colour)

    def _pitch(self, snapshot: Snapshot) -> float:
        """The width of the widest text of any layer."""
        measure = QFontMetricsF(self.look.font()).horizontalAdvance
        layers = range(len(snapshot.parameters))
        captions = [shown.caption(layer) for shown in self._shown for layer in layers]
        # Room for numbers that are longer a moment later: columns do not jump while it trains.
        headings = [layer_name(layer + 1, len(snapshot.parameters)) for layer in layers]
        return max(map(measure, (*captions, *headings, "std 0.00000")))
