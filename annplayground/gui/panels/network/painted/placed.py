"""Where the parts of the network's picture are: nodes, curves and the marks beside them."""

from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from annplayground.core.experiment import Experiment
from annplayground.gui.panels.network.layout import (
    Bias,
    Column,
    Layout,
    Node,
    Target,
    Weight,
    column_centres,
    lay_out,
)
from annplayground.gui.panels.network.painted.curves import (
    MANY,
    MANY_ALTOGETHER,
    STRONGEST,
    Curves,
    Pens,
    pens_for,
)
from annplayground.gui.theme import Look

_LEAST_RESOLUTION, _MOST_RESOLUTION = 12, 48


@dataclass(frozen=True)
class _Lines:
    """The curves of the weights into a layer, and their pens."""

    curves: Curves
    pens: Pens


class Placed:
    """Base of `Picture`, which paints it. Attribute: `layout`, the columns."""

    def __init__(self) -> None:
        self.layout = Layout(())
        self._lines: dict[int, _Lines] = {}  # by the layer that they lead into
        self._experiment = Experiment()
        self._look = Look()
        self._scale = 1.0
        self._ground = QRectF()

    def arrange(
        self,
        experiment: Experiment,
        width: float,
        height: float,
        scale: float,
        look: Look,
        lines: int = 0,
    ) -> None:
        """Place everything anew; `scale` is the number of device pixels to a pixel, `lines` that of
        the lines of text below each unit, for which the caption has a line, too."""
        self._experiment, self._look, self._scale = experiment, look, scale
        self._ground = QRectF(0.0, 0.0, width, height)
        sizes = experiment.sizes
        counts = [a * b for a, b in pairwise(sizes)]
        altogether = sum(count for count in counts if count <= MANY)
        most = MANY if altogether <= MANY_ALTOGETHER else STRONGEST
        dense = [count > most for count in counts]
        below = self._caption_height() if any(dense) or lines else 4.0
        centres = column_centres(experiment, width, look)
        text = lines * QFontMetricsF(look.font()).height()
        self.layout = lay_out(experiment, centres, 4.0, height - 4.0 - below, look, text)
        gaps = zip(pairwise(self.layout.columns), dense, strict=True)
        self._lines = {
            layer: _Lines(
                Curves(left.leave, right.arrive, many), self._make_pens(left, right, many)
            )
            for layer, ((left, right), many) in enumerate(gaps, start=1)
        }

    def _make_pens(self, left: Column, right: Column, dense: bool) -> Pens:
        size = self._look.size
        if dense:
            hairline = max(1.0 / self._scale, size.narrowest)
            return pens_for(self._look, hairline, hairline, strength=0.6)
        room = 0.22 * min(_line_room(left), _line_room(right))
        widest = max(3.0 * size.narrowest, min(size.widest, room))
        return pens_for(self._look, widest, size.narrowest)

    def _caption_height(self) -> float:
        return QFontMetricsF(self._look.font()).height() + 6.0

    def curves_into(self, layer: int) -> Curves:
        """The curves of the weights of a layer (1 is the first hidden one)."""
        return self._lines[layer].curves

    def width(self, layer: int, share: float) -> float:
        """The width of a curve into a layer, its weight given as a share of the largest."""
        return self._lines[layer].pens.width(share)

    @property
    def bounds(self) -> QRectF:
        """All of the diagram."""
        return self._ground

    @property
    def resolution(self) -> int:
        """Pixels a side that the maps should have: those of a node on the screen, where Qt need not
        scale them."""
        pixels = round(self.layout.typical_size * self._scale)
        return min(max(pixels, _LEAST_RESOLUTION), _MOST_RESOLUTION)

    def target_at(self, point: QPointF) -> Target | None:
        """The mark of a bias, the node or the weight at a point."""
        for layer, column in enumerate(self.layout.columns):
            if not column.frame.adjusted(-6, -6, 6, 6).contains(point):
                continue
            for unit in range(len(column.rects)) if layer else ():
                mark = column.bias_mark(unit, self._look)
                if mark is not None and mark.adjusted(-2, -2, 2, 2).contains(point):
                    return Bias(layer, unit)
            unit_there = column.unit_at(point)
            if unit_there is not None:
                return Node(layer, unit_there)
        return self._weight_at(point)

    def _weight_at(self, point: QPointF) -> Weight | None:
        for layer, lines in self._lines.items():
            found = lines.curves.nearest(point)
            if found is not None and found[2] <= self._look.size.widest:
                return Weight(layer, found[0], found[1])
        return None

    @property
    def class_marks(self) -> list[QRectF]:
        """Where the markers of the classes stand, beside several outputs."""
        side = self._look.size.point * 1.2
        return [
            QRectF(rect.right() + 6.0, rect.center().y() - side / 2.0, side, side)
            for rect in self.layout.columns[-1].rects
        ]


def _line_room(column: Column) -> float:
    return column.pitch if column.sheet else column.size
