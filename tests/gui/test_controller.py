"""The controller with a real runner: orders, snapshots, undo."""

from dataclasses import replace

import numpy as np
import pytest

from annplayground.core.experiment import Experiment
from annplayground.core.snapshot import View
from annplayground.core.stopping import StopRules
from annplayground.gui.controller import Controller


@pytest.fixture
def controller(qtbot):
    made = Controller(Experiment())
    with qtbot.waitSignal(made.snapshotReady):
        made.start()
    yield made
    made.stop()
    assert not made.running


def wait_for(qtbot, controller, condition):
    """Wait until a snapshot fulfils the condition, and return it."""
    with qtbot.waitSignal(controller.snapshotReady, check_params_cb=condition, timeout=10_000):
        pass
    return controller.snapshot


def with_rate(experiment, rate):
    return replace(experiment, training=replace(experiment.training, learning_rate=rate))


def test_play_trains_and_pause_stops(qtbot, controller):
    controller.play(True)
    wait_for(qtbot, controller, lambda s: s.status.playing and s.epoch > 3)
    controller.play(False)
    paused = wait_for(qtbot, controller, lambda s: not s.status.playing)
    assert paused.losses.train < 0.69


def test_steps_go_one_at_a_time_and_back(qtbot, controller):
    first = controller.snapshot.parameters[0][0].copy()
    controller.step_batch()
    assert wait_for(qtbot, controller, lambda s: s.batch == 1).epoch == 0
    controller.step_epoch()
    wait_for(qtbot, controller, lambda s: (s.epoch, s.batch) == (1, 0))
    assert controller.snapshot.can_go_back
    controller.back()
    wait_for(qtbot, controller, lambda s: s.epoch == 0)
    assert np.array_equal(controller.snapshot.parameters[0][0], first)


def test_a_live_change_keeps_the_weights(qtbot, controller):
    controller.step_epoch()
    before = wait_for(qtbot, controller, lambda s: s.epoch == 1)
    controller.edit(with_rate(controller.experiment, 0.1))
    after = wait_for(qtbot, controller, lambda s: s.learning_rate == 0.1)
    assert (after.run, after.epoch) == (before.run, 1)
    assert np.array_equal(after.parameters[0][0], before.parameters[0][0])


def test_another_dataset_starts_anew(qtbot, controller):
    controller.step_epoch()
    run = wait_for(qtbot, controller, lambda s: s.epoch == 1).run
    experiment = controller.experiment
    controller.edit(experiment.with_data(replace(experiment.data, dataset="blobs3")))
    after = wait_for(qtbot, controller, lambda s: s.run != run)
    assert after.epoch == 0
    assert after.parameters[-1][0].shape[1] == 3


def test_undo_and_redo(qtbot, controller):
    first = controller.experiment
    second = replace(first, data=replace(first.data, dataset="xor"))
    with qtbot.waitSignal(controller.undoChanged, check_params_cb=lambda u, r: u and not r):
        controller.edit(second)
    controller.undo()
    assert controller.experiment == first
    controller.redo()
    assert controller.experiment == second
    controller.redo()
    assert controller.experiment == second


def test_a_dragged_slider_is_one_undo_step(controller):
    first = controller.experiment
    for rate in (0.04, 0.05, 0.06):
        controller.edit(with_rate(controller.experiment, rate))
    controller.undo()
    assert controller.experiment == first


def test_different_changes_are_different_undo_steps(controller):
    faster = with_rate(controller.experiment, 0.1)
    controller.edit(faster)
    controller.edit(replace(faster, data=replace(faster.data, dataset="xor")))
    controller.undo()
    assert controller.experiment == faster


def test_new_start_draws_other_weights_and_can_be_undone(qtbot, controller):
    old = controller.snapshot.parameters[0][0].copy()
    first = controller.experiment
    controller.new_start()
    snapshot = wait_for(qtbot, controller, lambda s: s.run > 0)
    assert not np.array_equal(snapshot.parameters[0][0], old)
    controller.undo()
    assert controller.experiment == first
    again = wait_for(qtbot, controller, lambda s: s.experiment == first)
    assert np.array_equal(again.parameters[0][0], old)


def test_load_opens_the_same_experiment_anew_and_paused(qtbot, controller):
    controller.play(True)
    run = wait_for(qtbot, controller, lambda s: s.epoch >= 1).run
    controller.load(controller.experiment)
    opened = wait_for(qtbot, controller, lambda s: s.run > run)
    assert (opened.epoch, opened.batch, opened.status.playing) == (0, 0, False)


def test_another_data_set_pauses_and_any_other_edit_does_not(qtbot, controller):
    controller.play(True)
    wait_for(qtbot, controller, lambda s: s.epoch >= 1)
    noisy = controller.experiment.with_data(replace(controller.experiment.data, noise=0.3))
    controller.edit(noisy)
    run = wait_for(qtbot, controller, lambda s: s.experiment == noisy and s.epoch >= 1).run
    assert controller.snapshot.status.playing
    moons = noisy.with_data(replace(noisy.data, dataset="moons"))
    controller.edit(moons)
    opened = wait_for(qtbot, controller, lambda s: s.run > run)
    assert (opened.experiment, opened.epoch, opened.status.playing) == (moons, 0, False)


def test_the_speed_is_told_whoever_sets_it(qtbot, controller):
    for speed in (5.0, None):
        with qtbot.waitSignal(controller.speedChanged) as told:
            controller.set_speed(speed)
        assert told.args == [speed]
        assert controller.speed == speed


def test_stop_rule_gives_its_reason(qtbot, controller):
    controller.set_rules(StopRules(epoch=5))
    controller.play(True)
    stopped = wait_for(qtbot, controller, lambda s: s.status.stop_reason is not None)
    assert stopped.epoch == 5
    assert stopped.status.stop_reason == "Stopped at epoch 5."


def test_only_what_is_watched_is_computed(qtbot, controller):
    assert controller.snapshot.boundary is None
    controller.watch(View(boundary=20, neurons=8, detail=(1, 0), confusion=True))
    snapshot = wait_for(qtbot, controller, lambda s: s.boundary is not None)
    assert snapshot.boundary.shape == (20, 20, 1)
    assert [m.shape for m in snapshot.neuron_maps] == [
        (2, 8, 8),
        (4, 8, 8),
        (2, 8, 8),
        (1, 8, 8),
    ]
    assert snapshot.confusion[0].sum() == 250


def test_weights_and_biases_set_by_hand(qtbot, controller):
    controller.set_weight(0, 1, 2, -3.5)
    controller.set_bias(1, 0, 0.25)
    snapshot = wait_for(qtbot, controller, lambda s: s.parameters[1][1][0] == 0.25)
    assert snapshot.parameters[0][0][1, 2] == -3.5


def test_an_error_in_training_is_told_and_survived(qtbot, controller, monkeypatch):
    def fail(*_):
        raise RuntimeError("out of cheese")

    monkeypatch.setattr(controller._runner, "_train", fail)
    with qtbot.waitSignal(controller.failed) as told:
        controller.play(True)
    assert "out of cheese" in told.args[0]
    monkeypatch.undo()
    controller.play(True)
    wait_for(qtbot, controller, lambda s: s.epoch > 0)
