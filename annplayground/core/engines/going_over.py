"""What going over to a changed Experiment does to a run that keeps its weights."""

from annplayground.core.engines.state import State
from annplayground.core.experiment import Experiment
from annplayground.core.samples import Samples, encoded_for


def go_over(state: State, old: Experiment, new: Experiment) -> None:
    """Another optimizer has no use for the averages of the one before: v and s are forgotten."""
    if new.training.optimizer.name != old.training.optimizer.name:
        state.forget_gradients()


def sets_after(
    sets: tuple[Samples, Samples], old: Experiment, new: Experiment
) -> tuple[Samples, Samples]:
    """The training and the test set, encoded for another output if need be."""
    if new.network.output == old.network.output:
        return sets
    return encoded_for(sets[0], new), encoded_for(sets[1], new)
