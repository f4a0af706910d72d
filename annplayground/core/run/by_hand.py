"""What was changed in a run from outside, as far as a run that begins anew can be given it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from annplayground.core.network import initial_vector
from annplayground.core.run.log import ParameterChange, Place, SettingsChange
from annplayground.core.run.moment import Moment

_START = Place(0)


@dataclass(frozen=True)
class ByHand:
    """`weights` are those set before the first mini-batch, each with its place, (layer, i, j) of a
    weight and (layer, j) of a bias, as in `network.weight_index`. `later` says whether weights or
    settings were changed after it: then a run from the start goes another way."""

    weights: tuple[tuple[tuple[int, ...], float], ...] = ()
    later: bool = False


def by_hand(moment: Moment) -> ByHand:
    """What was changed up to a moment; in the thread of its run only."""
    changes = moment.changes()
    first = initial_vector(moment.experiment)
    weights = {
        change.index: change.value
        for change in changes
        if isinstance(change, ParameterChange) and change.place == _START
    }
    kinds = (ParameterChange, SettingsChange)
    return ByHand(
        tuple(
            (_place(moment.experiment.sizes, index), value)
            for index, value in sorted(weights.items())
            if value != first[index]
        ),
        any(isinstance(change, kinds) and change.place > _START for change in changes),
    )


def _place(sizes: Sequence[int], index: int) -> tuple[int, ...]:
    """Where a parameter of this index in the vector of all stands."""
    for layer, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        if index < n_in * n_out:
            return layer, index // n_out, index % n_out
        if index < (n_in + 1) * n_out:
            return layer, index - n_in * n_out
        index -= (n_in + 1) * n_out
    raise IndexError(f"there are only layers 1 to {len(sizes) - 1}")
