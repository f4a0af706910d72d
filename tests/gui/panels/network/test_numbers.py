"""Numbers on the diagram: what is written on it is read back and worked out again."""

import math
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from annplayground.core.experiment import Experiment
from annplayground.core.run.session import Session
from annplayground.gui.main_window import MainWindow
from annplayground.gui.panels.network.diagram import NetworkDiagram
from annplayground.gui.panels.network.layout import Bias, Node, Weight
from annplayground.gui.panels.network.numbers import CHOICES, SMALL
from annplayground.gui.text import read_number
from annplayground.gui.waiting import train_and_wait
from annplayground.io.experiment_file import read_experiment
from annplayground.resource_files import resource_path

WHITEBOARD = Path(str(resource_path("examples/08-whiteboard-2-2-1.json")))
LARGER = {"network": {"hidden": [{"units": 3}, {"units": 2, "activation": "relu"}]}}


@pytest.fixture
def window(qtbot):
    made = MainWindow(read_experiment(WHITEBOARD), remember=False, engine="numpy")
    qtbot.addWidget(made)
    made.resize(1280, 720)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    train_and_wait(made, 0)
    yield made
    made.close()


def diagram(window) -> NetworkDiagram:
    found = window.network.findChild(NetworkDiagram)
    found.grab()  # it is written when it is painted
    return found


def written(window, kind) -> dict:
    """Each target of a kind with the lines that stand there."""
    labels = diagram(window).labels
    return {label.target: label.lines for label in labels if isinstance(label.target, kind)}


def value(text: str) -> float:
    number = read_number(text.split(" ", 1)[1] if text[0] in "zabδ" else text)
    assert number is not None
    return number


def rounding(text: str) -> float:
    """Half a unit of the last of three digits."""
    number = abs(value(text))
    return 0.51 * 10.0 ** (math.floor(math.log10(number)) - 2) if number else 1e-12


def explained(window, row=0):
    samples = window.controller.snapshot.train_set
    session = Session(window.controller.experiment, engine="numpy")
    session.train(window.controller.snapshot.epoch)
    return session.explain(samples.X[row], samples.y[row])


def choose(window, name):
    getattr(window.actions_, f"numbers_{name}").trigger()


def test_the_whiteboard_has_its_numbers_by_itself(window):
    layers = explained(window)
    edges = written(window, Weight)
    assert len(edges) == 6
    for weight, (text,) in edges.items():
        wanted = layers[weight.layer - 1].W[weight.i, weight.j]
        assert value(text) == pytest.approx(wanted, abs=rounding(text))
    assert {bias: value(text) for bias, (text,) in written(window, Bias).items()} == {
        Bias(1, 0): 0.0,
        Bias(1, 1): 0.0,
        Bias(2, 0): 0.0,
    }
    assert written(window, Node)[Node(1, 0)] == ("z 1", "a 0.762")


def test_the_sums_on_screen_hold_within_their_digits(window):
    edges, biases = written(window, Weight), written(window, Bias)
    units = written(window, Node)
    for node, lines in units.items():
        if node.layer == 0:
            continue
        total = slack = 0.0
        for weight, (text,) in edges.items():
            if (weight.layer, weight.j) == (node.layer, node.unit):
                (*_, source) = units[Node(weight.layer - 1, weight.i)]
                total += value(text) * value(source)
                slack += abs(value(text)) * rounding(source) + abs(value(source)) * rounding(text)
        total += value(biases[Bias(node.layer, node.unit)][0])
        assert value(lines[0]) == pytest.approx(total, abs=slack + rounding(lines[0]))


@pytest.mark.parametrize("row", [0, 3])
def test_backward_it_is_the_derivative_of_this_example(window, qtbot, row):
    window.explain.focus_example(row)
    choose(window, "backward")
    layers = explained(window, row)
    edges = written(window, Weight)
    assert len(edges) == 6
    for weight, (text,) in edges.items():
        wanted = layers[weight.layer - 1].dW[weight.i, weight.j]
        assert value(text) == pytest.approx(wanted, abs=rounding(text))
    for node, lines in written(window, Node).items():
        if node.layer:
            wanted = layers[node.layer - 1].delta[node.unit]
            assert lines[0].startswith("δ ")
            assert value(lines[0]) == pytest.approx(wanted, abs=rounding(lines[0]))
    assert written(window, Bias) == {}


def test_a_larger_network_has_them_when_they_are_chosen(window, qtbot):
    experiment = Experiment.from_dict(LARGER)
    assert experiment.n_parameters > SMALL
    window.controller.edit(experiment)
    train_and_wait(window, 2)
    assert diagram(window).labels == []
    choose(window, "forward")
    layers = explained(window)
    for weight, (text,) in written(window, Weight).items():
        wanted = layers[weight.layer - 1].W[weight.i, weight.j]
        assert value(text) == pytest.approx(wanted, abs=rounding(text))
    nodes = written(window, Node)
    assert len(nodes) == 2 + 3 + 2 + 1
    for node, lines in nodes.items():
        if node.layer:
            wanted = layers[node.layer - 1].a[node.unit]
            assert value(lines[-1]) == pytest.approx(wanted, abs=rounding(lines[-1]))
    choose(window, "off")
    assert diagram(window).labels == []


