"""How large an array is: right even where the squares of its entries are not floats."""

import math

import numpy as np

from annplayground.core.choices.activations import Array


def norm(array: Array) -> float:
    """Length of the vector of all entries, of an array of any shape."""
    flat = array.ravel()
    square = float(flat @ flat)
    if 1e-200 < square < 1e200:
        return math.sqrt(square)
    largest = float(np.abs(flat).max())
    if largest == 0.0 or not math.isfinite(largest):
        return largest
    flat = flat / largest
    return largest * math.sqrt(float(flat @ flat))


def rms(array: Array) -> float:
    """The root of the mean square of all entries."""
    return norm(array) / math.sqrt(array.size)
