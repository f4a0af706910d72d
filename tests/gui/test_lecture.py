"""A lecture with the real window: the speed, opening without training, and presentation by key."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QSlider, QWidget
from sampled import sampled

from annplayground.core.engines.stopping import NEVER, StopRules
from annplayground.gui.explain.catalogue import CATALOGUE, key_of
from annplayground.gui.main_window import MainWindow
from annplayground.gui.panels.network.layout import Weight
from annplayground.gui.plots.boundary.map import BoundaryMap
from annplayground.gui.waiting import train_and_wait
from annplayground.io.experiment_file import read_experiment
from annplayground.resource_files import resource_path

CLICK = Qt.MouseButton.LeftButton
ALT = Qt.KeyboardModifier.AltModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier
NONE = Qt.KeyboardModifier.NoModifier


def open_window(qtbot, remember=False):
    made = MainWindow(remember=remember)
    qtbot.addWidget(made)
    made.resize(1280, 720)
    with qtbot.waitSignal(made.controller.snapshotReady):
        made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


@pytest.fixture
def window(qtbot):
    made = open_window(qtbot)
    yield made
    made.close()


def wait_for(qtbot, window, condition):
    """Wait for a snapshot that fulfils the condition, and return it."""
    controller = window.controller
    if controller.snapshot is None or not condition(controller.snapshot):
        with qtbot.waitSignal(controller.snapshotReady, check_params_cb=condition):
            controller.watch(window.watching.view)
    return controller.snapshot


def press(qtbot, window, key, modifier=NONE):
    window.setFocus()
    qtbot.keyClick(window, key, modifier)


def explain_by_key(qtbot, window, name):
    window.setFocus()
    QTest.keySequence(window, key_of(name))


def speed_shown(window):
    return window.findChild(QLabel, "speed_value").text()


def cards_shown(window):
    return [card.objectName() for card in window.cards if card.isVisible()]


def play_a_little(qtbot, window):
    press(qtbot, window, Qt.Key.Key_Space)
    return wait_for(qtbot, window, lambda s: s.status.playing and s.epoch + s.batch > 0)


# -- the speed ----------------------------------------------------------------------------------


def test_a_new_window_trains_thirty_epochs_a_second(window):
    assert window.controller.speed == 30
    assert speed_shown(window) == "30 epochs/s"


@pytest.mark.parametrize("presentation", [False, True])
@pytest.mark.parametrize(
    ("key", "modifier", "speed"),
    [
        (Qt.Key.Key_Plus, NONE, 100),
        (Qt.Key.Key_Equal, NONE, 100),
        (Qt.Key.Key_Plus, KEYPAD, 100),
        (Qt.Key.Key_Minus, NONE, 10),
        (Qt.Key.Key_Minus, KEYPAD, 10),
    ],
)
def test_keys_change_the_speed(qtbot, window, presentation, key, modifier, speed):
    window.set_presentation(presentation)
    press(qtbot, window, key, modifier)
    assert window.controller.speed == speed
    assert window.findChild(QLabel, "speed_value").isVisible()
    assert speed_shown(window) == f"{speed} epochs/s"


def test_faster_ends_at_max_and_slower_leaves_it(qtbot, window):
    for _ in range(6):
        press(qtbot, window, Qt.Key.Key_Plus)
    assert (window.controller.speed, speed_shown(window)) == (None, "max")
    press(qtbot, window, Qt.Key.Key_Minus)
    assert window.controller.speed == 1000


def test_a_speed_that_is_set_from_outside_is_shown(window):
    window.controller.set_speed(None)
    assert speed_shown(window) == "max"
    slider = window.findChild(QSlider, "speed")
    assert slider.value() == slider.maximum()


def test_in_presentation_the_speed_stays_readable_beside_a_notice(qtbot, window):
    window.set_presentation(True)
    window.training.set_rules(StopRules(epoch=1))
    press(qtbot, window, Qt.Key.Key_Space)
    wait_for(qtbot, window, lambda s: s.status.stop_reason is not None)
    qtbot.waitUntil(window.training.status.notice.isVisible)
    figure = window.findChild(QLabel, "speed_value")
    assert figure.isVisible()
    assert figure.text() == "30 /s"
    assert figure.width() >= figure.sizeHint().width()


@pytest.mark.parametrize(("steps", "stored"), [(1, "100"), (6, "max")])
def test_the_speed_is_remembered(qtbot, steps, stored):
    first = open_window(qtbot, remember=True)
    for _ in range(steps):
        first.actions_.faster.trigger()
    speed = first.controller.speed
    first.close()
    assert QSettings().value("speed") == stored
    second = open_window(qtbot, remember=True)
    assert second.controller.speed == speed
    second.close()


def test_a_stored_speed_that_cannot_be_read_is_thirty(qtbot):
    QSettings().setValue("speed", "warp")
    made = open_window(qtbot, remember=True)
    assert made.controller.speed == 30
    made.close()


def test_flat_out_training_for_a_picture_is_neither_remembered_nor_left(qtbot):
    made = open_window(qtbot, remember=True)
    made.training.set_rules(StopRules(epoch=500))
    train_and_wait(made, 3)
    assert made.controller.speed == 30
    assert made.training.rules == StopRules(epoch=500)
    assert QSettings().value("speed") is None
    made.close()


# -- opening ------------------------------------------------------------------------------------


def open_example(window, number):
    actions = [a for a in window.findChildren(QAction) if a.objectName().startswith("example_")]
    next(a for a in actions if a.objectName().startswith(f"example_{number:02d}")).trigger()


def open_file(qtbot, window, monkeypatch, path):
    monkeypatch.setattr("annplayground.gui.document.files.ask_open", lambda *_: path)
    with qtbot.waitSignal(window.files.reading.fileRead):
        window.actions_.open.trigger()


def open_table(qtbot, window, monkeypatch, tmp_path):
    path = tmp_path / "points.csv"
    path.write_text("x1,x2,label\n1,1,a\n2,2,a\n-1,-1,b\n-2,-2,b\n")
    open_file(qtbot, window, monkeypatch, path)


OPENINGS = {
    "example": lambda _, window, *rest: open_example(window, 2),
    "file": lambda qtbot, window, patch, _: open_file(
        qtbot, window, patch, resource_path("examples/02-xor.json")
    ),
    "table": open_table,
    "tile": lambda _, window, *rest: window.findChild(QAbstractButton, "dataset_xor").click(),
    "drawing": lambda _, window, *rest: window.boundary.pointsDrawn.emit(
        tuple((x, y, int(x * y > 0)) for x in (1.0, -1.0) for y in (1.0, -1.0))
    ),
}


@pytest.mark.parametrize("playing", [False, True])
@pytest.mark.parametrize("kind", OPENINGS)
def test_nothing_that_is_opened_trains(qtbot, window, monkeypatch, tmp_path, kind, playing):
    if playing:
        play_a_little(qtbot, window)
    run, before = window.controller.snapshot.run, window.controller.experiment
    OPENINGS[kind](qtbot, window, monkeypatch, tmp_path)
    assert window.controller.experiment != before
    opened = wait_for(qtbot, window, lambda s: s.run > run)
    assert (opened.epoch, opened.batch, opened.status.playing) == (0, 0, False)


def test_opening_the_same_file_again_starts_anew(qtbot, window, monkeypatch):
    path = resource_path("examples/02-xor.json")
    open_file(qtbot, window, monkeypatch, path)
    press(qtbot, window, Qt.Key.Key_E)
    run = wait_for(qtbot, window, lambda s: s.epoch == 1).run
    open_file(qtbot, window, monkeypatch, path)
    assert wait_for(qtbot, window, lambda s: s.run > run).epoch == 0


def test_an_edit_while_training_goes_on(qtbot, window):
    play_a_little(qtbot, window)
    training = replace(window.controller.experiment.training, learning_rate=0.1)
    window.controller.edit(replace(window.controller.experiment, training=training))
    seen = wait_for(qtbot, window, lambda s: s.experiment.training == training)
    assert seen.status.playing


def test_the_vanishing_example_stops_by_itself_and_the_next_one_does_not(qtbot, window):
    open_example(window, 6)
    assert window.training.rules == StopRules(epoch=600)
    assert window.training.stop_rules.text() == "epoch 600"
    popup = window.training._stop_popup
    assert popup.findChild(QAbstractButton, "stop_at_epoch").isChecked()
    assert popup.findChild(QWidget, "stop_epoch").isEnabled()
    window.training.set_rules(StopRules(epoch=2))
    press(qtbot, window, Qt.Key.Key_Space)
    stopped = wait_for(qtbot, window, lambda s: s.status.stop_reason is not None)
    assert (stopped.epoch, stopped.status.playing) == (2, False)
    open_example(window, 2)
    assert window.training.rules == NEVER


# -- presentation -------------------------------------------------------------------------------


@pytest.fixture
def presenting(qtbot, window):
    press(qtbot, window, Qt.Key.Key_F5)
    assert cards_shown(window) == ["network_card", "boundary_card", "loss_card", "gradient_card"]
    return window


PAIR = ["network_card", "explain_card"]


@pytest.mark.parametrize("name", sampled(CATALOGUE, "chain"))
def test_in_presentation_every_explanation_opens_beside_the_network(qtbot, presenting, name):
    before = cards_shown(presenting)
    explain_by_key(qtbot, presenting, name)
    assert cards_shown(presenting) == PAIR
    assert presenting.explain.current.name == name
    explain_by_key(qtbot, presenting, name)
    assert cards_shown(presenting) == before
    assert presenting.actions_.present.isChecked()


def test_the_two_share_the_board(qtbot, presenting):
    explain_by_key(qtbot, presenting, "chain")
    board, place = (
        presenting.board,
        lambda card: card.mapTo(presenting.board, card.rect().topLeft()),
    )
    qtbot.waitUntil(lambda: presenting.explain.width() >= 0.4 * board.width())
    network, explain = presenting.network, presenting.explain
    assert place(network).y() == place(explain).y()
    assert explain.height() >= 0.9 * board.height()
    # The network and the strip of what is folded below it stand as high together.
    strip = board.strip
    assert strip.isVisible()
    assert place(network).y() + network.height() < place(strip).y()
    assert place(strip).y() + strip.height() == place(explain).y() + explain.height()
    assert network.height() >= 0.75 * board.height()
    assert place(explain).x() > place(network).x() + network.width()
    assert network.width() >= 0.4 * board.width()


def click_unit(qtbot, window):
    window.grab()  # lays out what has just been shown
    diagram = window.network._diagram
    qtbot.mouseClick(
        diagram, CLICK, pos=diagram.layout_of_nodes.columns[1].rects[1].center().toPoint()
    )


def click_weight(qtbot, window):
    window.grab()
    diagram = window.network._diagram
    qtbot.mouseClick(diagram, CLICK, pos=diagram.weight_point(Weight(1, 0, 0)).toPoint())
    diagram._editor.close()


def click_layer(qtbot, window):
    window.network._columns.layerClicked.emit(2)


def click_point(qtbot, window):
    window.findChild(BoundaryMap).placeChosen.emit(*window.controller.snapshot.train_set.X[7])


@pytest.mark.parametrize(
    ("click", "name"),
    [
        (click_unit, "neuron"),
        (click_weight, "chain"),
        (click_layer, "chain"),
        (click_point, "forward"),
    ],
)
def test_in_presentation_a_click_opens_its_explanation_each_time(qtbot, presenting, click, name):
    before = cards_shown(presenting)
    for _ in range(2):  # the second time the view is the right one already
        click(qtbot, presenting)
        assert cards_shown(presenting) == PAIR
        assert presenting.explain.current.name == name
        focused = presenting.focusWidget() or presenting
        qtbot.keyClick(focused, Qt.Key.Key_Escape)
        assert cards_shown(presenting) == before
    assert presenting.actions_.present.isChecked()


def test_esc_leaves_what_is_chosen_in_the_diagram_and_the_explanation_at_once(qtbot, presenting):
    diagram = presenting.network._diagram
    diagram.setFocus()
    qtbot.keyClick(diagram, Qt.Key.Key_Down)
    assert diagram.detail == (1, 1)
    assert cards_shown(presenting) == PAIR
    qtbot.keyClick(diagram, Qt.Key.Key_Escape)
    assert diagram.detail is None
    assert cards_shown(presenting) != PAIR


def test_an_explanation_gives_back_the_single_panel_that_it_covered(qtbot, presenting):
    press(qtbot, presenting, Qt.Key.Key_4)
    assert presenting.board.shown == ("loss",)
    explain_by_key(qtbot, presenting, "chain")
    explain_by_key(qtbot, presenting, "activation")
    assert cards_shown(presenting) == PAIR
    press(qtbot, presenting, Qt.Key.Key_Escape)
    assert cards_shown(presenting) == ["loss_card"]
    press(qtbot, presenting, Qt.Key.Key_Escape)
    press(qtbot, presenting, Qt.Key.Key_Escape)
    assert not presenting.actions_.present.isChecked()


def test_at_the_desk_an_explanation_opens_over_all_panels_and_over_one(qtbot, window):
    everything = cards_shown(window)
    explain_by_key(qtbot, window, "chain")
    assert cards_shown(window) == PAIR
    explain_by_key(qtbot, window, "chain")
    assert cards_shown(window) == everything
    press(qtbot, window, Qt.Key.Key_3)
    explain_by_key(qtbot, window, "chain")
    assert cards_shown(window) == PAIR
    explain_by_key(qtbot, window, "chain")
    assert cards_shown(window) == ["boundary_card"]


@pytest.mark.parametrize("alone", [False, True])
def test_after_presentation_the_cards_are_those_of_before(qtbot, window, alone):
    if alone:
        press(qtbot, window, Qt.Key.Key_3)
    before = cards_shown(window)
    press(qtbot, window, Qt.Key.Key_F5)
    press(qtbot, window, Qt.Key.Key_0)
    explain_by_key(qtbot, window, "chain")
    press(qtbot, window, Qt.Key.Key_F5)
    assert cards_shown(window) == before


def test_after_an_explanation_the_cards_have_the_sizes_of_before(qtbot, window):
    def sizes():
        return [splitter.sizes() for splitter in window.board.splitters]

    qtbot.waitUntil(lambda: all(all(some) for some in sizes()))
    before = sizes()
    press(qtbot, window, Qt.Key.Key_3)
    explain_by_key(qtbot, window, "chain")
    qtbot.waitUntil(lambda: window.explain.width() > 0.4 * window.board.width())
    press(qtbot, window, Qt.Key.Key_0)
    qtbot.waitUntil(lambda: sizes() == before)


def test_closed_beside_an_explanation_the_rows_come_back_upright(qtbot):
    first = open_window(qtbot, remember=True)
    press(qtbot, first, Qt.Key.Key_F5)
    explain_by_key(qtbot, first, "chain")
    first.close()
    second = open_window(qtbot, remember=True)
    assert second.board.splitters[2].orientation() is Qt.Orientation.Vertical
    second.close()


@pytest.mark.parametrize("place", ["desk", "presentation", "alone"])
def test_the_gradient_check_answers_everywhere(qtbot, window, place):
    window.set_presentation(place == "presentation")
    explain_by_key(qtbot, window, "chain")
    if place == "alone":
        press(qtbot, window, Qt.Key.Key_6)
    qtbot.mouseClick(window.explain.view("chain").check, CLICK)
    result = window.findChild(QLabel, "chain_check_result")
    qtbot.waitUntil(lambda: result.isVisible() and "they agree" in result.text())


def test_a_check_of_another_weight_is_not_shown_for_this_one(qtbot, window):
    explain_by_key(qtbot, window, "chain")
    press(qtbot, window, Qt.Key.Key_6)
    qtbot.mouseClick(window.explain.view("chain").check, CLICK)
    result = window.findChild(QLabel, "chain_check_result")
    qtbot.waitUntil(lambda: result.isVisible())
    window.explain.focus_weight(2, 1, 0)
    assert not result.isVisible()
    qtbot.waitUntil(lambda: result.isVisible())


def test_the_next_stage_opens_the_update_before_it_goes_on(qtbot, presenting):
    press(qtbot, presenting, Qt.Key.Key_Period)
    assert cards_shown(presenting) == PAIR
    update = presenting.explain.current
    assert (update.name, update.stage) == ("update", 0)
    press(qtbot, presenting, Qt.Key.Key_Period)
    assert update.stage == 1
    press(qtbot, presenting, Qt.Key.Key_Escape)
    press(qtbot, presenting, Qt.Key.Key_Period)
    assert (cards_shown(presenting), update.stage) == (PAIR, 1)


def test_the_menus_are_reached_in_presentation(qtbot, presenting):
    assert not presenting.menuBar().isVisible()
    whole = presenting.findChild(QMenu, "whole_menu")
    titles = [action.text() for action in presenting.menuBar().actions()]
    assert [action.text() for action in whole.actions()] == titles
    for open_it in (
        lambda: press(qtbot, presenting, Qt.Key.Key_F10),
        lambda: qtbot.mouseClick(presenting.training.menu, CLICK),
    ):
        open_it()
        assert whole.isVisible()
        whole.close()
    presenting.set_presentation(False)
    assert not presenting.training.menu.isVisible()


def test_at_the_desk_the_menu_key_opens_the_menu_bar(qtbot, window):
    press(qtbot, window, Qt.Key.Key_F10)
    popup = QApplication.activePopupWidget()
    assert popup.title() == "&File"
    popup.close()


def test_points_are_drawn_beside_the_data_where_the_map_is_not_seen(qtbot, presenting):
    before = cards_shown(presenting)
    press(qtbot, presenting, Qt.Key.Key_1)
    qtbot.mouseClick(presenting.findChild(QAbstractButton, "draw_points"), CLICK)
    assert cards_shown(presenting) == ["data_card", "boundary_card"]
    assert presenting.boundary.drawing
    for _ in range(3):  # drawing, the pair, the panel
        press(qtbot, presenting, Qt.Key.Key_Escape)
    assert cards_shown(presenting) == before


def test_the_example_file_is_what_the_menu_opens(window):
    open_example(window, 6)
    path = resource_path("examples/06-vanishing-gradient-sigmoid-6x8.json")
    assert window.controller.experiment == read_experiment(path)
    assert window.controller.experiment.training.batch_size == 10


def test_undo_of_an_opened_example_brings_the_rules_back_as_well(qtbot, window):
    own = StopRules(epoch=40)
    window.training.set_rules(own)
    vanishing = window.findChild(QAction, "example_06_vanishing_gradient_sigmoid_6x8")
    vanishing.trigger()
    theirs = window.training.rules
    assert theirs.epoch == 600
    window.actions_.undo.trigger()
    assert window.training.rules == window.controller.rules == own
    window.actions_.redo.trigger()
    assert window.training.rules == window.controller.rules == theirs
    later = StopRules(epoch=50)
    window.training.set_rules(later)  # which is a change of its own
    window.actions_.undo.trigger()
    assert window.training.rules == theirs
    window.actions_.undo.trigger()
    assert window.training.rules == own
    window.actions_.redo.trigger()
    assert window.training.rules == theirs
    window.actions_.redo.trigger()
    assert window.training.rules == later
    window.controller.set_speed(None)
    press(qtbot, window, Qt.Key.Key_Space)
    wait_for(qtbot, window, lambda s: s.epoch == 50 and not s.status.playing)
