"""The optimizer's microscope: every number on screen, recomputed from the run."""

import re
from dataclasses import replace

import numpy as np
import pytest
from arithmetic import assert_holds
from paging import parts_page_by_page
from PySide6.QtWidgets import QLabel

from annplayground.core.choices.optimizers import OPTIMIZERS, OptimizerChoice
from annplayground.core.experiment import Experiment, Training
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.explain.focus import Focus
from annplayground.gui.explain.optimizer.view import NOT_YET, OptimizerView
from annplayground.gui.main_window import MainWindow
from annplayground.gui.text import read_number
from annplayground.gui.theme import Look
from annplayground.gui.waiting import train_and_wait

ALL = [
    *(OptimizerChoice(name) for name in OPTIMIZERS),
    OptimizerChoice("momentum", convention="classical", beta=0.7),
    OptimizerChoice("nesterov", convention="classical"),
]


def training(choice, **others):
    return Training(optimizer=choice, batch_size=10, **others)


def shown(view):
    return re.sub("<.*?>", "", view.findChild(QLabel, "optimizer_heading").text())


def note(view):
    return view.findChild(QLabel, "optimizer_about").text()


def numbers(view):
    return [part.numbers.text() for part in view._lines if part in view._column.parts]


def labels(graph):
    return [curve.label for curve in graph.curves]


@pytest.fixture
def look_at(qtbot):
    """A view of a weight of a run."""

    def make(session, place=(1, 1, 2)):
        view = OptimizerView()
        qtbot.addWidget(view)
        view.set_look(Look())
        view.resize(560, 600)
        view.show()
        snapshot = observe(session.moment, 0, Status(), View(trace=place))
        view.show_state(snapshot, Focus(place[0], place[2], place[1]))
        return view, snapshot

    return make


def recomputed(session, choice, steps):
    """v and s of a weight after each of the last steps, from its gradients alone."""
    v = s = 0.0
    rows = []
    adam = choice.name == "adam"
    beta, rho = (choice.beta1, choice.beta2) if adam else (choice.beta, choice.rho)
    weight = 1.0 if choice.convention == "classical" and not adam else 1.0 - beta
    for g in steps.taken:
        v, s = beta * v + weight * g, rho * s + (1 - rho) * g * g
        rows.append((v, s))
    return np.array(rows)


@pytest.mark.parametrize("choice", ALL, ids=lambda c: f"{c.name}-{c.convention}")
@pytest.mark.parametrize(
    "others", [{}, {"gradient_clip": 0.05}], ids=["without a clip", "with a clip"]
)
def test_the_equations_hold_and_are_those_of_the_run(look_at, choice, others):
    session = Session(Experiment(training=training(choice, **others)), engine="numpy")
    for n in (1, 2, 5, 40):
        while session.epoch * session.moment.batches_per_epoch + session.batch < n:
            session.step()
        view, snapshot = look_at(session)
        told = numbers(view)
        assert told
        for text in told:
            assert_holds(text)
        w = session.parameters[0][0][1, 2]
        assert read_number(told[-1].rpartition(" = ")[2]) == pytest.approx(w, rel=5e-3, abs=1e-12)
        steps = snapshot.steps
        average = recomputed(session, choice, steps)[-1]
        for name, value, after in (("v(t)", average[0], steps.v), ("s(t)", average[1], steps.s)):
            lines = [text for text in told if text.startswith(name)]
            uses = f"{name[0]} ←" in OPTIMIZERS[choice.name].equation
            assert len(lines) == uses
            if uses:
                assert after[-1] == pytest.approx(value, rel=1e-9)
                assert read_number(lines[0].rpartition(" = ")[2]) == pytest.approx(value, rel=0.05)


def test_a_wrong_equation_would_be_seen():
    assert_holds("w_new = 0.52 − 0.03 · (−2.1) = 0.583")
    with pytest.raises(AssertionError):
        assert_holds("w_new = 0.52 − 0.03 · (−2.1) = 0.593")


