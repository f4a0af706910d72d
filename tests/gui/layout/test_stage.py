"""What keys, clicks and double-clicks let be seen in the real window, and Esc takes away."""

from contextlib import suppress
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDoubleSpinBox, QLabel, QToolButton
from sampled import sampled
from whole import assert_nothing_cut, faults

from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network
from annplayground.gui.explain.catalogue import CATALOGUE, key_of
from annplayground.gui.layout.layouts import CARDS, EXPLAINED, PRESENTED
from annplayground.gui.main_window import MainWindow
from annplayground.gui.panels.network.layout import Node, Weight
from annplayground.gui.waiting import train_and_wait

CLICK = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier
DEEP = Experiment(Data("rings"), Network(tuple(HiddenLayer(8, "tanh") for _ in range(6))))
SIZES = [(800, 512), (1280, 720), (1920, 1080)]


def open_window(qtbot, experiment=None):
    made = MainWindow(experiment, remember=False)
    qtbot.addWidget(made)
    made.resize(1440, 860)
    with qtbot.waitExposed(made):
        made.show()
    train_and_wait(made, 3)
    made.activateWindow()
    return made


@pytest.fixture
def window(qtbot):
    made = open_window(qtbot)
    yield made
    made.close()


@pytest.fixture(params=sampled(["desk", "presentation"], "presentation"))
def place(request, qtbot, window):
    """The window at the desk and in presentation."""
    if request.param == "presentation":
        press(qtbot, window, Qt.Key.Key_F5)
    return window


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    window.setFocus()
    qtbot.keyClick(window, key, modifier)


def explain_by_key(qtbot, window, name):
    window.setFocus()
    QTest.keySequence(window, key_of(name))


def seen(window):
    return tuple(name for name in CARDS if window.board.card(name).isVisible())


def assert_explained(window, name):
    """The explanation has its place: 40 % of the window's width, all of the board's height."""
    board, explain = window.board, window.explain
    assert board.shown == EXPLAINED == seen(window)
    assert explain.current.name == name
    assert explain.width() >= 0.4 * window.width()
    assert explain.height() >= board.height() - 24 - 24
    left, right = (card.mapTo(board, QPoint()).x() for card in (window.network, explain))
    assert left < right


# -- opened from anywhere -------------------------------------------------------------------


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_key_opens_an_explanation_and_closes_it(qtbot, place, name):
    before = seen(place)
    explain_by_key(qtbot, place, name)
    assert_explained(place, name)
    explain_by_key(qtbot, place, name)
    assert seen(place) == before
    explain_by_key(qtbot, place, name)
    press(qtbot, place, Qt.Key.Key_Escape)
    assert seen(place) == before
    assert place.actions_.present.isChecked() == (before == PRESENTED)


@pytest.mark.parametrize("alone", CARDS[:5])
def test_over_a_single_panel_too(qtbot, place, alone):
    press(qtbot, place, Qt.Key(Qt.Key.Key_1.value + CARDS.index(alone)))
    assert seen(place) == (alone,)
    explain_by_key(qtbot, place, "descent")
    explain_by_key(qtbot, place, "activation")
    assert_explained(place, "activation")
    press(qtbot, place, Qt.Key.Key_Escape)
    assert place.board.shown == seen(place) == (alone,)


def test_an_explanation_alone_is_turned_over_in_its_place(qtbot, place):
    press(qtbot, place, Qt.Key.Key_6)
    explain_by_key(qtbot, place, "chain")
    assert seen(place) == ("explain",)
    assert place.explain.current.name == "chain"
    explain_by_key(qtbot, place, "chain")
    assert "loss" in seen(place)


def click_unit(qtbot, window):
    diagram = window.network._diagram
    rect = diagram.layout_of_nodes.columns[1].rects[1]
    qtbot.mouseClick(diagram, CLICK, pos=rect.center().toPoint())


def click_weight(qtbot, window):
    diagram = window.network._diagram
    qtbot.mouseClick(diagram, CLICK, pos=diagram.weight_point(Weight(1, 0, 0)).toPoint())
    diagram._editor.close()


def click_layer(qtbot, window):
    columns = window.network._columns
    qtbot.mouseClick(columns, CLICK, pos=QPoint(round(columns._centres[2]), 4))


def click_point(qtbot, window):
    X = window.controller.snapshot.train_set.X
    window.boundary.map.placeChosen.emit(*X[7])


@pytest.mark.parametrize(
    ("click", "name"),
    [
        (click_unit, "neuron"),
        (click_weight, "chain"),
        (click_layer, "chain"),
        (click_point, "forward"),
    ],
)
def test_a_click_opens_what_it_means(qtbot, place, click, name):
    before = seen(place)
    place.grab()  # lays out what has just been shown
    click(qtbot, place)
    assert_explained(place, name)
    press(qtbot, place, Qt.Key.Key_Escape)
    assert seen(place) == before


