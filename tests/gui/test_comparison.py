"""The controller's document with a second experiment in it, on a real runner."""

from dataclasses import replace

import numpy as np
import pytest

from annplayground.core.experiment import Experiment, HiddenLayer
from annplayground.core.run.session import Session
from annplayground.core.run.snapshot import View
from annplayground.gui.controller import Controller
from annplayground.gui.document import undo
from annplayground.gui.document.document import Document, untitled

A = Experiment()


@pytest.fixture
def controller(qtbot):
    made = Controller(A)
    made.told = []
    made.undoChanged.connect(lambda *names: made.told.append(names))
    with qtbot.waitSignal(made.snapshotReady):
        made.start()
    yield made
    made.stop()
    assert not made.running


def settled(qtbot, controller):
    """The snapshot when the runner has done all that it was told."""
    answer = controller._runner.ask(lambda moment: None)
    qtbot.waitUntil(answer.done)
    controller.watch(View())  # what is published after the question was answered
    with qtbot.waitSignal(controller.snapshotReady):
        pass
    return controller.snapshot


def train(qtbot, controller, epochs):
    for _ in range(epochs):
        controller.step_epoch()
    return settled(qtbot, controller)


def with_rate(experiment, rate):
    return replace(experiment, training=replace(experiment.training, learning_rate=rate))


def wider(experiment, units=7):
    hidden = (HiddenLayer(units), *experiment.network.hidden[1:])
    return replace(experiment, network=replace(experiment.network, hidden=hidden))


def same(one, other):
    """Whether two snapshots show the same moment of the same runs, of B too."""
    if one is None or other is None:
        return one is other
    equal = one.epoch == other.epoch and one.experiment == other.experiment
    return (
        equal
        and all(
            np.array_equal(x, y)
            for first, second in zip(one.parameters, other.parameters, strict=True)
            for x, y in zip(first, second, strict=True)
        )
        and same(one.other, other.other)
    )


def is_alone(snapshot):
    session = Session(snapshot.experiment)
    session.train(snapshot.epoch)
    return all(
        np.array_equal(x, y)
        for shown, own in zip(snapshot.parameters, session.parameters, strict=True)
        for x, y in zip(shown, own, strict=True)
    )


def test_the_document_is_a_value_of_a_b_and_the_file(controller):
    first = controller.document
    assert (first.a, first.b, first.file.name) == (A, None, "untitled")
    told = []
    controller.documentChanged.connect(told.append)
    controller.compare(wider(A))
    assert controller.document == Document(A, wider(A), first.file)
    assert first.b is None  # whoever held it holds what it was
    assert told == [controller.document]
    assert controller.experiment == A
    controller.compare(wider(A))  # which is there already
    assert len(told) == 1


def test_b_comes_and_goes_and_undo_brings_it_back_trained_as_it_was(qtbot, controller):
    controller.compare(wider(A))
    assert controller.told[-1] == ("comparison with B", "")
    before = train(qtbot, controller, 4)
    assert before.other.epoch == 4
    assert is_alone(before)
    assert is_alone(before.other)
    controller.compare(None)
    assert controller.told[-1] == ("end of the comparison", "")
    gone = settled(qtbot, controller)
    assert (controller.document.b, gone.other) == (None, None)
    controller.undo()
    assert same(settled(qtbot, controller), before)
    controller.undo()
    assert (controller.document.b, settled(qtbot, controller).other) == (None, None)
    assert controller.told[-1] == ("", "comparison with B")
    controller.redo()
    again = settled(qtbot, controller)
    assert same(again, before)
    assert controller.document.b == wider(A)


