"""The words of the network panel: how numbers, units, weights and activations are written."""

from collections.abc import Sequence
from itertools import groupby

from PySide6.QtGui import QFontMetrics

from annplayground.core.choices.activations import Activation
from annplayground.core.choices.features import FEATURES
from annplayground.core.choices.notations import Symbolic
from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.gui.panels.network.layout import Bias, Weight
from annplayground.gui.text import exact, layer_name, layer_within

# Longer chains of layers are written with repetitions taken together.
_PLAIN_CHAIN = 7


def chain(sizes: tuple[int, ...]) -> str:
    """The units of the layers: 2 → 4 → 4 → 1, or 2 → 10 × 64 → 1 where that is too long."""
    if len(sizes) <= _PLAIN_CHAIN:
        return " → ".join(map(str, sizes))
    inner = []
    for units, group in groupby(sizes[1:-1]):
        count = len(list(group))
        inner.append(f"{count} × {units}" if count > 2 else " → ".join([str(units)] * count))
    return " → ".join([str(sizes[0]), *inner, str(sizes[-1])])


def with_alpha(name: str, activation: Activation, alpha: float, joint: str = " ") -> str:
    """The name of an activation, followed by α if it has one."""
    return name if activation.alpha is None else f"{name}{joint}{exact(alpha)}"


def activation_tip(activation: Activation) -> str:
    """Range, use and caveat of an activation, for a tooltip."""
    return Symbolic(
        translate("Network", "{equation}\nRange {range}. {where}\n{caveat}"),
        equation=activation.equation,
        range=activation.range,
        where=activation.where,
        caveat=activation.caveat,
    )


def node_title(experiment: Experiment, layer: int, unit: int) -> str:
    """What a node is: Input x₁, or Layer 2, unit 3 · tanh."""
    return " · ".join(node_words(experiment, layer, unit))


def node_words(experiment: Experiment, layer: int, unit: int) -> tuple[str, ...]:
    """The parts of its title: which one it is, and its activation."""
    if layer == 0:
        return (
            translate("Network", "Input {label}").format(
                label=FEATURES[experiment.data.features[unit]].label
            ),
        )
    activation, alpha = experiment.activations[layer - 1]
    name = with_alpha(activation.label, activation, alpha)
    if layer < len(experiment.activations):
        return translate("Network", "{layer}, unit {unit}").format(
            layer=layer_name(layer), unit=unit + 1
        ), name
    number_of = f" {unit + 1}" if experiment.n_outputs > 1 else ""
    return f"{layer_name(layer, layer)}{number_of}", name


def node_name(experiment: Experiment, layer: int, unit: int) -> str:
    """A node within a sentence: x₁ · unit 2 of layer 1 · output."""
    if layer == 0:
        return FEATURES[experiment.data.features[unit]].label
    if layer < len(experiment.activations):
        return translate("Network", "unit {unit} of {layer}").format(
            unit=unit + 1, layer=layer_within(layer)
        )
    if experiment.n_outputs > 1:
        return translate("Network", "output {n}").format(n=unit + 1)
    return translate("Network", "output")


def weight_name(experiment: Experiment, layer: int, i: int, j: int) -> str:
    """From where to where W[i, j] of a layer (1 is the first hidden one) leads."""
    return f"{node_name(experiment, layer - 1, i)} → {node_name(experiment, layer, j)}"


def parameter_name(experiment: Experiment, target: Weight | Bias) -> str:
    """Which weight or bias it is, as a title."""
    if isinstance(target, Weight):
        return translate("Network", "Weight {name}").format(
            name=weight_name(experiment, target.layer, target.i, target.j)
        )
    return translate("Network", "Bias of {node}").format(
        node=node_name(experiment, target.layer, target.j)
    )


def widest_fitting(words: Sequence[str], metrics: QFontMetrics, width: float) -> str:
    """The first of some wordings, the longest first, that fits into a width in pixels; else the
    last."""
    return next((text for text in words if metrics.horizontalAdvance(text) <= width), words[-1])
