"""Contrast, colours and symbols of both themes."""

from dataclasses import replace

import pytest

from annplayground.gui.theme import CLASS_STYLES, DARK, LIGHT, Look, icon, layer_colour
from tests.gui.test_contrast import contrast


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


def test_symbols_follow_the_notation():
    look = Look()
    assert look.written("‖{d}{J}/{d}W‖") == "‖dJ/dW‖"
    partial = replace(look, notation="partial")
    assert partial.written("‖{d}{J}/{d}W‖") == "‖∂L/∂W‖"
    assert partial.written("{lr} · {d}{J}/{d}W") == "η · ∂L/∂W"


def test_icons_take_the_colour_asked_for(qapp):
    image = icon("play", "#ff0000").pixmap(24, 24).toImage()
    colours = {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert colours == {"#ff0000"}
