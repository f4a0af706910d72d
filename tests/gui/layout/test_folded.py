"""The strip of folded panels beside an explanation: named, with true figures, and a way back."""

import pytest
from PySide6.QtCore import QPoint, Qt
from whole import faults

from annplayground.gui.layout.layouts import CARDS, PRESENTED
from annplayground.gui.main_window import MainWindow
from annplayground.gui.text import number, percent
from annplayground.gui.waiting import train_and_wait

CLICK = Qt.MouseButton.LeftButton
SIZES = [(800, 512), (1280, 720), (1600, 900), (1920, 1080)]


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitExposed(made):
        made.show()
    train_and_wait(made, 5)
    yield made
    made.close()


def texts(window):
    """What the strip names, by panel."""
    buttons = window.board.strip.buttons.items()
    return {name: button.text() for name, button in buttons if button.isVisible()}


def test_at_every_size_what_is_folded_is_named_and_whole(qtbot, window):
    assert texts(window) == {}
    window.explain.show_view("chain")
    for presenting in (False, True):
        if presenting:
            window.actions_.present.trigger()
        for size in SIZES[presenting:]:
            window.resize(*size)
            qtbot.waitUntil(lambda: len(texts(window)) > 2 and not faults(window.board.strip))
            rest = [n for n in (PRESENTED if presenting else CARDS) if n not in window.board.shown]
            assert list(texts(window)) == rest
            explain, board = window.explain, window.board
            assert explain.width() >= 0.4 * window.width()
            top = explain.mapTo(board, QPoint()).y()
            assert (top, board.height() - top - explain.height()) == pytest.approx((8, 8), abs=10)
    window.actions_.present.trigger()


def test_the_figures_are_those_of_the_moment(qtbot, window):
    window.explain.show_view("chain")
    for _ in range(2):
        train_and_wait(window, 20)
        snapshot = window.controller.snapshot
        loss = f"Loss J {number(snapshot.losses.train)}"
        qtbot.waitUntil(lambda loss=loss: texts(window)["loss"] == loss)
        right = percent(snapshot.accuracies.train, places=1)
        assert texts(window)["boundary"] == f"Decision boundary {right}"
        assert texts(window)["gradient"] == "Gradient norm per layer"
        assert texts(window)["data"] == "Data Circle"
        # A panel that is hidden has no room for its title; the strip has.
        window.boundary.set_title("Boundary", "Decision boundary")
        window.gradient.set_title("", "Gradient norm per layer")


@pytest.mark.parametrize("way", ["click", "escape", "key"])
def test_the_panels_come_back(qtbot, window, way):
    window.explain.show_view("chain")
    qtbot.waitUntil(lambda: "loss" in texts(window))
    if way == "click":
        qtbot.mouseClick(window.board.strip.buttons["loss"], CLICK)
    elif way == "escape":
        qtbot.keyClick(window, Qt.Key.Key_Escape)
    else:
        qtbot.keyClick(window, Qt.Key.Key_4, Qt.KeyboardModifier.AltModifier)
    assert window.board.shown == CARDS
    assert texts(window) == {}


def test_without_an_explanation_beside_the_network_nothing_is_named(qtbot, window):
    window.stage.show(("network",))
    assert texts(window) == {}
    window.stage.show(("loss", "gradient"))
    assert texts(window) == {}
