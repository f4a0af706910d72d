"""The one writer of what stands in every view: numbers, counts and shares, and names of layers.

Core writes its own sentences with the same functions.
"""

from annplayground.core.names import (
    layer_name,
    layer_within,
    short_layer_name,
    shortest_layer_name,
)
from annplayground.core.numerals import (
    MINUS,
    count,
    counted,
    exact,
    exact_percent,
    fixed,
    number,
    percent,
    plural,
    read_number,
    rounded,
    subscript,
    superscript,
)

__all__ = [
    "MINUS",
    "count",
    "counted",
    "exact",
    "exact_percent",
    "fixed",
    "layer_name",
    "layer_within",
    "number",
    "percent",
    "plural",
    "read_number",
    "rounded",
    "short_layer_name",
    "shortest_layer_name",
    "subscript",
    "superscript",
]
