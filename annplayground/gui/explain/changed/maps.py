"""The maps of a change: how much the output has moved at each place, of A and of B."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy

from annplayground.core.run.change import Change
from annplayground.core.settings import MAX_COORDINATE
from annplayground.core.words import translate
from annplayground.gui.axes.colour_bar import paint_colour_bar
from annplayground.gui.colormaps import Pixels, diverging_pixels, to_image
from annplayground.gui.explain.paging.sheet import Picture
from annplayground.gui.explain.squares import Squares
from annplayground.gui.painting import painting
from annplayground.gui.text import number
from annplayground.gui.theme import Look

_LEAST_LINES = 7


class ChangeMaps(Picture):
    """Attributes: `changes`, what is drawn by A and B; `top`, the largest |change|, at the ends of
    the colours."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(translate("Changed", "Where the output has changed"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._look = Look()
        self.changes: dict[str, Change] = {}
        self.top = 1.0

    def show_changes(self, look: Look, changes: dict[str, Change]) -> None:
        """Show these, in one range of colours."""
        self._look, self.changes = look, changes
        tops = [float(np.abs(change.difference).max(initial=0.0)) for change in changes.values()]
        top = max(tops, default=0.0)
        self.top = top if top > 0 and np.isfinite(top) else 1.0
        self.update()

    @property
    def several(self) -> bool:
        """Whether there are several outputs, whose change has no sign."""
        return any(change.experiment.n_outputs > 1 for change in self.changes.values())

    def minimumSizeHint(self) -> QSize:
        """Some lines of text high."""
        return QSize(160, round(_LEAST_LINES * QFontMetricsF(self._look.font()).height()))

    # -- geometry -----------------------------------------------------------------------------

    @property
    def _squares(self) -> Squares:
        metrics = QFontMetricsF(self._look.font())
        texts = max(metrics.horizontalAdvance(text) for text in (*self._numbers, self._name))
        n = max(len(self.changes), 1)
        return Squares.within(self.size(), n, metrics.height(), texts)

    @property
    def bar(self) -> QRectF:
        """Where the colour bar is."""
        return self._squares.bar

    @property
    def _numbers(self) -> list[str]:
        return [text for _, text in self.ticks]

    @property
    def _name(self) -> str:
        """What the colours show."""
        return "½ Σ|Δp|" if self.several else "Δa"

    @property
    def ticks(self) -> list[tuple[float, str]]:
        """Values on the bar and what is written there."""
        low = 0.0 if self.several else -self.top
        return [(value, number(value)) for value in (low, (low + self.top) / 2, self.top)]

    def area(self, side: str) -> QRectF:
        """The square of a map, in pixels."""
        return self._squares.squares[list(self.changes).index(side)]

    def point(self, side: str, x1: float, x2: float) -> QPointF:
        """The pixel of a place; x₂ grows upwards."""
        area = self.area(side)
        scale = area.width() / (2 * MAX_COORDINATE)
        return area.center() + QPointF(x1 * scale, -x2 * scale)

    def pixels(self, difference: np.ndarray) -> Pixels:
        """The colours of changes, on the scale of all maps."""
        table = diverging_pixels(self._look.colours)
        share = np.clip(np.nan_to_num(difference / self.top), -1.0, 1.0)
        return table[np.rint((share + 1) / 2 * (len(table) - 1)).astype(int)]

    # -- painting -----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The maps and the colour bar."""
        with painting(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(self._look.font())
            for side, change in self.changes.items():
                self._paint_map(painter, side, change)
            if self.changes:
                self._paint_bar(painter)

    def _paint_map(self, painter: QPainter, side: str, change: Change) -> None:
        area = self.area(side)
        painter.drawImage(area, to_image(self.pixels(change.difference)[::-1]))
        painter.setPen(QPen(self._look.colour("edge"), self._look.size.thin))
        painter.drawRect(area)
        if len(self.changes) > 1:
            line = QFontMetricsF(painter.font()).height()
            painter.setPen(self._look.colour("ink"))
            above = QRectF(area.left(), 0.0, area.width(), line)
            painter.drawText(above, Qt.AlignmentFlag.AlignLeft, side.upper())

    def _paint_bar(self, painter: QPainter) -> None:
        bar, low = self.bar, self.ticks[0][0]
        unit = bar.height() / (self.top - low)
        up = [(bar.bottom() - (value - low) * unit, text) for value, text in self.ticks]
        pixels = self.pixels(np.linspace(self.top, low, 128)[:, None])
        paint_colour_bar(painter, self._look, bar, self.width(), pixels, up, self._name)
