"""The weights as curves between two columns: their width, colour and dash, and which is nearest.

All curves of a layer are the same cubic in x, stretched from one port to another; so the height of
every curve at a given x is one line of arithmetic, and finding the nearest one is cheap.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from annplayground.gui.panels.network.layout import Points
from annplayground.gui.theme import Look
from annplayground.gui.tints import mixed

# A layer with more weights than this shows only the strongest; so does a smaller one in a
# network with a great many curves altogether.
MANY, MANY_ALTOGETHER, STRONGEST = 400, 1500, 150

_LEVELS = 32  # shades and widths between no weight and the largest
_T = np.linspace(0.0, 1.0, 65)
_X = 1.5 * _T - 1.5 * _T**2 + _T**3  # how far along x the curve is at t


class Pens:
    """Pens by level; opaque, because a translucent wide line costs five times as much to draw.

    The colour is mixed with the card's instead, and strong weights are drawn last.
    """

    def __init__(self, look: Look, widest: float, narrowest: float, strength: float = 1.0) -> None:
        self._look, self._strength = look, strength
        self._widest, self._narrowest = widest, narrowest
        self._pens: dict[int, QPen] = {}  # each since it was first drawn with

    def _pen(self, index: int) -> QPen:
        """The pen of an index: the positive levels come first, and −0 is dashed."""
        negative, level = divmod(index, _LEVELS + 1)
        look, share = self._look, level / _LEVELS
        colour = look.colour("negative" if negative else "positive")
        strength = self._strength * _opacity(share)
        shade = mixed(colour, look.colour("card"), strength)
        return pen(look, shade, self.width(share), bool(negative))

    def indices(self, share: NDArray[np.float64]) -> NDArray[np.int64]:
        """Which pen draws each weight, given as a share (−1 … 1) of the largest."""
        level = np.rint(np.abs(share) * _LEVELS).astype(np.int64)
        return np.where(share < 0, level + _LEVELS + 1, level)

    def width(self, share: float) -> float:
        """The width of a weight, given as a share of the largest."""
        return max(self._narrowest, self._widest * abs(share))

    def __getitem__(self, index: int) -> QPen:
        made = self._pens.get(index)
        if made is None:
            made = self._pens[index] = self._pen(index)
        return made


@lru_cache(maxsize=64)
def pens_for(look: Look, widest: float, narrowest: float, strength: float = 1.0) -> Pens:
    """Pens that are made once for all layers and layouts in which lines are as wide."""
    return Pens(look, widest, narrowest, strength)


def pen(look: Look, colour: QColor, width: float, negative: bool) -> QPen:
    """The pen of a weight: of a negative one dashed, so that colour never stands alone."""
    made = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    if negative:
        dash, gap = max(4.0 * look.size.line, 2.0 * width), max(2.0 * look.size.line, 0.8 * width)
        made.setDashPattern([dash / width, gap / width])
    return made


def _opacity(share: float) -> float:
    return float(0.22 + 0.78 * share**0.7)


class Curves:
    """The curves between two columns; `leave` (n_in, 2) and `arrive` (n_out, 2) are their ends.

    `dense`: there are so many that only the strongest are drawn, as hairlines.
    `shown`: i and j of the weights that were drawn last, the strongest last.
    """

    def __init__(self, leave: Points, arrive: Points, dense: bool) -> None:
        self._leave, self._arrive = leave, arrive
        self.dense = dense
        self.shown = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
        self._paths: dict[tuple[int, int], QPainterPath] = {}

    def path(self, i: int, j: int) -> QPainterPath:
        """The curve of W[i, j]."""
        path = self._paths.get((i, j))
        if path is None:
            (x0, y0), (x1, y1) = self._leave[i], self._arrive[j]
            middle = (x0 + x1) / 2.0
            path = QPainterPath(QPointF(x0, y0))
            path.cubicTo(middle, y0, middle, y1, x1, y1)
            self._paths[i, j] = path
        return path

    def _choose(self, shares: NDArray[np.float64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """i and j of the weights that are drawn, the strongest last."""
        strength = np.abs(shares).ravel()
        if self.dense:
            few = np.argpartition(strength, -STRONGEST)[-STRONGEST:]
            order = few[np.argsort(strength[few], kind="stable")]
        else:
            order = np.argsort(strength, kind="stable")
        return np.divmod(order, shares.shape[1])

    def draw(self, painter: QPainter, shares: NDArray[np.float64], pens: Pens) -> None:
        """Draw the weights, given as shares (n_in, n_out) of the largest one."""
        i, j = self.shown = self._choose(shares)
        used = pens.indices(shares[i, j])
        last = -1
        for a, b, pen in zip(i.tolist(), j.tolist(), used.tolist(), strict=True):
            if pen != last:
                painter.setPen(pens[pen])
                last = pen
            painter.drawPath(self.path(a, b))

    def draw_structure(self, painter: QPainter) -> None:
        """Draw the curves in the painter's pen, before there are weights that fit."""
        if not self.dense:
            for i in range(len(self._leave)):
                for j in range(len(self._arrive)):
                    painter.drawPath(self.path(i, j))

    def nearest(self, point: QPointF) -> tuple[int, int, float] | None:
        """i and j of the drawn curve that is nearest to a point, and its distance in pixels."""
        i, j = self.shown
        x0, x1 = self._leave[0, 0], self._arrive[0, 0]
        if not x0 <= point.x() <= x1 or not len(i):
            return None
        along = (point.x() - x0) / (x1 - x0)
        t = np.interp(along, _X, _T)
        start, end = self._leave[i, 1], self._arrive[j, 1]
        height = start + (end - start) * (3.0 * t * t - 2.0 * t**3)
        slope = (end - start) * (6.0 * t - 6.0 * t * t) / (x1 - x0) / (1.5 - 3.0 * t + 3.0 * t * t)
        distance = np.abs(height - point.y()) / np.hypot(1.0, slope)
        # Of curves at the same distance the strongest, which lies on top, is meant.
        best = len(distance) - 1 - int(np.argmin(distance[::-1]))
        return int(i[best]), int(j[best]), float(distance[best])

    def middle(self, i: int, j: int) -> QPointF:
        """The point half way along a curve."""
        return self.path(i, j).pointAtPercent(0.5)
