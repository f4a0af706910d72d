"""Marks and colours in the real window, explained where the pointer rests and in the legend: every
sentence is compared with what is painted or computed."""

from html import unescape

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QScrollArea, QToolTip, QWidget

from annplayground.core.choices.activations import ACTIVATIONS
from annplayground.core.choices.features import FEATURES
from annplayground.core.diagnosis import training_pass
from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment, possible_outputs
from annplayground.gui.main_window import MainWindow
from annplayground.gui.panels.network import legend as network_legend
from annplayground.gui.panels.network import mark_words
from annplayground.gui.panels.network.layout import Bias, Weight
from annplayground.gui.panels.network.painted.maps import layer_pixels
from annplayground.gui.panels.network.painted.marks import SATURATED, health_marks
from annplayground.gui.plots.boundary import legend as boundary_legend
from annplayground.gui.theme import DARK, LIGHT, Look
from annplayground.gui.widgets import help_dialog

ILL = {"data": {"n_samples": 60}, "network": {"seed": 3}}


def experiment(activation, **network):
    hidden = [{"units": 3, "activation": activation}]
    return Experiment.from_dict({**ILL, "network": {"hidden": hidden, **network}})


@pytest.fixture
def open_window(qtbot):
    made = []

    def open_one(of):
        window = MainWindow(of, remember=False)
        made.append(window)
        qtbot.addWidget(window)
        window.resize(1280, 720)
        with qtbot.waitSignal(
            window.controller.snapshotReady,
            check_params_cb=lambda s: s.diagnosis is not None and s.classes is not None,
        ):
            window.show()
        return window

    yield open_one
    QToolTip.hideText()
    for window in made:
        window.close()


def tip(widget, point):
    """What is said when the pointer rests there."""
    QToolTip.hideText()
    at = QPointF(point).toPoint()
    event = QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at))
    QApplication.sendEvent(widget, event)
    return unescape(QToolTip.text())


def diagram_of(window):
    return window.findChild(QWidget, "network_diagram")


def marks_of(window):
    diagram = diagram_of(window)
    return list(health_marks(diagram.layout_of_nodes, diagram._marks))


# -- on the network -------------------------------------------------------------------------------


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_a_lock_says_on_what_share_and_where_the_unit_is_saturated(open_window, activation):
    window = open_window(experiment(activation, init_scale=10.0, init_bias=4.0))
    moment = window.controller.snapshot
    marks = marks_of(window)
    assert marks
    for mark in marks:
        words = tip(diagram_of(window), mark.rect.center())
        share = moment.diagnosis.saturated[0][mark.node.unit]
        assert share >= SATURATED
        assert words == mark_words.saturated_words(share, ACTIVATIONS[activation])
        assert f"on {round(100 * share)} % of the training samples" in words
        assert mark_words.FLAT[activation] in words


def test_what_counts_as_saturated_is_what_is_said():
    tanh, sigmoid = training_pass.SATURATED_TANH, training_pass.SATURATED_SIGMOID
    assert mark_words.FLAT["tanh"] == f"|a| > {tanh}"
    assert mark_words.FLAT["sigmoid"] == f"a < {sigmoid} or a > {1 - sigmoid}"


def test_a_cross_says_that_the_unit_is_dead(open_window):
    window = open_window(experiment("relu", init_bias=-10.0, init_scale=0.1))
    dead = [mark for mark in marks_of(window) if mark.dead]
    assert len(dead) == 3
    for mark in dead:
        assert tip(diagram_of(window), mark.rect.center()).startswith(
            "Dead: 0 on every training sample"
        )


def test_lines_and_squares_say_what_their_colour_and_form_mean(qtbot, open_window):
    window = open_window(experiment("tanh"))
    diagram = diagram_of(window)
    for value, weight, bias in (
        (1.5, "Positive: blue, unbroken.", "The bias, 0 or more: blue, filled."),
        (-1.5, "Negative: orange, dashed.", "The bias, negative: orange, hollow."),
    ):
        window.controller.set_weight(2, 1, 0, value)
        window.controller.set_bias(1, 1, value)
        qtbot.waitUntil(lambda value=value: diagram._run.value(Bias(1, 1)) == value)
        qtbot.waitUntil(lambda value=value: diagram._run.value(Weight(2, 1, 0)) == value)
        assert tip(diagram, diagram.weight_point(Weight(2, 1, 0))).startswith(weight)
        square = diagram.layout_of_nodes.columns[1].bias_mark(1, diagram._look)
        assert tip(diagram, square.center()).startswith(bias)


