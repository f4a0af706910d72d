"""Which weights the picture draws in full, and the maps that it asks for."""

from dataclasses import replace

import pytest

from annplayground.core.experiment import Experiment, HiddenLayer, Network
from annplayground.gui.panels.network.painted.picture import Picture
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import Look

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need an application


def picture_of(*units, width=700.0, height=300.0, scale=1.0, look=None):
    network = Network(hidden=tuple(HiddenLayer(n) for n in units))
    picture = Picture()
    experiment = replace(Experiment(), network=network)
    picture.arrange(experiment, width, height, scale, look or Look())
    return picture


@pytest.mark.parametrize(
    ("units", "dense"),
    [
        ((4, 2), [False, False, False]),
        ((20, 20), [False, False, False]),
        ((64, 64), [False, True, False]),
        ((64, 4), [False, False, False]),
        # None of these is large, but together they would be thousands of curves.
        ((16,) * 10, [False, *[True] * 9, False]),
    ],
)
def test_large_layers_show_only_their_strongest_weights(units, dense):
    picture = picture_of(*units)
    layers = range(1, len(dense) + 1)
    assert [picture.curves_into(layer).dense for layer in layers] == dense


def test_maps_have_the_resolution_of_the_screen():
    usual = picture_of(8, 8).resolution
    assert picture_of(8, 8, scale=2.0).resolution > usual
    assert picture_of(8, 8, width=2400.0, height=1200.0).resolution == 48
    assert picture_of(*[64] * 10).resolution == 12
    assert usual == picture_of(8, 8).layout.typical_size  # drawn pixel by pixel, unscaled


def test_strong_weights_are_wide_and_wider_in_presentation():
    desk, hall = picture_of(4, 2), picture_of(4, 2, look=Look(size=PRESENTATION))
    assert desk.width(1, 1.0) == pytest.approx(6.0)
    assert desk.width(1, 0.0) == pytest.approx(0.5)
    assert hall.width(1, 1.0) > desk.width(1, 1.0)
    assert picture_of(8, 8, height=150.0).width(1, 1.0) < 4.0  # small nodes, slim lines
