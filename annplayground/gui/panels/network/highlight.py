"""What the diagram lights: a node with its weights and its large map, a weight or a bias."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter

from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.gui.colormaps import to_image
from annplayground.gui.panels.network.layout import Bias, Node, Target, Weight
from annplayground.gui.panels.network.mark_words import map_words
from annplayground.gui.panels.network.painted.maps import layer_pixels
from annplayground.gui.panels.network.painted.overlay import (
    paint_lit_weight,
    paint_popover,
    paint_ring,
    paint_tag,
)
from annplayground.gui.panels.network.painted.picture import Picture
from annplayground.gui.panels.network.selection import node_of
from annplayground.gui.panels.network.shown_run import Map, ShownRun
from annplayground.gui.panels.network.words import (
    node_name,
    node_title,
    node_words,
    weight_name,
)
from annplayground.gui.text import number
from annplayground.gui.theme import Look

_SECOND_RING = 2.5  # lines further out than the first: nodes of a lit path have one ring


class Highlight:
    """Paints one active target over a picture."""

    def __init__(self, experiment: Experiment, run: ShownRun, picture: Picture, look: Look) -> None:
        self._experiment, self._run, self._picture, self._look = experiment, run, picture, look

    def paint(
        self, painter: QPainter, bounds: QRectF, target: Target, pointer: QPointF | None
    ) -> None:
        """Paint within bounds; without a pointer the labels stand at the target itself."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(target, Node):
            self._paint_node(painter, bounds, target)
        elif isinstance(target, Weight):
            self._paint_weight(painter, bounds, target, pointer)
        else:
            self._paint_bias(painter, bounds, target)

    def paint_path(self, painter: QPainter, nodes: Sequence[Node]) -> None:
        """Light the weights from node to node, each in the layer after the last, and the nodes."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for before, node in pairwise(nodes):
            value = self._run.value(Weight(node.layer, before.unit, node.unit))
            if value is None:
                continue
            share = float(self._run.shares(np.array(value)))
            path = self._picture.curves_into(node.layer).path(before.unit, node.unit)
            width = self._width(node.layer, share) + self._look.size.line
            paint_lit_weight(painter, path, share, width, self._look)
        for node in nodes:
            paint_ring(painter, self._rect(node), self._look)

    def paint_place(self, painter: QPainter, bounds: QRectF, nodes: Sequence[Node]) -> None:
        """Light a node, or the weight between two, with its name: it is pointed to from elsewhere,
        so that no large map is there to cover the others."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        end = nodes[-1]
        if len(nodes) == 2:
            self._paint_weight(painter, bounds, Weight(end.layer, nodes[0].unit, end.unit), None)
            return
        rect = self._rect(end)
        for wider in (0.0, _SECOND_RING * self._look.size.line):
            paint_ring(painter, rect.adjusted(-wider, -wider, wider, wider), self._look)
        name = node_name(self._experiment, end.layer, end.unit)
        paint_tag(painter, bounds, QPointF(rect.center().x(), rect.top()), name, self._look)

    def _paint_node(self, painter: QPainter, bounds: QRectF, node: Node) -> None:
        self._light_weights_of(painter, node)
        rect = self._rect(node)
        paint_ring(painter, rect, self._look)
        values = self._run.large_map(node)
        image = None if values is None else self._image(values, node)
        paint_popover(painter, bounds, rect, image, self._lines(values, node), self._look)

    def _rect(self, node: Node) -> QRectF:
        return self._picture.layout.columns[node.layer].rects[node.unit]

    def _light_weights_of(self, painter: QPainter, node: Node) -> None:
        """Draw all weights into and out of a node, also those that a dense layer leaves out."""
        for layer in (node.layer, node.layer + 1):  # into it, and out of it
            weights = self._run.weights(layer)
            if weights is None:
                continue
            shares = self._run.shares(weights)
            into = layer == node.layer
            line = shares[:, node.unit] if into else shares[node.unit]
            for other in np.argsort(np.abs(line)).tolist():
                ends = (other, node.unit) if into else (node.unit, other)
                path = self._picture.curves_into(layer).path(*ends)
                width = self._width(layer, float(line[other]))
                paint_lit_weight(painter, path, float(line[other]), width, self._look)

    def _width(self, layer: int, share: float) -> float:
        return max(0.6 * self._look.size.line + 2.0 * abs(share), self._picture.width(layer, share))

    def _image(self, values: Map, node: Node) -> QImage:
        pixels = layer_pixels(
            values[None], self._experiment, node.layer, self._look, first=node.unit
        )
        return to_image(pixels[0])

    def _lines(self, values: Map | None, node: Node) -> list[str]:
        place = (self._experiment, node.layer, node.unit)
        lines = list(node_words(*place)) if self._look.presenting else [node_title(*place)]
        if values is not None:
            low, high = float(values.min()), float(values.max())
            lines.append(
                translate("Network", "values {low} … {high}").format(
                    low=number(low), high=number(high)
                )
            )
            lines.append(map_words(*place))
        bias = self._run.value(Bias(node.layer, node.unit)) if node.layer else None
        if bias is not None:
            lines.append(translate("Network", "bias {bias}").format(bias=number(bias)))
        return lines

    def _paint_weight(
        self, painter: QPainter, bounds: QRectF, weight: Weight, pointer: QPointF | None
    ) -> None:
        value = self._run.value(weight)
        if value is None:
            return
        curves = self._picture.curves_into(weight.layer)
        share = float(self._run.shares(np.array(value)))
        width = self._width(weight.layer, share) + 2.0
        paint_lit_weight(painter, curves.path(weight.i, weight.j), share, width, self._look)
        name = weight_name(self._experiment, weight.layer, weight.i, weight.j)
        at = pointer or curves.middle(weight.i, weight.j)
        paint_tag(painter, bounds, at, f"w = {number(value)}, {name}", self._look)

    def _paint_bias(self, painter: QPainter, bounds: QRectF, bias: Bias) -> None:
        value = self._run.value(bias)
        if value is None:
            return
        node = node_of(bias)
        column = self._picture.layout.columns[node.layer]
        rect = column.bias_mark(node.unit, self._look) or self._rect(node)
        paint_ring(painter, rect, self._look)
        name = node_name(self._experiment, node.layer, node.unit)
        paint_tag(painter, bounds, rect.center(), f"b = {number(value)}, {name}", self._look)
