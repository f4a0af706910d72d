"""A network at one time: where its run stands, and how good it is, each thing computed once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from annplayground.core.choices.activations import Array
from annplayground.core.choices.losses import LOSSES
from annplayground.core.choices.metrics import SCORES
from annplayground.core.diagnosis.finding import Finding
from annplayground.core.diagnosis.findings import diagnose
from annplayground.core.diagnosis.training_pass import TrainingPass
from annplayground.core.diagnosis.treatments import treated
from annplayground.core.diagnosis.trial_runs import Patient
from annplayground.core.engines.protocol import Engine
from annplayground.core.engines.state import State
from annplayground.core.experiment import Experiment
from annplayground.core.history import Curves
from annplayground.core.network import Layer, LayerPass, Parameters, backward, forward, split
from annplayground.core.run.snapshot import Divergence, Scores
from annplayground.core.samples import Samples, predicted_classes


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Base of `Moment`, which takes the network apart.

    `engine` is this one's own, or one that only looks; `curves_now` gives the curves up to this
    time.
    """

    experiment: Experiment
    engine: Engine
    state: State
    train_set: Samples
    test_set: Samples
    curves_now: Callable[[], Curves]
    divergence: Divergence | None
    wanted_engine: type[Engine]  # which trains wherever it can
    row: Array | None = None  # of the history, where it is of just these weights and settings

    # -- where the run stands ---------------------------------------------------------------

    @property
    def epoch(self) -> int:
        """Complete epochs."""
        return self.state.epoch

    @property
    def batch(self) -> int:
        """Mini-batches of the current epoch already used."""
        return self.state.batches

    @property
    def can_go_back(self) -> bool:
        """Whether anything has been trained."""
        return self.epoch > 0 or self.batch > 0

    @property
    def batches_per_epoch(self) -> int:
        """Mini-batches in a whole epoch."""
        return -(-len(self.train_set) // self.experiment.training.batch_size)

    @property
    def learning_rate(self) -> float:
        """The learning rate of the current epoch, schedule included."""
        return self.engine.learning_rate(self.epoch)

    @cached_property
    def curves(self) -> Curves:
        """The curves of the run up to here."""
        return self.curves_now()

    @cached_property
    def layers(self) -> list[Layer]:
        """The layers of the network."""
        return Parameters(self.experiment, self.state.parameters).layers

    @property
    def parameters(self) -> list[tuple[Array, Array]]:
        """Copies of the weights and biases, [(W (n_in, n_out), b (n_out,)), …]."""
        return list(split(self.state.parameters.copy(), self.experiment.sizes))

    # -- how good it is ---------------------------------------------------------------------

    def losses(self) -> Scores:
        """Data loss J, mean over samples, on both sets at these weights; NaN on an empty one."""
        return self._scores[0]

    def accuracies(self) -> Scores | None:
        """Share of samples classified right, on both sets; None for regression."""
        return self._scores[1]

    @cached_property
    def _scores(self) -> tuple[Scores, Scores | None]:
        engine, state = self.engine, self.state
        if self.row is not None:
            train_loss, test_loss, train_accuracy, test_accuracy = self.row[: len(SCORES)].tolist()
        else:
            train_loss, train_accuracy = engine.evaluate(state, engine.x_train, self.train_set)
            test_loss, test_accuracy = engine.evaluate(state, engine.x_test, self.test_set)
        losses = Scores(train_loss, test_loss)
        if self.experiment.data.n_classes == 0:
            return losses, None
        return losses, Scores(train_accuracy, test_accuracy)

    @cached_property
    def classes(self) -> tuple[Array, Array]:
        """The class that is predicted for each sample of the training and the test set, (n,)."""
        with np.errstate(all="ignore"):
            test = forward(self.layers, self.engine.x_test)
            outputs = self._train_passes[-1].a, test[-1].a
            classes = [predicted_classes(self.experiment, a) for a in outputs]
        for array in classes:
            array.flags.writeable = False
        return classes[0], classes[1]

    def confusion(self) -> tuple[Array, Array] | None:
        """Counts (actual, predicted) on the training and test set; None for regression."""
        n = self.experiment.data.n_classes
        if n == 0:
            return None
        tables = np.zeros((2, n, n))
        for table, samples, predicted in zip(
            tables, (self.train_set, self.test_set), self.classes, strict=True
        ):
            np.add.at(table, (samples.labels.astype(int), predicted.astype(int)), 1)
        tables.flags.writeable = False
        return tables[0], tables[1]

    @cached_property
    def _train_passes(self) -> list[LayerPass]:
        with np.errstate(all="ignore"):
            return forward(self.layers, self.engine.x_train)

    @cached_property
    def training_pass(self) -> TrainingPass:
        """One full pass over the training set, for diagnoses and marks."""
        loss = LOSSES[self.experiment.training.loss]
        with np.errstate(all="ignore"):
            gradients = backward(self.layers, self._train_passes, self.train_set.y, loss)
        return TrainingPass(
            experiment=self.experiment,
            layers=self.layers,
            passes=self._train_passes,
            gradients=gradients,
            train_set=self.train_set,
            test_set=self.test_set,
            curves=self.curves,
            epoch=self.epoch,
            learning_rate=self.learning_rate,
            diverged=self.divergence is not None,
        )

    def findings(self, before: Collection[str] = ()) -> list[Finding]:
        """What is wrong with this run, causes first, judged on the whole training set; no remedies.

        `before` names the kinds that were found the last time, which clear at a lower threshold.
        """
        return diagnose(self.training_pass, before)

    def diagnose(self, before: Collection[str] = ()) -> list[Finding]:
        """The findings, each with a remedy that was tried: up to some seconds of training."""
        return treated(self.findings(before), self.training_pass, self.patient)

    @property
    def patient(self) -> Patient:
        """The run as trials of remedies begin with it."""
        sets = self.train_set, self.test_set
        diverged = self.divergence is not None
        return Patient(self.experiment, self.state.copy(), sets, self.wanted_engine, diverged)
