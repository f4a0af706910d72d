"""What the marks of the decision map mean: a sentence for a sample under the pointer."""

from dataclasses import dataclass

import numpy as np

from annplayground.core.words import translate
from annplayground.gui.plots.boundary.frame import Frame
from annplayground.gui.plots.boundary.samples.marks import Marks
from annplayground.gui.plots.boundary.samples.points import Points
from annplayground.gui.text import number
from annplayground.gui.theme import CLASS_STYLES


@dataclass(frozen=True)
class Place:
    """A sample that is shown: which of the sets, and its row there."""

    shown: int
    row: int


def sample_at(
    x: float, y: float, points: tuple[Points, ...], frame: Frame, reach: float
) -> Place | None:
    """The sample that is seen at a pixel: the uppermost within `reach` pixels, or None."""
    for shown in reversed(range(len(points))):
        px, py = frame.to_pixels(points[shown].X)
        near = np.flatnonzero(np.hypot(px - x, py - y) <= reach)
        if near.size:
            return Place(shown, int(near[-1]))
    return None


def sample_words(place: Place, points: tuple[Points, ...], marks: Marks) -> str:
    """What a sample is, and what each mark on it says."""
    one, row = points[place.shown], place.row
    kind = (
        translate("Boundary", "Test sample, pale")
        if one.test
        else translate("Boundary", "Training sample")
    )
    if one.regression:
        told = [
            (
                translate("Boundary", "Test sample with the target {target}")
                if one.test
                else translate("Boundary", "Training sample with the target {target}")
            ).format(target=number(one.labels[row]))
        ]
    else:
        told = [
            translate("Boundary", "{kind}, of class {name}").format(
                kind=kind, name=CLASS_STYLES[int(one.labels[row])].name
            )
        ]
    if place.shown < len(marks.wrong):
        wrong = bool(marks.wrong[place.shown][row])
        told.append(
            translate("Boundary", "predicted wrong, as the cross says")
            if wrong
            else translate("Boundary", "predicted right")
        )
    if not one.test:
        at = one.X[row]
        if len(marks.ringed) and (marks.ringed == at).all(axis=1).any():
            told.append(translate("Boundary", "ringed: in the mini-batch that was trained last"))
        if marks.example is not None and (at == marks.example).all():
            told.append(translate("Boundary", "with the large ring: the example in focus"))
    return f"{'; '.join(told)}."
