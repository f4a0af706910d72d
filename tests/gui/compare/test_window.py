"""Two networks in the real window, by keys and mouse: what is seen of both, which one is edited,
and that all that is said is so."""

import re
import threading
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QHelpEvent
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QToolTip, QWidget
from sampled import sampled
from whole import assert_nothing_cut

from annplayground.core.edits import changed, differences
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.core.numerals import count, number, percent
from annplayground.core.run.session import Session
from annplayground.core.run.verdict import NO_BETTER
from annplayground.gui.explain.copying import plain
from annplayground.gui.layout.layouts import COMPARED
from annplayground.gui.main_window import MainWindow
from annplayground.gui.waiting import train_and_wait
from annplayground.io.pairs import PAIRS

RINGS = Experiment(
    Data("rings"),
    Network(tuple(HiddenLayer(8, "tanh") for _ in range(6))),
    Training(learning_rate=0.3),
)
SIGMOID = changed(RINGS, "network.hidden.activation", "sigmoid")
SHIFT = Qt.KeyboardModifier.ShiftModifier
CLICK = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def shared(qapp):
    made = MainWindow(RINGS, remember=False)
    made.resize(1600, 900)
    made.show()
    made.deferred_startup.finish()
    for _ in range(2):  # what is made late is made now: its menus are windows, too
        made.actions_.compare.trigger()
    made.explain.view("neuron")
    # Held, so that the wrappers of what Qt and pyqtgraph make by themselves stay the same ones.
    made.held = QApplication.topLevelWidgets()
    yield made
    del made.held
    made.close()
    made.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(qtbot, shared):
    """The one window, with A alone, and as large and as it was at first."""
    shared.set_presentation(False)
    shared.set_theme("light")
    shared.resize(1600, 900)
    shared.controller.play(False)
    shared.controller.load(RINGS)
    shared.stage.show_all()
    shared.activateWindow()
    assert not shared.comparing.on
    yield shared
    shared.controller.load(RINGS)
    qtbot.waitUntil(lambda: not [t for t in threading.enumerate() if "treatment" in t.name])


def press(qtbot, window, key, modifier=Qt.KeyboardModifier.NoModifier):
    window.setFocus()
    qtbot.keyClick(window, key, modifier)


def compared(qtbot, window, b=SIGMOID, epochs=25):
    press(qtbot, window, Qt.Key.Key_V)
    window.controller.edit(b, "b")
    window.stage.show(("network", "b_network"))  # meanwhile no remedies are tried
    snapshot = train_and_wait(window, epochs)
    window.stage.show_all()
    window.frame_scheduler.repeat()
    return snapshot


def text(window, name):
    """What is read, without the bold."""
    label = window.findChild(QLabel, name)
    assert label is not None, name
    return plain(label.text())


def seen(window):
    return tuple(name for name in window.board.names if window.board.card(name).isVisible())


def same(one, session):
    return all(
        np.array_equal(x, y)
        for shown, own in zip(one.parameters, session.parameters, strict=True)
        for x, y in zip(shown, own, strict=True)
    )


def alone(experiment, epochs):
    session = Session(experiment)
    session.train(epochs)
    return session


# -- it comes and goes --------------------------------------------------------------------------


def test_one_key_puts_a_copy_beside_it_and_ends_it(qtbot, window):
    before = [splitter.sizes() for splitter in window.board.splitters]
    press(qtbot, window, Qt.Key.Key_V)
    assert window.controller.document.b == window.controller.document.a
    assert seen(window) == tuple(n for n in window.board.names if n in COMPARED)
    assert window.actions_.compare.isChecked()
    qtbot.waitUntil(lambda: text(window, "verdict") == "A and B are alike: change one of them.")
    press(qtbot, window, Qt.Key.Key_V)
    assert window.controller.document.b is None
    assert not window.actions_.compare.isChecked()
    assert seen(window) == ("data", "network", "boundary", "loss", "gradient", "explain")
    assert window.findChild(QWidget, "verdict_bar").isHidden()
    QApplication.processEvents()
    assert [splitter.sizes() for splitter in window.board.splitters] == before
    assert window.network.letter == window.data.letter == window.explain.letter == ""
    window.controller.undo()  # of the end
    assert seen(window) == tuple(n for n in window.board.names if n in COMPARED)
    window.controller.undo()
    assert "b_network" not in seen(window)


