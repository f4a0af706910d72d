"""The whole window with a real thread: every action, the examples, the look, start and end."""

import json
import random
import re
import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QWidget

from annplayground.core.choices.activations import hidden_activations
from annplayground.core.choices.datasets import DATASETS
from annplayground.core.experiment import Experiment, HiddenLayer
from annplayground.gui.layout.layouts import CARDS
from annplayground.gui.main_window import MainWindow
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.waiting import train_and_wait

PANELS = ("data", "network", "boundary", "loss", "gradient")


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    made.resize(1440, 860)  # the screen of the tests is smaller: there would be pages
    with qtbot.waitSignal(made.controller.snapshotReady):
        made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    made.controller.set_speed(None)
    yield made
    made.close()


def wait_for(qtbot, window, condition):
    """Wait for a snapshot that fulfils the condition, and return it."""
    controller = window.controller
    if controller.snapshot is None or not condition(controller.snapshot):
        with qtbot.waitSignal(controller.snapshotReady, check_params_cb=condition):
            pass
    return controller.snapshot


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    window.setFocus()
    qtbot.keyClick(window, key, modifier)


@pytest.mark.smoke
def test_space_trains_and_pauses(qtbot, window):
    press(qtbot, window, Qt.Key.Key_Space)
    trained = wait_for(qtbot, window, lambda s: s.epoch >= 60)
    assert trained.losses.train < 0.6
    assert window.actions_.play.isChecked()
    press(qtbot, window, Qt.Key.Key_Space)
    wait_for(qtbot, window, lambda s: not s.status.playing)
    assert not window.actions_.play.isChecked()


@pytest.mark.smoke
def test_the_boundary_and_the_curves_are_drawn_from_the_run(qtbot, window):
    before = window.boundary.grab().toImage()
    window.actions_.play.trigger()
    wait_for(qtbot, window, lambda s: s.epoch >= 50 and s.boundary is not None)
    window.frame_scheduler.finish()
    after = window.boundary.grab().toImage()
    assert before != after


def test_step_keys(qtbot, window):
    press(qtbot, window, Qt.Key.Key_B)
    wait_for(qtbot, window, lambda s: s.batch == 1)
    press(qtbot, window, Qt.Key.Key_E)
    wait_for(qtbot, window, lambda s: (s.epoch, s.batch) == (1, 0))
    press(qtbot, window, Qt.Key.Key_Backspace)
    wait_for(qtbot, window, lambda s: s.epoch == 0)


def test_reset_gives_the_same_start_and_new_start_another(qtbot, window):
    first = wait_for(qtbot, window, lambda s: s.epoch == 0).parameters[0][0].copy()
    press(qtbot, window, Qt.Key.Key_E)
    wait_for(qtbot, window, lambda s: s.epoch == 1)
    press(qtbot, window, Qt.Key.Key_R)
    again = wait_for(qtbot, window, lambda s: s.epoch == 0)
    assert np.array_equal(again.parameters[0][0], first)
    press(qtbot, window, Qt.Key.Key_N)
    other = wait_for(qtbot, window, lambda s: s.run > again.run)
    assert not np.array_equal(other.parameters[0][0], first)


@pytest.mark.parametrize("index", range(5))
def test_number_keys_show_one_panel_alone(qtbot, window, index):
    key = Qt.Key(Qt.Key.Key_1.value + index)
    press(qtbot, window, key)
    alone = [name for name in PANELS if getattr(window, name).isVisible()]
    assert alone == [PANELS[index]]
    press(qtbot, window, Qt.Key.Key_Escape)
    assert all(getattr(window, name).isVisible() for name in PANELS)


def test_double_click_on_a_title_shows_it_alone(qtbot, window):
    title = next(
        label for label in window.loss.findChildren(QLabel) if label.text() == window.loss.title
    )
    qtbot.mouseDClick(title, Qt.MouseButton.LeftButton)
    assert window.board.shown == ("loss",)
    qtbot.mouseDClick(title, Qt.MouseButton.LeftButton)
    assert window.board.shown == CARDS


def smallest_font(window):
    """Point size of the smallest text on a visible label or button."""
    widgets = [w for w in window.findChildren(QWidget) if w.isVisible()]
    texts = [w for w in widgets if isinstance(w, QLabel | QAbstractButton) and w.text()]
    return min((w.font().pointSizeF(), w.objectName()) for w in texts)


