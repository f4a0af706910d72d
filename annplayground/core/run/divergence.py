"""Why a run diverged, in words: what stops it when it is changed, which is tried."""

from dataclasses import replace

import numpy as np

from annplayground.core.diagnosis.changes import badly_started
from annplayground.core.diagnosis.overshoot import penalty_overshoots
from annplayground.core.engines.state import State
from annplayground.core.engines.stopping import NEVER
from annplayground.core.experiment import Experiment
from annplayground.core.network import initial_vector
from annplayground.core.numerals import exact, number
from annplayground.core.run.course import MANY, Course
from annplayground.core.run.snapshot import Divergence
from annplayground.core.words import translate

SOON = 20  # epochs until which the first weights may be what makes a run diverge
MUCH_SMALLER = 1e6  # how many times: a learning rate that is not too large by any measure


def divergence_of(course: Course, first: Experiment) -> Divergence:
    """That of a run which stands where `course` does, and was `first` at its start."""
    experiment, epoch = course.experiment, course.state.epoch
    rate, by_weights = course.engine.learning_rate(epoch), _is_by_weights(course, first)
    scale, penalty = experiment.network.init_scale, experiment.training.regularization.rate
    if by_weights and scale > 1.0:
        cause = translate("Divergence", "initial weights {scale} times too large").format(
            scale=exact(scale)
        )
        return Divergence(epoch, cause, "init_scale", scale)
    if by_weights:
        cause = translate("Divergence", "initial weights too large for these layers")
        return Divergence(epoch, cause, "init", scale)
    if penalty_overshoots(experiment.training, rate):
        cause = translate("Divergence", "λ = {penalty} too large for learning rate {rate}").format(
            penalty=exact(penalty), rate=number(rate)
        )
        return Divergence(epoch, cause, "penalty", penalty)
    cause = translate("Divergence", "learning rate {rate} too large").format(rate=number(rate))
    return Divergence(epoch, cause, "learning_rate", rate)


def _is_by_weights(course: Course, first: Experiment) -> bool:
    """Whether the first weights are to blame: with suited ones the run would not have diverged, or
    it would have with a much smaller learning rate, too."""
    here = course.experiment
    if course.state.epoch > SOON or not badly_started(first.network):
        return False
    suited = replace(here.network, init="xavier", init_scale=1.0)
    if not _would_diverge(course, replace(here, network=suited)):
        return True
    slower = replace(here.training, learning_rate=here.training.learning_rate / MUCH_SMALLER)
    return _would_diverge(course, replace(here, training=slower))


def _would_diverge(course: Course, experiment: Experiment) -> bool:
    """Whether such a run diverges, from its first weights to the epoch of now."""
    sets, start = (course.train_set, course.test_set), State.start(initial_vector(experiment))
    other = Course(experiment, course.engine_class, sets, start)
    progress = other.run(MANY, NEVER, course.state.epoch + 1, MANY)
    return progress.diverged or not np.isfinite(progress.rows[:, 0]).all()
