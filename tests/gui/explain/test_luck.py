"""Is it luck, in the real window: trained by its button in the background, and every number on
screen recomputed from sessions of the same seeds."""

import math
import re
from dataclasses import replace

import numpy as np
import pytest
from opened import opened
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from sampled import sampled
from whole import faults

from annplayground.core.edits import changed
from annplayground.core.engines.numpy_engine import NumpyEngine
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.core.run.session import Session
from annplayground.core.sweep.starts import Study
from annplayground.gui.explain.landscape.slice_graph import COLOURS as SLICE_COLOURS
from annplayground.gui.explain.luck.picture import COLOURS
from annplayground.gui.main_window import MainWindow
from annplayground.gui.theme import style_sheet
from annplayground.gui.waiting import train_and_wait

SIZES = [(800, 512, False), (1280, 720, False), (1280, 720, True), (1920, 1080, False)]
A = Experiment(
    Data("gauss", n_samples=40), Network((HiddenLayer(3, "tanh"),)), Training(learning_rate=0.1)
)
B = changed(A, "training.learning_rate", 0.01)
EPOCHS = 6


@pytest.fixture(scope="module")
def window(qapp):
    with opened(qapp, A, 2, "luck") as made:
        yield made


@pytest.fixture
def view(window, qtbot):
    """The view with the starts of A alone."""
    if window.controller.document.b is not None:
        window.controller.compare(None)
    if window.controller.experiment != A:
        window.controller.load(A)
    qtbot.waitUntil(
        lambda: (
            window.controller.snapshot.other is None and window.controller.snapshot.experiment == A
        )
    )
    made = window.explain.view("luck")
    window.explain.show_view("luck")
    train(qtbot, made, 5)
    return made


def train(qtbot, view, seeds, epochs=EPOCHS):
    if view.running:
        view.run.click()
        qtbot.waitUntil(lambda: not view.running)
    view.seeds.setValue(seeds)
    view.epochs.setValue(epochs)
    QTest.mouseClick(view.run, Qt.MouseButton.LeftButton)
    wait(qtbot, view)


def wait(qtbot, view):
    qtbot.waitUntil(lambda: not view.running and view.run.text() == "Train")


def read(view):
    return view._sheet.written.whole_text


def runs(experiment, seeds, epochs=EPOCHS):
    """Of each seed: J on the training set at each epoch, and the epoch at which it is solved."""
    found = []
    for seed in range(seeds):
        session = Session(changed(experiment, "network.seed", seed), "numpy")
        losses, right = [], []
        for epoch in range(epochs + 1):
            session.train(epoch - session.epoch)
            losses.append(session.losses().train)
            right.append(session.accuracies().train >= 0.95)
        found.append((losses, right.index(True) if any(right) else None))
    return found


def numbers(pattern, text):
    found = re.search(pattern, text)
    assert found, (pattern, text)
    return [float(part.replace(",", "")) for part in found.groups()]


def wilson(k, n, z=1.959963984540054):
    """The interval, as the two solutions of (k/n − p)² = z² p (1 − p) / n."""
    low, high = sorted(np.roots([1 + z**2 / n, -(2 * k / n + z**2 / n), (k / n) ** 2]).real)
    return 100 * low, 100 * high


def test_what_is_said_of_a_alone_is_so(view):
    told = runs(A, 5)
    solved = [at for _, at in told if at is not None]
    assert solved
    text = read(view)
    if len(solved) == 5:
        assert "all 5 starts solve it" in text
    else:
        assert numbers(r"(\d+) of (\d+) starts solve it", text) == [len(solved), 5]
    share, low, high = numbers(r"\((\d+) %; 95 % interval (\d+) % to (\d+) %\)", text)
    assert share == round(100 * len(solved) / 5)
    assert [low, high] == pytest.approx(wilson(len(solved), 5), abs=0.5)
    assert numbers(r"half of those that do by epoch ([\d.]+)", text) == [np.median(solved)]
    assert "5 starts (seed 0 … 4), same data, 6 epochs each" in text
    assert "Solved: 95 % of the training set right" in text
    assert "n = 5 runs." in text


