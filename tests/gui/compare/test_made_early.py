"""The parts of B are made while nothing is trained, so that a comparison begins at once."""

import pytest
from PySide6.QtWidgets import QWidget
from sampled import sampled

from annplayground.gui.main_window import MainWindow
from annplayground.gui.waiting import train_and_wait
from annplayground.gui.wiring import compare as wiring


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    train_and_wait(made, 1)
    yield made
    made.close()


def comparison(window):
    (found,) = window.findChildren(wiring.Comparison)
    return found


def test_they_are_made_and_not_seen(qtbot, window):
    before = window.grab().toImage()
    comparison(window)._idle.start(1)
    qtbot.waitUntil(lambda: comparison(window)._b is not None)
    assert window.grab().toImage() == before
    parts = comparison(window)._b
    window.actions_.compare.trigger()
    assert comparison(window)._b is parts
    qtbot.waitUntil(lambda: window.controller.snapshot.other is not None)
    assert all(card.isVisible() for card in parts.cards.values())
    assert parts.bar.isVisible()


@pytest.mark.parametrize("steps", sampled(range(8), 3))
def test_a_comparison_may_begin_in_the_midst_of_it(qtbot, window, steps):
    making = comparison(window)
    for _ in range(steps):
        making._make_more()
    window.actions_.compare.trigger()
    qtbot.waitUntil(lambda: window.controller.snapshot.other is not None)
    assert all(card.isVisible() for card in making._b.cards.values())
    names = [w.objectName() for w in window.findChildren(QWidget) if w.objectName()]
    assert names.count("b_boundary_map") == 1


def test_training_is_not_held_up(qtbot, window):
    window.controller.play(True)
    qtbot.waitUntil(lambda: window.controller.snapshot.status.playing)
    making = comparison(window)
    making._idle.start(1)
    qtbot.waitUntil(lambda: window.controller.snapshot.epoch > 5)
    assert making._coming is making._b is None
    window.controller.play(False)
    qtbot.waitUntil(lambda: making._b is not None)
