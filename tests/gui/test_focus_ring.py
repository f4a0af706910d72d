"""The focus ring, found in the pixels of real controls: 2 px, 3:1 against both neighbours."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QSpinBox, QToolButton, QWidget

from annplayground.gui.painting import painting
from annplayground.gui.panels.data.tiles import DatasetTile
from annplayground.gui.panels.network.buttons import GlyphButton
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import DARK, LIGHT, Look, style_sheet
from tests.gui.test_contrast import contrast


def button(parent: QWidget, role: str = "") -> QPushButton:
    made = QPushButton("words", parent)
    made.setProperty("role", role)
    return made


def tile(parent: QWidget, checked: bool) -> DatasetTile:
    made = DatasetTile("circle", parent)
    made.setCheckable(True)
    made.setChecked(checked)
    return made


KINDS = {
    "button": button,
    "chip": lambda parent: button(parent, "chip"),
    "plain": lambda parent: button(parent, "plain"),
    "tool button": QToolButton,
    "choice": QComboBox,
    "number": QSpinBox,
    "line": QLineEdit,
    "minus": lambda parent: GlyphButton("−", "minus", "less", parent),
    "tile": lambda parent: tile(parent, False),
    "chosen tile": lambda parent: tile(parent, True),
}


def pixels_from_the_left_edge(control: QWidget, ground: QColor) -> list[QColor]:
    image = QImage(control.size(), QImage.Format.Format_RGB32)
    image.fill(ground)
    with painting(image) as painter:
        control.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    return [image.pixelColor(x, image.height() // 2) for x in range(4)]


@pytest.mark.parametrize(
    "look", [Look(), Look(DARK), Look(LIGHT, PRESENTATION)], ids=["light", "dark", "presentation"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_the_focus_shows_as_a_ring_of_two_pixels(qtbot, kind, look):
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(style_sheet(look))
    control = KINDS[kind](window)
    if hasattr(control, "set_look"):
        control.set_look(look)
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    control.resize(60, 60)
    window.show()
    window.activateWindow()
    control.setFocus()
    qtbot.waitUntil(control.hasFocus)
    card = look.colour("card")
    first, second, inner, _ = pixels_from_the_left_edge(control, card)
    assert first == second
    assert contrast(first, card) >= 3.0
    assert contrast(second, inner) >= 3.0
