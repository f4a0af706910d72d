"""The maps of the units as images."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor

from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.gui.colormaps import diverging_table, to_image
from annplayground.gui.panels.network.painted.maps import (
    layer_pixels,
    padded_image,
    sheet_image,
)
from annplayground.gui.theme import DARK, Look

LOOK = Look()


def packed(rgb):
    red, green, blue = (int(c) for c in rgb)
    return 0xFF000000 | red << 16 | green << 8 | blue


def end(index):
    return packed(diverging_table(LOOK.colours)[index])


def hidden(activation):
    return replace(Experiment(), network=Network(hidden=(HiddenLayer(2, activation),)))


def ramp(low, high, r=4):
    return np.tile(np.linspace(low, high, r, dtype=np.float32), (2, r, 1))


def test_each_unit_is_coloured_up_to_its_own_largest_value():
    values = np.stack([ramp(-0.1, 0.1)[0], ramp(-50.0, 50.0)[0]])
    pixels = layer_pixels(values, hidden("tanh"), 1, LOOK)
    assert (pixels[:, :, 0] == end(0)).all()
    assert (pixels[:, :, -1] == end(255)).all()


def test_a_sigmoid_is_neutral_at_one_half():
    pixels = layer_pixels(ramp(0.5, 1.0), hidden("sigmoid"), 1, LOOK)
    assert pixels[0, 0, 0] == end(127)
    assert pixels[0, 0, -1] == end(255)


def test_a_dead_or_broken_unit_is_neutral():
    values = np.zeros((2, 3, 3), dtype=np.float32)
    values[1] = np.nan
    values[1, 0, 0] = np.inf
    pixels = layer_pixels(values, hidden("relu"), 1, LOOK)
    assert (pixels[0] == end(127)).all()
    assert (pixels[1][np.isnan(values[1, ::-1])] == end(127)).all()


def test_row_zero_of_a_map_is_at_the_bottom():
    values = ramp(-1.0, 1.0).swapaxes(1, 2)
    pixels = layer_pixels(values, hidden("tanh"), 1, LOOK)
    assert (pixels[0, 0] == end(255)).all()
    assert (pixels[0, -1] == end(0)).all()


@pytest.mark.parametrize(("output", "low", "high"), [("sigmoid", 0.0, 1.0), ("tanh", -1.0, 1.0)])
def test_the_output_is_coloured_between_its_targets(output, low, high):
    experiment = Experiment().with_output(output)
    quarter = low + (high - low) * 0.75
    pixels = layer_pixels(ramp(low, quarter)[:1], experiment, 3, LOOK)
    assert pixels[0, 0, 0] == end(0)
    assert pixels[0, 0, -1] == end(191)


def test_class_outputs_have_the_colours_of_their_classes():
    network = Network(hidden=(HiddenLayer(2),), output="softmax")
    experiment = Experiment(Data("blobs3"), network, Training())
    pixels = layer_pixels(np.ones((3, 2, 2), dtype=np.float32), experiment, 2, LOOK)
    names = [QColor.fromRgb(int(p)).name() for p in pixels[:, 0, 0]]
    assert names == ["#d55e00", "#0072b2", "#009e73"]
    alone = layer_pixels(np.ones((1, 2, 2), dtype=np.float32), experiment, 2, LOOK, first=2)
    assert alone[0, 0, 0] == pixels[2, 0, 0]


def test_the_dark_theme_has_its_own_colours():
    values = ramp(-1.0, 1.0)
    light = layer_pixels(values, hidden("tanh"), 1, LOOK)
    dark = layer_pixels(values, hidden("tanh"), 1, Look(DARK))
    assert (light != dark).all()


def test_images_hold_every_unit_with_a_border():
    pixels = np.arange(2 * 3 * 3, dtype=np.uint32).reshape(2, 3, 3) + 0xFF000000
    image = padded_image(pixels)
    assert (image.width(), image.height()) == (5, 10)
    assert image.pixel(1, 1) == image.pixel(0, 0) == pixels[0, 0, 0]
    assert image.pixel(3, 8) == pixels[1, 2, 2]


def test_a_sheet_is_a_grid_with_lines():
    pixels = np.full((5, 4, 4), 0xFF112233, dtype=np.uint32)
    lines, ground = QColor("#aabbcc"), QColor("#ffffff")
    image = sheet_image(pixels, 2, 6, 8, lines, ground)
    assert (image.width(), image.height()) == (16, 24)
    assert image.pixel(5, 5) == image.pixel(8, 16 - 8) == 0xFF112233
    assert image.pixelColor(6, 2) == lines
    assert image.pixelColor(12, 20) == ground  # the sixth cell is empty


def test_an_image_does_not_depend_on_the_array_it_came_from():
    pixels = np.full((2, 2), 0xFF0000FF, dtype=np.uint32)
    image = to_image(pixels)
    pixels[:] = 0
    assert image.pixel(0, 0) == 0xFF0000FF
