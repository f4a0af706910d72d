"""Small pictures of the datasets: their own points, drawn once in the colours of the classes."""

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPixmap

from annplayground.core.choices.activations import Array
from annplayground.core.choices.datasets import DATASETS, LIMIT, Dataset
from annplayground.core.experiment import CustomPoint
from annplayground.gui.colormaps import diverging_table
from annplayground.gui.painting import painting
from annplayground.gui.theme import CLASS_STYLES, Look

_POINTS = 420
_SHADES = 12  # brushes for a regression value: more are not told apart at this size


@lru_cache(maxsize=32)
def sample_of(dataset: Dataset) -> tuple[Array, Array]:
    """X (n, 2) and labels (n,) of a dataset, without noise and always the same."""
    return dataset.draw(np.random.default_rng(3), _POINTS, 0.0)


def thumbnail(
    name: str, points: tuple[CustomPoint, ...], look: Look, side: int, ratio: float
) -> QPixmap:
    """A square picture of a dataset (`points` for own data), `side` logical pixels a side."""
    return _drawn(DATASETS[name], points, look, side, ratio)


@lru_cache(maxsize=64)  # a theme, or a window, that comes again
def _drawn(
    dataset: Dataset, points: tuple[CustomPoint, ...], look: Look, side: int, ratio: float
) -> QPixmap:
    if dataset.name == "custom":
        table = np.asarray(points, dtype=float).reshape(-1, 3)
        X, labels, n_classes = table[:, :2], table[:, 2], 3
    else:
        (X, labels), n_classes = sample_of(dataset), dataset.n_classes
    pixmap = QPixmap(round(side * ratio), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    with painting(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        frame = QPainterPath()
        frame.addRoundedRect(QRectF(0, 0, side, side), 5, 5)
        painter.setClipPath(frame)
        painter.fillPath(frame, look.colour("neutral"))
        brushes = _brushes(look, n_classes)
        place = (X * (1, -1) + LIMIT) / (2.0 * LIMIT) * (side - 4) + 2  # x₂ points upwards
        _draw_points(painter, place, _brush_index(labels, n_classes), brushes, max(1.5, side / 26))
    return pixmap


def _brushes(look: Look, n_classes: int) -> list[QBrush]:
    if n_classes:
        names = (look.colours.negative, look.colours.positive, CLASS_STYLES[2].colour)
        return [QBrush(QColor(name)) for name in names]
    rows = diverging_table(look.colours)[np.linspace(0, 255, _SHADES).astype(int)]
    return [QBrush(QColor(*map(int, row))) for row in rows]


def _brush_index(labels: Array, n_classes: int) -> Array:
    return labels if n_classes else np.round((labels + 1.0) / 2.0 * (_SHADES - 1))


def _draw_points(
    painter: QPainter, place: Array, index: Array, brushes: list[QBrush], radius: float
) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    chosen = -1
    for (x, y), i in zip(place.tolist(), index.astype(int).tolist(), strict=True):
        if i != chosen:
            painter.setBrush(brushes[i])
            chosen = i
        painter.drawEllipse(QPointF(x, y), radius, radius)
