"""The contrast of every pair of colours in use, in both themes: a new pair is one row here."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from annplayground.gui.theme import DARK, LIGHT, Look
from annplayground.gui.tints import cell

TEXT, GRAPHICS = 7.0, 3.0  # WCAG 2.1: 1.4.6 for text, 1.4.11 for what is not text

# What stands on which grounds, and the least contrast of it.
PAIRS = (
    ("ink", "window card control control_hover accent_soft bad_soft", TEXT),
    ("muted", "window card control control_hover accent_soft bad_soft", TEXT),
    ("accent", "window card control accent_soft", TEXT),
    ("second", "window card control accent_soft", TEXT),
    ("on_accent", "accent", TEXT),
    ("good", "window card", TEXT),
    ("warning", "window card", TEXT),
    ("bad", "window card control bad_soft", TEXT),
    ("card", "ink bad", TEXT),  # tooltips and toasts; a button that throws something away
    ("second_pale", "card", GRAPHICS),
    ("positive", "card window", GRAPHICS),
    ("negative", "card window", GRAPHICS),
    ("edge", "card window control", GRAPHICS),
)
ROWS = [(one, ground, least) for one, grounds, least in PAIRS for ground in grounds.split()]


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("one", "ground", "least"), ROWS)
def test_what_is_drawn_stands_out_from_its_ground(colours, one, ground, least):
    look = Look(colours)
    assert contrast(look.colour(one), look.colour(ground)) >= least


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["accent", "bad", "positive", "negative"])
def test_text_can_be_read_in_the_cells_of_tables(colours, name):
    """Those of the confusion table, and of the Jacobian."""
    look = Look(colours)
    grounds = [cell(look, name, share) for share in np.linspace(0.0, 1.0, 21)]
    assert all(contrast(look.colour("ink"), ground) >= TEXT for ground in grounds)
    assert contrast(grounds[0], grounds[-1]) > 1.3  # and yet a large share shows
