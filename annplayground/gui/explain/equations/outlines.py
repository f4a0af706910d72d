"""Typeset formulas as outlines: LaTeX through ziamath, off the GUI thread, and kept.

An outline has neither a colour nor a size of its own: it is painted in any.
"""

import logging
import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QTransform

from annplayground.gui.painting import kept

_LOGGER = logging.getLogger(__name__)
_EM = 48.0  # in which they are made: coordinates are written with few decimals
_MOST = 2000  # kept; a symbol has some 5 kB
WAIT = 30  # milliseconds, after which it is looked whether a formula is typeset
_STEP = re.compile("([MLQ])([^MLQZ]*)|Z")


@dataclass(frozen=True)
class Outline:
    """The strokes of a formula, from its left end on the baseline; all sizes in em."""

    path: QPainterPath
    width: float
    ascent: float
    descent: float

    def paint(self, painter: QPainter, at: QPointF, em: float, colour: QColor) -> None:
        """Paint it so large; it begins at a point on the baseline."""
        with kept(painter):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(at)
            painter.scale(em, em)
            painter.fillPath(self.path, colour)


class _Typesetter:
    """Takes formulas and lays their outlines by. A thread works as long as there are some; ziamath
    keeps its place in the font file for all, so there is never a second one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, bool], Outline | None] = OrderedDict()
        self._wanted: list[tuple[str, bool]] = []
        self._thread: threading.Thread | None = None
        self._n_done = 0

    def outline(self, latex: str, display: bool) -> Outline | None:
        """It, once it is there; None before, and if it cannot be typeset."""
        key = latex, display
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            if key not in self._wanted:
                self._wanted.append(key)
            if self._thread is None:
                self._thread = threading.Thread(
                    target=self._work, name="annplayground-equations", daemon=True
                )
                self._thread.start()
        return None

    def on_its_way(self, latex: str, display: bool) -> bool:
        """Whether it waits to be typeset."""
        with self._lock:
            return (latex, display) in self._wanted

    def n_done(self) -> int:
        """How many have been typeset so far. Where this has changed while outlines were taken, one
        that was not there then may be there, and be on its way no more."""
        with self._lock:
            return self._n_done

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._wanted:
                    self._thread = None
                    return
                key = self._wanted[0]
            made = _typeset(*key)
            with self._lock:
                self._kept[key] = made
                self._n_done += 1
                self._wanted.remove(key)
                if len(self._kept) > _MOST:
                    self._kept.popitem(last=False)


_TYPESETTER = _Typesetter()
outline_of = _TYPESETTER.outline
on_its_way = _TYPESETTER.on_its_way
n_done = _TYPESETTER.n_done


def _typeset(latex: str, display: bool) -> Outline | None:
    """About 3 ms a symbol. Whatever ziamath raises, the plain text will do."""
    try:
        # Imported late: most starts never show an equation.
        from ziamath import Latex
        from ziamath.config import config

        config.svg2 = False
        return read_outline(str(Latex(latex, size=_EM, inline=not display).svg()))
    except Exception:
        _LOGGER.info("This equation cannot be typeset: %s", latex, exc_info=True)
        return None


def read_outline(svg: str) -> Outline:
    """From the SVG of ziamath: filled paths of lines and parabolas, and rectangles."""
    root = ElementTree.fromstring(svg)
    left, top, width, height = (float(number) for number in root.attrib["viewBox"].split())
    path = QPainterPath()
    for element in root.iter():
        name = element.tag.rpartition("}")[2]
        if name == "path":
            _follow(path, element.attrib["d"])
        elif name == "rect":
            sides = (float(element.attrib[side]) for side in ("x", "y", "width", "height"))
            path.addRect(QRectF(*sides))
    path.setFillRule(Qt.FillRule.WindingFill)
    in_em = QTransform.fromScale(1.0 / _EM, 1.0 / _EM).translate(-left, 0.0)
    return Outline(in_em.map(path), width / _EM, -top / _EM, (height + top) / _EM)


def _follow(path: QPainterPath, steps: str) -> None:
    for match in _STEP.finditer(steps):
        points = list(_points(match[2] or ""))
        match match[1]:
            case "M":
                path.moveTo(points[0])
            case "L":
                path.lineTo(points[0])
            case "Q":
                path.quadTo(*points)
            case _:
                path.closeSubpath()


def _points(numbers: str) -> Iterator[QPointF]:
    values = [float(number) for number in numbers.split()]
    return (QPointF(x, y) for x, y in zip(values[::2], values[1::2], strict=True))
