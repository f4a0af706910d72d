"""A and B change places, and B takes the place of A: both stay the runs that they were."""

from annplayground.core.engines.stopping import StopRules
from tests.core.run.pairs import A, B, alone, both, is_alone, same_parameters
from tests.core.run.running import PATIENCE, same_weights, settled, wait


def test_swapped_both_go_on_as_they_were(start):
    runner = start(A)
    runner.compare(B)
    snapshot, other = both(runner, 2)
    runner.step_batch()
    before = settled(runner)
    runner.swap()
    swapped = settled(runner)
    assert same_parameters(swapped, before.other)
    assert same_parameters(swapped.other, before)
    assert swapped.experiment == B
    assert swapped.run != before.run
    snapshot, other = both(runner, 2)
    assert is_alone(snapshot)
    assert is_alone(other)


def test_to_swap_without_b_does_nothing(start):
    runner = start(A)
    runner.step_epoch()
    before = settled(runner)
    runner.swap()
    assert settled(runner).run == before.run
    assert runner.keep_b().result(PATIENCE) is None
    assert settled(runner).run == before.run


def test_who_was_stopped_stays_so_under_the_other_name(start):
    runner = start(A)
    runner.compare(B)
    runner.set_rules(StopRules(epoch=3))
    runner.play()
    stopped = wait(runner, lambda s: s.other and s.epoch == 3 and not s.status.playing)
    runner.swap()
    swapped = settled(runner)
    assert swapped.status.stop_reason == stopped.other.status.stop_reason
    assert swapped.other.status.stop_reason == stopped.status.stop_reason


def test_b_kept_goes_on_alone_and_both_can_be_had_again(start):
    runner = start(A)
    runner.compare(B)
    both(runner, 3)
    runner.step_batch()
    before = settled(runner)
    left = runner.keep_b()
    kept = settled(runner)
    assert kept.other is None
    assert same_parameters(kept, before.other)
    for _ in range(4):
        runner.step_epoch()
    assert same_weights(settled(runner), alone(B, 7))
    runner.resume(left, {"a": A, "b": B})
    again = settled(runner)
    assert same_parameters(again, before)
    assert same_parameters(again.other, before.other)
    snapshot, other = both(runner, 2)  # they are whole runs, with curves and a past
    assert is_alone(snapshot)
    assert is_alone(other)
    runner.look(1)
    looked = settled(runner)
    assert same_weights(looked, alone(A, 1))
    assert same_weights(looked.other, alone(B, 1))