def test_where_there_is_nothing_nothing_is_said(open_window):
    window = open_window(experiment("tanh"))
    assert tip(diagram_of(window), QPoint(2, 2)) == ""


def test_the_marker_of_an_output_says_which_class_it_is(open_window):
    window = open_window(changed(Experiment(), "data.dataset", "spiral3"))
    diagram = diagram_of(window)
    said = [tip(diagram, rect.center()) for rect in diagram._picture.class_marks]
    assert [words.split(",")[0] for words in said] == [
        f"The output of class {name}" for name in ("vermilion", "blue", "green")
    ]


@pytest.mark.parametrize("colours", [LIGHT, DARK])
@pytest.mark.parametrize("name", ACTIVATIONS)
def test_blue_is_where_it_is_said_to_be(colours, name):
    look = Look(colours)
    if name == "softmax":
        return
    hidden = Experiment.from_dict({"network": {"hidden": [{"units": 1, "activation": name}]}})
    for layer in (0, 1, 2):
        words = mark_words.map_words(hidden, layer, 0)
        label, middle = words.removeprefix("blue: ").split(" > ")
        assert label == ("a" if layer else FEATURES["x1"].label)
        values = np.array([[[float(middle) - 0.4, float(middle) + 0.4]]], dtype=np.float32)
        below, above = layer_pixels(values, hidden, layer, look)[0, 0].tolist()
        assert (above & 255) > (above >> 16 & 255), "blue"
        assert (below & 255) < (below >> 16 & 255), "orange"
    # as the legend says: 0, and of sigmoid 0.5
    assert mark_words.neutral_value(hidden, 1) == (0.5 if name == "sigmoid" else 0.0)


def test_the_middle_of_an_output_is_what_the_legend_says():
    for dataset in ("circle", "plane"):
        one = changed(Experiment(), "data.dataset", dataset)
        for name in possible_outputs(one.data):
            if name != "softmax":
                middle = mark_words.neutral_value(one.with_output(name), 3)
                assert middle == sum(ACTIVATIONS[name].targets) / 2


def test_the_more_of_its_colour_the_larger_an_output_of_several():
    three = changed(Experiment(), "data.dataset", "spiral3")
    assert mark_words.map_words(three, len(three.activations), 2) == "green: a = 1"
    values = np.linspace(0.0, 1.0, 9, dtype=np.float32).reshape(1, 1, 9).repeat(3, axis=0)
    pixels = layer_pixels(values, three, len(three.activations), Look())[2, 0]
    red = (pixels >> 16 & 255).astype(int)
    assert (np.diff(red) < 0).all()  # away from the neutral grey


# -- on the map -----------------------------------------------------------------------------------


def sample_point(window, test, row):
    boundary = window.boundary.map
    points = next(points for points in boundary.points if points.test == test)
    return boundary.frame.to_pixel(*points.X[row])


def near_to(at, points, boundary, diameters):
    """Which of some points are seen within so many diameters of a pixel."""
    x, y = boundary.frame.to_pixels(points.X)
    return np.hypot(x - at.x(), y - at.y()) <= diameters * boundary._point_size


def test_a_sample_says_its_set_its_class_and_whether_it_is_predicted_wrong(open_window):
    window = open_window(experiment("tanh"))
    window.findChild(QWidget, "show_test").click()
    boundary, snapshot = window.boundary.map, window.controller.snapshot
    seen = set()
    for place, points in enumerate(boundary.points):
        samples = snapshot.test_set if points.test else snapshot.train_set
        predicted = snapshot.classes[int(points.test)]
        for row in range(len(points.X)):
            at = boundary.frame.to_pixel(*points.X[row])
            alone = boundary.words_at(at)
            near = sum(near_to(at, p, boundary, 1.0).sum() for p in boundary.points[place:])
            if near > 1:
                continue  # another lies over it
            name = ("vermilion", "blue")[int(samples.labels[row])]
            kind = "Test sample, pale" if points.test else "Training sample"
            wrong = predicted[row] != samples.labels[row]
            verdict = "predicted wrong, as the cross says" if wrong else "predicted right"
            assert alone == f"{kind}, of class {name}; {verdict}."
            assert tip(boundary.viewport(), at) == alone
            seen.add((points.test, bool(wrong)))
    assert {test for test, _ in seen} == {False, True}
    assert {wrong for _, wrong in seen} == {False, True}


