"""Undo of what leaves a run brings that run back, at its own epoch and trained as it was."""

from dataclasses import replace

import numpy as np
import pytest

from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import View
from annplayground.gui.controller import Controller
from annplayground.gui.document import undo
from annplayground.gui.document.document import untitled


@pytest.fixture
def controller(qtbot):
    made = Controller(Experiment())
    made.told = []
    made.undoChanged.connect(lambda *names: made.told.append(names))
    with qtbot.waitSignal(made.snapshotReady):
        made.start()
    yield made
    made.stop()


def settled(qtbot, controller):
    """The snapshot when the runner has done all that it was told."""
    answer = controller._runner.ask(lambda moment: None)
    qtbot.waitUntil(answer.done)
    # What is published after the question was answered.
    controller.watch(View())
    with qtbot.waitSignal(controller.snapshotReady):
        pass
    return controller.snapshot


def train(qtbot, controller, epochs):
    for _ in range(epochs):
        controller.step_epoch()
    return settled(qtbot, controller)


def same(one, other):
    return one.epoch == other.epoch and all(
        np.array_equal(a, b)
        for first, second in zip(one.parameters, other.parameters, strict=True)
        for a, b in zip(first, second, strict=True)
    )


def wider(experiment):
    hidden = (replace(experiment.network.hidden[0], units=7), *experiment.network.hidden[1:])
    return replace(experiment, network=replace(experiment.network, hidden=hidden))


def with_rate(experiment, rate):
    return replace(experiment, training=replace(experiment.training, learning_rate=rate))


LEAVING = {
    "width": lambda c: c.edit(wider(c.experiment)),
    "data": lambda c: c.edit(c.experiment.with_data(replace(c.experiment.data, dataset="moons"))),
    "new start": lambda c: c.new_start(),
    "reset": lambda c: c.reset(),
    "back": lambda c: c.back(),
    "load": lambda c: c.load(wider(c.experiment)),
    "the same loaded": lambda c: c.load(c.experiment),
}


@pytest.mark.parametrize("act", LEAVING)
def test_undo_brings_the_run_back_and_redo_the_other(qtbot, controller, act):
    train(qtbot, controller, 3)
    controller.set_weight(1, 0, 0, 4.5)
    before = train(qtbot, controller, 2)
    controller.steps.end_merging()
    LEAVING[act](controller)
    other = train(qtbot, controller, 2)
    assert not same(before, other)
    controller.undo()
    back = settled(qtbot, controller)
    assert same(back, before)
    assert (back.epoch, back.experiment, back.status.playing) == (5, before.experiment, False)
    assert list(back.curves.epochs) == [0, 1, 2, 3, 4, 5]
    controller.redo()
    assert same(settled(qtbot, controller), other)
    controller.undo()
    assert same(settled(qtbot, controller), before)
    # It is the same run: what was done in it can be taken back, and it goes on as it would have.
    controller.undo()
    taken_back = settled(qtbot, controller)
    assert (taken_back.epoch, taken_back.parameters[0][0][0, 0] != 4.5) == (5, True)


def test_a_run_that_was_brought_back_goes_on_as_if_it_had_never_been_left(qtbot, controller):
    train(qtbot, controller, 3)
    controller.reset()
    train(qtbot, controller, 2)
    controller.undo()
    there_and_back = train(qtbot, controller, 3)
    controller.load(controller.experiment)
    assert same(train(qtbot, controller, 6), there_and_back)


def test_the_names_say_what_was_left(qtbot, controller):
    train(qtbot, controller, 3)
    controller.back()
    qtbot.waitUntil(lambda: controller.told[-1] == ("back from epoch 3", ""))
    controller.undo()
    qtbot.waitUntil(lambda: controller.told[-1] == ("", "back from epoch 3"))
    controller.reset()
    qtbot.waitUntil(lambda: controller.told[-1] == ("reset from epoch 3", ""))


def test_what_left_nothing_is_no_step(qtbot, controller):
    for act in (controller.back, controller.reset):
        act()
        qtbot.waitUntil(lambda: controller.told[-1] == ("", ""))
        assert not controller.steps.done


def test_many_steps_back_in_a_row_are_one(qtbot, controller):
    before = train(qtbot, controller, 4)
    for _ in range(3):
        controller.back()
    assert settled(qtbot, controller).epoch == 1
    controller.undo()
    assert same(settled(qtbot, controller), before)


def test_a_slider_dragged_there_and_back_loses_no_run(qtbot, controller):
    before = train(qtbot, controller, 4)
    first = controller.experiment
    for experiment in (wider(first), first):
        controller.edit(experiment)
    assert settled(qtbot, controller).epoch == 0
    controller.undo()
    assert same(settled(qtbot, controller), before)


def test_a_live_change_is_undone_live(qtbot, controller):
    train(qtbot, controller, 2)
    controller.edit(with_rate(controller.experiment, 0.2))
    before = train(qtbot, controller, 2)
    controller.undo()
    after = settled(qtbot, controller)
    assert same(after, before)
    assert after.experiment.training.learning_rate != 0.2


def test_only_the_newest_runs_are_kept_and_older_ones_begin_anew(qtbot, controller, monkeypatch):
    monkeypatch.setattr(undo, "KEPT_RUNS", 2)
    first = controller.experiment
    controller.set_weight(1, 0, 0, 4.5)
    train(qtbot, controller, 3)
    for units in (3, 4, 5):
        hidden = (replace(first.network.hidden[0], units=units), *first.network.hidden[1:])
        controller.edit(replace(first, network=replace(first.network, hidden=hidden)))
        controller.steps.end_merging()
        train(qtbot, controller, units)
    epochs = []
    for _ in range(3):
        controller.undo()
        epochs.append(settled(qtbot, controller).epoch)
    assert epochs == [4, 3, 0]
    assert controller.experiment == first
    assert not controller.steps.done  # the weight that was set is gone with its run


def test_opening_a_file_keeps_the_run_that_was_open(qtbot, controller):
    before = train(qtbot, controller, 3)
    other = wider(controller.experiment)
    controller.load(other, untitled(other))
    train(qtbot, controller, 1)
    controller.undo()
    assert same(settled(qtbot, controller), before)