def test_they_follow_the_training_and_a_weight_set_by_hand(window, qtbot):
    before = written(window, Weight)[Weight(1, 0, 0)]
    window.controller.set_weight(1, 0, 0, 2.5)
    qtbot.waitUntil(lambda: written(window, Weight)[Weight(1, 0, 0)] != before)
    assert value(written(window, Weight)[Weight(1, 0, 0)][0]) == 2.5
    assert value(written(window, Node)[Node(1, 0)][0]) == pytest.approx(3.0)


def test_an_explanation_of_the_way_back_shows_the_way_back(window, qtbot):
    assert written(window, Node)[Node(2, 0)][0].startswith("z ")
    window.explain.show_view("chain")
    qtbot.waitUntil(lambda: written(window, Node)[Node(2, 0)][0].startswith("δ "))
    window.explain.show_view("going_on")
    qtbot.waitUntil(lambda: written(window, Node)[Node(2, 0)][0].startswith("z "))


def test_a_key_goes_round(window, qtbot):
    kinds = []
    for _ in range(4):
        labels = written(window, Node)
        kinds.append(labels[Node(2, 0)][-1][0] if labels else "")
        qtbot.keyClick(window, Qt.Key.Key_NumberSign)
    assert kinds == ["a", "δ", "", "a"]


@pytest.mark.parametrize("choice", CHOICES)
def test_the_choice_is_remembered(qtbot, choice):
    for step in range(2):
        window = MainWindow(engine="numpy")
        qtbot.addWidget(window)
        if step == 0:
            choose(window, choice)
        else:
            assert getattr(window.actions_, f"numbers_{choice}").isChecked()
        window.close()


@pytest.mark.parametrize("size", [(800, 512), (1280, 720), (1920, 1080)])
@pytest.mark.parametrize("presenting", [False, True])
def test_no_number_lies_on_another_or_outside(window, qtbot, size, presenting):
    window.resize(*size)
    window.set_presentation(presenting)
    for experiment in (read_experiment(WHITEBOARD), Experiment.from_dict(LARGER)):
        window.controller.edit(experiment)
        choose(window, "forward")
        train_and_wait(window, 1)
        shown = diagram(window)
        bounds = QRectF(shown.rect())
        for label in shown.labels:
            assert bounds.contains(label.rect)
        for one, other in combinations(shown.labels, 2):
            assert not one.rect.intersects(other.rect)


def test_the_caption_tells_the_example_and_its_loss(window):
    numbers = diagram(window)._marks.numbers
    last = explained(window)[-1]
    y = window.controller.snapshot.train_set.y[0]
    p = float(last.a[0])
    error = -np.log(p if y[0] == 1 else 1 - p)
    said = numbers.caption[0]
    assert said.startswith("Example 1: x = (1, −1), y = 0")
    assert float(said.split("J = ")[1].split(";")[0]) == pytest.approx(error, abs=5e-3)


def test_a_diverged_run_has_numbers(window):
    experiment = Experiment.from_dict(
        {"network": {"hidden": [{"units": 1, "activation": "linear"}]},
         "training": {"learning_rate": 100.0}}
    )  # fmt: skip
    window.controller.edit(experiment)
    choose(window, "backward")
    train_and_wait(window, 10)
    assert window.controller.snapshot.divergence is not None
    assert diagram(window).labels


@pytest.mark.parametrize("hidden", [[], [{"units": 64}] * 3, [{"units": 8}] * 10])
def test_every_network_can_be_asked_for_them(window, hidden):
    window.controller.edit(Experiment.from_dict({"network": {"hidden": hidden}}))
    choose(window, "forward")
    train_and_wait(window, 1)
    labels = diagram(window).labels
    assert all(not isinstance(label.target, Weight) for label in labels) == bool(hidden)


def test_the_chip_says_whether_there_are_numbers_and_goes_round(window, qtbot):
    chip = window.network.findChild(QPushButton, "numbers")
    seen = []
    for _ in range(4):
        seen.append((chip.isChecked(), bool(written(window, Weight))))
        assert chip.accessibleName().split(": ")[1] in ("forward", "backward", "off")
        qtbot.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert seen == [(True, True), (True, True), (False, False), (True, True)]
    QTest.keyClicks(window, "#")
    assert chip.accessibleName().endswith("off")
    assert not chip.isChecked()
    assert window.actions_.numbers_off.isChecked()
