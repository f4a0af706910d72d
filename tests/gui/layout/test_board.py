"""The board: the named layouts by one method, in pages where there is no room, and back again."""

from itertools import pairwise, permutations

import pytest
from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from annplayground.gui.layout.board import Board
from annplayground.gui.layout.layouts import B_CARDS, CARDS, PRESENTED, ROWS
from annplayground.gui.theme import Look
from annplayground.gui.widgets.card import Card

CLICK = Qt.MouseButton.LeftButton


@pytest.fixture
def board(qtbot):
    rows = [{name: Card(f"{name}_card", name.title()) for name in row} for row in ROWS]
    window = QWidget()  # which the cards do not widen
    made = Board(rows, window)
    qtbot.addWidget(window)
    made.resize(900, 600)
    made.set_look(Look())
    made.set_sizes((400, 200), (300, 300, 300), (300, 300, 300))
    window.show()
    qtbot.waitExposed(window)
    yield made
    window.close()


def place(board, name):
    """Where a card is, on the board."""
    card = board.card(name)
    return QRect(card.mapTo(board, QPoint()), card.size())


def seen(board):
    return [name for name in CARDS if board.card(name).isVisible()]


def beside(board, left, right):
    """Whether two cards stand side by side at the full height."""
    a, b = place(board, left), place(board, right)
    return a.right() < b.left() and a.top() == b.top() and a.height() == b.height() > 550


def test_at_first_all_are_shown(board):
    assert board.shown == CARDS
    assert seen(board) == list(CARDS)


def test_one_alone_takes_the_whole_board(board):
    for name in CARDS:
        board.show((name,))
        assert board.shown == (name,)
        assert seen(board) == [name]
        assert place(board, name).size() == QSize(900 - 16, 600 - 16)


@pytest.mark.parametrize("names", list(permutations(CARDS, 2)))
def test_any_two_stand_side_by_side_as_they_were_named(board, names):
    before = {name: place(board, name) for name in CARDS}
    board.show(names)
    assert board.shown == names
    assert set(seen(board)) == set(names)
    assert beside(board, *names)
    board.show(CARDS)
    assert {name: place(board, name) for name in CARDS} == before


def test_two_after_two_and_one_after_one_leave_the_board_as_it_was(board):
    before = {name: place(board, name) for name in CARDS}
    shown = [*permutations(CARDS, 2), *((name,) for name in CARDS), PRESENTED]
    for first, second in pairwise(shown):
        board.show(second)
        board.show(first)
        if len(first) == 2:
            assert beside(board, *first)
    board.show(CARDS)
    assert {name: place(board, name) for name in CARDS} == before


def test_of_different_rows_both_get_half(board):
    board.show(("network", "explain"))
    widths = [place(board, name).width() for name in ("network", "explain")]
    assert abs(widths[0] - widths[1]) <= 1


def test_two_keep_their_halves_as_the_window_grows_and_shrinks(board):
    board.show(("network", "explain"))
    for width, height in ((500, 300), (1900, 1000), (900, 600)):
        board.resize(width, height)
        widths = [place(board, name).width() for name in ("network", "explain")]
        assert abs(widths[0] - widths[1]) <= 1
    board.show(CARDS)
    board.resize(900, 1200)
    assert place(board, "network").height() > 1.9 * place(board, "explain").height()


def test_two_that_were_chosen_before_the_window_is_shown_are_halves(qtbot):
    rows = [{name: Card(f"{name}_card", name.title()) for name in row} for row in ROWS]
    rows[1]["explain"].setMinimumWidth(400)
    window = QWidget()
    made = Board(rows, window)
    qtbot.addWidget(window)
    made.set_look(Look())
    made.resize(100, 100)
    made.show(("network", "explain"))
    made.resize(1200, 600)
    window.show()
    widths = [place(made, name).width() for name in ("network", "explain")]
    assert abs(widths[0] - widths[1]) <= 1
    window.close()


def test_some_keep_their_rows(board):
    board.show(PRESENTED)
    assert seen(board) == list(PRESENTED)
    assert place(board, "network").bottom() < place(board, "loss").top()


def test_unknown_names_change_nothing(qtbot, board):
    with qtbot.assertNotEmitted(board.shownChanged):
        for names in (["los"], [], ["loss", "los"]):
            with pytest.raises(ValueError, match="panel"):
                board.show(names)
    assert board.shown == CARDS


def test_it_tells_when_others_are_seen_and_only_then(qtbot, board):
    with qtbot.waitSignal(board.shownChanged):
        board.show(["loss"])
    with qtbot.assertNotEmitted(board.shownChanged):
        board.show(("loss",))


@pytest.mark.parametrize("names", [CARDS, ("network", "explain"), ("boundary", "data"), PRESENTED])
def test_every_layout_has_pages_where_the_room_is_small(qtbot, board, names):
    for card in map(board.card, CARDS):
        card.setMinimumWidth(500)
    board.show(names)
    qtbot.waitUntil(lambda: board.pages == [[name] for name in names])
    pager = board.findChild(QWidget, "turn_page")
    for number, name in enumerate(names, start=1):
        assert seen(board) == [name] == list(board.seen)
        assert pager.text().startswith(f"{number} of {len(names)}")
        qtbot.mouseClick(pager, CLICK)
    assert seen(board) == [names[0]]
    board.turn_to(names[-1])
    assert seen(board) == [names[-1]]
    board.show(("loss",))
    assert not pager.isVisible()
    board.show(names)  # on the page that was left
    assert seen(board) == [names[-1]]


def test_double_click_on_the_title_asks(qtbot, board):
    card = board.card("loss")
    title = card.findChild(QLabel, "loss_card_title")
    with qtbot.waitSignal(card.expandRequested):
        qtbot.mouseDClick(title, CLICK)


def test_double_click_in_the_body_does_not(qtbot, board):
    card = board.card("loss")
    with qtbot.assertNotEmitted(card.expandRequested):
        qtbot.mouseDClick(card, CLICK)


def test_one_of_each_row_of_a_comparison_stand_side_by_side(board):
    board.put_in({name: Card(name, name) for name in ("a_side", "b_side", *B_CARDS.values())})
    board.show(("boundary", "b_boundary", "loss"))
    board.share((1.0, 1.0, 2.0))
    assert board.pages == [["boundary", "b_boundary", "loss"]]
    assert beside(board, "boundary", "b_boundary")
    assert beside(board, "b_boundary", "loss")
    widths = [place(board, name).width() for name in ("boundary", "b_boundary", "loss")]
    assert abs(widths[0] - widths[1]) <= 4
    assert abs(widths[2] - 2 * widths[0]) <= 12
    board.show(CARDS)
    board.take_out()
    assert not beside(board, "network", "loss")


def test_the_focus_of_a_card_that_goes_is_the_windows(board):
    window, button, other = board.window(), QPushButton(), QPushButton()
    for name, one in (("loss", button), ("data", other)):
        board.card(name).body.addWidget(one)
        one.show()
    window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setFocus()
    assert window.focusWidget() is button
    board.show(("data",))
    assert not other.hasFocus()
    assert window.focusWidget() in (window, None)
