"""Which sentence explains what is under the pointer in the diagram."""

from collections.abc import Iterator

from PySide6.QtCore import QPointF, QRectF

from annplayground.core.experiment import Experiment
from annplayground.gui.panels.network import mark_words as words
from annplayground.gui.panels.network.layout import Bias, Weight
from annplayground.gui.panels.network.painted.marks import Marks, health_marks
from annplayground.gui.panels.network.painted.picture import Picture
from annplayground.gui.panels.network.shown_run import ShownRun


def tip_at(
    point: QPointF, picture: Picture, marks: Marks, experiment: Experiment, run: ShownRun
) -> str:
    """What is explained there; "" is nothing. Marks lie over units, and units over weights."""
    told = [
        *(text for rect, text in _health(picture, marks, experiment) if rect.contains(point)),
        *(text for rect, text in _classes(picture, experiment) if rect.contains(point)),
    ]
    return told[-1] if told else _target_words(point, picture, experiment, run)


def _health(picture: Picture, marks: Marks, experiment: Experiment) -> Iterator[tuple[QRectF, str]]:
    for mark in health_marks(picture.layout, marks):
        activation = experiment.activations[mark.node.layer - 1][0]
        if mark.dead:
            yield mark.rect, words.dead_words()
        elif activation.name in words.FLAT:
            yield mark.rect, words.saturated_words(mark.share, activation)


def _classes(picture: Picture, experiment: Experiment) -> Iterator[tuple[QRectF, str]]:
    if experiment.n_outputs > 1:
        for unit, rect in enumerate(picture.class_marks):
            yield rect, words.class_words(unit)


def _target_words(point: QPointF, picture: Picture, experiment: Experiment, run: ShownRun) -> str:
    target = picture.target_at(point)
    if not isinstance(target, Weight | Bias) or (value := run.value(target)) is None:
        return ""  # beside the large map of a unit stands what its colours mean
    tell = {Weight: words.weight_words, Bias: words.bias_words}[type(target)]
    return tell(value)
