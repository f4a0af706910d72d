"""Sizes: the first window, one remembered from a larger screen, pages, and nothing cut."""

from contextlib import suppress

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from sampled import sampled
from whole import assert_nothing_cut, faults

from annplayground.gui.layout import geometry
from annplayground.gui.layout.layouts import CARDS
from annplayground.gui.main_window import MainWindow

SIZES = [(800, 512), (1000, 600), (1280, 720), (1440, 860), (1920, 1080)]


class Screen:
    """A screen of some size."""

    def __init__(self, *room):
        self.room = QRect(*room)

    def availableGeometry(self):  # noqa: N802  # Qt's name
        return self.room


class OnScreen(QWidget):
    """A window on a screen that the test chooses."""

    def __init__(self, screen):
        super().__init__()
        self.own = screen

    def screen(self):
        return self.own


@pytest.mark.parametrize(
    ("room", "size"),
    [
        ((0, 0, 1920, 1080), (1440, 860)),
        ((0, 0, 1280, 720), (1280, 720)),
        ((0, 24, 1366, 700), (1366, 700)),
        ((0, 0, 640, 480), (800, 512)),
    ],
)
def test_the_first_window_fits_its_screen(qtbot, room, size):
    window = OnScreen(Screen(*room))
    qtbot.addWidget(window)
    first = geometry.first_size(window)
    title = 40  # the room left for a title bar, at most
    assert first.width() == size[0]
    assert max(size[1] - title, 512) <= first.height() <= size[1]


def test_the_remembered_size_of_the_window_is_bounded(qtbot):
    first = MainWindow()
    qtbot.addWidget(first)
    first.setGeometry(2000, 1500, 3000, 2000)
    first.show()
    first.close()
    again = MainWindow()
    qtbot.addWidget(again)
    room = again.screen().availableGeometry()
    least = geometry.LEAST_WINDOW
    assert again.width() == max(room.width(), least.width())
    assert least.height() <= again.height() <= max(room.height(), least.height())
    assert room.contains(again.geometry().topLeft())
    again.close()


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.deferred_startup.finish()
    made.activateWindow()
    yield made
    made.close()


def test_the_least_size(window):
    assert window.minimumSize() == QSize(800, 512)
    window.resize(100, 100)
    assert window.size() == QSize(800, 512)


@pytest.mark.parametrize("presenting", [False, True])
@pytest.mark.parametrize("size", sampled(SIZES))
def test_nothing_is_cut_at_any_size(qtbot, window, size, presenting):
    window.set_presentation(presenting)
    window.resize(*size)
    seen = set()
    for _ in range(len(window.board.pages)):
        with suppress(qtbot.TimeoutError):  # the next line says what is wrong
            qtbot.waitUntil(lambda: not faults(window), timeout=10_000)
        assert_nothing_cut(window)
        assert window.size() == QSize(*size)
        seen |= {card for card in window.cards if card.isVisible()}
        qtbot.keyClick(window, Qt.Key.Key_7)
    folded = {window.data, window.explain} if presenting else set()
    assert seen == set(window.cards) - folded


def seen_cards(window):
    """The names of the cards that can be seen."""
    return [name for name in CARDS if window.board.card(name).isVisible()]


def test_a_small_window_turns_its_pages_by_key_and_click(qtbot, window):
    window.resize(800, 512)
    pages = window.board.pages
    assert len(pages) > 1
    pager = window.findChild(QWidget, "turn_page")
    assert pager.text().startswith(f"1 of {len(pages)}")
    qtbot.keyClick(window, Qt.Key.Key_7)
    assert seen_cards(window) == pages[1]
    assert pager.text().startswith(f"2 of {len(pages)}")
    for _ in range(len(pages) - 1):
        qtbot.mouseClick(pager, Qt.MouseButton.LeftButton)
    assert seen_cards(window) == pages[0]
    qtbot.keyClick(window, Qt.Key.Key_4)
    assert window.board.shown == ("loss",)
    assert not pager.isVisible()
    window.resize(1440, 860)
    qtbot.keyClick(window, Qt.Key.Key_0)
    assert all(card.isVisible() for card in window.cards)
    assert not pager.isVisible()


def test_only_the_page_that_is_seen_is_computed(qtbot, window):
    window.resize(800, 512)
    assert window.boundary.resolution > 0
    qtbot.keyClick(window, Qt.Key.Key_7)
    assert window.boundary.resolution == 0
    assert window.watching.view.boundary == 0


# -- the helper itself ----------------------------------------------------------------------


def test_the_helper_finds_a_cut_and_an_overlap(qtbot):
    home = QWidget()
    qtbot.addWidget(home)
    QVBoxLayout(home)
    home.resize(300, 200)
    cut, under, over = (QLabel(text, home) for text in ("much too long a text", "under", "over"))
    cut.setGeometry(10, 10, 40, 20)
    under.setGeometry(10, 60, 80, 20)
    over.setGeometry(50, 65, 80, 20)
    home.show()
    assert len(faults(home)) == 2
    cut.resize(200, 20)
    over.move(150, 65)
    assert faults(home) == []
