"""Colour tables measured in CIELAB, and the packing of pixels."""

import numpy as np
import pytest

from annplayground.gui.colormaps import (
    class_pixels,
    diverging_pixels,
    diverging_table,
    lab_of,
    packed,
    rgb_from_lab,
    rgb_of,
    to_image,
)
from annplayground.gui.theme import CLASS_STYLES, DARK, LIGHT

both_themes = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


@pytest.mark.parametrize(
    ("name", "lab"),
    [
        ("#ffffff", (100.0, 0.0, 0.0)),
        ("#000000", (0.0, 0.0, 0.0)),
        ("#ff0000", (53.24, 80.09, 67.20)),  # as published for sRGB's red, and for its blue
        ("#0000ff", (32.30, 79.19, -107.86)),
    ],
)
def test_lab_of_known_colours(name, lab):
    assert lab_of(rgb_of(name)) == pytest.approx(lab, abs=0.05)
    assert rgb_from_lab(lab_of(rgb_of(name))) == pytest.approx(rgb_of(name), abs=1e-3)


@both_themes
def test_both_halves_of_the_diverging_map_are_equally_strong(colours):
    lab = lab_of(diverging_table(colours))
    lightness, chroma = lab[:, 0], np.hypot(lab[:, 1], lab[:, 2])
    assert np.abs(lightness - lightness[::-1]).max() < 1.0
    assert np.abs(chroma - chroma[::-1]).max() < 1.5
    assert chroma[0] > 40.0


@both_themes
def test_the_middle_of_the_diverging_map_is_neutral_and_its_ends_have_their_colours(colours):
    table = diverging_table(colours)
    assert np.abs(table[127:129].astype(int) - rgb_of(colours.neutral)).max() <= 6
    assert table[0].tolist() == rgb_of(colours.negative).tolist()
    assert table[255].tolist() == rgb_of(colours.positive).tolist()
    assert (diverging_pixels(colours) == packed(table)).all()


def test_a_softer_map_uses_less_of_the_same_table():
    table = packed(diverging_table(LIGHT))
    soft = diverging_pixels(LIGHT, 0.6)
    assert soft[0] in table[45:60]
    assert soft[255] in table[196:211]


@pytest.mark.parametrize("label", range(len(CLASS_STYLES)))
def test_a_class_table_goes_from_neutral_to_the_colour_of_the_class(label):
    pixels = class_pixels(DARK, label)
    assert pixels[0] == packed(rgb_of(DARK.neutral)[None])[0]
    assert pixels[255] == packed(rgb_of(CLASS_STYLES[label].colour)[None])[0]


def test_pixels_are_rounded_once_and_an_image_keeps_them():
    pixels = packed(np.array([[0.4, 127.5, 254.6], [1.0, 2.0, 3.0]]))
    assert pixels.tolist() == [0xFF0080FF, 0xFF010203]
    image = to_image(pixels.reshape(2, 1)[::-1])
    assert [image.pixelColor(0, row).rgb() for row in (0, 1)] == pixels[::-1].tolist()
