"""The help: every key that there is and no other, readable at every size."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QScrollArea, QWidget

from annplayground.gui.explain.catalogue import CATALOGUE, key_of
from annplayground.gui.main_window import MainWindow
from annplayground.gui.widgets import help_dialog


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    yield made
    made.close()


def open_help(qtbot, window):
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Question)
    dialog = window.findChild(QWidget, "help_dialog")
    qtbot.waitExposed(dialog)
    return dialog


def rows_of(dialog):
    """Keys and what they do, as shown."""
    labels = dialog.findChildren(QLabel)
    return [
        (key.text(), does.text()) for key, does in pairwise(labels) if key.property("role") == "key"
    ]


def test_every_key_is_in_the_help_and_every_key_of_the_help_exists(qtbot, window):
    dialog = open_help(qtbot, window)
    places = {row for _, rows in help_dialog.PLACES for row in rows}
    rows = [row for row in rows_of(dialog) if row not in places]
    told = {QKeySequence(key) for keys, _ in rows for key in keys.split(" or ")}
    there = {key for action in window.findChildren(QAction) for key in action.shortcuts()}
    there |= {keys.key() for keys in window.findChildren(QShortcut)}
    assert told == there
    assert all(does for _, does in rows)
    dialog.close()


def test_the_explanations_stand_there_with_their_keys(qtbot, window):
    dialog = open_help(qtbot, window)
    rows = rows_of(dialog)
    for name, entry in CATALOGUE.items():
        assert (key_of(name), entry.title) in rows
    assert ("Space", "Train, or pause") in rows
    assert ("Click a neuron", "Take its sum apart") in rows
    dialog.close()


@pytest.mark.parametrize("presentation", [False, True])
@pytest.mark.parametrize("size", [(1000, 640), (1280, 720), (1920, 1080)])
def test_the_help_fits_the_window_and_loses_nothing(qtbot, window, monkeypatch, size, presentation):
    window.set_presentation(presentation)
    window.resize(*size)
    qtbot.waitUntil(lambda: window.width() >= size[0] and window.height() >= size[1])
    monkeypatch.setattr(help_dialog, "_room", lambda parent: parent.size() * 0.95)
    dialog = open_help(qtbot, window)
    assert dialog.width() <= window.width()
    assert dialog.height() <= window.height()
    scroll = dialog.findChild(QScrollArea)
    page = scroll.widget()
    qtbot.waitUntil(lambda: page.width() == scroll.viewport().width())
    assert page.minimumSizeHint().width() <= scroll.viewport().width()
    for label in page.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())
        assert page.rect().contains(
            label.rect().translated(label.mapTo(page, label.rect().topLeft()))
        )
        assert label.font().pointSize() >= window.text_size.size.text
    dialog.close()


def test_the_help_is_never_larger_than_the_screen(qtbot, window):
    window.resize(1920, 1080)  # the screen of these tests is smaller
    screen = window.screen().availableGeometry()
    dialog = open_help(qtbot, window)
    assert dialog.width() <= screen.width()
    assert dialog.height() <= screen.height()
    dialog.close()


def test_the_help_is_scrolled_by_key_and_closed_by_esc(qtbot, window):
    window.set_presentation(True)
    dialog = open_help(qtbot, window)
    scroll = dialog.findChild(QScrollArea)
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_PageDown)
    assert scroll.verticalScrollBar().value() > 0
    qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Escape)
    assert not dialog.isVisible()