@pytest.mark.smoke
def test_presentation_is_readable_from_the_back(qtbot, window):
    assert smallest_font(window)[0] >= 10
    press(qtbot, window, Qt.Key.Key_F5)
    assert window.actions_.present.isChecked()
    assert smallest_font(window)[0] >= PRESENTATION.text
    assert not window.data.isVisible()
    press(qtbot, window, Qt.Key.Key_Escape)
    assert not window.actions_.present.isChecked()
    assert window.data.isVisible()


@pytest.mark.parametrize("presentation", [False, True])
def test_the_window_fits_1280_by_720(qtbot, window, presentation):
    window.set_presentation(presentation)
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: window.size().toTuple() == (1280, 720))
    assert window.minimumSizeHint().width() <= 1280
    assert window.minimumSizeHint().height() <= 720


def test_themes_differ_in_the_picture(qtbot, window):
    window.set_theme("light")
    light = window.grab().toImage().pixelColor(4, window.height() - 4).lightness()
    window.set_theme("dark")
    dark = window.grab().toImage().pixelColor(4, window.height() - 4).lightness()
    assert light > 200
    assert dark < 60


def test_every_example_loads_and_trains(qtbot, window):
    examples = [a for a in window.findChildren(QAction) if a.objectName().startswith("example_")]
    assert len(examples) >= 7
    for action in examples:
        run = window.controller.snapshot.run
        action.trigger()
        opened = wait_for(qtbot, window, lambda s, run=run: s.run > run)
        assert (opened.epoch, opened.status.playing) == (0, False)
        window.actions_.play.trigger()
        wait_for(qtbot, window, lambda s: s.epoch + s.batch > 0)


