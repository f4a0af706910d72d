"""What a presentation draws, read from the window's own strokes: text of at least 1/30 of its
height, lines of at least 1/300."""

import re
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget
from sampled import sampled

from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.main_window import MainWindow
from annplayground.gui.theme import LIGHT
from annplayground.gui.waiting import train_and_wait

SIZES = [(1280, 720), (1920, 1080), (800, 512)]
# No lines: the frames of cards, and the rims that part a dot or a word from what lies behind it.
DECORATION = (LIGHT.border, LIGHT.card)
INHERITED = ("stroke", "stroke-width", "stroke-opacity", "font-size")


def drawn(widget: QWidget) -> list[tuple[str, dict[str, str], float]]:
    """Everything that a widget draws as vectors: what it is, its attributes and its scale."""
    buffer, generator = QBuffer(), QSvgGenerator()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator.setOutputDevice(buffer)
    generator.setResolution(96)
    generator.setSize(widget.size())
    widget.render(generator)
    return list(_elements(ElementTree.fromstring(bytes(buffer.data())), {}, 1.0))


def _elements(element, above, scale):
    attributes = above | {k: v for k, v in element.attrib.items() if k in INHERITED}
    found = re.match(r"matrix\((.*)\)", element.get("transform", ""))
    if found:
        a, b, c, d, _, _ = map(float, found[1].split(","))
        scale *= abs(a * d - b * c) ** 0.5
    yield element.tag.split("}")[1], attributes | {"text": element.text or ""}, scale
    for child in element:
        yield from _elements(child, attributes, scale)


def too_small(widget: QWidget, height: int) -> list[str]:
    """What somebody in the back row cannot read, or see."""
    found = []
    for kind, given, scale in drawn(widget):
        if kind == "text" and float(given["font-size"]) * scale < height / 30.0:
            found.append(f"{given['text']}: {given['font-size']}")
        stroke = given.get("stroke", "none")
        seen = stroke not in ("none", *DECORATION) and given.get("stroke-opacity") != "0"
        shape = kind in ("path", "polyline", "line", "rect", "circle", "ellipse", "polygon")
        if shape and seen and float(given["stroke-width"]) * scale < height / 300.0 - 0.01:
            found.append(f"{kind} {stroke}: {given['stroke-width']}")
    return found


@pytest.fixture
def presenting(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    made.set_presentation(True)
    with qtbot.waitExposed(made):
        made.show()
    made.deferred_startup.finish()
    yield made
    made.close()


@pytest.mark.parametrize("size", SIZES)
def test_all_can_be_read_from_the_back_row(presenting, size):
    presenting.resize(*size)
    train_and_wait(presenting, 5)
    for _ in presenting.board.pages:
        assert too_small(presenting, size[1]) == []
        presenting.board.turn_page()


@pytest.mark.parametrize("name", sampled(CATALOGUE, "chain"))
def test_every_explanation_can_be_read_from_the_back_row(qtbot, presenting, name):
    presenting.resize(1280, 720)
    presenting.explain.show_view(name)
    train_and_wait(presenting, 5)
    qtbot.waitUntil(presenting.explain.isVisible)
    found = too_small(presenting.explain, 720)
    assert [each for each in found if not each.startswith("rect")] == []  # frames of scroll bars


def test_the_helper_finds_small_text_and_a_thin_line(presenting):
    presenting.set_presentation(False)
    found = too_small(presenting, 720)
    assert any("Network" in each for each in found)
    assert any("path" in each for each in found)
