"""The focus ring, found in the pixels of real controls: 2 px, 3:1 against both neighbours."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSlider,
    QSpinBox,
    QToolButton,
    QWidget,
)

from annplayground.gui.painting import painting
from annplayground.gui.panels.data.tiles import DatasetTile
from annplayground.gui.panels.network.controls.buttons import GlyphButton, InlineSpin
from annplayground.gui.panels.training.buttons import PlayButton
from annplayground.gui.plots.boundary.controls.check_box import LegendCheckBox
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import DARK, LIGHT, Look, style_sheet
from annplayground.gui.widgets.focus_ring import FocusRing
from tests.gui.test_contrast import contrast


def button(parent: QWidget, role: str = "") -> QPushButton:
    made = QPushButton("words", parent)
    made.setProperty("role", role)
    return made


def checked(control: QAbstractButton, on: bool = True) -> QAbstractButton:
    control.setCheckable(True)
    control.setChecked(on)
    return control


def tile(parent: QWidget, on: bool) -> QAbstractButton:
    return checked(DatasetTile("circle", parent), on)


KINDS = {
    "button": button,
    "chip": lambda parent: button(parent, "chip"),
    "plain": lambda parent: button(parent, "plain"),
    "tool button": QToolButton,
    "choice": QComboBox,
    "number": QSpinBox,
    "line": QLineEdit,
    "typed over": lambda parent: InlineSpin("number", "Number", parent),
    "slider": lambda parent: QSlider(Qt.Orientation.Horizontal, parent),
    "box": lambda parent: checked(QCheckBox("words", parent), False),
    "ticked box": lambda parent: checked(QCheckBox("words", parent)),
    "legend": lambda parent: checked(LegendCheckBox("words", parent)),
    "pressed button": lambda parent: checked(button(parent)),
    "chosen chip": lambda parent: checked(button(parent, "chip")),
    "chosen tool": lambda parent: checked(QToolButton(parent)),
    "danger": lambda parent: button(parent, "danger"),
    "remedy": lambda parent: button(parent, "remedy"),
    "play": lambda parent: PlayButton(QAction("Play", parent), "Play", parent),
    "minus": lambda parent: GlyphButton("−", "minus", "less", parent),
    "tile": lambda parent: tile(parent, False),
    "chosen tile": lambda parent: tile(parent, True),
}


def pixels_from_the_left_edge(control: QWidget, ground: QColor, width: int) -> list[QColor]:
    image = QImage(control.size(), QImage.Format.Format_RGB32)
    image.fill(ground)
    with painting(image) as painter:
        control.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)
    return [image.pixelColor(x, image.height() // 2) for x in range(width + 1)]


@pytest.mark.parametrize(
    "look", [Look(), Look(DARK), Look(LIGHT, PRESENTATION)], ids=["light", "dark", "presentation"]
)
@pytest.mark.parametrize("kind", KINDS)
def test_the_focus_shows_as_a_ring_of_two_pixels(qtbot, kind, look):
    window = QWidget()
    qtbot.addWidget(window)
    window.setStyleSheet(style_sheet(look))
    FocusRing(window).set_look(look)
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
    *ring, inner = pixels_from_the_left_edge(control, card, round(look.size.line))
    assert len(ring) >= 2
    assert all(contrast(ring[0], pixel) < 1.1 for pixel in ring)  # a round one is smoothed
    assert contrast(ring[0], card) >= 3.0
    assert contrast(ring[0], inner) >= 3.0


def rings(window: QWidget) -> list[QWidget]:
    return [w for w in window.findChildren(QWidget, "focus_ring") if w.isVisible()]


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.ring = FocusRing(made)
    for name in ("first", "second"):
        made_button = button(made)
        made_button.setObjectName(name)
        made_button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    made.show()
    made.activateWindow()
    return made


def focus(qtbot, window: QWidget, name: str) -> QPushButton:
    control = window.findChild(QPushButton, name)
    control.setFocus()
    qtbot.waitUntil(control.hasFocus)
    return control


def test_the_ring_moves_with_the_focus_and_covers_its_control(qtbot, window):
    for name in ("first", "second", "first"):
        control = focus(qtbot, window, name)
        (ring,) = rings(window)
        assert ring.parent() is control
        control.resize(77, 33)
        assert ring.geometry() == control.rect()


def test_the_ring_outlives_a_control(qtbot, window):
    focus(qtbot, window, "first").deleteLater()
    qtbot.waitUntil(lambda: not rings(window))
    focus(qtbot, window, "second")
    assert len(rings(window)) == 1


def test_the_ring_lets_the_mouse_through(qtbot, window):
    control = focus(qtbot, window, "second")
    with qtbot.waitSignal(control.clicked):
        qtbot.mouseClick(control, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert window.childAt(control.mapTo(window, QPoint(1, 1))) is control


def test_what_is_not_of_the_window_has_its_own_ring_or_none(qtbot, window):
    other = QWidget()
    qtbot.addWidget(other)
    foreign = button(other)
    foreign.setObjectName("foreign")
    foreign.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    other.show()
    other.activateWindow()
    focus(qtbot, other, "foreign")
    assert rings(other) == rings(window) == []
