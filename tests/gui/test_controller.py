"""The controller with a real runner: orders, snapshots, undo."""

from dataclasses import replace

import numpy as np
import pytest

from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run.snapshot import View
from annplayground.gui.controller import Controller
from annplayground.gui.document.document import untitled


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
    with qtbot.waitSignal(controller.snapshotReady, check_params_cb=condition):
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
    assert stopped.status.stop_reason.sentence == "Stopped at epoch 5."


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
    controller.set_weight(1, 1, 2, -3.5)
    controller.set_bias(2, 0, 0.25)
    snapshot = wait_for(qtbot, controller, lambda s: s.parameters[1][1][0] == 0.25)
    assert snapshot.parameters[0][0][1, 2] == -3.5


def test_an_error_in_training_is_told_and_survived(qtbot, controller, monkeypatch):
    def fail(*_):
        raise RuntimeError("out of cheese")

    monkeypatch.setattr(controller._runner, "_train", fail)
    with qtbot.waitSignal(controller.trainingFailed) as told:
        controller.play(True)
    assert "out of cheese" in told.args[0]
    monkeypatch.undo()
    controller.play(True)
    wait_for(qtbot, controller, lambda s: s.epoch > 0)


def test_an_error_is_told_once(qtbot, controller):
    told = []
    controller.trainingFailed.connect(told.append)
    controller._runner.failure = RuntimeError("out of cheese")
    qtbot.waitUntil(lambda: bool(told))
    for epoch in (1, 2):  # the clock goes on
        controller.step_epoch()
        wait_for(qtbot, controller, lambda s, epoch=epoch: s.epoch == epoch)
    assert len(told) == 1


def test_after_an_order_the_clock_hurries_for_a_while_only(qtbot, controller):
    usual = controller.clock.interval
    controller.step_batch()
    assert controller.clock.interval < usual
    qtbot.waitUntil(lambda: controller.clock.interval == usual)


def test_after_saving_the_next_change_is_a_step_of_its_own(controller):
    controller.edit(with_rate(controller.experiment, 0.1))
    controller.set_file(untitled(controller.experiment))
    controller.edit(with_rate(controller.experiment, 0.2))
    controller.undo()
    assert controller.experiment.training.learning_rate == 0.1


# -- weights by hand, and undo ------------------------------------------------------------------


def value_of(snapshot, place):
    layer, *at = place
    return snapshot.parameters[layer - 1][0 if len(at) == 2 else 1][tuple(at)]


def set_by_hand(controller, place, value):
    method = controller.set_weight if len(place) == 3 else controller.set_bias
    method(*place, value)


def shows(place, value):
    return lambda snapshot: value_of(snapshot, place) == value


@pytest.mark.parametrize("place", [(2, 3, 1), (1, 2)])
def test_a_value_set_by_hand_is_undone_and_made_again(qtbot, controller, place):
    first = controller.snapshot
    old = value_of(first, place)
    set_by_hand(controller, place, 4.5)
    changed = wait_for(qtbot, controller, shows(place, 4.5))
    assert changed.curves.newest("train_loss") == changed.losses.train != first.losses.train
    controller.undo()
    again = wait_for(qtbot, controller, shows(place, old))
    assert again.losses == first.losses
    assert again.curves.newest("train_loss") == first.losses.train
    controller.redo()
    wait_for(qtbot, controller, shows(place, 4.5))
    controller.undo()
    wait_for(qtbot, controller, shows(place, old))


def test_undo_of_a_weight_never_turns_time_back(qtbot, controller):
    controller.step_epoch()
    before = wait_for(qtbot, controller, lambda s: s.epoch == 1)
    old = value_of(before, (1, 1, 2))
    controller.set_weight(1, 1, 2, 4.5)
    controller.step_epoch()
    trained = wait_for(qtbot, controller, lambda s: s.epoch == 2)
    controller.undo()
    after = wait_for(qtbot, controller, shows((1, 1, 2), old))
    assert (after.run, after.epoch) == (before.run, 2)
    rest, others = (np.concatenate([W.ravel() for W, _ in s.parameters]) for s in (after, trained))
    assert np.flatnonzero(rest != others).tolist() == [6]  # W₁[2, 3] and nothing else


