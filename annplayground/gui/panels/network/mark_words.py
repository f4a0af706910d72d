"""What the marks and colours of the diagram mean: sentences for one of them under the pointer."""

from annplayground.core.choices.activations import Activation
from annplayground.core.choices.features import FEATURES
from annplayground.core.experiment import Experiment
from annplayground.core.words import translate
from annplayground.gui.text import exact, percent
from annplayground.gui.theme import CLASS_STYLES

# Where a unit of an activation counts as saturated.
FLAT = {"tanh": "|a| > 0.97", "sigmoid": translate("Network", "a < 0.03 or a > 0.97")}


def saturated_words(share: float, activation: Activation) -> str:
    """Of a lock; `share` is that of the training samples."""
    where = FLAT[activation.name]
    return translate(
        "Network",
        "Saturated on {share} of the training samples: {where}, where the slope is "
        "nearly 0 and little is learned.",
    ).format(share=percent(share), where=where)


def dead_words() -> str:
    """Of a cross."""
    return translate(
        "Network",
        "Dead: 0 on every training sample, and so is its slope. No sample changes its weights.",
    )


def weight_words(value: float) -> str:
    """Of a line."""
    if value < 0:
        return translate(
            "Network", "Negative: orange, dashed. The stronger, the larger among all weights."
        )
    return translate(
        "Network", "Positive: blue, unbroken. The stronger, the larger among all weights."
    )


def bias_words(value: float) -> str:
    """Of the square at a unit's lower left corner."""
    if value < 0:
        return translate(
            "Network",
            "The bias, negative: orange, hollow. The stronger, the larger among all biases.",
        )
    return translate(
        "Network", "The bias, 0 or more: blue, filled. The stronger, the larger among all biases."
    )


def neutral_value(experiment: Experiment, layer: int) -> float:
    """The value that is drawn neither blue nor orange in a unit's map."""
    if layer == len(experiment.activations):
        low, high = experiment.activations[-1][0].targets
        return (low + high) / 2.0
    return experiment.activations[layer - 1][0].midpoint if layer else 0.0


def map_words(experiment: Experiment, layer: int, unit: int) -> str:
    """Of the colours in a unit's map, in a few letters: what is not blue is orange."""
    if layer == len(experiment.activations) and experiment.n_outputs > 1:
        return f"{CLASS_STYLES[unit].name}: a = 1"
    label = "a" if layer else FEATURES[experiment.data.features[unit]].label
    return translate("Network", "blue: {label} > {neutral}").format(
        label=label, neutral=exact(neutral_value(experiment, layer))
    )


def class_words(unit: int) -> str:
    """Of the marker beside one of several outputs."""
    return translate(
        "Network", "The output of class {name}, with the marker of its samples."
    ).format(name=CLASS_STYLES[unit].name)
