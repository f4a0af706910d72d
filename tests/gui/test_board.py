"""The board and the card: one alone, folded, and the double-click that asks for it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from annplayground.gui.board import Board
from annplayground.gui.widgets.card import Card


@pytest.fixture
def board(qtbot):
    cards = [Card(name, name.title()) for name in ("one", "two", "three")]
    made = Board(cards[:2], cards[2:])
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    qtbot.waitExposed(made)
    return made, cards


def visible(cards):
    return [card.objectName() for card in cards if card.isVisible()]


def test_one_alone_takes_the_whole_board_and_all_come_back(qtbot, board):
    made, cards = board
    made.show_alone(cards[1])
    assert visible(cards) == ["two"]
    qtbot.waitUntil(lambda: cards[1].width() > 550 and cards[1].height() > 350)
    made.show_alone(None)
    assert visible(cards) == ["one", "two", "three"]


def test_a_folded_card_can_still_be_shown_alone(board):
    made, cards = board
    made.fold({cards[0]})
    assert visible(cards) == ["two", "three"]
    made.show_alone(cards[0])
    assert visible(cards) == ["one"]


def test_double_click_on_the_title_asks(qtbot, board):
    _, cards = board
    title = cards[2].findChild(QLabel, "three_title")
    with qtbot.waitSignal(cards[2].expandRequested):
        qtbot.mouseDClick(title, Qt.MouseButton.LeftButton)


def test_double_click_in_the_body_does_not(qtbot, board):
    _, cards = board
    with qtbot.assertNotEmitted(cards[2].expandRequested):
        qtbot.mouseDClick(cards[2], Qt.MouseButton.LeftButton)
