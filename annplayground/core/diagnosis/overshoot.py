"""Whether a penalty alone makes the weights grow: its step goes past 0 and further out each time.

For plain descent and L2 that is so where lr · λ is above 2; tried on one weight, it is known for
every optimizer and penalty.
"""

import numpy as np

from annplayground.core.choices.optimizers import OPTIMIZERS
from annplayground.core.choices.penalties import PENALTIES
from annplayground.core.experiment import Training

_STEPS, _GROWN = 400, 1e3  # long enough for an average; more than what a first swing reaches


def penalty_overshoots(training: Training, learning_rate: float) -> bool:
    """Whether one weight, with nothing but the penalty at this learning rate, grows beyond bounds.

    A clip bounds every step, so that nothing grows that way.
    """
    choice = training.regularization
    if choice.kind == "none" or not choice.rate or training.gradient_clip is not None:
        return False
    slope = PENALTIES[choice.kind].gradient
    direction = OPTIMIZERS[training.optimizer.name].direction
    w, v, s = np.ones(1), np.zeros(1), np.zeros(1)
    with np.errstate(all="ignore"):
        for t in range(1, _STEPS + 1):
            g = choice.rate * np.asarray(slope(w.reshape(1, 1))).reshape(-1) * np.ones(1)
            w = w - learning_rate * direction(g, v, s, t, training.optimizer)
            if not abs(float(w[0])) < _GROWN:  # NaN is not
                return True
    return False
