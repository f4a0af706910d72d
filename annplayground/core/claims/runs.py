"""The runs that claims are checked on: what each has to measure, and what it measured."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.metrics import channel_names
from annplayground.core.diagnosis.findings import diagnose
from annplayground.core.diagnosis.training_pass import TrainingPass
from annplayground.core.engines.available import engine_class, engine_for
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import State
from annplayground.core.engines.stopping import NEVER
from annplayground.core.experiment import Experiment
from annplayground.core.history import History
from annplayground.core.measures import BEST, Term
from annplayground.core.network import Parameters, backward, forward, initial_vector, split
from annplayground.core.samples import make_sets

BURST_EPOCHS = 256  # between two looks at whether to stop
BATCHES = 10**12  # as many as it takes
JUDGED = "test_loss"  # what is lowest at the best epoch
_LOSSES = ("train_loss", "test_loss")


@dataclass
class Needs:
    """What a run has to measure: how many epochs long, which columns of its history, and at the end
    of which epochs its state is looked at."""

    epochs: int = 0
    columns: set[str] = field(default_factory=lambda: {JUDGED})
    looks: set[int] = field(default_factory=set)

    def take(self, term: Term, after: int, n_layers: int) -> None:
        """It is to measure a term for a claim that is made after so many epochs."""
        epoch = term.epoch if isinstance(term.epoch, int) else after
        self.epochs = max(self.epochs, epoch, after)
        if term.is_state:
            self.looks.add(epoch)
        else:
            self.columns.add(term.channel(n_layers))


@dataclass(frozen=True)
class Look:
    """The state of a run at one time: for each layer the share of its units that are dead and of
    its activations that are saturated (hidden ones only), and how far its weights have moved as a
    share of their first ones; and the kinds of findings."""

    dead: tuple[float, ...]
    saturated: tuple[float, ...]
    moved: tuple[float, ...]
    findings: Collection[str]

    def value(self, term: Term, n_layers: int) -> float:
        """Of a finding 1 or 0."""
        if term.is_finding:
            return float(term.name in self.findings)
        shares: tuple[float, ...] = getattr(self, term.name)
        return shares[term.layer(n_layers) - 1]


@dataclass(frozen=True)
class Run:
    """What a run measured. `columns` have a value for each epoch from 0 to the last; after it
    diverged, its losses are infinite and all else stays as it was."""

    n_layers: int
    columns: Mapping[str, Array]
    looks: Mapping[int, Look]

    def value(self, term: Term, after: int) -> float:
        """A term of a claim that is made after so many epochs."""
        epoch = after if term.epoch is None else term.epoch
        if epoch == BEST:
            losses = self.columns[JUDGED][: after + 1]
            epoch = int(np.nanargmin(losses)) if np.isfinite(losses).any() else 0
        assert isinstance(epoch, int)
        if term.is_state:
            return self.looks[epoch].value(term, self.n_layers)
        return float(self.columns[term.channel(self.n_layers)][epoch])

    def values(self, term: Term, after: int) -> Array:
        """A term at the end of each epoch from 0 to `after`, (after + 1,)."""
        if term.epoch is not None or term.is_state:
            return np.full(after + 1, self.value(term, after))
        return self.columns[term.channel(self.n_layers)][: after + 1]


def trained(experiment: Experiment, needs: Needs, should_stop: Callable[[], bool]) -> Run | None:
    """Do a run, in this thread; None if it was to stop before its end."""
    sets = make_sets(experiment)
    engine = engine_for(experiment, engine_class())(experiment, *sets)
    state = State.start(initial_vector(experiment))
    rows, looks, diverged = [engine.row(state)[None]], {}, False
    for goal in sorted({*needs.looks, needs.epochs}):
        while state.epoch < goal and not diverged:
            if should_stop():
                return None
            with np.errstate(all="ignore"):
                most = min(goal - state.epoch, BURST_EPOCHS)
                progress = engine.run(state, BATCHES, NEVER, most)
            rows.append(progress.rows)
            last = rows[-1][-1] if len(rows[-1]) else rows[-2][-1]
            diverged = progress.diverged or not math.isfinite(last[0])
        if goal in needs.looks:
            looks[goal] = _look(engine, state, np.concatenate(rows), diverged)
    names = channel_names(len(experiment.activations))
    whole = np.concatenate(rows)
    columns = {
        name: _lengthened(whole[:, names.index(name)], needs.epochs + 1, name in _LOSSES)
        for name in needs.columns
    }
    return Run(len(experiment.activations), columns, looks)


def _lengthened(column: Array, length: int, is_loss: bool) -> Array:
    """What a run that diverged would have measured later."""
    rest = np.full(length - len(column), np.inf if is_loss else column[-1])
    return np.concatenate([column, rest])


def _look(engine: Engine, state: State, rows: Array, diverged: bool) -> Look:
    whole = _training_pass(engine, state, rows, diverged)
    sizes = engine.experiment.sizes
    first = split(initial_vector(engine.experiment), sizes)
    now = split(state.parameters, sizes)
    with np.errstate(all="ignore"):
        return Look(
            dead=tuple(float(units.mean()) for units in whole.dead),
            saturated=tuple(float(units.mean()) for units in whole.saturated),
            moved=tuple(
                float(np.linalg.norm(W - W0) / np.linalg.norm(W0))
                for (W, _), (W0, _) in zip(now, first, strict=True)
            ),
            findings={finding.kind for finding in diagnose(whole)},
        )


def _training_pass(engine: Engine, state: State, rows: Array, diverged: bool) -> TrainingPass:
    experiment = engine.experiment
    history = History(channel_names(len(experiment.activations)))
    history.extend(0, rows)
    layers = Parameters(experiment, state.parameters).layers
    with np.errstate(all="ignore"):
        passes = forward(layers, engine.x_train)
        gradients = backward(layers, passes, engine.train.y, LOSSES[experiment.training.loss])
    return TrainingPass(
        experiment=experiment,
        layers=layers,
        passes=passes,
        gradients=gradients,
        train_set=engine.train,
        test_set=engine.test,
        curves=history.curves(),
        epoch=state.epoch,
        learning_rate=engine.learning_rate(state.epoch),
        diverged=diverged,
    )