def test_undo_and_redo_by_key(qtbot, window):
    first = window.controller.experiment
    qtbot.mouseClick(window.findChild(QAbstractButton, "dataset_xor"), Qt.MouseButton.LeftButton)
    assert window.controller.experiment.data.dataset == "xor"
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.controller.experiment == first
    press(qtbot, window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert window.controller.experiment.data.dataset == "xor"


def test_the_network_that_the_issue_builds(qtbot, window):
    """2-8-8-1 by the buttons, ReLU then tanh by the menus, and Space."""
    click = Qt.MouseButton.LeftButton
    for _ in range(4):
        qtbot.mouseClick(window.findChild(QAbstractButton, "layer_1_units_more"), click)
    for _ in range(6):
        qtbot.mouseClick(window.findChild(QAbstractButton, "layer_2_units_more"), click)
    assert [h.units for h in window.controller.experiment.network.hidden] == [8, 8]
    sizes = wait_for(qtbot, window, lambda s: s.experiment.sizes == (2, 8, 8, 1)).parameters
    assert [W.shape for W, _ in sizes] == [(2, 8), (8, 8), (8, 1)]


def random_edit(rng, experiment):
    """One change of anything, as the panels would make it."""
    data, network, training = experiment.data, experiment.network, experiment.training
    hidden = list(network.hidden)
    kind = rng.randrange(7)
    if kind == 0:
        names = [name for name in DATASETS if name != "custom"]
        return experiment.with_data(replace(data, dataset=rng.choice(names)))
    if kind == 1:
        hidden.append(HiddenLayer(rng.randint(1, 16), rng.choice(hidden_activations())))
        hidden = hidden[-6:]
    elif kind == 2 and hidden:
        hidden.pop(rng.randrange(len(hidden)))
    elif kind == 3 and hidden:
        hidden[0] = HiddenLayer(rng.randint(1, 64), hidden[0].activation)
    elif kind == 4:
        rate = rng.choice([1e-3, 0.03, 1.0, 10.0])
        return replace(experiment, training=replace(training, learning_rate=rate))
    elif kind == 5:
        return replace(experiment, training=replace(training, batch_size=rng.randint(1, 60)))
    else:
        return replace(experiment, data=replace(data, noise=rng.random() / 2))
    return replace(experiment, network=replace(network, hidden=tuple(hidden)))


def test_two_hundred_edits_while_training(qtbot, window):
    rng = random.Random(1)
    failures = []
    window.controller.trainingFailed.connect(failures.append)
    window.actions_.play.trigger()
    for index in range(200):
        window.controller.edit(random_edit(rng, window.controller.experiment))
        if index % 10 == 9:
            wanted = window.controller.experiment
            wait_for(qtbot, window, lambda s, wanted=wanted: s.experiment == wanted)
            window.controller.play(True)
    assert failures == []
    assert window.controller.running


def test_closing_while_training_ends_the_thread(qtbot, window):
    """After one burst at most: see the tests of the Runner."""
    window.actions_.play.trigger()
    wait_for(qtbot, window, lambda s: s.epoch > 0)
    window.close()
    assert not any(t.name == "annplayground-runner" for t in threading.enumerate())


def shares_of(window):
    """How the cards of the upper row share its width."""
    sizes = np.array(window.board.splitters[0].sizes())
    return sizes / sizes.sum()


def test_size_splitters_and_theme_are_remembered(qtbot):
    QSettings().clear()
    first = MainWindow()
    qtbot.addWidget(first)
    first.show()
    first.resize(800, 690)  # Qt keeps the restored size within the offscreen screen of 800
    qtbot.waitUntil(lambda: first.board.width() == 800)
    first.board.splitters[0].setSizes([300, 400, 300])
    shares = shares_of(first)
    first.set_theme("dark")
    first.close()
    second = MainWindow()
    qtbot.addWidget(second)
    second.show()
    assert second.height() == 690
    assert np.allclose(shares_of(second), shares, atol=0.01)
    assert second.actions_.theme_dark.isChecked()
    second.close()


def test_remember_false_leaves_the_settings_alone(qtbot):
    QSettings().clear()
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    made.show()
    made.set_theme("dark")
    made.close()
    assert QSettings().allKeys() == []


def test_open_and_save(qtbot, window, tmp_path, monkeypatch):
    path = tmp_path / "mine.json"
    monkeypatch.setattr("annplayground.gui.document.files.ask_save", lambda *_: path)
    window.actions_.save.trigger()
    assert json.loads(path.read_text())["data"]["dataset"] == "circle"
    text = json.loads(path.read_text())
    text["data"]["dataset"] = "moons"
    path.write_text(json.dumps(text))
    monkeypatch.setattr("annplayground.gui.document.files.ask_open", lambda *_: path)
    with qtbot.waitSignal(window.files.reading.fileRead):
        window.actions_.open.trigger()
    assert window.controller.experiment.data.dataset == "moons"


def test_a_bad_file_is_told_in_a_sentence_and_changes_nothing(qtbot, window, tmp_path, monkeypatch):
    before = window.controller.experiment
    path = tmp_path / "bad.json"
    path.write_text('{"data": {"noise": 7}}')
    monkeypatch.setattr("annplayground.gui.document.files.ask_open", lambda *_: path)
    with qtbot.waitSignal(window.files.reading.fileRead):
        window.actions_.open.trigger()
    assert window.toast.isVisible()
    assert "noise" in window.toast.text()
    assert window.controller.experiment == before


def test_points_from_a_file(qtbot, window, tmp_path, monkeypatch):
    path = tmp_path / "points.csv"
    path.write_text("x1,x2,label\n1,1,a\n2,2,a\n-1,-1,b\n-2,-2,b\n")
    monkeypatch.setattr("annplayground.gui.document.files.ask_open", lambda *_: path)
    with qtbot.waitSignal(window.files.reading.fileRead):
        window.data.openRequested.emit()
    assert window.controller.experiment.data.dataset == "custom"
    snapshot = wait_for(qtbot, window, lambda s: s.experiment.data.dataset == "custom")
    assert len(snapshot.train_set) + len(snapshot.test_set) == 4


def test_enter_presses_the_focused_button(qtbot, window):
    button = window.findChild(QAbstractButton, "dataset_moons")
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    assert window.controller.experiment.data.dataset == "moons"


def test_every_control_has_a_name_and_a_tooltip(window):
    from PySide6.QtWidgets import QAbstractSlider, QAbstractSpinBox, QScrollBar

    kinds = QAbstractButton | QComboBox | QAbstractSpinBox | QAbstractSlider
    for widget in window.findChildren(QWidget):
        if not isinstance(widget, kinds) or isinstance(widget, QScrollBar):
            continue
        if widget.objectName().startswith("qt_") or not widget.isVisibleTo(window):
            continue
        name = widget.objectName()
        assert re.fullmatch("[a-z][a-z0-9_]*", name), widget
        assert widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text())
        assert widget.toolTip(), name