def test_orders_that_the_run_has_not_seen_yet_are_undone_all_the_same(qtbot, controller):
    first = controller.snapshot
    controller.set_weight(1, 0, 0, 1.0)
    controller.set_weight(1, 0, 1, 2.0)
    controller.set_weight(1, 0, 0, 3.0)
    controller.undo()
    wait_for(qtbot, controller, shows((1, 0, 0), 1.0))
    controller.undo()
    controller.undo()
    last = wait_for(qtbot, controller, shows((1, 0, 0), value_of(first, (1, 0, 0))))
    assert value_of(last, (1, 0, 1)) == value_of(first, (1, 0, 1))


def test_weights_and_settings_are_undone_in_their_order(qtbot, controller):
    old = value_of(controller.snapshot, (1, 0, 0))
    first = controller.experiment
    controller.edit(with_rate(first, 0.1))
    controller.set_weight(1, 0, 0, 1.0)
    controller.edit(with_rate(first, 0.2))
    controller.undo()
    assert controller.experiment.training.learning_rate == 0.1
    assert value_of(wait_for(qtbot, controller, lambda s: s.learning_rate == 0.1), (1, 0, 0)) == 1
    controller.undo()
    assert controller.experiment.training.learning_rate == 0.1
    wait_for(qtbot, controller, shows((1, 0, 0), old))
    controller.undo()
    assert controller.experiment == first
    for _ in range(3):
        controller.redo()
    assert controller.experiment.training.learning_rate == 0.2
    wait_for(qtbot, controller, shows((1, 0, 0), 1.0))


def test_many_values_of_one_weight_in_a_row_are_one_step(qtbot, controller):
    old = value_of(controller.snapshot, (3, 1, 0))
    for value in (1.0, 2.0, 3.0):
        controller.set_weight(3, 1, 0, value)
    controller.undo()
    wait_for(qtbot, controller, shows((3, 1, 0), old))


def test_the_names_of_the_steps_are_told(qtbot, controller):
    told = []
    controller.undoChanged.connect(lambda *names: told.append(names))
    controller.set_weight(1, 0, 1, 1.5)
    assert told[-1][0].startswith("weight W₁[1, 2]")
    old = f"{value_of(controller.snapshot, (1, 0, 1)):.4g}".replace("-", "−")
    qtbot.waitUntil(lambda: told[-1] == (f"weight W₁[1, 2] {old} → 1.5", ""))
    controller.edit(with_rate(controller.experiment, 0.1))
    assert told[-1] == ("learning rate 0.03 → 0.1", "")
    controller.undo()
    assert told[-1][1] == "learning rate 0.03 → 0.1"


def wider(experiment):
    hidden = (replace(experiment.network.hidden[0], units=7), *experiment.network.hidden[1:])
    return replace(experiment, network=replace(experiment.network, hidden=hidden))


@pytest.mark.parametrize(
    "place", [(4, 0), (0, 0), (4, 0, 0), (3, 1), (1, 2, 0), (1, 0, 4), (8, 1, 1)]
)
def test_what_does_not_exist_is_no_step(controller, place):
    set_by_hand(controller, place, 1.0)
    assert controller.steps.names == ("", "")


def test_two_hundred_steps_can_be_undone_and_no_more(controller):
    first = controller.experiment
    for index in range(205):
        batches = replace(controller.experiment.training, batch_size=index + 20)
        rates = replace(controller.experiment.training, learning_rate=0.1 + index)
        training = (batches, rates)[index % 2]
        controller.edit(replace(controller.experiment, training=training))
    for _ in range(220):
        controller.undo()
    assert controller.experiment.training.batch_size == 24
    assert controller.experiment != first
