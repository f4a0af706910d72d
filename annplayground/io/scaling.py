"""Points brought onto the map, [−6, 6]²: one factor for both axes, and a note that says it exactly,
so that hand calculations agree with the screen.
"""

import math
from decimal import ROUND_FLOOR, Context

from annplayground.core.settings import MAX_COORDINATE
from annplayground.core.words import translate

SCALED_LIMIT = 5.0


def fit_to_map(
    points: list[tuple[float, float]],
) -> tuple[list[tuple[float, float]], str | None]:
    """Scale points that reach beyond the map into [−5, 5]²; the note is the exact rule."""
    if all(abs(value) <= MAX_COORDINATE for point in points for value in point):
        return points, None
    axes = [[point[axis] for point in points] for axis in (0, 1)]
    half = max((max(values) - min(values)) / 2 for values in axes)
    centres = [_round_centre((max(values) + min(values)) / 2, half) for values in axes]
    reach = max(
        abs(value - centre)
        for values, centre in zip(axes, centres, strict=True)
        for value in values
    )
    factor = _round_down(SCALED_LIMIT / reach) if reach > 1e-200 else 1.0
    scaled = [((x1 - centres[0]) * factor, (x2 - centres[1]) * factor) for x1, x2 in points]
    rules = ", ".join(
        translate("Tables", "x{axis} = (x{axis} in the file {minus}) × {factor}").format(
            axis=axis, minus=_minus(centre), factor=_shown(factor)
        )
        for axis, centre in enumerate(centres, start=1)
    )
    square = f"[−{MAX_COORDINATE:g}, {MAX_COORDINATE:g}]"
    return scaled, translate(
        "Tables", "The points reach beyond {square}, so they are scaled: {rules}."
    ).format(square=square, rules=rules)


def _round_centre(centre: float, half: float) -> float:
    """A centre with few digits, off by less than a hundredth of the half range."""
    if half == 0.0:
        return centre
    digits = 2 - math.floor(math.log10(half))
    return round(centre, digits) + 0.0  # + 0.0 turns −0 into 0


def _round_down(factor: float) -> float:
    """Three digits, never larger: the rule can be written down and nothing leaves the range."""
    return float(Context(prec=3, rounding=ROUND_FLOOR).create_decimal_from_float(factor))


def _minus(centre: float) -> str:
    return f"− {_shown(centre)}" if centre >= 0 else f"+ {_shown(-centre)}"


def _shown(value: float) -> str:
    text = repr(value)
    return text.removesuffix(".0")
