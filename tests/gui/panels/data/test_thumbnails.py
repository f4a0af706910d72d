"""The pictures of the datasets show their points in the colours of their classes."""

import pytest
from PySide6.QtGui import QColor

from annplayground.core.choices.datasets import DATASETS
from annplayground.gui.panels.data.thumbnails import sample_of, thumbnail
from annplayground.gui.theme import CLASS_STYLES, DARK, Look


def colours_of(image):
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


@pytest.mark.parametrize("look", [Look(), Look(colours=DARK)], ids=["light", "dark"])
@pytest.mark.parametrize("name", [n for n, d in DATASETS.items() if d.n_classes and n != "custom"])
def test_every_class_is_there_in_its_colour(qapp, name, look):
    image = thumbnail(name, (), look, 44, 1.0).toImage()
    assert image.size().toTuple() == (44, 44)
    wanted = [look.colours.negative, look.colours.positive, CLASS_STYLES[2].colour]
    assert set(wanted[: DATASETS[name].n_classes]) <= colours_of(image)


def test_points_stand_where_they_are(qapp):
    look = Look()
    points = ((-5.0, 5.0, 0), (5.0, -5.0, 1))
    image = thumbnail("custom", points, look, 60, 1.0).toImage()

    def at(x1, x2):
        return image.pixelColor(round(2 + (x1 + 6) / 12 * 56), round(2 + (6 - x2) / 12 * 56))

    assert at(-5, 5) == QColor(look.colours.negative)
    assert at(5, -5) == QColor(look.colours.positive)
    assert at(0, 0) == QColor(look.colours.neutral)


def test_a_regression_value_is_shaded(qapp):
    image = thumbnail("plane", (), Look(), 44, 1.0).toImage()
    high, low = image.pixelColor(38, 6), image.pixelColor(6, 38)
    assert high.blue() > high.red()
    assert low.red() > low.blue()


def test_a_screen_of_double_density_gets_twice_the_pixels(qapp):
    assert thumbnail("xor", (), Look(), 44, 2.0).toImage().width() == 88


def test_the_sample_is_always_the_same():
    assert sample_of(DATASETS["moons"]) is sample_of(DATASETS["moons"])
