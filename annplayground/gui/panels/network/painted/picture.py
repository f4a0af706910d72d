"""The picture of the network: everything that changes only with the values, the size or the look.

It is painted into `buffers`; what follows the pointer is painted over it by `overlay`.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPen, QPolygonF

from annplayground.core.choices.features import FEATURES
from annplayground.core.words import translate
from annplayground.gui.panels.network.layout import Column
from annplayground.gui.panels.network.painted.curves import STRONGEST
from annplayground.gui.panels.network.painted.maps import layer_pixels, padded_image, sheet_image
from annplayground.gui.panels.network.painted.placed import Placed
from annplayground.gui.panels.network.shown_run import ShownRun
from annplayground.gui.panels.network.words import widest_fitting
from annplayground.gui.text import count
from annplayground.gui.theme import CLASS_STYLES, Look
from annplayground.gui.tints import mixed


class Picture(Placed):
    """Paints what is placed, with the values of a run."""

    def paint_weights(self, painter: QPainter, run: ShownRun) -> None:
        """Paint the curves of the weights."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for layer, lines in self._lines.items():
            weights = run.weights(layer)
            if weights is None:
                painter.setPen(QPen(self._look.colour("border"), self._look.size.thin))
                lines.curves.draw_structure(painter)
            else:
                lines.curves.draw(painter, run.shares(weights), lines.pens)

    def weights_key(self, run: ShownRun) -> bytes:
        """Changes when a curve would look different."""
        levels = []
        for layer, lines in self._lines.items():
            weights = run.weights(layer)
            shares = None if weights is None else run.shares(weights)
            levels.append(b"" if shares is None else lines.pens.indices(shares).tobytes())
        return b"|".join(levels)

    def paint_maps(self, painter: QPainter, run: ShownRun) -> None:
        """Paint the maps of all units."""
        for layer, column in enumerate(self.layout.columns):
            self._paint_column(painter, run, layer, column)

    def paint_frames(self, painter: QPainter, run: ShownRun) -> None:
        """Paint what lies over the maps or beside them: frames, biases, names, a caption."""
        for layer, column in enumerate(self.layout.columns):
            if not column.sheet and run.maps(layer) is not None:
                self._paint_edges(painter, column)
            self._paint_biases(painter, run, layer, column)
        self._paint_input_names(painter)
        self._paint_class_markers(painter)
        self._paint_left_out(painter)

    def frames_key(self, run: ShownRun) -> bytes:
        """Changes when a frame or the mark of a bias would look different."""
        biases = [run.biases(layer) for layer in self._lines]
        shares = [run.shares(b, kind=1) for b in biases if b is not None]
        framed = bytes(run.maps(layer) is not None for layer in range(len(self.layout.columns)))
        return framed + b"|".join(np.rint(s * 64.0).astype(np.int8).tobytes() for s in shares)

    def _paint_column(self, painter: QPainter, run: ShownRun, layer: int, column: Column) -> None:
        values = run.maps(layer)
        if values is None:
            painter.setPen(QPen(self._look.colour("border"), self._look.size.thin))
            painter.setBrush(self._look.colour("control"))
            for rect in column.rects:
                painter.drawPath(self._outline(rect))
            return
        pixels = layer_pixels(values, self._experiment, layer, self._look)
        if column.sheet:
            self._paint_sheet(painter, column, pixels)
            return
        image, resolution = padded_image(pixels), pixels.shape[1]
        for unit, rect in enumerate(column.rects):
            top = 1 + unit * (resolution + 2)
            painter.drawImage(rect, image, QRectF(1, top, resolution, resolution))

    def _paint_edges(self, painter: QPainter, column: Column) -> None:
        """Round the corners of the maps, and draw a line around each."""
        corners, outlines = QPainterPath(), QPainterPath()
        for rect in column.rects:
            outline = self._outline(rect)
            corners.addRect(rect)
            corners.addPath(outline)
            outlines.addPath(outline)
        painter.fillPath(corners, self._look.colour("card"))
        painter.strokePath(outlines, QPen(self._look.colour("muted"), self._look.size.thin))

    def _outline(self, rect: QRectF) -> QPainterPath:
        """The middle of the line around a node."""
        inset, radius = self._look.size.thin / 2.0, min(max(0.11 * rect.width(), 2.0), 8.0)
        path = QPainterPath()
        path.addRoundedRect(rect.adjusted(inset, inset, -inset, -inset), radius, radius)
        return path

    def _paint_sheet(self, painter: QPainter, column: Column, pixels: np.ndarray) -> None:
        frame, pitch = column.frame, column.pitch
        rows = -(-len(pixels) // column.sheet)
        whole = QRectF(frame.left(), frame.top(), column.sheet * pitch, rows * pitch)
        image = sheet_image(
            pixels,
            column.sheet,
            round(column.size * self._scale),
            round(pitch * self._scale),
            self._look.colour("border"),
            self._look.colour("card"),
        )
        painter.drawImage(whole, image)

    def _paint_biases(self, painter: QPainter, run: ShownRun, layer: int, column: Column) -> None:
        biases = run.biases(layer)
        if biases is None:
            return
        for unit, share in enumerate(run.shares(biases, kind=1).tolist()):
            mark = column.bias_mark(unit, self._look)
            if mark is not None:
                paint_bias(painter, mark, share, self._look)

    def _paint_input_names(self, painter: QPainter) -> None:
        painter.setPen(self._look.colour("ink"))
        align = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        names, line = self._experiment.data.features, self._caption_height()
        for name, rect in zip(names, self.layout.columns[0].rects, strict=True):
            room = QRectF(0.0, rect.top() - line, rect.left() - 7.0, rect.height() + 2 * line)
            painter.drawText(room, align, FEATURES[name].label)

    def _paint_class_markers(self, painter: QPainter) -> None:
        """Beside each of several outputs the marker of its class, as on the decision boundary."""
        if self._experiment.n_outputs < 2:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        for style, mark in zip(CLASS_STYLES, self.class_marks, strict=False):
            painter.setBrush(QBrush(style.colour))
            _draw_marker(painter, style.symbol, mark)

    def paint_caption(self, painter: QPainter, words: Sequence[str]) -> None:
        """Write the longest of some wordings that fits below the diagram."""
        written = [self._look.written(one) for one in words]
        text = widest_fitting(written, painter.fontMetrics(), self._ground.width())
        painter.setPen(self._look.colour("muted"))
        painter.drawText(self._ground, _BOTTOM_CENTRE, text)

    def _paint_left_out(self, painter: QPainter) -> None:
        """Say which weights are left out."""
        sizes = self._experiment.sizes
        lines = self._lines.items()
        counts = {sizes[k - 1] * sizes[k] for k, one in lines if one.curves.dense}
        if not counts:
            return
        short = (
            translate("Network", "the {n} strongest of {all} weights")
            if len(counts) == 1
            else translate("Network", "the {n} strongest weights")
        ).format(n=STRONGEST, all=count(counts.pop()))
        words = (
            translate("Network", "between large layers: {weights}").format(weights=short),
            short,
            translate("Network", "{n} strongest").format(n=STRONGEST),
        )
        self.paint_caption(painter, words)


_BOTTOM_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom


def paint_bias(painter: QPainter, mark: QRectF, share: float, look: Look) -> None:
    """The square of a bias, given as a share (−1 … 1) of the largest; a negative one is hollow:
    colour never stands alone."""
    ground = look.colour("card")
    painter.setPen(QPen(ground, 1.0))
    colour = look.colour("positive" if share >= 0 else "negative")
    painter.setBrush(mixed(colour, ground, 0.3 + 0.7 * abs(share)))
    painter.drawRect(mark.adjusted(0.5, 0.5, -0.5, -0.5))
    if share < 0:
        edge = round(0.32 * mark.width())
        painter.fillRect(mark.adjusted(edge, edge, -edge, -edge), ground)


def _draw_marker(painter: QPainter, symbol: str, rect: QRectF) -> None:
    if symbol == "o":
        painter.drawEllipse(rect)
    elif symbol == "s":
        painter.drawRect(rect)
    else:
        points = (rect.bottomLeft(), QPointF(rect.center().x(), rect.top()), rect.bottomRight())
        painter.drawPolygon(QPolygonF(points))
