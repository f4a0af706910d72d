"""A Snapshot: all that a view ever sees of a run, frozen, with arrays that nobody writes to."""

from dataclasses import dataclass
from functools import lru_cache
from typing import TypeGuard

import numpy as np
from numpy.typing import NDArray

from annplayground.core.choices.activations import Array
from annplayground.core.choices.datasets import LIMIT
from annplayground.core.choices.features import compute_features
from annplayground.core.diagnosis.findings import Finding
from annplayground.core.experiment import Experiment
from annplayground.core.gradient_check import GradientCheck
from annplayground.core.history import Curves
from annplayground.core.network import Layer, Parameters, forward, split
from annplayground.core.run.preview import Preview
from annplayground.core.run.session import Divergence, Scores, Session
from annplayground.core.samples import Samples, predicted_classes

Map = NDArray[np.float32]


@dataclass(frozen=True)
class View:
    """What the window shows now, and so what is worth computing; 0 or None: not shown."""

    boundary: int = 0  # pixels a side of the decision map
    neurons: int = 0  # pixels a side of each neuron's map
    detail: tuple[int, int] | None = None  # (layer, unit) shown large; layer 0 is the inputs
    confusion: bool = False
    diagnosis: bool = False  # findings, marks and the z and a of the training set
    preview: bool = False  # the next update; only while paused
    trace: tuple[int, int, int] | None = None  # (layer, i, j) of a weight; layer 0 is the first
    check: tuple[int, int, int] | None = None  # the same, for the gradient check


@dataclass(frozen=True)
class Diagnosis:
    """What a full pass over the training set shows. Per layer after the inputs: z and a (n, units);
    per hidden layer: saturated, each unit's share of samples, and dead, (units,)."""

    findings: tuple[Finding, ...]
    z: tuple[Array, ...]
    a: tuple[Array, ...]
    saturated: tuple[Array, ...]
    dead: tuple[Array, ...]


@dataclass(frozen=True)
class Status:
    """What the runner is doing."""

    playing: bool = False
    epochs_per_second: float = 0.0
    stop_reason: str | None = None
    engine: str = "numpy"
    engine_problem: str | None = None  # a sentence, see engines.available.engine_problem


@dataclass(frozen=True)
class Snapshot:
    """One moment of one run. Maps have row 0 at x₂ = −6 and column 0 at x₁ = −6."""

    run: int  # changes whenever a new Session starts
    experiment: Experiment
    status: Status
    epoch: int
    batch: int
    batches_per_epoch: int
    learning_rate: float
    can_go_back: bool
    divergence: Divergence | None
    train_set: Samples
    test_set: Samples
    last_batch: NDArray[np.int64]  # rows of the training set in the newest mini-batch
    parameters: tuple[tuple[Array, Array], ...]  # (W (n_in, n_out), b (n_out,)) per layer
    losses: Scores
    accuracies: Scores | None
    confusion: tuple[Array, Array] | None  # (actual, predicted), training and test set
    curves: Curves
    boundary: Map | None  # (r, r, n_outputs)
    neuron_maps: tuple[Map, ...] | None  # per layer from the inputs: (units, r, r)
    detail: Map | None  # (r, r) of View.detail
    detail_place: tuple[int, int] | None = None  # the View.detail that `detail` belongs to
    diagnosis: Diagnosis | None = None
    preview: Preview | None = None
    trace: Array | None = None  # (n, 2) gradient and step of View.trace
    checks: tuple[GradientCheck, GradientCheck] | None = None  # of View.check, and the worst of all

    @property
    def layers(self) -> list[Layer]:
        """The layers at this moment."""
        vector = np.concatenate([part.ravel() for pair in self.parameters for part in pair])
        return Parameters(self.experiment, vector).layers

    def predict(self, X: Array) -> Array:
        """The output (n, n_outputs) for raw coordinates X (n, 2)."""
        with np.errstate(all="ignore"):
            return forward(self.layers, compute_features(X, self.experiment.data.features))[-1].a

    def predict_classes(self, X: Array) -> Array:
        """Class numbers (n,) for raw coordinates X (n, 2)."""
        return predicted_classes(self.experiment, self.predict(X))


