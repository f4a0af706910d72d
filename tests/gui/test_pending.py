"""What is pending for a layer when the layer goes: it is dropped, and nothing else happens."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QDoubleSpinBox, QSpinBox, QWidget

from annplayground.core.experiment import Experiment, HiddenLayer, Network
from annplayground.gui.explain.catalogue import CATALOGUE
from annplayground.gui.main_window import MainWindow
from annplayground.gui.panels.network.layout import Bias, Weight
from annplayground.gui.waiting import train_and_wait

DEEP = Experiment(network=Network((HiddenLayer(4), HiddenLayer(6), HiddenLayer(5, "leaky_relu"))))
FLAT = Experiment(network=Network((HiddenLayer(2),)))
NONE = Experiment(network=Network(()))
CLICK = Qt.MouseButton.LeftButton


@pytest.fixture
def window(qtbot):
    made = MainWindow(DEEP, remember=False, engine="numpy")
    qtbot.addWidget(made)
    made.resize(1600, 900)
    with qtbot.waitSignal(made.controller.snapshotReady):
        made.show()
    made.activateWindow()
    qtbot.waitUntil(lambda: made.controller.snapshot.neuron_maps is not None)
    yield made
    made.close()


def type_units(qtbot, window):
    box = window.findChild(QSpinBox, "layer_3_units")
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "7")
    assert box.text() == "7"
    assert box.value() == 5


def type_alpha(qtbot, window):
    button = window.findChild(QWidget, "layer_3_activation")
    button.open_menu()
    box = button.menu.findChild(QDoubleSpinBox, "layer_3_alpha")
    box.setFocus()
    box.selectAll()
    qtbot.keyClicks(box, "0.5")


def open_activations(qtbot, window):
    window.findChild(QWidget, "layer_3_activation").open_menu()


def edit(qtbot, window, target):
    diagram = window.network._diagram
    diagram._edit(target, diagram._place_of(target))
    box = diagram.findChild(QDoubleSpinBox, "parameter_value")
    assert box.isVisible()
    box.selectAll()
    qtbot.keyClicks(box, "2.5")


def edit_weight(qtbot, window):
    edit(qtbot, window, Weight(3, 5, 4))


def edit_bias(qtbot, window):
    edit(qtbot, window, Bias(3, 4))


def edit_first_weight(qtbot, window):
    """It is there in the other network too, but with another value."""
    edit(qtbot, window, Weight(1, 0, 0))


def hover_unit(qtbot, window):
    diagram = window.network._diagram
    place = diagram.layout_of_nodes.columns[3].rects[4].center().toPoint()
    qtbot.mouseMove(diagram, place + QPoint(2, 2))
    qtbot.mouseMove(diagram, place)
    assert diagram.detail == (3, 4)


def choose_weight(qtbot, window):
    diagram = window.network._diagram
    diagram.setFocus()
    diagram._select(Weight(4, 4, 0))


def press_weight(qtbot, window):
    diagram = window.network._diagram
    qtbot.mousePress(diagram, CLICK, pos=diagram.weight_point(Weight(3, 5, 4)).toPoint())


def read_the_chart(qtbot, window):
    train_and_wait(window, 3)
    chart = window.findChild(QWidget, "gradient_chart")
    chart.setFocus(Qt.FocusReason.TabFocusReason)
    assert len(chart.reading()[1]) == 4  # a value per layer


def draw(qtbot, window):
    window.boundary.set_drawing(True)
    qtbot.keyClick(window, Qt.Key.Key_3)
    qtbot.mousePress(window.findChild(QWidget, "boundary_map"), CLICK, pos=QPoint(80, 80))


PENDING = [
    type_units,
    type_alpha,
    open_activations,
    edit_weight,
    edit_bias,
    edit_first_weight,
    hover_unit,
    choose_weight,
    press_weight,
    read_the_chart,
    draw,
]


def change(qtbot, window, experiment):
    """As an example, a file or an undo does; painted at once and when the new run is there."""
    window.controller.edit(experiment)
    assert not window.grab().isNull()
    sizes = experiment.sizes
    qtbot.waitUntil(lambda: window.controller.snapshot.experiment.sizes == sizes)
    window.frame_scheduler.finish()
    assert not window.grab().isNull()


@pytest.mark.parametrize("pend", PENDING, ids=lambda pend: pend.__name__)
def test_the_layer_goes_and_what_is_pending_with_it(qtbot, window, pend):
    pend(qtbot, window)
    told = []
    window.controller.trainingFailed.connect(told.append)
    set_by_hand = []
    for signal in (window.network.weightEdited, window.network.biasEdited):
        signal.connect(lambda *values: set_by_hand.append(values))
    box = QApplication.focusWidget()
    window.controller.edit(NONE)
    if isinstance(box, QAbstractSpinBox) and box.isVisible():
        qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.mouseRelease(window.network._diagram, CLICK, pos=QPoint(5, 5))
    change(qtbot, window, NONE)
    assert window.controller.experiment == NONE
    assert QApplication.activePopupWidget() is None
    assert (told, set_by_hand) == ([], [])
    assert window.toast.isHidden()
    # Where the layer comes again, it is what it was.
    change(qtbot, window, DEEP)
    assert window.findChild(QSpinBox, "layer_3_units").text() == "5"
    assert window.controller.experiment == DEEP


def test_the_explanations_follow_to_what_there_is(qtbot, window):
    window.explain.view("chain").check.setChecked(True)
    for name in CATALOGUE:
        window.explain.focus_weight(4, 4, 0)
        window.explain.focus_unit(3, 4)
        window.explain.show_view(name)
        change(qtbot, window, FLAT)
        focus = window.explain.current.focus
        sizes = FLAT.sizes
        assert focus.layer < len(sizes)
        assert focus.unit < sizes[focus.layer]
        assert focus.source < sizes[focus.layer - 1]
        change(qtbot, window, DEEP)
