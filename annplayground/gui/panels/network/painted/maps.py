"""The maps of the units as images: one pass of array arithmetic for all units of a layer."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from annplayground.core.experiment import Experiment
from annplayground.gui.colormaps import Pixels, class_pixels, diverging_pixels, to_image
from annplayground.gui.theme import Look

Values = NDArray[np.float32]

# Distances from the middle above and below which a map has no shades.
_HUGE, _TINY = np.float32(1e25), np.float32(1e-9)


def layer_pixels(
    values: Values, experiment: Experiment, layer: int, look: Look, first: int = 0
) -> Pixels:
    """Colour the maps (units, r, r) of a layer's units from number `first` on; the result has
    its first row at the top.

    A hidden unit or an input is coloured around its neutral value, up to its own largest
    distance from it. The output is coloured around the middle of its targets, up to them, as the
    decision boundary is; several outputs each take the colour of their class.
    """
    n_layers = len(experiment.activations)
    if layer == n_layers and experiment.n_outputs > 1:
        tables = [class_pixels(look.colours, first + k) for k in range(len(values))]
        index = _index(values, 0.5, 0.5)
        return np.stack([table[i] for table, i in zip(tables, index, strict=True)])
    if layer == n_layers:
        low, high = experiment.activations[-1][0].targets
        index = _index(values, (low + high) / 2.0, (high - low) / 2.0)
    else:
        index = _index(values, experiment.activations[layer - 1][0].midpoint if layer else 0.0)
    return diverging_pixels(look.colours)[index]


def _index(values: Values, middle: float, limit: float | None = None) -> NDArray[np.uint8]:
    """Rows of the colour table, upside down: `limit` (None: each unit's largest) from the middle
    is the end of the table; what is not a number or has no spread is neutral."""
    distance = np.nan_to_num(values[:, ::-1], nan=middle) - np.float32(middle)
    distance = np.clip(distance, -_HUGE, _HUGE)
    largest = np.abs(distance).max(axis=(1, 2), keepdims=True) if limit is None else limit
    share = distance / np.maximum(largest, _TINY, dtype=np.float32)
    return (np.clip(share, -1.0, 1.0) * 127.5 + 127.5).astype(np.uint8)


def padded_image(pixels: Pixels) -> QImage:
    """All units of a layer below each other, each with its border repeated once around it, so
    that smooth scaling of one does not mix with its neighbour."""
    return to_image(
        np.pad(pixels, ((0, 0), (1, 1), (1, 1)), mode="edge").reshape(-1, _side(pixels))
    )


def _side(pixels: Pixels) -> int:
    return pixels.shape[2] + 2


def sheet_image(
    pixels: Pixels, columns: int, side: int, pitch: int, lines: QColor, ground: QColor
) -> QImage:
    """The units as a grid of cells of `pitch` pixels, with maps of `side` pixels and lines between
    them; the cells left over have the colour of the ground."""
    units, resolution, _ = pixels.shape
    pick = (2 * np.arange(side) + 1) * resolution // (2 * side)
    rows = -(-units // columns)
    cells = np.full((rows * columns, pitch, pitch), ground.rgb(), dtype=np.uint32)
    cells[:units] = lines.rgb()
    cells[:units, :side, :side] = pixels[:, pick][:, :, pick]
    grid = cells.reshape(rows, columns, pitch, pitch).swapaxes(1, 2)
    return to_image(grid.reshape(rows * pitch, columns * pitch))
