"""The labels at the curves' ends: near what they name, never over each other."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtGui import QColor, QFontMetricsF

from annplayground.core.words import translate
from annplayground.gui.plots.charts.frame import Curve, Frame, text_width
from annplayground.gui.plots.charts.scale import Scale, value_text
from annplayground.gui.theme import Look

# Labels may take this share of a chart's width before their names shorten.
_SHARE = 0.42


@dataclass(frozen=True)
class EndLabel:
    """The name and value of a curve beside its end."""

    name: str
    value: str
    colour: QColor
    x: float  # the curve's end, in pixels
    y: float
    zero: bool  # the value is exactly 0
    centre: float = math.nan  # of the text; NaN: there is no room for it

    @property
    def shown(self) -> bool:
        """Whether there is room for the text."""
        return not math.isnan(self.centre)


@dataclass(frozen=True)
class LabelTexts:
    """The texts of the labels: a column of names in bold and one of values, with their widths."""

    names: tuple[str, ...]
    values: tuple[str, ...]
    name_width: float
    width: float


def label_texts(
    curves: Sequence[Curve], scale: Scale, look: Look, digits: int, room: float
) -> LabelTexts:
    """Name and value of each curve; short names where long ones would take the plot's room."""
    bold, font = look.font(bold=True), look.font()
    values = tuple(_value(curve, scale, digits) for curve in curves)
    value_width = max((text_width(font, value) for value in values), default=0.0)
    texts = LabelTexts((), (), 0.0, 0.0)
    for names in (tuple(c.name for c in curves), tuple(c.short for c in curves)):
        name_width = max((text_width(bold, name) for name in names), default=0.0)
        name_width += text_width(font, " ") + 2
        texts = LabelTexts(names, values, name_width, name_width + value_width)
        if texts.width < _SHARE * room:
            break
    return texts


def end_labels(
    curves: Sequence[Curve], texts: LabelTexts, frame: Frame, look: Look
) -> tuple[EndLabel, ...]:
    """A label for every curve that has a value; with room for a few only, these are spread
    evenly from the first to the last."""
    plot, labels = frame.plot, []
    for curve, name, text in zip(curves, texts.names, texts.values, strict=True):
        if curve.series.end is None:
            continue
        epoch, value = curve.series.end
        y = float(frame.y(frame.scale.place(np.array(value))))
        y = min(max(y, plot.top()), plot.bottom())
        zero = frame.scale.log and value == 0
        labels.append(EndLabel(name, text, curve.colour, frame.x(epoch), y, zero))
    height = QFontMetricsF(look.font(bold=True)).height()
    top, bottom = 0.0, plot.bottom() + 3
    shown = chosen(len(labels), int((bottom - top) / height))
    centres = spread([labels[index].y for index in shown], height, top, bottom)
    for index, centre in zip(shown, centres, strict=True):
        labels[index] = replace(labels[index], centre=centre)
    return tuple(labels)


def spread(wanted: Sequence[float], height: float, top: float, bottom: float) -> list[float]:
    """Centres of labels of one height between top and bottom, as near to the wanted ones as
    possible (least squares) and in their order. They must fit: `chosen` sees to it."""
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    # With i·height taken off, "no overlap" reads "not decreasing": merge whoever violates it.
    blocks: list[tuple[float, int]] = []  # (mean, members)
    for rank, index in enumerate(order):
        mean, members = wanted[index] - rank * height, 1
        while blocks and blocks[-1][0] >= mean:
            before, n = blocks.pop()
            mean, members = (before * n + mean * members) / (n + members), n + members
        blocks.append((mean, members))
    levels = [mean for mean, members in blocks for _ in range(members)]
    lowest, highest = top + height / 2, bottom - height / 2 - (len(order) - 1) * height
    centres = [0.0] * len(order)
    for rank, (index, level) in enumerate(zip(order, levels, strict=True)):
        centres[index] = max(lowest, min(level, highest)) + rank * height
    return centres


def chosen(n: int, room: int) -> list[int]:
    """Which of n labels to show where only `room` fit: evenly spread, the first and the last
    among them; the last alone if there is room for one."""
    if n <= room:
        return list(range(n))
    if room <= 1:
        return [n - 1]
    return [round(k * (n - 1) / (room - 1)) for k in range(room)]


def _value(curve: Curve, scale: Scale, digits: int) -> str:
    end, newest = curve.measured.end, curve.measured.newest
    if end is None:
        return "–"
    if math.isnan(newest) and curve.lost:
        return curve.lost
    value = end[1] if math.isnan(newest) else newest
    if value == 0 and scale.log:
        return translate("Charts", "exactly 0")
    return value_text(value, digits)