def test_what_is_drawn_are_the_runs_and_their_quartiles(view):
    told = np.array([losses for losses, _ in runs(A, 5)])
    chart = view.chart
    assert [start.curve("train_loss").tolist() for start in chart.study.starts] == told.tolist()
    band = chart.study.band("a", "train_loss")
    low, median, high = np.percentile(told, [25, 50, 75], axis=0)
    for made, wanted in ((band.low, low), (band.median, median), (band.high, high)):
        np.testing.assert_allclose(made, wanted, rtol=1e-12)
    # The median's line is where its value belongs on the axis.
    frame, scale = chart.frame, chart.scale
    y = (
        frame.bottom()
        - math.log(median[3] / scale.low) / math.log(scale.high / scale.low) * frame.height()
    )
    colour = view.look.colour("accent")
    image = chart.grab().toImage()
    x = round(frame.left() + 3 / EPOCHS * frame.width())
    near = [image.pixelColor(x, round(y) + k) for k in (-1, 0, 1)]
    assert colour in near
    assert chart._end_label("a", band.median[-1]) == view_number(median[-1])


def view_number(value):
    from annplayground.gui.text import number

    return number(value)


def test_more_starts_are_added_to_those_there_are(view, qtbot):
    QTest.mouseClick(view.more, Qt.MouseButton.LeftButton)
    wait(qtbot, view)
    assert len(view.study.starts) == 25
    assert "25 starts (seed 0 … 24)" in read(view)
    assert "n = 25 runs." in read(view)


def test_a_and_b_are_compared_in_pairs(view, window, qtbot):
    snapshot = window.controller.snapshot
    view.show_state(replace(snapshot, other=replace(snapshot, experiment=B)), view.focus)
    assert "starts of other settings" in read(view)
    study = Study({"a": A, "b": B}, EPOCHS, NumpyEngine)
    study.add(6)
    qtbot.waitUntil(lambda: not study.running)
    view.show_study(study)
    text = read(view)
    assert "starts of other settings" not in text
    told = {"A": runs(A, 6), "B": runs(B, 6)}
    for name, of in told.items():
        assert numbers(rf"{name} solves (\d+) of (\d+)", text) == [
            sum(at is not None for _, at in of),
            6,
        ]

    def key(run):
        losses, at = run
        return (math.inf if at is None else at, 0 if at is not None else losses[-1])

    pairs = [(key(a), key(b)) for a, b in zip(told["A"], told["B"], strict=True)]
    won = sum(a < b for a, b in pairs), sum(a > b for a, b in pairs)
    assert numbers(r"A won (\d+) of (\d+) pairs, B (\d+)", text) == [won[0], 6, won[1]]
    low, high = numbers(r"A takes (\d+) % to (\d+) %", text)
    assert [low, high] == pytest.approx(wilson(won[0], sum(won)), abs=0.5)
    verdict = "A is better" if low > 50 else "B is better" if high < 50 else "may be luck"
    assert verdict in text
    assert "n = 6 runs each of A and of B." in text
    for size in SIZES:
        window.set_presentation(size[2])
        window.resize(*size[:2])
        qtbot.waitUntil(lambda: not faults(view))
    window.set_presentation(False)
    window.resize(1280, 720)


def test_it_stops_at_once_and_the_run_on_screen_goes_on(view, window, qtbot):
    window.actions_.play.trigger()
    view.seeds.setValue(3)
    view.epochs.setValue(1_000_000)
    QTest.mouseClick(view.run, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(start.n > 1 for start in view.study.starts))
    assert view.run.text() == "Stop: 0 of 3 done"
    epoch = window.controller.snapshot.epoch
    qtbot.waitUntil(lambda: window.controller.snapshot.epoch > epoch)
    QTest.mouseClick(view.run, Qt.MouseButton.LeftButton)
    wait(qtbot, view)
    assert not view.more.isEnabled()
    window.actions_.play.trigger()
    qtbot.waitUntil(lambda: not window.controller.snapshot.status.playing)


def test_a_start_is_lit_by_keys_and_opened_by_enter(view, window, qtbot):
    chart = view.chart
    chart.setFocus()
    for _ in range(4):
        QTest.keyClick(chart, Qt.Key.Key_Right)
    assert chart.chosen.seed == 3
    assert view.open.text() == "Open seed 3"
    QTest.keyClick(chart, Qt.Key.Key_Left)
    assert chart.chosen.seed == 2
    QTest.keyClick(chart, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.controller.snapshot.experiment.network.seed == 2)
    assert window.controller.experiment == changed(A, "network.seed", 2)
    assert "starts of other settings" not in read(view)  # other first weights are the point
    # What is opened is what was lit.
    train_and_wait(window, EPOCHS)
    assert window.controller.snapshot.losses.train == view.study.starts[2].end
    window.actions_.undo.trigger()
    qtbot.waitUntil(lambda: window.controller.snapshot.experiment == A)


