"""What is painted over the picture stays within it, and beside what it explains."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSizeF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from annplayground.gui.panels.network.painted.overlay import (
    map_side,
    paint_lit_weight,
    paint_popover,
    paint_ring,
    paint_tag,
)
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import LIGHT, Look

pytestmark = pytest.mark.usefixtures("qapp")  # fonts need an application

GROUND = QColor("#ff00ff")
MAP = QColor("#123456")
LINES = ["Layer 2, unit 3 · tanh", "values −0.960 … 0.885", "bias 0.250"]


@pytest.fixture
def paint():
    image = QImage(640, 260, QImage.Format.Format_RGB32)
    image.fill(GROUND)

    def run(function, *arguments):
        painter = QPainter(image)
        function(painter, *arguments)
        painter.end()
        return image

    return run


def extent(image, colour):
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32)
    y, x = np.nonzero(pixels.reshape(image.height(), image.width()) == colour.rgb())
    return QRect(QPoint(int(x.min()), int(y.min())), QPoint(int(x.max()), int(y.max())))


def large_map():
    image = QImage(96, 96, QImage.Format.Format_RGB32)
    image.fill(MAP)
    return image


@pytest.mark.parametrize("x", [20.0, 200.0, 420.0, 590.0])
@pytest.mark.parametrize("look", [Look(), Look(size=PRESENTATION)], ids=["desk", "presentation"])
def test_the_large_map_is_large_square_and_beside_its_node(paint, x, look):
    node = QRectF(x, 100.0, 40.0, 40.0)
    bounds = QRectF(0.0, 0.0, 640.0, 260.0)
    image = paint(paint_popover, bounds, node, large_map(), LINES, look)
    place = extent(image, MAP)
    assert place.width() >= 100
    assert abs(place.width() - place.height()) <= 2
    assert not QRectF(place).intersects(node)
    assert image.pixelColor(node.center().toPoint()) == GROUND
    edge = [image.pixelColor(px, 0) for px in range(640)]
    assert QColor(LIGHT.card) not in edge  # the frame is not cut


def test_without_a_map_there_is_a_frame_for_it(paint):
    bounds = QRectF(0.0, 0.0, 640.0, 260.0)
    node = QRectF(20.0, 100.0, 40.0, 40.0)
    image = paint(paint_popover, bounds, node, None, LINES[:1], Look())
    assert extent(image, QColor(LIGHT.card)).width() > 100


@pytest.mark.parametrize("at", [QPointF(5, 5), QPointF(320, 130), QPointF(635, 255)])
def test_a_tag_stays_within_and_off_the_point(paint, at):
    text = "w = −0.734, x₁ → unit 2 of layer 1"
    image = paint(paint_tag, QRectF(0.0, 0.0, 640.0, 260.0), at, text, Look())
    place = extent(image, QColor(LIGHT.ink))
    assert QRect(0, 0, 640, 260).contains(place)
    assert place.width() > 150
    assert not place.contains(at.toPoint())


def test_a_ring_is_drawn_around(paint):
    image = paint(paint_ring, QRectF(100.0, 100.0, 40.0, 40.0), Look())
    place = extent(image, QColor(LIGHT.accent))
    assert place.contains(QRect(100, 100, 40, 40))
    assert image.pixelColor(120, 120) == GROUND


@pytest.mark.parametrize(("share", "colour"), [(0.5, LIGHT.positive), (-0.5, LIGHT.negative)])
def test_a_lit_weight_has_its_full_colour_and_a_seam(paint, share, colour):
    path = QPainterPath(QPointF(50.0, 100.0))
    path.lineTo(300.0, 100.0)
    image = paint(paint_lit_weight, path, share, 4.0, Look())
    assert image.pixelColor(150, 100) == QColor(colour)
    assert image.pixelColor(150, 102) == QColor(LIGHT.card)
    assert image.pixelColor(150, 110) == GROUND


@pytest.mark.parametrize("width", [80, 200, 300, 380, 500])
def test_the_text_is_whole_and_the_map_gives_way(width):
    """In a presentation its lines were cut to 'Layer…'."""
    look = Look(size=PRESENTATION)
    bounds, node = QRectF(0, 0, 540, 300), QRectF(330, 120, 36, 36)
    side, below = map_side(node, bounds, QSizeF(width, 170), look)
    assert side == 0 or side >= 0.25 * look.size.map
    across = max(side, width) if below else width + (side + 10 if side else 0)
    assert across + 20 <= bounds.width()
    if width <= 80:
        assert side > 0