def test_where_the_two_stand_at_different_epochs_each_says_at_which(qtbot, window):
    train_and_wait(window, 5)
    press(qtbot, window, Qt.Key.Key_V)
    qtbot.waitUntil(lambda: text(window, "b_state").startswith("Epoch 0"))
    for name, epochs in (("a", 5), ("b", 0)):
        J = number(alone(window.controller.experiment, epochs).losses().train)
        assert text(window, f"{name}_state").startswith(f"Epoch {epochs}: J = {J}")


def test_the_two_have_equal_heights_also_after_the_charts_were_seen_first(qtbot, window):
    window.resize(1280, 720)
    window.controller.load(RINGS)
    for key in (Qt.Key.Key_V, Qt.Key.Key_7, Qt.Key.Key_V, Qt.Key.Key_V, Qt.Key.Key_7):
        press(qtbot, window, key)
    QApplication.processEvents()
    cards = [window.board.card(name) for name in ("network", "b_network")]
    assert all(card.isVisible() for card in cards)
    assert abs(cards[0].height() - cards[1].height()) <= 1


def test_both_are_what_a_run_of_their_own_is_bit_for_bit(qtbot, window):
    snapshot = compared(qtbot, window, epochs=25)
    assert (snapshot.epoch, snapshot.other.epoch) == (25, 25)
    assert same(snapshot, alone(RINGS, 25))
    assert same(snapshot.other, alone(SIGMOID, 25))


