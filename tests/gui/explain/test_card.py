"""The explanations in the real window: opened by clicks and keys, their numbers checked."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from sampled import sampled
from whole import LEAST_SLIDER

from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.explain.catalogue import CATALOGUE, key_of
from annplayground.gui.explain.copying import plain
from annplayground.gui.explain.focus import Focus
from annplayground.gui.explain.optimizer.view import NOT_YET
from annplayground.gui.main_window import MainWindow
from annplayground.gui.panels.network.layout import Weight
from annplayground.gui.waiting import train_and_wait

CLICK = Qt.MouseButton.LeftButton
VANISHING = Experiment(
    Data("rings"),
    Network(tuple(HiddenLayer(8, "sigmoid") for _ in range(6))),
    Training(learning_rate=0.3, batch_size=250),
)
# Learned within some twenty epochs.
EASY = Experiment(Data("gauss"), training=Training(learning_rate=0.3))


@pytest.fixture
def window(qtbot):
    made = open_window(qtbot, Experiment())
    yield made
    made.close()


def open_window(qtbot, experiment):
    made = MainWindow(experiment, remember=False)
    qtbot.addWidget(made)
    made.resize(1600, 900)
    with qtbot.waitSignal(made.controller.snapshotReady):
        made.show()
    qtbot.waitExposed(made)
    made.controller.set_speed(None)
    train_and_wait(made, 5)
    wait_for(qtbot, made, lambda s: s.diagnosis is not None and not s.status.playing)
    return made


def wait_for(qtbot, window, condition):
    """Wait for a snapshot that fulfils the condition."""
    if not condition(window.controller.snapshot):
        with qtbot.waitSignal(window.controller.snapshotReady, check_params_cb=condition):
            window.controller.watch(window.watching.view)
    return window.controller.snapshot


def diagram(window):
    return window.network._diagram


def click_unit(qtbot, window, layer, unit):
    rect = diagram(window).layout_of_nodes.columns[layer].rects[unit]
    qtbot.mouseClick(diagram(window), CLICK, pos=rect.center().toPoint())


def click_weight(qtbot, window, layer, i, j):
    window.grab()  # lays out what has just been shown
    point = diagram(window).weight_point(Weight(layer, i, j)).toPoint()
    qtbot.mouseClick(diagram(window), CLICK, pos=point)
    diagram(window)._editor.close()


def text_of(window, name):
    return window.explain.findChild(QLabel, name).text()


def test_a_click_on_a_neuron_opens_its_sum(qtbot, window):
    click_unit(qtbot, window, 1, 2)
    explain = window.explain
    assert explain.current is explain.view("neuron")
    assert (explain.focus.layer, explain.focus.unit) == (1, 2)
    snapshot = window.controller.snapshot
    one = explain.focus.explain(snapshot)[0]
    rows = explain.view("neuron")._terms.rows
    assert np.isclose(sum(row[1] for row in rows[:-1]), rows[-1][1])
    assert np.isclose(rows[-1][1], one.z[2])
    assert "unit 3" in text_of(window, "neuron_heading")


def test_a_click_on_a_weight_opens_its_chain_rule(qtbot, window):
    click_weight(qtbot, window, 1, 1, 3)
    explain = window.explain
    assert explain.current is explain.view("chain")
    assert (explain.focus.layer, explain.focus.source, explain.focus.unit) == (1, 1, 3)
    snapshot = window.controller.snapshot
    row = explain.focus.example
    run = Session(snapshot.experiment)
    run._course.state.parameters[:] = np.concatenate(
        [part.ravel() for pair in snapshot.parameters for part in pair]
    )
    X, y = snapshot.train_set.X[row : row + 1], snapshot.train_set.y[row : row + 1]
    dW, _ = run.gradients(X, y)[0]
    told = wait_for(qtbot, window, lambda s: s.chain_place == explain.focus.place).chain
    assert np.isclose(told.value, dW[1, 3])
    assert text_of(window, "chain_words").startswith("dJ/dW₁[2,4] = ")


def test_the_gradient_check_agrees(qtbot, window):
    click_weight(qtbot, window, 1, 0, 0)
    qtbot.mouseClick(window.explain.findChild(QPushButton, "chain_check"), CLICK)
    wait_for(qtbot, window, lambda s: s.checks is not None)
    assert "they agree" in text_of(window, "chain_check_result")


def test_a_click_on_the_map_chooses_the_example(qtbot, window):
    click_unit(qtbot, window, 1, 0)
    snapshot = window.controller.snapshot
    wanted = snapshot.train_set.X[7]
    place = window.boundary.map.frame.to_pixel(*wanted).toPoint()
    qtbot.mouseClick(window.boundary.map.viewport(), CLICK, pos=place)
    shown = snapshot.train_set.X[window.explain.focus.example]
    assert np.abs(shown - wanted).max() < 0.3


def test_diagnosis_finds_the_vanishing_gradient_and_its_button_cures_it(qtbot):
    window = open_window(qtbot, VANISHING)
    tried = wait_for(qtbot, window, lambda s: s.diagnosis and _all_tried(s.diagnosis.findings))
    finding = tried.diagnosis.findings[0]
    window.frame_scheduler.finish()
    assert "vanishes" in text_of(window, "finding_0_title")
    button = window.explain.findChild(QPushButton, "finding_0_remedy")
    qtbot.mouseClick(button, CLICK)
    assert window.controller.experiment == finding.remedy
    hidden = window.controller.experiment.network.hidden
    assert all(layer.activation != "sigmoid" for layer in hidden)
    cured = train_and_wait(window, finding.trial.epochs)
    assert cured.accuracies.train == finding.trial.train_accuracy
    window.close()


def _all_tried(findings):
    return findings and not any(finding.pending for finding in findings)


def test_all_is_well_is_said(qtbot):
    window = open_window(qtbot, EASY)
    window.actions_.play.trigger()
    wait_for(qtbot, window, lambda s: s.losses.train < 0.01)
    window.actions_.play.trigger()
    wait_for(qtbot, window, lambda s: not s.status.playing and s.diagnosis is not None)
    assert window.explain.findChild(QLabel, "going_on_calm").isVisible()
    assert text_of(window, "going_on_calm").startswith("Nothing looks wrong.")
    window.close()


def test_every_view_opens_by_its_key_and_draws(qtbot, window):
    pictures = set()
    for name in CATALOGUE:
        QTest.keySequence(window, key_of(name))
        assert window.explain.current.name == name
        wait_for(qtbot, window, lambda s: True)
        image = window.explain.grab().toImage()
        pictures.add(bytes(image.constBits()))
    assert len(pictures) == len(CATALOGUE)


def test_one_update_stage_by_stage(qtbot, window):
    before = [W.copy() for W, _ in window.controller.snapshot.parameters]
    explain = window.explain
    qtbot.keyClick(window, Qt.Key.Key_Period)
    assert explain.current is explain.view("update")
    preview = wait_for(qtbot, window, lambda s: s.preview is not None).preview
    for stage in range(1, 5):
        qtbot.keyClick(window, Qt.Key.Key_Period)
        assert explain.view("update").stage == stage
        assert explain.view("update").table.rowCount() > 0
    batch = window.controller.snapshot.batch
    qtbot.keyClick(window, Qt.Key.Key_Period)
    after = wait_for(qtbot, window, lambda s: s.batch != batch)
    assert not np.array_equal(after.parameters[0][0], before[0])
    for update, (W, _) in zip(preview.layers, after.parameters, strict=True):
        assert np.allclose(update.new_W, W, rtol=1e-12, atol=0)


def test_forward_values_flow_over_the_diagram(qtbot, window):
    explain = window.explain
    explain.show_view("forward")
    wait_for(qtbot, window, lambda s: True)
    qtbot.mouseClick(explain.view("forward").next, CLICK)
    qtbot.mouseClick(explain.view("forward").next, CLICK)
    flow = diagram(window)._marks.flow
    assert [len(values) for values in flow] == [2, 4, 2]
    explained = explain.focus.explain(window.controller.snapshot)
    assert np.allclose(flow[2], explained[1].a)
    explain.show_view("going_on")
    assert diagram(window)._marks.flow == ()


def test_the_optimizer_sliders_change_the_averages(qtbot, window):
    explain = window.explain
    explain.focus_weight(1, 0, 0)
    explain.show_view("optimizer")
    snapshot = wait_for(qtbot, window, lambda s: s.trace is not None and len(s.trace) > 20)
    assert np.allclose(snapshot.trace[:, 1], 0.03 * snapshot.trace[:, 0])
    before = explain.view("optimizer")._gradients.grab().toImage()
    explain.view("optimizer").beta.setValue(50)
    assert explain.view("optimizer")._gradients.grab().toImage() != before


def test_gradient_descent_by_click_and_step(qtbot, window):
    explain = window.explain
    explain.show_view("descent")
    descent = explain.view("descent")
    qtbot.mouseClick(descent.graph, CLICK, pos=descent.graph.rect().center())
    start = descent.path[0]
    qtbot.mouseClick(descent.step_button, CLICK)
    assert np.isclose(descent.path[-1], start - descent.learning_rate * start)
    assert abs(start) < 1.0


def test_z_rains_onto_the_curve_and_the_flat_share_is_told(qtbot, window):
    click_unit(qtbot, window, 1, 0)
    explain = window.explain
    explain.show_view("activation")
    snapshot = wait_for(qtbot, window, lambda s: s.diagnosis is not None)
    z = snapshot.diagnosis.z[0]
    assert set(explain.view("activation")._graph.rain) <= set(z.ravel())
    share = (np.abs(1 - np.tanh(z) ** 2) < 0.1).mean()
    told = float(re.search(r"(\d+) %", plain(text_of(window, "activation_here")))[1])
    assert abs(told / 100 - share) < 0.02


def test_the_gallery_shows_another_activation_and_the_equation_is_typeset(qtbot, window):
    explain = window.explain
    explain.show_view("activation")
    qtbot.mouseClick(explain.view("activation").buttons["sigmoid"], CLICK)
    assert "Sigmoid" in text_of(window, "activation_facts")
    qtbot.waitUntil(lambda: explain.view("activation")._equation.ready)
    image = explain.view("activation")._equation.grab().toImage()
    assert len({image.pixel(x, 10) for x in range(image.width())}) > 1


def test_softmax_becomes_bars_and_a_jacobian(qtbot):
    experiment = Experiment().with_data(replace(Experiment().data, dataset="blobs3"))
    window = open_window(qtbot, experiment)
    explain = window.explain
    explain.focus_unit(3, 0)
    explain.show_view("activation")
    bars = explain.view("activation")._bars
    assert bars.isVisible()
    assert np.isclose(bars.p.sum(), 1.0)
    before = bars.grab().toImage()
    bars.jacobian.click()
    assert bars.grab().toImage() != before
    window.close()


def test_no_card_moves_when_another_view_is_opened(qtbot, window):
    window.resize(1280, 720)
    window.explain.show_view("chain")
    window.grab()
    before = [card.geometry() for card in window.cards]
    for name in CATALOGUE:
        window.explain.show_view(name)
        window.grab()
        assert [card.geometry() for card in window.cards] == before, name


def test_in_its_small_place_the_card_says_what_is_going_on(window):
    for name in CATALOGUE:
        window.explain.show_view(name)
        assert window.explain.current.name == name
        window.stage.leave()
        assert window.explain.isVisible()
        assert window.explain.current.name == "going_on"
        assert window.explain.title == CATALOGUE["going_on"].title
        assert window.explain.actions_[0].isChecked()


def test_hidden_explanations_ask_for_nothing(qtbot, window):
    window.stage.show(("loss",))
    assert window.explain.wants == {}
    assert not window.watching.view.diagnosis
    window.stage.show_all()
    assert window.watching.view.diagnosis


def test_dead_and_saturated_units_are_marked(qtbot):
    experiment = Experiment(
        Data("rings"), Network((HiddenLayer(6, "tanh"),), init_scale=20.0), Training()
    )
    window = open_window(qtbot, experiment)
    marked = diagram(window).grab().toImage()
    diagram(window)._marks = replace(diagram(window)._marks, diagnosis=None)
    diagram(window).update()
    assert diagram(window).grab().toImage() != marked
    window.close()


def test_focus_is_fitted_to_a_smaller_network():
    run = Session(Experiment())
    snapshot = observe(run.moment, 0, Status(), View())
    focus = Focus(layer=9, unit=60, source=60, example=10_000).fitted(snapshot)
    assert (focus.layer, focus.unit, focus.source) == (3, 0, 1)
    assert focus.example == len(run.train_set) - 1


def test_a_click_on_the_name_of_a_layer_opens_its_chain_rule(qtbot, window):
    strip = window.network._columns
    qtbot.mouseClick(strip, CLICK, pos=QPoint(round(strip._centres[2]), 4))
    explain = window.explain
    assert explain.current is explain.view("chain")
    assert explain.focus.layer == 2
    assert "Layer 2, all weights" in text_of(window, "chain_words")
    assert [factor.layer for factor in explain.view("chain").bars.factors] == [3, 3, 3, 2, 2]
    click_weight(qtbot, window, 1, 0, 0)
    qtbot.waitUntil(lambda: text_of(window, "chain_words").startswith("dJ/dW₁[1,1] = "))
    qtbot.mouseClick(explain.view("chain").whole_layer, CLICK)
    assert explain.focus.whole_layer
    assert "Layer 1, all weights" in text_of(window, "chain_words")


def test_a_new_run_takes_the_steps_of_the_old_one_off_the_optimizers_picture(qtbot, window):
    window.explain.show_view("optimizer")
    view = window.explain.view("optimizer")
    wait_for(qtbot, window, lambda s: s.trace is not None and len(s.trace) > 1)
    assert len(view._gradients.curves) == 1
    window.actions_.reset.trigger()
    wait_for(qtbot, window, lambda s: s.epoch == 0)
    heading = view.findChild(QLabel, "optimizer_heading")
    qtbot.waitUntil(lambda: NOT_YET in heading.text())
    assert view._gradients.curves == view._steps.curves == ()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 860), (1920, 1080)])
def test_the_optimizers_sliders_keep_their_length_for_a_projector(qtbot, window, size):
    window.resize(*size)
    window.set_presentation(True)
    window.explain.show_view("optimizer")
    view = window.explain.view("optimizer")
    qtbot.waitUntil(lambda: min(s.width() for s in (view.beta, view.rho)) >= LEAST_SLIDER)


@pytest.mark.parametrize("size", sampled([(1280, 720), (1920, 1080)]))
@pytest.mark.parametrize("present", [False, True])
def test_the_answer_of_a_check_is_whole_on_a_deep_network(qtbot, size, present):
    """What there is no room for is on further pages; the verdict is seen without that."""
    made = open_window(qtbot, VANISHING)
    made.resize(*size)
    made.set_presentation(present)
    made.explain.focus_weight(1, 0, 0)
    view = made.explain.view("chain")
    qtbot.mouseClick(view.check, CLICK)
    verdict = view.findChild(QLabel, "chain_check_result")
    qtbot.waitUntil(lambda: verdict.isVisible() and "agree" in verdict.text())
    qtbot.waitUntil(lambda: verdict.height() >= verdict.heightForWidth(verdict.width()))
    assert view.rect().contains(verdict.geometry())
    assert view.sheet.geometry().top() >= verdict.geometry().bottom()
    assert "Gradient check: by this weight" in view.sheet.written.whole_text
    for _ in range(view.pager.count):
        view.pager.turn()
        assert view.sheet.written.sizeHint().height() <= view.sheet.written.height()
    made.close()


@pytest.mark.parametrize("size", [(1280, 720), (1440, 860), (1920, 1080)])
@pytest.mark.parametrize("present", [False, True])
def test_the_sum_and_the_curve_of_a_neuron_do_not_overlap(qtbot, window, size, present):
    window.resize(*size)
    window.set_presentation(present)
    window.explain.show_view("neuron")
    view = window.explain.view("neuron")
    qtbot.waitUntil(lambda: not view._terms.geometry().intersects(view._graph.geometry()))
    for part in (view._terms, view._graph):
        qtbot.waitUntil(lambda part=part: view.rect().contains(part.geometry()))


def test_every_view_shows_numbers_that_overflow(qtbot):
    """A run that diverges has such weights, and warnings are errors here."""
    linear = HiddenLayer(2, "linear")
    window = open_window(qtbot, Experiment(network=Network((linear, linear, linear))))
    for layer in range(1, 5):
        window.controller.set_weight(layer, 0, 0, 1e200)
    wait_for(qtbot, window, lambda s: s.parameters[3][0][0, 0] == 1e200)
    for name in CATALOGUE:
        for layer in (1, 4):
            window.explain.focus_unit(layer, 0)
            window.explain.show_view(name)
            wait_for(qtbot, window, lambda s: True)
            window.explain.grab()
    window.close()


def test_a_corner_is_said_to_be_one(qtbot, window):
    penalty = replace(window.controller.experiment.training.regularization, kind="l1", rate=0.5)
    training = replace(window.controller.experiment.training, regularization=penalty)
    window.controller.edit(replace(window.controller.experiment, training=training))
    window.controller.set_weight(1, 0, 0, 2e-6)  # less than h from the corner of |w|
    click_weight(qtbot, window, 1, 0, 0)
    qtbot.mouseClick(window.explain.findChild(QPushButton, "chain_check"), CLICK)
    wait_for(qtbot, window, lambda s: s.checks is not None and s.checks[0].corner)
    assert "✓ a corner: both slopes are right" in text_of(window, "chain_check_result")
    told = window.explain.view("chain").sheet.written.whole_text
    assert "a corner of J lies between w − h and w + h" in told


def test_the_strongest_path_is_lit_in_the_diagram(qtbot, window):
    click_weight(qtbot, window, 1, 1, 3)
    rule = wait_for(qtbot, window, lambda s: s.chain_place == (1, 1, 3, 0)).chain
    path = diagram(window)._path
    assert [(node.layer, node.unit) for node in path] == [
        (0, 1),
        *enumerate(rule.paths[0].units, start=1),
    ]
    lit = diagram(window).grab().toImage()
    window.explain.show_view("going_on")
    assert diagram(window)._path == ()
    assert diagram(window).grab().toImage() != lit


def test_a_key_turns_the_pages(qtbot):
    window = open_window(qtbot, VANISHING)
    window.resize(1280, 720)
    window.explain.focus_weight(1, 1, 3)
    view = window.explain.view("chain")
    qtbot.waitUntil(lambda: view.pager.count > 1)
    assert view.pager.isVisible()
    seen = set()
    for page in [*range(1, view.pager.count), 0]:
        qtbot.keyClick(window, Qt.Key.Key_PageDown)
        assert view.pager.text().startswith(f"{page + 1} of {view.pager.count}")
        seen.add(view.sheet.written.text())
    assert len(seen) == view.pager.count
    window.close()


def test_a_smaller_network_asks_for_the_nearest_weight(qtbot, window):
    click_weight(qtbot, window, 1, 1, 3)
    window.controller.edit(replace(window.controller.experiment, network=Network(())))
    wait_for(qtbot, window, lambda s: s.chain_place == (1, 1, 0, 0) and s.chain is not None)
    assert text_of(window, "chain_words").startswith("dJ/dW₁[2,1] = ")


def test_the_numbers_on_a_small_network_come_layer_by_layer(qtbot):
    """Written below the units already, they are not written on them once more."""
    window = open_window(qtbot, Experiment(network=Network((HiddenLayer(2, "tanh"),))))
    window.explain.show_view("forward")
    wait_for(qtbot, window, lambda s: True)

    def told():
        diagram(window).grab()
        nodes = [node for node, _ in diagram(window)._marks.written.units]
        assert diagram(window)._marks.numbers.units
        return sorted({node.layer for node in nodes})

    assert told() == [0]
    for reached in (1, 2, 2):
        qtbot.keyClick(window, Qt.Key.Key_Period)
        assert window.explain.current.name == "forward"
        assert told() == list(range(reached + 1))
    window.explain.show_view("going_on")
    assert told() == [0, 1, 2]
    window.close()