def test_a_is_the_same_with_and_without_b(qtbot, controller):
    """Whatever is done to B."""
    train(qtbot, controller, 2)
    controller.compare(wider(A))
    train(qtbot, controller, 2)
    controller.edit(with_rate(controller.document.b, 0.3), "b")
    controller.set_weight(1, 0, 0, 4.5, "b")
    controller.set_bias(1, 0, 4.5, "b")
    train(qtbot, controller, 1)
    controller.edit(wider(A, 3), "b")
    train(qtbot, controller, 1)
    controller.undo()
    controller.undo()
    controller.compare(None)
    snapshot = settled(qtbot, controller)
    assert (snapshot.epoch, snapshot.experiment) == (6, A)
    assert is_alone(snapshot)


ACTS = {
    "edit live": lambda c: c.edit(with_rate(c.experiment, 0.2)),
    "edit anew": lambda c: c.edit(wider(c.experiment, 5)),
    "edit data": lambda c: c.edit(c.experiment.with_data(replace(A.data, dataset="moons"))),
    "edit b live": lambda c: c.edit(with_rate(c.document.b, 0.2), "b"),
    "edit b anew": lambda c: c.edit(wider(c.document.b, 5), "b"),
    "new start": lambda c: c.new_start(),
    "reset": lambda c: c.reset(),
    "back": lambda c: c.back(),
    "load": lambda c: c.load(wider(A, 2), untitled(wider(A, 2))),
    "the same loaded": lambda c: c.load(c.experiment),
    "another b": lambda c: c.compare(with_rate(A, 0.5)),
    "no b": lambda c: c.compare(None),
    "swap": lambda c: c.swap(),
    "keep b": lambda c: c.keep_b(),
}


@pytest.mark.parametrize("act", ACTS)
def test_whatever_is_done_beside_b_can_be_undone_and_made_again(qtbot, controller, act):
    controller.compare(wider(A))
    before = train(qtbot, controller, 3)
    held = controller.document
    controller.steps.end_merging()
    ACTS[act](controller)
    done = settled(qtbot, controller)
    after = controller.document
    assert not same(done, before)
    controller.undo()
    back = settled(qtbot, controller)
    assert controller.document == held
    if "live" in act:  # time goes on
        assert (back.epoch, back.other.epoch) == (3, 3)
    assert same(back, before)
    controller.redo()
    assert controller.document == after
    assert same(settled(qtbot, controller), done)


def test_steps_train_both_and_back_and_reset_are_for_both(qtbot, controller):
    controller.compare(wider(A))
    controller.step_batch()
    snapshot = settled(qtbot, controller)
    assert [(s.epoch, s.batch) for s in (snapshot, snapshot.other)] == [(0, 1), (0, 1)]
    train(qtbot, controller, 3)
    controller.back()
    snapshot = settled(qtbot, controller)
    assert (snapshot.epoch, snapshot.other.epoch) == (2, 2)
    qtbot.waitUntil(lambda: controller.told[-1] == ("back from epoch 3", ""))
    controller.reset()
    snapshot = settled(qtbot, controller)
    assert (snapshot.epoch, snapshot.other.epoch) == (0, 0)


def test_they_play_in_step(qtbot, controller):
    controller.compare(wider(A))
    controller.play(True)
    seen = []

    def noted(snapshot):
        if snapshot.other is not None and snapshot.status.playing:
            seen.append((snapshot.epoch, snapshot.other.epoch))
        return snapshot.epoch > 30

    with qtbot.waitSignal(controller.snapshotReady, check_params_cb=noted):
        pass
    assert len(seen) > 2
    assert all(a == b for a, b in seen)


def test_a_new_start_draws_the_same_seed_for_both_unless_they_differed(qtbot, controller):
    controller.compare(wider(A))
    controller.new_start()
    document = controller.document
    assert document.a.network.seed == document.b.network.seed != A.network.seed
    own = replace(document.b, network=replace(document.b.network, seed=-1 % 10_007))
    controller.edit(own, "b")
    controller.new_start()
    assert controller.document.b == own
    assert controller.document.a != document.a
    snapshot = settled(qtbot, controller)
    assert snapshot.other.experiment == own
    assert snapshot.experiment == controller.document.a


