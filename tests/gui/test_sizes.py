"""The sizes of a look: for a projector from the window's height, at the desk from the text."""

from dataclasses import asdict

import pytest
from PySide6.QtGui import QFont, QFontMetricsF

from annplayground.gui.sizes import DESK, PRESENTATION, at_desk, presentation

HEIGHTS = (512, 720, 721, 768, 900, 1080, 1440, 2160)


@pytest.mark.parametrize("dpi", [72.0, 96.0, 144.0])
@pytest.mark.parametrize("height", HEIGHTS)
def test_a_projector_shows_what_can_be_read_from_the_back_row(height, dpi):
    size = presentation(height, dpi)
    assert size.presenting
    for points in (size.text, size.title, size.epoch):
        assert points * dpi / 72.0 >= height / 30.0
    assert min(size.thin, size.line, size.narrowest) >= height / 300.0
    assert size.point / size.text == pytest.approx(
        PRESENTATION.point / PRESENTATION.text * dpi / 96
    )


def test_a_subscript_can_be_read_from_the_back_row(qapp):
    font = QFont()
    font.setPixelSize(100)
    metrics = QFontMetricsF(font)
    share = metrics.tightBoundingRect("₁").height() / metrics.tightBoundingRect("1").height()
    for height in HEIGHTS:
        assert share * presentation(height).text * 96.0 / 72.0 >= height / 45.0


def test_thin_lines_are_whole_pixels():
    sizes = [*map(presentation, HEIGHTS), *map(at_desk, range(10, 25))]
    assert all(size.thin == round(size.thin) >= 1 for size in sizes)


def test_the_tables_are_those_of_a_window_of_720_pixels_and_of_a_text_of_10_points():
    assert presentation(720) == PRESENTATION
    assert at_desk() == at_desk(10) == DESK


def test_a_larger_text_enlarges_all_in_proportion():
    small, large = asdict(DESK), asdict(at_desk(20))
    for name in set(small) - {"presenting"}:
        assert large[name] == pytest.approx(2 * small[name]), name
    assert not large["presenting"]
