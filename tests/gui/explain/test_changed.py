"""What changed, in the real window: the epoch is chosen by its field or by the timeline, and every
number and colour is recomputed from a session."""

import re

import numpy as np
import pytest
from opened import opened
from sampled import sampled
from whole import faults

from annplayground.core.edits import changed
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.core.run.session import Session
from annplayground.gui.main_window import MainWindow
from annplayground.gui.text import number, percent
from annplayground.gui.waiting import train_and_wait

A = Experiment(
    Data("gauss", n_samples=40), Network((HiddenLayer(3, "tanh"),)), Training(learning_rate=0.1)
)
B = changed(A, "training.learning_rate", 1.0)
SIZES = [(800, 512, False), (1280, 720, False), (1280, 720, True), (1920, 1080, False)]


@pytest.fixture(scope="module")
def window(qapp):
    with opened(qapp, A, 20, "changed", compared=True) as made:
        yield made


@pytest.fixture
def view(window, qtbot):
    made = window.explain.view("changed")
    made.since.setValue(0)
    settle(qtbot, window, made)
    return made


def settle(qtbot, window, view):
    """Wait until what is shown is of what is seen."""

    def shown():
        snapshot = window.controller.snapshot
        sides = {"a": snapshot, **({"b": snapshot.other} if snapshot.other else {})}
        return view.changes.keys() == sides.keys() and all(
            (change.since, change.epoch, change.experiment)
            == (min(view.since.value(), sides[s].epoch), sides[s].epoch, sides[s].experiment)
            for s, change in view.changes.items()
        )

    qtbot.waitUntil(shown)


def open_again(qtbot, window, view):
    """Two networks take the room of an explanation, and give it back empty."""
    qtbot.waitUntil(lambda: not view.isVisible())
    window.explain.show_view(view.name)
    qtbot.waitUntil(view.isVisible)


def read(view):
    return view._sheet.written.whole_text


def run_of(experiment, epochs):
    run = Session(experiment, "numpy")
    run.train(epochs)
    return run


def check_words(text, run, since, name=""):
    """Every number that is said of one run."""
    then = run.at(since)
    losses = number(then.losses().train), number(run.losses().train)
    head = (
        f"{name}Epoch {since} to {run.epoch}: J on the training set from {losses[0]} to {losses[1]}"
    )
    assert head in text
    rights = percent(then.accuracies().train, 1), percent(run.accuracies().train, 1)
    assert f"Accuracy from {rights[0]} to {rights[1]}." in text
    moved = zip(run.parameters, then.parameters, ("Layer 1", "Output"), strict=True)
    for (W, b), (W0, b0), layer in moved:
        way, length = np.linalg.norm(W - W0), np.linalg.norm(W0)
        said = f"{name}{layer}: ‖W − W then‖ = {number(way)}, {percent(way / length)} of ‖W‖ then"
        assert said in text
        assert f"‖b − b then‖ = {number(np.linalg.norm(b - b0))}" in text
    classes = [m.predict(run.train_set.X)[:, 0] > 0.5 for m in (then, run)]
    assert f"{(classes[0] != classes[1]).sum()} training samples" in text


def test_what_is_said_is_so(view, window):
    check_words(read(view), run_of(A, window.controller.snapshot.epoch), 0)


def test_the_map_shows_now_minus_then(view, window):
    run = run_of(A, window.controller.snapshot.epoch)
    maps, image = view.maps, view.maps.grab().toImage()
    for x in ((0.03, 0.03), (-3.97, 2.03), (4.03, -4.97), (2.03, 5.03)):
        place = np.array([x])
        delta = (run.predict(place) - run.at(0).predict(place))[0, 0]
        seen = image.pixel(maps.point("a", *x).toPoint()) & 0xFFFFFF
        near = [int(maps.pixels(np.array([delta + e * maps.top]))[0]) & 0xFFFFFF
                for e in (-0.04, 0.04)]  # fmt: skip
        for shift in (16, 8, 0):
            low, high = sorted(code >> shift & 255 for code in near)
            assert low - 2 <= (seen >> shift & 255) <= high + 2
    assert maps.ticks[-1][1] == number(maps.top)
    assert maps.top == np.abs(view.changes["a"].difference).max()