@lru_cache(maxsize=8)
def grid_inputs(resolution: int, features: tuple[str, ...]) -> Array:
    """The network's inputs at the pixel centres of a square map, (resolution², n_features)."""
    centres = (np.arange(resolution) + 0.5) / resolution * 2.0 * LIMIT - LIMIT
    x1, x2 = np.meshgrid(centres, centres)
    x = compute_features(np.stack([x1.ravel(), x2.ravel()], axis=1), features)
    x.flags.writeable = False
    return x


DETAIL_RESOLUTION = 96
# Parameters that the gradient check of all looks at: fewer where one costs more than a share of
# this, in parameters × samples.
CHECKED, CHECKED_WORK = 60, 10_000_000


def take_snapshot(session: Session, run: int, status: Status, view: View) -> Snapshot:
    """Copy what the view needs out of a session, computing only the maps it shows."""
    experiment = session.experiment
    vector = np.concatenate([part.ravel() for pair in session.parameters for part in pair])
    vector.flags.writeable = False
    losses, accuracies = session.scores()
    return Snapshot(
        run=run,
        experiment=experiment,
        status=status,
        epoch=session.epoch,
        batch=session.batch,
        batches_per_epoch=session.batches_per_epoch,
        learning_rate=session.learning_rate,
        can_go_back=session.can_go_back,
        divergence=session.divergence,
        train_set=session.train_set,
        test_set=session.test_set,
        last_batch=session.last_batch,
        parameters=tuple(split(vector, experiment.sizes)),
        losses=losses,
        accuracies=accuracies,
        confusion=session.confusion() if view.confusion else None,
        curves=session.history.curves(),
        boundary=_boundary(session, view.boundary) if view.boundary else None,
        neuron_maps=_neuron_maps(session, view.neurons) if view.neurons else None,
        detail=_detail(session, view.detail) if view.detail else None,
        detail_place=view.detail,
        diagnosis=_diagnosis(session) if view.diagnosis else None,
        preview=session.preview() if view.preview and not status.playing else None,
        trace=session.trace(*view.trace) if _exists(view.trace, session) else None,
        checks=_checks(session, view.check) if _exists(view.check, session) else None,
    )


def _diagnosis(session: Session) -> Diagnosis:
    training_pass = session.training_pass()
    passes = ([seen.z for seen in training_pass.passes], [seen.a for seen in training_pass.passes])
    for array in (*passes[0], *passes[1], *training_pass.saturated, *training_pass.dead):
        array.flags.writeable = False
    return Diagnosis(
        findings=tuple(session.diagnose(training_pass)),
        z=tuple(passes[0]),
        a=tuple(passes[1]),
        saturated=tuple(training_pass.saturated),
        dead=tuple(training_pass.dead),
    )


def _exists(
    place: tuple[int, int, int] | None, session: Session
) -> TypeGuard[tuple[int, int, int]]:
    """Whether a weight is asked for that is there: the network may just have become smaller."""
    if place is None:
        return False
    layer, i, j = place
    sizes = session.experiment.sizes
    return layer + 1 < len(sizes) and i < sizes[layer] and j < sizes[layer + 1]


def _checks(session: Session, place: tuple[int, int, int]) -> tuple[GradientCheck, GradientCheck]:
    work = session.experiment.n_parameters * len(session.train_set)
    most = max(min(CHECKED, CHECKED_WORK // work), 2)
    return session.check_gradient(*place), session.check_gradients(most)


def _boundary(session: Session, resolution: int) -> Map:
    x = grid_inputs(resolution, session.experiment.data.features)
    (output,) = session.maps(x, -1)
    return _frozen(output.T.reshape(resolution, resolution, -1))


def _neuron_maps(session: Session, resolution: int) -> tuple[Map, ...]:
    x = grid_inputs(resolution, session.experiment.data.features)
    return tuple(_frozen(a.reshape(-1, resolution, resolution)) for a in session.maps(x))


def _detail(session: Session, place: tuple[int, int]) -> Map | None:
    layer, unit = place
    sizes = session.experiment.sizes
    if layer >= len(sizes) or unit >= sizes[layer]:
        return None  # the network has just become smaller
    x = grid_inputs(DETAIL_RESOLUTION, session.experiment.data.features)
    return _frozen(session.maps(x, layer)[0][unit].reshape(DETAIL_RESOLUTION, DETAIL_RESOLUTION))


def _frozen(map_: NDArray[np.float32]) -> Map:
    frozen = np.ascontiguousarray(map_)
    frozen.flags.writeable = False
    return frozen