def test_the_run_under_the_pointer_is_lit(view, qtbot):
    chart = view.chart
    start = view.study.starts[4]
    x = float(chart._x(view.study, np.array(EPOCHS)))
    y = float(chart._y(np.array(start.end)))
    QTest.mouseMove(chart, QPoint(round(x) - 1, round(y)))
    qtbot.waitUntil(lambda: chart.chosen is not None)
    others = [abs(float(chart._y(np.array(s.end))) - y) for s in view.study.starts]
    assert abs(float(chart._y(np.array(chart.chosen.end))) - y) <= min(others) + 1


@pytest.mark.parametrize("size", sampled(SIZES, SIZES[1]))
@pytest.mark.parametrize("theme", sampled(["light", "dark"]))
def test_nothing_is_cut(view, window, qtbot, size, theme):
    *shape, present = size
    window.set_theme(theme)
    window.set_presentation(present)
    window.resize(*shape)
    qtbot.waitUntil(lambda: not faults(view))
    for _ in range(view.pager.count):
        qtbot.waitUntil(lambda: not faults(view))
        view.pager.turn()
    window.set_presentation(False)
    window.resize(1280, 720)
    window.set_theme("light")


def test_without_a_test_set_there_is_no_curve_of_it(view, window, qtbot):
    assert view.test.isEnabled()
    view.test.click()
    assert view.chart.curve == "test_loss"
    window.controller.edit(changed(A, "data.train_fraction", 1.0))
    qtbot.waitUntil(lambda: not view.test.isEnabled())
    assert not view.test.isChecked()
    assert view.chart.curve == "train_loss"
    train(qtbot, view, 2)
    assert "So few starts mislead" in read(view)


def test_one_start_is_one(view, qtbot):
    train(qtbot, view, 1, 1)
    assert (view.seeds.text(), view.epochs.text()) == ("1 start", "1 epoch")
    assert "The one start that is done solves it (100 %" in read(view)
    assert "1 start (seed 0), same data, 1 epoch each" in read(view)
    assert "n = 1 run." in read(view)
    view.seeds.setValue(2)
    assert view.seeds.text() == "2 starts"


def test_runs_that_diverge_and_regression(view, window, qtbot):
    wild = Experiment(
        Data("plane", n_samples=40),
        Network((HiddenLayer(8, "relu"),), output="linear"),
        Training(learning_rate=10.0, loss="mse"),
    )
    window.controller.load(wild)
    qtbot.waitUntil(lambda: window.controller.snapshot.experiment == wild)
    train(qtbot, view, 3, 30)
    assert "none of 3 starts solves it (0 %" in read(view)
    assert "; 3 diverged." in read(view)
    assert "variance explained" in read(view)
    view.chart.grab()
    QTest.keyClick(view.chart, Qt.Key.Key_Right)
    start = view.chart.chosen
    assert start.diverged_at is not None
    view.chart.grab()


def test_closing_the_window_ends_it(qtbot):
    made = MainWindow(A, remember=False, engine="numpy")
    qtbot.addWidget(made)
    made.show()
    train_and_wait(made, 1)
    made.explain.show_view("luck")
    view = made.explain.view("luck")
    view.epochs.setValue(1_000_000)
    view.run.click()
    qtbot.waitUntil(lambda: view.running)
    made.close()
    qtbot.waitUntil(lambda: not view.running)


def test_labels_are_found(view):
    assert view.findChild(QLabel, "luck_words").text()


def test_a_and_b_have_the_colours_that_they_have_elsewhere(window):
    """The letters on the cards, by the style sheet, and the curves of the starts."""
    look = window.explain.view("luck").look
    sheet = style_sheet(look)
    assert f'[role="letter_b"] {{ color: {look.colours.second}' in sheet
    assert COLOURS == {"a": "accent", "b": "second"} == SLICE_COLOURS