def test_only_visible_panels_cost_anything(qtbot, window):
    press(qtbot, window, Qt.Key.Key_4)
    wait_for(qtbot, window, lambda s: s.boundary is None and s.neuron_maps is None)
    press(qtbot, window, Qt.Key.Key_0)
    wait_for(qtbot, window, lambda s: s.boundary is not None and s.neuron_maps is not None)


def test_train_and_wait_is_exact(window):
    train_and_wait(window, 7)
    assert window.controller.snapshot.epoch == 7
    assert not window.controller.snapshot.status.playing


def test_starting_with_an_experiment(qtbot):
    experiment = Experiment().with_data(replace(Experiment().data, dataset="spiral3"))
    made = MainWindow(experiment, remember=False)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.controller.snapshotReady):
        made.show()
    assert made.controller.snapshot.experiment == experiment
    made.close()


def test_to_train_up_to_an_epoch_twice_trains_once(qtbot, window):
    train_and_wait(window, 2)
    train_and_wait(window, 2)
    assert window.controller.snapshot.epoch == 2


def test_showing_the_same_snapshot_again_repaints_nothing(qtbot, window):
    snapshot = wait_for(qtbot, window, lambda s: s.neuron_maps is not None)
    window.controller.stop()  # nothing new comes from now on
    window.controller.snapshotReady.emit(snapshot)
    QApplication.processEvents()
    window.activateWindow()
    painted = Paints(window)
    QApplication.instance().installEventFilter(painted)
    window.controller.snapshotReady.emit(snapshot)
    QApplication.processEvents()
    QApplication.instance().removeEventFilter(painted)
    assert painted.names == []


class Paints(QObject):
    """Notes which widgets are painted."""

    def __init__(self, parent):
        super().__init__(parent)
        self.names = []

    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.names.append(watched.objectName())
        return False


def test_xor_after_the_whiteboard_has_its_own_number_of_points(qtbot, window):
    window.findChild(QAction, "example_08_whiteboard_2_2_1").trigger()
    wait_for(qtbot, window, lambda s: s.experiment.data.dataset == "custom")
    qtbot.mouseClick(window.findChild(QAbstractButton, "dataset_xor"), Qt.MouseButton.LeftButton)
    snapshot = wait_for(qtbot, window, lambda s: s.experiment.data.dataset == "xor")
    assert len(snapshot.train_set) + len(snapshot.test_set) == 500


def test_a_weight_typed_into_the_diagram_is_undone_by_key(qtbot, window):
    wait_for(qtbot, window, lambda s: s.parameters)
    old = window.controller.snapshot.parameters[0][0][0, 0]
    window.network.weightEdited.emit(1, 0, 0, 7.5)
    changed = wait_for(qtbot, window, lambda s: s.parameters[0][0][0, 0] == 7.5)
    assert changed.curves.newest("train_loss") == changed.losses.train
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, window, lambda s: s.parameters[0][0][0, 0] == old)
    press(qtbot, window, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    wait_for(qtbot, window, lambda s: s.parameters[0][0][0, 0] == 7.5)


@pytest.mark.parametrize("name", PANELS)
def test_a_panel_shown_alone_leaves_the_board_as_it_was(qtbot, window, name):
    """The Data card measured its pictures at the width that they had before."""

    def places():
        return {
            w.objectName(): (w.geometry(), w.isVisible())
            for w in window.board.findChildren(QWidget)
            if w.objectName()
        }

    qtbot.waitUntil(lambda: window.deferred_startup.done)
    QApplication.processEvents()
    before = places()
    for _ in range(2):
        window.stage.toggle(name)
        QApplication.processEvents()
    assert places() == before


def test_to_wait_for_training_that_fails_ends_and_says_so(qtbot, window, monkeypatch):
    def fail(*_):
        raise ZeroDivisionError("no such epoch")

    monkeypatch.setattr("annplayground.core.run.runner.Runner._train", fail)
    with pytest.raises(RuntimeError, match="no such epoch"):
        train_and_wait(window, 3)


def test_no_menu_takes_the_key_of_an_action(window):
    """Qt does neither then: Alt and the letter of a menu's name open it."""
    bar = window.menuBar().actions()
    menus = [QKeySequence.mnemonic(action.text()).toString() for action in bar]
    actions = (*window.actions(), *window.explain.all_actions)
    taken = [key.toString() for action in actions for key in action.shortcuts()]
    assert len(set(menus)) == len(menus)
    assert not set(menus) & set(taken)
