"""The one drawer of axes: the grid of a graph that is painted by hand, its numbers and its names.

Lines lie on whole pixels. A number stays within the picture, and where there is no room it gives
way to the name of its axis and to the numbers before it.
"""

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from annplayground.gui.text import number
from annplayground.gui.theme import Look

Tick = tuple[float, str]  # the pixel along an axis, and what is written there

_WIDE = 1e6  # pixels
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


def ticks(
    values: Iterable[float],
    place: Callable[[float], float],
    written: Callable[[float], str] = number,
) -> list[Tick]:
    """The ticks at these values, each at the pixel of its `place`."""
    return [(place(value), written(value)) for value in values]


def gap(look: Look) -> float:
    """Pixels between a graph and its numbers."""
    return look.size.pad // 2


def room_beside(look: Look, texts: Iterable[str]) -> float:
    """Pixels that numbers take beside a graph."""
    metrics = QFontMetricsF(look.font())
    return max(map(metrics.horizontalAdvance, texts), default=0.0) + gap(look) + 2


def room_below(look: Look) -> float:
    """Pixels that numbers take below a graph."""
    return QFontMetricsF(look.font()).height() + gap(look) + 2


def fitting(across: Sequence[Tick], width: float, look: Look) -> Sequence[Tick]:
    """The ticks whose numbers have room side by side: all, or every second, third, … one."""
    metrics = QFontMetricsF(look.font())
    room = max((metrics.horizontalAdvance(text) for _, text in across), default=0.0) + 8
    sparser = (across[::every] for every in range(1, len(across) + 1))
    return next((some for some in sparser if room * len(some) <= width), across[:1])


class Axes:
    """Draws around a graph: `frame` is where its curves are, `width` that of the whole picture,
    where it may leave too little room for a number."""

    def __init__(self, painter: QPainter, look: Look, frame: QRectF, width: float = _WIDE) -> None:
        self._painter, self._look, self._frame, self._width = painter, look, frame, width
        self._metrics = QFontMetricsF(look.font())
        self._line = self._metrics.height()
        painter.setFont(look.font())

    # -- lines --------------------------------------------------------------------------------

    def grid(self, across: Iterable[Tick] = (), up: Iterable[Tick] = ()) -> None:
        """Thin lines at the ticks of both axes."""
        for x, _ in across:
            self.upright(x, self._look.colour("grid"))
        for y, _ in up:
            self.level(y, self._look.colour("grid"))

    def level(self, y: float, colour: QColor) -> None:
        """A line across the graph."""
        thin = int(self._look.size.thin)
        left, wide = self._frame.left(), self._frame.width()
        self._painter.fillRect(QRectF(left, round(y - thin / 2), wide, thin), colour)

    def upright(self, x: float, colour: QColor) -> None:
        """A line from its top to its bottom."""
        thin = int(self._look.size.thin)
        top, high = self._frame.top(), self._frame.height()
        self._painter.fillRect(QRectF(round(x - thin / 2), top, thin, high), colour)

    def marks_below(self, across: Iterable[Tick]) -> None:
        """Short lines at the ticks, from the graph towards the numbers; all of each is seen."""
        thin, frame = int(self._look.size.thin), self._frame
        for x, _ in across:
            left = min(max(round(x - thin / 2), frame.left()), frame.right() - thin)
            self._mark(QRectF(left, frame.bottom(), thin, gap(self._look) - 1))

    def marks_left(self, up: Iterable[Tick]) -> None:
        """The same at its left."""
        thin, frame, long = int(self._look.size.thin), self._frame, gap(self._look) - 1
        for y, _ in up:
            top = min(max(round(y - thin / 2), frame.top()), frame.bottom() - thin)
            self._mark(QRectF(frame.left() - long, top, long, thin))

    def _mark(self, line: QRectF) -> None:
        self._painter.fillRect(line, self._look.colour("muted"))

    # -- numbers and names --------------------------------------------------------------------

    def numbers_left(self, up: Iterable[Tick], name: str = "", away: float | None = None) -> None:
        """Numbers at the left of the graph, so far `away` from it, and a name above them."""
        away = gap(self._look) if away is None else away
        wide = self._frame.left() - away
        for y, text in up:
            self._write(QRectF(0.0, y - self._line / 2, wide, self._line), _RIGHT, text)
        if name:
            top = max(self._frame.top() - 1.5 * self._line, 0.0)
            self._write(QRectF(0.0, top, wide, self._line), _RIGHT, name)

    def numbers_right(self, up: Iterable[Tick], away: float | None = None) -> None:
        """Numbers at the right of the graph."""
        left = self._frame.right() + (gap(self._look) if away is None else away)
        for y, text in up:
            box = QRectF(left, y - self._line / 2, self._width - left, self._line)
            self._write(box, _LEFT, text)

    def numbers_below(
        self, across: Sequence[Tick], name: str = "", between: tuple[float, float] | None = None
    ) -> None:
        """Numbers below the graph, `between` two pixels or anywhere in the picture, and a name
        after the last of them."""
        top = self._frame.bottom() + gap(self._look)
        low, high = between or (0.0, self._width)
        taken: list[QRectF] = []
        boxes = [self._below(x, text, top, low, high) for x, text in across]
        if name:
            wide = self._metrics.horizontalAdvance(name) + 1
            end = max([self._frame.right(), *(box.right() - 1 for box in boxes)])
            left = min(end + 1.25 * self._look.size.pad, self._width - wide)
            taken = [QRectF(left, top, wide, self._line)]
            self._write(taken[0], _LEFT, name)
        for box, (_, text) in zip(boxes, across, strict=True):
            if not any(box.intersects(other) for other in taken):
                taken.append(box)
                self._write(box, _CENTRE, text)

    def _below(self, x: float, text: str, top: float, low: float, high: float) -> QRectF:
        wide = self._metrics.horizontalAdvance(text)
        left = max(min(x - wide / 2, high - wide - 1), low)
        return QRectF(left, top, wide + 1, self._line)

    def _write(self, box: QRectF, alignment: Qt.AlignmentFlag, text: str) -> None:
        self._painter.setPen(self._look.colour("muted"))
        self._painter.drawText(box, alignment | Qt.TextFlag.TextSingleLine, text)
