"""The loss landscape in the real window: its middle is the J on screen, its colours and numbers are
recomputed, and it follows the run."""

import re

import numpy as np
import pytest
from opened import opened
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from sampled import sampled
from whole import faults

from annplayground.core.edits import changed
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.core.run.session import Session
from annplayground.core.run.survey import seen, survey
from annplayground.gui.explain.landscape.words import spot_words
from annplayground.gui.main_window import MainWindow
from annplayground.gui.text import number
from annplayground.gui.waiting import train_and_wait

A = Experiment(
    Data("gauss", n_samples=40), Network((HiddenLayer(3, "tanh"),)), Training(learning_rate=0.1)
)
B = changed(A, "training.learning_rate", 3.0)
SIZES = [(800, 512, False), (1280, 720, False), (1280, 720, True), (1920, 1080, False)]


@pytest.fixture(scope="module")
def window(qapp):
    with opened(qapp, A, 12, "landscape") as made:
        yield made


@pytest.fixture
def view(window, qtbot):
    made = window.explain.view("landscape")
    made.random.click()
    settle(qtbot, window, made)
    return made


def settle(qtbot, window, view):
    """Wait until the survey is of what is seen."""

    def shown():
        snapshot = window.controller.snapshot
        sides = {"a": snapshot, **({"b": snapshot.other} if snapshot.other else {})}
        return (
            window.surveys._running is None
            and window.surveys._wish is None
            and view.surveys.keys() == sides.keys()
            and all(
                (made.epoch, made.batch, made.experiment)
                == (sides[side].epoch, sides[side].batch, sides[side].experiment)
                for side, made in view.surveys.items()
            )
        )

    qtbot.waitUntil(shown)


def read(view):
    return view._sheet.written.whole_text


def flat(snapshot):
    return np.concatenate([part.ravel() for pair in snapshot.parameters for part in pair])


def loss_of(snapshot, vector):
    """J on the training set with other weights, through a session set by hand."""
    run = Session(snapshot.experiment, "numpy")
    return run.moment.another_engine().losses(vector[None])[0]