def test_the_epoch_is_chosen_by_the_timeline(view, window, qtbot):
    window.timeline.seek(7)
    qtbot.waitUntil(lambda: window.controller.snapshot.epoch == 7)
    settle(qtbot, window, view)
    check_words(read(view), run_of(A, 7), 0)
    view.here.click()
    assert view.since.value() == 7
    window.timeline.live()
    qtbot.waitUntil(lambda: window.controller.snapshot.live_epoch is None)
    settle(qtbot, window, view)
    check_words(read(view), run_of(A, window.controller.snapshot.epoch), 7)
    view.since.setValue(500)
    qtbot.waitUntil(lambda: "comes before that epoch" in read(view))


def test_it_follows_the_run_while_it_trains(view, window, qtbot):
    window.actions_.play.trigger()
    seen = set()

    def several():
        seen.add(view.changes["a"].epoch)
        return len(seen) > 3

    qtbot.waitUntil(several)
    window.actions_.play.trigger()
    qtbot.waitUntil(lambda: not window.controller.snapshot.status.playing)
    settle(qtbot, window, view)


def test_a_and_b_have_one_range_of_colours(view, window, qtbot):
    window.controller.load(A)
    qtbot.waitUntil(lambda: window.controller.snapshot.epoch == 0)
    window.controller.compare(B)
    qtbot.waitUntil(lambda: window.controller.snapshot.other is not None)
    open_again(qtbot, window, view)
    train_and_wait(window, 8)
    settle(qtbot, window, view)
    for name, experiment in (("A: ", A), ("B: ", B)):
        check_words(read(view), run_of(experiment, 8), 0, name)
    tops = [np.abs(change.difference).max() for change in view.changes.values()]
    assert view.maps.top == max(tops)
    for shape in SIZES:
        window.set_presentation(shape[2])
        window.resize(*shape[:2])
        qtbot.waitUntil(lambda: not faults(view))
    window.set_presentation(False)
    window.resize(1280, 720)
    window.controller.compare(None)
    qtbot.waitUntil(lambda: window.controller.snapshot.other is None)
    open_again(qtbot, window, view)


@pytest.mark.parametrize("size", sampled(SIZES, SIZES[1]))
@pytest.mark.parametrize("theme", sampled(["light", "dark"]))
def test_nothing_is_cut(view, window, qtbot, size, theme):
    window.set_theme(theme)
    window.set_presentation(size[2])
    window.resize(*size[:2])
    for _ in range(view.pager.count):
        qtbot.waitUntil(lambda: not faults(view))
        assert view.maps.isVisible()
        view.pager.turn()
    window.set_presentation(False)
    window.resize(1280, 720)
    window.set_theme("light")


def test_extremes(view, window, qtbot):
    deep = Network(
        tuple(
            HiddenLayer(
                8,
                "tanh",
            )
            for _ in range(10)
        )
    )
    for experiment in (
        Experiment(Data("gauss", n_samples=40), Network((), init="zeros")),
        Experiment(Data("spiral", n_samples=60), deep),
        Experiment(Data("blobs3", n_samples=60), Network(output="softmax")),
        Experiment(Data("plane", n_samples=40), Network((), "linear"),
                   Training("mse", learning_rate=10.0)),
    ):  # fmt: skip
        window.controller.load(experiment)
        qtbot.waitUntil(lambda e=experiment: window.controller.snapshot.experiment == e)
        train_and_wait(window, 3)
        settle(qtbot, window, view)
        view.grab()
        assert re.search(r"Epoch 0 to \d+: J on the training set", read(view))
        if experiment.network.init == "zeros":
            assert "from weights that were all 0" in read(view)
        assert view.maps.several == (experiment.data.n_classes == 3)


def test_a_window_that_closes_ends_what_is_under_way(qtbot):
    made = MainWindow(A, remember=False, engine="numpy")
    qtbot.addWidget(made)
    made.show()
    made.explain.show_view("changed")
    train_and_wait(made, 1)
    made.close()
