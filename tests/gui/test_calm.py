"""Nothing jumps: where the panels stand does not depend on what they say at the moment."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QSlider, QWidget
from sampled import sampled

from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Data, Experiment, HiddenLayer, Network, Training
from annplayground.gui.explain.paging.scrolled import ScrolledText
from annplayground.gui.layout.layouts import CARDS, PRESENTED
from annplayground.gui.main_window import MainWindow
from annplayground.gui.waiting import train_and_wait
from annplayground.gui.widgets.labels import Words
from annplayground.io.examples import EXAMPLES

PLOTS = ("boundary_map", "loss_chart", "gradient_chart")
DIVERGING = Experiment(
    Data("plane"),
    Network((HiddenLayer(4, "linear"),), output="linear"),
    Training(loss="mse", learning_rate=1000),
)


@pytest.fixture
def window(qtbot):
    made = MainWindow(remember=False)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    train_and_wait(made, 1)
    yield made
    made.close()


def places(window):
    """Where the cards and the plots are, and how high the bar is."""
    for _ in range(3):  # lays out what has just been said, the inner after the outer
        QApplication.processEvents()
    seen = {name: window.board.card(name) for name in CARDS}
    seen |= {name: window.findChild(QWidget, name) for name in PLOTS}
    return {
        "pages": window.board.pages,
        "bar": window.training.height(),
        **{
            name: QRect(widget.mapTo(window, QPoint()), widget.size())
            for name, widget in seen.items()
            if widget.isVisible()
        },
    }


def moves(before, after):
    """What is elsewhere than before, or seen only before or after, and where."""
    names = before.keys() | after.keys()
    pairs = {name: (before.get(name), after.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def train(qtbot, window):
    """Some epochs, or until it diverges; what is found meanwhile may still be tried. What is said
    on the way is laid out, but not drawn."""
    window.setUpdatesEnabled(False)
    window.controller.set_speed(None)
    window.controller.play(True)

    def trained():
        snapshot = window.controller.snapshot
        if snapshot.experiment != window.controller.experiment:
            return False
        return snapshot.epoch >= 30 or snapshot.divergence is not None

    qtbot.waitUntil(trained)
    window.controller.play(False)
    window.setUpdatesEnabled(True)


def states(qtbot, window):
    """Lets the window say many things, one after the other, and tells what it is about."""
    for example in EXAMPLES:
        window.files.open_example(example)
        yield f"opened {example.name}"
        train(qtbot, window)
        yield f"trained {example.name}"
    window.controller.edit(DIVERGING)
    train(qtbot, window)
    assert window.controller.snapshot.divergence is not None
    yield "diverged"
    window.controller.edit(Experiment())
    window.training.set_rules(StopRules(epoch=123456, test_loss=0.001))
    yield "rules"
    window.training.set_rules(StopRules())
    for value in (50, 99, 0):
        window.findChild(QSlider, "loss_smoothing").setValue(value)
        yield f"smoothing {value}"
    for name in ("partial", "notes"):
        window.set_notation(name)
        yield name
    window.controller.edit(replace(Experiment(), network=Network(())))
    yield "no hidden layer"
    window.toast.say("A sentence that is long enough to be wrapped. " * 8)
    yield "toast"


@pytest.mark.parametrize("presenting", sampled([False, True]))
@pytest.mark.parametrize("size", sampled([(800, 512), (1024, 600), (1280, 720), (1920, 1080)]))
def test_panels_stay_where_they_are_whatever_is_said(qtbot, window, size, presenting):
    window.resize(*size)
    window.set_presentation(presenting)
    before = places(window)
    moved = {said: now for said in states(qtbot, window) if (now := moves(before, places(window)))}
    assert moved == {}


@pytest.mark.parametrize("presenting", [False, True])
def test_the_room_that_a_card_asks_for_does_not_depend_on_the_room_it_has(window, presenting):
    window.set_presentation(presenting)
    window.resize(1000, 700)
    window.stage.show(PRESENTED)  # at the desk, too: the data needs more than some of these rooms
    rooms = {name: set() for name in PRESENTED}
    for share in (100, 300, 600):
        window.board.splitters[2].setSizes([share, 700 - share])
        for name in rooms:
            places(window)
            rooms[name].add(window.board._least(name)[1] // 8)
    assert {name: room for name, room in rooms.items() if len(room) > 1} == {}


def test_a_text_that_becomes_shorter_leaves_its_room(qtbot):
    words = Words()
    words.setWordWrap(True)
    scrolled = ScrolledText("some_words", "Some words", words)
    qtbot.addWidget(scrolled)
    scrolled.resize(200, 400)
    scrolled.show()
    heights = []
    for text in ("short", "long " * 40, "short"):
        words.setText(text)
        scrolled.refit()
        heights.append(scrolled.sizeHint().height())
    assert heights[0] < heights[1] == heights[2]
    scrolled.resize(800, 400)  # another layout: measured anew
    assert scrolled.sizeHint().height() < heights[1]
