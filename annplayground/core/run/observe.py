"""From a Moment to a Snapshot: computes what the window shows, and nothing else."""

import math
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from annplayground.core.chain import ChainRule
from annplayground.core.choices.activations import Array
from annplayground.core.choices.datasets import LIMIT
from annplayground.core.choices.features import FEATURES, Feature, compute_features
from annplayground.core.choices.norms import norm
from annplayground.core.experiment import Experiment
from annplayground.core.gradient_check import GradientCheck
from annplayground.core.network import initial_vector, split
from annplayground.core.run.moment import Moment
from annplayground.core.run.snapshot import Diagnosis, Map, Snapshot, Status, View


def grid_inputs(resolution: int, features: tuple[str, ...]) -> Array:
    """The network's inputs at the pixel centres of a square map, (resolution², n_features)."""
    return _grid_inputs(resolution, features, tuple(FEATURES[name] for name in features))


@lru_cache(maxsize=8)
def _grid_inputs(resolution: int, features: tuple[str, ...], entries: tuple[Feature, ...]) -> Array:
    """The same, for as long as the registry has these entries under these names."""
    centres = (np.arange(resolution) + 0.5) / resolution * 2.0 * LIMIT - LIMIT
    x1, x2 = np.meshgrid(centres, centres)
    x = compute_features(np.stack([x1.ravel(), x2.ravel()], axis=1), features)
    x.flags.writeable = False
    return x


DETAIL_RESOLUTION = 96
# Parameters that the gradient check of all looks at: fewer where one costs more than a share of
# this, in parameters × samples.
CHECKED, CHECKED_WORK = 60, 10_000_000
LISTED_PATHS = 4  # of a chain rule, the strongest
# While it trains, the classes of all points are looked up only if points × parameters are at most
# this many: about a millisecond.
MAX_LIVE_WORK = 1_000_000


def observe(
    moment: Moment, run: int, status: Status, view: View, before: Collection[str] = ()
) -> Snapshot:
    """What the view shows of a moment; `before` names the kinds of findings of the last time (see
    `Moment.diagnose`)."""
    experiment = moment.experiment
    vector = np.concatenate([part.ravel() for pair in moment.parameters for part in pair])
    vector.flags.writeable = False
    return Snapshot(
        run=run,
        experiment=experiment,
        status=status,
        epoch=moment.epoch,
        batch=moment.batch,
        batches_per_epoch=moment.batches_per_epoch,
        learning_rate=moment.learning_rate,
        can_go_back=moment.can_go_back,
        divergence=moment.divergence,
        train_set=moment.train_set,
        test_set=moment.test_set,
        last_batch=moment.last_batch,
        parameters=tuple(split(vector, experiment.sizes)),
        losses=moment.losses(),
        accuracies=moment.accuracies(),
        confusion=moment.confusion() if view.confusion else None,
        classes=_classes(moment, status) if view.classes else None,
        curves=moment.curves,
        boundary=_boundary(moment, view.boundary) if view.boundary else None,
        neuron_maps=_neuron_maps(moment, view.neurons) if view.neurons else None,
        detail=_detail(moment, view.detail) if view.detail else None,
        detail_place=view.detail,
        diagnosis=_diagnosis(moment, before) if view.diagnosis else None,
        preview=moment.preview() if view.preview and not status.playing else None,
        steps=moment.weight_steps(*view.trace) if _exists(view.trace, moment) else None,
        checks=_checks(moment, view.check) if _exists(view.check, moment) else None,
        chain=_chain(moment, view.chain) if view.chain else None,
        chain_place=view.chain,
    )


def _classes(moment: Moment, status: Status) -> tuple[Array, Array] | None:
    """Of a large network, only while it does not train."""
    work = (len(moment.train_set) + len(moment.test_set)) * moment.experiment.n_parameters
    regression = moment.experiment.data.n_classes == 0
    if regression or (status.playing and work > MAX_LIVE_WORK):
        return None
    return moment.classes


def _diagnosis(moment: Moment, before: Collection[str]) -> Diagnosis:
    training_pass = moment.training_pass
    passes = ([seen.z for seen in training_pass.passes], [seen.a for seen in training_pass.passes])
    for array in (*passes[0], *passes[1], *training_pass.saturated, *training_pass.dead):
        array.flags.writeable = False
    return Diagnosis(
        findings=tuple(moment.findings(before)),
        z=tuple(passes[0]),
        a=tuple(passes[1]),
        saturated=tuple(training_pass.saturated),
        dead=tuple(training_pass.dead),
        moved=weights_moved(moment.experiment, moment.parameters),
    )


def weights_moved(
    experiment: Experiment, parameters: Sequence[tuple[Array, Array]]
) -> tuple[float, ...]:
    """How far each layer's W is from its first one, as a share of that; ∞ from weights that began
    as zeros, and 0 where nothing has moved."""
    first = split(initial_vector(experiment), experiment.sizes)
    moved = []
    with np.errstate(all="ignore"):
        for (W, _), (W_first, _) in zip(parameters, first, strict=True):
            way, length = norm(W - W_first), norm(W_first)
            moved.append(way / length if length else math.inf if way else 0.0)
    return tuple(moved)


def _exists(place: tuple[int, int, int] | None, moment: Moment) -> TypeGuard[tuple[int, int, int]]:
    """Whether a weight is asked for that is there: the network may just have become smaller."""
    if place is None:
        return False
    layer, i, j = place
    sizes = moment.experiment.sizes
    return 1 <= layer < len(sizes) and i < sizes[layer - 1] and j < sizes[layer]


def _checks(moment: Moment, place: tuple[int, int, int]) -> tuple[GradientCheck, GradientCheck]:
    work = moment.experiment.n_parameters * len(moment.train_set)
    most = max(min(CHECKED, CHECKED_WORK // work), 2)
    return moment.check_gradient(*place), moment.check_gradients(most)


def _chain(moment: Moment, place: tuple[int, int, int, int]) -> ChainRule | None:
    layer, i, j, row = place
    samples = moment.train_set
    if not _exists((layer, i, j), moment) or row >= len(samples):
        return None
    try:
        return moment.chain_rule(layer, i, j, samples.X[row], samples.y[row], LISTED_PATHS)
    except ValueError:  # a factor is not finite
        return None


def _boundary(moment: Moment, resolution: int) -> Map:
    x = grid_inputs(resolution, moment.experiment.data.features)
    (output,) = moment.maps(x, -1)
    return _frozen(output.T.reshape(resolution, resolution, -1))


def _neuron_maps(moment: Moment, resolution: int) -> tuple[Map, ...]:
    x = grid_inputs(resolution, moment.experiment.data.features)
    return tuple(_frozen(a.reshape(-1, resolution, resolution)) for a in moment.maps(x))


def _detail(moment: Moment, place: tuple[int, int]) -> Map | None:
    layer, unit = place
    sizes = moment.experiment.sizes
    if layer >= len(sizes) or unit >= sizes[layer]:
        return None  # the network has just become smaller
    x = grid_inputs(DETAIL_RESOLUTION, moment.experiment.data.features)
    return _frozen(moment.maps(x, layer)[0][unit].reshape(DETAIL_RESOLUTION, DETAIL_RESOLUTION))


def _frozen(map_: NDArray[np.float32]) -> Map:
    frozen = np.ascontiguousarray(map_)
    frozen.flags.writeable = False
    return frozen
