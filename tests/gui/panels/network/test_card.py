"""The Network card: every control, seen in the Experiment and in what is drawn."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QSignalSpy
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QDoubleSpinBox, QSpinBox, QWidget

from annplayground.core.checks import ExperimentError
from annplayground.core.choices.activations import hidden_activations
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.panels.network.card import NetworkCard
from annplayground.gui.panels.network.diagram import NetworkDiagram
from annplayground.gui.sizes import PRESENTATION
from annplayground.gui.theme import DARK, Look, style_sheet

# Popups on the offscreen platform.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEAKY = HiddenLayer(2, "leaky_relu")


@pytest.fixture
def card(qtbot):
    made = NetworkCard()
    qtbot.addWidget(made)
    made.setStyleSheet(style_sheet(Look()))
    made.set_look(Look())
    made.show_experiment(Experiment())
    made.resize(700, 400)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    return made


def child(card, kind, name):
    found = card.findChild(kind, name)
    assert found is not None, name
    return found


def diagram_of(card):
    return child(card, NetworkDiagram, "network_diagram")


def nodes(card):
    return [len(column.rects) for column in diagram_of(card).layout_of_nodes.columns]


def click(qtbot, card, name):
    qtbot.mouseClick(child(card, QAbstractButton, name), Qt.MouseButton.LeftButton)


def type_number(qtbot, box, text):
    box.selectAll()
    qtbot.keyClicks(box, text)
    qtbot.keyClick(box, Qt.Key.Key_Return)


def edited_by(qtbot, card, act):
    with qtbot.waitSignal(card.experimentEdited) as caught:
        act()
    return caught.args[0]


# -- what is shown --------------------------------------------------------------------------


def test_title_and_subtitle(card):
    assert card.title == "Network"
    subtitle = child(card, QWidget, "network_card_subtitle")
    assert subtitle.text() == "2 → 4 → 2 → 1 · 25 parameters"


def test_showing_an_experiment_emits_nothing(qtbot, card):
    network = Network(hidden=(HiddenLayer(7, "elu", 0.4),) * 3, init="he", init_scale=0.3)
    shown = replace(Experiment(), network=network)
    with qtbot.assertNotEmitted(card.experimentEdited):
        card.show_experiment(shown)
    assert nodes(card) == [2, 7, 7, 7, 1]
    assert child(card, QSpinBox, "layer_3_units").value() == 7
    assert child(card, QAbstractButton, "layer_2_activation").text() == "ELU 0.4"
    assert child(card, QDoubleSpinBox, "layer_2_alpha").value() == 0.4
    assert child(card, QSpinBox, "layers_count").value() == 3
    assert child(card, QAbstractButton, "init_scheme").text() == "He"
    assert child(card, QDoubleSpinBox, "init_scale").value() == 0.3


def test_a_change_of_the_training_alone_is_carried_on(qtbot, card):
    training = Training(learning_rate=0.5)
    card.show_experiment(replace(Experiment(), training=training))
    made = edited_by(qtbot, card, lambda: click(qtbot, card, "layers_more"))
    assert made.training == training


# -- units ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "units"), [("layer_1_units_less", 3), ("layer_1_units_more", 5)])
@pytest.mark.parametrize("by_key", [False, True], ids=["click", "key"])
def test_plus_and_minus_change_the_units(qtbot, card, name, units, by_key):
    def act():
        if by_key:
            qtbot.keyClick(child(card, QAbstractButton, name), Qt.Key.Key_Return)
        else:
            click(qtbot, card, name)

    made = edited_by(qtbot, card, act)
    assert made.network.hidden == (HiddenLayer(units, "tanh"), LEAKY)
    assert nodes(card) == [2, units, 2, 1]
    assert child(card, QSpinBox, "layer_1_units").value() == units


def test_units_are_typed(qtbot, card):
    box = child(card, QSpinBox, "layer_2_units")
    made = edited_by(qtbot, card, lambda: type_number(qtbot, box, "64"))
    assert made.network.hidden[1] == HiddenLayer(64, "leaky_relu")
    assert nodes(card) == [2, 4, 64, 1]
    assert diagram_of(card).layout_of_nodes.columns[2].sheet > 1


def test_held_down_it_goes_on(qtbot, card):
    button = child(card, QAbstractButton, "layer_1_units_more")
    button.setAutoRepeatDelay(1)
    button.setAutoRepeatInterval(1)
    edits = QSignalSpy(card.experimentEdited)
    qtbot.mousePress(button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: edits.count() >= 5)
    qtbot.mouseRelease(button, Qt.MouseButton.LeftButton)
    assert edits.at(edits.count() - 1)[0].network.hidden[0].units == 4 + edits.count()


# -- layers ---------------------------------------------------------------------------------


def test_a_new_layer_is_like_the_last(qtbot, card):
    made = edited_by(qtbot, card, lambda: click(qtbot, card, "layers_more"))
    assert made.network.hidden == (HiddenLayer(4, "tanh"), LEAKY, LEAKY)
    assert nodes(card) == [2, 4, 2, 2, 1]
    assert child(card, QSpinBox, "layer_3_units").isVisible()


def test_layers_go_down_to_none_and_come_back(qtbot, card):
    for left in (1, 0):
        made = edited_by(qtbot, card, lambda: click(qtbot, card, "layers_less"))
        assert len(made.network.hidden) == left
    assert nodes(card) == [2, 1]
    assert not child(card, QAbstractButton, "layers_less").isEnabled()
    made = edited_by(qtbot, card, lambda: click(qtbot, card, "layers_more"))
    assert made.network.hidden == (HiddenLayer(4, "tanh"),)


def test_the_number_of_layers_is_typed(qtbot, card):
    box = child(card, QSpinBox, "layers_count")
    made = edited_by(qtbot, card, lambda: type_number(qtbot, box, "10"))
    assert len(made.network.hidden) == 10
    assert len(nodes(card)) == 12
    assert not child(card, QAbstractButton, "layers_more").isEnabled()


# -- activations and first weights ----------------------------------------------------------


@pytest.mark.parametrize("name", [n for n in hidden_activations() if n != "tanh"])
def test_every_activation_can_be_chosen(qtbot, card, name):
    action = child(card, QAction, f"layer_1_activation_{name}")
    made = edited_by(qtbot, card, action.trigger)
    assert made.network.hidden == (HiddenLayer(4, name), LEAKY)
    assert action.isChecked()
    shown = child(card, QAbstractButton, "layer_1_activation").text()
    assert shown.startswith(action.text())


def test_an_activation_is_chosen_by_keyboard(qtbot, card):
    button = child(card, QAbstractButton, "layer_1_activation")
    qtbot.keyClick(button, Qt.Key.Key_Down)
    qtbot.waitUntil(button.menu.isVisible)

    def act():
        qtbot.keyClick(button.menu, Qt.Key.Key_Down)
        qtbot.keyClick(button.menu, Qt.Key.Key_Return)

    assert edited_by(qtbot, card, act).network.hidden[0].activation == "linear"


def test_alpha_is_changed_and_shown(qtbot, card):
    box = child(card, QDoubleSpinBox, "layer_2_alpha")
    made = edited_by(qtbot, card, lambda: type_number(qtbot, box, "0.3"))
    assert made.network.hidden[1] == HiddenLayer(2, "leaky_relu", 0.3)
    assert child(card, QAbstractButton, "layer_2_activation").text() == "Leaky ReLU 0.3"


def test_the_output_takes_the_loss_with_it(qtbot, card):
    made = edited_by(qtbot, card, child(card, QAction, "output_activation_tanh").trigger)
    assert (made.network.output, made.training.loss) == ("tanh", "mse")
    assert child(card, QAbstractButton, "output_activation").text() == "tanh"


def test_three_classes_allow_softmax_alone(card):
    network = Network(output="softmax")
    card.show_experiment(Experiment(Data("blobs3"), network, Training()))
    assert child(card, QAction, "output_activation_softmax").isEnabled()
    assert not child(card, QAction, "output_activation_sigmoid").isEnabled()
    assert nodes(card)[-1] == 3


def test_first_weights_are_chosen(qtbot, card):
    made = edited_by(qtbot, card, child(card, QAction, "init_lecun").trigger)
    assert made.network.init == "lecun"
    box = child(card, QDoubleSpinBox, "init_scale")
    made = edited_by(qtbot, card, lambda: type_number(qtbot, box, "0.5"))
    assert (made.network.init, made.network.init_scale) == ("lecun", 0.5)
    box = child(card, QDoubleSpinBox, "init_bias")
    made = edited_by(qtbot, card, lambda: type_number(qtbot, box, "0.1"))
    assert (made.network.init_scale, made.network.init_bias) == (0.5, 0.1)


def test_an_edit_that_cannot_be_is_refused_and_undone(qtbot, card, monkeypatch):
    def refuse(self, output):
        raise ExperimentError("No such output.")

    monkeypatch.setattr(Experiment, "with_output", refuse)
    action = child(card, QAction, "output_activation_tanh")
    with (
        qtbot.assertNotEmitted(card.experimentEdited),
        qtbot.waitSignal(card.noticeRequested) as caught,
    ):
        action.trigger()
    assert caught.args == ["No such output."]
    assert child(card, QAction, "output_activation_sigmoid").isChecked()


# -- the diagram ----------------------------------------------------------------------------


def test_a_snapshot_is_drawn_and_a_weight_set(qtbot, card):
    before = diagram_of(card).grab().toImage()
    session = Session(Experiment())
    view = View(neurons=card.neuron_resolution)
    card.show_snapshot(observe(session.moment, 0, Status(), view))
    diagram = diagram_of(card)
    assert diagram.grab().toImage() != before
    node = diagram.layout_of_nodes.columns[1].rects[3]
    qtbot.mouseDClick(diagram, Qt.MouseButton.LeftButton, pos=node.center().toPoint())
    box = child(card, QDoubleSpinBox, "parameter_value")
    with qtbot.waitSignal(card.biasEdited) as caught:
        type_number(qtbot, box, "1.5")
    assert caught.args == [1, 3, 1.5]


def test_what_the_diagram_asks_for_is_passed_on(qtbot, card):
    assert card.neuron_resolution == diagram_of(card).neuron_resolution > 0
    node = diagram_of(card).layout_of_nodes.columns[1].rects[2]
    with qtbot.waitSignal(card.detailRequested) as caught:
        qtbot.mouseMove(diagram_of(card), QPoint(1, 1))
        qtbot.mouseMove(diagram_of(card), node.center().toPoint())
    assert caught.args == [(1, 2)]
    with qtbot.waitSignal(card.viewChanged):
        card.hide()
    assert card.neuron_resolution == 0


# -- sizes and looks ------------------------------------------------------------------------


def test_little_height_folds_the_units_then_the_footer(card):
    diagram = diagram_of(card)
    seen = []
    for height in (400, 280, 200):
        card.resize(700, height)
        units = child(card, QSpinBox, "layer_1_units").isVisible()
        layers = child(card, QSpinBox, "layers_count").isVisible()
        seen.append((units, layers))
        assert child(card, QAbstractButton, "layer_1_activation").isVisible()
        assert diagram.height() >= 80
    assert seen == [(True, True), (False, True), (False, False)]


def test_little_width_folds_the_first_weights(card):
    card.resize(430, 400)
    assert not child(card, QAbstractButton, "init_scheme").isVisible()
    card.resize(700, 400)
    assert child(card, QAbstractButton, "init_scheme").isVisible()


@pytest.mark.parametrize("look", [Look(), Look(DARK), Look(size=PRESENTATION)])
@pytest.mark.parametrize("n_hidden", [0, 2, 10])
@pytest.mark.parametrize("size", [(620, 380), (1100, 560), (1880, 960)])
def test_nothing_overlaps(qtbot, card, look, n_hidden, size):
    card.setStyleSheet(style_sheet(look))
    card.set_look(look)
    network = Network(hidden=(HiddenLayer(64, "leaky_relu"),) * n_hidden)
    card.show_experiment(replace(Experiment(), network=network))
    card.resize(*size)
    card.layout().activate()
    assert (card.width(), card.height()) == size  # nothing asks for more
    kinds = (QAbstractButton, QSpinBox, QDoubleSpinBox, NetworkDiagram)
    shown = [w for kind in kinds for w in card.findChildren(kind) if w.isVisible()]
    places = [w.rect().translated(w.mapTo(card, QPoint(0, 0))) for w in shown]
    for k, place in enumerate(places):
        assert card.rect().contains(place), shown[k].objectName()
        for other in range(k):
            assert not place.intersects(places[other]), (
                shown[k].objectName(),
                shown[other].objectName(),
            )


def test_every_control_has_a_name_a_title_and_a_tip(card):
    card.complete()  # the controls of all layers
    controls = [*card.findChildren(QAbstractButton), *card.findChildren(QAbstractSpinBox)]
    named = [w for w in controls if w.objectName() and not w.objectName().startswith("qt_")]
    assert len(named) >= 4 * 10 + 10 + 6
    names = [w.objectName() for w in named]
    assert len(set(names)) == len(names)
    for widget in named:
        if widget.objectName() != "parameter_value":  # gets its own when it opens
            assert widget.accessibleName(), widget.objectName()
            assert widget.toolTip(), widget.objectName()
    assert "keeps the weights" in child(card, QWidget, "layer_1_activation").toolTip()
    assert "anew" in child(card, QWidget, "layer_1_units").toolTip()


def test_the_tab_key_goes_from_left_to_right_and_down(qtbot, card):
    names = [
        "layer_1_activation",
        "layer_1_units_less",
        "layer_1_units",
        "layer_1_units_more",
        "layer_2_activation",
        "layer_2_units_less",
        "layer_2_units",
        "layer_2_units_more",
        "output_activation",
        "network_diagram",
        "layers_less",
        "layers_count",
        "layers_more",
        "init_scheme",
        "init_scale",
        "init_bias",
    ]
    child(card, QWidget, names[0]).setFocus()
    for name in names:
        qtbot.waitUntil(child(card, QWidget, name).hasFocus)
        qtbot.keyClick(child(card, QWidget, name), Qt.Key.Key_Tab)
