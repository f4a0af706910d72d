"""What has changed in a run between two epochs: on the map, in each sample, in each layer."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.choices.norms import norm
from annplayground.core.experiment import Experiment
from annplayground.core.run.moment import Moment
from annplayground.core.run.observe import grid_inputs
from annplayground.core.run.snapshot import Scores
from annplayground.core.samples import predicted_classes

RESOLUTION = 96  # pixels a side of the maps


@dataclass(frozen=True)
class LayerMoved:
    """How far a layer has moved: ‖W − W then‖, the length of W then, and ‖b − b then‖."""

    W: float
    length: float
    b: float

    @property
    def share(self) -> float:
        """Of the length then; ∞ from weights that were zeros, NaN if they still are."""
        with np.errstate(all="ignore"):
            return float(np.divide(self.W, self.length))


@dataclass(frozen=True, eq=False)
class Change:
    """From the end of epoch `since` to `epoch` and `batch`. `difference` (r, r) is a now − a then
    of the one output, or with several the share of probability that has moved, ½ Σ |Δp|; row 0 is
    at x₂ = −6. `map_share` and `n_samples` say how much of the map and how many training samples
    are in another class; None where there are none."""

    experiment: Experiment
    since: int
    epoch: int
    batch: int
    difference: NDArray[np.float64]
    losses: tuple[Scores, Scores]  # then and now
    accuracies: tuple[Scores, Scores] | None
    map_share: float | None
    n_samples: int | None
    layers: tuple[LayerMoved, ...]


def change_between(then: Moment, now: Moment) -> Change:
    """What has changed; both are of one run, and their J is known (see `seen`)."""
    maps = [_outputs(moment) for moment in (then, now)]
    before, after = maps
    several = after.shape[1] > 1
    difference = 0.5 * np.abs(after - before).sum(axis=1) if several else (after - before)[:, 0]
    difference = difference.reshape(RESOLUTION, RESOLUTION)
    difference.flags.writeable = False
    accuracies = then.accuracies(), now.accuracies()
    map_share, n_samples = None, None
    if now.experiment.data.n_classes:
        old, new = (predicted_classes(now.experiment, outputs) for outputs in maps)
        map_share = float((old != new).mean())
        n_samples = int((then.classes[0] != now.classes[0]).sum())
    layers = tuple(
        LayerMoved(norm(W - W_then), norm(W_then), norm(b - b_then))
        for (W, b), (W_then, b_then) in zip(now.parameters, then.parameters, strict=True)
    )
    return Change(
        now.experiment,
        then.epoch,
        now.epoch,
        now.batch,
        difference,
        (then.losses(), now.losses()),
        None if accuracies[0] is None or accuracies[1] is None else (accuracies[0], accuracies[1]),
        map_share,
        n_samples,
        layers,
    )


def _outputs(moment: Moment) -> Array:
    """The outputs on the map, (pixels, n_outputs)."""
    x = grid_inputs(RESOLUTION, moment.experiment.data.features)
    (output,) = moment.maps(x, -1)
    return output.T.astype(float)
