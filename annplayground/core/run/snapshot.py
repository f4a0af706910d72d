"""A Snapshot: all that a view ever sees of a run, frozen, with arrays that nobody writes to."""

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from annplayground.core.chain import ChainRule
from annplayground.core.choices.activations import Array
from annplayground.core.choices.features import compute_features
from annplayground.core.choices.notations import Symbolic
from annplayground.core.diagnosis.finding import Finding
from annplayground.core.engines.stopping import StopReason
from annplayground.core.experiment import Experiment
from annplayground.core.gradient_check import GradientCheck
from annplayground.core.history import Curves
from annplayground.core.network import Layer, Parameters, forward
from annplayground.core.run.weight_steps import WeightSteps
from annplayground.core.samples import Samples
from annplayground.core.words import translate

Map = NDArray[np.float32]
# The network that is always there, and the one that it may be compared with.
SessionName = Literal["a", "b"]


@dataclass(frozen=True)
class Scores:
    """A figure on the training set and on the test set."""

    train: float
    test: float


@dataclass(frozen=True)
class Divergence:
    """Training stopped because the next weights would not be finite. `cause` is what is too large,
    in a few words; `key` and `value` are the same for who translates it."""

    epoch: int
    cause: str
    key: str = ""
    value: float = 0.0

    @property
    def sentence(self) -> str:
        """The cause, and what was seen."""
        return Symbolic(
            translate("Divergence", "{cause} ({J} or a weight is no longer finite)"),
            cause=self.cause,
        )


@dataclass(frozen=True)
class LayerUpdate:
    """One layer's part, W (n_in, units) and b (units,): before, gradient, step and after.

    new = old − step. The gradient is that of the mini-batch, penalty included, before clipping;
    for plain gradient descent without clipping step = lr · gradient.
    """

    W: Array
    b: Array
    dW: Array
    db: Array
    step_W: Array
    step_b: Array
    new_W: Array
    new_b: Array


@dataclass(frozen=True)
class UpdateTerms:
    """Where the step comes from, each (n_parameters,), in the order of `network.Parameters`.

    gradient = data (the mean of δ · x over the mini-batch) + penalty; clipped is the same,
    shortened where its norm is above the bound; v and s are the optimizer's averages after the
    step, and old_v and old_s before it. Not (n_parameters,): `norm`, ‖gradient‖, and `t`, the
    number of this step since the optimizer's memory was empty, from 1.
    """

    data: Array
    penalty: Array
    gradient: Array
    clipped: Array
    old_v: Array
    v: Array
    old_s: Array
    s: Array
    norm: float
    t: int


@dataclass(frozen=True)
class Preview:
    """What the next training step will do: rows (n,) of the training set, outputs and targets
    (n, n_outputs), each sample's loss (n,), the RMS of δ per layer, the layers' updates, and where
    they come from. Per layer, `flat` (units,) says whose f′ is 0 for the whole mini-batch, so that
    its dJ/dW is 0, and `idle` (n_in,) which x is."""

    rows: NDArray[np.int64]
    outputs: Array
    targets: Array
    losses: Array
    delta_rms: tuple[float, ...]
    layers: tuple[LayerUpdate, ...]
    terms: UpdateTerms
    flat: tuple[NDArray[np.bool_], ...]
    idle: tuple[NDArray[np.bool_], ...]


@dataclass(frozen=True)
class View:
    """What the window shows now, and so what is worth computing; 0 or None: not shown."""

    boundary: int = 0  # pixels a side of the decision map
    neurons: int = 0  # pixels a side of each neuron's map
    detail: tuple[int, int] | None = None  # (layer, unit) shown large; layer 0 is the inputs
    confusion: bool = False
    classes: bool = False  # the class predicted for each sample
    diagnosis: bool = False  # findings, marks and the z and a of the training set
    remedies: bool = False  # tried, for the findings of the diagnosis
    preview: bool = False  # the next update; only while paused
    trace: tuple[int, int, int] | None = None  # (layer, i, j) of a weight; layers from 1
    check: tuple[int, int, int] | None = None  # the same, for the gradient check
    chain: tuple[int, int, int, int] | None = None  # and a row of the training set: its chain rule


@dataclass(frozen=True)
class Diagnosis:
    """What a full pass over the training set shows. Per layer after the inputs: z and a (n, units);
    per hidden layer: saturated, each unit's share of samples, and dead, (units,). `moved` says how
    far each layer's weights are from the first ones, as a share of these: ‖W − W₀‖ / ‖W₀‖."""

    findings: tuple[Finding, ...]
    z: tuple[Array, ...]
    a: tuple[Array, ...]
    saturated: tuple[Array, ...]
    dead: tuple[Array, ...]
    moved: tuple[float, ...] = ()


