"""The readout of a chart: what the hair line at one epoch tells, and where keys move it."""

import math
from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent

from annplayground.core.words import translate
from annplayground.gui.plots.charts.frame import Curve, Frame
from annplayground.gui.plots.charts.scale import Scale
from annplayground.gui.text import count


def reading_at(hair: float, curves: Sequence[Curve]) -> tuple[str, list[tuple[str, str]]]:
    """The epoch, or the epochs that one point of a long run stands for, and (name, value) of each
    curve."""
    first = max(curves, key=lambda curve: curve.series.last_epoch).series.at(hair)
    title = translate("Charts", "epoch {n}").format(n=count(first.first))
    if first.last > first.first:
        title = translate("Charts", "epochs {first} … {last}").format(
            first=count(first.first), last=count(first.last)
        )
    return title, [(curve.name, _text(curve, hair)) for curve in curves]


def _text(curve: Curve, hair: float) -> str:
    if hair > curve.series.last_epoch:
        return "–"  # of two runs, this one has not come so far
    text = curve.measured.at(hair).text
    if curve.ghost is not None:
        smoothed = curve.series.at(hair).text
        return translate("Charts", "{value} (smoothed {smoothed})").format(
            value=text, smoothed=smoothed
        )
    return text


def dots_at(
    hair: float, curves: Sequence[Curve], axis: Scale
) -> tuple[float, list[tuple[float, QColor]]]:
    """The epoch that is read, and the place on the axis and the colour of each curve there."""
    reached = [curve for curve in curves if hair <= curve.series.last_epoch] or [*curves]
    readings = [(curve, curve.series.at(hair)) for curve in reached]
    dots = [
        (float(axis.place(np.array(reading.high))), curve.colour)
        for curve, reading in readings
        if math.isfinite(reading.high)
    ]
    return float(readings[0][1].first), dots


def moved_hair(event: QKeyEvent, hair: float | None, frame: Frame) -> float | None:
    """The epoch to which Left, Right, Home or End moves it; None for any other key."""
    if event.modifiers() != Qt.KeyboardModifier.NoModifier:
        return None
    first, last = frame.first, frame.last
    step = max(round(frame.span / 100), 1)
    here = last if hair is None else hair
    target = {
        int(Qt.Key.Key_Left): here - step,
        int(Qt.Key.Key_Right): here + step,
        int(Qt.Key.Key_Home): first,
        int(Qt.Key.Key_End): last,
    }.get(event.key())
    return None if target is None else min(max(target, first), last)
