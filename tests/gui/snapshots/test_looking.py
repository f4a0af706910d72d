"""The controller looks at the past, and what is done there goes on from there."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QObject

from annplayground.core.edits import changed
from annplayground.core.experiment import Experiment
from annplayground.core.run.observe import observe
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import Status, View
from annplayground.gui.controller import Controller
from annplayground.gui.snapshots.looking import Looking

A = Experiment()
NOW = observe(Session(A, "numpy").moment, 0, Status(), View())


def answer(number, epoch=3, live=9):
    return replace(NOW, status=Status(look=number), epoch=epoch, live_epoch=live)


# -- what is shown, and what is late ---------------------------------------------------------------


@pytest.fixture
def looking(qapp):
    owner, orders = QObject(), []
    made = Looking(lambda epoch: orders.append(epoch) or len(orders), owner)
    made.orders, made.owner, made.told = orders, owner, []
    made.epochChanged.connect(made.told.append)
    return made


def test_it_is_told_at_once_and_ordered_once(looking):
    looking.look(3)
    looking.look(3)
    looking.look(None)
    looking.look(None)
    assert (looking.told, looking.orders) == ([3, None], [3, None])


def test_what_is_done_waits_for_the_newest_look_and_not_for_a_late_one(looking):
    acted = []
    looking.look(3)
    looking.look(5)
    looking.when_shown(acted.append)
    looking.take(answer(1))
    assert acted == []
    looking.take(answer(2, 5))
    looking.take(answer(2, 5))
    assert [s.epoch for s in acted] == [5]
    looking.when_shown(acted.append)  # it is shown already
    assert [s.epoch for s in acted] == [5, 5]


def test_no_look_comes_between_an_act_and_the_epoch_that_it_is_meant_for(looking):
    looking.look(3)
    looking.when_shown(lambda snapshot: None)
    looking.look(4)
    assert looking.epoch == 3
    looking.take(answer(1))
    looking.look(4)
    assert (looking.epoch, looking.orders) == (4, [3, 4])


def test_an_epoch_that_is_not_past_is_the_run_as_it_stands(looking):
    looking.look(3)
    looking.take(answer(1, 3, None))
    assert (looking.epoch, looking.told) == (None, [3, None])


# -- the controller -------------------------------------------------------------------------------


@pytest.fixture
def controller(qtbot):
    made = Controller(A)
    with qtbot.waitSignal(made.snapshotReady):
        made.start()
    yield made
    made.stop()


def until(qtbot, controller, epoch, live=None):
    def there():
        snapshot = controller.snapshot
        return (snapshot.epoch, snapshot.live_epoch) == (epoch, live)

    qtbot.waitUntil(there)
    return controller.snapshot


def train(qtbot, controller, epochs):
    for _ in range(epochs):
        controller.step_epoch()
    return until(qtbot, controller, epochs)


def with_rate(rate):
    return changed(A, "training.learning_rate", rate)


def same(snapshot, session):
    return all(
        np.array_equal(a, b)
        for one, other in zip(snapshot.parameters, session.parameters, strict=True)
        for a, b in zip(one, other, strict=True)
    )


def test_two_runs_go_on_together_with_the_settings_that_both_had(qtbot, controller):
    controller.compare(with_rate(0.1))
    train(qtbot, controller, 4)
    controller.edit(with_rate(0.2), "b")
    controller.edit(with_rate(0.3))
    controller.step_epoch()
    until(qtbot, controller, 5)
    controller.looking.look(3)
    controller.continue_here()
    snapshot = until(qtbot, controller, 3)
    assert controller.document.experiments == {"a": A, "b": with_rate(0.1)}
    assert (snapshot.learning_rate, snapshot.other.learning_rate) == (0.03, 0.1)
    controller.undo()
    snapshot = until(qtbot, controller, 5)
    assert controller.document.experiments == {"a": with_rate(0.3), "b": with_rate(0.2)}
    assert (snapshot.other.epoch, snapshot.other.learning_rate) == (5, 0.2)


def test_a_remedy_of_then_is_taken_even_if_it_is_what_the_fields_say_now(qtbot, controller):
    train(qtbot, controller, 4)
    controller.edit(with_rate(0.1))
    controller.step_epoch()
    until(qtbot, controller, 5)
    controller.looking.look(2)
    until(qtbot, controller, 2, 5)
    controller.edit(with_rate(0.1))  # a field that says what it said
    assert controller.looking.epoch == 2
    controller.take_remedy(with_rate(0.1))
    forked = until(qtbot, controller, 2)
    assert forked.learning_rate == 0.1
    qtbot.waitUntil(lambda: controller.steps.names[0] == "remedy at epoch 2")
    controller.undo()
    until(qtbot, controller, 5)


def test_what_begins_anew_is_not_said_to_be_done_in_the_past(qtbot, controller):
    train(qtbot, controller, 4)
    controller.looking.look(2)
    until(qtbot, controller, 2, 4)
    controller.edit(changed(A, "network.seed", 7))
    until(qtbot, controller, 0)
    assert "at epoch" not in controller.steps.names[0]
    controller.undo()
    until(qtbot, controller, 4)


def test_several_steps_in_the_past_fork_once(qtbot, controller):
    train(qtbot, controller, 6)
    controller.looking.look(2)
    for _ in range(3):
        controller.step_epoch()
    snapshot = until(qtbot, controller, 5)
    straight = Session(A)
    straight.train(5)
    assert same(snapshot, straight)
    assert len(controller.steps.done) == 1
    controller.undo()
    until(qtbot, controller, 6)


def test_undo_in_the_past_is_of_the_run_as_it_stands(qtbot, controller):
    train(qtbot, controller, 4)
    controller.edit(with_rate(0.1))
    controller.looking.look(2)
    until(qtbot, controller, 2, 4)
    controller.undo()
    snapshot = until(qtbot, controller, 4)
    assert snapshot.learning_rate == 0.03
    assert controller.looking.epoch is None