def test_swapped_kept_and_undone_by_keys(qtbot, window):
    compared(qtbot, window, epochs=3)
    document = window.controller.document
    press(qtbot, window, Qt.Key.Key_O, SHIFT)
    assert (window.controller.document.a, window.controller.document.b) == (SIGMOID, RINGS)
    press(qtbot, window, Qt.Key.Key_A, SHIFT)
    assert window.controller.document == document.swapped.put(None, "b")
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, window, Qt.Key.Key_B, SHIFT)
    assert (window.controller.document.a, window.controller.document.b) == (RINGS, None)
    press(qtbot, window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    press(qtbot, window, Qt.Key.Key_V, SHIFT)  # B from A
    assert window.controller.document.b == window.controller.document.a == SIGMOID


def test_each_pair_has_a_key_opens_as_one_step_and_shows_what_it_says(qtbot, window):
    before = window.controller.document
    for n, pair in enumerate(PAIRS, start=1):
        key = Qt.Key(Qt.Key.Key_0.value + n)
        press(qtbot, window, key, Qt.KeyboardModifier.ControlModifier)
        document = window.controller.document
        assert (document.a, document.b) == pair.experiments
        assert document.file.name == pair.title
        assert window.board.card("b_network").isVisible()
    for _ in PAIRS:
        window.controller.undo()
    assert window.controller.document == before


def test_without_b_its_keys_do_nothing(qtbot, window):
    before = window.controller.document
    for key, modifier in (
        (Qt.Key.Key_O, Qt.KeyboardModifier.NoModifier),
        *((key, SHIFT) for key in (Qt.Key.Key_O, Qt.Key.Key_A, Qt.Key.Key_B, Qt.Key.Key_V)),
    ):
        press(qtbot, window, key, modifier)
    assert window.controller.document == before
    assert window.comparing.side == "a"


# -- what is said ---------------------------------------------------------------------------------


def test_the_verdict_is_true_and_both_values_stand_at_the_curves_ends(qtbot, window):
    snapshot = compared(qtbot, window, epochs=25)
    a, b = alone(RINGS, 25), alone(SIGMOID, 25)
    solved = next(e for e in range(26) if a.at(e).accuracies().train >= 0.95)
    curves = b.history.curves()
    first, output = (curves.newest(f"layer{k}.gradient_rms") for k in (1, 7))
    assert text(window, "verdict") == (
        f"A solved it at epoch {count(solved)}. B is no better than a guess. Layer 1 of B gets "
        f"{number(float(f'{output / first:.0e}'), 1)} times less gradient per weight than its "
        "output layer."
    )
    labels = {label.name: label.value for label in window.loss.chart.labels}
    for letter, session in (("A", a), ("B", b)):
        losses = session.losses()
        assert labels[f"{letter} train"] == number(losses.train, 3)
        assert labels[f"{letter} test"] == number(losses.test, 3)
    assert [curve.dashed for curve in window.loss.chart.curves] == [False, False, True, True]
    norms = {curve.name: curve for curve in window.gradient.chart.curves}
    assert len(norms) == 14
    assert norms["B layer 1"].series.newest == curves.newest("layer1.gradient_norm")
    assert [c.dashed for c in window.gradient.chart.curves] == [False] * 7 + [True] * 7
    for name, session in (("a", a), ("b", b)):
        state = text(window, f"{name}_state").splitlines()
        assert state[0] == f"J = {number(session.losses().train)}"
    assert text(window, "b_state").splitlines()[1] == "The gradient vanishes in layer 1."
    assert percent(b.accuracies().test, 1) in text(window, "b_boundary_card_subtitle")
    assert snapshot.other is not None


def test_every_difference_is_a_chip_on_both_with_both_values_in_its_tip(qtbot, window):
    b = changed(changed(SIGMOID, "training.learning_rate", 0.03), "network.hidden.2.units", 5)
    press(qtbot, window, Qt.Key.Key_V)
    window.controller.edit(b, "b")
    found = {}
    for side in ("a", "b"):
        chips = [
            chip
            for chip in window.board.card(f"{side}_side").findChildren(QLabel)
            if chip.objectName().startswith(f"{side}_differences_") and chip.isVisible()
        ]
        found[side] = [re.sub("</?b>", "", chip.text()) for chip in chips]
        assert [chip.toolTip() for chip in chips] == [
            "units of layer 2: A 8, B 5",
            "activation: A tanh, B Sigmoid",
            "learning rate: A 0.3, B 0.03",
        ]
    assert found["a"] == [
        "differs: units of layer 2 8",
        "differs: activation tanh",
        "differs: learning rate 0.3",
    ]
    assert found["b"][-1] == "differs: learning rate 0.03"
    assert differences(RINGS, b) == {
        "training.learning_rate",
        "network.hidden.2.units",
        *(f"network.hidden.{k}.activation" for k in range(1, 7)),
    }


def test_what_has_no_room_is_counted_and_all_in_the_tip(qtbot, window):
    b = SIGMOID
    for path, value in (
        ("training.learning_rate", 0.03),
        ("training.batch_size", 20),
        ("network.init_scale", 2.0),
        ("network.init_bias", 0.5),
        ("training.optimizer.name", "adam"),
        ("data.noise", 0.1),
        ("data.n_samples", 300),
    ):
        b = changed(b, path, value)
    press(qtbot, window, Qt.Key.Key_V)
    window.controller.edit(b, "b")
    window.resize(1280, 720)
    QApplication.processEvents()
    chips = [
        chip
        for chip in window.board.card("b_side").findChildren(QLabel)
        if chip.objectName().startswith("b_differences_") and chip.isVisible()
    ]
    told = "\n".join(chip.toolTip() for chip in chips).replace("<br>", "\n").splitlines()
    assert len(told) == 8
    assert any(line == "noise: A 0, B 0.1" for line in told)
    assert_nothing_cut(window)


# -- which one is edited --------------------------------------------------------------------------


def test_fields_and_data_edit_the_side_in_question(qtbot, window):
    compared(qtbot, window, changed(RINGS, "training.learning_rate", 0.1), 2)
    rate = window.findChild(QComboBox, "learning_rate")
    assert rate.currentText() == "0.3"
    press(qtbot, window, Qt.Key.Key_O)
    assert rate.currentText() == "0.1"
    assert window.data.letter == window.explain.letter == "B"
    loss = window.findChild(QComboBox, "loss")
    loss.setCurrentIndex(loss.findData("mse"))
    loss.activated.emit(loss.currentIndex())
    assert window.controller.document.b.training.loss == "mse"
    assert window.controller.document.a == RINGS
    window.data.propose("data.noise", 0.2)
    assert window.controller.document.b.data.noise == 0.2
    qtbot.waitUntil(lambda: "They learn different data." in text(window, "verdict"))
    qtbot.mouseClick(window.findChild(QWidget, "side_a"), CLICK)
    assert rate.currentText() == "0.3"
    window.data.propose("data.noise", 0.1)
    assert window.controller.document.a.data.noise == 0.1
    qtbot.mouseClick(window.findChild(QWidget, "b_edit"), CLICK)
    assert window.comparing.side == "b"
    press(qtbot, window, Qt.Key.Key_V)
    assert (window.comparing.side, rate.currentText()) == ("a", "0.3")


def test_each_diagram_edits_its_own(qtbot, window):
    press(qtbot, window, Qt.Key.Key_V)
    b_network = window.board.card("b_network")
    b_network.propose("network.hidden", 2)
    assert len(window.controller.document.b.network.hidden) == 2
    window.network.propose("network.hidden.1.units", 3)
    assert window.controller.document.a.network.hidden[0].units == 3
    b_network.weightEdited.emit(1, 0, 0, 1.5)
    window.network.biasEdited.emit(1, 0, -0.5)
    snapshot = train_and_wait(window, 0)
    assert snapshot.other.parameters[0][0][0, 0] == 1.5
    assert snapshot.parameters[0][1][0] == -0.5


def test_what_is_clicked_in_b_is_explained_of_b(qtbot, window):
    snapshot = compared(qtbot, window, epochs=3)
    b_network = window.board.card("b_network")
    b_network.unitChosen.emit(1, 2)
    assert (window.comparing.side, {*seen(window)}) == ("b", {"b_network", "explain"})
    assert window.explain.current.snapshot.experiment == SIGMOID
    assert window.explain.current.snapshot.run == snapshot.other.run
    press(qtbot, window, Qt.Key.Key_O)
    assert {*seen(window)} == {"network", "explain"}
    assert window.explain.current.snapshot.experiment == RINGS
    press(qtbot, window, Qt.Key.Key_Escape)
    assert len(seen(window)) == len(COMPARED)


def test_findings_of_the_side_in_question_and_their_remedy(qtbot, window):
    compared(qtbot, window, epochs=25)
    assert text(window, "going_on_calm").startswith("Nothing looks wrong")
    press(qtbot, window, Qt.Key.Key_O)
    title = window.explain.current.findChild(QLabel, "finding_0_title")
    qtbot.waitUntil(title.isVisible)
    assert "The gradient vanishes in layer 1" in title.text()
    remedy = changed(SIGMOID, "network.hidden.activation", "relu")
    window.explain.remedyChosen.emit(remedy)
    assert window.controller.document.b == remedy
    assert window.controller.document.a == RINGS


def test_a_remedy_is_opened_beside_what_needs_it(qtbot, window):
    window.controller.load(SIGMOID)
    train_and_wait(window, 25)
    window.frame_scheduler.repeat()
    button = window.findChild(QWidget, "finding_0_beside")
    qtbot.waitUntil(button.isVisible)
    remedy = window.explain.current.snapshot.diagnosis.findings[0].remedy
    qtbot.mouseClick(button, CLICK)
    assert (window.controller.document.a, window.controller.document.b) == (SIGMOID, remedy)
    assert window.board.card("b_network").isVisible()


# -- the past -------------------------------------------------------------------------------------


def test_both_are_rewound_together_and_the_verdict_with_them(qtbot, window):
    compared(qtbot, window, epochs=25)
    solved = alone(RINGS, 25).history.curves().solved_at
    window.timeline.seek(solved - 1)
    # Until then the nearest keyframe may be seen.
    seen = window.controller
    qtbot.waitUntil(lambda: seen.snapshot.epoch == solved - 1 and not seen.snapshot.near)
    assert window.controller.snapshot.live_epoch == 25
    window.frame_scheduler.finish()
    window.frame_scheduler.repeat()
    snapshot = window.controller.snapshot
    assert (snapshot.epoch, snapshot.other.epoch) == (solved - 1, solved - 1)
    a, b = alone(RINGS, solved - 1), alone(SIGMOID, solved - 1)
    told = [
        f"has {percent(run.accuracies().train, 1)} of the training set right." for run in (a, b)
    ]
    ones = float(np.mean(b.train_set.y))  # a constant guess that is best says this share
    entropy = -ones * np.log(ones) - (1 - ones) * np.log(1 - ones)
    more = b.accuracies().train > max(ones, 1 - ones)
    if abs(b.losses().train / entropy - 1) < NO_BETTER or (b.losses().train > entropy and not more):
        told[1] = "is no better than a guess."
    assert text(window, "verdict").startswith(f"A {told[0]} B {told[1]}")
    assert same(snapshot.other, b)
    assert window.loss.chart.cursor_epoch == window.gradient.chart.cursor_epoch == solved - 1
    window.timeline.live()
    qtbot.waitUntil(lambda: window.controller.snapshot.live_epoch is None)


# -- what is seen ---------------------------------------------------------------------------------


def test_what_stands_below_each_other_is_equally_wide(qtbot, window):
    window.resize(1280, 720)
    long = replace(RINGS, network=Network(tuple(HiddenLayer(8, "leaky_relu", 0.01) for _ in "abc")))
    for a, b in ((RINGS, long), (long, RINGS)):
        window.controller.load(a)
        window.controller.compare(b)
        names = ("side", "network")
        parts = [
            (window.board.card(f"a_{n}" if n == "side" else n), window.board.card(f"b_{n}"))
            for n in names
        ]
        qtbot.waitUntil(lambda parts=parts: all(one.isVisible() for pair in parts for one in pair))
        QApplication.processEvents()
        for above, below in parts:
            assert (above.x(), above.width()) == (below.x(), below.width())
        window.controller.compare(None)


def test_two_and_three_show_both_then_one_then_all(qtbot, window):
    press(qtbot, window, Qt.Key.Key_V)
    everything = seen(window)
    for key, name in ((Qt.Key.Key_2, "network"), (Qt.Key.Key_3, "boundary")):
        press(qtbot, window, key)
        assert seen(window) == (name, f"b_{name}")
        press(qtbot, window, key)
        assert seen(window) == (name,)
        press(qtbot, window, Qt.Key.Key_O)
        assert seen(window) == (f"b_{name}",)
        press(qtbot, window, Qt.Key.Key_O)
        press(qtbot, window, key)
        assert seen(window) == everything
    press(qtbot, window, Qt.Key.Key_1)
    assert seen(window) == ("data",)
    press(qtbot, window, Qt.Key.Key_0)
    assert seen(window) == everything


CASES = {
    "deep": SIGMOID,
    "wide": Experiment(
        Data("spiral", n_samples=100), Network(tuple(HiddenLayer(64) for _ in range(10)))
    ),
    "three classes": Experiment.from_dict(
        {"data": {"dataset": "blobs3"}, "network": {"output": "softmax"}}
    ),
    "regression": Experiment.from_dict(
        {
            "data": {"dataset": "hill"},
            "network": {"output": "linear", "hidden": []},
            "training": {"loss": "mse"},
        }
    ),
}


SIZES = {"desk": [(800, 512), (1280, 720), (1920, 1080)], "presentation": [(1280, 720)]}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("place", sampled(SIZES, "presentation"))
def test_nothing_is_cut_at_any_size(qtbot, window, case, place):
    compared(qtbot, window, CASES[case], 1)
    window.set_presentation(place == "presentation")
    for size in SIZES[place]:
        window.resize(*size)
        QApplication.processEvents()
        window.frame_scheduler.repeat()
        QApplication.processEvents()
        assert (window.width(), window.height()) == size
        pages = []
        for _ in window.board.pages:
            pages.append(seen(window))
            assert_nothing_cut(window)
            window.board.turn_page()
            QApplication.processEvents()
        assert Counter(n for page in pages for n in page) == Counter(COMPARED)
        assert {"boundary", "b_boundary"} <= set(window.board.pages[0])
        assert window.findChild(QLabel, "verdict").isVisible()
        assert text(window, "verdict")


def test_all_names_differ_also_with_b(qtbot, window):
    press(qtbot, window, Qt.Key.Key_V)
    parts = [*window.findChildren(QWidget), *window.findChildren(QAction)]
    names = Counter(part.objectName() for part in parts if part.objectName()[:3] not in ("", "qt_"))
    assert [name for name, n in names.items() if n > 1] == []
    assert window.findChild(QWidget, "b_boundary_map").isVisible()
    assert window.findChild(QWidget, "boundary_map") is window.boundary.map


def test_tab_goes_from_a_to_b(qtbot, window):
    press(qtbot, window, Qt.Key.Key_V)
    QApplication.processEvents()
    window.setFocus()
    reached = []
    while True:
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        widget = QApplication.focusWidget()
        if widget in reached:
            break
        reached.append(widget)
    homes = [
        next((c for c in COMPARED if window.board.card(c).isAncestorOf(w)), "") for w in reached
    ]
    order = [h for h, before in zip(homes, [None, *homes], strict=False) if h and h != before]
    assert order == list(COMPARED)


# -- at the inputs --------------------------------------------------------------------------------


def marked(window):
    """The names of the inputs that are marked, and what their tips say."""
    found = {}
    for mark in window.findChildren(QWidget):
        name = mark.objectName()
        if name.endswith("_difference") and mark.isVisible():
            (field,) = window.findChildren(QWidget, name.removesuffix("_difference"))
            assert field.accessibleDescription() == mark.text
            # On the corner of its input, and not over the middle of it.
            corner = field.mapToGlobal(QPoint(field.width(), 0))
            reach = mark.rect().translated(mark.mapToGlobal(QPoint())).adjusted(-1, -1, 1, 1)
            assert reach.contains(corner)
            assert not reach.contains(field.mapToGlobal(field.rect().center()))
            found[field.objectName()] = mark.text
    return found


def test_each_input_whose_setting_differs_is_marked_and_no_other(qtbot, window):
    press(qtbot, window, Qt.Key.Key_V)
    assert marked(window) == {}
    b = changed(changed(RINGS, "training.learning_rate", 3.0), "training.gradient_clip", 1.0)
    b = changed(changed(b, "network.hidden.2.activation", "relu"), "training.loss", "mse")
    window.controller.edit(b, "b")
    expected = {
        "learning_rate": "A: 0.3, B: 3",
        "optimizer_parameters": "A: off, B: 1",
        "loss": "A: Cross-entropy, B: Squared error",
        "layer_2_activation": "A: tanh, B: ReLU",
    }
    both = {**expected, "b_layer_2_activation": expected["layer_2_activation"]}
    assert marked(window) == both
    field = window.findChild(QComboBox, "learning_rate")
    tip_of(field, QPoint(5, 5))
    assert expected["learning_rate"] in QToolTip.text()
    assert field.toolTip().splitlines()[0] in QToolTip.text()
    press(qtbot, window, Qt.Key.Key_O)  # the fields edit B, and differ as they did
    assert marked(window) == both
    press(qtbot, window, Qt.Key.Key_V)
    assert marked(window) == {}
    assert not field.accessibleDescription()


def test_of_inputs_and_data_sets_the_chosen_ones_are_marked(qtbot, window):
    press(qtbot, window, Qt.Key.Key_V)
    b = changed(changed(RINGS, "data.dataset", "xor"), "data.features", ("x1", "x1x2"))
    window.controller.edit(b, "b")
    window.stage.show(("data",))
    names = set(marked(window)) & {w.objectName() for w in window.data.findChildren(QWidget)}
    assert names == {"dataset_rings", "dataset_xor", "feature_x2", "feature_x1x2"}
    assert marked(window)["feature_x2"] == "A alone has this"
    assert marked(window)["feature_x1x2"] == "B alone has this"


def tip_of(widget, place):
    """What its tip would say, asked for as the pointer rests on it."""
    event = QHelpEvent(QEvent.Type.ToolTip, place, widget.mapToGlobal(place))
    QApplication.sendEvent(widget, event)
