"""Histograms per layer: how the activations and the weights are spread, live."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent

from annplayground.gui.explain.focus import layer_name, short
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.theme import layer_colour

BINS = 32


class HistogramView(ExplainView):
    """A column per layer: activations above (whole training set), weights below."""

    name = "histograms"

    @property
    def wants(self) -> frozenset[str]:
        return frozenset({"health"})

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two rows of small histograms."""
        snapshot = self.snapshot
        if snapshot is None or snapshot.anatomy is None:
            return
        painter = QPainter(self)
        painter.setFont(self.look.font())
        line = QFontMetricsF(painter.font()).height()
        n = len(snapshot.parameters)
        pitch = self.width() / n
        height = (self.height() - 3 * line) / 2
        for index in range(n):
            left = index * pitch + 4
            painter.setPen(self.look.colour("ink"))
            name = layer_name(snapshot, index + 1)
            heading = QRectF(left, 0, pitch - 8, line)
            if painter.fontMetrics().horizontalAdvance(name) > heading.width():
                name = name.split()[-1][:3]
            painter.drawText(heading, Qt.AlignmentFlag.AlignCenter, name)
            a = snapshot.anatomy.a[index]
            W = snapshot.parameters[index][0]
            for row, values in enumerate((a, W)):
                top = line + row * (height + line)
                box = QRectF(left, top, pitch - 8, height)
                self._paint_histogram(painter, box, values.ravel(), index, line, "aw"[row])

    def _paint_histogram(
        self,
        painter: QPainter,
        box: QRectF,
        values: np.ndarray,
        index: int,
        line: float,
        symbol: str,
    ) -> None:
        finite = values[np.isfinite(values)]
        if not len(finite) or box.height() < 8:
            return
        low, high = float(finite.min()), float(finite.max())
        if low == high:
            low, high = low - 0.5, high + 0.5
        counts, _ = np.histogram(finite, bins=BINS, range=(low, high))
        width = box.width() / BINS
        assert self.snapshot is not None
        colour = layer_colour(index + 1, len(self.snapshot.parameters), self.look)
        for k, count in enumerate(counts):
            tall = count / counts.max() * (box.height() - 2)
            bar = QRectF(box.left() + k * width, box.bottom() - tall, max(width - 0.5, 0.5), tall)
            painter.fillRect(bar, colour)
        painter.setPen(self.look.colour("muted"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        text = QRectF(box.left(), box.bottom(), box.width(), line)
        ends = f"{short(low)}  {symbol}  {short(high)}"
        if painter.fontMetrics().horizontalAdvance(ends) > text.width():
            ends = symbol
        painter.drawText(text, Qt.AlignmentFlag.AlignCenter, ends)
