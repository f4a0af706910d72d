"""How large the window draws: by key at the desk, by its height in a presentation."""

from contextlib import suppress

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from whole import assert_nothing_cut, faults

from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.main_window import MainWindow
from annplayground.gui.sizes import at_desk, presentation
from annplayground.gui.waiting import train_and_wait

CTRL = Qt.KeyboardModifier.ControlModifier
LARGE = (1920, 1080)


@pytest.fixture
def open_window(qtbot):
    made = []

    def open_one(size=LARGE, remember=False):
        window = MainWindow(remember=remember)
        made.append(window)
        qtbot.addWidget(window)
        with qtbot.waitExposed(window):
            window.show()
        window.deferred_startup.finish()
        window.resize(*size)
        window.activateWindow()
        return window

    yield open_one
    for window in made:
        window.close()


def press(qtbot, window, *keys):
    for key in keys:
        qtbot.keyClick(window, key, CTRL)


def text_of(window):
    """Points of the text on the window's buttons."""
    return window.data.draw_points.font().pointSize()


def test_keys_make_the_text_larger_smaller_and_as_before(qtbot, open_window):
    window = open_window()
    press(qtbot, window, Qt.Key.Key_Plus, Qt.Key.Key_Equal)
    assert text_of(window) == 12
    assert window.text_size.size == at_desk(12)
    press(qtbot, window, Qt.Key.Key_Minus)
    assert text_of(window) == 11
    press(qtbot, window, Qt.Key.Key_Plus, Qt.Key.Key_0)
    assert text_of(window) == 10


def test_the_actions_stand_in_the_menu_of_the_view(open_window):
    window = open_window()
    view = next(a.menu() for a in window.menuBar().actions() if a.text() == "&View")
    names = [action.objectName() for action in view.actions()]
    assert {"larger_text", "smaller_text", "normal_text"} <= set(names)
    window.findChild(QAction, "larger_text").trigger()
    assert text_of(window) == 11


def test_the_text_is_remembered(qtbot, open_window):
    first = open_window(remember=True)
    press(qtbot, first, Qt.Key.Key_Plus, Qt.Key.Key_Plus)
    first.close()
    assert QSettings().value("text_size") == "12"
    assert text_of(open_window(remember=True)) == 12


@pytest.mark.parametrize("stored", ["9", "-3", "huge", ["12"]])
def test_a_stored_text_that_cannot_be_is_the_usual_one(open_window, stored):
    QSettings().setValue("text_size", stored)
    assert text_of(open_window(remember=True)) == 10


def test_no_text_is_smaller_than_ten_points(qtbot, open_window):
    window = open_window()
    press(qtbot, window, Qt.Key.Key_Minus)
    assert text_of(window) == 10
    assert window.toast.text() == "10 pt is the smallest text."


def test_text_grows_as_far_as_the_window_has_room_and_no_further(qtbot, open_window):
    window = open_window((1280, 720))
    press(qtbot, window, *[Qt.Key.Key_Plus] * 9)
    assert text_of(window) == 14
    assert "enlarge the window" in window.toast.text()
    window.resize(800, 512)
    assert text_of(window) == 10
    window.resize(*LARGE)
    assert text_of(window) == 14


@pytest.mark.slow
@pytest.mark.parametrize("size", [(1280, 720), LARGE])
def test_nothing_is_cut_at_the_largest_text(qtbot, open_window, size):
    window = open_window(size)
    press(qtbot, window, *[Qt.Key.Key_Plus] * 14)
    assert text_of(window) > 10
    seen = set()
    for _ in window.board.pages:
        with suppress(qtbot.TimeoutError):  # the next line says what is wrong
            qtbot.waitUntil(lambda: not faults(window), timeout=10_000)
        assert_nothing_cut(window)
        seen |= {card for card in window.cards if card.isVisible()}
        qtbot.keyClick(window, Qt.Key.Key_7)
    assert seen == set(window.cards)


@pytest.mark.slow
def test_every_explanation_is_whole_at_the_largest_text(qtbot, open_window):
    window = open_window((1280, 720))
    press(qtbot, window, *[Qt.Key.Key_Plus] * 14)
    for name in CATALOGUE:
        window.explain.show_view(name)
        train_and_wait(window, 2)
        with suppress(qtbot.TimeoutError):  # the next line says what is wrong
            qtbot.waitUntil(lambda: not faults(window), timeout=10_000)
        assert_nothing_cut(window)


def test_a_presentation_follows_the_height_and_leaves_the_desk_as_it_was(qtbot, open_window):
    window = open_window()
    press(qtbot, window, Qt.Key.Key_Plus)
    window.set_presentation(True)
    assert window.text_size.size == presentation(1080)
    window.resize(1280, 720)
    assert window.text_size.size == presentation(720)
    press(qtbot, window, Qt.Key.Key_Plus)
    assert window.text_size.size == presentation(720)
    assert "follows the height" in window.toast.text()
    window.set_presentation(False)
    assert text_of(window) == 11
