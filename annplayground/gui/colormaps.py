"""Colour tables and the packing of pixels: how numbers become the colours of an image.

A table is 256 RGB rows (uint8); pixels are 0xffRRGGBB (uint32). The diverging table is mixed in
CIELAB, so that both of its halves are equally strong at the same distance from the middle.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from annplayground.gui.theme import CLASS_STYLES, Colours

Pixels = NDArray[np.uint32]
Table = NDArray[np.uint8]

# sRGB to CIE XYZ under D65 (IEC 61966-2-1), each row divided by the white point's X, Y or Z.
_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
     [0.0193339, 0.1191920, 0.9503041]]
)  # fmt: skip
_XYZ = _XYZ / _XYZ.sum(axis=1, keepdims=True)
_KNEE = 6 / 29  # where CIELAB's cube root becomes a straight line
_BEND = 0.8  # below 1: a visible step near the middle


def to_image(pixels: Pixels) -> QImage:
    """Pixels (height, width) as an image of its own (QImage does not keep the array alive)."""
    pixels = np.ascontiguousarray(pixels)
    height, width = pixels.shape
    return QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()


def channels(pixels: Pixels) -> NDArray[np.uint8]:
    """Pixels (height, width) as red, green, blue and alpha, (height, width, 4)."""
    return np.stack([pixels >> shift & 255 for shift in (16, 8, 0, 24)], axis=-1).astype(np.uint8)


def packed(rgb: NDArray) -> Pixels:
    """Colours (n, 3) in 0 … 255, rounded to whole steps, as n pixels."""
    red, green, blue = np.round(rgb).astype(np.uint32).T
    return np.uint32(0xFF000000) | (red << 16) | (green << 8) | blue


def rgb_of(name: str) -> NDArray[np.float64]:
    """A colour by its name, as red, green and blue in 0 … 255."""
    colour = QColor(name)
    return np.array([colour.red(), colour.green(), colour.blue()], dtype=float)


def lab_of(rgb: NDArray) -> NDArray[np.float64]:
    """sRGB colours (…, 3) in 0 … 255 as CIELAB L*, a*, b* under D65 (CIE 15:2004)."""
    share = np.asarray(rgb) / 255.0
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    t = linear @ _XYZ.T
    x, y, z = np.moveaxis(np.where(t > _KNEE**3, np.cbrt(t), t / (3 * _KNEE**2) + 4 / 29), -1, 0)
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def rgb_from_lab(lab: NDArray) -> NDArray[np.float64]:
    """The sRGB colours (…, 3) in 0 … 255 of CIELAB colours, clipped to what a screen can show."""
    y = (lab[..., 0] + 16) / 116
    f = np.stack([y + lab[..., 1] / 500, y, y - lab[..., 2] / 200], axis=-1)
    t = np.where(f > _KNEE, f**3, 3 * _KNEE**2 * (f - 4 / 29))
    linear = np.clip(t @ np.linalg.inv(_XYZ).T, 0.0, 1.0)
    share = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return 255.0 * share


@lru_cache(maxsize=4)
def diverging_table(colours: Colours) -> Table:
    """From the negative colour through neutral to the positive one."""
    ends = lab_of(np.stack([rgb_of(colours.negative), rgb_of(colours.positive)]))
    neutral = lab_of(rgb_of(colours.neutral))
    x = np.linspace(-1.0, 1.0, 256)[:, None]
    lab = neutral + np.abs(x) ** _BEND * (np.where(x < 0, ends[0], ends[1]) - neutral)
    return rgb_from_lab(lab).round().astype(np.uint8)


@lru_cache(maxsize=8)
def diverging_pixels(colours: Colours, softness: float = 1.0) -> Pixels:
    """The diverging table as pixels; `softness` is the share of each half that is used."""
    rows = 127.5 + softness * (np.arange(256) - 127.5)
    table = diverging_table(colours)
    return packed(np.stack([np.interp(rows, np.arange(256), c) for c in table.T], axis=1))


@lru_cache(maxsize=16)
def class_pixels(colours: Colours, label: int, softness: float = 1.0, bend: float = 1.0) -> Pixels:
    """256 pixels from neutral towards the colour of a class, by share**bend · softness."""
    share = (np.linspace(0.0, 1.0, 256) ** bend * softness)[:, None]
    neutral = rgb_of(colours.neutral)
    return packed(neutral + share * (rgb_of(CLASS_STYLES[label].colour) - neutral))


@lru_cache(maxsize=4)
def sequential_pixels(colours: Colours) -> Pixels:
    """256 pixels from the accent, the low end, to the colour of a card."""
    ends = lab_of(np.stack([rgb_of(colours.accent), rgb_of(colours.card)]))
    share = np.linspace(0.0, 1.0, 256)[:, None]
    return packed(rgb_from_lab(ends[0] + share * (ends[1] - ends[0])))
