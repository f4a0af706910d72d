"""Histograms per layer: how the activations and the weights are spread, live."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent

from annplayground.gui.explain.focus import layer_name
from annplayground.gui.explain.histogram import histogram
from annplayground.gui.explain.view import ExplainView
from annplayground.gui.painting import painting
from annplayground.gui.theme import layer_colour


class HistogramView(ExplainView):
    """A column per layer: activations above (whole training set), weights below."""

    name = "histograms"

    @property
    def wants(self) -> frozenset[str]:
        return frozenset({"diagnosis"})

    def paintEvent(self, event: QPaintEvent) -> None:
        """Two rows of small histograms."""
        with painting(self) as painter:
            snapshot = self.snapshot
            if snapshot is None or snapshot.diagnosis is None:
                return
            painter.setFont(self.look.font())
            line = QFontMetricsF(painter.font()).height()
            n = len(snapshot.parameters)
            pitch = self.width() / n
            height = (self.height() - 3 * line) / 2
            for layer in range(1, n + 1):
                left = (layer - 1) * pitch + 4
                painter.setPen(self.look.colour("ink"))
                name = layer_name(snapshot, layer)
                heading = QRectF(left, 0, pitch - 8, line)
                if painter.fontMetrics().horizontalAdvance(name) > heading.width():
                    name = name.split()[-1][:3]
                painter.drawText(heading, Qt.AlignmentFlag.AlignCenter, name)
                a = snapshot.diagnosis.a[layer - 1]
                W = snapshot.parameters[layer - 1][0]
                for row, values in enumerate((a, W)):
                    top = line + row * (height + line)
                    box = QRectF(left, top, pitch - 8, height)
                    self._paint_histogram(painter, box, values.ravel(), layer, line, "aw"[row])

    def _paint_histogram(
        self,
        painter: QPainter,
        box: QRectF,
        values: np.ndarray,
        layer: int,
        line: float,
        symbol: str,
    ) -> None:
        if box.height() < 8:
            return
        shown = histogram(values)
        width = box.width() / len(shown.counts)
        unit = (box.height() - 2) / max(int(shown.counts.max()), 1)
        assert self.snapshot is not None
        colour = layer_colour(layer, len(self.snapshot.parameters), self.look)
        for k, count in enumerate(shown.counts.tolist()):
            left, tall = box.left() + k * width, count * unit
            painter.fillRect(QRectF(left, box.bottom() - tall, max(width - 0.5, 0.5), tall), colour)
        painter.setPen(self.look.colour("muted"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        captions, measure = shown.captions(symbol), painter.fontMetrics().horizontalAdvance
        fitting = [text for text in captions if measure(text) <= box.width()]
        place = QRectF(box.left(), box.bottom(), box.width(), line)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, (*fitting, captions[-1])[0])
