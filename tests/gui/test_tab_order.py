"""Tab goes as the eye goes: each step to the right or downwards, card by card."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network
from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.layout.layouts import CARDS
from annplayground.gui.main_window import MainWindow
from annplayground.gui.waiting import train_and_wait

# Six sigmoid layers vanish: there are findings, with buttons.
DEEP = Experiment(Data("rings"), Network(tuple(HiddenLayer(8, "sigmoid") for _ in range(6))))


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False, engine="numpy")
    qtbot.addWidget(made)
    made.resize(1440, 860)
    with qtbot.waitExposed(made):
        made.show()
    train_and_wait(made, 2)
    made.activateWindow()
    yield made
    made.close()


def walk(qtbot, window):
    """What Tab reaches from the window on, until it comes round."""
    QApplication.processEvents()  # lays out what has just been shown
    window.setFocus()
    reached = []
    while True:
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        if widget in reached:
            return reached
        reached.append(widget)


def leaps(window, reached):
    """Each step that goes back: to what is neither further right, nor lower, nor inside."""
    places = [(w.objectName(), QRect(w.mapTo(window, QPoint()), w.size())) for w in reached]
    return [
        f"{a} → {b}"
        for (a, one), (b, other) in pairwise(places)
        if other.left() <= one.right() and other.top() <= one.bottom() and not one.contains(other)
    ]


def cards_of(window, reached):
    """The names of the cards in the order in which they are reached, each as often as it is."""
    reached = [w for w in reached if w.parent() is not window.board.strip]  # below a card
    homes = [next((c for c in CARDS if window.board.card(c).isAncestorOf(w)), "") for w in reached]
    return [home for home, before in zip(homes, [None, *homes], strict=False) if home != before]


def assert_eye_goes_along(qtbot, window, cards):
    reached = walk(qtbot, window)
    assert leaps(window, reached) == []
    bar, *found = cards_of(window, reached)
    assert (bar, found[: len(cards)]) == ("", list(cards))
    assert found[len(cards) :] in ([], [""])  # what lies below the board
    return [widget.objectName() for widget in reached]


def test_at_the_desk(qtbot, window):
    names = assert_eye_goes_along(qtbot, window, CARDS)
    assert len(names) > 50
    at = names.index("loss_smoothing")
    assert names[at : at + 3] == ["loss_smoothing", "loss_log", "loss_chart"]


def test_in_presentation(qtbot, window):
    window.set_presentation(True)
    assert_eye_goes_along(qtbot, window, window.board.seen)


@pytest.mark.parametrize("layers", [0, 1, 6])
def test_with_other_layers(qtbot, window, layers):
    network = Network(tuple(HiddenLayer(4, "tanh") for _ in range(layers)))
    window.controller.edit(Experiment(network=network))
    names = assert_eye_goes_along(qtbot, window, CARDS)
    assert sum(name.endswith("_activation") for name in names) == layers + 1


@pytest.mark.slow
def test_with_findings(qtbot, window):
    window.controller.edit(DEEP)
    train_and_wait(window, 5)
    window.explain.show_view("going_on")
    names = assert_eye_goes_along(qtbot, window, ("network", "explain"))
    assert any(name.startswith("finding_") for name in names)


def test_while_points_are_drawn(qtbot, window):
    window.boundary.set_drawing(True)
    names = assert_eye_goes_along(qtbot, window, CARDS)
    assert "draw_done" in names


def test_in_every_explanation_whenever_it_was_made(qtbot, window):
    for name in reversed(CATALOGUE):
        window.explain.show_view(name)
        assert_eye_goes_along(qtbot, window, ("network", "explain"))


def test_on_every_page(qtbot, window):
    window.resize(800, 512)
    assert len(window.board.pages) > 1
    for page in window.board.pages:
        names = assert_eye_goes_along(qtbot, window, page)
        assert "turn_page" in names
        window.board.turn_page()


def test_a_leap_is_found(qtbot):
    home = QWidget()
    qtbot.addWidget(home)
    home.resize(300, 200)
    fields = [QLineEdit(home) for _ in range(3)]
    for number, (field, place) in enumerate(zip(fields, [(0, 0), (150, 0), (0, 100)], strict=True)):
        field.setObjectName(f"field_{number}")
        field.setGeometry(*place, 100, 30)
    assert leaps(home, fields) == []
    assert leaps(home, [fields[1], fields[0], fields[2]]) == ["field_1 → field_0"]
    assert leaps(home, [fields[0], fields[2], fields[1]]) == []  # the next column
    assert leaps(home, [fields[2], fields[0]]) == ["field_2 → field_0"]


def test_a_window_that_compared_is_let_go_of(window):
    """It fails with what it leaves behind: to ask for the order of Tab once kept the window."""
    window.actions_.compare.trigger()
    QApplication.processEvents()
    assert window.board.card("b_network").isVisible()
