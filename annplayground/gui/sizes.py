"""Sizes of everything that is drawn: at the desk, and for a projector from the window's height.

All sizes of a look are in proportion to its text, so that a window looks the same at every zoom.
"""

import math
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from typing import Any

from PySide6.QtCore import QSize

LEAST_WINDOW = QSize(800, 512)
_POINT = 96 / 72  # pixels of a point on the screens that the tables below are made for
_TEXTS = ("text", "title", "epoch")


@dataclass(frozen=True)
class Size:
    """Sizes in points (text, title, epoch) and in pixels (all others)."""

    presenting: bool  # for a projector, where what nobody uses from afar is left out
    text: int
    title: int
    epoch: int  # the epoch counter
    thin: float  # grids, frames, hair lines: whole pixels
    line: float  # curves
    widest: float  # the curve of the largest weight, and how near to one the pointer means it
    narrowest: float  # the curve of the smallest weight
    point: float  # diameter of a sample
    gap: int  # between cards
    pad: int  # around texts, and within a card
    radius: int  # of the corners of buttons and fields
    control: int  # height of a button
    icon: int  # side of an icon in a button
    play: int  # diameter of the play button
    node: int  # side of a unit of the network, at most
    map: int  # side of the large map of a unit, at most
    diagram: int  # height of the network without which the controls around it give way
    table: int  # side of the confusion table beside the map
    chart_width: int  # room for axes, labels at the curves' ends and something between them
    chart_height: int


DESK = Size(
    presenting=False,
    text=10,
    title=12,
    epoch=15,
    thin=1.0,
    line=2.0,
    widest=6.0,
    narrowest=0.5,
    point=8.0,
    gap=8,
    pad=8,
    radius=6,
    control=30,
    icon=18,
    play=40,
    node=130,
    map=220,
    diagram=130,
    table=300,
    chart_width=80,
    chart_height=60,
)
# In a window of 720 pixels. A subscript is 0.56 of the text: 1/45 of the height.
PRESENTATION = Size(
    presenting=True,
    text=22,
    title=24,
    epoch=28,
    thin=3.0,
    line=4.0,
    widest=10.0,
    narrowest=2.5,
    point=13.0,
    gap=12,
    pad=8,
    radius=8,
    control=52,
    icon=31,
    play=60,
    node=140,
    map=300,
    diagram=275,
    table=510,
    chart_width=240,
    chart_height=156,
)
_SHARE = 25  # of these texts the height of the window takes


@lru_cache(maxsize=32)
def at_desk(text: int = DESK.text) -> Size:
    """The sizes at the desk with a text of so many points."""
    return _scaled(DESK, text, text / DESK.text)


@lru_cache(maxsize=32)
def presentation(height: int, dpi: float = 96.0) -> Size:
    """The sizes for a projector in a window of a height in pixels, on a screen of `dpi`."""
    text = math.ceil(height / _SHARE * 72.0 / dpi)
    return _scaled(PRESENTATION, text, text * dpi / 72.0 / (PRESENTATION.text * _POINT))


def _scaled(size: Size, text: int, factor: float) -> Size:
    """A table with another text, and pixels of `factor` times as many; thin lines stay crisp."""
    pixels: dict[str, Any] = {}
    for name, value in asdict(size).items():
        if name not in ("presenting", *_TEXTS):
            pixels[name] = value * factor if isinstance(value, float) else round(value * factor)
    pixels["thin"] = float(math.ceil(size.thin * factor - 0.5))
    texts = {name: round(getattr(size, name) * text / size.text) for name in _TEXTS}
    return replace(size, **pixels, **texts)