def test_rings_are_explained_on_their_samples(qtbot, open_window):
    window = open_window(experiment("tanh"))
    window.actions_.step_batch.trigger()
    qtbot.waitUntil(lambda: len(window.boundary.map.ringed) > 0)
    boundary = window.boundary.map
    rows = window.controller.snapshot.last_batch
    for row in range(len(window.controller.snapshot.train_set)):
        words = boundary.words_at(sample_point(window, False, row))
        at = sample_point(window, False, row)
        on_top = np.flatnonzero(near_to(at, boundary.points[-1], boundary, 0.5)).max()
        assert ("mini-batch that was trained last" in words) == (on_top in rows)
    window.boundary.mark_example(4)
    assert "the example in focus" in boundary.words_at(sample_point(window, False, 4))


def test_a_regression_says_the_target_and_while_drawing_nothing_is_said(qtbot, open_window):
    window = open_window(experiment("tanh"))
    window.controller.edit(changed(Experiment(), "data.dataset", "plane"))
    boundary = window.boundary.map
    qtbot.waitUntil(lambda: bool(boundary.points) and boundary.points[0].regression)
    assert boundary.words_at(sample_point(window, False, 0)).startswith(
        "Training sample with the target "
    )
    at = sample_point(window, False, 0)
    window.boundary.set_drawing(True)
    assert tip(boundary.viewport(), at) == ""


# -- the legend -----------------------------------------------------------------------------------


def open_legend(qtbot, window):
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F1, Qt.KeyboardModifier.ShiftModifier)
    dialog = window.findChild(QWidget, "legend_dialog")
    qtbot.waitExposed(dialog)
    return dialog


@pytest.mark.parametrize("presentation", [False, True])
@pytest.mark.parametrize("size", [(1000, 640), (1280, 720), (1920, 1080)])
def test_the_legend_shows_every_mark_with_its_words_whole(
    qtbot, open_window, monkeypatch, size, presentation
):
    window = open_window(experiment("tanh"))
    window.set_presentation(presentation)
    window.resize(*size)
    monkeypatch.setattr(help_dialog, "_room", lambda parent: parent.size() * 0.95)
    dialog = open_legend(qtbot, window)
    assert dialog.width() <= window.width()
    assert dialog.height() <= window.height()
    scroll = dialog.findChild(QScrollArea)
    page = scroll.widget()
    qtbot.waitUntil(lambda: page.width() == scroll.viewport().width())
    assert page.minimumSizeHint().width() <= scroll.viewport().width()
    labels = page.findChildren(QLabel)
    for label in labels:
        if label.text():
            assert label.height() >= label.heightForWidth(label.width())
        assert page.rect().contains(
            label.rect().translated(label.mapTo(page, label.rect().topLeft()))
        )
    shown = [label.text() for label in labels]
    for part in (network_legend, boundary_legend):
        assert part.TITLE in shown
        for _, words in part.legend(window.appearance.look):
            assert words in shown
    pictures = [label for label in labels if not label.pixmap().isNull()]
    assert len(pictures) == 10 + 9
    dialog.close()


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_every_picture_of_the_legend_is_another(colours):
    look, seen = Look(colours), set()
    for part in (network_legend, boundary_legend):
        for picture, _ in part.legend(look):
            image = picture.toImage()
            seen.add(bytes(image.constBits()))
            drawn = {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}
            assert len(drawn) > 1
    assert len(seen) == 19


def test_the_help_menu_has_the_legend(open_window):
    window = open_window(experiment("tanh"))
    action = window.findChild(QAction, "legend")
    assert action in window.findChild(QMenu, "help_menu").actions()
    action.trigger()
    dialog = window.findChild(QWidget, "legend_dialog")
    assert (dialog.isVisible(), dialog.windowTitle()) == (True, "Marks and colours")
    dialog.close()
