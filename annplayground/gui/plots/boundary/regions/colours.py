"""The decision map's pixels: what the network's outputs mean, and the colours of it.

Arrays here are maps as a Snapshot holds them: (r, r, n_outputs), row 0 at x₂ = −6.
"""

from functools import lru_cache, reduce

import numpy as np
from numpy.typing import NDArray

from annplayground.core.experiment import Experiment
from annplayground.gui.colormaps import Pixels, class_pixels, diverging_pixels
from annplayground.gui.theme import CLASS_STYLES, Look

# The purest colour of a map with classes stays paler than the points that lie on it.
SOFTNESS = 0.6
# A discretised map is computed this many times finer, so that its borders are smooth.
FINER = 2

Values = NDArray[np.floating]


def score(a: Values, experiment: Experiment) -> Values:
    """Outputs a (…, n_outputs) of two classes or of a regression as one number (…): −1 and 1 are
    the two targets, 0 is the boundary between them."""
    output = experiment.activations[-1][0]
    if experiment.n_outputs == 2:
        return a[..., 1] - a[..., 0]
    if experiment.data.n_classes == 0:
        return a[..., 0]
    low, high = output.targets
    return (a[..., 0] - (low + high) / 2) / ((high - low) / 2)


def border_fields(a: Values, experiment: Experiment) -> list[Values]:
    """Maps (r, r) whose zero lines together are the borders between the classes."""
    if experiment.data.n_classes == 0:
        return []
    a = unsaturated(a, experiment)
    if experiment.n_outputs <= 2:
        return [score(a, experiment)]
    # Where class k is level with the best of the others; the last class adds nothing new.
    planes = [a[..., k] for k in range(a.shape[-1])]
    with np.errstate(invalid="ignore"):
        return [
            plane - reduce(np.maximum, planes[:k] + planes[k + 1 :])
            for k, plane in enumerate(planes[:-1])
        ]


def unsaturated(a: Values, experiment: Experiment) -> Values:
    """The outputs bent back to about their z: the same winner at every pixel, and smooth between
    pixels, where a itself jumps from one class to the other."""
    low, high = experiment.activations[-1][0].targets
    if experiment.n_outputs > 1:
        return np.log(np.maximum(a, 1e-12))
    if experiment.network.output not in ("sigmoid", "tanh"):
        return a
    mean, half = (low + high) / 2, (high - low) / 2
    return mean + half * np.arctanh(np.clip((a - mean) / half, -1 + 1e-6, 1 - 1e-6))


def map_pixels(a: Values, experiment: Experiment, look: Look, discretise: bool) -> Pixels:
    """The map's colours 0xffRRGGBB, row 0 at the top; what is not finite is neutral."""
    with np.errstate(invalid="ignore"):
        a = np.where(np.isfinite(a), a, np.float32(np.nan))
        if discretise and experiment.data.n_classes:
            a = enlarge(unsaturated(a, experiment), FINER)
        if experiment.n_outputs > 2:
            pixels = _class_pixels(a, look, discretise)
        else:
            values = np.nan_to_num(score(a, experiment))
            if experiment.data.n_classes and discretise:
                values = np.sign(values)
            table = map_table(look, experiment.data.n_classes > 0)
            pixels = table[table_index(values)]
    return np.ascontiguousarray(pixels[::-1])


def table_index(values: Values) -> NDArray[np.uint8]:
    """Rows of a table of 256 colours for values in −1 … 1."""
    return (np.clip(values, -1.0, 1.0) * 127.5 + 128.0).clip(0, 255).astype(np.uint8)


def map_table(look: Look, classes: bool) -> Pixels:
    """256 colours 0xffRRGGBB for scores −1 … 1: softened under the points of classes, pure for a
    regression, whose points have the colours of their values."""
    return diverging_pixels(look.colours, SOFTNESS if classes else 1.0)


@lru_cache(maxsize=8)
def _class_table(look: Look) -> Pixels:
    """Row k: from neutral to the colour of class k in 256 steps of confidence."""
    return np.stack(
        [class_pixels(look.colours, k, SOFTNESS, 0.8) for k in range(len(CLASS_STYLES))]
    )


def _class_pixels(a: Values, look: Look, discretise: bool) -> Pixels:
    """Three classes and more: the winner's colour, by its lead over the next one."""
    first = a[..., 0]
    second = np.full_like(first, -np.inf)
    winner = np.zeros(first.shape, dtype=np.intp)
    for k in range(1, a.shape[-1]):
        plane = a[..., k]
        winner[plane > first] = k
        second = np.maximum(second, np.minimum(plane, first))
        first = np.maximum(first, plane)
    lead = np.nan_to_num(first - second)
    if discretise:
        lead = np.sign(lead)
    confidence = (lead.clip(0.0, 1.0) * 255.0).astype(np.intp)
    return _class_table(look)[winner, confidence]


def enlarge(values: Values, factor: int) -> Values:
    """A map (r, r, …) as (factor·r, factor·r, …), bilinear between the pixel centres."""
    r = len(values)
    place = ((np.arange(factor * r) + 0.5) / factor - 0.5).clip(0, r - 1)
    low = np.minimum(place.astype(int), r - 2)
    share = (place - low).astype(values.dtype)
    rows = values[low]
    rows += (values[low + 1] - rows) * share.reshape(-1, *[1] * (values.ndim - 1))
    columns = rows[:, low]
    columns += (rows[:, low + 1] - columns) * share.reshape(-1, *[1] * (values.ndim - 2))
    return columns
