"""Why a run diverged, in words: what stops it when it is changed."""

from annplayground.core.diagnosis.overshoot import penalty_overshoots
from annplayground.core.experiment import Experiment
from annplayground.core.numerals import exact, number
from annplayground.core.run.snapshot import Divergence
from annplayground.core.words import translate


def divergence_of(experiment: Experiment, epoch: int, rate: float, by_weights: bool) -> Divergence:
    """A run that diverged in this epoch, at this learning rate; `by_weights`: the first weights
    are to blame."""
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
