"""The order in which an epoch visits the samples: a function of seed and epoch, nothing else.

Because no generator state is carried along, a run can be cut, saved and resumed anywhere and
still visits the samples in the same order.
"""

import numpy as np
from numpy.typing import NDArray

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)


def _splitmix64(counter: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The output function of SplitMix64 (Steele, Lea and Flood 2014) for each counter."""
    z = counter * _GOLDEN
    z = (z ^ (z >> np.uint64(30))) * _MIX_1
    z = (z ^ (z >> np.uint64(27))) * _MIX_2
    return z ^ (z >> np.uint64(31))


def epoch_order(seed: int, epoch: int, n: int) -> NDArray[np.int64]:
    """A permutation of 0 … n − 1 for this epoch: Fisher–Yates, driven by SplitMix64."""
    # One after the other: seed and epoch must not be interchangeable.
    key = _splitmix64(_splitmix64(np.array([seed], np.uint64)) ^ np.uint64(epoch))
    counters = key[0] + np.arange(n, dtype=np.uint64)
    partners = (_splitmix64(counters) >> np.uint64(33)) % np.arange(1, n + 1, dtype=np.uint64)
    order = list(range(n))
    for i, j in zip(range(n - 1, 0, -1), partners[:0:-1].tolist(), strict=True):
        order[i], order[j] = order[j], order[i]
    return np.array(order, dtype=np.int64)
