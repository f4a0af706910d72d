"""Contrast, colours and symbols of both themes."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor

from annplayground.gui.theme import (
    CLASS_STYLES,
    DARK,
    DESK,
    LIGHT,
    PRESENTATION,
    Look,
    diverging_table,
    icon,
    layer_colour,
)


def luminance(colour: QColor) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("text", ["ink", "muted", "bad"])
@pytest.mark.parametrize("ground", ["window", "card"])
def test_text_has_contrast_seven(colours, text, ground):
    look = Look(colours)
    assert contrast(look.colour(text), look.colour(ground)) >= 7.0


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["positive", "negative", "accent", "good", "warning", "bad"])
def test_graphics_have_contrast_three(colours, name):
    look = Look(colours)
    assert contrast(look.colour(name), look.colour("card")) >= 3.0


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("n_layers", [1, 3, 11])
def test_layer_colours_stand_out_and_differ(colours, n_layers):
    look = Look(colours)
    made = [layer_colour(k, n_layers, look) for k in range(1, n_layers + 1)]
    assert len({colour.name() for colour in made}) == n_layers
    assert all(contrast(colour, look.colour("card")) >= 3.0 for colour in made)


def test_classes_differ_in_colour_and_marker():
    assert len({style.colour for style in CLASS_STYLES}) == 3
    assert len({style.symbol for style in CLASS_STYLES}) == 3


def test_the_middle_of_the_map_is_neutral():
    table = diverging_table(LIGHT).astype(int)
    neutral = QColor(LIGHT.neutral)
    assert np.abs(table[127] - [neutral.red(), neutral.green(), neutral.blue()]).max() <= 6
    assert table[255][2] > table[255][0]
    assert table[0][0] > table[0][2]


def test_presentation_sizes_reach_the_back_row():
    assert PRESENTATION.text >= 24
    assert PRESENTATION.line >= 3
    assert PRESENTATION.point >= 1.6 * DESK.point


def test_symbols_follow_the_notation():
    look = Look()
    assert look.symbol("‖dJ/dW‖") == "‖dJ/dW‖"
    partial = replace(look, notation="partial")
    assert partial.symbol("‖dJ/dW‖") == "‖∂L/∂W‖"
    assert partial.symbol("lr · dJ/dW") == "η · ∂L/∂W"


def test_icons_take_the_colour_asked_for(qapp):
    image = icon("play", "#ff0000").pixmap(24, 24).toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {"#ff0000"}