def test_the_middle_is_j_on_screen_and_each_point_is_a_network(view, window):
    snapshot = window.controller.snapshot
    plane = view.surveys["a"].landscape
    n = len(plane.alpha)
    assert plane.J[n // 2, n // 2] == snapshot.losses.train
    assert f"Epoch {snapshot.epoch}, J = {number(snapshot.losses.train)}" in read(view)
    for b, a in ((0, 0), (n - 1, 3), (7, n // 2), (n // 2, n - 1)):
        vector = flat(snapshot) + plane.alpha[a] * plane.directions[0]
        vector += plane.beta[b] * plane.directions[1]
        assert plane.J[b, a] == pytest.approx(loss_of(snapshot, vector), rel=1e-12)


def test_each_pixel_has_the_colour_of_its_loss(view):
    planes, plane = view.planes, view.surveys["a"].landscape
    image = planes.grab().toImage()
    wanted = planes.pixels(plane.J)
    seen = 0
    n = len(plane.alpha)
    for b in range(1, n - 1, 7):
        for a in range(1, n - 1, 7):
            at = planes.point("a", plane.alpha[a], plane.beta[b]).toPoint()
            seen += image.pixel(at) & 0xFFFFFF == int(wanted[b, a]) & 0xFFFFFF
    # Contours, the path and the arrow cover some.
    assert seen > 0.7 * len(range(1, n - 1, 7)) ** 2
    # The bar says the same: a loss at a tick has the colour there.
    bar = planes.bar
    for value in planes.scale.ticks(4):
        share = float(planes.scale.place(value))
        if 0.02 < share < 0.98:
            y = bar.bottom() - share * bar.height()
            colour = image.pixelColor(QPoint(round(bar.center().x()), round(y)))
            table = planes.pixels(np.array([value]))
            assert abs(colour.red() - (int(table[0]) >> 16 & 255)) <= 3


def test_a_contour_runs_between_higher_and_lower_losses(view):
    plane = view.surveys["a"].landscape
    n = len(plane.alpha)
    crossed = 0
    for level, lines in zip(view.planes.levels, view.planes._lines["a"], strict=True):
        for (x, y), _ in lines[::5]:
            column, row = (min(max(int(v * n), 0), n - 1) for v in (x, y))
            near = plane.J[max(row - 1, 0) : row + 2, max(column - 1, 0) : column + 2]
            assert near.min() <= level * 1.0001
            assert near.max() >= level * 0.9999
            crossed += 1
    assert crossed


def test_the_path_of_the_run_has_its_own_losses(view, window, qtbot):
    view.path.click()
    settle(qtbot, window, view)
    qtbot.waitUntil(lambda: view.surveys["a"].landscape.variance_explained > 0.5)
    found = view.surveys["a"].landscape
    run = Session(A, "numpy")
    for index, epoch in enumerate(found.path_epochs):
        run.train(int(epoch) - run.epoch)
        assert found.path[index, 2] == pytest.approx(run.losses().train, rel=1e-12)
    share = re.search(r"holds ([\d.]+) % of the path’s variance", read(view))
    assert float(share[1]) == pytest.approx(100 * found.variance_explained, abs=0.5)
    view.planes.setFocus()
    QTest.keyClick(view.planes, Qt.Key.Key_Right)
    assert view.planes.spot.index == 0
    told = spot_words(view.surveys["a"], 0)
    assert f"epoch 0: J = {number(found.path[0, 2])}" in told
    assert f"on the plane {number(found.path_plane_J[0])}" in told
    assert not view.others.isEnabled()


def test_other_directions_are_drawn_by_a_button(view, window, qtbot):
    before = view.surveys["a"].landscape.directions.copy()
    view.others.click()
    settle(qtbot, window, view)
    assert not np.allclose(view.surveys["a"].landscape.directions, before)


def test_what_is_said_of_the_learning_rate_is_so(view, window):
    told = view.surveys["a"].down.verdict.replace("_", " ")
    snapshot = window.controller.snapshot
    run = Session(A, "numpy")
    run.train(snapshot.epoch)
    g = np.concatenate(
        [part.ravel() for pair in run.gradients(run.train_set.X, run.train_set.y) for part in pair]
    )
    after = loss_of(snapshot, flat(snapshot) - 0.1 * g)
    assert f"at lr = 0.1 takes J to {number(after)}: {told}" in read(view)
    graph = view.slice
    x, y = graph.points(np.array(0.1), np.array(after))
    colour = graph.grab().toImage().pixelColor(QPoint(round(float(x)), round(float(y))))
    assert colour == view.look.colour("ink")


def test_it_follows_the_run_while_it_trains(view, window, qtbot):
    window.actions_.play.trigger()
    epochs = set()

    def several():
        epochs.add(view.surveys["a"].epoch)
        return len(epochs) > 3

    qtbot.waitUntil(several)
    window.actions_.play.trigger()
    qtbot.waitUntil(lambda: not window.controller.snapshot.status.playing)
    settle(qtbot, window, view)
    snapshot = window.controller.snapshot
    assert snapshot.losses.train == view.surveys["a"].down.J


def test_the_past_has_its_own_landscape(view, window, qtbot):
    window.controller.looking.look(3)
    qtbot.waitUntil(lambda: window.controller.snapshot.epoch == 3)
    settle(qtbot, window, view)
    assert window.controller.snapshot.losses.train == view.surveys["a"].down.J
    window.controller.looking.look(None)
    qtbot.waitUntil(lambda: window.controller.snapshot.live_epoch is None)


def test_a_and_b_have_one_range_of_colours(view, window, qtbot):
    found = {}
    for side, experiment in (("a", A), ("b", B)):
        run = Session(experiment, "numpy")
        run.train(4)
        found[side] = survey(seen(run.moment), "random", 0)
    view.show_surveys(found)
    planes = view.planes
    grids = [made.landscape.J for made in view.surveys.values()]
    assert planes.scale.low <= min(grid.min() for grid in grids)
    assert planes.scale.high >= max(grid.max() for grid in grids)
    assert not planes.area("a").intersects(planes.area("b"))
    assert planes.area("b").right() < planes.bar.left()
    assert "A: Epoch" in read(view)
    assert "B: Epoch" in read(view)
    for size in SIZES:
        window.set_presentation(size[2])
        window.resize(*size[:2])
        check_pages(qtbot, view)
    window.set_presentation(False)
    window.resize(1280, 720)
    view.others.click()
    settle(qtbot, window, view)


def check_pages(qtbot, view):
    qtbot.waitUntil(lambda: not faults(view))
    shown = set()
    for _ in range(view.pager.count):
        qtbot.waitUntil(lambda: not faults(view))
        shown |= {part for part in (view.planes, view.slice) if part.isVisible()}
        view.pager.turn()
    assert shown == {view.planes, view.slice}


@pytest.mark.parametrize("size", sampled(SIZES, SIZES[1]))
@pytest.mark.parametrize("theme", sampled(["light", "dark"]))
def test_nothing_is_cut(view, window, qtbot, size, theme):
    window.set_theme(theme)
    window.set_presentation(size[2])
    window.resize(*size[:2])
    check_pages(qtbot, view)
    window.set_presentation(False)
    window.resize(1280, 720)
    window.set_theme("light")


def test_extremes(view, window, qtbot):
    deep = Experiment(
        Data("spiral", n_samples=100), Network(tuple(HiddenLayer(8, "tanh") for _ in range(10)))
    )
    wild = Experiment(
        Data("plane", n_samples=40), Network((), "linear"), Training("mse", learning_rate=10.0)
    )
    for experiment in (
        Experiment(Data("gauss", n_samples=40), Network(())),
        deep,
        Experiment(Data("blobs3", n_samples=60), Network(output="softmax")),
        wild,
    ):
        window.controller.load(experiment)
        qtbot.waitUntil(lambda e=experiment: window.controller.snapshot.experiment == e)
        settle(qtbot, window, view)
        view.path.click()  # there is none yet
        qtbot.waitUntil(lambda: "There is no path yet" in read(view))
        view.random.click()
        settle(qtbot, window, view)
        train_and_wait(window, 3)
        qtbot.waitUntil(lambda: window.surveys._running is None and window.surveys._wish is None)
        view.grab()
    window.controller.load(A)
    qtbot.waitUntil(lambda: window.controller.snapshot.experiment == A)


def test_a_window_that_closes_ends_what_is_under_way(qtbot):
    made = MainWindow(A, remember=False, engine="numpy")
    qtbot.addWidget(made)
    made.show()
    made.explain.show_view("landscape")
    train_and_wait(made, 1)
    made.explain.view("landscape")._draw_others()
    made.close()
