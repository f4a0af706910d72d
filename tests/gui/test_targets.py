"""Everything that is clicked is at least 24 pixels wide and high, as WCAG 2.5.8 asks."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)
from sampled import sampled

from annplayground.core.experiment import Experiment
from annplayground.core.settings import setting
from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.main_window import MainWindow
from annplayground.gui.waiting import train_and_wait
from annplayground.gui.widgets.popup import Popup

LEAST = 24
LARGEST = Experiment.from_dict(
    {"network": {"hidden": [{"units": 8}] * int(setting("network.hidden").high)}}
)
KINDS = (QAbstractButton, QAbstractSpinBox, QAbstractSlider, QComboBox, QLineEdit)


def too_small(root: QWidget) -> list[str]:
    """One line for each visible target in `root` that is hard to hit."""
    return [
        f"{_name(w)}: {w.width()} × {w.height()}"
        for w in root.findChildren(QWidget)
        if isinstance(w, KINDS) and w.isVisible() and not _is_part(w)
        if min(w.width(), w.height()) < LEAST
    ]


def _is_part(widget: QWidget) -> bool:
    """The line in a spin box is as large as the box to who clicks; a bar scrolls by the wheel."""
    return isinstance(widget, QScrollBar) or isinstance(widget.parent(), KINDS)


def _name(widget: QWidget) -> str:
    return widget.objectName() or type(widget).__name__


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.deferred_startup.finish()
    train_and_wait(made, 2)
    yield made
    made.close()


@pytest.mark.parametrize("presenting", [False, True], ids=["desk", "presentation"])
@pytest.mark.parametrize("size", [(800, 512), (1280, 720), (1920, 1080)])
def test_every_target_can_be_hit(qtbot, window, size, presenting):
    window.set_presentation(presenting)
    window.resize(*size)
    for _ in window.board.pages:
        qtbot.waitUntil(lambda: window.size().toTuple() == size)
        assert too_small(window) == []
        window.board.turn_page()


@pytest.mark.parametrize("size", [(800, 512), (1280, 720)])
def test_every_target_of_the_largest_network_can_be_hit(qtbot, window, size):
    window.controller.edit(LARGEST)
    window.resize(*size)
    seen = set()
    for _ in range(len(window.board.pages)):
        qtbot.waitUntil(lambda: window.size().toTuple() == size)
        assert too_small(window) == []
        seen |= {card.objectName() for card in window.cards if card.isVisible()}
        window.board.turn_page()
    assert len(seen) == 6


@pytest.mark.parametrize("name", sampled(CATALOGUE, "chain"))
def test_every_target_of_an_explanation_can_be_hit(window, name):
    window.resize(1280, 720)
    window.explain.show_view(name)
    train_and_wait(window, 2)
    assert window.explain.isVisible()
    assert too_small(window.explain) == []


def test_every_target_of_the_popups_and_of_drawing_can_be_hit(qtbot, window):
    window.resize(1280, 720)
    for button, popup in (
        (window.training.stop_rules, "stop_popup"),
        (window.findChild(QWidget, "optimizer_parameters"), "optimizer_popup"),
    ):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        (opened,) = [p for p in window.findChildren(Popup) if p.isVisible()]
        assert too_small(opened) == [], popup
        opened.close()
    window.boundary.confusion.click()
    window.boundary.set_drawing(True)
    assert too_small(window) == []


def test_the_helper_finds_a_small_target(window):
    window.resize(1600, 900)  # where the bar has room for this button
    window.training.help.setFixedSize(24, 23)
    assert too_small(window) == ["help_button: 24 × 23"]
