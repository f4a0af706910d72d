"""An entry put into a registry is found in the window, chosen by click and trained with."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QComboBox, QMenu, QWidget
from toys import TOYS

from annplayground.core.engines.available import VARIABLE, load_compiled
from annplayground.core.experiment import Experiment, HiddenLayer, Network
from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.main_window import MainWindow

PLAIN = Experiment(network=Network((HiddenLayer(4, "tanh"),)))
LEFT = Qt.MouseButton.LeftButton
# Where each is offered: a button, an entry of a menu, or a box with a list.
BUTTONS = {"dataset": "dataset_toy", "feature": "feature_toy"}
MENUS = {
    "activation": "layer_1_activation_toy",
    "initializer": "init_toy",
    "metric": "gradient_metric_toy",
}
LISTS = {
    "loss": "loss",
    "optimizer": "optimizer",
    "penalty": "regularization",
    "schedule": "schedule_kind",
}


@pytest.fixture(params=TOYS, ids=lambda toy: toy.kind)
def toy(request, monkeypatch):
    request.param.register(monkeypatch)
    return request.param


@pytest.fixture
def window(qtbot, toy):
    made = MainWindow(PLAIN, remember=False)
    qtbot.addWidget(made)
    made.resize(1440, 860)
    with qtbot.waitSignal(made.controller.snapshotReady):
        made.show()
    qtbot.waitExposed(made)
    made.controller.set_speed(None)
    yield made
    made.close()


def child(window, kind, name):
    found = window.findChild(kind, name)
    assert found is not None, name
    return found


def choose(qtbot, window, toy):
    """Choose the toy as a user does, and read the name under which it is offered."""
    if toy.kind in BUTTONS:
        button = child(window, QAbstractButton, BUTTONS[toy.kind])
        assert not button.visibleRegion().isEmpty()
        for other in button.parent().findChildren(QAbstractButton):
            assert other is button or not other.isVisible() or not _overlap(button, other)
        qtbot.mouseClick(button, LEFT)
        assert button.isChecked()
        return button.text()
    if toy.kind in MENUS:
        action = child(window, QAction, MENUS[toy.kind])
        (menu,) = [each for each in window.findChildren(QMenu) if action in each.actions()]
        menu.popup(window.mapToGlobal(QPoint(50, 50)))
        qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        assert action.isChecked()
        return action.text()
    if toy.kind == "schedule":
        qtbot.mouseClick(child(window, QAbstractButton, "optimizer_parameters"), LEFT)
    box = child(window, QComboBox, LISTS[toy.kind])
    index = box.findData("toy")
    box.showPopup()
    view = box.view()
    view.scrollTo(box.model().index(index, 0))
    where = view.visualRect(box.model().index(index, 0)).center()
    qtbot.mouseClick(view.viewport(), LEFT, pos=where)
    assert box.currentData() == "toy"
    name = box.currentText()
    box.window().close() if box.window() is not window else None
    return name


def _overlap(a, b):
    return not (a.geometry() & b.geometry()).isEmpty()


def test_a_new_entry_is_chosen_by_click_trained_with_and_explained(qtbot, window, toy):
    failures = []
    window.controller.trainingFailed.connect(failures.append)
    label = toy.entry.label
    assert label in choose(qtbot, window, toy)
    qtbot.waitUntil(lambda: window.controller.snapshot.experiment == toy.chosen(PLAIN))
    window.actions_.step_epoch.trigger()
    qtbot.waitUntil(lambda: window.controller.snapshot.epoch == 1, timeout=10_000)
    for name in CATALOGUE:
        window.explain.show_view(name)
        window.grab()
    window.set_theme("dark")
    window.set_presentation(True)
    window.grab()
    if toy.kind == "metric":
        assert window.gradient.metric_name == "toy"
        assert window.gradient.chart.grab().width() > 0
    # Undo and redo know it, too.
    if toy.kind != "metric":
        window.actions_.undo.trigger()
        assert window.controller.experiment == PLAIN
        window.actions_.redo.trigger()
        assert window.controller.experiment == toy.chosen(PLAIN)
    assert failures == []


@pytest.mark.numba
def test_the_window_says_that_and_why_numpy_trains(qtbot, window, toy, monkeypatch):
    monkeypatch.delenv(VARIABLE)
    load_compiled()
    window.engine.choose("auto")
    engine = "numpy" if toy.lacking else "numba"
    first = "numpy" if toy.kind == "metric" else "numba"  # which is measured from the start
    qtbot.waitUntil(lambda: window.controller.snapshot.status.engine == first)
    choose(qtbot, window, toy)
    qtbot.waitUntil(
        lambda: (
            window.controller.snapshot.experiment == toy.chosen(PLAIN)
            and window.controller.snapshot.status.engine == engine
        )
    )
    said = f"Training runs in NumPy, slower: the {toy.lacking} has no compiled form."
    row = child(window, QWidget, "speed_caption").parent()
    if toy.lacking:
        qtbot.waitUntil(lambda: window.toast.text() == said and said in row.toolTip())
    else:
        assert "NumPy" not in window.toast.text() + row.toolTip()
