"""The curves of the weights: which are drawn, how, and which one the pointer means."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter

from annplayground.gui.panels.network.painted.curves import STRONGEST, Curves, Pens
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import DARK, Look
from annplayground.gui.tints import mixed

LEFT = np.array([[20.0, 30.0], [20.0, 120.0]])
RIGHT = np.array([[180.0, 20.0], [180.0, 75.0], [180.0, 130.0]])


@pytest.fixture
def curves():
    made = Curves(LEFT, RIGHT, dense=False)
    made.shown = np.divmod(np.arange(6), 3)
    return made


def draw(curves, shares, pens):
    image = QImage(200, 150, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    curves.draw(painter, shares, pens)
    painter.end()
    return image


def test_every_curve_is_found_at_its_middle(curves):
    for i in range(2):
        for j in range(3):
            found = curves.nearest(curves.middle(i, j) + QPointF(0.0, 0.4))
            assert found[2] < 1.0
            # Curves may cross there; then one of those that cross is found.
            assert curves.path(*found[:2]).intersects(curves.path(i, j).boundingRect())


def test_the_formula_and_the_path_agree(curves):
    for percent in (0.1, 0.3, 0.77):
        point = curves.path(1, 0).pointAtPercent(percent)
        curves.shown = (np.array([1]), np.array([0]))
        assert curves.nearest(point)[2] < 0.2


def test_distance_is_measured_across_a_steep_curve(curves):
    curves.shown = (np.array([1]), np.array([0]))
    middle = curves.middle(1, 0)
    aside = curves.nearest(middle + QPointF(5.0, 0.0))[2]
    assert 1.0 < aside < 5.0


def test_nothing_is_found_outside_the_gap(curves):
    assert curves.nearest(QPointF(5.0, 30.0)) is None


def test_of_many_weights_the_strongest_are_drawn():
    y = np.linspace(0.0, 300.0, 64)
    many = Curves(
        np.stack([np.zeros(64), y], axis=1), np.stack([np.full(64, 50.0), y], axis=1), dense=True
    )
    shares = np.random.default_rng(0).uniform(-1.0, 1.0, (64, 64))
    draw(many, shares, Pens(Look(), 1.0, 1.0))
    strength = np.abs(shares[many.shown])
    assert len(strength) == STRONGEST
    assert strength.min() >= np.sort(np.abs(shares).ravel())[-STRONGEST]
    assert (np.diff(strength) >= 0).all()


def test_blue_is_positive_vermilion_negative_and_wide_is_strong():
    one = Curves(np.array([[20.0, 75.0]]), np.array([[180.0, 75.0]]), dense=False)
    pens = Pens(Look(), 6.0, 0.5)
    positive = draw(one, np.array([[1.0]]), pens).pixelColor(100, 75)
    negative = draw(one, np.array([[-1.0]]), pens).pixelColor(24, 75)  # in the first dash
    assert positive.blue() > positive.red() + 50
    assert negative.red() > negative.blue() + 50
    assert pens.width(1.0) == 6.0
    assert pens.width(0.0) == 0.5
    assert pens.width(-0.5) == 3.0
    weak = draw(one, np.array([[0.3]]), pens)
    assert weak.pixelColor(100, 77) == Qt.GlobalColor.white
    assert weak.pixelColor(100, 75).lightness() > positive.lightness()


@pytest.mark.parametrize("look", [Look(), Look(size=PRESENTATION)], ids=["desk", "presentation"])
@pytest.mark.parametrize("share", [0.05, 0.5, 1.0])
def test_a_negative_weight_is_dashed_and_a_positive_one_is_not(look, share):
    """Seen without colour, too: along its middle the one has gaps, the other none."""
    one = Curves(np.array([[20.0, 75.0]]), np.array([[180.0, 75.0]]), dense=False)
    pens = Pens(look, look.size.widest, max(look.size.narrowest, 1.0))
    for sign, gaps in ((1.0, 0), (-1.0, 6)):
        image = draw(one, np.array([[sign * share]]), pens)
        along = [image.pixelColor(x, 75) == Qt.GlobalColor.white for x in range(25, 175)]
        ends = np.flatnonzero(np.diff(np.array(along).astype(int)) == 1)
        assert len(ends) == 0 if gaps == 0 else len(ends) >= gaps - 2


def test_a_mixed_colour_lies_between():
    look = Look(DARK)
    ink, ground = look.colour("ink"), look.colour("card")
    assert mixed(ink, ground, 0.0) == ground
    assert mixed(ink, ground, 1.0) == ink
    assert ground.lightness() < mixed(ink, ground, 0.5).lightness() < ink.lightness()


def test_before_there_are_values_the_structure_is_drawn(curves):
    image = QImage(200, 150, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setPen(Qt.GlobalColor.black)
    curves.draw_structure(painter)
    painter.end()
    middle = curves.middle(0, 0).toPoint()
    dark = [image.pixelColor(middle.x(), middle.y() + d).lightness() < 255 for d in (-1, 0, 1)]
    assert any(dark)
