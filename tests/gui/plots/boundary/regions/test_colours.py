"""What the outputs mean on the map, and the colours and lines made of it."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QColor

from annplayground.core.experiment import Data, Experiment
from annplayground.gui.colormaps import to_image
from annplayground.gui.contour import zero_line
from annplayground.gui.plots.boundary.regions.colours import (
    border_fields,
    enlarge,
    map_pixels,
    score,
)
from annplayground.gui.theme import DARK, LIGHT, Look

CLASSES2 = Experiment()
CLASSES3 = Experiment().with_data(Data(dataset="blobs3"))
REGRESSION = Experiment().with_data(Data(dataset="plane"))


def maps(*values: float) -> np.ndarray:
    """A map whose pixels are all the same."""
    return np.tile(np.array(values, dtype=np.float32), (8, 8, 1))


def colour(pixels: np.ndarray, row: int = 0, column: int = 0) -> QColor:
    return to_image(pixels).pixelColor(column, row)


@pytest.mark.parametrize(
    ("output", "values", "expected"),
    [
        ("sigmoid", [0.0, 0.5, 1.0], [-1.0, 0.0, 1.0]),
        ("tanh", [-1.0, 0.25, 1.0], [-1.0, 0.25, 1.0]),
        ("relu", [0.0, 0.5, 3.0], [-1.0, 0.0, 5.0]),
    ],
)
def test_score_is_minus_one_and_one_at_the_targets(output, values, expected):
    a = np.array(values)[:, None]
    assert score(a, CLASSES2.with_output(output)) == pytest.approx(expected)


def test_score_of_a_softmax_of_two_is_the_difference():
    a = np.array([[0.9, 0.1], [0.5, 0.5]])
    assert score(a, CLASSES2.with_output("softmax")) == pytest.approx([-0.8, 0.0])


def test_score_of_a_regression_is_the_value():
    assert score(np.array([[0.3]]), REGRESSION) == pytest.approx([0.3])


def test_the_lowest_row_of_the_map_is_at_the_bottom_of_the_image():
    a = np.zeros((8, 8, 1), dtype=np.float32)
    a[0, :] = 1.0  # class 1, blue, at x2 = -6
    pixels = map_pixels(a, CLASSES2, Look(), False)
    bottom, top = colour(pixels, 7), colour(pixels, 0)
    assert bottom.blue() > bottom.red()
    assert top.red() > top.blue()


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("discretise", [False, True])
def test_what_is_not_finite_is_neutral(colours, bad, discretise):
    look = Look(colours)
    neutral = QColor(colours.neutral)
    for experiment, a in ((CLASSES2, maps(bad)), (CLASSES3, maps(bad, bad, bad))):
        shown = colour(map_pixels(a, experiment, look, discretise))
        assert abs(shown.red() - neutral.red()) <= 3
        assert abs(shown.blue() - neutral.blue()) <= 3


def test_discretise_shows_two_colours_only_with_a_smooth_border():
    ramp = np.linspace(0.02, 0.98, 20, dtype=np.float32)
    a = np.tile(ramp[None, :, None], (20, 1, 1))
    assert len(np.unique(map_pixels(a, CLASSES2, Look(), False))) == 20
    pixels = map_pixels(a, CLASSES2, Look(), True)
    assert len(np.unique(pixels)) == 2
    assert len(pixels) > 20


def test_three_classes_blend_by_confidence():
    colours = [
        colour(map_pixels(maps(*p), CLASSES3, Look(), False))
        for p in ((0.98, 0.01, 0.01), (0.5, 0.3, 0.2), (0.34, 0.33, 0.33), (0.01, 0.01, 0.98))
    ]
    sure, less, undecided, green = colours
    assert sure.saturation() > less.saturation() > undecided.saturation()
    assert green.green() > green.red()
    assert len(np.unique(map_pixels(maps(0.4, 0.35, 0.25), CLASSES3, Look(), True))) == 1
    discretised = colour(map_pixels(maps(0.4, 0.35, 0.25), CLASSES3, Look(), True))
    assert discretised.saturation() >= sure.saturation()


def test_classes_are_paler_than_a_regression():
    """The points of classes have the pure colours; those of a regression the map's own."""
    classes = colour(map_pixels(maps(1.0), CLASSES2, Look(), False))
    regression = colour(map_pixels(maps(1.0), REGRESSION, Look(), False))
    assert classes.saturation() < regression.saturation()


def test_enlarge_keeps_a_ramp_a_ramp():
    ramp = np.tile(np.arange(10.0), (10, 1))
    wide = enlarge(ramp, 3)
    assert wide.shape == (30, 30)
    assert np.diff(wide[0, 1:-1]) == pytest.approx(1 / 3)
    assert wide[:, 5] == pytest.approx(wide[0, 5])


def test_the_line_lies_where_the_map_is_zero_and_reaches_its_border():
    x = (np.arange(40) + 0.5) / 40
    lines = zero_line(np.tile(x - 0.3, (40, 1)))
    assert lines[..., 0] == pytest.approx(0.3)
    assert lines[..., 1].min() == 0.0
    assert lines[..., 1].max() == 1.0


def test_the_line_of_a_disc_is_its_circle():
    x = (np.arange(60) + 0.5) / 60 - 0.5
    field = 0.09 - x[:, None] ** 2 - x[None, :] ** 2
    lines = zero_line(field)
    assert np.hypot(*(lines - 0.5).reshape(-1, 2).T) == pytest.approx(0.3, abs=2e-3)
    length = np.linalg.norm(lines[:, 1] - lines[:, 0], axis=1).sum()
    assert length == pytest.approx(2 * np.pi * 0.3, rel=0.01)


def test_no_line_beside_what_is_not_finite():
    field = np.ones((10, 10))
    field[:, 5:] = np.nan
    assert len(zero_line(field)) == 0


def test_borders_of_a_saturated_sigmoid_are_where_z_is_zero():
    """a jumps from 0 to 1 within a pixel; the line must not become a staircase."""
    centres = (np.arange(64) + 0.5) / 64
    z = (centres[None, :] - 0.4 - 0.2 * centres[:, None]) * 300
    a = (1 / (1 + np.exp(-z)))[..., None].astype(np.float32)
    (field,) = border_fields(a, CLASSES2)
    lines = zero_line(field).reshape(-1, 2)
    inner = lines[(lines[:, 1] > 0.02) & (lines[:, 1] < 0.98)]
    assert inner[:, 0] == pytest.approx(0.4 + 0.2 * inner[:, 1], abs=2e-3)


def test_three_classes_have_all_three_borders_and_a_regression_none():
    centres = np.linspace(-6, 6, 60)
    x1, x2 = np.meshgrid(centres, centres)
    corners = np.array([(-3.0, -2.0), (3.0, -2.0), (0.0, 4.0)])
    z = -np.stack([(x1 - u) ** 2 + (x2 - v) ** 2 for u, v in corners], axis=-1) / 8
    p = np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True)
    lines = np.concatenate([zero_line(f) for f in border_fields(p, CLASSES3)]) * 12 - 6
    for place in ((0.0, -5.0), (-4.0, 2.9), (4.0, 2.9)):
        assert np.linalg.norm(lines.reshape(-1, 2) - place, axis=1).min() < 0.6
    assert border_fields(maps(0.5), REGRESSION) == []


def test_a_live_change_of_the_output_keeps_the_meaning():
    experiment = replace(CLASSES2.with_output("tanh"))
    blue = colour(map_pixels(maps(1.0), experiment, Look(), False))
    neutral = colour(map_pixels(maps(0.0), experiment, Look(), False))
    assert blue.saturation() > 100 > neutral.saturation()