@dataclass(frozen=True)
class Status:
    """What the runner is doing. Of two runs each has its own reason to stop, engine and problem.

    `catching_up` is the one that trains alone, as fast as it can, until it stands where the other
    stands; without it those that train stand in the same epoch.
    """

    playing: bool = False
    epochs_per_second: float = 0.0
    catching_up: SessionName | None = None
    stop_reason: StopReason | None = None
    engine: str = "numpy"
    engine_problem: str | None = None  # a sentence, see engines.available.engine_problem
    look: int = 0  # the number of the newest order to look that is obeyed


@dataclass(frozen=True)
class Mark:
    """What happened at an epoch of a run: its settings were changed (from one to another), J on the
    test set was lowest (`loss`), training diverged (`cause`, a sentence), a lesson has something to
    say (`cause`), or a finding began or ended (`cause`, its title, and `finding`, its kind). Such
    a one is `exact` if it is known that it was not so an epoch before."""

    kind: Literal["settings", "best_test", "divergence", "lesson", "began", "ended"]
    epoch: int
    settings: tuple[Experiment, Experiment] | None = None
    loss: float = math.nan
    cause: str = ""
    who: str = ""  # A or B, where both are seen
    finding: str = ""
    exact: bool = True


@dataclass(frozen=True, repr=False)
class Snapshot:
    """One moment of one run. Maps have row 0 at x₂ = −6 and column 0 at x₁ = −6.

    When the past is looked at, `epoch` and all else are of that moment, but for `status`, `curves`
    and `marks`, which are of the whole run.
    """

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
    classes: tuple[Array, Array] | None  # predicted for each sample of the two sets, (n,)
    curves: Curves
    boundary: Map | None  # (r, r, n_outputs)
    neuron_maps: tuple[Map, ...] | None  # per layer from the inputs: (units, r, r)
    detail: Map | None  # (r, r) of View.detail
    detail_place: tuple[int, int] | None = None  # the View.detail that `detail` belongs to
    diagnosis: Diagnosis | None = None
    preview: Preview | None = None
    steps: WeightSteps | None = None  # of View.trace
    checks: tuple[GradientCheck, GradientCheck] | None = None  # of View.check, and the worst of all
    chain: ChainRule | None = None  # of View.chain; None also if a factor is not finite
    chain_place: tuple[int, int, int, int] | None = None  # the View.chain that `chain` belongs to
    other: "Snapshot | None" = None  # of B, where this one is of A and there is a B
    live_epoch: int | None = None  # where the run stands, when the past is looked at
    past_curves: Curves | None = None  # those up to `epoch`, when the past is looked at
    # Below 1 the keyframe nearest to the epoch that is looked at is seen, and so much of the way
    # there is gone.
    share_of_way: float = 1.0
    marks: tuple[Mark, ...] = ()  # of the whole run, in the order of epochs

    def __repr__(self) -> str:
        """Which moment it is: all of it would be thousands of numbers."""
        return f"Snapshot(run={self.run}, epoch={self.epoch}, batch={self.batch})"

    @property
    def near(self) -> bool:
        """Whether this is only the keyframe nearest to the epoch that is looked at, of A or B."""
        return self.share_of_way < 1.0 or (self.other is not None and self.other.near)

    @property
    def curves_then(self) -> Curves:
        """The curves up to this moment, whatever came later."""
        return self.curves if self.past_curves is None else self.past_curves

    @property
    def newest_epoch(self) -> int:
        """Where the run stands, whatever is looked at."""
        return self.epoch if self.live_epoch is None else self.live_epoch

    def began(self, finding: str) -> int | None:
        """Where a finding of this kind, which is there at this moment, began the last time; None if
        that is not known (yet)."""
        known = [m for m in self.marks if m.kind == "began" and m.finding == finding]
        return max((m.epoch for m in known if m.epoch <= self.epoch), default=None)

    @property
    def trace(self) -> Array | None:
        """(gradient, step) of `View.trace`, (n, 2)."""
        return None if self.steps is None else self.steps.trace

    @property
    def layers(self) -> list[Layer]:
        """The layers at this moment."""
        vector = np.concatenate([part.ravel() for pair in self.parameters for part in pair])
        return Parameters(self.experiment, vector).layers

    def predict(self, X: Array) -> Array:
        """The output (n, n_outputs) for raw coordinates X (n, 2)."""
        with np.errstate(all="ignore"):
            return forward(self.layers, compute_features(X, self.experiment.data.features))[-1].a