@pytest.mark.parametrize("choice", ALL, ids=lambda c: f"{c.name}-{c.convention}")
def test_the_curves_are_the_runs_own_and_the_rest_is_said_to_be_unused(look_at, choice):
    session = Session(Experiment(training=training(choice)), engine="numpy")
    session.train(2)
    view, snapshot = look_at(session)
    equation = OPTIMIZERS[choice.name].equation
    own = [symbol for symbol, mark in (("v", "v ←"), ("√s", "s ←")) if mark in equation]
    assert labels(view._gradients) == ["δ", *own]
    ticks = snapshot.steps.number.astype(float)
    for label, values in (("v", snapshot.steps.v), ("√s", np.sqrt(snapshot.steps.s))):
        for curve in view._gradients.curves:
            if curve.label == label:
                np.testing.assert_allclose(curve.f(ticks), values)
    words = note(view)
    assert ("v" in own) == ("keeps v" in words or "both v and s" in words)
    assert ("√s" in own) == ("keeps s" in words or "both v and s" in words)
    if not own:
        assert "neither v nor s" in words
    assert ("uses no s" in words) == (own == ["v"])
    assert ("uses no v" in words) == (own == ["√s"])


def test_a_slider_that_is_moved_shows_another_average_and_says_so(look_at):
    session = Session(Experiment(training=training(OptimizerChoice("adam"))), engine="numpy")
    session.train(2)
    view, snapshot = look_at(session)
    assert "Dashed" not in note(view)
    view.beta.setValue(50)
    assert labels(view._gradients) == ["δ", "v", "√s", "v (β 0.5)"]
    tried = view._gradients.curves[-1]
    value, expected = 0.0, []
    for g in snapshot.steps.taken:
        value = 0.5 * value + 0.5 * g
        expected.append(value)
    np.testing.assert_allclose(tried.f(snapshot.steps.number.astype(float)), expected)
    assert f"Dashed: v (β 0.5), begun with 0 at step {snapshot.steps.number[0]}." in note(view)
    view.beta.setValue(90)
    assert "Dashed" not in note(view)


def test_what_the_clip_does_to_the_gradient_is_read_number(look_at):
    session = Session(Experiment(training=training(OptimizerChoice(), gradient_clip=1e-3)))
    session.train(1)
    view, snapshot = look_at(session)
    steps = snapshot.steps
    before, after = re.search(r"by the clip from (\S+) to (\S+)\. ", note(view)).groups()
    assert read_number(before) == pytest.approx(steps.gradient[-1], rel=0.05)
    assert read_number(after) == pytest.approx(steps.taken[-1], rel=0.05)
    assert abs(steps.taken[-1]) < abs(steps.gradient[-1])


def test_before_the_first_step_there_is_a_sentence_and_no_empty_axes(look_at):
    view, _ = look_at(Session(Experiment()))
    assert NOT_YET in shown(view)
    assert "neither v nor s" in note(view)
    assert not view._gradients.isVisible()
    assert not view._steps.isVisible()


def test_the_symbols_follow_the_notation(look_at):
    session = Session(Experiment())
    session.train(1)
    view, _ = look_at(session)
    assert "dJ/dw" in note(view)
    assert "lr" in view._lines[0].equation.accessibleName()
    view.set_look(Look(notation="partial"))
    assert "∂L/∂w" in note(view)
    assert view._lines[0].equation.accessibleName() == "w_new = w_old − η · ∂L/∂w_old"


@pytest.mark.parametrize("present", [False, True])
@pytest.mark.parametrize("size", [(800, 512), (1280, 720)])
def test_every_page_is_whole(qtbot, size, present):
    adam = replace(Experiment().training, optimizer=OptimizerChoice("adam"))
    window = MainWindow(replace(Experiment(), training=adam), remember=False)
    qtbot.addWidget(window)
    window.set_presentation(present)
    window.resize(*size)
    with qtbot.waitExposed(window):
        window.show()
    window.explain.show_view("optimizer")
    train_and_wait(window, 3)
    view = window.explain.current
    qtbot.waitUntil(lambda: all(line.equation.ready for line in view._lines))
    parts = parts_page_by_page(qtbot, window, view, view._column)
    assert parts == view._column.parts
    window.close()