def test_weights_of_b_are_undone_as_those_of_a_are(qtbot, controller):
    controller.compare(A)
    first = settled(qtbot, controller)
    controller.set_weight(1, 0, 0, 1.5, "b")
    controller.set_weight(1, 0, 0, 2.5)
    changed = settled(qtbot, controller)
    assert (changed.parameters[0][0][0, 0], changed.other.parameters[0][0][0, 0]) == (2.5, 1.5)
    controller.undo()
    controller.undo()
    assert same(settled(qtbot, controller), first)
    qtbot.waitUntil(lambda: controller.told[-1][1].startswith("B: weight W₁[1, 1]"))
    controller.redo()
    assert settled(qtbot, controller).other.parameters[0][0][0, 0] == 1.5


def test_what_is_for_no_b_is_no_step(controller):
    controller.edit(wider(A), "b")
    controller.set_weight(1, 0, 0, 1.0, "b")
    controller.set_bias(1, 0, 1.0, "b")
    assert controller.steps.names == ("", "")
    assert controller.document.b is None


def test_a_b_of_long_ago_begins_anew_and_its_weights_by_hand_are_gone(
    qtbot, controller, monkeypatch
):
    monkeypatch.setattr(undo, "KEPT_RUNS", 1)
    controller.compare(wider(A))
    controller.set_weight(1, 0, 0, 4.5, "b")
    train(qtbot, controller, 2)
    controller.compare(None)
    controller.edit(wider(A, 3))
    settled(qtbot, controller)
    controller.undo()
    controller.undo()
    snapshot = settled(qtbot, controller)
    assert (snapshot.epoch, snapshot.other.epoch) == (2, 0)
    assert is_alone(snapshot.other)
    assert controller.told[-1] == ("comparison with B", "end of the comparison")


def test_to_save_changes_the_file_and_nothing_else_and_undo_keeps_it(qtbot, controller):
    controller.compare(wider(A))
    mine = untitled(A)
    controller.set_file(mine)
    assert controller.document == Document(A, wider(A), mine)
    controller.undo()
    assert controller.document == Document(A, None, mine)


def test_it_closes_while_two_train(qtbot, controller):
    controller.compare(replace(A, training=replace(A.training, batch_size=1)))
    controller.play(True)
    with qtbot.waitSignal(controller.snapshotReady, check_params_cb=lambda s: s.epoch > 1):
        pass
    controller.stop()
    assert not controller.running
    controller.stop()


def test_swapped_twice_is_as_before_and_undo_says_what_was_done(qtbot, controller):
    controller.compare(wider(A))
    before = train(qtbot, controller, 3)
    held = controller.document
    controller.swap()
    assert controller.document == Document(held.b, held.a, held.file)
    assert controller.told[-1] == ("A and B swapped", "")
    swapped = settled(qtbot, controller)
    assert same(swapped.other, replace(before, other=None))
    controller.swap()
    assert same(settled(qtbot, controller), before)
    train(qtbot, controller, 2)  # time goes on when it is taken back, too
    controller.undo()
    back = settled(qtbot, controller)
    assert (back.epoch, back.other.epoch) == (5, 5)
    assert back.experiment == held.b


def test_b_kept_is_the_document_and_undo_brings_both_back(qtbot, controller):
    controller.compare(wider(A))
    before = train(qtbot, controller, 3)
    held = controller.document
    controller.keep_b()
    assert controller.document == Document(held.b, None, held.file)
    assert controller.told[-1] == ("keeping B", "")
    kept = train(qtbot, controller, 2)
    assert (kept.epoch, kept.other) == (5, None)
    assert is_alone(kept)
    controller.undo()
    assert controller.document == held
    assert same(settled(qtbot, controller), before)


def test_a_remedy_is_for_the_one_that_it_was_found_in(qtbot, controller):
    controller.compare(wider(A))
    train(qtbot, controller, 1)
    controller.take_remedy(with_rate(wider(A), 0.3), "b")
    assert controller.document.b == with_rate(wider(A), 0.3)
    assert controller.document.a == A
