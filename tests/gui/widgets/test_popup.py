"""Popups: where they open, what closes them, which keys are theirs."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QWidget

from annplayground.gui.widgets.popup import Popup


@pytest.fixture
def host(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(300, 100)
    made.show()
    return made


@pytest.fixture
def popup(host):
    made = Popup("box", "Box", host)
    made.body.addWidget(QCheckBox("tick"))
    made.show_below(host)
    yield made
    made.close()


@pytest.fixture
def check(popup):
    return popup.findChild(QCheckBox)


def test_it_opens_inside_the_screen_with_the_focus_on_an_input(host, popup, check):
    assert popup.isVisible()
    assert host.screen().availableGeometry().contains(popup.geometry())
    assert popup.focusWidget() is check


def test_escape_closes(qtbot, popup, check):
    qtbot.keyClick(check, Qt.Key.Key_Escape)
    assert not popup.isVisible()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_space_and_enter_press_what_has_the_focus(qtbot, check, key):
    qtbot.keyClick(check, key)
    assert check.isChecked()
