"""A run under way: what it trains with and where it stands. Sessions train on one, and replay on
others."""

import sys

from annplayground.core.engines.available import engine_for
from annplayground.core.engines.going_over import go_over, sets_after
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import Progress, State
from annplayground.core.engines.stopping import StopRules
from annplayground.core.experiment import Experiment
from annplayground.core.run.log import (
    Change,
    EngineChange,
    ParameterChange,
    Place,
    SettingsChange,
)
from annplayground.core.samples import Samples

MANY = sys.maxsize // 2  # of mini-batches or epochs: more than anybody trains


class Course:
    """An Experiment, the two sets, an engine of its own and a State. `engine_class` is the wanted
    one; where it lacks a form, NumPy's trains."""

    def __init__(
        self,
        experiment: Experiment,
        engine: type[Engine],
        sets: tuple[Samples, Samples],
        state: State,
    ) -> None:
        self.experiment, self.engine_class, self.state = experiment, engine, state
        self.train_set, self.test_set = sets
        self._make_engine()

    def _make_engine(self) -> None:
        self.engine = self.another_engine()

    def another_engine(self) -> Engine:
        """A new engine for this Experiment and these sets."""
        trains = engine_for(self.experiment, self.engine_class)
        return trains(self.experiment, self.train_set, self.test_set)

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.state.epoch, self.state.batches)

    @property
    def batches_per_epoch(self) -> int:
        """Mini-batches in a whole epoch."""
        return -(-len(self.train_set) // self.experiment.training.batch_size)

    def run(self, batches: int, rules: StopRules, epochs: int, stride: int) -> Progress:
        """Train on; see `Engine.run`."""
        return self.engine.run(self.state, batches, rules, epochs, stride)

    def apply(self, change: Change) -> None:
        """Make a change here."""
        if change.forgets:
            self.state.forget_gradients()
        if isinstance(change, ParameterChange):
            self.state.parameters[change.index] = change.value
        elif isinstance(change, SettingsChange):
            self._adopt(change.experiment)
        elif isinstance(change, EngineChange):
            self.engine_class = change.engine
            self._make_engine()

    def _adopt(self, experiment: Experiment) -> None:
        old, self.experiment = self.experiment, experiment
        self.train_set, self.test_set = sets_after((self.train_set, self.test_set), old, experiment)
        go_over(self.state, old, experiment)
        self._make_engine()
