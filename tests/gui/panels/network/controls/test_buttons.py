"""The small controls of the network panel."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QVBoxLayout, QWidget

from annplayground.gui.panels.network.controls.buttons import GlyphButton, InlineSpin, PickButton
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import DARK, LIGHT, Look

# Popups on the offscreen platform.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    QVBoxLayout(made)
    return made


def shown(qtbot, window, widget):
    window.layout().addWidget(widget)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    qtbot.waitUntil(widget.isVisible)
    return widget


def colours(widget):
    image = widget.grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_keys_press_a_button(qtbot, window, key):
    button = shown(qtbot, window, GlyphButton("+", "more", "More"))
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)


def test_a_glyph_is_drawn_in_ink_and_pale_when_disabled(qtbot, window):
    button = shown(qtbot, window, GlyphButton("+", "more", "More"))
    button.set_look(Look(LIGHT))
    middle = button.rect().center()
    assert button.grab().toImage().pixelColor(middle) == QColor(LIGHT.ink)
    button.setEnabled(False)
    assert button.grab().toImage().pixelColor(middle).lightness() > 120
    button.set_look(Look(DARK))
    assert LIGHT.control not in colours(button)


def test_a_held_button_repeats(qtbot, window):
    button = shown(qtbot, window, GlyphButton("−", "less", "Less"))
    button.setAutoRepeatDelay(1)
    button.setAutoRepeatInterval(1)
    clicks = QSignalSpy(button.clicked)
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: clicks.count() > 3)
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("how", ["click", "down", "enter"])
def test_a_pick_button_opens_its_menu(qtbot, window, how):
    button = shown(qtbot, window, PickButton("pick", "Pick"))
    action = button.menu.addAction("one")
    if how == "click":
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    else:
        qtbot.keyClick(button, Qt.Key.Key_Down if how == "down" else Qt.Key.Key_Return)
    qtbot.waitUntil(button.menu.isVisible)
    with qtbot.waitSignal(action.triggered):
        qtbot.keyClick(button.menu, Qt.Key.Key_Down)
        qtbot.keyClick(button.menu, Qt.Key.Key_Return)
    assert button.menu.objectName() == "pick_menu"


def test_a_pick_button_asks_for_the_room_of_its_text(qtbot, window):
    button = shown(qtbot, window, PickButton("pick", "Pick"))
    button.show_lines(("a",))
    narrow = button.sizeHint().width()
    button.show_lines(("a much longer text",))
    assert button.sizeHint().width() > narrow + 50
    assert button.text() == "a much longer text"
    button.set_look(Look(size=PRESENTATION))
    assert button.sizeHint().height() >= PRESENTATION.control - 4


def test_a_text_can_run_upwards(qtbot, window):
    button = shown(qtbot, window, PickButton("pick", "Pick"))
    button.setFixedSize(26, 90)
    button.show_lines(("LReLU 0.01",), arrow=False)
    lying = button.grab().toImage()
    button.show_lines(("LReLU 0.01",), arrow=False, upright=True)
    standing = button.grab().toImage()

    def rows_with_ink(image):
        dark = [
            any(image.pixelColor(x, y).lightness() < 120 for x in range(4, 22))
            for y in range(4, 86)
        ]
        return sum(dark)

    assert rows_with_ink(standing) > 30 > 20 > rows_with_ink(lying)


def test_a_number_is_typed_over_after_a_click(qtbot, window):
    spin = shown(qtbot, window, InlineSpin("number", "Number"))
    other = shown(qtbot, window, GlyphButton("+", "more", "More"))
    other.setFocus()
    qtbot.waitUntil(other.hasFocus)
    spin.setValue(4)
    qtbot.mouseClick(spin.lineEdit(), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: spin.lineEdit().selectedText() == "4")
    values = []
    spin.valueChanged.connect(values.append)
    qtbot.keyClicks(spin, "12")
    qtbot.keyClick(spin, Qt.Key.Key_Return)
    assert values == [12]  # once, not for each digit