def test_a_second_click_on_a_unit_that_has_moved_away_sets_its_bias(qtbot, window):
    """The first click opened the explanation, so that another unit or none is under the pointer."""
    diagram = window.network._diagram
    where = diagram.layout_of_nodes.columns[1].rects[1].center().toPoint()
    point = diagram.mapToGlobal(where)
    qtbot.mouseClick(diagram, CLICK, pos=where)
    window.grab()
    there = diagram.mapFromGlobal(point)
    assert diagram.target_at(there.toPointF()) != Node(1, 1)
    qtbot.mouseDClick(diagram, CLICK, pos=there)
    assert (diagram._editor.target.layer, diagram._editor.target.j) == (1, 1)
    assert window.findChild(QDoubleSpinBox, "parameter_value").isVisible()
    diagram._editor.close()


def test_the_menu_at_the_card_opens_it_as_well(qtbot, window):
    chooser = window.findChild(QToolButton, "explain_chooser")
    actions = {action.objectName(): action for action in chooser.menu().actions()}
    actions["explain_optimizer"].trigger()
    assert_explained(window, "optimizer")
    actions["explain_optimizer"].trigger()
    assert seen(window) == CARDS


def test_in_presentation_the_desk_is_kept_as_it_was(qtbot, window):
    explain_by_key(qtbot, window, "chain")
    press(qtbot, window, Qt.Key.Key_F5)
    assert_explained(window, "chain")
    press(qtbot, window, Qt.Key.Key_Escape)
    assert seen(window) == PRESENTED
    press(qtbot, window, Qt.Key.Key_F5)
    assert_explained(window, "chain")
    press(qtbot, window, Qt.Key.Key_Escape)
    assert seen(window) == CARDS


@pytest.mark.parametrize("key", range(6))
def test_a_double_click_on_a_title_and_the_digit_do_the_same(qtbot, place, key):
    before, name = seen(place), CARDS[key]
    press(qtbot, place, Qt.Key(Qt.Key.Key_1.value + key))
    assert place.board.shown == seen(place) == (name,)
    title = place.findChild(QLabel, f"{name}_card_title")
    qtbot.mouseDClick(title, CLICK)
    assert seen(place) == before
    if name in before:
        qtbot.mouseDClick(title, CLICK)
        assert seen(place) == (name,)
        press(qtbot, place, Qt.Key.Key_0)
        assert seen(place) == before


# -- at every size --------------------------------------------------------------------------


def pages_are_whole(qtbot, window, size):
    """Turn all pages of what is shown; the window keeps its size, and nothing is cut."""
    found = set()
    for _ in window.board.shown:
        with suppress(qtbot.TimeoutError):  # the next line says what is wrong
            qtbot.waitUntil(lambda: not faults(window), timeout=5_000)
        assert_nothing_cut(window)
        assert window.size() == QSize(*size)
        found |= set(seen(window))
        if len(window.board.pages) > 1:
            press(qtbot, window, Qt.Key.Key_7)
    assert found == set(window.board.shown)


@pytest.mark.parametrize("size", sampled(SIZES, SIZES[1]))
def test_one_and_two_panels_are_whole_at_every_size(qtbot, place, size):
    place.resize(*size)
    for names in [*((name,) for name in CARDS), *combinations(CARDS, 2)]:
        place.stage.show(names)
        pages_are_whole(qtbot, place, size)


@pytest.mark.parametrize("size", sampled(SIZES, SIZES[1]))
@pytest.mark.parametrize("deep", [False, True])
def test_every_explanation_is_whole_at_every_size(qtbot, size, deep):
    window = open_window(qtbot, DEEP if deep else None)
    window.resize(*size)
    for presenting in (False, True):
        window.set_presentation(presenting)
        for name in CATALOGUE:
            window.explain.show_view(name)
            assert window.explain.isVisible()
            assert window.explain.width() >= 0.4 * window.width()
            pages_are_whole(qtbot, window, size)
    window.close()


def test_opened_on_pages_the_explanation_is_what_is_seen(qtbot, window):
    window.set_presentation(True)
    window.resize(800, 1000)  # a high window has large letters
    press(qtbot, window, Qt.Key.Key_7)
    covered = seen(window)
    explain_by_key(qtbot, window, "chain")
    assert window.board.pages == [["network"], ["explain"]]
    assert seen(window) == ("explain",)
    press(qtbot, window, Qt.Key.Key_7)
    assert seen(window) == ("network",)
    click_unit(qtbot, window)
    assert seen(window) == ("explain",)
    press(qtbot, window, Qt.Key.Key_Escape)
    assert seen(window) == covered != ("network",)
